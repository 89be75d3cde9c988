"""From assignments in the database to the rows that figures are made of. Reads only what the viewer may see."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.items.clock import Clock, light_of
from tracker.items.models import UnitAssignment
from tracker.items.queries import due_of, of_office, visible_assignments
from tracker.items.states import State

from .figures import Row, Standing
from .period import Period

BY_STATE = {
    State.CLOSED.value: Standing.DONE,
    State.SUSPENDED.value: Standing.SUSPENDED,
    State.CLOSE_REQUESTED.value: Standing.HANDED_IN,
    State.VERIFYING.value: Standing.VERIFYING,
}
BY_COLOUR = {"red": Standing.LATE, "yellow": Standing.NEAR}


def rows_for(viewer: Viewer, period: Period, clock: Clock) -> tuple[Row, ...]:
    """The tasks issued before the end of `period` and not cancelled, as they stand now, in the order of units.

    Two queries, whatever the number of rows.
    """
    end = dt.datetime.combine(period.end, dt.time(), SHANGHAI)
    issued = visible_assignments(viewer).filter(of_office(), issued_at__lt=end).exclude(state=State.CANCELLED)
    told = reported(issued, period)
    ordered = issued.order_by("unit__order", "unit_id", "due_on", "item_id")
    return tuple(row_of(task, clock, told.get(task.pk, (None, 0))) for task in ordered)


def reported(issued: QuerySet[UnitAssignment], period: Period) -> dict[int, tuple[int | None, int]]:
    """Assignment id → (the latest percentage reported, reports within the period) where there is a report; one query."""
    lines = issued.filter(reports__isnull=False).order_by("pk", "reports__reported_at", "reports__pk")
    told: dict[int, tuple[int | None, int]] = {}
    for pk, percent, moment in lines.values_list("pk", "reports__percent", "reports__reported_at"):
        latest, count = told.get(pk, (None, 0))
        told[pk] = (latest if percent is None else percent, count + period.holds(moment))
    return told


def row_of(task: UnitAssignment, clock: Clock, told: tuple[int | None, int]) -> Row:
    """The row of one issued assignment; `told` is (latest percentage, reports within the period)."""
    due, lamp = due_of(task, clock.closing), light_of(task, clock)
    assert task.issued_at is not None  # rows_for asks for issued ones
    return Row(
        pk=task.pk,
        item_id=task.item_id,
        item_no=task.item.item_no,
        task=task.item.task,
        unit_id=task.unit_id,
        unit=str(task.unit),
        role=task.role,
        standing=BY_STATE.get(task.state) or BY_COLOUR.get(lamp.colour, Standing.RUNNING),
        phrase=lamp.phrase,
        due_on=task.due_on,
        due_at=due.moment if due else None,
        issued_at=task.issued_at,
        acknowledged_at=task.acknowledged_at,
        finished_at=task.finished_at,
        closed_at=task.closed_at,
        percent=told[0],
        reports=told[1],
    )
