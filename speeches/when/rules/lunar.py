"""Months and days of the Chinese calendar: 腊月二十三, 农历八月十五, 腊月底前, 正月内, 正月初一至初七, 闰六月.

A lunar month is never read as the solar month of the same number.
"""

from __future__ import annotations

import datetime as dt

from speeches.when.almanac import lunar_day
from speeches.when.moments import told_as_past
from speeches.when.numerals import number
from speeches.when.rule import REFUSED, Found, Reading, Rule, Yes

from .shared import year_of

_MONTHS = {"正": 1, "冬": 11, "腊": 12}
Span = tuple[dt.date, dt.date]
# A month's last day is its 30th or its 29th.
END = 0
_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, END),
    "底": (END, END),
    "末": (END, END),
}
# A leap month comes back after nineteen years at the latest.
_LEAP_CYCLE = 20


def _month(found: Found) -> int | None:
    """The lunar month that was named; 大年初一 is in the first."""
    word = found["month"]
    return (_MONTHS.get(word) or number(word)) if word else 1


def _day(year: int, month: int, day: int, leap: bool) -> dt.date | None:
    """The solar day of that lunar one; None where that year has no such day or no such leap month."""
    if day != END:
        return lunar_day(year, month, day, leap)
    return lunar_day(year, month, 30, leap) or lunar_day(year, month, 29, leap)


def _settled(found: Found, low: int, high: int) -> Span | None:
    """These days of the lunar month: the next that have not passed, or the last where the words tell history."""
    month, said, on, leap = _month(found), year_of(found), found.on, bool(found["leap"])
    if not month or month > 12:
        return None
    spans = []
    for year in (said,) if said else range(on.year - 1, on.year + (_LEAP_CYCLE if leap else 3)):
        first, last = _day(year, month, low, leap), _day(year, month, high, leap)
        if first and last:
            spans.append((first, last))
    if said:
        return spans[0] if spans else None
    if told_as_past(found.context, found.start, found.end):
        return max((s for s in spans if s[0] <= on), default=None)
    return min((s for s in spans if s[1] >= on), default=None)


def _reading(found: Found, span: Span | None, grain: str) -> Reading:
    """The solar days, or a refusal where no calendar has them: the words must not be read as a solar month."""
    if span is None:
        return REFUSED
    first, last = span
    modality = "at" if grain == "day" else "by" if found["part"] in ("底", "末") else "during"
    return Reading(
        "day" if grain == "day" else "span",
        kind="date" if first == last else "range",
        first=first,
        last=last,
        modality=modality,
        grain="day" if first == last else grain,
        said=frozenset({"month", "day"} if grain == "day" else {"month"}),
        supposed=frozenset() if year_of(found) else frozenset({"year"}),
        past=last < found.on,
        trace=("按农历换算为公历",),
    )


def lunar(found: Found) -> Reading | None:
    """腊月二十三, 农历九月中旬, 正月底, 正月初一至初七: the next ones, as solar days."""
    low, high = (number(found[name].removeprefix("初")) or 0 for name in ("low", "high"))
    if high:
        return _reading(found, _settled(found, low, high), "month") if low < high else REFUSED
    if low:
        return _reading(found, _settled(found, low, low), "day")
    low, high = _PARTS.get(found["part"], (1, END))
    return _reading(found, _settled(found, low, high), "dekad" if low != high and found["part"] else "month")


_NUMBERED = "十[一二]?|[一二三四五六七八九]"
_FIRST_DAYS = "初[一二三四五六七八九十]"
_DAYS = _FIRST_DAYS + "|三十|[二廿]十?[一二三四五六七八九]|二十|廿|十[一二三四五六七八九]?"
# 正月 is no part of 改正月报, nor 腊月 of 寒冬腊月.
_NAMED = (
    "(?:(?:农历|阴历|旧历)的?{Y}?(?P<leap>闰)?(?P<month>正|腊|冬|"
    + _NUMBERED
    + ")|(?P<leap2>闰)(?P<month2>"
    + _NUMBERED
    + ")"
    "|(?<![改修更纠端真反方公订矫校立])(?P<month3>正|(?<!冬)腊|冬)(?!月(?:度|报|刊|薪|均)))月"
)

RULES = (
    Rule(
        "lunar",
        "{Y}?(?:(?:"
        + _NAMED
        + "|大年(?=初))(?:(?P<low>"
        + _DAYS
        + ")日?(?:{至}(?P<high>"
        + _DAYS
        + ")日?)?|份?的?(?P<part>[上中下]旬|[初底末]))?|(?P<month4>"
        + _NUMBERED
        + ")月(?P<low2>"
        + _FIRST_DAYS
        + "))",
        lunar,
        yes=(
            Yes("腊月二十前办完年货展销", "腊月二十前", to="2027-01-27"),
            Yes("腊月二十三前结清工资", "腊月二十三前", to="2027-01-30", modality="by"),
            Yes("农历八月十五当天值守", "农历八月十五当天", to="2026-09-25"),
            Yes("正月初八前全部复工", "正月初八前", to="2027-02-13"),
            Yes("闰五月初三前交卷", "闰五月初三前", to="2028-06-25"),
            Yes("腊月底前兑付工钱", "腊月底前", to="2027-02-05", modality="by"),
            Yes("农历四月底前备好秧苗", "农历四月底前", to="2026-06-14", modality="by"),
            Yes("正月内开好户主会", "正月内", to="2026-03-18", modality="by"),
            Yes("农历十月上旬收官", "农历十月上旬", from_="2026-11-09", to="2026-11-18"),
            Yes(
                "正月初三至初六轮流值守", "正月初三至初六", from_="2027-02-08", to="2027-02-11", kind="range"
            ),
            Yes("大年初一到初三巡山", "大年初一到初三", from_="2027-02-06", to="2027-02-08"),
            Yes("农历七月初一至十五禁捕", "农历七月初一至十五", from_="2026-08-13", to="2026-08-27"),
        ),
        no=("改正月报差错", "四月底前备好秧苗", "农历文化", "正月初六至初三"),
        rank=1,
    ),
)
