"""Days that a bare one may mean as well, where "the next one not passed" is no safe guess: said on the 24th, 25日前 may be next month's.

Pure. The convention stays (DESIGN 4); the other day is kept beside it, so that a person can choose.
"""

from __future__ import annotations

import datetime as dt

from .moments import make
from .value import TimeValue

# So near that more time may be meant; passed so lately that the passed one may be meant, or the day of the speech is wrong.
SOON, LATELY, LATELY_OF_A_YEAR = 2, 10, 31


def other_days(time: TimeValue, on: dt.date) -> tuple[dt.date, ...]:
    """The other days of an end point whose month or year was supposed; () where the words say enough.

    On 2026-06-24: 25日前 (06-25) → (07-25,). On 2026-06-26: 25日前 (07-25) → (06-25,); 6月25日前 (2027-06-25) → (2026-06-25,).
    """
    day = time.to
    if day is None or time.grain != "day" or time.rrule or "day" not in time.said:
        return ()
    other = None
    if "month" in time.supposed - time.said:
        before = month_away(day, -1)
        if 0 <= (day - on).days <= SOON:
            other = month_away(day, 1)
        elif before and 0 < (on - before).days <= LATELY:
            other = before
    elif "month" in time.said and "year" in time.supposed:
        before = make(day.year - 1, day.month, day.day)
        if before and 0 < (on - before).days <= LATELY_OF_A_YEAR:
            other = before
    return (other,) if other else ()


def month_away(day: dt.date, by: int) -> dt.date | None:
    """The same day of the month before or after, None where that month has none: 31 January → 28 February is none."""
    number = day.year * 12 + day.month - 1 + by
    return make(number // 12, number % 12 + 1, day.day)
