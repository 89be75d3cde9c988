"""Times that tell what was, although their words alone could mean what will be."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.value import TimeValue

# A day this many days back is remembered; one further back is rather planned for the next year.
_REMEMBERED = 180
_ONCE = re.compile(
    "过去(?!的一|一年)|以前(?<![之月日号天周年]以前)|从前|往年|早年|原先|前[几两些]年|那几年|那时|当年"
)
_TRIED = re.compile(
    "(?:搞|实行|推行|试行|建立|执行|开展|组织|有|用|提出|坚持)过|也(?:曾|搞|有|实行|推行|建立)"
)


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


def tried_before(text: str) -> bool:
    """Whether a sentence begins by telling what was once tried: 过去我们也搞过日报告; not 6月底以前也要建立制度."""
    once = _ONCE.search(text, 0, 40)
    tried = _TRIED.search(text, once.end(), once.end() + 16) if once else None
    return tried is not None and not re.search("要|必须|应|须", text[: tried.end()])
