"""Periods counted from the speech day: 3日内, 十个工作日内, 一个半月后, 三天前, 未来两周, 最后5天, 利用半个月."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.moments import after, before, said_day
from speeches.when.rule import REFUSED, Found, Length, Reading, Rule, Take, Yes

from .shared import length_of, length_words

DAY = dt.timedelta(days=1)
# 压缩到15天以内, 控制在3个工作日内: a length to be reached and no deadline.
_AIMED = re.compile(
    "(?:(?:压缩|压减|压|缩短|缩减|缩|减少|减|提速|提升|提高|降|控制|限制|稳定|保持)(?:[到至在为]|到了)|由.{1,8}[到至])$"
)
# 一个月内不得重复检查: how long a ban lasts.
_BAN = re.compile("(?:一律|原则上)?(?:不得|不准|不许|不再|不予|禁止|免于|免除|取消)")
# 对每一件投诉三个工作日内答复: each case has a day of its own.
_EACH_CASE = re.compile(
    "每(?:一)?(?:[件起条宗笔单次批]|个(?:诉求|问题|投诉|来电|案件))[^,，。;；]{0,14}$|被[^,，。;；]{1,12}的(?:单位|企业|部门|个人|乡镇|干部)(?:要|必须|应|须|应当)?[在于]?$"
    # 举报件两天内核实, 对接收的对象在十日内谈话: whatever comes in has days of its own.
    "|(?:(?:举报|信访|投诉|来信|来访|申请|转办|交办)件|工单|诉求|异议)[^,，。;；]{0,6}$|对(?:新?接收|收治|受理|新入|新进)的[^,，。;；]{1,10}$"
    # 数据出来以后，一周之内反馈; 接到通报后派人介入，意见七日内送达; 当天录入，7个工作日内答复
    "|(?:出来|公布|出具|下达|形成|到位)(?:以|之)?后[,，][^,，。;；]{0,3}$|(?:接到|收到|受理|签收)[^,，。;；]{1,12}后[^。;；]{1,36}$|之日起[^。;；]{1,24}[,，][^,，。;；]{0,10}$|(?<![日号])当[天日](?!前)[^。;；]{2,16}[,，][^,，。;；]{0,3}$"
)
# 未来72小时逐时段预报: the stretch that is foretold.
_FORECAST = re.compile("逐|的?(?:天气|预报|气温|雨情|水情|趋势|走势)")
_NEAR, _CLAUSE = 12, 40
VAGUE = Reading("vague", "asap", modality="by", said=frozenset(), trace=("没有确定的期限",))


def length(found: Found) -> Reading | None:
    """三天, 10个工作日, 一个半月: a stretch that other rules tie to a day; never reported by itself."""
    found_length = length_of(found)
    if found_length is None:
        return None
    return Reading("length", "duration", bare=True, name=found["unit"], length=found_length)


def taken(found: Found) -> Length | None:
    """The length that the rule took."""
    return found.pieces[-1].length


def period(length: Length, found: Found, modality: str, kind: str = "duration") -> Reading:
    """The period from the day after the speech; provisional where it crosses a year without holiday notice."""
    end = after(found.on, length, found.context)
    calendar = found.context.calendar
    provisional = length.unit == "workday" and not all(
        map(calendar.published, range(found.on.year, end.year + 1))
    )
    last_word = "第" + length_words(length) if length.unit in ("day", "workday") else length_words(length)
    steps = [f"发文次日起{last_word}", said_day(end)]
    if provisional:
        steps.append("该年放假安排尚未公布，暂按推算")
    low = length._replace(n=length.low, low=None) if length.low else None
    return Reading(
        "closed",
        kind,
        last=end,
        modality=modality,
        grain=length.unit if length.unit != "workday" else "day",
        said=frozenset({"length"}),
        supposed=frozenset({"start"}),
        alternatives=(after(found.on, low, found.context),) if low else (),
        provisional=provisional,
        length=length,
        trace=tuple(steps),
    )


def within(found: Found) -> Reading | None:
    """3日内, 10个工作日内, 两周之内, 48小时内; counted from the day after the speech. 2小时内 runs from an unnamed moment."""
    length = taken(found)
    if length is None:
        return None
    if found.text.endswith("里") and length.unit == "year":
        return None
    text = found.context.text
    if _AIMED.search(text, max(0, found.start - _NEAR), found.start) or _BAN.match(text, found.end):
        return REFUSED
    reading = period(length, found, "by")
    if _EACH_CASE.search(text, max(0, found.start - _CLAUSE), found.start):
        return reading._replace(
            kind="event", last=None, alternatives=(), supposed=frozenset(), trace=("每件各自起算，不定日期",)
        )
    if length.unit == "minute" or (length.unit == "hour" and length.n < 24):
        return reading._replace(last=None, alternatives=(), trace=("不足一日，起算时刻未写明，不定日期",))
    return reading


def later(found: Found) -> Reading | None:
    """三天后, 两个月后, 半年后: that very day; 连续三个月后两名 names places, 满100小时后 counts from no day of ours."""
    length = taken(found)
    if length is None:
        return None
    text = found.context.text
    if text.endswith("连续", 0, found.start):
        return REFUSED
    reading = period(length, found, "at", "date")
    if text.endswith("满", 0, found.start):
        return reading._replace(
            kind="event", first=None, last=None, supposed=frozenset(), trace=("取决于事件，不定日期",)
        )
    return reading._replace(
        first=reading.last, shape="day" if length.unit in ("day", "week", "workday") else "closed"
    )


def ago(found: Found) -> Reading | None:
    """三天前, 两年前: history."""
    length = taken(found)
    if length is None:
        return None
    if length.unit in ("hour", "minute", "workday") or (found.pieces[0].name == "日" and length.n <= 31):
        return None
    day = before(found.on, length, found.context)
    return Reading(
        "closed",
        first=day,
        last=day,
        said=frozenset({"length"}),
        past=True,
        limit=False,
        trace=("从讲话日往前数", said_day(day)),
    )


def coming(found: Found) -> Reading | None:
    """未来三天, 今后两周, 接下来一个月: from the speech to the end of that period."""
    length = taken(found)
    if length is None:
        return None
    if _FORECAST.match(found.context.text, found.end):
        return REFUSED
    reading = period(length, found, "during", "range")
    return reading._replace(first=found.on)


def recent(found: Found) -> Reading | None:
    """过去三年, 近两个月, 五年来: history up to the speech."""
    length = taken(found)
    if length is None:
        return None
    first = before(found.on, length, found.context)
    return Reading(
        "closed", "range", first, found.on, modality="during", said=frozenset({"length"}), past=True, limit=False,
        trace=("截至讲话日的一段历史",),
    )  # fmt: skip


def spent(found: Found) -> Reading | None:
    """利用半个月时间, 用三天时间, 两个月时间: a period counted from the speech."""
    length = taken(found)
    if length is None:
        return None
    return period(length, found, "by")._replace(first=found.on, modality="during")


def about(found: Found) -> Reading | None:
    """10天左右: about ten days from the speech."""
    length = taken(found)
    return period(length, found, "around") if length and length.unit not in ("hour", "minute") else None


def from_day_within(found: Found) -> Reading | None:
    """自3月20日起15日内: the period counted from that day instead of the speech day."""
    start, piece = found.pieces
    if (
        piece.length is None
        or piece.kind != "duration"
        or piece.modality != "by"
        or start.first is None
        or piece.last is None
    ):
        return None
    end = after(start.first, piece.length, found.context)
    return piece._replace(first=start.first, last=end, supposed=start.supposed, past=end < found.on, alternatives=(),
        trace=(*start.trace, f"自{said_day(start.first)}次日起{length_words(piece.length)}"),
    )  # fmt: skip


def next_workday(found: Found) -> Reading | None:
    """下一个工作日: the first day worked after the speech."""
    calendar = found.context.calendar
    day = calendar.add_workdays(found.on, 1)
    known = calendar.published(found.on.year) and calendar.published(day.year)
    return Reading(
        "day",
        first=day,
        last=day,
        said=frozenset({"day"}),
        provisional=not known,
        trace=("讲话日之后的第一个工作日",),
    )


def last_days(found: Found) -> Reading | None:
    """最后5天, 这5天时间内: five days on, or four where the speech day is the first of them."""
    length = length_of(found)
    if length is None or length.unit != "day":
        return None
    reading = period(length, found, "by")
    return reading._replace(alternatives=(found.on + DAY * (length.n - 1),))


def programme(found: Found) -> Reading | None:
    """三年行动: a programme's length; nobody says here when it began, so no date."""
    length = taken(found)
    if length is None or length.unit not in ("year", "month", "day"):
        return None
    return Reading(
        "closed",
        "duration",
        modality="during",
        grain="year",
        limit=False,
        said=frozenset({"length"}),
        trace=("起止未写明，不定日期",),
    )


