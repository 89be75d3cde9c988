"""What a year's tickers should make, worked out without them: lists of days and bisection, no plan, no slots, no database."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

DAY = dt.timedelta(days=1)
# The daily regime ends here.
SUMMER = dt.date(2026, 6, 30)
Life = tuple[dt.date, dt.date, dt.date]


def regime_of(n: int) -> int:
    """Which regime the n-th item stands under: few daily, the others in equal shares."""
    return 0 if n % 50 == 0 else 1 + n % 4


def is_last(day: dt.date) -> bool:
    return (day + DAY).day == 1


SAID: tuple[Callable[[dt.date], bool], ...] = (
    lambda day: True,
    lambda day: day.weekday() == 4,
    lambda day: day.day in (10, 20) or is_last(day),
    lambda day: day.day == 25,
    lambda day: day.month % 3 == 0 and is_last(day),
)
HOURS = (17, 18, 18, 18, 18)


def occurrences(regime: int, first: dt.date, days: int, worked: Sequence[dt.date]) -> list[dt.date]:
    """The days on which a regime's report is due, beyond the year's end too."""
    known = set(worked)
    if regime == 0:
        return [day for day in worked if first <= day <= SUMMER]
    named = (first + DAY * n for n in range(days + 200) if SAID[regime](first + DAY * n))
    return sorted({day if day in known else worked[bisect_right(worked, day) - 1] for day in named})


def expected(
    units: int, lives: Sequence[Life], first: dt.date, days: int, worked: Sequence[dt.date]
) -> dict[str, int]:
    """name → how many rows there should be."""
    last = first + DAY * (days - 1)
    dates = [occurrences(regime, first, days, worked) for regime in range(5)]
    found = {"slots": 0, "reminders": 0, "report_reminders": 0}
    for n, (issued, due, closed) in enumerate(lives):
        regime = regime_of(n)
        found["reminders"] += deadlines(issued, due, min(closed, last), worked)
        slots, told = reports(dates[regime], HOURS[regime], issued, closed, last, worked)
        found["slots"] += slots
        found["report_reminders"] += told
    workdays = [day for day in worked if first <= day <= last]
    mondays = sum(day.weekday() == 0 for day in workdays)
    # Every sixth reads daily, the others on Mondays.
    daily = -(-units // 6)
    return {**found, "digests": daily * len(workdays) + (units - daily) * mondays}


def deadlines(issued: dt.date, due: dt.date, until: dt.date, worked: Sequence[dt.date]) -> int:
    """How often a deadline is reminded of, on mornings after the day of issue and up to the day of closing."""
    eve = bisect_right(worked, due) - 1
    told = {worked[eve - n] for n in (0, 1, 3, 7)}
    told |= {worked[bisect_left(worked, due + DAY * n)] for n in (1, 3, *range(7, 64, 7))}
    return sum(issued < day <= until for day in told)


def reports(
    dates: Sequence[dt.date],
    hour: int,
    issued: dt.date,
    closed: dt.date,
    last: dt.date,
    worked: Sequence[dt.date],
) -> tuple[int, int]:
    """(reports owed, reminders of them) of one item. Closed at four in the afternoon: what is due that evening is not owed."""
    slots = told = 0
    gaps = [(later - day).days for day, later in pairwise(dates)]
    gaps.append(gaps[-1])
    for day, gap in zip(dates, gaps, strict=True):
        if day < issued:
            continue
        is_owed = day < closed
        slots += is_owed and day <= last
        here = bisect_left(worked, day)
        before = worked[here - 1] if gap > 14 else day
        told += issued < before <= min(closed, last)
        after = worked[here + 1]
        # Half past eight of that morning lies before the next one's hour, unless a holiday lies between.
        told += is_owed and after <= min(closed, last) and after <= day + DAY * gap
    return slots, told
