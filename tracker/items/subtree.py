"""分解: a unit hands parts of its duty to the units below it (a township to its villages, a bureau to its sections).

Such a part lives by the same table of moves; the unit above plays the office's role for it (Relation.UPPER): it issues, verifies, closes and
returns, answers requests for a later date and urges. Its deadline lies within the deadline above when it is given. Where the office then
moves the upper deadline earlier, the dates below are not changed silently: they stand out until the unit above has settled them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused
from tracker.org.queries import units_below

from .extensions import beyond, move, read, reschedule
from .history import record
from .models import UnitAssignment
from .operations import issue
from .queries import above, relations, visible_assignments
from .states import MAX_DEPTH, WORKING

TASK_LENGTH = 500
Role = UnitAssignment.Role


@dataclass(frozen=True, slots=True)
class Below:
    """What is handed down: to which units, in which words, until when (None: the deadline above)."""

    unit_ids: Sequence[int]
    task: str
    due_on: dt.date | None = None


@transaction.atomic
def hand_down(assignment_id: int, below: Below, *, by: Viewer, at: dt.datetime) -> list[UnitAssignment]:
    """分解 a part to units below its unit and issues what they get; returns the new parts.

    Raises Forbidden, Refused (not signed for, too deep, a unit that is not below or has a part already, a date gone by or beyond
    the deadline above, no words), Stale when the part changed meanwhile.
    """
    seen = read(assignment_id)
    if not by.may(Act.HAND_DOWN, relations(by, seen)):
        raise Forbidden("只有承担任务的单位可以分解任务。")
    task, due_on = checked(seen, below, at)
    offered = {unit.pk: unit for unit in units_below(seen.unit_id)}
    strangers = [pk for pk in below.unit_ids if pk not in offered]
    if strangers or not below.unit_ids:
        raise Refused(f"请选择{seen.unit}的下级单位。")
    # First, as in every act: whoever closes or hands over the part at the same moment is told, or tells us.
    move(seen)
    units = [offered[pk] for pk in dict.fromkeys(below.unit_ids)]
    story = {"units": [str(unit) for unit in units], "task": task, "due_on": str(due_on or "")}
    record(seen.item_id, "hand_down", by=by, at=at, assignment_id=seen.pk, data=story)
    made = []
    for unit in units:
        row = UnitAssignment(
            item=seen.item,
            unit=unit,
            upper=seen,
            role=Role.SUB,
            task=task,
            due_on=due_on,
            due_time=seen.due_time if due_on == seen.due_on else None,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(f"{unit}在这个事项中已有任务，不能再分给它。") from error
        made.append(issue(row.pk, by=by, at=at))
    return made


def checked(seen: UnitAssignment, below: Below, at: dt.datetime) -> tuple[str, dt.date | None]:
    """The words and the deadline of what is handed down; raises Refused."""
    if seen.state not in WORKING:
        raise Refused(
            f"{seen.unit}的这项任务现在是“{seen.get_state_display()}”，不能分解；签收之后、申请销号之前可以分解。"
        )
    if len(above(seen)) + 2 > MAX_DEPTH:
        raise Refused(f"一项任务最多分解到第{MAX_DEPTH}级，不能再往下分。")
    task = below.task.strip()
    if not 0 < len(task) <= TASK_LENGTH:
        raise Refused(f"请用不超过{TASK_LENGTH}个字写明下级单位要做什么。")
    due_on = below.due_on or seen.due_on
    if below.due_on and below.due_on < at.astimezone(SHANGHAI).date():
        raise Refused("下级任务的时限不能早于今天。")
    if seen.due_on and due_on and due_on > seen.due_on:
        raise Refused(f"下级任务的时限不能晚于本单位的时限{seen.due_on:%Y年%-m月%-d日}。")
    return task, due_on


@transaction.atomic
def settle_dates(assignment_id: int, *, by: Viewer, at: dt.datetime) -> list[UnitAssignment]:
    """Moves every deadline directly below that lies beyond the assignment's own to it; each an act with its line and message.

    Raises Forbidden, Refused (nothing to settle, the deadline above has passed), Stale.
    """
    seen = read(assignment_id)
    late = beyond(seen)
    if not late:
        raise Refused("下级任务的时限都在本任务的时限之内，无需调整。")
    assert seen.due_on is not None
    reason = f"上级任务的时限已提前到{seen.due_on:%Y年%-m月%-d日}"
    return [reschedule(row.pk, new_due_on=seen.due_on, reason=reason, by=by, at=at) for row in late]


def offered_units(by: Viewer, assignment: UnitAssignment) -> list[tuple[int, str, bool]]:
    """(id, name, has a part already) of the units directly below the part's unit; two queries."""
    taken = set(
        visible_assignments(by)
        .filter(item=assignment.item_id, upper=assignment)
        .exclude(state="cancelled")
        .values_list("unit", flat=True)
    )
    return [(unit.pk, str(unit), unit.pk in taken) for unit in units_below(assignment.unit_id)]
