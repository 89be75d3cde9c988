"""What several rule families share: the year and the month that words such as 明年 and 下个月 name."""

from __future__ import annotations

import datetime as dt

from speeches.when.calendar import PUBLIC, Festival
from speeches.when.moments import said_day
from speeches.when.numerals import number
from speeches.when.rhythm import told
from speeches.when.rule import Context, Found, Length, Reading

DAY = dt.timedelta(days=1)

_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "明年": 1,
    "来年": 1,
    "次年": 1,
    "翌年": 1,
}
_YEARS |= {"下年": 1, "下一年": 1, "后年": 2, "大后年": 3}


def year_of(found: Found) -> int | None:
    """The year that the fragment {Y} named, or None: 明年 → 2027, 26年 → 2026."""
    if found["year"]:
        return number(found["year"].replace("O", "〇").replace("○", "〇"))
    if found["short"]:
        return found.on.year // 100 * 100 + int(found["short"])
    word = found["yearword"].removesuffix("度")
    return found.on.year + _YEARS[word] if word else None


def month_of(word: str, on: dt.date) -> tuple[int, int]:
    """(year, month) of 本月, 下个月, 上上月."""
    shift = word.count("下") - word.count("上") + word.count("次")
    year, month = divmod(on.year * 12 + on.month - 1 + shift, 12)
    return year, month + 1


_UNITS = {
    "天": "day",
    "昼夜": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "旬": "dekad",
    "月": "month",
}
_UNITS |= {
    "季度": "quarter",
    "年": "year",
    "小时": "hour",
    "钟头": "hour",
    "分钟": "minute",
    "工作日": "workday",
    "自然日": "day",
    "日历日": "day",
}
# Nobody sets longer limits; what is longer is a year number (2027年前) or a slip.
_MOST = {"year": 100, "quarter": 100, "week": 500, "workday": 2000, "day": 9999, "hour": 9999, "minute": 9999}
_SMALL = "一二两三四五六七八九"


def length_of(found: Found) -> Length | None:
    """The length that the fragment {len} named, or None: 一个半月 → 1 month and a half, 两三天 → 2 to 3 days."""
    words, unit = found["n"], _UNITS[found["unit"]]
    if unit == "month" and not found["ge"] and not found["mid"] and words not in ("半", "一", "两"):
        # 3月内 and 三月内 are March; 一月内 may be either, 半月 and 两月 are lengths.
        return None
    if unit == "quarter" and not found["ge"]:
        return None
    if words == "半":
        return _half(unit)
    low = number(found["low"]) if found["low"] else None
    if len(words) == 2 and words[0] in _SMALL and words[1] in _SMALL:
        low, words = number(words[0]), words[1]
    n = number(words)
    if not n or n > _MOST.get(unit, 1200) or (low is not None and low >= n):
        return None
    return Length(n, unit, low, bool(found["mid"] or found["tail"]))


def _half(unit: str) -> Length | None:
    """半个月 is 15 days, 半年 six months, 半周 half a week."""
    return {
        "year": Length(6, "month"),
        "month": Length(15, "day"),
        "day": Length(0, "day", half=False),
        "hour": Length(30, "minute"),
        "week": Length(3, "day"),
    }.get(unit)


def length_words(length: Length) -> str:
    """The length as the trace names it: 10个工作日, 2周."""
    unit = {
        "day": "天",
        "week": "周",
        "dekad": "旬",
        "month": "个月",
        "quarter": "个季度",
        "year": "年",
        "hour": "小时",
    }
    unit |= {"minute": "分钟", "workday": "个工作日"}
    half = "半" if length.half else ""
    return f"{length.n}{unit[length.unit]}{half}"


def feast_reading(feast: Festival, context: Context, said_year: bool) -> Reading:
    """The festival as other rules use it: `before` is the eve, `opens` and `after` bound the break around it."""
    return Reading(
        "feast",
        first=feast.day,
        last=feast.day,
        before=feast.day - DAY,
        after=feast.last + DAY,
        opens=feast.first,
        said=frozenset({"festival"}),
        supposed=frozenset() if said_year else frozenset({"year"}),
        past=feast.last < context.reference,
        name=feast.name,
        trace=(f"{feast.name}{said_day(feast.day)}",),
    )


def break_unknown(piece: Reading, context: Context) -> bool:
    """Is the break around the festival only estimated, because its year's notice is not out?"""
    return bool(piece.name in PUBLIC and piece.first and not context.calendar.published(piece.first.year))


def year_later(piece: Reading, context: Context) -> Reading:
    """The same festival a year on, where its eve has passed and no year was said; else the piece itself."""
    if "year" not in piece.supposed or piece.past or piece.kind != "date" or not piece.after:
        return piece
    coming = context.calendar.next_festival(piece.name, piece.after)
    return feast_reading(coming, context, False) if coming else piece


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def recurs(rrule: str, *trace: str, time: dt.time | None = None, modality: str = "at") -> Reading:
    """A recurrence reading; its trace says the rule in words."""
    return Reading(
        "recur",
        "recurrence",
        rrule=rrule,
        time=time,
        modality=modality,
        said=frozenset({"frequency"}),
        trace=(*trace, told(rrule)),
    )
