"""Recurrences within months, quarters and years: 每月5日前, 每月第一个星期一, 每季度首月10日前, 每年12月底前."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.moments import month_end
from speeches.when.numerals import number
from speeches.when.rule import Found, Reading, Rule, Take, Yes

from .recurrence import DAYS, WORKWEEK, recurs
from .weeks import DOW

_NUM = re.compile("\\d{1,2}|[〇零一二三四五六七八九十廿]{1,3}")


def _month_step(found: Found) -> str:
    """The rule's head: every month, every n months, or every quarter."""
    unit = found["unit"]
    n = number(found["n"]) if found["n"] else 1
    n = (n or 1) * (3 if unit.startswith("季") else 6 if unit.startswith("半年") else 1)
    return "FREQ=MONTHLY" + (f";INTERVAL={n}" if n > 1 else "")


def month_days(found: Found) -> Reading | None:
    """每月5日前, 每月1日和15日, 每月5日、15日、25日, 每月10日至15日."""
    days = [number(word) or 0 for word in _NUM.findall(found["days"])]
    if found["last"]:
        # 每月25日至月底 ends with the month, 每月10日和月底 is also due then.
        listed = [] if re.search("至|到|[-—–~]", found["last"]) else [str(d) for d in days if 1 <= d <= 31]
        return recurs(_month_step(found) + ";BYMONTHDAY=" + ",".join([*listed, "-1"]))
    if any(not 1 <= day <= 31 for day in days):
        return None
    if len(days) == 2 and re.search("至|到|[-—–~]", found["days"]):
        days = days[1:]
    return recurs(_month_step(found) + ";BYMONTHDAY=" + ",".join(str(d) for d in dict.fromkeys(days)))


EDGE_DAYS = {
    "底": "-1",
    "末": "-1",
    "最后一天": "-1",
    "最后1天": "-1",
    "末日": "-1",
    "初": "1",
    "月初": "1",
    "第一天": "1",
    "首日": "1",
}
EDGE_DAYS |= {
    "中": "15",
    "中旬": "20",
    "上旬": "10",
    "下旬": "-1",
    "上旬末": "10",
    "中旬末": "20",
    "下旬末": "-1",
    "月底": "-1",
    "月末": "-1",
}


def month_edge(found: Found) -> Reading | None:
    """每月底前, 每月末, 每季度末, 每月中旬, 每月最后一天."""
    edges = [found["edge"], *re.split("[、和及与]", found["more"])[1:]]
    days = [EDGE_DAYS.get(edge) for edge in edges]
    return recurs(f"{_month_step(found)};BYMONTHDAY={','.join(d or '' for d in days)}") if all(days) else None


def nth_weekday(found: Found) -> Reading | None:
    """每月第一个星期一, 每月最后一个周五."""
    n = (
        -1
        if found["nth"].startswith("最后")
        else 1
        if found["nth"] in ("首", "首个")
        else number(found["nth"].strip("第个"))
    )
    if not n or n > 5:
        return None
    return recurs(f"{_month_step(found)};BYDAY={n}{DAYS[DOW[found['dow']]]}")


def nth_workday(found: Found) -> Reading | None:
    """每月最后一个工作日, 每月前3个工作日内, 每月第五个工作日."""
    word = found["nth"]
    n = number(re.sub("[第前最后倒数个首]", "", word)) or 1
    sign = "-" if "后" in word or "倒" in word else ""
    head = _month_step(found) if found["unit"] else "FREQ=WEEKLY"
    return recurs(f"{head};{WORKWEEK};BYSETPOS={sign}{n}")


def quarter_month(found: Found) -> Reading | None:
    """每季度首月10日前, 每季度末月25日前, 每季度第二个月5日."""
    offset = {"首": 0, "第一个": 0, "第1个": 0, "头一个": 0, "第二个": 1, "第2个": 1, "中间": 1, "次": 1}.get(
        found["which"], 2
    )
    months = ",".join(str(1 + offset + 3 * q) for q in range(4))
    day = number(found["day"]) if found["day"] else None
    edge = EDGE_DAYS.get(found["edge"])
    tail = f";BYMONTHDAY={day}" if day else f";BYMONTHDAY={edge}" if edge else ""
    return recurs(f"FREQ=YEARLY;BYMONTH={months}{tail}")


