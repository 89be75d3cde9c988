"""Years, halves, quarters, months and their parts: 6月底, 本月中旬, 第三季度末, 上半年, 年底, “十四五”末."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.moments import calendar_reading, month_end, settle
from speeches.when.numerals import number
from speeches.when.rule import REFUSED, Found, Parts, Reading, Rule, Take, Yes

from .shared import month_of, year_of
from .weeks import DOW

DAY = dt.timedelta(days=1)

_EDGES = {
    "初": "start",
    "头": "start",
    "上旬": "",
    "中": "mid",
    "底": "end",
    "末": "end",
    "尾": "end",
    "终": "end",
}
_EDGES |= {"期末": "end", "中期": "mid", "期初": "start", "开局": "start"}
_DEKADS = {"上旬": 1, "中旬": 2, "下旬": 3, "上中旬": 2, "中上旬": 2, "中下旬": 3}


def _parts(found: Found, year: int | None, month: int | None) -> Parts:
    part = found["part"]
    return Parts(year, month, dekad=_DEKADS.get(part.rstrip("初末底")), edge=_edge(part))


def _edge(part: str) -> str:
    """The edge that 初, 中, 底, 末 name; 下旬末 is the end of the dekad."""
    return _EDGES.get(part) or _EDGES.get(part[-1:] if part[:1] in ("月", "年", "季") else part[2:], "")


def _halves(found: Found, reading: Reading | None) -> Reading | None:
    """上半月 ends on the 15th, 下半月 begins on the 16th; 中下旬 are the last two dekads."""
    part = found["part"]
    if reading is None or not reading.first or not reading.last:
        return reading
    first, last = reading.first, reading.last
    if part == "上半月":
        last = first.replace(day=15)
    elif part == "下半月":
        first = first.replace(day=16)
    elif part in ("上中旬", "中上旬"):
        first = first.replace(day=1)
    elif part == "中下旬":
        first = first.replace(day=11)
    else:
        return reading
    return reading._replace(kind="range", first=first, last=last, modality="during", grain="half", parts=None, past=reading.past or last < found.on
    )  # fmt: skip


def named_month(found: Found) -> Reading | None:
    """6月, 6月份, 明年6月底, 9月中旬."""
    month = number(found["month"])
    if not month or month > 12:
        return None
    year = year_of(found)
    whole = calendar_reading(_parts(found, year, month), found.context, found.start, found.end)
    reading = _halves(found, whole)
    if reading and whole and reading.past and not whole.past and year is None:
        # 3月上半月 said on the 20th: the month goes on, its half has gone by.
        whole = calendar_reading(
            _parts(found, found.on.year + 1, month), found.context, found.start, found.end
        )
        reading = _halves(found, whole)
        return reading._replace(supposed=frozenset({"year"})) if reading else None
    return reading


_DEKAD_HEAD = re.compile(
    r"(?P<month>(?<!\d)1[0-2]|(?<!\d)[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:[上中]旬|的那一?[次批期场])[^。；;\n月]{0,20}\Z"
)


def relative_month(found: Found) -> Reading | None:
    """本月, 下月底, 次月上旬; 月底 and 中旬 alone are this month's, or the next if passed."""
    if found["part"] == "月内":
        end = month_end(found.on.year, found.on.month)
        return Reading(
            "closed",
            last=end,
            modality="by",
            grain="month",
            said=frozenset({"month"}),
            trace=("内 → 至月末",),
        )
    if found["monthword"]:
        year, month = month_of(found["monthword"], found.on)
        reading = calendar_reading(_parts(found, year, month), found.context, found.start, found.end)
        return _halves(found, reading)
    head = _DEKAD_HEAD.search(found.context.text, max(0, found.start - 30), found.start)
    if head and found["part"].endswith("旬"):
        # 4月上旬督查，下旬通报: of the same month.
        return calendar_reading(
            _parts(found, None, number(head["month"])), found.context, found.start, found.end
        )
    for shift in (0, 1):
        year, month = divmod(found.on.year * 12 + found.on.month - 1 + shift, 12)
        reading = calendar_reading(_parts(found, year, month + 1), found.context, found.start, found.end)
        reading = _halves(found, reading)
        if reading and reading.last and reading.last >= found.on:
            return reading._replace(supposed=reading.supposed | {"month"})
    return None


