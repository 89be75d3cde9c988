"""From one time to another: 5月21日至31日, 4月至6月, 周一至周五, 即日起至年底, 上午9点至11点, 2024—2026年."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.moments import month_end, settle, told, told_as_past
from speeches.when.numerals import number
from speeches.when.rule import REFUSED, Found, Parts, Reading, Rule, Take, Yes

from .shared import year_of

DAY = dt.timedelta(days=1)


def _inherit(left: Parts, right: Parts) -> tuple[Parts, Parts]:
    """What one end leaves out the other says: 5月21日至31日 → both in May."""
    if right.year is None:
        right = right._replace(year=left.year)
    if right.month is None and right.day and left.month:
        right = right._replace(month=left.month)
    if left.month is None and left.day and right.month:
        left = left._replace(month=right.month)
    if left.quarter is None and left.month is None and right.quarter and left.half:
        left = left._replace(half=None)
    return left, right


def _edge_of_first(one: Reading, two: Reading, found: Found) -> Reading:
    """6月1日到月底: the end of that month, not of the month of the speech."""
    if "month" not in two.supposed or not two.parts or two.parts.day or not one.first or not two.first:
        return two
    parts = two.parts._replace(year=one.first.year, month=one.first.month)
    there = settle(parts, found.context)
    if there is None or there[1] < one.first:
        return two
    return two._replace(parts=parts, first=there[0], last=there[1])


def span_between(found: Found) -> Reading | None:
    """Both ends by the calendar; the year not said is that of the next end not passed."""
    one, two = found.pieces
    two = _edge_of_first(one, two, found)
    if one.parts and two.parts and (two.parts.year is None or one.parts.year is None):
        return _by_parts(one, two, found)
    if "day" in two.supposed or one.first is None or two.last is None:
        return None
    if two.name == "weekday" and "week" in two.supposed and two.first:
        # 下周一至周三: the second weekday is the next one after the first.
        last = one.first + DAY * ((two.first - one.first).days % 7)
    else:
        last = two.after - DAY if two.shape == "feast" and two.after else two.last
    if one.first > last:
        return REFUSED
    return _range(one, two, one.first, last, found)


def _by_parts(one: Reading, two: Reading, found: Found) -> Reading | None:
    assert one.parts and two.parts
    left, right = _inherit(one.parts, two.parts)
    context = found.context
    past = right.year is None and told(right, context, found.start, found.end)
    end = settle(right, context, past)
    if end is None:
        return REFUSED
    for year in (left.year,) if left.year else (end[1].year, end[1].year - 1):
        start = settle(left._replace(year=year), context)
        if start and left.day and not left.month:
            start = settle(left._replace(year=end[0].year, month=end[0].month), context)
        if start and start[0] <= end[1]:
            return _range(one, two, start[0], end[1], found)
    return REFUSED


def _range(one: Reading, two: Reading, first: dt.date, last: dt.date, found: Found) -> Reading:
    return Reading(
        "span",
        "range",
        first,
        last,
        time=two.time,
        modality="during",
        grain=two.grain,
        said=one.said | two.said,
        supposed=(one.supposed | two.supposed) - one.said,
        past=last < found.on,
        trace=tuple(dict.fromkeys(one.trace + two.trace)),
        before=two.before if two.shape == "feast" else None,
        name="range",
    )


def clock_between(found: Found) -> Reading | None:
    """明天上午9点至11点: the day with the end's clock time."""
    day, clock = found.pieces
    if clock.time is None or day.last is None:
        return None
    time = clock.time
    if day.time and time <= day.time and time.hour < 12:
        time = time.replace(hour=time.hour + 12)
    if "day" in day.supposed:
        # 8:00到22:00开放: hours, and no day of which they are.
        return day._replace(
            shape="closed", kind="range", first=None, last=None, modality="during", time=time, limit=False
        )
    return day._replace(shape="span", kind="range", modality="during", time=time, grain="hour")


def years_between(found: Found) -> Reading | None:
    """2024—2026年."""
    first, last = number(found["a"]), number(found["b"])
    if not first or not last:
        return None
    if last < 100:
        last += first // 100 * 100
    one = settle(Parts(first), found.context)
    two = settle(Parts(last), found.context)
    if not one or not two or first >= last:
        return REFUSED
    return Reading(
        "span", "range", one[0], two[1], modality="during", grain="year", said=frozenset({"year"}), past=two[1] < found.on,
        parts=None,
    )  # fmt: skip


def quarters_between(found: Found) -> Reading | None:
    """二、三季度: from the first day of the one to the last of the other."""
    low, high, year = number(found["a"]), number(found["b"]), year_of(found)
    if not low or not high or low >= high or found.context.text.startswith("会议", found.end):
        return None
    past = year is None and told_as_past(found.context, found.start, found.end)
    end = settle(Parts(year, quarter=high), found.context, past)
    start = settle(Parts(end[1].year, quarter=low), found.context) if end else None
    if end is None or start is None:
        return None
    return Reading(
        "span", "range", start[0], end[1], modality="during", grain="quarter", said=frozenset({"quarter", "year"} if year else {"quarter"}),
        supposed=frozenset() if year else frozenset({"year"}), past=past or end[1] < found.on,
    )  # fmt: skip


