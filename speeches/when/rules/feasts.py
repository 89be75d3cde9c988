"""Festivals, solar terms and local seasons: 国庆前, “五一”节前, 春节期间, 两节, 立冬前, 汛期."""

from __future__ import annotations

import datetime as dt

from speeches.when.almanac import TERMS
from speeches.when.calendar import PUBLIC, Festival
from speeches.when.moments import read_as_history, said_day, told_as_past
from speeches.when.rule import Found, Reading, Rule, Take, Yes

from .shared import break_unknown, feast_reading, year_of

DAY = dt.timedelta(days=1)
_NAMES = {
    "元旦": "元旦", "新年": "元旦", "春节": "春节", "农历新年": "春节", "大年初一": "春节", "过年": "春节", "新春": "春节", "除夕": "除夕",
    "大年三十": "除夕", "年三十": "除夕", "元宵": "元宵", "清明": "清明", "五一": "五一", "劳动": "五一", "五四": "青年节",
    "青年": "青年节", "六一": "儿童节", "儿童": "儿童节", "三八": "妇女节", "妇女": "妇女节", "端午": "端午", "七一": "七一", "建党": "七一", "八一": "八一",
    "建军": "八一", "中秋": "中秋", "八月十五": "中秋", "国庆": "国庆", "十一": "国庆", "重阳": "重阳", "七夕": "七夕", "中元": "中元", "腊八": "腊八", "小年": "小年",
    "教师": "教师节", "植树": "植树节", "护士": "护士节", "记者": "记者节", "母亲": "母亲节", "父亲": "父亲节", "感恩": "感恩节", "情人": "情人节", "圣诞": "圣诞",
    "双十一": "双十一", "双11": "双十一", "双十二": "双十二", "双12": "双十二", "国家宪法": "宪法日", "宪法": "宪法日", "公祭": "公祭日", "高考": "高考",
    "五一国际劳动": "五一", "3·15": "消费者权益日", "万圣": "万圣节", "平安夜": "平安夜", "愚人": "愚人节", "丰收": "丰收节", "农民丰收": "丰收节",
}  # fmt: skip
# These are words of their own only with 节 or 日 after them.
_NEED_SUFFIX = frozenset(
    [
        "劳动",
        "青年",
        "儿童",
        "妇女",
        "建党",
        "建军",
        "教师",
        "植树",
        "护士",
        "记者",
        "母亲",
        "父亲",
        "感恩",
        "情人",
        "国家宪法",
        "宪法",
        "公祭",
        "万圣",
        "愚人",
        "丰收",
        "农民丰收",
    ]
)
# These could be numbers: they need quotes, 节, or a word that only follows festivals.
_NUMERIC = frozenset(["五一", "五四", "六一", "三八", "七一", "八一", "十一", "过年", "新年", "新春"])


def _gone_by(name: str, found: Found) -> Festival | None:
    """The last festival of that name that has begun."""
    years = (found.on.year - y for y in (0, 1, 2))
    return next(
        (f for y in years if (f := found.context.calendar.festival(name, y)) and f.day <= found.on), None
    )


def _told(found: Found, gone: Festival) -> bool:
    """Do the words around tell of the one gone by? 春节前后，我们连续跑了三趟."""
    return told_as_past(found.context, found.start, found.end) or read_as_history(
        found.context, found.start, found.end, gone.last
    )


def feast(found: Found) -> Reading | None:
    """A festival or solar term: the coming one unless a year is named."""
    word = found["name"]
    name = _NAMES.get(word, word if word in TERMS else "")
    calendar = found.context.calendar
    year = year_of(found)
    if year:
        chosen = calendar.festival(name, year)
    elif (gone := _gone_by(name, found)) and _told(found, gone):
        chosen = gone
    else:
        chosen = calendar.next_festival(name, found.on)
    if chosen is None:
        return None
    reading = feast_reading(chosen, found.context, bool(year))
    if chosen.day < found.on <= chosen.last:
        # The day itself has gone by, its break goes on.
        reading = reading._replace(last=chosen.last)
    if found["whole"] and name in PUBLIC:
        reading = reading._replace(first=chosen.first, last=chosen.last, before=chosen.first - DAY, kind="range", modality="during",
            alternatives=(chosen.day,), provisional=break_unknown(reading, found.context),
        )  # fmt: skip
    return reading


def two_feasts(found: Found) -> Reading | None:
    """两节: New Year and Spring Festival, or Mid-Autumn and National Day, whichever pair comes next."""
    calendar = found.context.calendar
    pairs = []
    for first, second in (("元旦", "春节"), ("中秋", "国庆")):
        b = calendar.next_festival(second, found.on)
        a = calendar.festival(first, b.day.year) if b else None
        if a and b:
            pairs.append(tuple(sorted((a, b), key=lambda f: f.day)))
    if not pairs:
        return None
    first_feast, last_feast = min(pairs, key=lambda p: p[1].day)
    return join_feasts(
        feast_reading(first_feast, found.context, False),
        feast_reading(last_feast, found.context, False),
        found,
    )


