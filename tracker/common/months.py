"""A month as a calendar page shows it: weeks from Monday, with the months beside it. Pure; the days come from the one workday calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .dates import FIRST, is_of_our_time
from .workdays import Calendar, DayFacts, days_of_month

# Lunar tables end there.
LAST_YEAR = 2098


@dataclass(frozen=True, slots=True)
class Month:
    """One month. `weeks` hold seven places each, None where the day belongs to another month; `before`, `after` are "2026-05"."""

    year: int
    month: int
    weeks: tuple[tuple[DayFacts | None, ...], ...]
    before: str
    after: str

    @property
    def title(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def is_provisional(self) -> bool:
        """Is the year's holiday notice not out yet?"""
        return any(day.is_provisional for week in self.weeks for day in week if day)


def month_of(day: dt.date, calendar: Calendar) -> Month:
    """The month around a day; a day nobody means (9999) is brought to the nearest year with a calendar."""
    day = day if is_of_our_time(day) else FIRST if day < FIRST else dt.date(LAST_YEAR, 12, 1)
    day = min(day, dt.date(LAST_YEAR, 12, 31))
    days: list[DayFacts | None] = list(days_of_month(day.year, day.month, calendar))
    first = day.replace(day=1)
    places = [None] * first.weekday() + days
    places += [None] * (-len(places) % 7)
    weeks = tuple(tuple(places[at : at + 7]) for at in range(0, len(places), 7))
    last = first - dt.timedelta(days=1)
    following = first + dt.timedelta(days=32)
    return Month(day.year, day.month, weeks, f"{last:%Y-%m}", f"{following:%Y-%m}")
