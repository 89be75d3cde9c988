"""What a day is called, for a page that shows a month: festivals, breaks, make-up workdays. It counts with the calendar and holds none of its own."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from .calendar import DAY, LUNAR, PUBLIC, SOLAR, Calendar, festival_day

# What an office plans by; the many other days of SOLAR are read in speeches and would only crowd a month.
SHOWN = frozenset(
    [
        "妇女节",
        "植树节",
        "青年节",
        "儿童节",
        "七一",
        "八一",
        "教师节",
        "高考",
        "除夕",
        "冬至",
        *PUBLIC,
        *LUNAR,
    ]
)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day as a calendar shows it: `word` says whether and why it is worked, `names` are its festivals.

    `word`: 工作日, 周末, 国庆假期, 调休上班, 放假 or the office's own name of the day. `is_provisional`: the year's notice is not out.
    """

    day: dt.date
    is_workday: bool
    word: str
    names: tuple[str, ...]
    is_provisional: bool

    @property
    def label(self) -> str:
        """For a screen reader: "6月10日 周三 工作日", "6月19日 周五 端午 端午假期"."""
        names = "".join(f" {name}" for name in self.names)
        told = f"{self.day.month}月{self.day.day}日 周{WEEKDAYS[self.day.weekday()]}{names} {self.word}"
        return f"{told} 暂定" if self.is_provisional else told


def days_of_month(year: int, month: int, days: Calendar) -> list[DayFacts]:
    """Every day of a month with what it is called; `days` decides what is worked. Raises ValueError outside 1901..2098."""
    if not 1900 < year < 2099:
        raise ValueError(f"outside the calendar: {year}")
    breaks = breaks_of(year, days)
    return [
        facts(dt.date(year, month, number + 1), days, breaks)
        for number in range(calendar.monthrange(year, month)[1])
    ]


def facts(day: dt.date, days: Calendar, breaks: dict[dt.date, str]) -> DayFacts:
    """What one day is; `breaks` names the days off around public festivals."""
    is_workday = days.is_workday(day)
    own = getattr(days.workdays, "name_of", lambda _day: "")(day)
    if is_workday:
        word = "调休上班" if day.weekday() >= 5 else "工作日"
    else:
        word = breaks.get(day) or ("周末" if day.weekday() >= 5 else "放假")
    names = festivals_of(day.year).get(day, ())
    return DayFacts(day, is_workday, own or word, names, not days.published(day.year))


def breaks_of(year: int, days: Calendar) -> dict[dt.date, str]:
    """Days off around the public festivals that fall in the year or in the next January: day → "国庆假期".

    A plain weekend next to a festival that gives no other day off stays a part of the break, as people say it.
    """
    made: dict[dt.date, str] = {}
    for when in (year, year + 1):
        for name in sorted(PUBLIC):
            found = days.festival(name, when)
            day = found.first if found else None
            while found and day and day <= found.last:
                if not days.is_workday(day):
                    made.setdefault(day, f"{name}假期")
                day += DAY
    return made


@lru_cache(maxsize=32)
def festivals_of(year: int) -> dict[dt.date, tuple[str, ...]]:
    """The festivals of a year that are shown, by day: 2026-09-25 → ("中秋",)."""
    found: dict[dt.date, tuple[str, ...]] = {}
    for name in [*SOLAR, *LUNAR, "除夕", "清明", "冬至"]:
        day = festival_day(name, year) if name in SHOWN else None
        if day:
            found[day] = (*found.get(day, ()), name)
    return found
