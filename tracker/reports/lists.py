"""Lists as spreadsheets: one entry each, with its columns and the rows that a viewer's own page of it shows.

A further list is one entry and one address. Lists that are asked by a form (责任事项, 报送情况, 督办措施) export from their own pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tracker.access.policy import Viewer
from tracker.common import longsheets
from tracker.common.sheets import Column
from tracker.items import reviewing, unissued
from tracker.items.clock import Clock
from tracker.items.queries import waiting_checks
from tracker.notices import queries as notices
from tracker.regimes import owed

from .ledger import moment_of

# So many rows are in memory at a time where something is read for each batch of them.
BATCH = 500
Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: what its file and sheet are called, its columns, its rows for a viewer at a moment."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Viewer, Clock], Rows]


def stream(listing: Listing, viewer: Viewer, clock: Clock) -> tuple[Iterator[bytes], str]:
    """The list as .xlsx, written while it is sent, and what it is to be called."""
    pieces = longsheets.stream(listing.name, listing.columns, listing.rows(viewer, clock))
    return pieces, f"{listing.name}{clock.today:%Y%m%d}.xlsx"


def unissued_rows(viewer: Viewer, clock: Clock) -> Rows:
    """What waits to be issued, what has no unit yet, and what needs another one."""
    for one in unissued.waiting(viewer):
        for item in one.items:
            yield "待交办", *waiting_cells(item), one.title, one.approver, moment_of(one.registered_at)
    for item in unissued.without_units(viewer):
        yield "还不能交办", *waiting_cells(item), "", "", ""
    for part in unissued.homeless(viewer, clock.today):
        yield "要另定单位", part.item_no, part.task, part.unit, part.due_on, "", "", "", "", ""


def waiting_cells(item: unissued.Waiting) -> tuple[Any, ...]:
    """编号 to 没有对应单位的名称."""
    return (
        item.item_no, item.task, "、".join(item.units), item.due_on, item.due_text, "、".join(item.unresolved),
    )  # fmt: skip


def check_rows(viewer: Viewer, clock: Clock) -> Rows:
    """The looks that wait, soonest first."""
    for one in waiting_checks(viewer).select_related("planned_by").iterator(chunk_size=BATCH):
        part = one.assignment
        yield (
            one.planned_on, "已过" if one.planned_on < clock.today else "", one.get_kind_display(), str(part.unit),
            part.item.item_no, part.item.task, one.sample.seed if one.sample else "", str(one.planned_by),
        )  # fmt: skip


def duty_rows(viewer: Viewer, clock: Clock) -> Rows:
    """What the office owes, then what it did last."""
    for line in owed.office_duties(viewer, at=clock.at):
        yield line.due_on, line.what, line.words, "已过" if line.is_late else "待办", "", "", line.note
    for line in owed.duties_done(viewer):
        state = "办结（迟）" if line.is_late else "办结"
        yield line.due_on, line.what, line.words, state, moment_of(line.done_at), line.done_by, line.note


def review_rows(viewer: Viewer, clock: Clock) -> Rows:
    """The requests for review: what waits, then what was decided."""
    rows = reviewing.in_turn(viewer).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for line in reviewing.lines_of(batch, viewer, clock):
            one, part = line.row, line.row.assignment
            yield (
                part.item.item_no, part.item.task, str(part.unit), line.label, moment_of(one.event.at),
                str(one.event.by or "系统"), moment_of(one.asked_at), str(one.asked_by), one.reason,
                one.get_state_display(), line.until, str(one.decided_by or ""), moment_of(one.decided_at), one.answer,
            )  # fmt: skip


def message_rows(viewer: Viewer, clock: Clock) -> Rows:
    """The viewer's own messages, newest first."""
    for one in notices.inbox_rows(viewer).iterator(chunk_size=BATCH):
        yield moment_of(one.created_at), one.subject, one.body_text, moment_of(one.read_at)


UNISSUED = Listing(
    "待交办",
    (
        Column("情况", 12), Column("编号", 16), Column("工作任务", 44, wrap=True), Column("责任单位", 24, wrap=True),
        Column("完成时限", 12), Column("时限原文", 16, wrap=True), Column("没有对应单位的名称", 20, wrap=True),
        Column("来源讲话", 28, wrap=True), Column("批准人", 10), Column("立项时间", 16),
    ),
    unissued_rows,
)  # fmt: skip
CHECKS = Listing(
    "待核查",
    (
        Column("核查日期", 12), Column("情况", 8), Column("方式", 10), Column("单位", 16), Column("编号", 16),
        Column("工作任务", 44, wrap=True), Column("抽查种子", 16), Column("安排人", 10),
    ),
    check_rows,
)  # fmt: skip
DUTIES = Listing(
    "本室应办",
    (
        Column("时限", 12), Column("事项", 10), Column("内容", 48, wrap=True), Column("情况", 12),
        Column("办结时间", 16), Column("办结人", 10), Column("说明", 30, wrap=True),
    ),
    duty_rows,
)  # fmt: skip
REVIEWS = Listing(
    "复核申请",
    (
        Column("编号", 16), Column("工作任务", 36, wrap=True), Column("单位", 14), Column("对哪项决定", 12),
        Column("决定时间", 16), Column("原经办人", 10), Column("申请时间", 16), Column("申请人", 10),
        Column("理由", 40, wrap=True), Column("情况", 12), Column("复核期限", 12), Column("复核人", 10),
        Column("复核时间", 16), Column("复核意见", 40, wrap=True),
    ),
    review_rows,
)  # fmt: skip
MESSAGES = Listing(
    "消息",
    (
        Column("时间", 16),
        Column("主题", 40, wrap=True),
        Column("内容", 70, wrap=True),
        Column("阅读时间", 16),
    ),
    message_rows,
)