def yearly(found: Found) -> Reading | None:
    """每年12月底前, 每年6月30日前, 每年3月和9月, 每年一季度."""
    if found["q"]:
        return recurs(f"FREQ=YEARLY;BYMONTH={(number(found['q']) or 1) * 3}")
    if found["half"]:
        return recurs(f"FREQ=YEARLY;BYMONTH={6 if found['half'] == '上' else 12}")
    months = [number(word) or 0 for word in _NUM.findall(found["months"])]
    if not months or any(not 1 <= month <= 12 for month in months):
        return None
    if re.search("至|到|[-—–~]", found["months"]) and len(months) == 2:
        months = list(range(months[0], months[1] + 1))
    day = number(found["day"]) if found["day"] else EDGE_DAYS.get(found["edge"])
    tail = f";BYMONTHDAY={day}" if day else ""
    return recurs("FREQ=YEARLY;BYMONTH=" + ",".join(str(m) for m in months) + tail)


def after_period(found: Found) -> Reading | None:
    """每月终了后5个工作日内, 季后15日内: in the first days of the next period."""
    n = number(found["n"])
    if not n or n > 31:
        return None
    day = f"{WORKWEEK};BYSETPOS={n}" if "工作日" in found["kind"] else f"BYMONTHDAY={n}"
    months = {"季": "1,4,7,10", "半": "1,7", "年": "1"}.get(found["unit"][0])
    if not months:
        return recurs(f"FREQ=MONTHLY;{day}")
    return recurs(f"FREQ=YEARLY;BYMONTH={months};{day}")


def first_days(found: Found) -> Reading | None:
    """每月前3天: by the 3rd; of a quarter by that day of its first month."""
    n = number(found["n"])
    if not n or n > 31:
        return None
    head = "FREQ=MONTHLY" if found["unit"] == "月" else "FREQ=YEARLY;BYMONTH=1,4,7,10"
    return recurs(f"{head};BYMONTHDAY={n}", modality="by")


def yearly_span(found: Found) -> Reading | None:
    """每年11月至次年3月: these months of every year."""
    first, last = number(found["a"]) or 0, number(found["b"]) or 0
    if not 1 <= first <= 12 or not 1 <= last <= 12 or (last < first) != bool(found["next"]):
        return None
    months = range(first, last + 1) if first <= last else [*range(1, last + 1), *range(first, 13)]
    return recurs("FREQ=YEARLY;BYMONTH=" + ",".join(map(str, months)))


def yearly_month_ends(found: Found) -> Reading | None:
    """每年6月底、12月底: the last days of these months."""
    months = [number(word) or 0 for word in _NUM.findall(found["months"])]
    if any(not 1 <= month <= 12 for month in months):
        return None
    return recurs("FREQ=YEARLY;BYMONTH=" + ",".join(map(str, months)) + ";BYMONTHDAY=-1")


