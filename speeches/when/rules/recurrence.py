"""Recurrences as RFC 5545: 每天下午5点前, 每周一、三、五, 每月5日前, 每季度首月10日前, 一年两次, 隔周, 定期."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.numerals import number
from speeches.when.rule import Context, Found, Reading, Rule, Take, Yes

from .clock import CLOCK_AHEAD
from .shared import DAYS, recurs
from .weeks import DOW

DAY = dt.timedelta(days=1)
WORKWEEK = "BYDAY=MO,TU,WE,TH,FR"
HALF_MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=15,-1"
DEKADS = "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"


def every(unit: str, n: int) -> str | None:
    """The plain rule of every n units: ("周", 2) → FREQ=WEEKLY;INTERVAL=2."""
    base = {
        "天": ("DAILY", 1), "日": ("DAILY", 1), "晚": ("DAILY", 1), "早": ("DAILY", 1), "周": ("WEEKLY", 1), "星期": ("WEEKLY", 1),
        "礼拜": ("WEEKLY", 1), "学期": ("MONTHLY", 6), "学年": ("YEARLY", 1), "月": ("MONTHLY", 1), "季度": ("MONTHLY", 3), "季": ("MONTHLY", 3), "半年": ("MONTHLY", 6),
        "年": ("YEARLY", 1), "年度": ("YEARLY", 1), "小时": ("HOURLY", 1), "工作日": ("", 0),
    }.get(unit)  # fmt: skip
    if unit == "旬":
        return DEKADS if n == 1 else None
    if unit in ("半月", "半个月"):
        return HALF_MONTHLY
    if base is None or not n:
        return None
    if unit == "工作日":
        return "FREQ=WEEKLY;" + WORKWEEK if n == 1 else None
    freq, step = base
    step *= n
    return f"FREQ={freq}" + (f";INTERVAL={step}" if step > 1 else "")


def plain(found: Found) -> Reading | None:
    """每周, 每两个月, 每三天, 逐月, 按季度, 隔周."""
    words = found["n"]
    n = 1 if not words else number(words)
    if found["gap"] and n in (None, 1):
        n = 2
    unit = found["unit"]
    if unit.startswith("年") and n == 1:
        # 每年组织两次 says how often, a few words on.
        often = _OFTEN.match(found.context.text, found.end)
        if often and (yearly := spread(number(often["n"]) or 0)):
            return recurs(yearly, f"每年{often['n']}次")
    rule = every(unit, n or 0)
    reading = recurs(rule) if rule else None
    return reading._replace(name=unit) if reading else None


_OFTEN = re.compile(
    "(?:要|应|须)?(?:开展|组织|召开|安排|进行|集中|开|组织开展|组织召开|专题研究|研究|通报|督查|检查)(?P<n>[两二三四六]|[2346])次"
)


def spread(n: int) -> str | None:
    """n times a year as an even rhythm: 2 → every six months; None where no number of months divides the year so."""
    return {2: "FREQ=MONTHLY;INTERVAL=6", 3: "FREQ=MONTHLY;INTERVAL=4", 4: "FREQ=MONTHLY;INTERVAL=3", 6: "FREQ=MONTHLY;INTERVAL=2",
            12: "FREQ=MONTHLY"}.get(n)  # fmt: skip


def times_a(found: Found) -> Reading | None:
    """一年两次 is every six months, 一年4次 every three; 每月2次 and 每周三次 keep the period, the number is a target."""
    unit, per = found["unit"], number(found["per"]) if found["per"] else 1
    n = number(found["n"]) or 1
    if unit.startswith("年") and per == 1 and not found["least"] and (yearly := spread(n)):
        return recurs(yearly, f"每年{n}次")
    rule = every(unit, per or 1)
    return recurs(rule, f"每期{n}次" if n > 1 else "每期一次") if rule else None


_CHAIN = re.compile(
    "[每一](?:[日天旬月季年]|季度|半年)一(?![次日号度])|(?<![每一两三])(?:季度|半年|半月)一[\\u4e00-\\u9fff]"
)
_SENTENCE_END = re.compile("[。;；!！?？\\n]")


def in_chain(context: Context, start: int, end: int) -> bool:
    """Is 每周一通报 a link of 每月一调度、每季一总结 (once a week), and not said of Mondays?"""
    text = context.text
    head = _SENTENCE_END.split(text[max(0, start - 40) : start])[-1]
    tail = _SENTENCE_END.split(text[end : end + 40], maxsplit=1)[0]
    return bool(_CHAIN.search(head) or _CHAIN.search(tail))


def weekdays(found: Found) -> Reading | None:
    """每周一, 每周一、三、五, 每周一至周五, 每两周的周三."""
    words = re.sub("[周星期礼拜的逢每]", "", found["days"])
    if words == "一" and in_chain(found.context, found.start, found.end):
        return None
    days: list[int] = []
    for part in re.split("[、,，和及与]|以及", words):
        ends = [DOW[c] for c in part if c in DOW]
        if re.search("至|到|[-—–~]", part) and len(ends) == 2 and ends[0] < ends[1]:
            days += range(ends[0], ends[1] + 1)
        else:
            days += ends
    if not days:
        return None
    n = number(found["n"]) if found["n"] else 2 if found["gap"] else 1
    step = f";INTERVAL={n}" if n and n > 1 else ""
    return recurs(f"FREQ=WEEKLY{step};BYDAY=" + ",".join(DAYS[d] for d in sorted(set(days))))


def week_end(found: Found) -> Reading | None:
    """每周末, 每个双休日."""
    return recurs("FREQ=WEEKLY;BYDAY=SA,SU")


def workdays(found: Found) -> Reading | None:
    """每个工作日, 工作日每天."""
    return recurs("FREQ=WEEKLY;" + WORKWEEK)


def with_clock(found: Found) -> Reading | None:
    """每天下午5点前, 每周五17:00: the clock time of each one."""
    recur, clock = found.pieces
    if clock.time is None:
        return recur._replace(shape="recurclosed")
    if recur.name == "晚" and clock.time.hour < 12:
        clock = clock._replace(time=clock.time.replace(hour=clock.time.hour + 12))
    return recur._replace(shape="recurclosed", time=clock.time, trace=(*recur.trace, f"{clock.time:%H:%M}"))


def between_clocks(found: Found) -> Reading | None:
    """每天上午9点至11点 ends at 11:00 each day; of 上午9点和下午3点 the first is kept and the other named in the trace."""
    recur, one, two = found.pieces
    listed = found.context.text[found.start : found.end]
    kept = one if re.search("[、和及与，,]", listed) else two
    if kept.time is None or one.time is None:
        return None
    if recur.name == "晚" and kept.time.hour < 12:
        kept = kept._replace(time=kept.time.replace(hour=kept.time.hour + 12))
    trace = (*recur.trace, f"{one.time:%H:%M}" + (f"、{two.time:%H:%M}" if two.time else ""))
    return recur._replace(shape="recurclosed", time=kept.time, trace=trace)


def by_recur(found: Found) -> Reading | None:
    """每周五下班前, 每月5日前: by then, each time."""
    (recur,) = found.pieces
    return recur._replace(shape="recurclosed", modality="by", trace=(*recur.trace, "每次到期前，含当日"))


def bounded(found: Found) -> Reading | None:
    """从9月1日起每周一调度; 连续三个月每周通报: a recurrence with a beginning or an end."""
    frame, recur = found.pieces
    first = frame.first or found.on
    return recur._replace(shape="recurclosed", first=first, last=frame.last, said=recur.said | frame.said, supposed=frame.supposed,
        trace=frame.trace + recur.trace,
    )  # fmt: skip


def within_span(found: Found) -> Reading | None:
    """4月至6月每周五, 年底前每月: the recurrence ends with the span."""
    frame, recur = found.pieces
    if (
        frame.kind not in ("date", "range", "duration")
        or frame.last is None
        or frame.past
        or frame.modality == "around"
    ):
        return None
    first = frame.opens if frame.shape == "feast" else frame.first
    last = frame.after - DAY if frame.after and frame.shape == "feast" else frame.last
    return recur._replace(shape="recurclosed", first=first, last=last, said=recur.said | frame.said, supposed=frame.supposed,
        trace=frame.trace + recur.trace,
    )  # fmt: skip


def in_a_row(found: Found) -> Reading | None:
    """连续三个月: a stretch from the speech on, for a recurrence after it."""
    from speeches.when.moments import after

    length = found.pieces[0].length
    if length is None:
        return None
    end = after(found.on, length, found.context)
    return Reading(
        "run", "range", found.on, end, bare=True, said=frozenset({"length"}), trace=("从讲话日起连续",)
    )


def irregular(found: Found) -> Reading | None:
    """定期, 不定期, 经常: no fixed rhythm."""
    return Reading(
        "irregular", "recurrence", rrule="IRREGULAR", said=frozenset({"frequency"}), trace=("没有固定周期",)
    )


def half_time(found: Found) -> Reading | None:
    """每旬, 每半月."""
    rule = every(found["unit"], 1)
    return recurs(rule) if rule else None


_ONEDOW = "(?:(?:星期|礼拜|周)?{dow})"

RULES = (
    Rule(
        "plain",
        "(?:每个?|每一个?)(?P<unit>小时|天|日|晚|早(?=[\\d一二三四五六七八九十上])|周|星期|礼拜|旬|半个?月|月|季度|季|半年|学期|学年|年度|年)(?:份|度)?(?![龄薪租产轻青常终头底末初内程照志]|会(?![商同审诊办签]))"
        "|每(?P<gap>隔)?(?P<n>[一二两三四五六七八九十]{1,3}|\\d{1,3})个?(?P<unit2>天|日|周|星期|礼拜|月|季度|年|小时)(?!内|之内|以内)"
        "|每隔(?P<gap3>半)?个?(?P<unit3>天|日|周|星期|月|年)"
        "|(?:逐|按)(?P<unit4>日|天|周|旬|月|季度?|半年|年度|年)(?:度)?(?![照期时规质量])"
        "|(?<![间相])(?P<gap5>隔)一?个?(?P<unit5>日|天|周|月|年)(?![离音壁三四])"
        "|(?<![一二三四五六七八九十\\d无])(?P<gap6>双)(?P<unit6>周|月)(?!末|边|年|向|刊)|(?P<unit7>天)天(?=.)|(?P<unit8>日)日(?=报|调度|清|查)|(?P<unit9>周)周(?=报|调度|清|查|有)|(?P<unit10>月)月(?=报|调度|清|查|有)|(?P<unit11>年)年(?=报|检|有)|每(?P<unit12>旬)[末底]",
        plain,
        yes=(
            Yes("县搬迁办每天汇总情况", "每天", rrule="FREQ=DAILY", kind="recurrence"),
            Yes("每两周召开一次推进会", "每两周", rrule="FREQ=WEEKLY;INTERVAL=2"),
            Yes("每季度通报排名", "每季度", rrule="FREQ=MONTHLY;INTERVAL=3"),
            Yes("每旬开展一次督查", "每旬", rrule="FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
            Yes("每半个月至少督查一次", "每半个月", rrule="FREQ=MONTHLY;BYMONTHDAY=15,-1"),
            Yes("按季调度，逐月通报", "按季", rrule="FREQ=MONTHLY;INTERVAL=3"),
            Yes("双周碰头，月底算账", "双周", rrule="FREQ=WEEKLY;INTERVAL=2"),
            Yes("隔周汇报一次", "隔周", rrule="FREQ=WEEKLY;INTERVAL=2"),
            Yes("每三天排查一遍", "每三天", rrule="FREQ=DAILY;INTERVAL=3"),
        ),
        no=("每个单位都要落实", "按日期先后排列", "每年龄段"),
    ),
    Rule(
        "times_a",
        "(?:(?:每个?|一个?|(?P<per>[两三二四五六七八十]|1[05]|(?<!\\d)[2-9])个?)(?P<unit>天|日|周|星期|旬|半个?月|月|季度|季|半年|年度|年)|(?P<unit2>半个?月|半年|(?<![一二三四每第])季度))(?:内|里|都|要|中)?(?P<least>至少|不少于|不低于|最少|起码|各|要|不超过|不得超过|最多)?(?P<n>[一二两三四五六七八九十]{1,2}|\\d{1,2})(?:次|遍|轮|回|期|趟|场)(?!会议|党委)",
        times_a,
        yes=(
            Yes("党课一年两次", "一年两次", rrule="FREQ=MONTHLY;INTERVAL=6"),
            Yes("专题研究一年4次", "一年4次", rrule="FREQ=MONTHLY;INTERVAL=3"),
            Yes("每月不少于2次下沉一线", "每月不少于2次", rrule="FREQ=MONTHLY"),
            Yes("集体学习一月一次", "一月一次", rrule="FREQ=MONTHLY"),
            Yes("现场会一季度一次", "一季度一次", rrule="FREQ=MONTHLY;INTERVAL=3"),
            Yes("对同一家企业的检查一年不超过一次", "一年不超过一次", rrule="FREQ=YEARLY"),
        ),
        no=("一年之计在于春", "第一季度3次会议", "一次性办结"),
        rank=1,
    ),
    Rule(
        "weekdays",
        "(?:每|逢|每逢|每个|(?:每|逢)?(?P<gap2>双)|每(?P<n>[两二三四2-4])个?|(?P<gap>隔))(?=周|星期|礼拜)(?:周|星期|礼拜)(?:的)?(?![一二三四五六七1-7]天)(?P<days>"
        + _ONEDOW
        + "(?:(?:[、,，和及与]|以及|至|到|[-—–~])?"
        + _ONEDOW
        + "){0,6})"
        "(?!次|期|岁|年|边|份|遍|轮|周|例会制度|[节堂篇]|课时|小时)",
        weekdays,
        yes=(
            Yes("班子每周一要汇报进展", "每周一", rrule="FREQ=WEEKLY;BYDAY=MO"),
            Yes("办公室每周一通报上周情况", "每周一", rrule="FREQ=WEEKLY;BYDAY=MO"),
            Yes("每周一、三、五开展巡查", "每周一、三、五", rrule="FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            Yes("每周三汇总台账", "每周三", rrule="FREQ=WEEKLY;BYDAY=WE"),
            Yes("县里每周二会商难题", "每周二", rrule="FREQ=WEEKLY;BYDAY=TU"),
            Yes("每周二和周四接访", "每周二和周四", rrule="FREQ=WEEKLY;BYDAY=TU,TH"),
            Yes("每周五下班前报送", "每周五下班前", rrule="FREQ=WEEKLY;BYDAY=FR", modality="by"),
            Yes(
                "每周一至周五早八点点名",
                "每周一至周五早八点",
                rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
                time="08:00",
            ),
        ),
        no=("每周一次例会", "每月一调度、每周一通报", "每周三天练兵", "中层干部每周三节课"),
        rank=1,
    ),
    Rule(
        "hours_each",
        "(?<![每第\\d一二三四五六七八九十])(?P<n>[两二三四六八]|[2-9]|1[02])个?(?P<unit>小时)(?=[\u4e00-\u9fff]{0,3}(?<!为)[一1][次遍趟轮])",
        plain,
        yes=(
            Yes("宿管员两小时巡一次楼", "两小时", rrule="FREQ=HOURLY;INTERVAL=2"),
            Yes("水位3小时报一次", "3小时", rrule="FREQ=HOURLY;INTERVAL=3"),
            Yes("四小时测一遍体温", "四小时", rrule="FREQ=HOURLY;INTERVAL=4"),
        ),
        no=("两小时内报一次", "值守24小时一次"),
    ),
    Rule(
        "weekdays_each",
        "(?<![本下上这每两个])(?P<days>(?:周|星期|礼拜){dow}(?:[、和](?:周|星期|礼拜)?{dow}){1,4})(?=各|轮流)",
        weekdays,
        yes=(
            Yes("周一、周四各出一期简报", "周一、周四", rrule="FREQ=WEEKLY;BYDAY=MO,TH"),
            Yes("周二和周五各开放半天", "周二和周五", rrule="FREQ=WEEKLY;BYDAY=TU,FR"),
            Yes("星期三、星期六轮流值守", "星期三、星期六", rrule="FREQ=WEEKLY;BYDAY=WE,SA"),
        ),
        no=("下周一、周四各开一次会", "周一各单位到会"),
        rank=2,
    ),
    Rule(
        "week_end",
        "每个?(?:周末(?!尾)|双休日|星期六星期日)",
        week_end,
        yes=(
            Yes("每周末组织义务劳动", "每周末", rrule="FREQ=WEEKLY;BYDAY=SA,SU"),
            Yes("每个周末安排带班", "每个周末", rrule="FREQ=WEEKLY;BYDAY=SA,SU"),
            Yes("每个双休日轮流值守", "每个双休日", rrule="FREQ=WEEKLY;BYDAY=SA,SU"),
        ),
        no=("周末愉快", "每周末尾淘汰"),
    ),
    Rule(
        "workdays",
        "(?:每个工作日|每工作日|工作日(?:的)?(?:每天|每日)|工作日(?=上午|下午|早上|\\d{1,2}[点时:])|(?:每天|每日)(?:（工作日）|\\(工作日\\)))",
        workdays,
        yes=(
            Yes(
                "每个工作日17:00前报数",
                "每个工作日17:00前",
                rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
                time="17:00",
            ),
            Yes("工作日每天开门接访", "工作日每天", rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            Yes("每个工作日轮值", "每个工作日", rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ),
        no=("有效工作日只有50天", "工作日程安排"),
        rank=1,
    ),
    Rule(
        "irregular",
        "不定期|不定时|(?<!不)定期(?!限|存|债|内|满)|(?<![正不])经常(?!性费|性项|性支|性转|账|反复)(?:性地)?",
        irregular,
        yes=(
            Yes("定期会商研判", "定期", rrule="IRREGULAR", kind="recurrence"),
            Yes("不定期开展暗访", "不定期", rrule="IRREGULAR"),
            Yes("要经常深入一线", "经常", rrule="IRREGULAR"),
        ),
        no=("定期存款", "按规定期限办结", "经常性费用"),
        rank=-2,
    ),
    Rule(
        "recur_with_clock",
        (Take("recur"), "(?:的|，|,)? ?" + CLOCK_AHEAD, Take("clock", "period")),
        with_clock,
        yes=(
            Yes("每天下午5点前报送进度", "每天下午5点前", rrule="FREQ=DAILY", time="17:00", modality="by"),
            Yes("每周五17:00前报周小结", "每周五17:00前", rrule="FREQ=WEEKLY;BYDAY=FR", time="17:00"),
            Yes("每天 18:00前报备", "每天 18:00前", rrule="FREQ=DAILY", time="18:00"),
            Yes("每日早上八点点调", "每日早上八点", rrule="FREQ=DAILY", time="08:00"),
        ),
        no=("每天讲三点意见", "每周看9点新闻的"),
        level=1,
    ),
    Rule(
        "recur_between_clocks",
        (Take("recur"), Take("clock"), "(?:至|到|[-—–~]{1,2}|{顿})", Take("clock", "period")),
        between_clocks,
        yes=(
            Yes("每天上午9点至11点接访", "每天上午9点至11点", rrule="FREQ=DAILY", time="11:00"),
            Yes("每天上午9点和下午3点报数", "每天上午9点和下午3点", rrule="FREQ=DAILY", time="09:00"),
            Yes("每周一8:00—9:00晨会", "每周一8:00—9:00", rrule="FREQ=WEEKLY;BYDAY=MO", time="09:00"),
        ),
        no=("每天上午9点报到", "每天三点一线"),
        level=1,
    ),
    Rule(
        "recur_by",
        (
            Take("recur", "recurclosed"),
            "(?:的?下午)?(?:下班(?:之|以)?前|{前}(?!头?[\\d一二两三四五六七八九十]+[天日个])|{内})",
        ),
        by_recur,
        yes=(
            Yes("每月5日前报上月台账", "每月5日前", rrule="FREQ=MONTHLY;BYMONTHDAY=5", modality="by"),
            Yes("每周五下班前报送", "每周五下班前", rrule="FREQ=WEEKLY;BYDAY=FR", modality="by"),
            Yes("每年12月底前报总结", "每年12月底前", rrule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
        ),
        no=("每天前来办事的", "每周内容"),
        level=2,
    ),
    Rule(
        "bounded",
        (Take("open", "run"), "(?:，|,|内|里|要|都|，要)?", Take("recur", "recurclosed")),
        bounded,
        yes=(
            Yes("从9月1日起每周通报一次", "从9月1日起每周", rrule="FREQ=WEEKLY", from_="2026-09-01"),
            Yes("连续三个月每周调度", "连续三个月每周", rrule="FREQ=WEEKLY", to="2026-06-02"),
            Yes(
                "即日起每天17时前报告",
                "即日起每天17时前",
                rrule="FREQ=DAILY",
                from_="2026-03-02",
                time="17:00",
            ),
        ),
        no=("9月1日起，各地每周通报", "连续三个月每逢"),
        level=5,
    ),
    Rule(
        "in_a_row",
        ("连续", Take("length"), "(?:内|里)?"),
        in_a_row,
        yes=(
            Yes("连续两周每天巡查", "连续两周每天", rrule="FREQ=DAILY", to="2026-03-16"),
            Yes("连续半年每月抽查", "连续半年每月", rrule="FREQ=MONTHLY", to="2026-09-02"),
            Yes("连续10天每天巡查", "连续10天每天", rrule="FREQ=DAILY", to="2026-03-12"),
        ),
        no=("连续三年被评为先进", "连续作战"),
        level=1,
    ),
    Rule(
        "within_span",
        (
            Take("span", "week", "closed", "feast"),
            "(?:期间|之?内|里)?(?:要|须|必须|应)?",
            Take("recur", "recurclosed"),
        ),
        within_span,
        yes=(
            Yes(
                "4月至6月每周五通报",
                "4月至6月每周五",
                rrule="FREQ=WEEKLY;BYDAY=FR",
                from_="2026-04-01",
                to="2026-06-30",
            ),
            Yes("年底前每月调度一次", "年底前每月", rrule="FREQ=MONTHLY", to="2026-12-31"),
            Yes("春节期间每天值守", "春节期间每天", rrule="FREQ=DAILY", to="2027-02-10"),
        ),
        no=("4月，每周五通报", "去年每月通报"),
        level=5,
    ),
)