def week_of_month(found: Found) -> Reading | None:
    """3月第三周: the third week that begins in March; 6月第二个星期五: that Friday."""
    context, on = found.context, found.on
    if found["monthword"]:
        months = [month_of(found["monthword"], on)]
    else:
        month, year = number(found["month"]) or 0, year_of(found)
        months = [(year, month)] if year else [(on.year, month), (on.year + 1, month)]
    for year, month in months:
        span = settle(Parts(year, month), context)
        if span is None:
            return None
        dow = DOW[found["dow"]] if found["dow"] else 0
        days = [d for i in range((span[1] - span[0]).days + 1) if (d := span[0] + DAY * i).weekday() == dow]
        n = number(found["n"]) or 0
        if n > len(days):
            return REFUSED
        first = days[n - 1] if n else days[-1]
        last = first if found["dow"] else first + DAY * 6
        if last >= on or found["monthword"] or year != on.year:
            break
    return Reading(
        "day" if found["dow"] else "week",
        "date" if found["dow"] else "range",
        first,
        last,
        modality="at" if found["dow"] else "during",
        grain="day" if found["dow"] else "week",
        said=frozenset({"month", "week"}),
        past=last < on,
        trace=("周一为一周之始",),
    )


def edge_day(found: Found) -> Reading | None:
    """本月最后一个工作日, 6月最后一天, 下月第三个工作日."""
    (piece,) = found.pieces
    if piece.first is None or piece.last is None:
        return None
    calendar = found.context.calendar
    if found["last"]:
        day = calendar.workday_on_or_before(piece.last) if found["work"] else piece.last
    else:
        n = 1 if found["n"] == "首" else number(found["n"]) or 1
        day = calendar.add_workdays(piece.first - DAY, n)
    if found["work"] and not piece.first <= day <= piece.last:
        return REFUSED
    return Reading(
        "day",
        first=day,
        last=day,
        said=piece.said | {"day"},
        supposed=piece.supposed,
        past=day < found.on,
        provisional=bool(found["work"]) and not calendar.published(day.year),
        trace=piece.trace,
    )


def both_years(found: Found) -> Reading | None:
    """今明两年: this year and the next."""
    return Reading(
        "span", "range", dt.date(found.on.year, 1, 1), dt.date(found.on.year + 1, 12, 31), modality="during", grain="year",
        said=frozenset({"year"}),
    )  # fmt: skip


def named_year(found: Found) -> Reading | None:
    """2026年, 今年, 明年底, 年内, 年底."""
    part = found["part"]
    year = year_of(found)
    if part in ("岁末年初", "年末岁初", "年终岁尾"):
        return _turn_of_year(found)
    if year is None and not part:
        return None
    if part.endswith("内"):
        return _within_year(found, year or found.on.year)
    if year is None:
        year = found.on.year
        reading = calendar_reading(Parts(year, edge=_edge(part[-1])), found.context, found.start, found.end)
        if reading and reading.last and reading.last < found.on:
            reading = calendar_reading(
                Parts(year + 1, edge=_edge(part[-1])), found.context, found.start, found.end
            )
        return reading
    return calendar_reading(Parts(year, edge=_edge(part[-1:])), found.context, found.start, found.end)


def _within_year(found: Found, year: int) -> Reading:
    """年内, 今年内, 2027年内: by the end of that year."""
    end = dt.date(year, 12, 31)
    return Reading(
        "closed",
        last=end,
        modality="by",
        grain="year",
        said=frozenset({"year"}),
        past=end < found.on,
        trace=("内 → 至年末",),
    )


