"""Clock times and parts of the day: 下午5点, 18时, 9:00, 中午12点半, 今天下午, 下班前."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.numerals import number
from speeches.when.rule import REFUSED, Found, Reading, Rule, Take, Yes

from .shared import recurs
from .weeks import DOW

DAY = dt.timedelta(days=1)
_AFTER_NOON = ("下午", "午后", "傍晚", "晚上", "晚间", "夜里", "夜间", "深夜", "半夜", "午夜", "晚", "夜")
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "1刻": 15, "3刻": 45}


def clock_reading(period: str, hour: int | None, minute: int | None) -> Reading | None:
    """A clock time; 下午5点 is 17:00, 晚上12点 and 24时 are the end of the day. None where no clock shows it."""
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    if (
        (
            period in _AFTER_NOON
            and 1 <= hour < 12
            and not (period in ("半夜", "深夜", "夜里", "午夜", "夜间") and hour < 6)
        )
        or period in ("中午", "正午")
        and 1 <= hour <= 2
    ):
        hour += 12
    elif period in ("晚上", "晚", "半夜", "午夜", "夜里", "深夜") and hour == 12:
        hour = 24
    if hour == 24:
        if minute:
            return None
        return Reading(
            "clock",
            time=dt.time(23, 59),
            grain="hour",
            bare=True,
            said=frozenset({"time"}),
            trace=("即当日终了",),
        )
    return Reading("clock", time=dt.time(hour, minute), grain="hour", bare=True, said=frozenset({"time"}))


def spoken_clock(found: Found) -> Reading | None:
    """下午3点半, 18时30分, 晚上八点一刻, 零时."""
    minute = _MINUTES.get(
        found["minute"], number(found["minute"].removesuffix("分")) if found["minute"] else 0
    )
    return clock_reading(found["period"], number(found["hour"]), minute) or REFUSED


def digital_clock(found: Found) -> Reading | None:
    """18:00, 上午9:30."""
    return clock_reading(found["period"], int(found["hour"]), int(found["minute"]))


def noon(found: Found) -> Reading | None:
    """中午, 正午, 零点: times that need no number."""
    return Reading("clock", time=dt.time(12), grain="hour", bare=True, name="noon", said=frozenset({"time"}))


def part_of_day(found: Found) -> Reading | None:
    """下午, 晚上, 下班: a part of the day without a clock time."""
    return Reading("period", grain="hour", bare=True, name=found.text, said=frozenset({"period"}))


# 每天8时前报送，10时前汇总; 早七点、晚九点各点名一次
_DAILY_BEFORE = re.compile("每[天日晚][^。；;!！?？\\n明后]{1,40}\\Z")
_EACH = re.compile("(?:[、和][^,，。;；]{2,8})?各")
_MORNING = re.compile("早上|清晨|清早|凌晨[1-9一二三四五六]")
# 收摊时间定在零点: an hour of every day and no limit.
_SET_AT = ("定在", "定为", "改到", "改为", "改在", "提前到", "推迟到", "延长到", "延长至")


def on_speech_day(found: Found) -> Reading | None:
    """A clock time alone is the speech day's, unless its sentence says 每天 before it or 各 behind it."""
    (clock,) = found.pieces
    text = found.context.text
    if text.endswith(_SET_AT, 0, found.start):
        return REFUSED
    if _EACH.match(text, found.end) or _DAILY_BEFORE.search(text, max(0, found.start - 45), found.start):
        return recurs("FREQ=DAILY", time=clock.time)
    if _MORNING.match(found.text):
        # 窗口早上七点开: that hour has passed when people meet, so every day is meant or one that is not named.
        return Reading(
            "closed", "event", modality="by", said=frozenset({"time"}), trace=("未写日期，不定日期",)
        )
    if clock.name == "noon" and text[found.end : found.end + 1] not in ("前", "之"):
        return None
    return _join(
        Reading(
            "day", first=found.on, last=found.on, supposed=frozenset({"day"}), trace=("未写日期，按讲话日",)
        ),
        clock,
    )


def day_and_clock(found: Found) -> Reading | None:
    """6月20日下午5点: the day of one, the clock of the other."""
    day, clock = found.pieces
    return _join(day, clock)


