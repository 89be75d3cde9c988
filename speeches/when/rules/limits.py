"""What the words around a time make of it: 前, 内, 左右, 起, 以来, 截至, 最迟, and a ban until a day (前不得)."""

from __future__ import annotations

import datetime as dt
import re

from speeches.when.moments import after, before
from speeches.when.rule import Found, Length, Reading, Rule, Take, Yes

from .shared import break_unknown, year_later

DAY = dt.timedelta(days=1)


def by(found: Found) -> Reading | None:
    """6月20日前: the day included; 国庆前, 10月前, 下半年前: the day before it begins."""
    piece = found.pieces[-1]
    if piece.name == "range":
        # 从今天起到国庆前 ends on the eve, 4月至6月底前 with June.
        return piece._replace(
            shape="closed",
            last=piece.before or piece.last,
            modality="by",
            past=(piece.last or found.on) < found.on,
        )
    if piece.shape == "feast":
        piece, end, others, note = _before_feast(piece, found)
    elif (
        piece.shape in ("span", "week") and piece.kind == "range" and piece.first and not _within_month(piece)
    ):
        end, others, note = _before_span(piece, found)
    else:
        end, others, note = piece.last, (), "含当日"
    if end is None:
        return None
    return piece._replace(
        shape="closed",
        kind="date",
        first=None,
        last=end,
        modality="not_before" if found["ban"] else "by",
        alternatives=tuple(d for d in dict.fromkeys(others) if d and d != end),
        past=piece.past or end < found.on,
        provisional=False,
        trace=piece.trace + (f"前 → {note}" + ("，此前不得" if found["ban"] else ""),),
        bare=False,
    )


def _within_month(piece: Reading) -> bool:
    """上旬, 月初, 年中: parts of a month or year whose 前 means by their end, as offices count them."""
    return piece.grain == "dekad" or bool(piece.parts and piece.parts.edge in ("start", "mid"))


Limit = tuple[dt.date | None, tuple[dt.date | None, ...], str]


def _before_feast(
    piece: Reading, found: Found
) -> tuple[Reading, dt.date | None, tuple[dt.date | None, ...], str]:
    """The eve of a festival; of the next one where this eve has passed."""
    if piece.before and piece.before < found.on:
        piece = year_later(piece, found.context)
    return piece, piece.before, (piece.first, *piece.alternatives), "节日前一天"


def _before_span(piece: Reading, found: Found) -> Limit:
    """The day before a month, quarter or week begins; its end where it has begun already."""
    assert piece.first
    end = piece.before or piece.first - DAY
    if end < found.on and piece.last and piece.last >= found.on:
        return piece.last, (), "期间已开始，按期末"
    return end, (piece.last,), "开始前一天"


def inside(found: Found) -> Reading | None:
    """本月内, 6月份内, 年内: by the last day."""
    (piece,) = found.pieces
    return piece._replace(
        shape="closed", kind="date", first=None, modality="by", trace=piece.trace + ("内 → 至期末",)
    )


def around(found: Found) -> Reading | None:
    """6月15日左右."""
    (piece,) = found.pieces
    return piece._replace(shape="closed", modality="around", trace=piece.trace + ("约数，须确认",))


def since(found: Found) -> Reading | None:
    """9月1日起, 即日起, 从9月份开始; 国庆节后 begins after the break."""
    piece = found.pieces[-1]
    begin = piece.first or piece.last
    return piece._replace(
        shape="open",
        kind="date",
        first=begin,
        last=None,
        modality="from",
        alternatives=(),
        limit=not piece.past,
    )


def later_than(found: Found) -> Reading | None:
    """6月20日后, 国庆节后: not before."""
    (piece,) = found.pieces
    begin = piece.after if piece.shape == "feast" else piece.last
    return piece._replace(
        shape="open",
        kind="date",
        first=begin,
        last=None,
        modality="not_before",
        provisional=piece.shape == "feast" and break_unknown(piece, found.context),
        alternatives=(),
        bare=False,
    )


def up_to_now(found: Found) -> Reading | None:
    """今年以来: history from its first day to the speech."""
    (piece,) = found.pieces
    if piece.first is None or piece.first > found.on:
        return None
    return piece._replace(
        shape="closed",
        kind="range",
        last=found.on,
        modality="during",
        past=True,
        limit=False,
        trace=("截至讲话日的一段历史",),
    )


_STILL_OPEN = re.compile("未|没|前|报名|收")


def at_the_latest(found: Found) -> Reading | None:
    """最迟6月20日, 截至6月20日, 不得迟于月底: the day is the last one."""
    (piece,) = found.pieces
    if piece.kind not in ("date", "range") or ("超过" in found.text and "month" in piece.supposed):
        # 不超过30日 counts thirty days and names no 30th.
        return None
    if piece.name == "range":
        return piece._replace(shape="closed", modality="during")
    # 截至今天18时 and 到今天为止 tell how things stand now.
    now = piece.last == found.on and (found.text.startswith("截") or found.text.endswith("为止"))
    limit = piece.limit and not (now and not _STILL_OPEN.match(found.context.text, found.end))
    return piece._replace(
        shape="closed", kind="date", first=None, modality="by", alternatives=(), limit=limit
    )