def before_new_year(found: Found) -> Reading | None:
    """年前: in winter the day before Spring Festival, else the end of the year; the other reading is kept."""
    spring = found.context.calendar.next_festival("春节", found.on)
    end = dt.date(found.on.year, 12, 31)
    if spring is None:
        return None
    eve = spring.day - dt.timedelta(days=1)
    if found["side"] == "后":
        begin = spring.last + DAY
        return Reading("open", first=begin, modality="not_before", said=frozenset({"year"}), supposed=frozenset({"festival"}),
                       trace=("年后 → 春节假期后",))  # fmt: skip
    winter = eve >= found.on and (found.on.month == 12 or eve.year == found.on.year)
    return Reading(
        "closed", last=eve if winter else end, modality="by", said=frozenset({"year"}), supposed=frozenset({"festival"}),
        alternatives=(end if winter else eve,), trace=("年前 → 春节前" if winter else "年前 → 年底前",),
    )  # fmt: skip


def _turn_of_year(found: Found) -> Reading:
    """岁末年初: December and January."""
    year = found.on.year if found.on.month > 1 else found.on.year - 1
    return Reading(
        "span",
        "range",
        dt.date(year, 12, 1),
        dt.date(year + 1, 1, 31),
        modality="during",
        grain="month",
        said=frozenset({"year"}),
        supposed=frozenset({"month"}),
        trace=("按12月至次年1月",),
    )