def _join(day: Reading, clock: Reading) -> Reading:
    return day._replace(
        time=clock.time,
        grain="hour",
        name=clock.name or day.name,
        said=day.said | clock.said,
        trace=day.trace + clock.trace,
    )


def day_with_weekday(found: Found) -> Reading | None:
    """3月5日（星期四）: the weekday confirms the date; where it disagrees the trace says so."""
    (day,) = found.pieces
    if day.first is None or day.parts is None:
        return None
    if DOW[found["dow"]] == day.first.weekday():
        return day
    return day._replace(trace=(*day.trace, "所注星期与日期不符，请核对"))


def as_it_is(found: Found) -> Reading | None:
    """6月30日（含）: the brackets say what is meant anyway."""
    return found.pieces[0]


def that_day(found: Found) -> Reading | None:
    """6月20日当天, 6月20日当晚: that day, not the day of the speech."""
    (day,) = found.pieces
    return day._replace(name="evening") if found["evening"] else day


def same_day(found: Found) -> Reading | None:
    """本周五（3月6日）: one day said twice; the one with more said is kept, and the trace tells where they differ."""
    one, two = found.pieces
    kept = two if two.parts and two.parts.month else one
    if one.first == two.first:
        return kept
    return kept._replace(trace=(*kept.trace, "括号内外日期不符，请核对"))


def evening_and_clock(found: Found) -> Reading | None:
    """今晚8点, 明早7点: the part of the day stands in the day's own word."""
    day, clock = found.pieces
    if day.shape == "span":
        # 月底 is a day; a month or a quarter has no clock of its own.
        if day.kind != "date" or not day.last:
            return None
        day = day._replace(shape="day", first=day.last, modality="at")
    if day.shape == "feast":
        day = day._replace(shape="day", last=day.first, past=bool(day.first and day.first < found.on))
    if day.name == "evening" and clock.time == dt.time(12):
        clock = clock._replace(time=dt.time(23, 59), trace=("即当日终了",))
    elif day.name == "evening" and clock.time and clock.time.hour < 12:
        clock = clock._replace(time=clock.time.replace(hour=clock.time.hour + 12))
    return _join(day, clock)


def end_of_work(found: Found) -> Reading | None:
    """今天下班前, 周五下午下班前: by the close of that day; the hour is the office's, so none is given."""
    day = found.pieces[0] if found.pieces else None
    on = day.last if day else found.on
    if on is None:
        return None
    return Reading(
        "closed",
        last=on,
        modality="by",
        said=(day.said if day else frozenset()) | {"period"},
        supposed=day.supposed if day else frozenset({"day"}),
        past=on < found.on,
        trace=(day.trace if day else ("未写日期，按讲话日",)) + ("当日下班前",),
    )


