"""Calendar days: 6月20日, 2026年6月20日, 本月20日, 25日前, 2026-06-20."""

from __future__ import annotations

import re

from speeches.when.moments import calendar_reading, make
from speeches.when.numerals import number
from speeches.when.rule import REFUSED, Found, Parts, Reading, Rule, Yes

from .shared import month_of, year_of

# The day named last before a bare one in the same sentence: 4月10日前报初稿，20日前定稿.
_HEAD = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年)?(?:(?P<month>(?<!\d)1[0-2]|(?<!\d)[1-9]|十[一二]?|[一二三四五六七八九])月份?|(?P<word>下个?月|次月|本月|这个?月|当月))"
    r"(?P<day>[\d一二三四五六七八九十]{1,3})[日号]?"
)
_SENTENCE_END = re.compile("[。;；!！?？\n]")


def month_day(found: Found) -> Reading | None:
    """6月20日, with or without a year; 2月30日 is refused."""
    parts = Parts(year_of(found), number(found["month"]), number(found["day"]))
    return calendar_reading(parts, found.context, found.start, found.end) or REFUSED


def day_of_named_month(found: Found) -> Reading | None:
    """本月20日, 下个月5号: the month is said, relative to the speech."""
    year, month = month_of(found["monthword"], found.on)
    parts = Parts(year, month, number(found["day"]))
    return calendar_reading(parts, found.context, found.start, found.end) or REFUSED


def bare_day(found: Found) -> Reading | None:
    """25日前: the next 25th."""
    day = number(found["day"])
    if not day or day > 31:
        return REFUSED
    listed = _in_named_month(found, day)
    if listed is not None:
        return listed
    return calendar_reading(Parts(day=day), found.context, found.start, found.end)


def _in_named_month(found: Found, day: int) -> Reading | None:
    """The day in the month that the sentence named last, if it comes after the day named there."""
    before = _SENTENCE_END.split(found.context.text[max(0, found.start - 60) : found.start])[-1]
    heads = list(_HEAD.finditer(before))
    if not heads or day <= (number(heads[-1]["day"]) or 99):
        return None
    head = heads[-1]
    if head["word"]:
        year, month = month_of(head["word"], found.on)
    else:
        year, month = number(head["year"]) if head["year"] else None, number(head["month"])  # type: ignore[assignment]
    reading = calendar_reading(Parts(year, month, day), found.context, found.start, found.end)
    return reading._replace(supposed=reading.supposed | {"month"}) if reading else REFUSED


def numeric_date(found: Found) -> Reading | None:
    """2026-06-20, 2026/6/20, 2026.6.20."""
    parts = Parts(number(found["year"]), number(found["month"]), number(found["day"]))
    return calendar_reading(parts, found.context, found.start, found.end) or REFUSED


def numeric_month(found: Found) -> Reading | None:
    """2026-06, 2026.06."""
    return calendar_reading(
        Parts(number(found["year"]), number(found["month"])), found.context, found.start, found.end
    )


def valid(year: int, month: int, day: int) -> bool:
    """Is this a day that the calendar has?"""
    return make(year, month, day) is not None


# A day without 日 needs a word after it that only follows dates: 6月20前, 6月20至25日.
_NO_DAY_WORD = "(?=前|之前|以前|左右|前后|起|止|[-—–~至到、，,。；;）)]|$)"
_NOT_A_NUMBERED_THING = "(?![文楼线院令店房井桥洞厅仓标病台泵坝库馆门路段栋幢室码球工矿墩塔岗区杆钢称]|公(?![布示开])|通(?![报知过车水气电航])|地(?!方)|机(?!关)|车(?!辆))"
# What a bare 日 may not be followed by: 25日内 is a length, 25日均 a rate.
_NOT_A_LENGTH = (
    "(?!内|之内|以内|后|之后|以后|来|间|游|均|产|龄|租|薪|程|元|夜|子|常|志|记|本|光|化|益|处理|供|耗|活)"
)

