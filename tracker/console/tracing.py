"""View data of a draft's history: who did what when, and what each act changed, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tracker.meetings.models import Draft, DraftChange

# The columns that are told, in this order, and their names; what else changed follows from these.
LABELS = {
    "decision": "决定",
    "action": "工作任务",
    "lead": "牵头单位",
    "support": "配合单位",
    "leader_text": "分管领导",
    "report_to": "报送对象",
    "target": "目标要求",
    "due_on": "完成时限",
    "due_time": "时刻",
    "due_text": "时限的文字",
    "due_kind": "时限类型",
    "recurrence_text": "报送频次",
    "quote": "原文摘录",
    "reject_reason": "舍弃原因",
    "settled": "答疑",
    "joins": "并入",
}
NOTHING = "无"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its name, and what it was and became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a draft. `change` is where one can go back to."""

    change: int
    word: str
    who: str
    at: dt.datetime
    is_undone: bool
    differences: tuple[Difference, ...]


def steps(history: list[DraftChange]) -> list[Step]:
    """The history of a draft, first act first; `act.by` must be loaded."""
    return [
        Step(
            change=made.pk,
            word=made.act.get_kind_display(),
            who=made.act.done_as or str(made.act.by),
            at=made.act.at,
            is_undone=made.act.undone_at is not None,
            differences=differences(made),
        )
        for made in history
    ]


def differences(made: DraftChange) -> tuple[Difference, ...]:
    """What a change did, field by field; that a draft came to stand by it is told by the act itself."""
    if Draft.Decision.REPLACED in (made.before.get("decision"), made.after.get("decision")):
        return ()
    return tuple(
        Difference(label, said(name, made.before[name]), said(name, made.after[name]))
        for name, label in LABELS.items()
        if name in made.after
    )


def said(name: str, value: Any) -> str:
    """A kept value in words: said("lead", [{"text": "县财政局", …}]) == "县财政局"."""
    if name == "decision":
        return str(Draft.Decision(value).label)
    if isinstance(value, dict):
        return value.get("item_no") or "；".join(str(one) for one in value.values()) or NOTHING
    if isinstance(value, list):
        return "、".join(named(one) for one in value) or NOTHING
    return str(value or NOTHING)


def named(name: dict[str, Any]) -> str:
    """A name with the members taken out of it: 各乡镇（除外：柳河镇，已完成整治）."""
    out = "；".join(f"{one['name']}，{one['reason']}" for one in name.get("without", ()))
    return f"{name['text']}（除外：{out}）" if out else str(name["text"])
