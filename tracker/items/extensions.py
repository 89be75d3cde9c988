"""延期: asking for a later date, the answer, and a date the office moves by itself. Each act one transaction with its Event and messages.

Rules (DOMAIN, extension): asked before the due date with reason and new date; an item that allows none can only move earlier; what is
granted after the deadline has passed gives a new date to work by, but punctuality is still judged by the old one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.org.queries import the_office

from . import announcements
from .history import record
from .models import ExtensionRequest, UnitAssignment
from .operations import needed, read, withdraw_extension
from .queries import due_of, relations
from .states import DONE, EXTENDABLE

Asked = ExtensionRequest.State


@transaction.atomic
def ask_extension(
    assignment_id: int, *, new_due_on: dt.date, reason: str, by: Viewer, at: dt.datetime
) -> ExtensionRequest:
    """申请延期: the unit asks for `new_due_on`; the office is told.

    Raises Forbidden, Refused (item without extension, no deadline, deadline passed, date not later, a request already
    waits), Stale when the assignment changed meanwhile.
    """
    seen = read(assignment_id)
    if not by.may(Act.ASK_EXTENSION, relations(by, seen)):
        raise Forbidden("只有责任单位可以申请延期。")
    why = why_not_extendable(seen, at)
    if why:
        raise Refused(why)
    assert seen.due_on is not None
    if new_due_on <= seen.due_on:
        raise Refused(f"申请的日期应晚于现在的时限{written(seen.due_on)}。")
    refuse(why_beyond_upper(seen, new_due_on))
    told = needed(reason)
    move(seen)
    try:
        with transaction.atomic():
            made = ExtensionRequest.objects.create(
                assignment=seen,
                old_due_on=seen.due_on,
                new_due_on=new_due_on,
                reason=told,
                asked_by_id=by.actor_id,
                asked_at=at,
            )
    except IntegrityError as error:
        raise Refused("这项任务已有一份延期申请在等待答复。") from error
    log(seen, "ask_extension", by=by, at=at, reason=told, new_due_on=new_due_on)
    return made


def why_not_extendable(assignment: UnitAssignment, at: dt.datetime) -> str:
    """Why no later date can be asked for now, as a sentence; "" when one can. `item` must be loaded."""
    if not assignment.item.extension_allowed:
        return "这项任务的时限只能提前，不能延期。"
    if assignment.state not in EXTENDABLE:
        return f"这项任务现在是“{assignment.get_state_display()}”，不能申请延期。"
    due = due_of(assignment, the_office().closing_time)
    if due is None:
        return "这项任务没有时限，无需延期。"
    if at > due.moment:
        return "时限已过，不能再申请延期，请反馈进展并说明原因。"
    return ""


@transaction.atomic
def decide_extension(
    request_id: int, *, granted: bool, answer: str, by: Viewer, at: dt.datetime
) -> ExtensionRequest:
    """答复延期申请: the later date holds from now on, or the old one stays and the unit reads why.

    Raises Forbidden, Refused (no words to a refusal), Stale when it was answered or the assignment changed meanwhile.
    """
    request = ExtensionRequest.objects.select_related("assignment__item", "assignment__unit").get(
        pk=request_id
    )
    seen = request.assignment
    if not by.may(Act.DECIDE_EXTENSION, relations(by, seen)):
        raise Forbidden("您的岗位不能答复延期申请。")
    words = answer.strip() if granted else needed(answer)
    if granted:
        refuse(why_beyond_upper(seen, request.new_due_on))
    # The assignment first, as in every act on it: two acts that take the rows in another order wait for each other for ever.
    move(seen, **(moved_due(seen, request.new_due_on, at) if granted else {}))
    waiting = ExtensionRequest.objects.filter(pk=request_id, state=Asked.ASKED)
    state = Asked.GRANTED if granted else Asked.REFUSED
    if waiting.update(state=state, decided_by=by.actor_id, decided_at=at, answer=words) != 1:
        request.refresh_from_db()
        raise Stale(f"这份延期申请{request.get_state_display()}，不必再答复。")
    act = "grant_extension" if granted else "refuse_extension"
    log(seen, act, by=by, at=at, reason=words, new_due_on=request.new_due_on)
    return ExtensionRequest.objects.select_related("assignment__unit").get(pk=request_id)


def decide_waiting(
    assignment_id: int, *, granted: bool, answer: str, by: Viewer, at: dt.datetime
) -> ExtensionRequest:
    """As decide_extension, for the one request of a part that waits. Raises Refused, too, where none does."""
    waiting = ExtensionRequest.objects.filter(assignment=assignment_id, state=Asked.ASKED).first()
    if waiting is None:
        raise Refused("这项任务没有等待答复的延期申请。")
    return decide_extension(waiting.pk, granted=granted, answer=answer, by=by, at=at)


@transaction.atomic
def reschedule(
    assignment_id: int, *, new_due_on: dt.date, reason: str, by: Viewer, at: dt.datetime
) -> UnitAssignment:
    """调整时限: the office sets another date. A request that waits falls with it.

    Raises Forbidden, Refused (finished or cancelled, the same date, a day gone by, later where only earlier is allowed), Stale.
    """
    seen = read(assignment_id)
    if not by.may(Act.RESCHEDULE, relations(by, seen)):
        raise Forbidden("您的岗位不能调整时限。")
    told = needed(reason)
    why = why_not_rescheduled(seen, new_due_on, at)
    if why:
        raise Refused(why)
    move(seen, **moved_due(seen, new_due_on, at))
    withdraw_extension(seen.pk, because="调整时限", at=at, by_id=by.actor_id)
    log(seen, "reschedule", by=by, at=at, reason=told, new_due_on=new_due_on)
    return read(assignment_id)


def refuse(why: str) -> None:
    """Raises Refused for a sentence that says why not."""
    if why:
        raise Refused(why)


def why_beyond_upper(seen: UnitAssignment, new_due_on: dt.date) -> str:
    """Why a part that was handed down cannot have this date: it lies beyond the deadline above it; "" when it can."""
    upper = seen.upper
    if upper is not None and upper.due_on is not None and new_due_on > upper.due_on:
        return f"下级任务的时限不能晚于上级任务（{upper.unit}）的时限{written(upper.due_on)}。"
    return ""


def why_not_rescheduled(assignment: UnitAssignment, new_due_on: dt.date, at: dt.datetime) -> str:
    """Why the office cannot set this date, as a sentence; "" when it can. `item`, `unit` and `upper` with its unit must be loaded."""
    if assignment.state in DONE or assignment.finished_at is not None:
        return f"{assignment.unit}的这项任务现在是“{assignment.get_state_display()}”，不能调整时限。"
    if new_due_on < at.astimezone(SHANGHAI).date():
        return "新的时限不能早于今天。"
    if new_due_on == assignment.due_on:
        return "新的时限与现在的时限相同。"
    if assignment.due_on and new_due_on > assignment.due_on and not assignment.item.extension_allowed:
        return "这项任务的时限只能提前，不能推后。"
    return why_beyond_upper(assignment, new_due_on)


def moved_due(assignment: UnitAssignment, new_due_on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """The columns of a moved deadline: the first date is kept, and the date to be judged by where the move came too late."""
    old = due_of(assignment, the_office().closing_time)
    judged = assignment.judged_due_on
    if old is not None and at > old.moment:
        judged = judged or old.on
    if judged is not None and new_due_on <= judged:
        judged = None
    return {
        "due_on": new_due_on,
        "is_approximate": False,
        "original_due_on": assignment.original_due_on or assignment.due_on,
        "judged_due_on": judged,
    }


def move(seen: UnitAssignment, **columns: Any) -> None:
    """The compare-and-set on (state, revision); the new revision makes the reminders be planned anew. Raises Stale."""
    as_seen = UnitAssignment.objects.filter(pk=seen.pk, state=seen.state, revision=seen.revision)
    if as_seen.update(revision=seen.revision + 1, **columns) != 1:
        raise Stale(f"{seen.unit}的这项任务刚被他人改动，请核对后再操作。")


def log(
    seen: UnitAssignment, act: str, *, by: Viewer, at: dt.datetime, reason: str, new_due_on: dt.date
) -> None:
    """The line of the history and the messages."""
    dates = {"old_due_on": str(seen.due_on or ""), "new_due_on": str(new_due_on)}
    record(seen.item_id, act, by=by, at=at, assignment_id=seen.pk, data={"reason": reason, **dates})
    old = seen.due_on
    now = read(seen.pk)
    told = {"old_due_on": old, "new_due_on": new_due_on, "beyond": beyond(now) if act == "reschedule" else []}
    announcements.announce(act, now, by=by, at=at, reason=reason, told=told)


def beyond(assignment: UnitAssignment) -> list[UnitAssignment]:
    """The open parts directly below whose deadline lies beyond the assignment's own, or that have none; one query."""
    if assignment.due_on is None:
        return []
    rows = UnitAssignment.objects.filter(upper=assignment, finished_at=None).exclude(state__in=DONE)
    outside = Q(due_on__gt=assignment.due_on) | Q(due_on__isnull=True)
    return list(rows.filter(outside).select_related("unit").order_by("unit__order", "pk"))


def written(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