RULES = (
    Rule(
        "month_day",
        "{Y}?(?P<month>{anymonth})月(?:份)?(?P<day>{dom})(?:日|号"
        + _NOT_A_NUMBERED_THING
        + "|(?<=[0-9])"
        + _NO_DAY_WORD
        + ")",
        month_day,
        yes=(
            Yes("各乡镇要在6月20日前报送名单。", "6月20日前", to="2026-06-20", modality="by", kind="date"),
            Yes("二〇二六年六月二十日召开推进会", "二〇二六年六月二十日", to="2026-06-20", modality="at"),
            Yes("材料于６ 月 ２０ 日之前交齐", "６ 月 ２０ 日之前", to="2026-06-20", modality="by"),
            Yes("4月8日通水试运行", "4月8日", to="2026-04-08"),
            Yes("4月8号公布名单", "4月8号", to="2026-04-08"),
            Yes("1月5日前完成清算", "1月5日前", to="2027-01-05"),
            Yes("明年3月1号起执行", "明年3月1号起", from_="2027-03-01", modality="from"),
            Yes("26年6月20日前交付", "26年6月20日前", to="2026-06-20"),
            Yes("务必于12月31前结清", "12月31前", to="2026-12-31", modality="by"),
        ),
        no=("今年3月5家单位受到表扬", "2月30日前完成", "3月5名同志返岗", "13月5日报送", "4月8号楼封顶"),
    ),
    Rule(
        "day_of_named_month",
        "{M}(?P<day>{dom}){日}",
        day_of_named_month,
        yes=(
            Yes("本月20日前报县政府办。", "本月20日前", to="2026-03-20", modality="by"),
            Yes("下个月5号开会", "下个月5号", to="2026-04-05", modality="at"),
            Yes("上个月15号的部署", "上个月15号", to="2026-02-15", past=True),
        ),
        no=("本月5家企业开工", "本月31个项目"),
    ),
    Rule(
        "bare_day",
        "(?<![第月〕\\])）零〇一二三四五六七八九十百千两\\d.元日A-Za-z#№])(?P<day>(?<![\\d.])\\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九](?=[日号]前|[日号]之前|[日号]以前))"
        "(?:日" + _NOT_A_LENGTH + "|号(?![a-zA-Z\\d文])" + _NOT_A_NUMBERED_THING + ")",
        bare_day,
        yes=(
            Yes("各单位要在25日前反馈意见", "25日前", to="2026-03-25", modality="by"),
            Yes("25号以前把名单报上来", "25号以前", to="2026-03-25", modality="by"),
            Yes("二十日前报方案", "二十日前", to="2026-03-20", modality="by"),
            Yes("1日前报送", "1日前", to="2026-04-01", modality="by"),
            Yes("4月5日、10日前分两批报送", "10日前", to="2026-04-10", modality="by"),
            Yes("4月10日前报初稿，20日前定稿", "20日前", to="2026-04-20"),
        ),
        no=("〔2026〕12号文件", "3日内报送", "第5日内容", "一日之计在于晨", "12号楼封顶"),
    ),
    Rule(
        "numeric_date",
        "(?<![\\d.])(?P<year>(?:19|20)\\d{2})(?P<sep>[-/.])(?P<month>\\d{1,2})(?P=sep)(?P<day>\\d{1,2})日?(?![\\d.]\\d|\\d)",
        numeric_date,
        yes=(
            Yes("会期：2026-06-20。", "2026-06-20", to="2026-06-20", modality="at"),
            Yes("2026.6.20前提交", "2026.6.20前", to="2026-06-20", modality="by"),
            Yes("定于2026/6/20验收", "2026/6/20", to="2026-06-20"),
        ),
        no=("软件版本2026.13.40已上线", "电话0731-2026-0620"),
    ),
    Rule(
        "short_numeric_date",
        "(?<![\\d./-])(?P<month>1[0-2]|0?[1-9])(?P<sep>[./])(?P<day>[12]\\d|3[01]|0?[1-9])(?:日)?(?={前})",
        month_day,
        yes=(
            Yes("材料6.20前交齐", "6.20前", to="2026-06-20", modality="by"),
            Yes("请于4/15前反馈", "4/15前", to="2026-04-15"),
            Yes("12.31之前结清", "12.31之前", to="2026-12-31"),
        ),
        no=("增长6.20个百分点", "总数的3/4"),
    ),
    Rule(
        "numeric_month",
        "(?<![\\d.-])(?P<year>20\\d{2})[-.](?P<month>0[1-9]|1[0-2])(?![\\d.-])",
        numeric_month,
        yes=(
            Yes("工期为2026-05的项目", "2026-05", from_="2026-05-01", to="2026-05-31"),
            Yes("2026.12前建成", "2026.12前", to="2026-11-30"),
            Yes("2027-01开工建设", "2027-01", to="2027-01-31"),
        ),
        no=("系数为2026.5", "房号2026-15"),
    ),
)
