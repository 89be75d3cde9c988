"""A recurrence rule in Chinese words, for traces and pages: FREQ=WEEKLY;BYDAY=MO is 每周的周一.

Tells only rules of the engine's own minimal form; it never parses what other programs write.
"""

from __future__ import annotations

_DAYS = {"MO": "周一", "TU": "周二", "WE": "周三", "TH": "周四", "FR": "周五", "SA": "周六", "SU": "周日"}
_WORKWEEK = "MO,TU,WE,TH,FR"
_HEADS = {
    ("MONTHLY", 3): "每季度",
    ("MONTHLY", 6): "每半年",
    ("DAILY", 1): "每天",
    ("WEEKLY", 1): "每周",
    ("MONTHLY", 1): "每月",
    ("YEARLY", 1): "每年",
    ("HOURLY", 1): "每小时",
}
_UNITS = {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "个月", "YEARLY": "年", "HOURLY": "小时"}


def told(rrule: str) -> str:
    """The rule in words: "FREQ=MONTHLY;BYMONTHDAY=10,20,-1" → "每月的10日、20日、最后一天"; "IRREGULAR" → "没有固定周期"."""
    if rrule == "IRREGULAR":
        return "没有固定周期"
    parts = dict(part.split("=", 1) for part in rrule.split(";"))
    freq, step = parts["FREQ"], int(parts.get("INTERVAL", 1))
    head = _HEADS.get((freq, step)) or f"每{step}{_UNITS[freq]}"
    when = []
    if "BYMONTH" in parts:
        when.append(parts["BYMONTH"].replace(",", "、") + "月")
    if "BYDAY" in parts:
        when.append(_days(parts["BYDAY"], parts.get("BYSETPOS")))
    if "BYMONTHDAY" in parts:
        when.append("、".join("最后一天" if d == "-1" else f"{d}日" for d in parts["BYMONTHDAY"].split(",")))
    return head + ("的" + "".join(when) if when else "")


def _days(days: str, position: str | None) -> str:
    """Weekdays in words: workdays, the n-th workday, the n-th weekday, or a list."""
    if days == _WORKWEEK:
        return f"{_nth(position)}工作日" if position else "工作日"
    return "、".join((_nth(day[:-2]) if len(day) > 2 else "") + _DAYS[day[-2:]] for day in days.split(","))


def _nth(n: str) -> str:
    return "最后一个" if n == "-1" else f"倒数第{n[1:]}个" if n.startswith("-") else f"第{n}个"
