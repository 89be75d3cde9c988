"""Turns the parts that words name into days: fills in what was not said, and never into the past unless told so.

Rules of DESIGN section 4 and DOMAIN c9: a month or day without a year is the next one not passed; an impossible date
(2月30日) is refused, never repaired.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from .rule import Context, Length, Parts, Reading

DAY = dt.timedelta(days=1)
_CLAUSE_END = re.compile("[,，。;；!！?？\n：:]")
# 了 after a verb tells the past; 为了, 了解, 除了 and 罢了 are other words.
_PAST = re.compile(
    "已经|已(?!然)|曾|以来|同比|累计|(?<![为除罢])了(?!解|如|望|断|却)|先后|当时|至今|刚刚|上述期间"
)
# After 前 or 内 a bare 了 may close an order (6月底前把手续办了); only these tell of what is done.
_DONE = re.compile("已经|已(?!然)|曾|[成现到]了")
_LIMIT = re.compile("(?:底|末)?(?:[之以]?前|[之以]?内)")
# 主要, 需要点 and 申请 hold no order.
_SHALL = "(?<![主重首必摘纪提概简险])要(?!求|点|素|件|闻|道|害|领|目|务|事|塞)|必须|务必|确保|力争|争取|应当|不得|须|(?<![申邀聘报])请(?!示)"
_ORDER = re.compile(_SHALL)
_SENTENCE_END = re.compile("[。;；!！?？\n]")
_DEADLINE = re.compile("(?:底|末)?(?:[之以]?前(?!后)|[之以]?内)|至|到|[-—–~]")
# After a limit only these tell that it went by unkept or kept: 4月底前就该完成的, 3月底前，多数已经建成.
_LIMIT_OVER = re.compile("已经|就该|本该|本应|早该|早就|拖到|拖至")
_OPENS = re.compile("起|开始")
# 完成 is an order unless it tells how far things have come: 仅完成四成, 完成率, 没有完成.
_COME_SO_FAR = re.compile(
    "(?:已经?|累计|一?共|仅|只|才|没有|没|未能?|就该|该|原定|看|不)[^，,。；;]{0,4}完成|完成(?=率|情况|了|得|不|度|[^，,。；;]{0,4}[\\d一二三四五六七八九][%％成])"
)
# Any of these tells of something still to be done.
_WILL = re.compile(_SHALL + "|一律|将|(?<![模虚])拟|负责(?!人|同志)|完成|(?<!原)计划|(?<!原)定于|下周|明天")
_TOLD = re.compile(
    "已|曾|了|过(?!程|渡|硬|细|堂)|那一?次|那时|的时候|发生|同比|累计|增长|下降|报告\\d|时候|当时|以来|至今|拖到|还有|仍有|仍未|还没|没有(?!特殊|正当)|没能|未能"
    "|仅为|[低高]于全|[位居]全|排名?[全第]|倒数|共[\\u4e00-\\u9fff]{1,4}\\d"
)
# 4月20日召开的…: the act is over, whatever is asked of its outcome.
_DONE_ACT = re.compile(
    "[^，,。；;的要将拟]{0,6}(?:召开|下发|印发|部署|明确|通报|发生|出台|签订|发布|作出|交办|安排|确定|提出)的"
)
_ONCE_PLANNED = re.compile("(?:原定|原计划|原先|本来|本该|本应)[在于]?[^，,。；;]{0,3}\\Z")
_AS_OF = re.compile("截[至止]到?\\Z")
# 截至4月底 tells how things stand; what is still undone by then may be dealt with later (未完成的要通报).
_STILL_LIMITS = re.compile("未|没|前|的?[，,]?(?:要|必须|须|一律)")
# What went by longer ago than this is more likely next year's; after it only the nearer reading of an act counts.
LONG_PAST = 240
RECENT = 120
YEARS = range(1901, 2099)


_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in(year: int, month: int) -> int:
    """The number of days of a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _LENGTHS[month] + leap


