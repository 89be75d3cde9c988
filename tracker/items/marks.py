"""Milestones as pages and the wall show them: how each stands on a day. Reads only; planning and reaching are in milestones.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404

from tracker.access.policy import Viewer

from .clock import Clock
from .models import Milestone, UnitAssignment
from .queries import visible_assignments
from .states import MOVABLE


@dataclass(frozen=True, slots=True)
class Mark:
    """One milestone as pages show it. `state`: done, late (not reached in time), beyond (after the deadline), open."""

    pk: int
    name: str
    due_on: dt.date
    done_on: dt.date | None
    note: str
    state: str
    words: str


def marks_of(assignments: Iterable[UnitAssignment], clock: Clock) -> dict[int, tuple[Mark, ...]]:
    """Assignment id → its milestones in order, as they stand at the clock's moment; one query."""
    parts = {part.pk: part for part in assignments}
    found: dict[int, list[Mark]] = {}
    for row in Milestone.objects.filter(assignment__in=list(parts)).order_by("due_on", "order", "pk"):
        found.setdefault(row.assignment_id, []).append(mark_of(row, parts[row.assignment_id], clock.today))
    return {pk: tuple(marks) for pk, marks in found.items()}


def mark_of(row: Milestone, part: UnitAssignment, today: dt.date) -> Mark:
    """How one milestone stands on the day `today`."""
    state, words = "open", f"应于{row.due_on.month}月{row.due_on.day}日达成"
    if row.done_on is not None:
        days = (row.done_on - row.due_on).days
        state, words = (
            "done",
            f"{row.done_on.month}月{row.done_on.day}日达成" + (f"，迟{days}天" if days > 0 else ""),
        )
    elif part.due_on is not None and row.due_on > part.due_on:
        state, words = "beyond", f"超出时限{part.due_on.month}月{part.due_on.day}日，请调整"
    elif today > row.due_on and part.finished_at is None and part.state in MOVABLE:
        state, words = "late", f"逾期{(today - row.due_on).days}天未达成"
    return Mark(row.pk, row.name, row.due_on, row.done_on, row.done_note, state, words)


def get_milestone(viewer: Viewer, pk: int) -> Milestone:
    """The milestone, or Http404 when there is none that `viewer` may see."""
    rows = Milestone.objects.filter(pk=pk, assignment__in=visible_assignments(viewer).values("pk"))
    found = rows.select_related("assignment").first()
    if found is None:
        raise Http404("没有这个节点，它可能刚被删除。")
    return found
