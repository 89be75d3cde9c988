"""Times that tell what was, although their words alone could mean what will be."""

from __future__ import annotations

import datetime as dt

from speeches.when.value import TimeValue

# A day this many days back is remembered; one further back is rather planned for the next year.
_REMEMBERED = 180


def just_passed(time: TimeValue, day: dt.date) -> bool:
    """Whether a month and day without a year, read as next year's, more likely means the one just passed.

    On 9 April 3月17日未遂事故的过程 tells history; on 20 December 1月10日召开会议 is to come. 3月17日前 stays a limit: its 前 orders.
    """
    if time.rrule or not time.to or "year" not in time.supposed or time.modality not in {"at", "during"}:
        return False
    if time.to.year <= day.year or (time.from_ or time.to) <= day:
        return False
    # 29 February has no twin in the year before; a day earlier does for this purpose.
    twin = time.to.replace(year=time.to.year - 1, day=min(time.to.day, 28))
    return 0 < (day - twin).days <= _REMEMBERED
