"""任务分解表 of one speech: its registered items and, before registration, the drafts that were accepted. As .docx and .xlsx.

Names and dates stand as they were confirmed; nothing is added. A unit nobody has matched yet is marked, never left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from tracker.access.policy import Viewer
from tracker.common.sheets import Column, write
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.items.queries import of_office, visible_assignments, visible_items
from tracker.meetings.models import Draft, Speech
from tracker.meetings.queries import drafts_of

from .layout import MM, TITLE_FONT, Form, Grid, add, add_table, new_document, to_bytes
from .period import written

NOT_YET = "未立项"
ACROSS = round(225 * MM)


@dataclass(frozen=True, slots=True)
class Line:
    """One row, in the order of the columns; all text."""

    number: str
    item_no: str
    task: str
    target: str
    leads: str
    supports: str
    due: str
    frequency: str
    quote: str


HEAD = ("序号", "编号", "工作任务", "目标要求", "牵头单位", "配合单位", "完成时限", "报送频次", "原文摘录")
WIDTHS = (5, 15, 26, 10, 14, 12, 13, 9, 26)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The table with its title and the line below it."""

    title: str
    subtitle: str
    lines: tuple[Line, ...]


def build(viewer: Viewer, speech: Speech) -> Breakdown:
    """The table of a speech the viewer may see, in the order of its text; five queries at most."""
    items = list(visible_items(viewer).filter(speech=speech).select_related("draft"))
    parts: dict[int, list[UnitAssignment]] = {}
    for part in visible_assignments(viewer).filter(of_office(), item__in=items).order_by("unit__order", "pk"):
        parts.setdefault(part.item_id, []).append(part)
    registered = {item.draft_id for item in items}
    rows = [(place_of(item), item_line(item, parts.get(item.pk, []))) for item in items]
    for draft in drafts_of(speech):
        if draft.decision == Draft.Decision.ACCEPTED and draft.pk not in registered:
            rows.append(((0, draft.ordinal), draft_line(draft)))
    rows.sort(key=lambda row: row[0])
    lines = tuple(numbered(line, number) for number, (_, line) in enumerate(rows, start=1))
    said = [written(speech.held_on), speech.speaker, speech.occasion]
    return Breakdown(f"{speech.title}任务分解表", "  ".join(word for word in said if word), lines)


def place_of(item: ResponsibilityItem) -> tuple[int, int]:
    """Where the item stands: by its draft's place in the speech; ones without a draft come last."""
    return (0, item.draft.ordinal) if item.draft else (1, item.number)


def numbered(line: Line, number: int) -> Line:
    """The line with its number."""
    return Line(str(number), *astuple(line)[1:])


def item_line(item: ResponsibilityItem, parts: list[UnitAssignment]) -> Line:
    """The line of a registered item."""
    unknown = {"lead": [], "support": []}  # type: dict[str, list[str]]
    for name in item.unresolved:
        unknown.setdefault(name["role"], []).append(f"{name['text']}（待定）")
    # Where no unit is known yet nobody has a deadline of their own: the one that was confirmed stands.
    dated: Sequence[UnitAssignment | Draft] = parts or ([item.draft] if item.draft else [])
    return Line(
        number="",
        item_no=item.item_no,
        task=item.task,
        target=item.target,
        leads="、".join([str(part.unit) for part in parts if part.role == "lead"] + unknown["lead"]),
        supports="、".join([str(part.unit) for part in parts if part.role == "support"] + unknown["support"]),
        due="\n".join(deadlines((one.due_text, one.due_on, one.due_time) for one in dated)),
        frequency=item.recurrence_text,
        quote=item.quote,
    )


def deadlines(found: Iterable[tuple[str, dt.date | None, dt.time | None]]) -> list[str]:
    """The words and the day of every different deadline, in order: ["3月20日前\\n2026-03-20"]."""
    shown: list[str] = []
    for words, day, time in found:
        moment = f"{day:%Y-%m-%d}" + (f" {time:%H:%M}" if time else "") if day else ""
        line = "\n".join(word for word in (words, moment) if word)
        if line and line not in shown:
            shown.append(line)
    return shown


def draft_line(draft: Draft) -> Line:
    """The line of an accepted draft; names as the speech has them."""
    return Line(
        number="",
        item_no=NOT_YET,
        task=draft.action,
        target=draft.target,
        leads="、".join(name["text"] for name in draft.lead),
        supports="、".join(name["text"] for name in draft.support),
        due="\n".join(deadlines([(draft.due_text, draft.due_on, draft.due_time)])),
        frequency=draft.recurrence_text,
        quote=draft.quote,
    )


def docx(table: Breakdown) -> bytes:
    """The table on A4 across."""
    document = new_document(title=table.title, author="", across=True)
    add(document, table.title, Form(font=TITLE_FONT, size=22, align="center", first=0, line=700))
    add(document, table.subtitle, Form(size=14, align="center", first=0))
    if table.lines:
        grid = Grid(HEAD, [astuple(line) for line in table.lines], WIDTHS, left=(2, 3, 4, 5, 8), area=ACROSS)
        add_table(document, grid)
    else:
        add(document, "这篇讲话还没有采纳的任务。", Form(align="center", first=0))
    return to_bytes(document)


def xlsx(table: Breakdown) -> bytes:
    """The table as a workbook."""
    columns = [
        Column(title, max(8, round(width * 1.6)), wrap=True)
        for title, width in zip(HEAD, WIDTHS, strict=True)
    ]
    rows = [(int(line.number), *astuple(line)[1:]) for line in table.lines]
    return write("任务分解表", columns, rows, heading=table.title)
