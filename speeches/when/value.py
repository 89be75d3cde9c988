"""The value of a time expression: what the words say, what was supposed, and how it was counted."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


# A tuple is made in a fourth of the time of a frozen dataclass, and a speech holds thousands of times.
class TimeValue(NamedTuple):
    """One time expression of a text and its reading.

    `start`/`end` are code points of the text that was read and `text` its words. `kind`: date, range, recurrence, duration,
    event, asap, masked. `modality`: by, at, around, from, during, not_before. `from_` and `to` are the first and
    the last day (inclusive) meant; `time` the clock time, if one is given. `rrule` is minimal RFC 5545 or "IRREGULAR".
    `said` and `supposed` name parts ("year", "month", "day", "time"); `grain`: hour, day, week, dekad, month, quarter, half,
    year. `past` is True where the words tell history (去年12月底前已完成). `limit` is False where the words name
    a time that sets no limit (70周年, 24小时值班 are not returned at all; 今年以来 is returned with limit False).
    `alternatives` are other last days the words allow; `ambiguous` is True where two readings are equally good. `provisional`: counted over workdays not yet published.
    `rules` names the rules that read it; `trace` is a Chinese sentence an officer can check:
    "三日内 → 发文次日起第3天 → 2026-03-05（周四）".
    """

    start: int
    end: int
    text: str
    kind: str
    from_: dt.date | None = None
    to: dt.date | None = None
    time: dt.time | None = None
    rrule: str | None = None
    modality: str = "at"
    grain: str = "day"
    said: frozenset[str] = frozenset()
    supposed: frozenset[str] = frozenset()
    past: bool = False
    limit: bool = True
    alternatives: tuple[dt.date, ...] = ()
    provisional: bool = False
    ambiguous: bool = False
    rules: tuple[str, ...] = ()
    trace: str = ""