def yearly_days(found: Found) -> Reading | None:
    """每年1月15日和7月15日: one day in two months; 6月30日和12月31日 are both the month's last."""
    pairs = [(number(found[f"m{i}"]) or 0, number(found[f"d{i}"]) or 0) for i in "ab"]
    months = ",".join(str(month) for month, _ in pairs)
    if pairs[0][1] == pairs[1][1]:
        return recurs(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={pairs[0][1]}")
    if all(1 <= month <= 12 and day == month_end(2025, month).day for month, day in pairs):
        return recurs(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY=-1")
    return None


def year_edge(found: Found) -> Reading | None:
    """每年底前, 每年年初: the year's last or first month."""
    if found["edge"] in ("底", "末", "终"):
        return recurs("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1")
    return recurs("FREQ=YEARLY;BYMONTH=1" if found["edge"] == "初" else "FREQ=YEARLY;BYMONTH=6")


def yearly_feast(found: Found) -> Reading | None:
    """每年国庆前, 每年春节: yearly; a solar festival keeps its day."""
    (piece,) = found.pieces
    fixed = {"元旦", "五一", "七一", "八一", "国庆"}
    day = piece.first
    if day and piece.name in fixed:
        if not found["before"]:
            return recurs(f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}")
        eve = day - dt.timedelta(days=1)
        return recurs(f"FREQ=YEARLY;BYMONTH={eve.month};BYMONTHDAY={eve.day}")
    return recurs("FREQ=YEARLY", "日期随农历")


def yearly_event(found: Found) -> Reading | None:
    """每年汛前: yearly, on a day that only the event gives."""
    return recurs("FREQ=YEARLY", "日期取决于事件") if found.pieces[0].kind == "event" else None


_MONTHS = "(?:每(?:一|(?P<n>[二两三四五六七八九十\\d]{1,2}))?个?(?P<unit>月|季度?|半年)(?:度)?(?:份)?的?)"
_ONEDAY = "(?:\\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?)"

RULES = (
    Rule(
        "month_days",
        _MONTHS
        + "(?P<days>"
        + _ONEDAY
        + "[日号]?(?:(?:[、,，和及与]|以及|至|到|[-—–~])"
        + _ONEDAY
        + "[日号]?){0,5}(?<=[日号]))(?P<last>(?:[、,，和及与]|至|到|[-—–~])月[底末])?",
        month_days,
        yes=(
            Yes("每月5日前报上月进展", "每月5日前", rrule="FREQ=MONTHLY;BYMONTHDAY=5", modality="by"),
            Yes("每月1日和15日开展集中清理", "每月1日和15日", rrule="FREQ=MONTHLY;BYMONTHDAY=1,15"),
            Yes("每月10号、20号、月底报送", "每月10号、20号、月底", rrule="FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
            Yes("每月20日召开例会", "每月20日", rrule="FREQ=MONTHLY;BYMONTHDAY=20"),
        ),
        no=("每月32日", "每月5号文件"),
        rank=1,
    ),
    Rule(
        "month_edge",
        _MONTHS
        + "(?P<edge>底(?!薪|层|数|子|线|气|蕴|盘|单|座)|末日?|最后[一1]天|第一天|首日|月?初(?!步|级|中|期|心|衷|定|审|稿)|中旬末?|上旬末?|下旬末?|月底|月末|中(?=，|,|前))(?P<more>(?:[、和及与](?:上旬|中旬|下旬|月底|月末|月初)){1,2})?",
        month_edge,
        yes=(
            Yes("每月底前报送小结", "每月底前", rrule="FREQ=MONTHLY;BYMONTHDAY=-1", modality="by"),
            Yes("每季度末开展评估", "每季度末", rrule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
            Yes("每月上旬、下旬各督查一次", "每月上旬、下旬", rrule="FREQ=MONTHLY;BYMONTHDAY=10,-1"),
            Yes("每月最后一天封账", "每月最后一天", rrule="FREQ=MONTHLY;BYMONTHDAY=-1"),
        ),
        no=("每月底薪三千", "每月中央厨房"),
        rank=1,
    ),
    Rule(
        "nth_weekday",
        _MONTHS + "(?P<nth>第[一二三四五1-5]个?|最后[一1]?个?|首个?)(?:星期|礼拜|周)(?P<dow>{dow})",
        nth_weekday,
        yes=(
            Yes("每月第一个星期一升国旗", "每月第一个星期一", rrule="FREQ=MONTHLY;BYDAY=1MO"),
            Yes("每月最后一个周五开展主题党日", "每月最后一个周五", rrule="FREQ=MONTHLY;BYDAY=-1FR"),
            Yes("每季度第二个周三接访", "每季度第二个周三", rrule="FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE"),
        ),
        no=("每月第六个星期一", "每月最后一周"),
        rank=1,
    ),
    Rule(
        "nth_workday",
        _MONTHS + "(?P<nth>(?:第|前|最后|倒数第|首)[一二三四五六七八九十1-9]{0,2}个?)工作日",
        nth_workday,
        yes=(
            Yes(
                "每月最后一个工作日结账",
                "每月最后一个工作日",
                rrule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ),
            Yes(
                "每月第五个工作日前报表",
                "每月第五个工作日前",
                rrule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5",
            ),
            Yes(
                "每月前3个工作日内报送",
                "每月前3个工作日内",
                rrule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3",
            ),
        ),
        no=("每月工作日程", "每月最后一个项目"),
        rank=1,
    ),
    Rule(
        "nth_workday_of_week",
        "每(?:个星期|星期|周)的?(?P<nth>(?:第|最后|首)[一1]?个?)工作日",
        nth_workday,
        yes=(
            Yes(
                "每周第一个工作日报计划",
                "每周第一个工作日",
                rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
            ),
            Yes(
                "每周最后一个工作日报小结",
                "每周最后一个工作日",
                rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ),
            Yes("每周首个工作日晨会", "每周首个工作日", rrule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
        ),
        no=("每周工作日程", "每周第一个项目"),
        rank=1,
    ),
    Rule(
        "quarter_month",
        "(?:每个?|逐|按)季度?的?(?P<which>首个?|第[一二三123]个|头一个|中间|最后[一1]?个|末|次)月份?的?(?:(?P<day>"
        + _ONEDAY
        + ")[日号]|(?P<edge>底|末|初|中旬|上旬|下旬))?",
        quarter_month,
        yes=(
            Yes(
                "每季度首月10日前报送上季度情况",
                "每季度首月10日前",
                rrule="FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10",
                modality="by",
            ),
            Yes(
                "每季度末月25日前报送", "每季度末月25日前", rrule="FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"
            ),
            Yes(
                "每季度第二个月上旬会商",
                "每季度第二个月上旬",
                rrule="FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=10",
            ),
        ),
        no=("每季度第二次会议", "每季度首家"),
        rank=2,
    ),
    Rule(
        "after_period",
        "(?:每个?|(?<![个一二三四五六七八九十百几数多每\\d]))(?P<unit>月|季度?|半年|年)度?(?:终了|结束|末|终)?之?后(?:的)?(?:第)?(?P<n>\\d{1,2}|[一二三四五六七八九十]{1,3})(?P<kind>个工作日|日|天){内}",
        after_period,
        yes=(
            Yes(
                "每月终了后5个工作日内报表",
                "每月终了后5个工作日内",
                rrule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5",
            ),
            Yes(
                "每季度终了后10日内报送",
                "每季度终了后10日内",
                rrule="FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10",
            ),
            Yes("季后15日内申报", "季后15日内", rrule="FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15"),
        ),
        no=("三个月后5日内", "会后5日内"),
        rank=2,
    ),
    Rule(
        "first_days",
        "每(?:个)?(?P<unit>月|季度?)的?(?:前|头)(?P<n>[一二两三四五六七八九十]{1,2}|\\d{1,2})[天日]{内}?",
        first_days,
        yes=(
            Yes("每月前3天报送台账", "每月前3天", rrule="FREQ=MONTHLY;BYMONTHDAY=3"),
            Yes("每月头五日内缴清", "每月头五日内", rrule="FREQ=MONTHLY;BYMONTHDAY=5"),
            Yes("每季度前10天报表", "每季度前10天", rrule="FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"),
        ),
        no=("每月前三名", "每月5日前"),
        rank=2,
    ),
    Rule(
        "yearly_span",
        "每年的?(?P<a>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:"
        + _ONEDAY
        + "[日号])?(?:至|到|[-—–~]{1,2})(?P<next>次年|翌年|第二年|来年)?的?(?P<b>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:"
        + _ONEDAY
        + "[日号]|底|末|份)?",
        yearly_span,
        yes=(
            Yes("每年11月至次年3月禁火", "每年11月至次年3月", rrule="FREQ=YEARLY;BYMONTH=1,2,3,11,12"),
            Yes("每年6月1日至9月30日值守", "每年6月1日至9月30日", rrule="FREQ=YEARLY;BYMONTH=6,7,8,9"),
            Yes("每年10月到次年2月底清淤", "每年10月到次年2月底", rrule="FREQ=YEARLY;BYMONTH=1,2,10,11,12"),
        ),
        no=("每年3月至少两次", "今年11月至次年3月"),
        rank=2,
    ),
    Rule(
        "yearly_month_ends",
        "每年的?(?P<months>(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月[底末](?:之?前)?[、和及与]){1,3}(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月)[底末]",
        yearly_month_ends,
        yes=(
            Yes(
                "每年6月底、12月底前报总结",
                "每年6月底、12月底前",
                rrule="FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1",
            ),
            Yes(
                "每年3月底前和9月底前开展检查",
                "每年3月底前和9月底前",
                rrule="FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1",
            ),
            Yes("每年1月底和7月底公示", "每年1月底和7月底", rrule="FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1"),
        ),
        no=("每年6月底薪", "今年6月底、12月底"),
        rank=2,
    ),
    Rule(
        "yearly_days",
        "每年的?(?P<ma>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?P<da>"
        + _ONEDAY
        + ")[日号](?:前)?(?:[、和及与]|以及)(?P<mb>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?P<db>"
        + _ONEDAY
        + ")[日号]",
        yearly_days,
        yes=(
            Yes(
                "每年1月15日和7月15日前报送",
                "每年1月15日和7月15日前",
                rrule="FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=15",
            ),
            Yes(
                "每年6月30日和12月31日前清算",
                "每年6月30日和12月31日前",
                rrule="FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1",
            ),
            Yes(
                "每年3月1日、9月1日开学检查",
                "每年3月1日、9月1日",
                rrule="FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1",
            ),
        ),
        no=("每年3月5家", "今年3月1日、9月1日"),
        rank=2,
    ),
    Rule(
        "yearly",
        "(?:每个?|逐)年度?的?(?:第?(?P<q>[一二三四1-4])季度|(?P<half>上|下)半年"
        "|(?P<months>(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月?(?:(?:[、,，和及与]|以及|至|到|[-—–~])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月?){0,5}(?<=月))份?的?(?:(?P<day>"
        + _ONEDAY
        + ")[日号]|(?P<edge>底|末|初|中旬|上旬|下旬))?)",
        yearly,
        yes=(
            Yes(
                "每年12月底前报总结",
                "每年12月底前",
                rrule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1",
                modality="by",
            ),
            Yes("每年3月和9月开展集中督查", "每年3月和9月", rrule="FREQ=YEARLY;BYMONTH=3,9"),
            Yes("每年6月30日前完成年检", "每年6月30日前", rrule="FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30"),
        ),
        no=("每年3个月轮训", "每年13月"),
        rank=1,
    ),
    Rule(
        "year_edge",
        "(?:每个?|逐)年度?的?(?:(?:年?(?P<edge>底|末|终|初)|岁(?P<edge3>末))|(?P<edge2>年中|中(?=，|前|和)))",
        year_edge,
        yes=(
            Yes("每年底前述职", "每年底前", rrule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
            Yes("每年年底考核", "每年年底", rrule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
            Yes("每年年初制定计划", "每年年初", rrule="FREQ=YEARLY;BYMONTH=1"),
        ),
        no=("每年中心工作", "今年年底"),
        rank=1,
    ),
    Rule(
        "yearly_feast",
        ("(?:每年的?|每逢)", Take("feast"), "(?:节)?(?P<before>之前|以前|前)?"),
        yearly_feast,
        yes=(
            Yes("每年国庆前开展大检查", "每年国庆前", rrule="FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30"),
            Yes("每年七一开展表彰", "每年七一", rrule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1"),
            Yes("每年春节前走访慰问", "每年春节前", rrule="FREQ=YEARLY"),
        ),
        no=("今年国庆前", "每年节日多"),
        level=1,
        rank=1,
    ),
    Rule(
        "yearly_event",
        ("每年的?", Take("event", "closed")),
        yearly_event,
        yes=(
            Yes("每年汛前开展一次排查", "每年汛前", rrule="FREQ=YEARLY", kind="recurrence"),
            Yes("每年开学前检查校车", "每年开学前", rrule="FREQ=YEARLY"),
            Yes("每年入冬前检修管网", "每年入冬前", rrule="FREQ=YEARLY"),
        ),
        no=("今年汛前", "每年三天内"),
        level=1,
        rank=1,
    ),
)
