"""Deadlines counted over workdays that were not published yet: which ones come to another day by the table that is out now.

Only found, never moved: a deadline that a person confirmed and a unit was told is changed by a person (reschedule).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.meetings.bridge import limit_words
from tracker.org.queries import local_seasons

from .models import UnitAssignment
from .states import EXTENDABLE, State

Days = Mapping[dt.date, tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Recounted:
    """One deadline: the part, the words it was counted from, the day it has and the day it comes to now."""

    assignment: UnitAssignment
    words: str
    was: dt.date
    now: dt.date


def recounted(
    after: int, limit: int, *, before: Days, now: Days, since: dt.date
) -> tuple[list[Recounted], int | None]:
    """Looks through the next `limit` open parts with a provisional deadline; (those that come to another day, the last id looked at).

    `before` and `now`: the calendar's days then and now. A deadline counts only if its words alone, read by the calendar of
    then, give the very day it has: what was moved or set by hand, or hangs on more than its own words, is left alone.
    """
    rows = UnitAssignment.objects.filter(
        pk__gt=after, item__draft__due_provisional=True, original_due_on=None, due_on__gte=since,
        state__in=[*EXTENDABLE, State.REGISTERED],
    )  # fmt: skip
    read = list(
        rows.select_related("item__draft__speech", "item", "unit")
        .defer("item__draft__speech__text")
        .order_by("pk")[:limit]
    )
    found = [one for row in read if (one := recount(row, before, now)) is not None]
    return found, read[-1].pk if read else None


def recount(row: UnitAssignment, before: Days, now: Days) -> Recounted | None:
    """The deadline counted anew, None where it stays or cannot be told from its words."""
    draft = row.item.draft
    if draft is None or row.due_on is None or not row.due_text:
        return None
    said = draft.speech.held_on
    seasons = local_seasons(said.year)
    old, new = (limit_words(row.due_text, on=said, days=days, seasons=seasons) for days in (before, now))
    if old is None or new is None or old.on != row.due_on or new.on is None or new.on == old.on:
        return None
    return Recounted(row, row.due_text, row.due_on, new.on)
