"""改派 and 调整分工: another unit goes on with a part, or the part's role changes. Each act one transaction with its Events and messages.

The part of the unit that gives it up is cancelled and stays as it was: its reports, its history and its reminders that went out are its own.
The unit that takes it over gets a part of its own with the same deadline, signs for it, and is judged by what it does from then on
(DOMAIN e8: time is charged to whoever holds the matter). Planned looks and milestones still to be reached go along.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI, day_at
from tracker.common.errors import Forbidden, Refused
from tracker.org.models import Unit
from tracker.org.queries import unit_in_use

from . import announcements
from .extensions import move, read, written
from .history import record
from .models import Milestone, ResponsibilityItem, UnitAssignment, Verification
from .operations import fall_below, needed, slip_number, withdraw_extension
from .queries import relations
from .states import MOVABLE, State

Role = UnitAssignment.Role


@transaction.atomic
def hand_over(
    assignment_id: int,
    *,
    unit_id: int,
    new_due_on: dt.date | None = None,
    reason: str,
    by: Viewer,
    at: dt.datetime,
) -> UnitAssignment:
    """改派: gives the part to another unit and returns the new part; without `new_due_on` the deadline stays.

    Raises Forbidden, Refused (handed in or done, the unit is out of use or has a part already, a date gone by, later where
    only earlier is allowed), Stale when the part changed meanwhile.
    """
    seen = read(assignment_id)
    if not by.may(Act.REASSIGN, relations(by, seen)):
        raise Forbidden("只有督查专员可以改派。")
    told = needed(reason)
    due_on = new_due_on or seen.due_on
    unit = taker_of(seen, unit_id, due_on, at)
    move(seen, state=State.CANCELLED)
    withdraw_extension(seen.pk, because="改派", at=at, by_id=by.actor_id)
    # The units below belong to the unit that gives it up: the next one hands down to its own.
    fall_below(seen, "cancel", because="上级任务改派", by=by, at=at)
    made = taken_over(seen, unit, due_on, at)
    Verification.objects.filter(assignment=seen, done_at=None).update(assignment=made)
    Milestone.objects.filter(assignment=seen, done_on=None).update(assignment=made)
    story = {"moved": [str(seen.unit), str(unit)], "reason": told}
    gone = {**story, "from": seen.state, "to": State.CANCELLED.value}
    record(seen.item_id, "hand_over", by=by, at=at, assignment_id=seen.pk, data=gone)
    come = {**story, "to": made.state, **({"slip_no": made.slip_no} if made.slip_no else {})}
    record(seen.item_id, "take_over", by=by, at=at, assignment_id=made.pk, data=come)
    if seen.state != State.REGISTERED:
        # Before it was issued the unit had not been told of it, and the other one hears of it with the slip.
        announcements.announce("hand_over", read(seen.pk), by=by, at=at, reason=told)
        announcements.announce("take_over", read(made.pk), by=by, at=at, reason=told)
    return read(made.pk)


def taker_of(seen: UnitAssignment, unit_id: int, due_on: dt.date | None, at: dt.datetime) -> Unit:
    """The unit that is to take over; raises Refused where the part cannot move, or not to that unit."""
    unit = unit_in_use(unit_id, day_at(at))
    if unit is None:
        raise Refused("请选择一个在用的单位。")
    why = why_not_handed_over(seen, unit, due_on, at)
    if why:
        raise Refused(why)
    return unit


def why_not_handed_over(seen: UnitAssignment, unit: Unit, due_on: dt.date | None, at: dt.datetime) -> str:
    """Why the unit cannot go on with the part by this date, as a sentence; "" when it can, unless it has a part of the item already."""
    if seen.upper_id:
        return "这是下级任务，请由上级单位撤销后另行分解。"
    if seen.state not in MOVABLE:
        return f"{seen.unit}的这项任务现在是“{seen.get_state_display()}”，不能改派。"
    if unit.pk == seen.unit_id:
        return f"{unit}已经是该事项的责任单位，不用改派。"
    if due_on is None:
        return ""
    today = at.astimezone(SHANGHAI).date()
    allowed = seen.item.extension_allowed
    if seen.due_on and due_on > seen.due_on and not allowed:
        return "这项任务的时限只能提前，不能推后。"
    if due_on < today and (due_on != seen.due_on or allowed):
        return f"时限{written(due_on)}已过，请给接办单位定一个今天或以后的时限。"
    return ""


def has_part(unit: Unit) -> str:
    """The sentence for a unit that has a part of the item already."""
    return f"{unit}已经是该事项的责任单位，不能再改派给它。"


def taken_over(seen: UnitAssignment, unit: Unit, due_on: dt.date | None, at: dt.datetime) -> UnitAssignment:
    """The new part; raises Refused where the unit has one already."""
    same_day = due_on == seen.due_on
    is_issued = seen.state != State.REGISTERED
    made = UnitAssignment(
        item=seen.item,
        unit=unit,
        role=seen.role,
        named_as=seen.named_as,
        due_text=seen.due_text,
        due_on=due_on,
        due_time=seen.due_time if same_day else None,
        is_approximate=seen.is_approximate and same_day,
        original_due_on=None if same_day else seen.due_on,
        state=State.ISSUED if is_issued else State.REGISTERED,
        issued_at=at if is_issued else None,
        taken_over_from=seen,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(has_part(unit)) from error
    if is_issued:
        made.slip_no = slip_number(made.pk)
        made.save(update_fields=["slip_no"])
    return made


@transaction.atomic
def change_role(assignment_id: int, *, reason: str, by: Viewer, at: dt.datetime) -> UnitAssignment:
    """调整分工: a supporting unit leads from now on, or a leading one supports. Raises Forbidden, Refused (the only lead), Stale."""
    seen = read(assignment_id)
    if not by.may(Act.REASSIGN, relations(by, seen)):
        raise Forbidden("只有督查专员可以调整分工。")
    told = needed(reason)
    if seen.upper_id or seen.state not in MOVABLE:
        what = "下级任务" if seen.upper_id else f"“{seen.get_state_display()}”"
        raise Refused(f"{seen.unit}的这项任务现在是{what}，不能调整分工。")
    role = other_role(seen)
    move(seen, role=role)
    # After the move: of two leads that step down at once the second finds the first one gone.
    if role != Role.LEAD and not leads_left(seen):
        raise Refused("这是唯一的牵头单位，请先确定另一个牵头单位。")
    now = read(seen.pk)
    story = {"moved": [seen.get_role_display(), now.get_role_display()], "reason": told}
    record(seen.item_id, "change_role", by=by, at=at, assignment_id=seen.pk, data=story)
    if seen.state != State.REGISTERED:
        announcements.announce("change_role", now, by=by, at=at, reason=told)
    return now


def other_role(assignment: UnitAssignment) -> str:
    """What the part would become."""
    return Role.SUPPORT.value if assignment.role == Role.LEAD else Role.LEAD.value


def leads_left(assignment: UnitAssignment) -> bool:
    """Is there still a lead? The item's row is locked first, so that two cannot step down past each other."""
    ResponsibilityItem.objects.select_for_update().only("pk").get(pk=assignment.item_id)
    others = UnitAssignment.objects.filter(item=assignment.item_id, role=Role.LEAD)
    return others.exclude(state=State.CANCELLED).exists()