# What clocks and parts of the day begin with; without it every day would be followed to look for one.
CLOCK_AHEAD = "(?=[凌清早上中正午下傍晚夜深半\\d零一二两三四五六七八九十])"
_HOUR = "(?P<hour>(?<![\\d.:第])\\d{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_MINUTE = "(?P<minute>半|整|[一三13]刻|(?:[0-5]?\\d|[零〇]?[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)分)"
_SURE = "(?<!一[点时])(?=前|之前|以前|起|至|到|[-—–~]|准时|开始|左右|钟)"

RULES = (
    Rule(
        "spoken_clock",
        "(?:(?P<period>{period})的?"
        + _HOUR
        + "(?:点钟?|时(?!间|候|期|段|代|效|限|长|刻))(?:"
        + _MINUTE
        + "|(?P<minute9>[0-5]\\d|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)(?![\\d.%多余个人家名项万亿次条户]))?"
        "|(?<![0-9.一二三四五六七八九十百千第两])"
        + _HOUR.replace("hour", "hour2")
        + "(?:点|时(?!间|候|期|段|代|效|限|长|刻))"
        + _MINUTE.replace("minute", "minute2")
        + "|(?<![0-9.一二三四五六七八九十百千第两])"
        + _HOUR.replace("hour", "hour3")
        + "(?:点钟|点"
        + _SURE
        + "|时"
        + _SURE
        + ")"
        + "|(?:(?<=[天晚早夜日号末至到—–~-])|(?<=[周期拜][一二三四五六日]))"
        + _HOUR.replace("hour", "hour4")
        + "(?:点|时(?!间|候|期|段|代|效|限|长|刻))(?:"
        + _MINUTE.replace("minute", "minute4")
        + ")?(?!要求|意见|建议|体会|希望|看法|工作|说明|认识|想法|内容|启示|措施|任务|一线))",
        spoken_clock,
        yes=(
            Yes("今日18时前报送", "今日18时前", to="2026-03-02", time="18:00", modality="by"),
            Yes("下午3点半开会", "下午3点半", to="2026-03-02", time="15:30"),
            Yes("晚上八点一刻连线", "晚上八点一刻", time="20:15"),
            Yes("上午九点二十集合", "上午九点二十", time="09:20"),
            Yes("周三9点集中", "周三9点", to="2026-03-04", time="09:00"),
            Yes("周四7点半前清场", "周四7点半前", to="2026-03-05", time="07:30"),
            Yes("周五16时20分开标", "周五16时20分", to="2026-03-06", time="16:20"),
            Yes("下午5点钟前报数", "下午5点钟前", time="17:00", modality="by"),
        ),
        no=("再讲三点意见", "同时加强值守", "24小时值班", "第3点要求"),
    ),
    Rule(
        "digital_clock",
        "(?P<period>{period})?(?<![\\d:.])(?P<hour>[01]?\\d|2[0-4]):(?P<minute>[0-5]\\d)(?::[0-5]\\d)?(?![\\d:])时?",
        digital_clock,
        yes=(
            Yes("9月1日上午9:00开学典礼", "9月1日上午9:00", to="2026-09-01", time="09:00"),
            Yes("明天18:00前到位", "明天18:00前", to="2026-03-03", time="18:00"),
            Yes("会议定于10:30召开", "10:30", time="10:30"),
        ),
        no=("按1:500比例测图", "比分25:80"),
    ),
    Rule(
        "noon",
        "(?:中午|正午)(?!\\d|[一二两十]{1,2}[点时])",
        noon,
        yes=(
            Yes("明天中午前报名单", "明天中午前", to="2026-03-03", time="12:00"),
            Yes("今天中午前到岗", "今天中午前", to="2026-03-02", time="12:00"),
            Yes("3月6日中午前交卷", "3月6日中午前", to="2026-03-06", time="12:00"),
        ),
        no=("中午不休息", "中午食堂供餐"),
    ),
    Rule(
        "part_of_day",
        "(?:{period})(?!\\d|[一二两三四五六七八九十零]{1,2}[点时]|日|期|年)",
        part_of_day,
        yes=(
            Yes("今天下午召开碰头会", "今天下午", to="2026-03-02"),
            Yes("明天上午组织培训", "明天上午", to="2026-03-03"),
            Yes("6月20日晚上演练", "6月20日晚上", to="2026-06-20"),
        ),
        no=("下午要抓好值守", "早晚高峰要疏导"),
    ),
    Rule(
        "clock_alone",
        (Take("clock"),),
        on_speech_day,
        yes=(
            Yes("下午4点召开视频会", "下午4点", to="2026-03-02", time="16:00"),
            Yes("零时起封路", "零时起", from_="2026-03-02", time="00:00"),
            Yes("上午十点半集合", "上午十点半", time="10:30"),
            Yes("各组每天8时前报送，10时前汇总", "10时前", rrule="FREQ=DAILY", time="10:00", to=None),
            Yes("窗口早上七点开六个", "早上七点", kind="event", to=None),
            Yes("早七点、晚九点各点名一次", "晚九点", rrule="FREQ=DAILY", time="21:00"),
        ),
        no=("每天下午4点调度", "三点要求", "收摊时间统一定在凌晨零点"),
        level=1,
        rank=-1,
    ),
    Rule(
        "day_with_weekday",
        (Take("day"), "[（(]?(?:本|这|下)?{周}(?P<dow>{dow})[）)]?"),
        day_with_weekday,
        yes=(
            Yes("3月5日（星期四）下午3点到会", "3月5日（星期四）下午3点", to="2026-03-05", time="15:00"),
            Yes("6月20日（周六）前报送", "6月20日（周六）前", to="2026-06-20", modality="by"),
            Yes("3月6日星期五召开会议", "3月6日星期五", to="2026-03-06"),
        ),
        no=("3月5日（四级）", "周四（周五）"),
        level=1,
    ),
    Rule(
        "day_included",
        (Take("day", "span"), "[（(](?:含|包括)(?:本|当)?[日天]?[）)]"),
        as_it_is,
        yes=(
            Yes("6月30日（含）前报名", "6月30日（含）前", to="2026-06-30", modality="by"),
            Yes("5月20日(含当日)之前有效", "5月20日(含当日)之前", to="2026-05-20"),
            Yes("3月15日（含本日）以前缴清", "3月15日（含本日）以前", to="2026-03-15"),
        ),
        no=("6月30日（含税）", "3月15日（周日）"),
        level=1,
    ),
    Rule(
        "that_day",
        (Take("day"), "的?当(?:[天日]|(?P<evening>[晚夜]))"),
        that_day,
        yes=(
            Yes("4月8日当天全员到岗", "4月8日当天", to="2026-04-08"),
            Yes("周五当日上报", "周五当日", to="2026-03-06"),
            Yes("4月8日当晚8点前转移", "4月8日当晚8点前", to="2026-04-08", time="20:00"),
        ),
        no=("4月8日，当天办结", "4月8日当地群众"),
        level=1,
    ),
    Rule(
        "day_in_brackets",
        (Take("day"), "[（(]", Take("day"), "[）)]"),
        same_day,
        yes=(
            Yes("本周五（3月6日）前报送", "本周五（3月6日）前", to="2026-03-06", modality="by"),
            Yes("明天（3月3日）上午9点开会", "明天（3月3日）上午9点", to="2026-03-03", time="09:00"),
            Yes("中秋节前的周五（9月18日）", "周五（9月18日）", to="2026-09-18"),
        ),
        no=("3月5日（周五）", "3月5日（五家）"),
        level=1,
    ),
    Rule(
        "day_and_clock",
        (Take("day", "feast", "span"), "(?:[的,， ]|一大?(?=早))?" + CLOCK_AHEAD, Take("clock", "period")),
        evening_and_clock,
        yes=(
            Yes("3月5日14时30分到会", "3月5日14时30分", to="2026-03-05", time="14:30"),
            Yes("周五上午9点集中", "周五上午9点", to="2026-03-06", time="09:00"),
            Yes("今晚8点连线调度", "今晚8点", to="2026-03-02", time="20:00"),
            Yes("4月底下午4点前封账", "4月底下午4点前", to="2026-04-30", time="16:00", modality="by"),
            Yes("2026-04-08 10:00前签收", "2026-04-08 10:00前", to="2026-04-08", time="10:00"),
            Yes("明天一早七点集合", "明天一早七点", to="2026-03-03", time="07:00"),
            Yes("4月8日当天12时前签收", "4月8日当天12时前", to="2026-04-08", time="12:00"),
            Yes("除夕晚上8点连线值班点", "除夕晚上8点", to="2027-02-05", time="20:00"),
        ),
        no=("今天，三点要求", "明天看三点", "4月份下午3点开放"),
        level=2,
    ),
    Rule(
        "end_of_work",
        (Take("day"), "(?:的?(?:上午|中午|下午))?(?:[下上]班(?:时间)?|天黑|天亮|收工)(?:之|以)?前"),
        end_of_work,
        yes=(
            Yes("名单今天下午下班前报县搬迁办", "今天下午下班前", to="2026-03-02", time=None, modality="by"),
            Yes("明天下班前反馈", "明天下班前", to="2026-03-03", modality="by"),
            Yes("本周五下班前报齐", "本周五下班前", to="2026-03-06", modality="by"),
            Yes("15日天黑之前把人转出来", "15日天黑之前", to="2026-03-15", modality="by"),
        ),
        no=("每周五下班前报送", "下班后不得饮酒"),
        level=3,
    ),
    Rule(
        "end_of_this_work_day",
        "(?:(?:上午|中午|下午|晚上)?[下上]班|散会|天黑)(?:之|以)?前",
        end_of_work,
        yes=(
            Yes("各组下班前把数字报上来", "下班前", to="2026-03-02", modality="by"),
            Yes("务必于下午下班前办结", "下午下班前", to="2026-03-02"),
            Yes("下班之前送达", "下班之前", to="2026-03-02"),
        ),
        no=("每天下班前报送", "上班期间"),
    ),
)
