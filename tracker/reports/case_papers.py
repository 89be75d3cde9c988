"""The papers in a case file: its cover, and the slip by which each unit was handed its part. As .docx in the office's layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.items.models import ResponsibilityItem, UnitAssignment

from .layout import LEVEL_1, TITLE_FONT, Form, Grid, add, add_table, new_document, to_bytes
from .ledger import moment_of, source_of
from .period import written

TITLE = Form(font=TITLE_FONT, size=22, align="center", first=0, line=700)
PARTS = ("责任单位", "分工", "交办单号", "交办", "签收", "完成时限", "状态", "销号")
PART_WIDTHS = (16, 8, 20, 12, 12, 14, 10, 12)
FACT_WIDTHS = (18, 82)


def cover(item: ResponsibilityItem, parts: Sequence[UnitAssignment], *, office: str) -> bytes:
    """The cover of the case: what the duty is, who answers for it, and how each part stands."""
    document = new_document(title=f"{item.item_no}卷宗", author=office)
    add(document, office, Form(size=16, align="center", first=0))
    add(document, "督查事项卷宗", TITLE)
    add(document, item.item_no, Form(size=16, align="center", first=0))
    add(document, "一、事项", LEVEL_1)
    add_facts(document, facts_of(item))
    add(document, "二、责任单位", LEVEL_1)
    rows = [part_row(part) for part in parts]
    add_table(document, Grid(PARTS, rows, PART_WIDTHS, left=(0,)))
    return to_bytes(document)


def facts_of(item: ResponsibilityItem) -> list[tuple[str, str]]:
    """What is known of the item, by title; what is empty is left out."""
    speech = item.speech
    facts = [
        ("工作任务", item.task),
        ("目标要求", item.target),
        ("任务来源", f"{speech.title}（{written(speech.held_on)}）" if speech else ""),
        ("立项依据", item.basis),
        ("批准人", item.approver),
        ("分管领导", str(item.leader_in_charge or item.leader_text)),
        ("报送频次", item.recurrence_text),
        ("立项时间", moment_of(item.registered_at)),
        ("挂牌督办", "是" if item.is_listed else ""),
        ("原文摘录", item.quote),
    ]
    return [(title, words) for title, words in facts if words]


def part_row(part: UnitAssignment) -> list[str]:
    """One unit's part."""
    return [
        str(part.unit),
        part.get_role_display(),
        part.slip_no,
        moment_of(part.issued_at)[:10],
        moment_of(part.acknowledged_at)[:10],
        due_words(part),
        part.get_state_display(),
        moment_of(part.closed_at)[:10],
    ]


def due_words(part: UnitAssignment) -> str:
    """The deadline: the day, with the hour where one is set; the words where there is no day."""
    if part.due_on is None:
        return part.due_text or "未定时限"
    hour = f" {part.due_time:%H:%M}" if part.due_time else ""
    return f"{part.due_on:%Y-%m-%d}{hour}{'左右' if part.is_approximate else ''}"


def add_facts(document: Any, facts: Sequence[tuple[str, str]]) -> None:
    """A table of titles and words."""
    add_table(document, Grid(("项目", "内容"), [list(fact) for fact in facts], FACT_WIDTHS, left=(1,)))


def slip(part: UnitAssignment, *, office: str) -> bytes:
    """The slip of one unit's part: one matter, one slip."""
    item = part.item
    document = new_document(title=f"{part.slip_no}交办单", author=office)
    add(document, "督办事项交办单", TITLE)
    add(document, part.slip_no, Form(size=16, align="center", first=0))
    add(document, f"{part.unit.name}：", Form(first=0))
    due = due_words(part)
    said = f"（原文：{part.due_text}）" if part.due_text and part.due_on else ""
    add_facts(
        document,
        [
            ("工作任务", item.task),
            *([("目标要求", item.target)] if item.target else []),
            ("承担分工", part.get_role_display()),
            ("完成时限", f"{due}{said}"),
            *([("报送频次", item.recurrence_text)] if item.recurrence_text else []),
            ("任务来源", source_of(part)),
            ("立项依据", item.basis),
            ("批准人", item.approver),
            *([("原文摘录", item.quote)] if item.quote else []),
        ],
    )
    add(document, "请按时限办理，按要求反馈进展；办结后申请销号。", Form(before=200))
    add(document, office, Form(align="right", first=0, right=4))
    if part.issued_at:
        day = moment_of(part.issued_at)[:10].split("-")
        add(document, f"{day[0]}年{int(day[1])}月{int(day[2])}日", Form(align="right", first=0, right=4))
    return to_bytes(document)
