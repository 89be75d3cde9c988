"""Workdays, holidays and festivals of the Chinese calendar: counted, never guessed without saying so.

Published years come from `chinesecalendar` (State Council notices, 2004 on), later ones are estimated
and called provisional; an office's own table of days goes before both. Estimates, lunar festivals and solar terms stand in
almanac.py. No clock: every function gets its day (DOMAIN c9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from .almanac import days_off, lunar_day, term_day

DAY = dt.timedelta(days=1)
# Nobody sets a limit of years in workdays; the guard keeps 9999个工作日 from walking through a human life.
MOST_WORKDAYS = 2000


class Workdays(Protocol):
    """Which days are worked. `published` is False for a year whose holiday notice is not out yet."""

    def is_workday(self, day: dt.date) -> bool: ...

    def published(self, year: int) -> bool: ...


class StatutoryWorkdays:
    """The statutory calendar, with an office's own days on top.

    `table` maps a day to (is it worked, its name); a year that occurs in it counts as published.
    """

    def __init__(self, table: Mapping[dt.date, tuple[bool, str]] | None = None) -> None:
        self._table = dict(table or {})
        self._years = {day.year for day in self._table}

    def is_workday(self, day: dt.date) -> bool:
        """Is the day worked? Make-up Saturdays are, bridge days are not: 2026-02-14 → True, 2026-10-05 → False."""
        own = self._table.get(day)
        if own is not None:
            return own[0]
        off, worked = _notices()
        if day in worked:
            return True
        if day in off or day.weekday() >= 5:
            return False
        return self.published(day.year) or day not in days_off(day.year)

    def published(self, year: int) -> bool:
        """Is the year's holiday notice known, from the library or from the office's table?"""
        return year in self._years or _first_notice() <= year <= _last_notice()

    def name_of(self, day: dt.date) -> str:
        """The office's own name of the day, or ""."""
        own = self._table.get(day)
        return own[1] if own else ""


@lru_cache(maxsize=1)
def _notices() -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """(days off, make-up workdays) of all published years."""
    from chinese_calendar import constants

    return frozenset(constants.holidays), frozenset(constants.workdays)


@lru_cache(maxsize=1)
def _first_notice() -> int:
    return min(_notices()[0]).year


@lru_cache(maxsize=1)
def _last_notice() -> int:
    return max(_notices()[0]).year


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival of one year: its day, and the first and last day of the break around it (the day itself if none)."""

    name: str
    day: dt.date
    first: dt.date
    last: dt.date


# name → (kind, month, day); "nth": (month, weekday 0..6, n).
SOLAR = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "植树节": (3, 12), "五一": (5, 1), "青年节": (5, 4),
    "护士节": (5, 12), "儿童节": (6, 1), "高考": (6, 7), "七一": (7, 1), "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1),
    "记者节": (11, 8), "宪法日": (12, 4), "公祭日": (12, 13), "圣诞": (12, 25), "双十一": (11, 11), "双十二": (12, 12),
    "消防日": (11, 9), "平安夜": (12, 24), "万圣节": (10, 31), "愚人节": (4, 1), "消费者权益日": (3, 15), "环境日": (6, 5),
    "丰收节": (9, 23),
}  # fmt: skip
LUNAR = {
    "春节": (1, 1), "元宵": (1, 15), "龙抬头": (2, 2), "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15), "中秋": (8, 15),
    "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
}  # fmt: skip
NTH = {"母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4), "防灾减灾日": (5, 0, 0)}
# What lasts more than a day without closing the offices.
LONGER = {"高考": 2}
# Only these close the offices; around them the break is looked up.
PUBLIC = frozenset(["元旦", "春节", "清明", "五一", "端午", "中秋", "国庆"])


def festival_day(name: str, year: int) -> dt.date | None:
    """The day of a festival or solar term in a solar year: ("中秋", 2026) → 2026-09-25; None for an unknown name."""
    if not 1900 < year < 2099:
        return None
    if name in SOLAR:
        return dt.date(year, *SOLAR[name])
    if name == "除夕":
        spring = lunar_day(year, 1, 1)
        return spring - DAY if spring else None
    if name in LUNAR:
        month, day = LUNAR[name]
        for lunar_year in (year, year - 1):
            found = lunar_day(lunar_year, month, day)
            if found and found.year == year:
                return found
        return None
    if name in NTH:
        return _nth(year, *NTH[name])
    return term_day(name, year)


def _nth(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The n-th weekday of a month; n == 0 marks the one fixed day kept in that table (防灾减灾日, 12 May)."""
    if n == 0:
        return dt.date(year, month, 12)
    first = dt.date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (n - 1))


class Calendar:
    """Counting over a `Workdays`: workdays ahead, breaks and festivals. Holds no clock; remembers the festivals it has found."""

    def __init__(self, workdays: Workdays | None = None) -> None:
        self.workdays: Workdays = workdays if workdays is not None else StatutoryWorkdays()
        self._festivals: dict[tuple[str, int], Festival | None] = {}

    def is_workday(self, day: dt.date) -> bool:
        """As `Workdays.is_workday`."""
        return self.workdays.is_workday(day)

    def published(self, year: int) -> bool:
        """As `Workdays.published`."""
        return self.workdays.published(year)

    def add_workdays(self, day: dt.date, n: int) -> dt.date:
        """The n-th workday after `day`, itself not counted: (2026-09-18, 3) → 2026-09-22. n < 0 counts back."""
        step = DAY if n >= 0 else -DAY
        left = min(abs(n), MOST_WORKDAYS)
        while left:
            day += step
            left -= self.workdays.is_workday(day)
        return day

    def workday_on_or_before(self, day: dt.date) -> dt.date:
        """The day itself if worked, else the last workday before it."""
        return day if self.workdays.is_workday(day) else self.add_workdays(day, -1)

    def festival(self, name: str, year: int) -> Festival | None:
        """The festival of that solar year with its break: ("国庆", 2026) → 10-01, break 10-01 to 10-07."""
        if (name, year) not in self._festivals:
            self._festivals[name, year] = self._find(name, year)
        return self._festivals[name, year]

    def _find(self, name: str, year: int) -> Festival | None:
        day = festival_day(name, year)
        if day is None:
            return None
        if name not in PUBLIC:
            return Festival(name, day, day, day + DAY * (LONGER.get(name, 1) - 1))
        first = last = day
        while not self.workdays.is_workday(first - DAY) and (day - first).days < 10:
            first -= DAY
        while not self.workdays.is_workday(last + DAY) and (last - day).days < 12:
            last += DAY
        return Festival(name, day, first, last)

    def next_festival(self, name: str, on: dt.date) -> Festival | None:
        """The coming festival of that name, or the one whose break is going on."""
        for year in (on.year, on.year + 1, on.year + 2):
            found = self.festival(name, year)
            if found and max(found.day, found.last) >= on:
                return found
        return None
