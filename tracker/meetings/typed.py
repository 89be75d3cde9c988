"""Time limits and frequencies that an officer types in words: read by the engine as if they stood in the speech, or refused.

What is not understood whole is not taken in part: "每周一及节假日前" is told, not read as 每周一.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tracker.common.errors import Refused
from tracker.org.queries import calendar_overrides, local_seasons

from . import bridge

# Words around a time that say nothing of when.
AROUND = re.compile(
    r"(?:请|要|须|应|必须|务必|确保|力争|争取|最迟|最晚|不晚于|限|于|在|赶在|前|完成|办结|落实|到位|整改|办理|报送|上报|报告|汇报|反馈"
    r"|一次|[一1]报|报|各|工作|情况|进展|的|[\s，,。.、；;：:！!])*"
)
# A rule of the engine's form cannot say how often within a month: it would be read as once.
SEVERAL = re.compile(r"(?:[二两三四五六七八九十]|[2-9]|\d{2,})[次回]")
# Kinds of a limit that has no day.
UNDATED = ("event", "asap", "masked")
# The longest words a form takes; longer ones are no time.
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in words: the day and hour meant, `kind` as in Draft.due_kind, and how it was counted."""

    words: str
    on: dt.date | None
    time: dt.time | None
    kind: str
    trace: str
    is_provisional: bool
    others: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A frequency in words: its rule, the hour if one is named, and what was understood: 每周的周一."""

    words: str
    rrule: str
    time: dt.time | None
    told: str


def read_limit(words: str, *, on: dt.date) -> Limit:
    """The limit that words mean for a speech held on the day `on`: "六月底前" → 2026-06-30.

    Raises Refused with a sentence where nothing, not everything or only the past is read. Two queries.
    """
    words = words.strip()[:LONGEST]
    found = bridge.limit_words(words, on=on, days=calendar_overrides(), seasons=local_seasons(on.year))
    if found is None:
        raise Refused(
            f"读不出“{words}”是什么时候。可以写“六月底前”“10个工作日内”“国庆前”，或在日历里选一天；没有日期的，把类型选为“视其他事项”。"
        )
    refuse_rest(found.rest, found.read)
    return Limit(words, found.on, found.time, found.kind, found.trace, found.is_provisional, found.others)


def read_rhythm(words: str, *, on: dt.date) -> Rhythm:
    """The frequency that words mean: "每月5日前" → FREQ=MONTHLY;BYMONTHDAY=5. Raises Refused with a sentence; no query."""
    words = words.strip()[:LONGEST]
    found = bridge.rhythm_words(words, on=on)
    if not found:
        raise Refused(
            f"读不出“{words}”多久一次。可以写“每周一”“每月5日前”“每季度”“每旬”“每天17时前”“不定期”。"
        )
    if SEVERAL.search(words):
        raise Refused(f"“{words}”没有说明是哪几天，请写成“每月10日、25日”“每半月”这样的话。")
    if len({one.rrule for one in found}) > 1:
        both = "”“".join(one.read for one in found)
        raise Refused(f"写了不止一种频次（“{both}”），请只留一种，其余另立一条。")
    refuse_rest(found[0].rest, found[0].read)
    return Rhythm(words, found[0].rrule, found[0].time, bridge.told(found[0].rrule))


def refuse_rest(rest: str, read: str) -> None:
    """Raises Refused where words are left that the reading does not account for."""
    if not AROUND.fullmatch(rest):
        raise Refused(f"只读懂了“{read}”，读不懂“{rest.strip('，,。、；; ')}”，请换一种写法。")


def rhythm_text(recurrence_text: str, rrule: str) -> str:
    """The frequency of a draft in words: its own, else what its rule says."""
    return recurrence_text or (bridge.told(rrule) if rrule else "")
