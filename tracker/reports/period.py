"""Which days a paper is about. Pure: the day comes in as an argument, the clock is never read here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.common.dates import FIRST, LAST, SHANGHAI, is_of_our_time

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `end`. `key` names them for ever: "week:2026-W47", "month:2026-11"."""

    key: str
    start: dt.date
    end: dt.date

    @property
    def last(self) -> dt.date:
        """The last day that belongs to the period."""
        return self.end - DAY

    def holds(self, moment: dt.datetime | None) -> bool:
        """True where `moment` (aware) lies in the period by Shanghai days; None never does."""
        return moment is not None and self.start <= moment.astimezone(SHANGHAI).date() < self.end

    def is_over(self, today: dt.date) -> bool:
        """True from the day after its last one on."""
        return self.end <= today

    @property
    def words(self) -> str:
        """The period as a paper writes it, without what repeats: 2026年11月16日至22日, 2026年12月28日至2027年1月3日."""
        first = written(self.start)
        if self.last == self.start:
            return first
        if self.last.year != self.start.year:
            return f"{first}至{written(self.last)}"
        if self.last.month != self.start.month:
            return f"{first}至{self.last.month}月{self.last.day}日"
        return f"{first}至{self.last.day}日"


def written(day: dt.date) -> str:
    """A day as official papers write it, without leading zeros: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def week_of(day: dt.date) -> Period:
    """Monday to Sunday around `day`; the key carries the ISO year: 2027-01-01 → "week:2026-W53"."""
    start = day - DAY * day.weekday()
    year, week, _ = start.isocalendar()
    return Period(f"week:{year}-W{week:02d}", start, start + 7 * DAY)


def month_of(day: dt.date) -> Period:
    """The calendar month around `day`."""
    start = day.replace(day=1)
    following = (start + 31 * DAY).replace(day=1)
    return Period(f"month:{start:%Y-%m}", start, following)


def between(first: dt.date, last: dt.date) -> Period:
    """The days from `first` to `last`, both included; a whole week or month gets that week's or month's key.

    Raises ValueError with a Chinese sentence when the days are the wrong way round, more than a year apart or none of ours.
    """
    if not (is_of_our_time(first) and is_of_our_time(last)):
        raise ValueError(f"统计时段应在{FIRST.year}年至{LAST.year}年之间。")
    if last < first:
        raise ValueError("起始日期不能晚于截止日期。")
    if (last - first).days > 366:
        raise ValueError("统计时段最长为一年。")
    for known in (week_of(first), month_of(first)):
        if (known.start, known.last) == (first, last):
            return known
    return Period(f"custom:{first:%Y-%m-%d}..{last:%Y-%m-%d}", first, last + DAY)