def first_months(found: Found) -> Reading | None:
    """前五个月: January to May, as figures give them."""
    n = number(found["n"])
    if not n or n > 12:
        return None
    year = year_of(found)
    end = settle(Parts(year, n), found.context, past=year is None)
    if end is None:
        return None
    last = end[1]
    if year is None and last > found.on:
        last = month_end(last.year - 1, n)
    return Reading(
        "span", "range", dt.date(last.year, 1, 1), last, modality="during", grain="month", said=frozenset({"month", "year"} if year else {"month"}),
        supposed=frozenset() if year else frozenset({"year"}), past=last < found.on, limit=last >= found.on,
    )  # fmt: skip


# 1-8月 heads a row of figures unless a word of limit follows it.
_LIMIT = re.compile("前|之前|以前|内|底前|要|完成|集中|开展")


def months_between(found: Found) -> Reading | None:
    """4—6月, 1至8月: a stretch of months; told as history it is the last one, and no limit."""
    low, high = number(found["a"]), number(found["b"])
    if not low or not high or not low < high <= 12:
        return None
    context = found.context
    year = year_of(found)
    over = found.on > month_end(found.on.year, high)
    statistics = year is None and low == 1 and (over or not _LIMIT.match(context.text, found.end))
    past = statistics or (year is None and told_as_past(context, found.start, found.end))
    end = settle(Parts(year, high), context, past)
    if end is None:
        return None
    last = end[1]
    if statistics and last > context.reference:
        # The figures of 1-8月 are those of eight whole months.
        last = month_end(last.year - 1, high)
    first = settle(Parts(last.year, low), context)
    if first is None:
        return None
    is_past = past or last < context.reference
    return Reading(
        "span", "range", first[0], last, modality="during", grain="month", said=frozenset({"month", "year"} if year else {"month"}),
        supposed=frozenset() if year else frozenset({"year"}), past=is_past, limit=not is_past,
    )  # fmt: skip


def days_between(found: Found) -> Reading | None:
    """6月21日—30日 written with one month, 3月1—5日."""
    month = number(found["month"]) if found["month"] else None
    if not month and (number(found["a"]) or 0) >= (number(found["b"]) or 0):
        return None
    left = Parts(year_of(found), month, number(found["a"]))
    right = Parts(year_of(found), month, number(found["b"]))
    said = frozenset({"day"} | ({"month"} if month else set()) | ({"year"} if left.year else set()))
    one, two = Reading("day", parts=left, said=said), Reading("day", parts=right, said=said)
    inner = Found(found.words, (one, two), found.start, found.end, found.context)
    return _by_parts(one, two, inner)


def until_now(found: Found) -> Reading | None:
    """2020年至今: history."""
    (one,) = found.pieces
    if one.first is None or one.first > found.on:
        return None
    return one._replace(
        shape="closed",
        kind="range",
        last=found.on,
        modality="during",
        past=True,
        limit=False,
        parts=None,
    )


_LINK = "(?:日)?(?:起|开始|始)?(?:持续|一直)?(?:至|到|直至|直到|截至|[-—–~]{1,2})(?:了)?"

