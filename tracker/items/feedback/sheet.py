"""Writes feedback sheets: what is fixed is locked, what is to be answered is open and checked while it is typed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.archives import packed, safe_name
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Refused
from tracker.common.sheets import new_book, printable, set_for_print, write_cell
from tracker.items.clock import Clock
from tracker.items.models import ProgressReport, UnitAssignment
from tracker.items.pace import Amount, amount_of
from tracker.items.queries import visible_assignments
from tracker.items.rows import with_latest
from tracker.items.states import EXTENDABLE

from .columns import (
    AMOUNT,
    ANSWERS,
    CLOSE,
    COLUMNS,
    CONTENT,
    NEXT,
    NO,
    PERCENT,
    PROBLEMS,
    TITLES,
    YES,
    code_of,
)

MOST = 1000
HINT = (
    "请只填写浅黄色的格子；“本次进展情况”空着的行不录入，没有变化的填“无变化”。可以排序、筛选、删去不报的行，"
    "请不要改动其他格子，也不要合并单元格。填好后交回督查室，或在“我单位的任务—反馈表”上传。"
)
PROMPTS = {
    CONTENT: "本期做了什么，最多4000字；没有变化的填“无变化”。",
    PROBLEMS: "存在的困难和问题，可不填。",
    NEXT: "下一步打算，可不填。",
    PERCENT: "0到100的整数。",
    AMOUNT: "已完成的数量，按目标要求的单位填数字。",
    CLOSE: "办完了、请督查室核查销号的，选“是”。",
}


def answerable(viewer: Viewer, units: Sequence[int] | None) -> QuerySet[UnitAssignment]:
    """The tasks that `units` (None for all) still have to answer, as far as the viewer may enter answers for them."""
    rows = visible_assignments(viewer).filter(state__in=EXTENDABLE)
    if Relation.ANY not in viewer.relations_granting(Act.ENTER_SHEET):
        rows = rows.filter(unit__in=viewer.units)
    if units is not None:
        rows = rows.filter(unit__in=units)
    return with_latest(rows).order_by("unit__order", "unit", "item__registered_at", "item__number", "pk")


def workbook(viewer: Viewer, units: Sequence[int] | None, clock: Clock) -> bytes:
    """One sheet with all the tasks. Raises Refused where there are none, or more than MOST."""
    return written(tasks_of(viewer, units), clock)


def archive(viewer: Viewer, units: Sequence[int] | None, clock: Clock) -> bytes:
    """One workbook per unit, in a zip. Raises Refused where there is nothing to answer."""
    by_unit: dict[str, list[UnitAssignment]] = {}
    for task in tasks_of(viewer, units):
        by_unit.setdefault(str(task.unit), []).append(task)
    day = f"{clock.today:%Y%m%d}"
    sheets = ((safe_name(f"进展反馈表-{unit}-{day}.xlsx"), tasks) for unit, tasks in by_unit.items())
    return packed((name, written(tasks, clock)) for name, tasks in sheets)


def tasks_of(viewer: Viewer, units: Sequence[int] | None) -> list[UnitAssignment]:
    """The tasks of a sheet; two queries. Raises Refused."""
    found = list(answerable(viewer, units).prefetch_related("reports")[: MOST + 1])
    if not found:
        raise Refused("所选单位目前没有要反馈的任务。")
    if len(found) > MOST:
        raise Refused(f"要反馈的任务超过{MOST}项，请按单位或分组分几次导出。")
    return found


def written(tasks: Sequence[UnitAssignment], clock: Clock) -> bytes:
    """The workbook of these tasks."""
    buffer = io.BytesIO()
    book = new_book(buffer)
    sheet = book.add_worksheet("进展反馈表")
    units = list(dict.fromkeys(str(task.unit) for task in tasks))
    title = f"{units[0]}进展反馈表" if len(units) == 1 else "进展反馈表"
    formats = formats_of(book)
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, printable(title), formats["title"])
    sheet.merge_range(1, 0, 1, last, HINT + f"（{clock.today:%Y年%-m月%-d日}导出）", formats["hint"])
    sheet.set_row(0, 28)
    sheet.set_row(1, 32)
    for place, column in enumerate(COLUMNS):
        hidden = {"hidden": True} if place == last else {}
        sheet.set_column(place, place, column.width, None, hidden)
        sheet.write_string(2, place, column.title, formats["asked" if column.title in ANSWERS else "head"])
    for row, (number, task) in enumerate(enumerate(tasks, start=1), start=3):
        write_task(sheet, row, cells_of(number, task), amount_of(task.item.target), formats)
    add_checks(sheet, 3, len(tasks) + 2)
    sheet.autofilter(2, 0, len(tasks) + 2, last)
    set_for_print(sheet, 2)
    allowed = dict.fromkeys(("sort", "autofilter", "format_columns", "format_rows", "delete_rows"), True)
    sheet.protect("", allowed)
    book.close()
    return buffer.getvalue()


def formats_of(book: Any) -> dict[str, Any]:
    """The looks of the sheet's cells: locked ones white or grey, open ones pale yellow."""
    frame = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10, "text_wrap": True}
    head = {**frame, "bold": True, "align": "center", "bg_color": "#EDEFF2"}
    open_ = {**frame, "locked": False, "bg_color": "#FFFBE6"}
    made = {
        "title": {
            "bold": True,
            "font_size": 16,
            "align": "center",
            "valign": "vcenter",
            "font_name": "宋体",
        },
        "hint": {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True},
        "head": head,
        "asked": {**head, "bg_color": "#FCE8B2"},
        "fixed": frame,
        "day": {**frame, "num_format": "yyyy-mm-dd"},
        "words": {**open_, "num_format": "@"},
        "figure": open_,
        "choice": {**open_, "align": "center"},
        "none": {**frame, "bg_color": "#E3E6EA"},
    }
    return {name: book.add_format(look) for name, look in made.items()}