def make(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None if no calendar has it."""
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return None
    return dt.date(year, month, day)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, days_in(year, month))


def add_months(day: dt.date, months: int) -> dt.date:
    """The matching day n months on, else that month's last day (Civil Code 202): 2026-01-31 + 1 → 2026-02-28."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, days_in(year, month + 1)))


def monday(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - DAY * day.weekday()


def told_as_past(context: Context, start: int, end: int) -> bool:
    """Does the clause around [start, end) tell history? "6月20日前已完成" does, "6月20日前要完成" does not."""
    text = context.text
    stop = _CLAUSE_END.search(text, end, end + 40)
    tail = text[end : stop.start() if stop else end + 40]
    head = text[max(0, start - 20) : start]
    for stop in _CLAUSE_END.finditer(head):
        head = text[max(0, start - 20) + stop.end() : start]
    # 5月21日至31日的方案已下发: what is past is the plan, not the days it covers.
    cue = _DONE if _LIMIT.match(tail) else _PAST
    past = _PAST.search(head) or (not tail.startswith("的") and cue.search(tail))
    return bool(past) and not _ORDER.search(head) and not _ORDER.match(tail)


def read_as_history(context: Context, start: int, end: int, last: dt.date) -> bool:
    """Is a bare day or month that went by on `last` meant, and not next year's? The whole sentence is asked.

    "8月29日，某镇一个采石场垮塌了" is history, "8月29日要演练" is not, and words that stand alone say nothing.
    """
    text = context.text
    ago = (context.reference - last).days
    if not 0 < ago <= LONG_PAST:
        return False
    stop = _SENTENCE_END.search(text, end, end + 80)
    tail = text[end : stop.start() if stop else end + 80]
    head = _SENTENCE_END.split(text[max(0, start - 30) : start])[-1]
    if len(head) + len(tail) < 6:
        return False
    if _ONCE_PLANNED.search(head) or (ago <= RECENT and _DONE_ACT.match(tail)):
        return True
    if _AS_OF.search(head):
        return _tells_a_state(tail)
    words = head + "|" + _COME_SO_FAR.sub("", tail)
    if _WILL.search(words):
        return False
    if _DEADLINE.match(tail):
        return bool(_LIMIT_OVER.search(tail))
    if _OPENS.match(tail):
        return bool(_PAST.search(tail))
    return bool(_TOLD.search(head) or _TOLD.search(tail))


def _tells_a_state(tail: str) -> bool:
    """Does what follows 截至… report how things stand? The clause after it decides, later ones may give orders."""
    clause = _CLAUSE_END.split(tail.lstrip("，,"), maxsplit=1)[0]
    return bool(clause) and not _STILL_LIMITS.match(tail) and not _WILL.search(_COME_SO_FAR.sub("", clause))


def month_span(year: int, month: int, dekad: int | None, edge: str) -> tuple[dt.date, dt.date]:
    """The days of a month, of one of its dekads, or of its beginning, middle or end."""
    last = month_end(year, month).day
    first, final = {
        (1, ""): (1, 10), (2, ""): (11, 20), (3, ""): (21, last),
        (None, "start"): (1, 10), (None, "mid"): (15, 15), (None, "end"): (last, last),
        (1, "end"): (10, 10), (2, "end"): (20, 20), (3, "end"): (last, last),
    }.get((dekad, edge), (1, last))  # fmt: skip
    return dt.date(year, month, first), dt.date(year, month, final)


def span_of(parts: Parts, year: int, month: int | None = None) -> tuple[dt.date, dt.date] | None:
    """The first and last day of the parts in that year; None where no calendar has them."""
    if year not in YEARS:
        return None
    m = month if parts.month is None else parts.month
    if m is not None and not 1 <= m <= 12:
        return None
    if parts.quarter:
        return _edge(
            dt.date(year, parts.quarter * 3 - 2, 1), month_end(year, parts.quarter * 3), parts.edge, 1
        )
    if parts.half:
        return _edge(dt.date(year, parts.half * 6 - 5, 1), month_end(year, parts.half * 6), parts.edge, 2)
    if parts.day is not None:
        day = make(year, m or 1, parts.day)
        return (day, day) if day else None
    if m:
        return month_span(year, m, parts.dekad, parts.edge)
    return _edge(dt.date(year, 1, 1), dt.date(year, 12, 31), parts.edge, 2)


def _edge(first: dt.date, last: dt.date, edge: str, months: int) -> tuple[dt.date, dt.date]:
    """A long span's beginning (its first month or two), middle or end (its last day)."""
    if edge == "end":
        return last, last
    if edge == "start":
        return first, add_months(first, months) - DAY
    if edge == "mid":
        half = add_months(first, ((last.year - first.year) * 12 + last.month - first.month + 1) // 2)
        return add_months(half, -1), half - DAY
    return first, last


def settle(parts: Parts, context: Context, past: bool = False) -> tuple[dt.date, dt.date] | None:
    """The days meant. Without a year: the next that has not passed, or with `past` the last that has begun."""
    return _settled(parts, context.reference, past)


@lru_cache(maxsize=4096)
def _settled(parts: Parts, on: dt.date, past: bool) -> tuple[dt.date, dt.date] | None:
    if parts.year is not None:
        return span_of(parts, parts.year)
    if parts.month or parts.quarter or parts.half:
        years = range(on.year + 1, on.year - 9, -1) if past else range(on.year - 1, on.year + 9)
        spans = (span_of(parts, year) for year in years)
    else:
        steps = range(1, -13, -1) if past else range(0, 13)
        months = (divmod(on.year * 12 + on.month - 1 + step, 12) for step in steps)
        spans = (span_of(parts, y, m + 1) for y, m in months)
    for span in spans:
        if span and (span[0] <= on if past else span[1] >= on):
            return span
    return None


def told(parts: Parts, context: Context, start: int, end: int) -> bool:
    """Do the words around tell these parts as gone by? Asked only where a last and a next one differ."""
    before, coming = settle(parts, context, past=True), settle(parts, context)
    if before is None or before == coming:
        return False
    if told_as_past(context, start, end):
        return True
    # A day without its month is this month's or the next one's, whatever the sentence tells.
    named = parts.month or parts.quarter or parts.half
    return bool(named) and read_as_history(context, start, end, before[1])


GRAINS = (
    ("day", "day"),
    ("dekad", "dekad"),
    ("month", "month"),
    ("quarter", "quarter"),
    ("half", "half"),
    ("year", "year"),
)


def _filled_in(names: list[str], past: bool) -> str:
    """What the trace says of parts that were not written."""
    missing = "年份" if len(names) > 1 or names[0] != "day" else "月份"
    return "按已过去的最近一次" if past else f"未写{missing}，取尚未过去的最近一次"


def calendar_reading(parts: Parts, context: Context, start: int, end: int) -> Reading | None:
    """The reading of calendar parts at [start, end); None if impossible."""
    past = parts.year is None and told(parts, context, start, end)
    span = settle(parts, context, past)
    if span is None:
        return None
    names = [name for name in ("year", "half", "quarter", "month", "dekad", "day") if getattr(parts, name)]
    grain = next((g for name, g in GRAINS if name in names), "year")
    supposed = set() if parts.year else {"year"}
    if grain == "day" and not parts.month:
        supposed.add("month")
    return Reading(
        "day" if grain == "day" else "span",
        kind="date" if grain == "day" or parts.edge == "end" or span[0] == span[1] else "range",
        first=span[0],
        last=span[1],
        modality="at" if grain == "day" else "by" if parts.edge == "end" else "during",
        grain="day" if span[0] == span[1] else grain,
        said=frozenset(names),
        supposed=frozenset(supposed),
        past=past or span[1] < context.reference,
        parts=parts,
        trace=() if parts.year else (_filled_in(names, past),),
    )


def after(day: dt.date, length: Length, context: Context) -> dt.date:
    """The last day of a period counted from the day after `day`: three days from 2026-03-02 end on 2026-03-05."""
    n, unit = length.n, length.unit
    if unit == "workday":
        return context.calendar.add_workdays(day, n)
    if unit in ("month", "quarter", "year"):
        months = n * {"month": 1, "quarter": 3, "year": 12}[unit]
        end = add_months(day, min(months, 1200))
        if length.half:
            return end + DAY * 15 if unit == "month" else add_months(end, {"quarter": 1, "year": 6}[unit])
        return end
    if unit == "hour":
        return day + DAY * (n // 24)
    if unit == "minute":
        return day
    days = n * {"day": 1, "week": 7, "dekad": 10}[unit]
    return day + DAY * (days + (3 if length.half else 0))


def before(day: dt.date, length: Length, context: Context) -> dt.date:
    """The day that far back."""
    back = length._replace(n=-length.n, half=False)
    day = after(day, back, context)
    if length.half:
        return day - DAY * 15 if length.unit == "month" else add_months(day, -6)
    return day


_WEEKDAYS = "一二三四五六日"


@lru_cache(maxsize=4096)
def said_day(day: dt.date, time: dt.time | None = None) -> str:
    """A day as an officer checks it: 2026-03-05（周四）."""
    clock = f" {time:%H:%M}" if time else ""
    return f"{day.isoformat()}{clock}（周{_WEEKDAYS[day.weekday()]}）"
