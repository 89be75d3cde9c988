"""Times that hang on an event: 收到通知后5日内, 审计报告出来后, 复产前. No date, because nobody can date the event."""

from __future__ import annotations

import re

from speeches.when.rule import Found, Reading, Rule, Take, Yes

from .lengths import period
from .shared import length_words


def after_event(found: Found) -> Reading | None:
    """收到通知后5日内: a period from an event, so without a date."""
    length = found.pieces[0].length
    if length is None:
        return None
    reading = period(length, found, "by")
    said_before = re.split("[。;；\n]", found.context.text[max(0, found.start - 60) : found.start])[-1]
    own_meeting = (
        found["event"].startswith(_MEETING)
        and not _CALLED.search(said_before)
        and found.context.text[found.start - 1 : found.start] not in _OTHERS
    )
    if own_meeting:
        return reading._replace(trace=("会议即讲话当日", *reading.trace))
    return reading._replace(
        kind="event",
        last=None,
        alternatives=(),
        supposed=frozenset(),
        trace=(f"自“{found['event']}”起{length_words(length)}，起点未定，不定日期",),
    )


def before_event(found: Found) -> Reading | None:
    """到期前10日: so long before an event, so without a date."""
    length = found.pieces[0].length
    if length is None:
        return None
    trace = (f"“{found['event']}”之前{length_words(length)}，日期取决于事件",)
    return Reading("closed", "event", modality="by", said=frozenset({"event"}), trace=trace)


def after_anything(found: Found) -> Reading | None:
    """样品抽完三天内, 入职后一个月内: any event in front of a period takes its date away."""
    (piece,) = found.pieces
    if (
        piece.length is None
        or piece.kind != "duration"
        or piece.modality != "by"
        or _KNOWN.search(found.text)
    ):
        return None
    trace = (f"{length_words(piece.length)}的起点取决于前文，不定日期",)
    return piece._replace(kind="event", last=None, alternatives=(), supposed=frozenset(), trace=trace)


def event(found: Found) -> Reading | None:
    """审计报告出来后, 复产前: tied to an event."""
    before = "前" in found["side"]
    return Reading(
        "closed",
        "event",
        modality="by" if before else "not_before",
        said=frozenset({"event"}),
        trace=("取决于事件，不定日期",),
    )


# 会后, 散会后, 会议结束后: the meeting at which it is said; 班子会后 is another.
_MEETING = ("会", "散会", "大会")
_CALLED = re.compile("(?:召开|开好|开一次|举行|组织)[^。]{0,20}会")
_OTHERS = frozenset("委子组事公题席民工表证审进度调谈例职活务全总党团行商")
_EVENT = (
    "(?:收到|接到|接|印发|下发|发布|公布|公示|公告|签收|受理|立项|审计|审核|审批|审查|验收|检查|督查|督导|巡察|巡视|会议?|散会|开会|大会|培训|整改|事故发生|险情发生|"
    "事发|发生|发现|报告|批复|方案|文件|通知|交办|任务|项目|工程|竣工|开工|完工|投产|合同|签约|调查|评审|反馈|申报|材料|资料|本通知|本办法|中标|演练|活动|分解|核查|考核|评估)"
)

# The words of an act, without the particles that stand before it.
_ACT = "(?:(?![在于要应须请将并对从自各的每])[\\u4e00-\\u9fff]){1,10}"

# What `after_event` reads better, from its exact first word on.
_KNOWN = re.compile(_EVENT)

