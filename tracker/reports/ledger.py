"""督查台账: the viewer's visible tasks under the item list's own filter, one row per unit's part, as .xlsx (DOMAIN c5).

Columns the data cannot fill yet are left out rather than left empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.access.policy import Viewer
from tracker.common import longsheets
from tracker.common.dates import SHANGHAI
from tracker.common.sheets import Column
from tracker.items.clock import Clock, light_of
from tracker.items.filters import Wanted, matching_assignments
from tracker.items.models import ProgressReport, UnitAssignment
from tracker.items.pace import PACE_WORDS
from tracker.items.queries import of_office, visible_assignments
from tracker.items.states import State
from tracker.org.models import Person
from tracker.org.queries import liaisons_of
from tracker.org.roster import heads_of

from .figures import pace
from .rows import row_of as report_row

# So many rows are in memory at a time.
CHUNK = 900

COLUMNS = (
    Column("序号", 6),
    Column("编号", 16),
    Column("任务来源", 24, wrap=True),
    Column("原文摘录", 36, wrap=True),
    Column("工作任务", 36, wrap=True),
    Column("目标要求/量化指标", 18, wrap=True),
    Column("分管领导", 10),
    Column("牵头单位", 16, wrap=True),
    Column("配合单位", 16, wrap=True),
    Column("承担单位", 16),
    Column("分工", 6),
    Column("责任人", 10),
    Column("联络员及电话", 20, wrap=True),
    Column("交办日期", 12),
    Column("签收时间", 16),
    Column("完成时限(原文表述)", 16, wrap=True),
    Column("完成时限(日期)", 13),
    Column("报送频次", 12, wrap=True),
    Column("最近报送", 16),
    Column("进展情况", 36, wrap=True),
    Column("存在问题", 24, wrap=True),
    Column("下步措施", 24, wrap=True),
    Column("完成比例(%)", 10),
    Column("办理状态", 10),
    Column("进度分类", 10),
    Column("灯号", 8),
    Column("时限情况", 14),
    Column("是否销号", 8),
    Column("销号日期", 12),
    Column("备注", 20, wrap=True),
)


@dataclass(frozen=True, slots=True)
class Around:
    """What a row shows beside its own assignment: the item's visible units by role, the unit's liaisons and heads."""

    leads: dict[int, list[str]]
    supports: dict[int, list[str]]
    liaisons: dict[int, list[Person]]
    heads: dict[int, list[str]]


def stream(viewer: Viewer, wanted: Wanted, clock: Clock) -> Iterator[bytes]:
    """The ledger of what the list shows for the same question, written while it is sent; six queries for each CHUNK of rows, one for all.

    Which rows there are is read once, so that none is told twice or left out while others work.
    """
    tasks = matching_assignments(viewer, wanted, clock)
    ordered = tasks.order_by(
        "item__speech__batch_year",
        "item__speech__batch_no",
        "item__number",
        "item_id",
        "role",
        "unit__order",
        "pk",
    )
    ids = list(ordered.values_list("pk", flat=True))
    return longsheets.stream("督查台账", COLUMNS, rows_of(viewer, ids, clock))


def rows_of(viewer: Viewer, ids: Sequence[int], clock: Clock) -> Iterator[tuple[Any, ...]]:
    """The rows of these tasks in this order, a CHUNK in memory at a time; what is gone or out of sight meanwhile is left out."""
    number = 0
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found = visible_assignments(viewer).select_related("item__leader_in_charge").order_by()
        tasks = found.prefetch_related("reports").in_bulk(part)
        around = surroundings(viewer, list(tasks.values()), clock.today)
        for task in (tasks[pk] for pk in part if pk in tasks):
            number += 1
            yield row_of(task, number, around, clock)


def surroundings(viewer: Viewer, tasks: list[UnitAssignment], today: dt.date) -> Around:
    """Co-workers and liaisons of the tasks; four queries."""
    leads: dict[int, list[str]] = {}
    supports: dict[int, list[str]] = {}
    items = {task.item_id for task in tasks}
    parts = visible_assignments(viewer).filter(of_office(), item__in=items)
    for item_id, role, unit in parts.order_by("unit__order", "pk").values_list(
        "item", "role", "unit__short_name"
    ):
        (leads if role == UnitAssignment.Role.LEAD else supports).setdefault(item_id, []).append(unit)
    units = {task.unit_id for task in tasks}
    return Around(leads, supports, liaisons_of(units, today), heads_of(units, today))


def row_of(task: UnitAssignment, number: int, around: Around, clock: Clock) -> tuple[Any, ...]:
    """One row, in the order of COLUMNS."""
    item = task.item
    lamp = light_of(task, clock)
    report = next(iter(task.reports.all()), None)
    return (
        number,
        item.item_no,
        source_of(task),
        item.quote,
        item.task,
        item.target,
        str(item.leader_in_charge or item.leader_text),
        "、".join(around.leads.get(item.pk, [])),
        "、".join(around.supports.get(item.pk, [])),
        str(task.unit),
        task.get_role_display(),
        "、".join(around.heads.get(task.unit_id, [])),
        "、".join(f"{person} {person.phone}".strip() for person in around.liaisons.get(task.unit_id, [])),
        day_of(task.issued_at),
        moment_of(task.acknowledged_at),
        task.due_text,
        task.due_on,
        item.recurrence_text,
        *report_cells(report),
        task.get_state_display(),
        pace_of(task, clock),
        lamp.word,
        lamp.phrase,
        "是" if task.state == State.CLOSED else "否",
        day_of(task.closed_at),
        "；".join(remarks(task)),
    )


def pace_of(task: UnitAssignment, clock: Clock) -> str:
    """进度分类 as the bulletin judges it; "" before the task is issued and for what was cancelled."""
    if task.issued_at is None or task.state == State.CANCELLED:
        return ""
    percents = (report.percent for report in task.reports.all() if report.percent is not None)
    return PACE_WORDS[pace(report_row(task, clock, (next(percents, None), 0)), clock.at)]


def source_of(task: UnitAssignment) -> str:
    """Where the item comes from: the speech and its day, else its basis."""
    speech = task.item.speech
    return f"{speech.title}（{speech.held_on:%Y-%m-%d}）" if speech else task.item.basis


def report_cells(report: ProgressReport | None) -> tuple[Any, ...]:
    """最近报送, 进展情况, 存在问题, 下步措施, 完成比例 of the latest report."""
    if report is None:
        return ("", "", "", "", "")
    return (moment_of(report.reported_at), report.content, report.problems, report.next_steps, report.percent)


def remarks(task: UnitAssignment) -> Iterator[str]:
    """What an officer should not overlook."""
    if task.item.is_listed:
        yield "挂牌督办"
    if task.is_approximate:
        yield "时限为约数"
    if task.item.unresolved:
        yield "未对应单位：" + "、".join(name["text"] for name in task.item.unresolved)


def day_of(moment: dt.datetime | None) -> dt.date | None:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date() if moment else None


def moment_of(moment: dt.datetime | None) -> str:
    """The moment in Shanghai, to the minute."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""
