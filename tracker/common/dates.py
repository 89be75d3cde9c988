"""Which days people can mean: a slip in a date field (0202, 9999) is told at once and never counted with. Pure, no clock."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# No paper of the office is about days outside.
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


def sensible(day: dt.date, around: dt.date, *, back: int = 1, ahead: int = 20) -> bool:
    """True where `day` lies at most `back` years before and `ahead` years after `around`, the same day included.

    sensible(0202-11-16, 2026-11-16) is False; a deadline twenty years after the speech is True.
    """
    # Compared as numbers: dates beyond the year 9999 cannot be made.
    first, last = ((around.year + years, around.month, around.day) for years in (-back, ahead))
    return first <= (day.year, day.month, day.day) <= last


def day_at(at: dt.datetime) -> dt.date:
    """The day of a moment, by the office's clock: 17:00 UTC on 2 March is 3 March."""
    return at.astimezone(SHANGHAI).date()


def is_of_our_time(day: dt.date) -> bool:
    """True from 2000 to 2100."""
    return FIRST <= day <= LAST


def day_of(text: str) -> dt.date | None:
    """A day as people write it in a cell: 2027-01-01, 2027/1/1, 2027.1.1, 2027年1月1日; None for anything else."""
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    if not match:
        return None
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        return None
