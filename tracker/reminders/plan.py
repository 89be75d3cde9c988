"""When an assignment is reminded of: a pure function of its deadline, state, the office's policy and the workday calendar.

All moments fall on workdays at one hour. Before the deadline they count workdays, after it calendar days. Must not know
people, rows or the clock.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.common import hours
from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays
from tracker.items.lights import Due
from tracker.items.states import EXTENDABLE

DAY = dt.timedelta(days=1)
# No holiday is as long: a calendar without workdays is a mistake, and the search for one must end.
LONGEST_BREAK = 60

# A report that is due earlier on its day than so long after the hour of reminders is reminded of the workday before.
ENOUGH = dt.timedelta(hours=2)
# A report that is due more rarely is reminded of a workday before, so that there is time to gather it.
RARE = dt.timedelta(days=14)
REPORT_DUE, REPORT_MISSED = "report-due", "report-missed"

# Who has handed the work in (申请销号, 核查中) waits for the office, so there is nothing to remind them of.
REMINDED = EXTENDABLE


@dataclass(frozen=True, slots=True)
class Policy:
    """How an office reminds: workdays before the deadline, calendar days after it, then so many times weekly.

    Reminders go out between `hour` and `silence` of a workday. A deadline without a clock time ends at `closing`.
    """

    before: tuple[int, ...] = (7, 3, 1)
    late: tuple[int, ...] = (1, 3, 7)
    weekly: int = 8
    closing: dt.time = dt.time(18, 0)
    hour: dt.time = hours.FIRST
    silence: dt.time = hours.LAST


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder: `kind` is "due-3d" (workdays before), "due-0d" (the day itself) or "late-7d" (days overdue)."""

    kind: str
    moment: dt.datetime


def workdays_before(text: str) -> tuple[int, ...]:
    """The office's list as numbers, largest first: "7,3,1" → (7, 3, 1). Anything else in it is passed over."""
    parts = re.split(r"[,\uff0c\u3001\s]+", text)  # also the full-width comma and the enumeration comma
    return tuple(
        sorted({int(part) for part in parts if part.isdecimal() and 0 < int(part) <= 60}, reverse=True)
    )


def deadline(due_on: dt.date, due_time: dt.time | None, closing: dt.time) -> dt.datetime:
    """The last moment in time, in Shanghai (Civil Code art. 203: a day ends at close of business)."""
    return Due(due_on, due_time, closing).moment


def plan(
    due_on: dt.date | None, due_time: dt.time | None, state: str, *, policy: Policy, calendar: Workdays
) -> tuple[Planned, ...]:
    """All reminders of one assignment, earliest first, past ones included; none where nothing is due or being worked on.

    Due on Friday 2026-03-20 with (7, 3, 1): due-7d on 03-11, due-3d on 03-17, due-1d on 03-19, due-0d on 03-20,
    late-1d (a Saturday) on Monday 03-23 together with late-3d, of which only the latter stays; late-7d on 03-27; then weekly.
    """
    if due_on is None or state not in REMINDED:
        return ()
    end = deadline(due_on, due_time, policy.closing)
    found = [p for p in before_deadline(due_on, policy, calendar) if p.moment < end]
    return tuple(found + after_deadline(due_on, policy, calendar))


def before_deadline(due_on: dt.date, policy: Policy, calendar: Workdays) -> list[Planned]:
    """The reminders up to the day. A deadline on a rest day counts from the last workday before it."""
    day = nearest_workday(due_on, calendar, -1)
    found = [Planned("due-0d", at_hour(day, policy))]
    for n in range(1, max(policy.before, default=0) + 1):
        day = nearest_workday(day - DAY, calendar, -1)
        if n in policy.before:
            found.append(Planned(f"due-{n}d", at_hour(day, policy)))
    return found[::-1]