def join_feasts(one: Reading, two: Reading, found: Found) -> Reading:
    """Two festivals as one stretch, from the first's day to the end of the second's break."""
    eve = one.first - DAY if one.first else None
    if eve and eve < found.on and two.before and two.before >= found.on:
        eve = two.before
    return one._replace(kind="range", modality="during", last=two.after - DAY if two.after else two.last, after=two.after, before=eve,
        trace=one.trace + two.trace,
    )  # fmt: skip


def feast_pair(found: Found) -> Reading | None:
    """元旦、春节期间: both festivals, in the order of the calendar."""
    one, two = found.pieces
    if not one.first or not two.first or one.name == two.name:
        return None
    if two.first < one.first:
        if one.name == "元旦" and two.name == "春节":
            return join_feasts(two, two, found)
        one, two = two, one
    return join_feasts(one, two, found)


def next_break(found: Found) -> Reading | None:
    """节前, 节后, 假期结束后 without a name: the next public festival if it is within three weeks, else an event."""
    coming = [f for name in PUBLIC if (f := found.context.calendar.next_festival(name, found.on))]
    nearest = min(coming, key=lambda f: f.day)
    side = found["side"]
    modality = "by" if "前" in side else "not_before" if "后" in side else "during"
    if (nearest.day - found.on).days > 21:
        return Reading(
            "event", "event", modality=modality, said=frozenset({"event"}), trace=("未写明哪个节日",)
        )
    first = {"by": None, "during": nearest.first}.get(modality, nearest.last + DAY)
    last = {"by": max(nearest.day - DAY, found.on), "during": nearest.last}.get(modality)
    return Reading(
        "closed", "range" if modality == "during" else "date", first, last, modality=modality, supposed=frozenset({"festival"}),
        trace=(f"未写明哪个节日，取最近的{nearest.name}",),
    )  # fmt: skip


def season(found: Found) -> Reading | None:
    """汛期, 两会, 开学: dated only where the office's own table says so, else an event."""
    relation = found["rel"]
    own = _registered(found["name"], found)
    if own is None:
        if not relation:
            return None
        modality = "by" if "前" in relation else "not_before" if "后" in relation else "during"
        trace = ("日期由本地确定，未登记",)
        return Reading("event", "event", modality=modality, said=frozenset({"event"}), trace=trace)
    first, last = own
    said = frozenset({"season"})
    trace = (f"本地登记的{found['name']}为{said_day(first)}至{said_day(last)}",)
    ends = "结束" in found.text
    if "前" in relation:
        day = last if ends else first - DAY
        others = () if ends else (first,)
        return Reading(
            "closed",
            last=day,
            modality="by",
            said=said,
            alternatives=others,
            past=day < found.on,
            trace=trace,
        )
    if "后" in relation:
        start = (first if found["name"] == "入汛" else last) + DAY
        return Reading("closed", first=start, modality="not_before", said=said, trace=trace)
    return Reading(
        "closed", "range", first, last, modality="during", grain="month", said=said, past=last < found.on, trace=trace
    )  # fmt: skip


def _registered(name: str, found: Found) -> tuple[dt.date, dt.date] | None:
    """The office's own dates of a season: of the year said, else the coming ones (for 汛期前 those not yet begun)."""
    seasons = found.context.seasons
    short = name.removeprefix("主").removesuffix("期")
    own = seasons.get(name) or seasons.get(short) or (seasons.get("汛期") if "汛" in name else None)
    if own is None:
        return None
    first, last = own
    year = year_of(found)
    if year:
        shift = year - first.year
        return _years_on(first, shift), _years_on(last, shift)
    before = "前" in found["rel"] and "结束" not in found.text
    while (first - DAY if before else last) < found.on:
        first, last = _years_on(first, 1), _years_on(last, 1)
    return first, last