def during_feast(found: Found) -> Reading | None:
    """国庆期间: from the festival to the end of the break."""
    (piece,) = found.pieces
    if not piece.after or not piece.first:
        return None
    return piece._replace(
        shape="closed",
        kind="range",
        first=piece.opens,
        last=piece.after - DAY,
        modality="during",
        provisional=break_unknown(piece, found.context),
        bare=False,
    )


def during(found: Found) -> Reading | None:
    """十四五期间, 上半年期间."""
    (piece,) = found.pieces
    return piece._replace(shape="closed", kind="range", modality="during")


def feast_offset(found: Found) -> Reading | None:
    """国庆前一周, 春节后三天内, 中秋前3个工作日."""
    piece, length = found.pieces[0], found.pieces[1].length
    if length is None:
        return None
    reading = _offset(piece, length, found)
    if reading and reading.last and reading.last < found.on and "后" not in found["side"]:
        reading = _offset(year_later(piece, found.context), length, found)
    return reading


def _offset(piece: Reading, length: Length, found: Found) -> Reading | None:
    if not piece.first or not piece.after:
        return None
    if "后" in found["side"]:
        end = after(piece.after - DAY, length, found.context)
        first: dt.date | None = piece.after
    elif length.unit == "workday":
        end, first = found.context.calendar.add_workdays(piece.first, -length.n), None
    else:
        end, first = before(piece.first, length, found.context), None
    within = bool(found["in"])
    return piece._replace(
        shape="closed",
        kind="date",
        first=first if within else end,
        last=end,
        modality="by" if within else "at",
        alternatives=(),
        provisional="后" in found["side"] and break_unknown(piece, found.context),
        past=end < found.on,
        bare=False,
    )


_BAN = "(?:(?=(?P<ban>不得|不准|不许|不允许|不能|禁止|严禁|一律不得|一律不准|一律暂停|暂不|不再|暂停)))?"
_DATED = ("day", "span", "week", "feast")

