"""When the steps of a regime fall. Pure: rules, days and a workday calendar in, occurrences out; no clock, no database.

A day that was said is a day; a step that only says how often (周通报) is a span within which it falls, never a guessed day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from tracker.common.dates import is_of_our_time
from tracker.common.workdays import Workdays

DAY = dt.timedelta(days=1)
WEEKDAYS = "一二三四五六日"
KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT"}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
UNITS = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}
# "Every thousand days" is a slip.
LONGEST_INTERVAL = 999
# How far ahead is looked: a rule that never comes true (30 February) ends here.
HORIZON_YEARS = 3


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a step falls due: on a day (`first` == `last`) or within a span; `note` says what to mind."""

    first: dt.date
    last: dt.date
    note: str = ""

    @property
    def words(self) -> str:
        """For people: "11月27日（周五）", "11月23日至29日内"."""
        if self.first == self.last:
            return f"{self.first.month}月{self.first.day}日（周{WEEKDAYS[self.first.weekday()]}）"
        same = self.first.month == self.last.month
        until = f"{self.last.day}日" if same else f"{self.last.month}月{self.last.day}日"
        return f"{self.first.month}月{self.first.day}日至{until}内"


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name; {} for one we do not count with (IRREGULAR, hourly, unknown parts)."""
    pairs = [part.split("=", 1) for part in rule.split(";") if part]
    if any(len(pair) != 2 for pair in pairs):
        return {}
    parts: dict[str, str] = dict(pairs)
    known = (
        parts.get("FREQ") in FREQUENCIES and set(parts) <= KNOWN and parts.get("INTERVAL", "1").isdecimal()
    )
    return parts if known and 0 < interval_of(parts) <= LONGEST_INTERVAL else {}


def interval_of(parts: dict[str, str]) -> int:
    """How many days, weeks, months or years lie between two times."""
    return int(parts.get("INTERVAL", "1"))


def is_daily(rule: str) -> bool:
    """Every day or every working day: burden rules ask a reason and an end for it (DOMAIN c2)."""
    parts = parts_of(rule)
    if parts.get("INTERVAL", "1") != "1":
        return False
    days = set(parts.get("BYDAY", "").split(","))
    return parts.get("FREQ") == "DAILY" or (
        parts.get("FREQ") == "WEEKLY" and days >= {"MO", "TU", "WE", "TH", "FR"}
    )


def upcoming(
    rule: str,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    after: dt.date,
    workdays: Workdays,
    count: int = 3,
) -> tuple[Occurrence, ...]:
    """The next `count` occurrences that are not over on the day `after`, within the regime's days; () for no rule.

    () also for a regime that begins in a year nobody means: its days could not even be counted.
    upcoming("FREQ=WEEKLY;BYDAY=MO", …, after=Wednesday) begins on the next Monday.
    """
    parts = parts_of(rule)
    if not parts or not is_of_our_time(max(after, starts_on)):
        return ()
    says_day = parts["FREQ"] == "DAILY" or "BYDAY" in parts or "BYMONTHDAY" in parts
    found = days(rule, parts, starts_on, after) if says_day else spans(parts, starts_on, after)
    limit = ends_on or dt.date.max
    inside = (one for one in found if one.first <= limit)
    return tuple(noted(one, workdays) for one in islice(inside, count))


def days(rule: str, parts: dict[str, str], starts_on: dt.date, after: dt.date) -> Iterator[Occurrence]:
    """Occurrences on days, by dateutil."""
    start = dt.datetime.combine(near(aligned(parts, starts_on), parts, after), dt.time())
    horizon = dt.datetime.combine(max(after, starts_on) + relativedelta(years=HORIZON_YEARS), dt.time())
    try:
        dates = rrulestr(rule, dtstart=start)
    except ValueError:
        return
    first = dt.datetime.combine(max(after, starts_on), dt.time())
    for moment in dates.xafter(first, inc=True):
        if moment > horizon:
            return
        yield Occurrence(moment.date(), moment.date())


def near(start: dt.date, parts: dict[str, str], after: dt.date) -> dt.date:
    """`start` moved in whole intervals to shortly before `after`, so that nobody counts through centuries.

    A rule with a COUNT is counted from its own beginning.
    """
    if after <= start or "COUNT" in parts:
        return start
    gone = {
        "DAILY": (after - start).days,
        "WEEKLY": (after - start).days // 7,
        "MONTHLY": (after.year - start.year) * 12 + after.month - start.month,
        "YEARLY": after.year - start.year,
    }[parts["FREQ"]]
    interval = interval_of(parts)
    # One interval before: the day of the month may come later there than the day looked for.
    whole = max(gone // interval - 1, 0) * interval
    return start + relativedelta(**{UNITS[parts["FREQ"]]: whole})


def aligned(parts: dict[str, str], starts_on: dt.date) -> dt.date:
    """Where counting begins: "the last day of every third month" means the ends of quarters, whenever it was announced."""
    interval = interval_of(parts)
    if parts["FREQ"] == "MONTHLY" and parts.get("BYMONTHDAY") == "-1" and 12 % interval == 0:
        return dt.date(starts_on.year, interval, 1)
    return starts_on


def spans(parts: dict[str, str], starts_on: dt.date, after: dt.date) -> Iterator[Occurrence]:
    """Occurrences that were said only as "every week", "every quarter": the calendar's week, month, quarter, year."""
    interval = interval_of(parts)
    match parts["FREQ"]:
        case "WEEKLY":
            start, step = starts_on - DAY * starts_on.weekday(), relativedelta(weeks=interval)
        case "MONTHLY":
            month = (
                (starts_on.month - 1) // interval * interval + 1 if 12 % interval == 0 else starts_on.month
            )
            start, step = starts_on.replace(month=month, day=1), relativedelta(months=interval)
        case _:
            start, step = starts_on.replace(month=1, day=1), relativedelta(years=interval)
    months = [
        int(month)
        for month in parts.get("BYMONTH", "").split(",")
        if month.isdecimal() and 1 <= int(month) <= 12
    ]
    horizon = max(after, starts_on) + relativedelta(years=HORIZON_YEARS)
    start = near(start, parts, after)
    number = 0
    while start + step * number <= horizon:
        first = start + step * number
        number += 1
        for one in within(first, first + step - DAY, sorted(months)):
            if one.last >= max(after, starts_on):
                yield one


def within(first: dt.date, last: dt.date, months: list[int]) -> Iterator[Occurrence]:
    """The span itself, or those of its months that are named."""
    if not months:
        yield Occurrence(first, last)
    for month in months:
        start = dt.date(first.year, month, 1)
        if first <= start <= last:
            yield Occurrence(start, start + relativedelta(months=1) - DAY)


def noted(one: Occurrence, workdays: Workdays) -> Occurrence:
    """The occurrence with what to mind: a day off keeps its date, and the working day before it is named (DOMAIN c9)."""
    notes = []
    if one.first == one.last and not workdays.is_workday(one.first):
        before = one.first - DAY
        while not workdays.is_workday(before):
            before -= DAY
        notes.append(f"非工作日，之前最后一个工作日是{before.month}月{before.day}日")
    if not workdays.published(one.last.year):
        notes.append(f"{one.last.year}年放假安排未公布")
    return Occurrence(one.first, one.last, "；".join(notes))
