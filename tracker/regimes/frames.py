"""The frame that plans are made in: is it still the one they were made by? Noticed by comparing, whatever changed it and how.

An almanac that comes with a new version of the software, days entered by hand or from a file, another closing time: all
of them show here, and nobody who changes them need think of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays, calendar_for
from tracker.org.queries import calendar_overrides, the_office

from .models import PlanFrame

DAY = dt.timedelta(days=1)
# Years that are compared: last year's days still count for what is long overdue, and notices come a year ahead.
YEARS_BACK, YEARS_AHEAD = 1, 3


class Outdated(Exception):
    """What a plan was to be made by has changed since it was read. The next run reads it anew; nothing was written."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What plans depend on, as it is now; `workdays` as in PlanFrame."""

    workdays: dict[str, str]
    closing: dt.time
    reminder_workdays: str


@dataclass(frozen=True, slots=True)
class Change:
    """The days that are no longer what they were, from `first` to `last`."""

    first: dt.date
    last: dt.date


def facts(at: dt.datetime) -> Facts:
    """The office's settings and the calendar around the moment `at`; two queries."""
    office, calendar = the_office(), calendar_for(calendar_overrides())
    year = at.astimezone(SHANGHAI).year
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    days = {str(one): days_of(one, calendar) for one in years}
    return Facts(days, office.closing_time, office.reminder_workdays)


def days_of(year: int, calendar: Workdays) -> str:
    """The year as one character a day: days_of(2026) begins with "000" (New Year's holiday)."""
    first = dt.date(year, 1, 1)
    number = (dt.date(year + 1, 1, 1) - first).days
    return "".join("1" if calendar.is_workday(first + DAY * n) else "0" for n in range(number))


def difference(frame: PlanFrame, now: Facts, today: dt.date) -> Change | None:
    """What has changed from `today` on; None where nothing has. Another closing time or reminder rule touches every day."""
    last = dt.date(max(map(int, now.workdays)), 12, 31)
    if (frame.closing, frame.reminder_workdays) != (now.closing, now.reminder_workdays):
        return Change(today, last)
    days = [
        dt.date(int(year), 1, 1) + DAY * number
        for year, now_worked in now.workdays.items()
        if (was := frame.workdays.get(year)) and was != now_worked
        for number, (old, new) in enumerate(zip(was, now_worked, strict=True))
        if old != new
    ]
    ahead = [day for day in days if day >= today]
    return Change(min(ahead), max(ahead)) if ahead else None


def is_same(frame: PlanFrame, now: Facts) -> bool:
    """Is there nothing to write down?"""
    return (frame.workdays, frame.closing, frame.reminder_workdays) == (
        now.workdays,
        now.closing,
        now.reminder_workdays,
    )


def frame_now() -> PlanFrame:
    """The row; an unsaved one before the first run. One query."""
    return PlanFrame.objects.first() or PlanFrame()


def number_now() -> int:
    """The number of the rules that plans are made by now; one query."""
    return PlanFrame.objects.values_list("number", flat=True).first() or 0


def stand_by(number: int) -> None:
    """Raises Outdated where the rules that a plan was made by have changed since `number` was read.

    To be asked at the end of the transaction that wrote the plan: a change that is committed later finds the rows locked
    and marks them after it.
    """
    if number_now() != number:
        raise Outdated


def rules_changed() -> None:
    """A regime was adopted, changed or stopped: whoever plans by the old ones writes nothing. In the caller's transaction."""
    if not PlanFrame.objects.update(number=F("number") + 1):
        PlanFrame.objects.get_or_create(singleton=True, defaults={"number": 1})


@transaction.atomic
def remember(
    frame: PlanFrame, now: Facts, change: Change | None, *, first_stage: str, at: dt.datetime
) -> bool:
    """Writes down the new facts and, where days ahead changed, that re-planning begins anew; False where another was faster.

    A change that comes while an earlier one is being worked off is added to it: its stages begin again, over both.
    """
    columns: dict[str, object] = {
        "workdays": now.workdays,
        "closing": now.closing,
        "reminder_workdays": now.reminder_workdays,
    }
    if change is not None:
        columns |= {
            "number": frame.number + 1,
            "changed_at": at,
            "first": min(change.first, frame.first) if frame.stage and frame.first else change.first,
            "last": max(change.last, frame.last) if frame.stage and frame.last else change.last,
            "before": frame.before if frame.stage else frame.workdays,
            "stage": first_stage,
            "after": 0,
        }
    if frame.pk is None:
        return PlanFrame.objects.get_or_create(singleton=True, defaults=columns)[1]
    mine = PlanFrame.objects.filter(pk=frame.pk, number=frame.number, stage=frame.stage, after=frame.after)
    return mine.update(**columns) == 1


def advance(frame: PlanFrame, *, stage: str, after: int) -> bool:
    """Moves the work on, by compare-and-set; False where another has done it, or a new change began it anew."""
    mine = PlanFrame.objects.filter(pk=frame.pk, number=frame.number, stage=frame.stage, after=frame.after)
    columns = {"stage": stage, "after": after} | (
        {} if stage else {"first": None, "last": None, "before": {}}
    )
    return mine.update(**columns) == 1


def overrides_of(days: Mapping[str, str]) -> dict[dt.date, tuple[bool, str]]:
    """The days of PlanFrame.workdays as calendar_for() takes them."""
    return {
        dt.date(int(year), 1, 1) + DAY * number: (sign == "1", "")
        for year, signs in days.items()
        for number, sign in enumerate(signs)
    }