def vague_length(found: Found) -> Reading | None:
    """几天内, 数日内: nobody can count these; 前几天 is history without a day."""
    return REFUSED if found["past"] else VAGUE


# A period may follow an event (收到通知后5日内): the longer reading then takes it.
_START = "(?<![第\\d.])"
_HERE = "(?<![第后\\d.])"

RULES = (
    Rule(
        "length",
        _START + "{len}",
        length,
        yes=(
            Yes("三天内办结", "三天内", to="2026-03-05"),
            Yes("一个半月后见效", "一个半月后", to="2026-04-17"),
            Yes("3至5个工作日内答复", "3至5个工作日内", to="2026-03-09"),
        ),
        no=("值守三天", "为期第三天", "3月5家"),
    ),
    Rule(
        "within",
        (
            "(?:(?:自|从)?(?:即日|今日|今天|本日|现在|明天|明日|发文之日)起的?|限(?:期|时)?(?:在|于)?)?"
            + _START,
            Take("length"),
            "的?(?:时间|期限)?(?:{内}|里)|为限",
        ),
        within,
        yes=(
            Yes("各单位3日内报送整改方案", "3日内", to="2026-03-05", kind="duration", modality="by"),
            Yes("10个工作日内办结", "10个工作日内", to="2026-03-16"),
            Yes("5个自然日内答复", "5个自然日内", to="2026-03-07"),
            Yes("两周之内见到成效", "两周之内", to="2026-03-16"),
            Yes("半个月内完成摸排", "半个月内", to="2026-03-17"),
            Yes("48小时内处置到位", "48小时内", to="2026-03-04"),
            Yes("百日内完成攻坚", "百日内", to="2026-06-10"),
            Yes("自今日起三日内报送", "自今日起三日内", to="2026-03-05"),
            Yes("清淤十天为限", "十天为限", to="2026-03-12"),
            Yes("对每一件投诉三个工作日内回话", "三个工作日内", kind="event", to=None),
            Yes("举报件两天内核实", "两天内", kind="event", to=None),
            Yes("数据出来以后，一周之内反馈", "一周之内", kind="event", to=None),
            Yes("接到通报后派员介入，意见七日内送达", "七日内", kind="event", to=None),
            Yes("问题当天录入平台，5个工作日内答复", "5个工作日内", kind="event", to=None),
        ),
        no=(
            "5天内部培训",
            "收到通知后5日内反馈",
            "3月内科门诊",
            "把接电时间压缩到15天以内",
            "一个月内不得重复进厂检查",
        ),
        level=1,
    ),
    Rule(
        "term",
        ("限(?:期|时)(?:在|于)?", Take("length"), "(?!内|之内|以内)"),
        within,
        yes=(
            Yes("限期一周整改到位", "限期一周", to="2026-03-09"),
            Yes("限期三天清理完毕", "限期三天", to="2026-03-05"),
            Yes("限时两个月销号", "限时两个月", to="2026-05-02"),
        ),
        no=("限期整改", "有限时间"),
        level=1,
    ),
    Rule(
        "at_most",
        (
            "(?:(?:最长|最多|最迟)?不(?:得|能|可|应|要)?(?:超过|多于)|最多(?:不超过)?|最长|至多)(?:在|给)?",
            Take("length"),
            "(?:的?时间)?{内}?(?![的以]|(?:的?时间)?(?:[一二两三四五六七八九\\d]+次|有|只))",
        ),
        within,
        yes=(
            Yes("审核不超过8天", "不超过8天", to="2026-03-10", kind="duration", modality="by"),
            Yes("最多两个月交付", "最多两个月", to="2026-05-02", modality="by"),
            Yes("办理时限最长不得超过12个工作日", "最长不得超过12个工作日", to="2026-03-18"),
            Yes("整改不超过20日", "不超过20日", to="2026-03-22", kind="duration"),
        ),
        no=("请假不超过3天的由科室批准", "不超过三家", "最多两人"),
        rank=1,
        level=1,
    ),
    Rule(
        "next_workday",
        "(?<!第)(?:下一?个?|次一?个?)工作日(?!程)",
        next_workday,
        yes=(
            Yes("下一个工作日回复", "下一个工作日", to="2026-03-03"),
            Yes("下个工作日前办结", "下个工作日前", to="2026-03-03", modality="by"),
            Yes("于次一工作日公示", "次一工作日", to="2026-03-03"),
        ),
        no=("每月第一个工作日", "下一个项目"),
    ),
    Rule(
        "later",
        (_HERE, Take("length"), "(?:之后|以后|过后|后)(?!期|续|勤|面|备|方|来|台|劲|盾|果|院|排|半)"),
        later,
        yes=(
            Yes("三天后组织回访", "三天后", to="2026-03-05", kind="date"),
            Yes("两个月之后开展评估", "两个月之后", to="2026-05-02"),
            Yes("半年后见分晓", "半年后", to="2026-09-02"),
            Yes("新绳运行满100小时后探伤", "100小时后", kind="event", to=None),
        ),
        no=("90后干部", "三天后续工作", "连续三个月后两名的作检讨"),
        level=1,
    ),
    Rule(
        "ago",
        ("(?<![第后\\d.开办前])", Take("length"), "{前}"),
        ago,
        yes=(
            Yes("三天前的检查发现隐患", "三天前", to="2026-02-27", past=True),
            Yes("两年前启动的项目", "两年前", to="2024-03-02", past=True),
            Yes("一个月前作过部署", "一个月前", to="2026-02-02", past=True),
        ),
        no=("会议召开三天前报名", "提前3天报备", "25日前报送", "三日前报送"),
        rank=-1,
        level=1,
    ),
    Rule(
        "coming",
        (
            "(?:从今天起|从现在起|今后的?|未来的?|接下来的?|下一步的?|往后的?|后面的?|此后|再用|自即日起)的?",
            Take("length"),
            "的?(?:时间)?(?:{内}|里)?",
        ),
        coming,
        yes=(
            Yes("未来三天有强降雨", "未来三天", from_="2026-03-02", to="2026-03-05"),
            Yes("今后两周是攻坚期", "今后两周", to="2026-03-16", kind="range"),
            Yes("接下来一个月集中整治", "接下来一个月", to="2026-04-02"),
        ),
        no=("未来可期", "今后的工作", "发布未来72小时逐时段预报"),
        level=1,
    ),
    Rule(
        "recent",
        ("(?:过去的?|近|最近|刚过去的|(?<![\\u4e00-\\u9fff])前)这?", Take("length"), "(?:以来|来|中|里|间)?"),
        recent,
        yes=(
            Yes("过去三年累计投入两亿元", "过去三年", past=True, limit=False),
            Yes("近两个月事故多发", "近两个月", past=True),
            Yes("最近一周连降大雨", "最近一周", past=True),
        ),
        no=("近90来天没有下雨", "提前三天报名"),
        rank=-1,
        level=1,
    ),
    Rule(
        "so_far",
        ("这?(?<![第\\d.近])", Take("length"), "(?:以来|来)(?![自信到电访人一])"),
        recent,
        yes=(
            Yes("五年来变化很大", "五年来", past=True),
            Yes("三个月以来没有事故", "三个月以来", past=True, limit=False),
            Yes("这半年来进展不快", "这半年来", past=True),
        ),
        no=("三天来电十次", "一年来自各地的客商"),
        level=1,
    ),
    Rule(
        "spent",
        (
            "(?:利用|力争用|再用|用|花|集中|通过|为期)(?:大约|约)?",
            Take("length"),
            "(?:左右)?(?:的?时间)?(?!制|期|薪)",
        ),
        spent,
        yes=(
            Yes("利用半个月时间开展集中整治", "利用半个月时间", to="2026-03-17", kind="duration"),
            Yes("用三天时间摸清底数", "用三天时间", to="2026-03-05"),
            Yes("开展为期三个月的整治", "为期三个月", to="2026-06-02"),
        ),
        no=("有效工作日只有50天", "采用三年制"),
        rank=-1,
        level=1,
    ),
    Rule(
        "time_of",
        ("(?<![第后\\d.到有剩足])", Take("length"), "(?:左右)?的?时间(?:{内}|里)?(?!节点|紧|短|长|观|表)"),
        spent,
        yes=(
            Yes("两个月时间要见效", "两个月时间", to="2026-05-02", kind="duration"),
            Yes("一周的时间必须办结", "一周的时间", to="2026-03-09"),
            Yes("半年左右的时间要翻身", "半年左右的时间", to="2026-09-02"),
        ),
        no=("时间紧任务重", "三天时间紧"),
        rank=-1,
        level=1,
    ),
    Rule(
        "about",
        ("(?:大约|约|大概)?" + _HERE, Take("length"), "(?:左右|上下)(?!的?时间)"),
        about,
        yes=(
            Yes("整改期限10天左右", "10天左右", to="2026-03-12", modality="around", kind="duration"),
            Yes("约三个月左右见效", "约三个月左右", to="2026-06-02"),
            Yes("再过两周左右验收", "两周左右", to="2026-03-16"),
        ),
        no=("20人左右", "左右摇摆"),
        rank=-1,
        level=1,
    ),
    Rule(
        "last_days",
        "(?:最后的?|仅有的|剩下的|剩余的|这|本)(?P<n>(?<![\\d.])\\d{1,2}|[一二三四五六七八九十]{1,3})(?P<unit>天|日)(?:的?时间)?(?:{内}|里)?",
        last_days,
        yes=(
            Yes("只有最后5天了，要抓紧", "最后5天", to="2026-03-07", alternatives=("2026-03-06",)),
            Yes("各乡镇要在这5天时间内完成核查", "这5天时间内", to="2026-03-07"),
            Yes("剩下的十天里要打好收官战", "剩下的十天里", to="2026-03-12"),
        ),
        no=("有效工作日只有50天", "最后5家企业"),
        rank=2,
    ),
    Rule(
        "programme",
        ("(?<![近第])", Take("length"), "(?=行动|攻坚|规划|计划|提升|倍增|滚动|大会战|会战|整治)"),
        programme,
        yes=(
            Yes("落实三年行动方案", "三年", to=None, limit=False, kind="duration"),
            Yes("安全生产治本攻坚三年行动要收好官", "三年", to=None, limit=False),
            Yes("开展百日攻坚，两年攻坚要见底", "两年", to=None),
        ),
        no=("第三年攻坚任务", "2026年计划"),
        rank=-1,
        level=1,
    ),
    Rule(
        "vague_length",
        "(?P<past>前|过去)?(?:近|最近|这)?(?:几|数|若干|这几)(?P<unit>个?工作日|天|日|周|个?星期|个?月|年|个?小时)(?:的?时间)?(?:之内|以内|内|里|后|之后)?(?<=[内里后天])(?!来|前)|十天半(?:个)?月(?:{内}|里)?|三五天(?:{内}|里)?",
        vague_length,
        yes=(
            Yes("几天内拿出意见", "几天内", to=None, kind="asap"),
            Yes("数日内办结", "数日内", to=None),
            Yes("十天半个月内要有进展", "十天半个月内", to=None),
        ),
        no=("几家企业", "这几年来变化大"),
    ),
    Rule(
        "from_day_within",
        (Take("open"), "[，,]?", Take("closed")),
        from_day_within,
        yes=(
            Yes(
                "自3月20日起15日内公示",
                "自3月20日起15日内",
                from_="2026-03-20",
                to="2026-04-04",
                kind="duration",
            ),
            Yes("从4月1日起三个月内完成", "从4月1日起三个月内", to="2026-07-01"),
            Yes("自下周一起5个工作日内办结", "自下周一起5个工作日内", to="2026-03-16"),
        ),
        no=("自4月1日起，6月底前完成", "从明天起每天"),
        rank=-1,
        level=5,
    ),
)
