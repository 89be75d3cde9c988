"""Reads on the reminder plan: what waits, and units whose duties nobody would be reminded of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from tracker.common.dates import SHANGHAI
from tracker.items.job_queries import open_by_unit
from tracker.items.models import UnitAssignment
from tracker.org.queries import all_unit_names, liaisons_of

from .models import Reminder


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A unit with open duties and no liaison on the day: its reminders wait until somebody holds the post."""

    unit_id: int
    unit: str
    open_duties: int


def waiting_to_post(at: dt.datetime) -> int:
    """How many planned reminders have come due at `at` (partial index)."""
    return Reminder.objects.filter(state=Reminder.State.PLANNED, moment__lte=at).count()


def reminders_of(assignment: UnitAssignment) -> list[Reminder]:
    """The assignment's reminders, earliest first, whatever became of them."""
    return list(Reminder.objects.filter(assignment=assignment))


def reminded_between(unit_ids: Iterable[int], after: dt.datetime, until: dt.datetime) -> set[int]:
    """The assignments of these units of which a reminder was posted after one moment and up to another; one query."""
    posted = Reminder.objects.filter(state=Reminder.State.POSTED, posted_at__gt=after, posted_at__lte=until)
    return set(posted.filter(assignment__unit__in=list(unit_ids)).values_list("assignment", flat=True))


def units_without_liaison(on: dt.date) -> tuple[Unanswered, ...]:
    """Units with open duties and nobody to remind on the day `on`, the most burdened first; three queries."""
    counts = open_by_unit()
    liaisons, names = liaisons_of(set(counts), on), all_unit_names()
    alone = [
        Unanswered(unit_id, names.get(unit_id, "（停用的单位）"), number)
        for unit_id, number in counts.items()
        if not liaisons[unit_id]
    ]
    return tuple(sorted(alone, key=lambda unit: (-unit.open_duties, unit.unit_id)))


def posted_between(first: dt.date, end: dt.date) -> Counter[int]:
    """Unit → how many reminders it was sent from a day up to, not including, another; one query."""
    begin, close = (dt.datetime.combine(day, dt.time(), SHANGHAI) for day in (first, end))
    posted = Reminder.objects.filter(state=Reminder.State.POSTED, posted_at__gte=begin, posted_at__lt=close)
    rows = posted.order_by().values_list("assignment__unit").annotate(number=Count("pk"))
    return Counter(dict(rows))
