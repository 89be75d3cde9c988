"""The history of all items as one stream for programs: lines in the order of their ids, from a place on, never one left out.

An id is given out when a line is written and seen when its act commits, so a lower id may appear after a higher one. A reader who
goes on from the last id it saw would miss that line for ever. So nothing is told while a writer of the history is under way
(`is_settled`): what is told has no line before it that can still appear.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Min, Q

from tracker.access.policy import Act, Relation, Viewer

from .models import Event, LedgerImport
from .queries import read_by, visible_assignments, visible_items

# Who writes lines holds this lock on their table until the act has committed and can be seen. Asking for it hinders nobody.
WRITERS = """
    SELECT EXISTS (
        SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines in order, the place to go on from, and whether there is more to ask for at once."""

    events: tuple[Event, ...]
    cursor: int
    has_more: bool


def events_after(viewer: Viewer, cursor: int, *, size: int) -> Stretch:
    """The next lines that the viewer may see after the place `cursor` (0 at the beginning); four queries, five for who sees a part.

    While an act is being written the stretch is empty and the cursor stays: the next call has it. On SQLite there is one writer
    at a time and ids are in the order of commits. What an import has written and not shown yet is waited for, too.
    """
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    hidden = LedgerImport.objects.aggregate(after=Min("hidden_after"))["after"]
    last = last if hidden is None else min(last, hidden)
    # In this order: whoever took an id up to `last` held the lock before `last` was read.
    if last <= cursor or not is_settled():
        return Stretch((), cursor, last > cursor)
    rows = Event.objects.filter(pk__gt=cursor, pk__lte=last).order_by("pk")
    if Relation.ANY not in viewer.relations_granting(Act.SEE):
        seen = visible_assignments(viewer).order_by().values("pk")
        of_items = visible_items(viewer).order_by().values("pk")
        rows = rows.filter(Q(assignment__isnull=True, item__in=of_items) | Q(assignment__in=seen))
    rows = rows.filter(read_by(viewer))
    found = tuple(rows.select_related("item", "by", "assignment__unit")[: size + 1])
    if len(found) > size:
        return Stretch(found[:size], found[size - 1].pk, True)
    return Stretch(found, last, False)


def is_settled() -> bool:
    """Is nobody writing lines of the history at this moment? One query on PostgreSQL."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [Event._meta.db_table])
        return not cursor.fetchone()[0]