def named_quarter(found: Found) -> Reading | None:
    """一季度, 第三季度末, 明年一季度, 前三季度, 本季度."""
    year = year_of(found)
    part = found["part"].removeprefix("季")
    edge = _edge(part)
    context = found.context
    if found["lead"]:
        n = number(found["lead"]) or 0
        reading = (
            calendar_reading(Parts(year, quarter=n), context, found.start, found.end) if 1 < n < 4 else None
        )
        if reading is None or reading.first is None or reading.last is None:
            return None
        first = dt.date(reading.last.year, 1, 1)
        return Reading(
            "span", "range", first, reading.last, modality="during", grain="quarter", said=reading.said,
            supposed=reading.supposed, past=reading.past, trace=reading.trace,
        )  # fmt: skip
    if found["n"]:
        return calendar_reading(
            Parts(year, quarter=1 if found["n"] == "首" else number(found["n"]), edge=edge),
            context,
            found.start,
            found.end,
        )
    shift = found["rel"].count("下") - found["rel"].count("上")
    index = found.on.year * 4 + (found.on.month - 1) // 3 + shift
    parts = Parts(index // 4, quarter=index % 4 + 1, edge=edge)
    return calendar_reading(parts, context, found.start, found.end)


def half_year(found: Found) -> Reading | None:
    """上半年, 明年下半年, 下半年初."""
    parts = Parts(year_of(found), half=1 if found["which"] == "上" else 2, edge=_edge(found["part"]))
    return calendar_reading(parts, found.context, found.start, found.end)


def five_year_plan(found: Found) -> Reading | None:
    """“十四五”末 is 2025-12-31; “十五五”期间 is 2026 to 2030."""
    n = number(found["n"])
    if not n or not 11 <= n <= 20:
        return None
    first, last = dt.date(2021 + 5 * (n - 14), 1, 1), dt.date(2025 + 5 * (n - 14), 12, 31)
    edge = _edge(found["part"])
    if edge == "end":
        first = last
    elif edge == "start":
        last = first.replace(month=12, day=31)
    elif edge == "mid":
        first, last = first.replace(year=first.year + 2), last.replace(year=first.year + 2)
    return Reading(
        "span",
        "date" if edge == "end" else "range",
        first,
        last,
        modality="by" if edge == "end" else "during",
        grain="day" if edge == "end" else "year",
        said=frozenset({"year"}),
        past=last < found.on,
        trace=(f"第{found['n']}个五年规划期",),
    )


_PART = "(?P<part>上半月|下半月|上旬末?|中旬末?|下旬末?|上中旬|中上旬|中下旬|月?[初底末]|月中|中(?![旬央国心共小学间标期考午秋央层]))"
_TITLE = "(?!(?:安全|生产|专题|工作|经济|全县|全市|全区|重点|项目|党建|部门|政府){0,3}(?:形势)?(?:运行)?(?:分析|调度|通报|推进|点评|协调|部署|防范)?(?:工作)?(?:会议|例会|大会|全会|会上))"

RULES = (
    Rule(
        "named_month",
        "{Y}?(?<![第\\d个])(?P<month>{month})月份?(?:的?(?:"
        + _PART
        + "))?(?<!月(?=\\d{1,4}(?![\\d.]|[个家项名人万亿元%百千次公座条台户件处期轮场份批])))(?![一二三四五六七八九十]日|一次|[一二两三]次|饼|票)",
        named_month,
        yes=(
            Yes("2017年6月底完成验收", "2017年6月底", to="2017-06-30"),
            Yes("9月中旬开展回访", "9月中旬", from_="2026-09-11", to="2026-09-20"),
            Yes(
                "5月份集中整治", "5月份", from_="2026-05-01", to="2026-05-31", modality="during", kind="range"
            ),
            Yes("2月份要启动春灌", "2月份", to="2027-02-28"),
            Yes("今年3月5家单位受到表扬", "今年3月", to="2026-03-31"),
        ),
        no=("每人每月三百元补助发放", "连续6个月没有事故", "一月一次", "六个月"),
    ),
    Rule(
        "week_of_month",
        "(?:{Y}?(?P<month>{month})月份?|{M})的?(?:第(?P<n>[一二三四五1-5])个?|(?P<last>最后[一1]?个?))(?:星期|礼拜|周)(?P<dow>{dow})?(?!次|期|岁)",
        week_of_month,
        yes=(
            Yes("3月第三周集中开展宣传", "3月第三周", from_="2026-03-16", to="2026-03-22"),
            Yes("下月第一周启动", "下月第一周", from_="2026-04-06", to="2026-04-12"),
            Yes("6月的第二个星期五举行演练", "6月的第二个星期五", to="2026-06-12"),
        ),
        no=("每月第一周", "3月第三次会议"),
    ),
    Rule(
        "both_years",
        "今明(?P<n>[两二2])年",
        both_years,
        yes=(
            Yes("今明两年全部改造到位", "今明两年", from_="2026-01-01", to="2027-12-31"),
            Yes("力争今明两年见成效", "今明两年", kind="range"),
            Yes("今明2年是关键期", "今明2年", to="2027-12-31"),
        ),
        no=("今明两天有雨", "近两年"),
    ),
    Rule(
        "relative_month",
        "(?:{M}" + _PART + "?(?![0-9一二三四五六七八九十]{1,2}[日号])"
        "|(?<![年月个\\d一二三四五六七八九十每季逐按])(?P<part2>月内(?!部|容)|月底|月末|月中(?!旬)|月初|上旬末?|中旬末?|下旬末?|上半月|下半月))",
        relative_month,
        yes=(
            Yes("月底前全部销号", "月底前", to="2026-03-31", modality="by"),
            Yes("下月上旬组织验收", "下月上旬", from_="2026-04-01", to="2026-04-10"),
            Yes("本月内整改到位", "本月内", to="2026-03-31", modality="by"),
            Yes("次月中旬前报送", "次月中旬前", to="2026-04-20"),
            Yes("月内全部办结", "月内", to="2026-03-31", modality="by"),
        ),
        no=("每月底报送", "四个月底子薄"),
    ),
    Rule(
        "named_year",
        "(?:{Y}(?:年?(?P<part>年?[初中底末](?![旬期央国心共小学间])|年?之?内(?![部容外在涵陆])|年终|岁末|全年))?"
        "|(?<![\\d一二三四五六七八九十百每多几近逐半当全今明去整成常周来往历今历青少中老壮童元末百同两大上])(?P<part2>年底|年末|年度?内|年度末|年中(?=前|之前|以前|，|,|。|要|完成|开展|组织|召开|$)|年初|岁末年初|年末岁初|年终岁尾|岁末|年终(?=前|之前)|全年))"
        "(?![生会])",
        named_year,
        yes=(
            Yes("年底前全面完成", "年底前", to="2026-12-31", modality="by"),
            Yes("确保年内竣工", "年内", to="2026-12-31", modality="by"),
            Yes("明年底建成投用", "明年底", to="2027-12-31"),
            Yes("2027年底前全部达标", "2027年底前", to="2027-12-31"),
            Yes("今年要再建三处", "今年", to="2026-12-31"),
        ),
        no=("三年内没有事故", "70周年", "青年底色", "20多年来"),
    ),
    Rule(
        "before_new_year",
        "(?<![一二两三四五六七八九十百千几数多半\\d来当今去明往常整近同每])年(?P<side>{单前}|后(?=[，,。要]|开|复|节|再|抓|全|立|及))",
        before_new_year,
        yes=(
            Yes("年前结清农民工工资", "年前", to="2026-12-31", alternatives=("2027-02-05",)),
            Yes("务必在年前交付使用", "年前", to="2026-12-31", modality="by"),
            Yes("各地要抓紧年前这段时间", "年前", modality="by"),
            Yes("项目年后复工", "年后", from_="2027-02-11", modality="not_before"),
        ),
        no=("五年前的教训", "多年前的账", "年前来报名"),
    ),
    Rule(
        "named_quarter",
        "(?:{Y}?(?:第?(?P<n>[一二三四1-4首])(?:个)?季(?:度|(?=末|底|初))|前(?P<lead>[两二三2-3])个?季度|(?P<rel>本|这个?|下一?个?|上一?个?|当)季度?)(?P<part>[初末底中](?!旬))?"
        "|(?<![每一二三四第四本下上\\d逐按全四])(?P<part2>季末|季初|季底)|(?<![每一二三四本下上\\d逐按])季度(?P<part3>[末底初]))"
        + _TITLE
        + "(?!节)(?![度初末]?[一二两三四1-4]次)",
        named_quarter,
        yes=(
            Yes("一季度完成前期工作", "一季度", to="2026-03-31"),
            Yes("第三季度末前开工", "第三季度末前", to="2026-09-30", modality="by"),
            Yes("明年一季度投产", "明年一季度", from_="2027-01-01", to="2027-03-31"),
            Yes("季度末前兑现奖补", "季度末前", to="2026-03-31"),
        ),
        no=("召开第三季度会议", "每季度通报", "四季常青", "第三季节目"),
    ),
    Rule(
        "half_year",
        "{Y}?(?P<which>上|下)半年度?(?P<part>[初末底])?",
        half_year,
        yes=(
            Yes("上半年完成主体工程", "上半年", to="2026-06-30"),
            Yes("明年下半年启动二期", "明年下半年", from_="2027-07-01", to="2027-12-31"),
            Yes("下半年末交账", "下半年末", to="2026-12-31"),
        ),
        no=("每半年评估一次", "半年来成效明显"),
    ),
    Rule(
        "five_year_plan",
        '(?:“|"|「)?(?P<n>十[一二三四五六七八九])五(?:”|"|」|(?=规划|期间|时期|末|期末|中期|收官|开局|以来|前|后|初|之初|的))(?:规划)?(?P<part>期末|末|中期|初|开局)?(?:时期)?',
        five_year_plan,
        yes=(
            Yes("“十五五”末建成现代化体系", "“十五五”末", to="2030-12-31"),
            Yes("“十四五”期间投资过百亿", "“十四五”期间", from_="2021-01-01", to="2025-12-31", past=True),
            Yes("十五五规划期末实现翻番", "十五五规划期末", to="2030-12-31"),
        ),
        no=("第三十五五金厂", "九九十五五十"),
    ),
    Rule(
        "edge_day",
        (
            Take("span", "week"),
            "的?(?:(?P<last>最后)[一1]?(?:个?(?P<work>工作日)|天)|(?:第(?P<n>[一二三四五六七八九十1-9])|(?P<n2>首))个(?P<work2>工作日))",
        ),
        edge_day,
        yes=(
            Yes("本月最后一个工作日前结账", "本月最后一个工作日前", to="2026-03-31", modality="by"),
            Yes("6月最后一天关闭系统", "6月最后一天", to="2026-06-30"),
            Yes("下月第一个工作日报表", "下月第一个工作日", to="2026-04-01"),
            Yes("5月第三个工作日前申报", "5月第三个工作日前", to="2026-05-08"),
        ),
        no=("本月最后一家", "每月最后一个工作日"),
        level=1,
    ),
)
