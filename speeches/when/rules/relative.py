"""Days named from the speech day: 今天, 明天, 后天, 次日, 今晚, 今明两天, 即日."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.rule import Found, Reading, Rule, Take, Yes

DAY = dt.timedelta(days=1)
_SHIFTS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "今天": 0, "今日": 0, "今晚": 0, "今夜": 0, "今早": 0,
    "今晨": 0, "本日": 0, "即日": 0, "当天": 0, "当日": 0, "当晚": 0, "当夜": 0, "现在": 0, "此刻": 0, "明天": 1, "明日": 1,
    "今儿": 0, "明儿": 1, "后儿": 2, "明早": 1, "明晨": 1, "明晚": 1, "次日": 1, "翌日": 1, "第二天": 1, "后天": 2, "大后天": 3, "今": 0, "明": 1,
}  # fmt: skip


# 公示结束次日, 受理当天: a day that hangs on the event before it.
_NEXT_TO = frozenset(["次日", "翌日", "第二天", "当天", "当日", "当晚"])
_EVENT_BEFORE = re.compile(
    "(?:结束|完成|完毕|届满|期满|到期|之日|受理|签收|报到|发生|收到|接到)(?:之?后)?的?\\Z"
)
# 收集的问题当天录入, 红色的当日上报, 护士长次日逐一核对: the day on which it happens, or the next.
_ITS_OWN = frozenset(["当天", "当日", "当晚", "当夜"])
# 术后两小时内评估，护士长次日核对; 每晚22时至次日5时: the next day of each case.
_NEXT = frozenset(["次日", "翌日", "第二天"])
_OF_A_CASE = re.compile("(?:小时|分钟|[每至到]|当[天日晚]|后(?![天勤备续]))[^。；;!！?？\\n]{0,40}\\Z")
_THIS_MEETING = re.compile("(?:会议|会后|散会|今天)(?:结束)?(?:[以之]?后)?的?\\Z")
_MEETING = re.compile("(?:上午|下午|的|这个|这次){0,2}(?:会议(?!室)|大会|座谈会|动员会)")


def relative_day(found: Found) -> Reading | None:
    """明天 is the day after the speech."""
    word = found["word"].removesuffix("个")
    day = found.on + DAY * _SHIFTS[word]
    text = found.context.text
    hangs = word in _NEXT_TO and _EVENT_BEFORE.search(text, max(0, found.start - 8), found.start)
    if word in _NEXT:
        hangs = hangs or _OF_A_CASE.search(text, max(0, found.start - 45), found.start)
    if (hangs or word in _ITS_OWN) and not _THIS_MEETING.search(text, max(0, found.start - 9), found.start):
        return Reading(
            "closed", "event", modality="by", said=frozenset({"event"}), trace=("取决于事件，不定日期",)
        )
    part = "evening" if word[-1] in "晚夜" else ""
    return Reading(
        "day",
        first=day,
        last=day,
        said=frozenset({"day"}),
        past=day < found.on,
        name=part,
        # 今天会议 is the meeting itself.
        limit=not (day == found.on and _MEETING.match(text, found.end)),
        trace=("以讲话日为准",),
    )


def this_part(found: Found) -> Reading:
    """下午把进度报给我: a part of the day of the speech."""
    return Reading("day", first=found.on, last=found.on, said=frozenset({"day"}), trace=("以讲话日为准",))


def two_days(found: Found) -> Reading | None:
    """今天和明天两个工作日内: by the second of the days named, however they are counted."""
    first, last = found.pieces
    if first.last is None or last.last is None or (last.last - first.last).days != 1:
        return None
    return last._replace(
        shape="closed", kind="range", first=first.last, modality="by", trace=(*first.trace, "至后一日")
    )


def day_pair(found: Found) -> Reading | None:
    """今明两天, 这两天: from today to tomorrow."""
    if found["late"]:
        first, last = found.on + DAY, found.on + DAY * 2
    else:
        first, last = found.on, found.on + DAY * (2 if found["n"] in ("三", "3") else 1)
    return Reading(
        "span",
        "range",
        first,
        last,
        modality="during",
        said=frozenset({"day"}),
        trace=("从讲话日起",),
    )


RULES = (
    Rule(
        "relative_day",
        "(?P<word>大前天|(?<!大)前天|昨天|昨日|昨晚|昨夜|今天|今日|今晚|今夜|今早|今晨|本日|即日(?=起|至|到)"
        "|当[天日](?=前|之?内|完成|必须|要|就|上报|报|办结|反馈|下午|晚|上午|下班|[，,。]|起|\\d{1,2}[时点:])|当晚|当夜"
        "|现在(?=起|开始|到|至)|今儿个?|明儿个?|后儿个?|明天|明日|明早|明晨|明晚|次日|翌日|第二天|大后天|(?<![大以之今然最])后天(?!性|失|养|的努)|今(?=起)|明(?=起))",
        relative_day,
        yes=(
            Yes("名单明天报县政府办。", "明天", to="2026-03-03", modality="at"),
            Yes("大后天组织验收", "大后天", to="2026-03-05"),
            Yes("明儿个上午去现场", "明儿个上午", to="2026-03-03"),
            Yes("公告期满次日签约", "次日", kind="event", to=None),
            Yes("收集的问题当天上报", "当天", kind="event", to=None),
            Yes("术后2小时内评估，护士长次日核对", "次日", kind="event", to=None),
            Yes("散会后第二天把名单报来", "第二天", to="2026-03-03"),
            Yes("落实今天会议部署", "今天", limit=False),
            Yes("昨天召开了调度会", "昨天", to="2026-03-01", past=True),
            Yes("问题清单今晚就要发下去", "今晚", to="2026-03-02"),
        ),
        no=("先天不足、后天失养要改变", "把每天的情况和当天的动态记清"),
    ),
    Rule(
        "this_part",
        "(?:(?<=^)|(?<=[，,。；;：:“]))(?:下午|晚上|中午)(?=[把将][^，,。；;]{1,20}(?:报|交|送|发)[给到至我])",
        this_part,
        yes=(
            Yes("核对完，下午把进度报给我", "下午", to="2026-03-02"),
            Yes("各组抓紧，晚上把名单交到办公室", "晚上", to="2026-03-02"),
            Yes("中午将清单送到各村", "中午", to="2026-03-02"),
        ),
        no=("下午的会议", "每天，下午都把数据报上来", "下午把关要严"),
    ),
    Rule(
        "two_days",
        (Take("day"), "[和与及、]", Take("day"), "这?[两二2](?:天|日|个?工作日)的?(?:时间)?(?:{内}|里)?"),
        two_days,
        yes=(
            Yes(
                "要在今天和明天两个工作日内完成核对", "今天和明天两个工作日内", to="2026-03-03", modality="by"
            ),
            Yes("今天、明天两天时间内报送名单", "今天、明天两天时间内", to="2026-03-03"),
            Yes("3月10日和11日两天集中核查", "3月10日和11日两天", to="2026-03-11"),
        ),
        no=("今天和下周五两场会", "今天和明天两件事"),
        rank=2,
        level=2,
    ),
    Rule(
        "day_pair",
        "(?:今明(?P<n>[两二2])[天日]|这(?P<n2>[两二2])天|今明后(?P<n3>[三3])天|(?P<late>明后)[两二2]?[天日])",
        day_pair,
        yes=(
            Yes("今明两天要全部走访到位", "今明两天", from_="2026-03-02", to="2026-03-03"),
            Yes("今明后三天有强降雨", "今明后三天", to="2026-03-04"),
            Yes("这两天要把方案定下来", "这两天", to="2026-03-03"),
            Yes("明后天组织回访", "明后天", from_="2026-03-03", to="2026-03-04"),
        ),
        no=("今明两年是关键", "这两件事要办好"),
    ),
)