def cells_of(number: int, task: UnitAssignment) -> dict[str, Any]:
    """The fixed cells of a row, by title."""
    item = task.item
    due = (
        f"{task.due_on:%Y-%m-%d}" + (f" {task.due_time:%H:%M}" if task.due_time else "")
        if task.due_on
        else ""
    )
    fixed = (
        number,
        task.slip_no or item.item_no,
        str(task.unit),
        item.task,
        item.target,
        task.get_role_display(),
        due or task.due_text,
        task.get_state_display(),
        last_words(next(iter(task.reports.all()), None)),
    )
    return {**dict(zip(TITLES, fixed, strict=False)), TITLES[-1]: code_of(task.pk, task.revision)}


def last_words(report: ProgressReport | None) -> str:
    """What was reported last, with its day and percentage."""
    if report is None:
        return ""
    percent = f"（{report.percent}%）" if report.percent is not None else ""
    return f"{report.reported_at.astimezone(SHANGHAI):%Y-%m-%d}：{report.content}{percent}"


def write_task(
    sheet: Any, row: int, fixed: dict[str, Any], amount: Amount | None, formats: dict[str, Any]
) -> None:
    """One row: fixed cells, open answers, and of percentage and amount the one that the target asks for."""
    for place, column in enumerate(COLUMNS):
        title = column.title
        if title in fixed:
            write_cell(sheet, row, place, fixed[title], formats["fixed"], formats["day"])
        elif title == (PERCENT if amount else AMOUNT):
            sheet.write_blank(row, place, None, formats["none"])
        elif title in (PERCENT, AMOUNT):
            sheet.write_blank(row, place, None, formats["figure"])
        elif title == CLOSE:
            sheet.write_string(row, place, NO, formats["choice"])
        else:
            sheet.write_blank(row, place, None, formats["words"])


def add_checks(sheet: Any, first: int, last: int) -> None:
    """What Excel and WPS check while somebody types, each with its prompt."""
    rules: Iterable[tuple[str, dict[str, Any]]] = (
        (CONTENT, {"validate": "length", "criteria": "<=", "value": 4000}),
        (PROBLEMS, {"validate": "length", "criteria": "<=", "value": 2000}),
        (NEXT, {"validate": "length", "criteria": "<=", "value": 2000}),
        (PERCENT, {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}),
        (AMOUNT, {"validate": "decimal", "criteria": ">=", "value": 0}),
        (CLOSE, {"validate": "list", "source": [NO, YES]}),
    )
    for title, rule in rules:
        place = TITLES.index(title)
        words = {"input_title": title[:32], "input_message": PROMPTS[title], "error_title": "请核对"}
        sheet.data_validation(first, place, last, place, {**rule, **words, "error_message": PROMPTS[title]})
