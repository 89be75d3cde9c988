"""Prints an Extraction for people: a table for an 80-column terminal, a responsibility workbook, an explanation. Pure text in, text out.

Width counts wide characters as two columns; this module must never print, read a file or look at the terminal.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Iterable, Sequence

from .draft import Draft, Extraction, Named
from .what.model import Model, default_model

WIDTH = 80
_HEADINGS = ("序号", "任务", "责任单位", "时限")
_COLUMNS = (4, 40, 16, 14)
_KINDS = {"around": "左右", "during": "期间"}


def width(text: str) -> int:
    """Columns a text takes in a terminal: width("6月底前") == 7."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def wrapped(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` columns; [""] for nothing."""
    lines, line, used = [], "", 0
    for char in text.replace("\n", " ").replace("\t", " "):
        columns = _columns(char)
        if used + columns > room and line:
            lines.append(line)
            line, used = "", 0
        line += char
        used += columns
    return [*lines, line] if line or not lines else lines


def table(found: Extraction, every: bool = False) -> str:
    """The responsibility table: number, act, who, by when; under it what the reader should know."""
    drafts = found.candidates if every else found.items
    lines = [*_head(found, len(drafts)), _row(_HEADINGS), _rule()]
    for number, draft in enumerate(drafts, 1):
        lines.extend(_draft_lines(number, draft))
        lines.append(_rule())
    lines.extend(_regime_lines(found))
    for note in found.notes:
        lines.extend(wrapped(f"注意：{note}", WIDTH))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(found: Extraction, count: int) -> list[str]:
    sources = {"argument": "由 --date 指定", "text": "取自文中", "today": "文中没有，取今天"}
    told = f"讲话日期 {found.date.isoformat()}（{sources[found.date_source]}）"
    if found.date_source == "text" and found.date_reason:
        told += f"：{found.date_reason}"
    summary = f"共 {len(found.text)} 字，读出 {count} 项"
    return [*wrapped(told, WIDTH), summary, ""]


def _draft_lines(number: int, draft: Draft) -> list[str]:
    who = "、".join(named.text for named in draft.lead) or "（未写明）"
    if draft.lead_inherited:
        who += "（承前）"
    if draft.support:
        who += "；配合：" + "、".join(named.text for named in draft.support)
    if draft.report_to:
        who += "；报：" + "、".join(named.text for named in draft.report_to)
    what = draft.action + (f"［{draft.target}］" if draft.target and draft.target not in draft.action else "")
    if draft.same_as is not None:
        what += f"（同第 {draft.same_as + 1} 项）"
    cells = [
        wrapped(cell, room)
        for cell, room in zip((str(number), what, who, when_words(draft)), _COLUMNS, strict=True)
    ]
    height = max(map(len, cells))
    return [_row([cell[line] if line < len(cell) else "" for cell in cells]) for line in range(height)]


def when_words(draft: Draft) -> str:
    """By when and how often, for a person: "2016-06-20", "每周一", "尽快（立即）", "—"."""
    parts = []
    if draft.rrule:
        parts.append(draft.recurrence_text or draft.rrule)
    deadline = draft.deadline
    if deadline and deadline.date:
        clock = f" {deadline.time:%H:%M}" if deadline.time else ""
        parts.append(f"{deadline.date.isoformat()}{clock}{_KINDS.get(deadline.kind, '')}")
    elif deadline and deadline.time:
        parts.append(f"{deadline.time:%H:%M}")
    elif deadline and deadline.text not in parts:
        parts.append(deadline.text)
    return " ".join(parts) or "—"


def _row(cells: Sequence[str]) -> str:
    return "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(cells, _COLUMNS, strict=True))


def _rule() -> str:
    return "-" * (sum(_COLUMNS) + 2 * (len(_COLUMNS) - 1))


def _regime_lines(found: Extraction) -> list[str]:
    lines = []
    for regime in found.regimes:
        steps = "、".join(step.text for step in regime.steps)
        lines.extend(wrapped(f"督查机制：{steps}", WIDTH))
        for conflict in regime.conflicts:
            lines.extend(wrapped(f"  说法不一：{conflict}", WIDTH))
    return lines