RULES = (
    Rule(
        "span_between",
        (
            "(?:从|自|由)?",
            Take("day", "span", "week", "feast"),
            _LINK,
            Take("day", "span", "week", "feast"),
            "(?:为?止)?",
        ),
        span_between,
        yes=(
            Yes("5月21日至31日集中攻坚", "5月21日至31日", from_="2026-05-21", to="2026-05-31", kind="range"),
            Yes("本月底至下月中旬开展整治", "本月底至下月中旬", from_="2026-03-31", to="2026-04-20"),
            Yes("9月25日—10月10日停工检修", "9月25日—10月10日", from_="2026-09-25", to="2026-10-10"),
            Yes("4月10日到月底集中清淤", "4月10日到月底", from_="2026-04-10", to="2026-04-30"),
            Yes("5月6日～20日受理申报", "5月6日～20日", from_="2026-05-06", to="2026-05-20"),
            Yes("自5月6日起至5月20日止公示", "自5月6日起至5月20日止", from_="2026-05-06", to="2026-05-20"),
            Yes("即日起至年底开展专项行动", "即日起至年底", from_="2026-03-02", to="2026-12-31"),
            Yes(
                "从12月1日到明年2月底开展冬春攻坚",
                "从12月1日到明年2月底",
                from_="2026-12-01",
                to="2027-02-28",
            ),
        ),
        no=("6月20日到场5人", "10月5日至2月30日"),
        rank=1,
        level=3,
    ),
    Rule(
        "clock_between",
        (Take("day"), "(?:至|到|[-—–~]{1,2})", Take("clock")),
        clock_between,
        yes=(
            Yes(
                "明天上午9点至11点现场办公", "明天上午9点至11点", to="2026-03-03", time="11:00", kind="range"
            ),
            Yes("3月5日8:30—10:00停水", "3月5日8:30—10:00", to="2026-03-05", time="10:00"),
            Yes("下午2点到4点接访", "下午2点到4点", time="16:00"),
        ),
        no=("每天上午9点至11点接访", "今天到三点一线看看"),
        level=3,
    ),
    Rule(
        "years_between",
        "(?<!\\d)(?P<a>(?:19|20)\\d{2})年?(?:至|到|[-—–~]{1,2})(?P<b>(?:19|20)?\\d{2})(?:年度?|(?=学年))(?!\\d)",
        years_between,
        yes=(
            Yes("2024—2026年为攻坚期", "2024—2026年", from_="2024-01-01", to="2026-12-31"),
            Yes("2026至2028年分三批实施", "2026至2028年", to="2028-12-31"),
            Yes("2026年-2027年建成", "2026年-2027年", to="2027-12-31"),
        ),
        no=("2026-1978年", "编号2024-26"),
        rank=1,
    ),
    Rule(
        "months_between",
        "{Y}?(?<![\\d.第])(?:(?P<a>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?:月?(?:至|到|[-—–~]{1,2})|[、和])|(?P<a2>[一二三四五六七八](?=[二三四五六七八九]月)))(?P<b>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|底|末)?(?!\\d|[一二三四五六七八九十]{1,3}[日号])",
        months_between,
        yes=(
            Yes("4—6月集中排查", "4—6月", from_="2026-04-01", to="2026-06-30"),
            Yes("1-8月，全县工业增加值增长6%", "1-8月", to="2025-08-31", past=True, limit=False),
            Yes("今年3至5月开展春季行动", "今年3至5月", to="2026-05-31"),
            Yes("五六月份要开展防汛演练", "五六月份", from_="2026-05-01", to="2026-06-30"),
            Yes("5、6月集中攻坚", "5、6月", to="2026-06-30"),
        ),
        no=("第3-4月台账", "3至5个月内"),
        rank=1,
    ),
    Rule(
        "quarters_between",
        "{Y}?第?(?P<a>[一二三1-3])(?:季度)?(?:[、和]|至|到|[-—–~]{1,2})第?(?P<b>[二三四2-4])季度",
        quarters_between,
        yes=(
            Yes("二、三季度集中建设", "二、三季度", from_="2026-04-01", to="2026-09-30"),
            Yes("第三、第四季度冲刺", "第三、第四季度", to="2026-12-31"),
            Yes("明年一至二季度完工", "明年一至二季度", to="2027-06-30"),
        ),
        no=("第一、二季度会议室", "三、四季豆"),
    ),
    Rule(
        "first_months",
        "{Y}?(?<!提)前(?P<n>[一二两三四五六七八九十]{1,2}|\\d{1,2})个月",
        first_months,
        yes=(
            Yes("今年前两个月实现开门红", "今年前两个月", from_="2026-01-01", to="2026-02-28", past=True),
            Yes("前五个月税收下降", "前五个月", to="2025-05-31", past=True, limit=False),
            Yes("去年前10个月的账", "去年前10个月", to="2025-10-31", past=True),
        ),
        no=("提前三个月谋划", "前个月"),
    ),
    Rule(
        "days_between",
        "{Y}?(?<![\\d.第])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<a>\\d{1,2}|[一二三]?十?[一二三四五六七八九]?(?<=[一二三四五六七八九十]))(?:至|到|[-—–~]{1,2})(?P<b>\\d{1,2}|[一二三]?十?[一二三四五六七八九]?(?<=[一二三四五六七八九十]))[日号]",
        days_between,
        yes=(
            Yes("3月10-15日开展演练", "3月10-15日", from_="2026-03-10", to="2026-03-15"),
            Yes("6月1至30日为安全月", "6月1至30日", to="2026-06-30"),
            Yes("2026年5月6—8日培训", "2026年5月6—8日", from_="2026-05-06"),
        ),
        no=("3月10-45日", "6月3-5家"),
        rank=1,
    ),
    Rule(
        "bare_days_between",
        "(?<![第月\\d.〕\\])）/-])(?P<a>\\d{1,2})[日号]?(?:至|到|[-—–~]{1,2})(?P<b>\\d{1,2})(?:日(?!内|之内|以内|后|之后|以后|游|间)|号(?![文楼线院令店房公地]))",
        days_between,
        yes=(
            Yes("20—25日集中走访", "20—25日", from_="2026-03-20", to="2026-03-25"),
            Yes("10至15日停水检修", "10至15日", to="2026-03-15"),
            Yes("25-28号组织考核", "25-28号", to="2026-03-28"),
        ),
        no=("3-5日内答复", "1-3号楼"),
    ),
    Rule(
        "until_now",
        (
            "(?:从|自)?",
            Take("day", "span"),
            "(?:以来)?(?:起|开始)?(?:至今|迄今|到现在|到目前|截至目前|至目前)",
        ),
        until_now,
        yes=(
            Yes("2020年至今没有发生事故", "2020年至今", past=True, limit=False),
            Yes("去年10月至今开工9个", "去年10月至今", past=True),
            Yes("2025年6月1日起至今已排查三轮", "2025年6月1日起至今", past=True),
        ),
        no=("明年至今", "至今没有发生"),
        level=3,
    ),
)
