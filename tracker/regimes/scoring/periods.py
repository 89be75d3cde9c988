"""The periods points are counted by: months, quarters, half-years. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.common.dates import SHANGHAI

LENGTHS = {"month": 1, "quarter": 3, "half": 6}


@dataclass(frozen=True, slots=True)
class Period:
    """From its first to its last day, both included; `key` such as "2026-03", "2026-Q1", "2026-H1" sorts by time."""

    key: str
    first: dt.date
    last: dt.date

    @property
    def begins(self) -> dt.datetime:
        """Its first moment in Shanghai."""
        return dt.datetime.combine(self.first, dt.time(), SHANGHAI)

    @property
    def ends(self) -> dt.datetime:
        """The first moment after it."""
        return dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), SHANGHAI)


def period_of(day: dt.date, cadence: str) -> Period:
    """The period a day lies in: period_of(date(2026, 5, 9), "quarter").key == "2026-Q2"."""
    months = LENGTHS[cadence]
    number = (day.month - 1) // months
    first = dt.date(day.year, number * months + 1, 1)
    beyond = number * months + 1 + months
    following = dt.date(day.year + 1, 1, 1) if beyond > 12 else dt.date(day.year, beyond, 1)
    key = {"month": f"{first:%Y-%m}", "quarter": f"{day.year}-Q{number + 1}"}.get(
        cadence, f"{day.year}-H{number + 1}"
    )
    return Period(key, first, following - dt.timedelta(days=1))


def before(period: Period, cadence: str) -> Period:
    """The period before."""
    return period_of(period.first - dt.timedelta(days=1), cadence)


def after(period: Period, cadence: str) -> Period:
    """The period that follows."""
    return period_of(period.last + dt.timedelta(days=1), cadence)


def words_of(key: str) -> str:
    """The period for people: words_of("2026-03") == "2026年3月", "2026-Q2" → "2026年第二季度", "2026-H1" → "2026年上半年"."""
    year, part = key.split("-")
    if part.startswith("Q"):
        return f"{year}年第{'一二三四'[int(part[1:]) - 1]}季度"
    if part.startswith("H"):
        return f"{year}年{'上下'[int(part[1:]) - 1]}半年"
    return f"{year}年{int(part)}月"
