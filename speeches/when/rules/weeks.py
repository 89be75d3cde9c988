"""Weeks and weekdays: 本周五, 下周三, 周五, 本周内, 周末."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.moments import monday, told_as_past
from speeches.when.rule import Found, Reading, Rule, Yes

from .shared import DAYS, recurs

DAY = dt.timedelta(days=1)
DOW = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i + 1): i for i in range(6)}


_WEEKLY = re.compile("每周(?!末)[^。；;!！?？\\n]{2,40}[,，、][^,，。;；]{0,6}\\Z")


def _shift(word: str) -> int:
    return word.count("下") - word.count("上")


def weekday(found: Found) -> Reading | None:
    """本周五, 下周三; a bare 周五 is the next one, today included."""
    dow = DOW[found["dow"]]
    if found["week"]:
        day = monday(found.on) + DAY * (7 * _shift(found["week"]) + dow)
        note = "周一为一周之始"
    elif _WEEKLY.search(found.context.text, max(0, found.start - 40), found.start):
        # 每周抽查十个诊室，周五公布结果
        return recurs("FREQ=WEEKLY;BYDAY=" + DAYS[dow])
    else:
        day = found.on + DAY * ((dow - found.on.weekday()) % 7)
        if told_as_past(found.context, found.start, found.end) and day > found.on:
            day -= DAY * 7
        note = "取最近的一个"
    return Reading(
        "day",
        first=day,
        last=day,
        grain="day",
        said=frozenset({"week", "day"}) if found["week"] else frozenset({"day"}),
        supposed=frozenset() if found["week"] else frozenset({"week"}),
        past=day < found.on,
        name="weekday",
        trace=(note,),
    )


def week(found: Found) -> Reading | None:
    """本周, 下周: Monday to Sunday; 本周末 and 周末 are its Saturday and Sunday."""
    first = monday(found.on) + DAY * 7 * _shift(found["week"])
    last = first + DAY * 6
    alternatives: tuple[dt.date, ...] = (first + DAY * 4,)
    if found["end"]:
        first = first + DAY * 5
        alternatives = (first - DAY,)
    elif found["start"]:
        last, alternatives = first + DAY, ()
    return Reading(
        "week",
        "range",
        first,
        last,
        modality="during",
        grain="week",
        said=frozenset({"week"}),
        past=last < found.on,
        before=first - DAY if found["end"] else None,
        alternatives=alternatives,
        trace=("周一至周日为一周",),
    )


_WEEK = "(?:本|这一?个?|当|下一?个?|下下个?|上一?个?|上上个?)"

RULES = (
    Rule(
        "weekday",
        "(?:(?P<week>"
        + _WEEK
        + "){周}(?:的?{周})?|(?<![每一二两三四五六七八九十几数隔单双\\d个百半])(?:星期|礼拜|周))的?(?P<dow>{dow})"
        "(?!次|期|岁|年|边|常|程|一|月|[\\u4e00-\\u9fff]?同志(?!们)|[、,，和及至到][一二三四五六日天](?![是要方个些]))",
        weekday,
        yes=(
            Yes("方案本周五报审", "本周五", to="2026-03-06"),
            Yes("下周三前完成排查", "下周三前", to="2026-03-11", modality="by"),
            Yes("下周周四前交底稿", "下周周四前", to="2026-03-12", modality="by"),
            Yes("下周的星期二复核", "下周的星期二", to="2026-03-10"),
            Yes("星期四召开例会", "星期四", to="2026-03-05"),
            Yes("每周抽查十个诊室，周五公布结果", "周五", rrule="FREQ=WEEKLY;BYDAY=FR", to=None),
            Yes("上周三的暗访发现问题", "上周三", to="2026-02-25", past=True),
        ),
        no=("每周一通报进展", "一周一次", "周日常巡查", "周五常同志"),
    ),
    Rule(
        "week",
        "(?:(?P<week>" + _WEEK + ")(?:星期|礼拜|周)(?:(?P<end>末)|(?P<start>初))?(?!{dow}|边|年|岁|期)"
        "|(?<![每一二两三四五六七八九十几数隔单双\\d个百半])(?P<end2>周末)(?!愉|版)|(?<![每一二两三四五六七八九十几数隔单双\\d个百半本这下上])(?P<week3>周)(?=内(?!部|容)))",
        week,
        yes=(
            Yes("本周内完成整改", "本周内", to="2026-03-08", modality="by"),
            Yes("周末前报送小结", "周末前", to="2026-03-06", modality="by"),
            Yes("下周组织一次联合检查", "下周", from_="2026-03-09", to="2026-03-15"),
        ),
        no=("每周末报送", "在这周边地区"),
    ),
)
