"""Now, as lights see it: one moment with the office's closing time and calendar, read once per page.

`light_where` says in SQL what `lights.light` says in Python, so that lists can filter and count; a test holds the two together.
Nothing here reads a clock: the moment arrives as `at`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, F, Func, Q, TimeField, Value
from django.db.models.functions import Coalesce

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays, calendar_for
from tracker.org.queries import calendar_overrides, the_office

from .light_schemes import dressed, shown_as
from .lights import Light, light
from .models import UnitAssignment
from .queries import due_of, judged_due_of
from .states import OPEN, Stage, State

WEEKDAYS = "一二三四五六日"
COLOURS = {"red": "逾期", "yellow": "临期", "green": "正常", "blue": "按时办结", "grey": "其他"}


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment `at`, the office's closing time, how many workdays count as near due, and its calendar."""

    at: dt.datetime
    closing: dt.time
    near: int
    workdays: Workdays
    # In which colours the office shows its lights.
    scheme: str = "three"

    @property
    def today(self) -> dt.date:
        """The day in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()

    @property
    def near_until(self) -> dt.date:
        """The last day that counts as near due: at most `near` workdays lie between today (not counted) and it."""
        day, left = self.today, 0
        for _ in range(60):
            following = day + dt.timedelta(1)
            left += self.workdays.is_workday(following)
            if left > self.near:
                return day
            day = following
        return day


def clock_at(at: dt.datetime) -> Clock:
    """The office's clock at the moment `at`; two queries."""
    office = the_office()
    calendar = calendar_for(calendar_overrides())
    return Clock(at, office.closing_time, office.near_due_workdays, calendar, office.light_scheme)


def shown_lights(clock: Clock) -> list[tuple[str, str, str]]:
    """Every light for tabs and legends: (key, word, the colour in which the office shows it)."""
    return [(key, word, shown_as(key, clock.scheme)) for key, word in COLOURS.items()]


def light_of(assignment: UnitAssignment, clock: Clock) -> Light:
    """The assignment's light at the clock's moment."""
    lamp = light(
        assignment.state,
        due_of(assignment, clock.closing),
        assignment.finished_at,
        at=clock.at,
        near=clock.near,
        workdays=clock.workdays,
        judged=judged_due_of(assignment, clock.closing),
    )
    late = (clock.today - assignment.due_on).days if assignment.due_on else 0
    return dressed(lamp, clock.scheme, late)


def light_where(colour: str, clock: Clock) -> Q:
    """The assignments whose light has this colour at the clock's moment, as a filter."""
    judged, undated = ~Q(state__in=[State.CANCELLED, State.SUSPENDED]), Q(due_on__isnull=True)
    finished = judged & (Q(state=State.CLOSED) | Q(finished_at__isnull=False))
    running = Q(stage=Stage.RUNNING)
    late = ~undated & passed(clock)
    in_time = undated | Q(finished_at__isnull=True) | handed_in_time(clock)
    match colour:
        case "red":
            # The first condition alone leads the index.
            return running & Q(due_on__lte=clock.today) & late
        case "yellow":
            return running & ~undated & ~late & Q(due_on__lte=clock.near_until)
        case "green":
            return running & (undated | Q(due_on__gt=clock.near_until))
        case "blue":
            return finished & in_time
        case "grey":
            idle = ~Q(state__in=[*OPEN, State.CLOSED]) & Q(finished_at__isnull=True)
            return ~judged | idle | (finished & ~in_time)
    return Q(pk__in=[])


def passed(clock: Clock) -> Q:
    """Due moments that are over: an earlier day, or today with a time (else closing time) gone by."""
    now = clock.at.astimezone(SHANGHAI)
    gone_today = Q(due_time__lt=now.time())
    if clock.closing < now.time():
        gone_today |= Q(due_time__isnull=True)
    return Q(due_on__lt=clock.today) | (Q(due_on=clock.today) & gone_today)


class Moment(Func):
    """A day and a time of day in Shanghai as a moment, in the database's own functions.

    Not `finished_at__date`: SQLite calls Python for each row then, a second for 100 000 of them.
    """

    template = "((%(expressions)s) AT TIME ZONE 'Asia/Shanghai')"
    arg_joiner = " + "
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(
            compiler,
            connection,
            template="datetime(%(expressions)s, '-8 hours')",
            arg_joiner=" || ' ' || ",
            **context,
        )


def handed_in_time(clock: Clock) -> Q:
    """Work handed in not later than the moment it is judged by."""
    limit = Coalesce(F("due_time"), Value(clock.closing, output_field=TimeField()))
    return Q(finished_at__lte=Moment(Coalesce(F("judged_due_on"), F("due_on")), limit))


def due_words(assignment: UnitAssignment, clock: Clock) -> str:
    """The deadline for people, the weekday with it, the year when it is another one: "3月20日（周五）18:00前"; "" without a date."""
    due = due_of(assignment, clock.closing)
    if due is None:
        return ""
    day = f"{due.on.month}月{due.on.day}日（周{WEEKDAYS[due.on.weekday()]}）"
    if due.on.year != clock.today.year:
        day = f"{due.on.year}年{day}"
    return f"{day}左右" if assignment.is_approximate else f"{day}{due.moment:%H:%M}前"