def explanation(found: Extraction, model: Model | None = None) -> str:
    """Every candidate with its fields, the cues that fired with their weights (those of `model` it was read by), and the decision."""
    model = model or default_model()
    taken = {(draft.start, draft.end) for draft in found.items}
    lines = [f"讲话日期 {found.date.isoformat()}：{found.date_reason}", ""]
    for draft in found.candidates:
        decision = "采用" if (draft.start, draft.end) in taken else "不采用"
        lines.append(f"[{draft.start}:{draft.end}] {decision} 置信度 {draft.confidence:.2f}")
        lines.extend(f"    {line}" for line in wrapped(draft.text, WIDTH - 4))
        lines.extend(_explained(draft, model))
        lines.append("")
    return "\n".join(lines)


def _explained(draft: Draft, model: Model) -> list[str]:
    told = ["牵头 " + (_joined(draft.lead) or "—") + ("（承前）" if draft.lead_inherited else "")]
    if draft.support or draft.report_to:
        told.append(f"配合 {_joined(draft.support) or '—'}  报 {_joined(draft.report_to) or '—'}")
    if draft.deadline:
        trace = draft.deadline.trace or draft.deadline.text
        told.append(f"时限 {draft.deadline.kind} {when_words(draft)}：{trace}")
    if draft.rrule:
        told.append(f"频次 {draft.rrule}（{draft.recurrence_text}）")
    told.append(f"任务 {draft.action}")
    strongest = sorted(model.explain(draft.features), key=lambda cue: (-abs(cue[1]), cue[0]))
    told.append("依据 " + "，".join(f"{name} {weight:+.2f}" for name, weight in strongest))
    told.extend(f"存疑 {doubt}" for doubt in draft.doubts)
    return [f"    {line}" for line in told]


def _joined(named: Iterable[Named]) -> str:
    return "、".join(one.text for one in named)


# The columns of the workbook and their widths.
_SHEET = (("序号", 6), ("任务", 46), ("责任单位", 22), ("配合单位", 16), ("报送对象", 14), ("完成时限", 14), ("时限原文", 16),
          ("频次", 14), ("指标", 14), ("原文", 50), ("所在部分", 24), ("置信度", 8), ("存疑", 30))  # fmt: skip


def workbook(found: Extraction, every: bool = False) -> bytes:
    """The responsibility table as an .xlsx file; cells that begin with = + - @ are written as text, never as formulas."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    # A fixed stamp keeps the same speech giving the same bytes.
    book.set_properties({"title": "任务分解表", "created": _stamp(found)})
    sheet = book.add_worksheet("任务分解表")
    bold = book.add_format({"bold": True, "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for column, (title, room) in enumerate(_SHEET):
        sheet.set_column(column, column, room)
        sheet.write_string(0, column, title, bold)
    for row, draft in enumerate(found.candidates if every else found.items, 1):
        for column, value in enumerate(_cells(row, draft)):
            if isinstance(value, str):
                sheet.write_string(row, column, value, cell)
            else:
                sheet.write_number(row, column, value, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _stamp(found: Extraction) -> dt.datetime:
    return dt.datetime.combine(found.date, dt.time())


def _cells(number: int, draft: Draft) -> list[str | float]:
    deadline = draft.deadline
    return [
        number,
        draft.action,
        "、".join(named.text for named in draft.lead) + ("（承前）" if draft.lead_inherited else ""),
        "、".join(named.text for named in draft.support),
        "、".join(named.text for named in draft.report_to),
        when_words(draft) if deadline else "",
        deadline.text if deadline else "",
        draft.recurrence_text or "",
        draft.target or "",
        draft.text,
        " / ".join(draft.section),
        draft.confidence,
        "；".join(draft.doubts),
    ]


def rules_told(rules: Iterable[tuple[str, str, Sequence[str], Sequence[str]]]) -> str:
    """The time rules with their examples: what each reads (+) and must leave alone (-)."""
    lines = []
    for family, name, yes, no in rules:
        lines.append(f"{family}.{name}")
        lines.extend(f"  + {sentence}" for sentence in yes)
        lines.extend(f"  - {sentence}" for sentence in no)
    return "\n".join(lines) + "\n"
