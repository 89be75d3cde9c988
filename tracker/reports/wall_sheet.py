"""作战图 as a table: one row a bar, with its milestones, as .xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.access.policy import Viewer
from tracker.common.sheets import Column, write
from tracker.items.clock import Clock
from tracker.items.wall import UnitBars, WallAsked, bars_of, on_wall, units_on_wall

# As many as the list's own export holds of one unit.
MOST = 5_000
COLUMNS = (
    Column("单位", 16),
    Column("编号", 16),
    Column("工作任务", 50, wrap=True),
    Column("分工", 8),
    Column("办理状态", 10),
    Column("亮灯", 8),
    Column("说明", 14),
    Column("交办日期", 12),
    Column("完成时限", 12),
    Column("办结日期", 12),
    Column("节点", 60, wrap=True),
)


def xlsx(viewer: Viewer, asked: WallAsked, clock: Clock) -> bytes:
    """Everything on the wall under a question; a fixed number of queries."""
    rows = on_wall(viewer, asked, clock)
    units = bars_of(rows, units_on_wall(rows), clock, most=MOST)
    heading = f"作战图（{asked.first:%Y年%-m月%-d日}至{asked.last:%Y年%-m月%-d日}）"
    return write("作战图", COLUMNS, lines(units), heading=heading)


def lines(units: list[UnitBars]) -> Iterator[tuple[Any, ...]]:
    """One line a bar, in the order of COLUMNS."""
    for unit in units:
        for bar in unit.bars:
            marks = "；".join(f"{mark.name}（{mark.words}）" for mark in bar.marks)
            yield (
                unit.unit, bar.item_no, bar.task, bar.role_label, bar.state_label, bar.light.word, bar.light.phrase,
                bar.start, bar.due_on, bar.ended_on, marks,
            )  # fmt: skip