RULES = (
    Rule(
        "after_event",
        (
            "(?P<event>"
            + _EVENT
            + "(?:[^\\s，,。；;！!？?：:、前后内]{0,10}?))(?:之日起|当日起|之日|起|之后|以后|过后|后)的?",
            Take("length"),
            "(?:时间)?(?:{内}|里)",
        ),
        after_event,
        yes=(
            Yes("收到通知后5日内反馈", "收到通知后5日内", kind="event", to=None),
            Yes("审计结束后5个工作日内整改", "审计结束后5个工作日内", kind="event", to=None),
            Yes("会后三天内报送贯彻情况", "会后三天内", to="2026-03-05", kind="duration"),
            Yes("各乡镇会议结束后一周内上报", "会议结束后一周内", to="2026-03-09"),
            Yes("支委会后三天内公示", "会后三天内", kind="event", to=None),
            Yes("召开组织生活会，会后15日内公示", "会后15日内", kind="event", to=None),
            Yes("自印发之日起30日内施行", "印发之日起30日内", kind="event"),
        ),
        no=("今后三天内", "最后5天内完成"),
        rank=2,
        level=1,
    ),
    Rule(
        "before_event",
        (
            "(?P<event>[\\u4e00-\\u9fff]{0,4}?(?:到期|期满|届满|届期|开标|开庭|开会|会议|召开|举行|举办|实施|施工|开工|竣工|投产|启动|作业|离境|活动))日?(?:之日)?(?:之前|以前|前)的?(?:至少|最少|提前)?",
            Take("length"),
            "(?:{内})?(?!的)",
        ),
        before_event,
        yes=(
            Yes("租约届满前15日书面告知", "租约届满前15日", kind="event", to=None, modality="by"),
            Yes("开标前3个工作日发出答疑", "开标前3个工作日", kind="event", to=None),
            Yes("证照到期前一个月申请延续", "证照到期前一个月", kind="event", to=None),
        ),
        no=("国庆前一周布置", "三天前的检查"),
        rank=2,
        level=1,
    ),
    Rule(
        "before_named_day",
        (
            "(?P<event>(?:投票|选举|开庭|开标|换届|考试|签约|竣工|交付|施行|生效)日)的?(?:前)?",
            Take("length"),
            "(?:之前|以前|前)?(?!起|内)",
        ),
        before_event,
        yes=(
            Yes("选民名单在选举日二十日前张榜公布", "选举日二十日前", kind="event", to=None),
            Yes("在投票日的二十日以前公布", "投票日的二十日以前", kind="event", to=None),
            Yes("开庭日前3个工作日送达", "开庭日前3个工作日", kind="event", to=None),
        ),
        no=("选举日是11月20日", "投票日当天值守"),
        rank=3,
        level=1,
    ),
    Rule(
        "quoted_day",
        '[“"][^“”"，,。；;]{2,12}[日节周月][”"](?:活动)?(?P<side>{前}|之后|以后)',
        event,
        yes=(
            Yes("在“先锋服务日”前开好支委会", "“先锋服务日”前", kind="event", to=None, modality="by"),
            Yes("“护河宣传周”活动前备好展板", "“护河宣传周”活动前", kind="event", to=None),
            Yes("“邻里互助月”之后开展评选", "“邻里互助月”之后", kind="event", modality="not_before"),
        ),
        no=("“先锋服务日”活动", "“五一节”前"),
        rank=-2,
    ),
    Rule(
        "event",
        "(?P<event>(?:审计报告|设计方案|规划方案|规划设计|实施方案|方案|审计|验收|检查|督查|核查|整改|项目|工程|手续|文件|通知|招标|图纸|结果|批复|资金|任务|竣工|调查|事故调查|活动|培训|演练)[^\\s，,。；;！!？?：:、前后内]{0,8}?(?:结束|完成|完毕|出来|出台|印发|下发|下达|到位|通过|批复|确定|落地|公布|签订|办结|完工))(?P<side>之后|以后|后)(?!续|勤|期|面|台)"
        '|(?P<event2>复产|复工|开工|竣工|投产|投用|启用|通车|验收|开园|开业|上会|签约|交付|入库|上岗|回头看[”"]?|督查|出台|挂牌|考核|换届|收割|动工|进场|迎检)(?P<side2>之前|以前|前(?!来|往|期|提|后|列|沿|置|景|线|移)|之后|以后|后(?!续|勤|期|面|台|备|方|进))'
        "|(?P<event3>(?:发布|印发|公布|下发|签订|批准|受理|收到|通过)(?P<side3>之日|当日)起)(?:施行|执行|实施|生效)?",
        event,
        yes=(
            Yes("审计报告出来后组织招标", "审计报告出来后", kind="event", to=None),
            Yes("复产前必须逐项验收", "复产前", kind="event", to=None),
            Yes("规划设计结束后集中会审", "规划设计结束后", kind="event"),
            Yes("本办法自发布之日起施行", "发布之日起施行", kind="event"),
        ),
        no=("开工前期工作", "完成后续任务"),
        rank=-2,
    ),
    Rule(
        "after_anything",
        (
            "(?:"
            + _ACT
            + "(?:完成?|完毕|结束|到位)|"
            + _ACT
            + "(?<![今最然随此之以先前落背])(?:之日起|之后|以后|后))(?:的)?",
            Take("closed"),
        ),
        after_anything,
        yes=(
            Yes("样品抽完三天内反馈结果", "样品抽完三天内", kind="event", to=None),
            Yes("销号完成后5日内报备", "销号完成后5日内", kind="event", to=None),
            Yes("入职后一个月内完成体检", "入职后一个月内", kind="event"),
        ),
        no=("今后三天内", "最后5天内完成", "此后一周内"),
        rank=-1,
        level=2,
    ),
)