RULES = (
    Rule(
        "by",
        (Take(*_DATED), "(?:的?(?:底|末))?{前}" + _BAN),
        by,
        yes=(
            Yes("5月底前建成", "5月底前", to="2026-05-31", modality="by"),
            Yes("10月前完成封顶", "10月前", to="2026-09-30", alternatives=("2026-10-31",)),
            Yes("12月31日前不得开工", "12月31日前", to="2026-12-31", modality="not_before"),
            Yes("4月8日前进驻到位", "4月8日前", to="2026-04-08", modality="by"),
            Yes("4月底前进一步压实责任", "4月底前", to="2026-04-30", modality="by"),
            Yes("4月8日前期末检测全部结束", "4月8日前", to="2026-04-08"),
            Yes("6月20日以前报齐", "6月20日以前", to="2026-06-20"),
        ),
        no=("5月前来报名的", "6月20日前三名", "今天前进的脚步", "4月8日前期准备"),
        level=4,
    ),
    Rule(
        "inside",
        (Take("span", "week", "day"), "(?:的?时间)?{内}"),
        inside,
        yes=(
            Yes("6月份内完成招标", "6月份内", to="2026-06-30", modality="by"),
            Yes("本周内全部交付", "本周内", to="2026-03-08"),
            Yes("一季度内启动", "一季度内", to="2026-03-31"),
        ),
        no=("6月内部培训", "本周内容"),
        level=4,
    ),
    Rule(
        "around",
        (
            Take("day", "span", "feast"),
            "(?:左右|前后(?!勤|续|脚|矛|两|台)|上下(?!级|游|班|联|贯)|许(?=[，,。]|完|开))",
        ),
        around,
        yes=(
            Yes("6月15日左右进场施工", "6月15日左右", to="2026-06-15", modality="around"),
            Yes("国庆前后开展督查", "国庆前后", to="2026-10-01", modality="around"),
            Yes("5月底前后见分晓", "5月底前后", to="2026-05-31", modality="around"),
        ),
        no=("6月15日前后勤到位", "左右为难"),
        level=4,
    ),
    Rule(
        "about_day",
        (
            "(?:大约|大概|(?<![预制节签条公合相特邀契缔失守违赴大])约)(?:在|于)?",
            Take("day", "span", "feast"),
            "(?:左右|前后|上下)?",
        ),
        around,
        yes=(
            Yes("大约4月8日通水", "大约4月8日", to="2026-04-08", modality="around"),
            Yes("大概在4月底见底", "大概在4月底", to="2026-04-30", modality="around"),
            Yes("约5月中旬前后到期", "约5月中旬前后", modality="around"),
        ),
        no=("预约4月8日", "大约三天"),
        rank=1,
        level=4,
    ),
    Rule(
        "since",
        (
            "(?:从|自|由)?",
            Take("day", "span", "week"),
            "(?:之日)?(?:起|开始|始)(?![草重步点家来诉源到降落讫])(?:施行|(?=.)|$)",
        ),
        since,
        yes=(
            Yes("9月1日起全面施行新规", "9月1日起", from_="2026-09-01", modality="from"),
            Yes("从9月份开始组织验收", "从9月份开始", from_="2026-09-01"),
            Yes("即日起严禁烟火", "即日起", from_="2026-03-02", modality="from"),
            Yes("自2026年7月1日起执行", "自2026年7月1日起", from_="2026-07-01"),
        ),
        no=("6月起草方案", "今天起重机到场"),
        level=4,
    ),
    Rule(
        "later_than",
        (
            Take("day", "span", "week", "feast"),
            "(?:结束|放假)?(?:之后|以后|后)(?![续期勤面备台盾果院排进]|方(?![可能准]))",
        ),
        later_than,
        yes=(
            Yes("6月20日后不再受理", "6月20日后", from_="2026-06-20", modality="not_before"),
            Yes("5月6日后方可上路", "5月6日后", from_="2026-05-06", modality="not_before"),
            Yes("国庆节后组织回头看", "国庆节后", from_="2026-10-08"),
            Yes("5月1日以后停用旧系统", "5月1日以后", from_="2026-05-01"),
        ),
        no=("今年后勤保障", "6月20日后续工作"),
        level=4,
    ),
    Rule(
        "up_to_now",
        ("(?:自|从)?", Take("day", "span", "week", "feast"), "(?:以来|来(?=[，,]))"),
        up_to_now,
        yes=(
            Yes("今年以来形势平稳", "今年以来", past=True, limit=False, from_="2026-01-01"),
            Yes("去年6月以来连续下降", "去年6月以来", past=True),
            Yes("2月份以来雨水偏多", "2月份以来", past=True, from_="2026-02-01"),
        ),
        no=("今年来料加工", "明年以来"),
        level=4,
    ),
    Rule(
        "at_the_latest",
        (
            "(?:最迟|最晚|至迟|迟至)(?:不得?(?:晚|迟|超)(?:于|过)|要?在|于)?|不(?:得|能|可|应)?(?:晚|迟)(?:于|过)|(?:截至|截止)(?:到|至|于|时间为|日期为)?|不(?:得|能|可)?超过"
            "",
            Take("day", "span", "week"),
            "(?:止|为止|前)?",
        ),
        at_the_latest,
        yes=(
            Yes("最迟不晚于6月20日报送", "最迟不晚于6月20日", to="2026-06-20", modality="by"),
            Yes("不得迟于4月底完工", "不得迟于4月底", to="2026-04-30", modality="by"),
            Yes("截至今天9时，雨量计读数正常", "截至今天9时", to="2026-03-02", limit=False),
            Yes("截至6月30日未完成的要通报", "截至6月30日", to="2026-06-30", modality="by"),
        ),
        no=("最迟的一家", "截至目前已完成八成"),
        level=4,
    ),
    Rule(
        "until_day",
        (Take("day", "span"), "(?:为止|截止|止)(?!步|损|境|血)"),
        at_the_latest,
        yes=(
            Yes("报名到5月20日截止", "5月20日截止", to="2026-05-20", modality="by"),
            Yes("征求意见至6月30日止", "6月30日止", to="2026-06-30"),
            Yes("受理到本月底为止", "本月底为止", to="2026-03-31"),
        ),
        no=("6月20日止步不前", "今天止损"),
        level=4,
    ),
    Rule(
        "during_feast",
        (Take("feast"), "(?:的)?(?:节日|节假日|假期)?(?:期间|期内|当中)"),
        during_feast,
        yes=(
            Yes("冬至期间严防山火", "冬至期间", from_="2026-12-22", to="2026-12-22"),
            Yes("高考期间禁止夜间施工", "高考期间", from_="2026-06-07"),
            Yes("端午节节日期间保供稳价", "端午节节日期间", to="2026-06-21"),
        ),
        no=("会议期间", "施工期间"),
        level=4,
    ),
    Rule(
        "during",
        (Take("span", "week", "day"), "(?:期间|时期|间(?=，|,))"),
        during,
        yes=(
            Yes("“十五五”期间建成三条路", "“十五五”期间", from_="2026-01-01", to="2030-12-31"),
            Yes("上半年期间完成轮训", "上半年期间", to="2026-06-30"),
            Yes("6月10日至20日期间封闭施工", "6月10日至20日期间", from_="2026-06-10", to="2026-06-20"),
        ),
        no=("工作期间", "在此期间"),
        level=4,
    ),
    Rule(
        "feast_offset",
        (
            Take("feast"),
            "(?P<side>之?前|以前|结束后|之?后|以后|过后)的?",
            Take("length"),
            "(?P<in>{内})?(?!前|后)",
        ),
        feast_offset,
        yes=(
            Yes("国庆前一周完成布置", "国庆前一周", to="2026-09-24"),
            Yes("国庆节后三天内报总结", "国庆节后三天内", to="2026-10-10", modality="by"),
            Yes("中秋前3个工作日备足货源", "中秋前3个工作日", to="2026-09-22"),
        ),
        no=("春节前后三天两头跑", "国庆后勤"),
        level=4,
    ),
)