def after_deadline(due_on: dt.date, policy: Policy, calendar: Workdays) -> list[Planned]:
    """The reminders of an overdue duty. Several that a holiday pushes onto one day are one: the latest, which says most."""
    last = max(policy.late, default=0)
    days = sorted(set(policy.late)) + [last + 7 * n for n in range(1, policy.weekly + 1)]
    by_day = {nearest_workday(due_on + n * DAY, calendar, 1): n for n in days}
    return [Planned(f"late-{n}d", at_hour(day, policy)) for day, n in sorted(by_day.items())]


def report_plan(
    due_at: dt.datetime, lapses_at: dt.datetime, *, policy: Policy, calendar: Workdays
) -> tuple[Planned, ...]:
    """The reminders of one due report: once before it is due, and once after it was missed while it can still be made up for.

    Due on Friday 2026-03-06 at 18:00, weekly: report-due that morning at 8:30, report-missed on Monday 03-09. A monthly
    one, or one due before half past ten: report-due on the workday before.
    """
    day = due_at.astimezone(SHANGHAI).date()
    is_early = not calendar.is_workday(day) or due_at - at_hour(day, policy) < ENOUGH
    last = day - DAY if is_early or lapses_at - due_at > RARE else day
    before = Planned(REPORT_DUE, at_hour(nearest_workday(last, calendar, -1), policy))
    missed = Planned(REPORT_MISSED, at_hour(nearest_workday(day + DAY, calendar, 1), policy))
    return (before, missed) if missed.moment < lapses_at else (before,)


def nearest_workday(day: dt.date, calendar: Workdays, step: int) -> dt.date:
    """The day itself if worked, else the next (step 1) or the last (step -1) workday. ValueError if there is none near."""
    for _ in range(LONGEST_BREAK):
        if calendar.is_workday(day):
            return day
        day += step * DAY
    raise ValueError(f"no workday within {LONGEST_BREAK} days of {day}")


def at_hour(day: dt.date, policy: Policy) -> dt.datetime:
    return dt.datetime.combine(day, policy.hour, SHANGHAI)


def is_open_hour(at: dt.datetime, policy: Policy, calendar: Workdays) -> bool:
    """May people be written to now? On workdays from `hour` to `silence`; what is due at another time waits."""
    return hours.is_open(at.astimezone(SHANGHAI), calendar, policy.hour, policy.silence)


def next_open_hour(at: dt.datetime, policy: Policy, calendar: Workdays) -> dt.datetime:
    """The hour of the next workday after the day of `at`."""
    return at_hour(nearest_workday(at.astimezone(SHANGHAI).date() + DAY, calendar, 1), policy)


def still_true(kind: str, end: dt.datetime, at: dt.datetime) -> bool:
    """Does a reminder of that kind still say something true at `at`? "Due" ones until the deadline, "late" ones after it."""
    return at > end if kind.startswith("late-") else at <= end


def phrase(due_on: dt.date, end: dt.datetime, *, at: dt.datetime, calendar: Workdays) -> str:
    """How things stand on the day of `at`, whatever day the reminder was planned for.

    "将于3月20日到期（还有3个工作日）", "今天18:00到期", "已逾期2天（时限为3月20日）".
    """
    today = at.astimezone(SHANGHAI).date()
    day = f"{due_on.month}月{due_on.day}日" if due_on.year == today.year else f"{due_on:%Y年%-m月%-d日}"
    if at > end:
        over = (today - due_on).days
        return f"已逾期{over}天（时限为{day}）" if over else f"已超过今天{end:%H:%M}的时限"
    if due_on == today:
        return f"今天{end:%H:%M}到期"
    left = sum(calendar.is_workday(date) for date in days_between(today, due_on))
    return f"将于{day}到期（{f'还有{left}个工作日' if left else '其间没有工作日，请提前办结'}）"


def days_between(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """The days after `first` up to `last`, at most a year of them."""
    return (first + n * DAY for n in range(1, min((last - first).days, 366) + 1))
