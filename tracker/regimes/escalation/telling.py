"""What a draft says of its duty: the facts behind each place of a template, and the cause in words."""

from __future__ import annotations

import datetime as dt

from tracker.common.dates import day_at
from tracker.items.escalating import chased_days, last_words
from tracker.items.models import UnitAssignment
from tracker.org.queries import the_office
from tracker.regimes.models import Escalation, EscalationLevel

MOST_NAMED = 6
LONGEST = 200


def written(day: dt.date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: dt.date) -> str:
    """3月5日."""
    return f"{day.month}月{day.day}日"


def cause_of(level: EscalationLevel, occurrence: str, on: dt.date) -> str:
    """Why the level is reached, on the day `on`: "逾期5天（时限3月20日）", "自3月6日起连续漏报2期进展"."""
    what, _, key = occurrence.partition(":")
    if what == "look":
        return "回头看核查结论为“不属实”"
    day = dt.date.fromisoformat(key)
    match what:
        case "slots":
            return f"自{short(day)}起连续漏报{level.missed_reports or ''}期进展"
        case "late":
            return f"累计迟报{level.late_reports or ''}期进展（最近一期应于{short(day)}报送）"
        case "red":
            return f"{level.red_within}天内第{level.red_times}次亮红灯（时限{short(day)}）"
    over = (on - day).days
    return f"逾期{over}天（时限{short(day)}）" if over else f"已过{short(day)}的时限"


def values_of(part: UnitAssignment) -> dict[str, str]:
    """Every place but the cause and the explanation; `part` with item, speech and unit. Five queries."""
    item, office = part.item, the_office()
    speech = item.speech
    return {
        "单位": part.unit.name,
        "编号": item.item_no,
        "任务": part.wording,
        "目标": item.target,
        "分工": part.get_role_display(),
        "时限": written(part.due_on) if part.due_on else part.due_text,
        "来源": f"{speech.title}（{written(speech.held_on)}）" if speech else item.basis,
        "原文": item.quote[:LONGEST],
        "交办日期": written(day_at(part.issued_at)) if part.issued_at else "",
        "进展": progress_of(part),
        "此前督促": before(part),
        "分管领导": str(item.leader_in_charge or item.leader_text),
        "本办": office.name,
    }


def progress_of(part: UnitAssignment) -> str:
    """The last report: "3月12日反馈（完成30%）：已完成初稿"."""
    last = last_words(part)
    if last is None:
        return "尚未反馈进展"
    at, words, percent = last
    rate = f"（完成{percent}%）" if percent is not None else ""
    return f"{short(day_at(at))}反馈{rate}：{' '.join(words.split())[:LONGEST].rstrip('。；，')}"


def before(part: UnitAssignment) -> str:
    """What was asked before: "3月23日催办，3月26日提醒函（督提〔2026〕1号）"; "" for nothing."""
    urged = [f"{short(day)}催办" for day in chased_days(part)[-MOST_NAMED:]]
    rows = Escalation.objects.filter(assignment=part, state=Escalation.State.ISSUED, number__isnull=False)
    sent = [
        f"{short(day_at(row.decided_at))}{row.name}（{row.doc_no}）"
        for row in rows.order_by("decided_at")
        if row.decided_at
    ]
    return "，".join([*urged, *sent[-MOST_NAMED:]])