def _years_on(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


# 八月十五 without 日 is the lunar day, 八月十五日 is in August.
_FREE = "|".join(
    name + ("(?![日号])" if name == "八月十五" else "")
    for name in sorted(_NAMES, key=len, reverse=True)
    if name not in _NEED_SUFFIX and name not in _NUMERIC
)
_BOUND = "|".join(sorted(_NEED_SUFFIX, key=len, reverse=True))
_LIKE_NUMBERS = "|".join(sorted(_NUMERIC, key=len, reverse=True))
_TERMS = "|".join(
    term for term in TERMS if term not in ("清明", "大雪", "小雪", "大寒", "小寒", "小满", "雨水")
)
_WHOLE = "(?:当[天日]|(?P<whole>[七7八8三3五5]天(?:小?长假|假期|假)|小?长假期?间?|黄金周|假期期?间?|假日期?间?|放假期间))"
_NOT_A_NAME = "(?!\\d{0,3}周年|路|街|村|镇|乡|学校|小学|中学|大厦|广场|水库|奖章|奖状|勋章|晚会|献礼|大桥|公司|社区|林场|厂|重点工程|上河图|同志)"

RULES = (
    Rule(
        "feast",
        "(?<!个){Y}?(?:{q}(?P<name>" + _FREE + ')(?:[”’"」](?:佳?节|日)?|(?:佳?节|日)[”’"」]?)?'
        "|(?:{q}(?:五四|五一|六一|三八|七一|八一|五·四){e}(?:国际)?)?{q}(?P<name2>" + _BOUND + "){e}[节日]"
        '|[“‘"「](?P<name3>' + _LIKE_NUMBERS + ')(?:节[”’"」]|[”’"」](?:国际)?(?:佳?节)?)'
        "|(?:(?<=每年)(?P<name6>七一|八一|十一|五四)|(?<![\\d一二三四五六七八九十百第])(?P<name4>"
        + _LIKE_NUMBERS
        + "))(?:佳?节|(?<=每年..)|(?=之前|以前|前|期间|长假|小长假|黄金周|假期|放假|当天|当日|后|、|[和与及](?:国庆|中秋|十一|端午)))"
        "|(?P<name5>"
        + _TERMS
        + "|(?:大雪|小雪|大寒|小寒|小满|雨水)(?=节气|之?[前后]|时节)|(?<=年)(?:大雪|小雪|大寒|小寒|小满|雨水))(?:节气|时节)?)"
        + _WHOLE
        + "?"
        + _NOT_A_NAME,
        feast,
        yes=(
            Yes(
                "国庆前要开展一次大检查",
                "国庆前",
                to="2026-09-30",
                modality="by",
                alternatives=("2026-10-01",),
            ),
            Yes("“五一节”前备足货源", "“五一节”前", to="2026-04-30"),
            Yes("“国庆节”前亮灯", "“国庆节”前", to="2026-09-30"),
            Yes("“五一”节前下发方案", "“五一”节前", to="2026-04-30"),
            Yes("春节期间加强值守", "春节期间", from_="2027-02-05"),
            Yes("中秋节前走访慰问", "中秋节前", to="2026-09-24"),
            Yes("立冬前完成管网检修", "立冬前", to="2026-11-06"),
        ),
        no=("庆祝国庆70周年", "十一个项目", "七一路改造", "五一广场", "国庆同志牵头"),
    ),
    Rule(
        "two_feasts",
        "(?:{q}(?:两节|双节){e})(?:期间|假期)?(?!点|课|目|省)",
        two_feasts,
        yes=(
            Yes("两节前开展慰问", "两节前", to="2026-09-24"),
            Yes("“双节”期间严明纪律", "“双节”期间", from_="2026-09-25", to="2026-10-07"),
            Yes("两节期间加强值班", "两节期间", to="2026-10-07"),
        ),
        no=("上了两节课", "两节点并行"),
    ),
    Rule(
        "feast_pair",
        (Take("feast"), "{顿}?", Take("feast"), "(?:{q}[两双]节{e})?"),
        feast_pair,
        yes=(
            Yes("中秋、国庆期间加强值守", "中秋、国庆期间", from_="2026-09-25", to="2026-10-07"),
            Yes("五一、端午节前开展检查", "五一、端午节前", to="2026-04-30"),
            Yes("中秋国庆假期做好保供", "中秋国庆假期", to="2026-10-07"),
        ),
        no=("中秋。国庆", "五一路和国庆路"),
        level=1,
    ),
    Rule(
        "next_break",
        "(?<![一二三四五六七八九十两季关环细章调礼情使春])(?:节日?|假期|假日|长假|小长假|放假|收假|节假日)(?:结束)?(?P<side>之前|以前|前夕?|期间|之后|以后|后)(?![勤续备来往期列])",
        next_break,
        yes=(
            Yes("各部门要在节前开展一次排查", "节前", to=None, kind="event"),
            Yes("假期结束后及时收心", "假期结束后", to=None, kind="event"),
            Yes("节后抓好复工复产", "节后", to=None, kind="event"),
        ),
        no=("春节前完成", "环节后移"),
        rank=-1,
    ),
    Rule(
        "season",
        "(?:{Y})?{q}(?P<name>主汛期|汛期|入汛|进入汛期|汛|全国两会|省两会|两会|春运|三夏|三秋|双抢|秋收|春耕|麦收|收割|开学|放暑假|暑假|寒假|供暖季|供暖期|供暖|采暖季|采暖期|采暖|春耕备耕|入冬|入夏|中考|森林防火期|防火期|封冻|上冻|雨季|主雨季){e}"
        "(?:开始|来临|到来|结束)?(?P<rel>之前|以前|前夕?|之后|以后|后|期间|时)?",
        season,
        yes=(
            Yes("汛期前完成水库除险", "汛期前", to=None, kind="event"),
            Yes("开学前完成校舍检修", "开学前", to=None, kind="event"),
            Yes("入冬前备足煤炭", "入冬前", to=None, kind="event"),
        ),
        no=("加强防汛工作", "汛期安全知识"),
    ),
)
