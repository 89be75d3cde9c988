"""What has become of parts, for jobs that act for nobody and count over the whole office. Reads only, nothing for a page to show as it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Count, Q

from tracker.common.dates import SHANGHAI

from .models import Chase, Event, InstructionTarget, ReviewRequest, TakenRow, UnitAssignment
from .queries import of_office
from .states import DONE, OPEN

Told = tuple[int, dt.datetime, str, dict]


def parts_living_since(moment: dt.datetime) -> list[UnitAssignment]:
    """The parts the office laid and issued that were open at the moment or in whose history something stands since; one query."""
    touched = Event.objects.filter(at__gte=moment, assignment__isnull=False).order_by().values("assignment")
    rows = UnitAssignment.objects.filter(of_office(), issued_at__isnull=False)
    rows = rows.filter(~Q(state__in=DONE) | Q(pk__in=touched)).select_related("item", "unit")
    return list(rows.order_by("pk"))


def living_parts(ids: Collection[int]) -> list[UnitAssignment]:
    """Of these parts the ones the office laid and issued."""
    found: list[UnitAssignment] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        rows = UnitAssignment.objects.filter(
            of_office(), issued_at__isnull=False, pk__in=wanted[start : start + 500]
        )
        found += rows.select_related("item", "unit").order_by("pk")
    return found


def parts_touched_after(moment: dt.datetime) -> set[int]:
    """The parts in whose history something was written after a moment; by the key, newest first, as far as needed."""
    found: set[int] = set()
    newest = Event.objects.order_by("-pk").values_list("pk", "at", "assignment")
    below: int | None = None
    while rows := list((newest if below is None else newest.filter(pk__lt=below))[:1000]):
        found |= {part for _, at, part in rows if at > moment and part is not None}
        # Moments go up with the keys but for a few: a thousand lines of before are the end.
        if all(at <= moment for _, at, _ in rows):
            break
        below = rows[-1][0]
    return found


def parts_due_between(first: dt.date, last: dt.date) -> set[int]:
    """The open parts due on these days; one query, by index."""
    rows = UnitAssignment.objects.filter(state__in=OPEN, due_on__gte=first, due_on__lte=last)
    return set(rows.order_by().values_list("pk", flat=True))


def reviewed_after(moment: dt.datetime) -> set[int]:
    """The parts of which a decision was reviewed after a moment; one query."""
    rows = ReviewRequest.objects.filter(decided_at__gt=moment, event__assignment__isnull=False)
    return set(rows.order_by().values_list("event__assignment", flat=True))


def units_of(ids: Collection[int]) -> set[int]:
    """The units of these parts."""
    found: set[int] = set()
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        rows = UnitAssignment.objects.filter(pk__in=wanted[start : start + 500]).order_by()
        found |= set(rows.values_list("unit", flat=True))
    return found


def lines_of_parts(ids: Iterable[int], acts: Collection[str]) -> dict[int, list[Told]]:
    """Part → (event, when, act, data) of these acts in its history, oldest first."""
    found: dict[int, list[Told]] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        events = Event.objects.filter(assignment__in=wanted[start : start + 500], act__in=acts)
        rows = events.order_by("item", "number").values_list("assignment", "pk", "at", "act", "data")
        for part, event, at, act, data in rows:
            found.setdefault(part, []).append((event, at, act, data))
    return found


def events_set_aside(*, until: dt.datetime) -> frozenset[int]:
    """The decisions that a review had changed by that moment; one query."""
    changed = ReviewRequest.objects.filter(state=ReviewRequest.State.CHANGED, decided_at__lte=until)
    return frozenset(changed.values_list("event", flat=True))


def newest_lines(after: dt.datetime, acts: Collection[str], *, most: int) -> int:
    """How many of the newest `most` lines of all histories tell of these acts with a part after a moment; one query, by the key."""
    newest = Event.objects.order_by("-pk").values_list("at", "act", "assignment")[:most]
    return sum(1 for at, act, part in newest if at > after and act in acts and part is not None)


def chases_between(first: dt.date, end: dt.date) -> Counter[int]:
    """Unit → how often it was urged from a day up to, not including, another; one query."""
    rows = Chase.objects.filter(on__gte=first, on__lt=end).order_by().values_list("assignment__unit")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def instructions_between(first: dt.date, end: dt.date) -> Counter[int]:
    """Unit → how many leaders' instructions asked it for an answer in these days; one query."""
    rows = InstructionTarget.objects.filter(instruction__answer_by__gte=first, instruction__answer_by__lt=end)
    counted = rows.order_by().values_list("assignment__unit").annotate(number=Count("pk"))
    return Counter(dict(counted))


def sheets_between(first: dt.date, end: dt.date) -> Counter[int]:
    """Unit → how many feedback sheets it filled in and gave back in these days; one query."""
    begin, close = (dt.datetime.combine(day, dt.time(), SHANGHAI) for day in (first, end))
    rows = TakenRow.objects.filter(sheet__uploaded_at__gte=begin, sheet__uploaded_at__lt=close)
    counted = rows.order_by().values_list("assignment__unit").annotate(number=Count("sheet", distinct=True))
    return Counter(dict(counted))
