"""Writes on items and assignments. Each act: a conditional update on (state, revision), its Event and its messages, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from tracker.access.policy import RECUSED, Act, Viewer
from tracker.common.dates import day_at
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.org.queries import in_use

from . import announcements
from .act_names import POLICY_ACT
from .history import record
from .models import ExtensionRequest, UnitAssignment
from .queries import handed_in_by, of_office, relations, why_aside
from .states import DONE, EXTENDABLE, MOVES, State

# Acts after which nothing below may be open; acts that what is below follows; acts that need the part above to be at work.
FINISHES = frozenset({"request_close", "close"})
FALLS_BELOW = frozenset({"cancel", "suspend"})
REVIVES = frozenset({"reopen", "resume"})


@dataclass(frozen=True, slots=True)
class Entered:
    """Through which row of which returned feedback sheet an act came in."""

    name: str
    sha256: str
    row: int


@transaction.atomic
def act_on(
    assignment_id: int,
    act: str,
    *,
    by: Viewer,
    at: dt.datetime,
    data: dict | None = None,
    seen_revision: int | None = None,
    entered: Entered | None = None,
    **columns: Any,
) -> UnitAssignment:
    """Makes one move of the table on an assignment and returns it as it is now.

    An act that is `entered` from a unit's sheet asks the policy for that; the history names the row.
    `seen_revision` is the one the person had before them, for an act that may be repeated: without it a double click on
    a report would be two reports. Raises Forbidden when the policy does not let `by` do it, Refused when the state does
    not allow it, Stale when somebody else changed the row between reading and writing.
    """
    seen = read(assignment_id)
    demand(act, seen, by, is_entered=entered is not None)
    target = MOVES[act].target.value
    revision = seen.revision if seen_revision is None else seen_revision
    changed = UnitAssignment.objects.filter(pk=seen.pk, state=seen.state, revision=revision).update(
        state=target, revision=revision + 1, **columns
    )
    now = read(assignment_id)
    if changed != 1:
        raise Stale(f"{now.unit}的这项任务刚被他人改动，现在是“{now.get_state_display()}”，请核对后再操作。")
    if act in FINISHES:
        refuse_open_below(now, act)
    if target not in EXTENDABLE:
        withdraw_extension(seen.pk, because=MOVES[act].label, at=at)
    story = {"from": seen.state, "to": target, **(data or {}), **told_of(entered)}
    record(seen.item_id, act, by=by, at=at, assignment_id=seen.pk, data=story)
    if act == "issue" or seen.state != State.REGISTERED:
        # Nobody is told that something was taken back which they never got.
        announcements.announce(act, now, by=by, at=at, reason=(data or {}).get("reason", ""))
    if act in FALLS_BELOW:
        fall_below(seen, act, because=f"上级任务{MOVES[act].label}", by=by, at=at)
    return now


def read(assignment_id: int) -> UnitAssignment:
    """The assignment with item and unit. Raises Stale where it went with an import that was taken back."""
    try:
        return UnitAssignment.objects.select_related("item", "unit").get(pk=assignment_id)
    except UnitAssignment.DoesNotExist:
        raise Stale("这项任务所在的台账刚被整批撤回，请刷新页面。") from None


def told_of(entered: Entered | None) -> dict[str, Any]:
    """What the history keeps of the sheet an act came in through."""
    return {"sheet": asdict(entered)} if entered else {}


def demand(act: str, seen: UnitAssignment, by: Viewer, *, is_entered: bool) -> None:
    """Raises Forbidden or Refused for a move that the policy, the state or the part above does not allow."""
    demand_post(act, seen, by, is_entered=is_entered)
    why = why_not_moved(act, seen)
    if why:
        raise Refused(why)
    if act in REVIVES and seen.upper:
        hold_upper(seen.upper, act)


def demand_post(act: str, seen: UnitAssignment, by: Viewer, *, is_entered: bool = False) -> None:
    """Raises Forbidden for a move that the person's post does not allow, or from which they stand aside."""
    asked = Act.ENTER_SHEET if is_entered else POLICY_ACT[act]
    stands = relations(by, seen)
    aside = why_aside(by, asked, stands, handed_in_by(seen.pk).first() if asked in RECUSED else None)
    if aside or not by.may(asked, stands):
        raise Forbidden(aside or f"您的岗位不能{MOVES[act].label}这项任务。")


def hold_upper(upper: UnitAssignment, act: str) -> None:
    """Before a part that was handed down lives again: the one above must still be worked on, and its row is taken first.

    Its new revision makes whoever closes it at the same moment lose, or us. Raises Refused, Stale.
    """
    if upper.state not in EXTENDABLE:
        state = upper.get_state_display()
        raise Refused(f"上级任务（{upper.unit}）现在是“{state}”，不能{MOVES[act].label}下级任务。")
    as_seen = UnitAssignment.objects.filter(pk=upper.pk, state=upper.state, revision=upper.revision)
    if as_seen.update(revision=upper.revision + 1) != 1:
        raise Stale(f"上级任务（{upper.unit}）刚被他人改动，请核对后再操作。")


def refuse_open_below(now: UnitAssignment, act: str) -> None:
    """Raises Refused while a part that was handed down from this one is open. Asked after the part's own row was taken."""
    below = UnitAssignment.objects.filter(upper=now.pk).exclude(state__in=DONE)
    names = [str(part.unit) for part in below.select_related("unit").order_by("unit__order", "pk")]
    if names:
        raise Refused(open_below(names, act))


def open_below(names: Sequence[str], act: str) -> str:
    """The sentence for a part under which units have not finished."""
    named = "、".join(names[:5]) + (f"等{len(names)}个" if len(names) > 5 else "")
    return f"下级任务还没有办结（{named}），请先销号或撤销下级任务，再{MOVES[act].label}。"


def fall_below(upper: UnitAssignment, act: str, *, because: str, by: Viewer, at: dt.datetime) -> None:
    """What was handed down falls with the part above it: each an act of its own, with its line and its messages."""
    below = UnitAssignment.objects.filter(upper=upper.pk, state__in=MOVES[act].sources).order_by("pk")
    for pk in list(below.values_list("pk", flat=True)):
        act_on(pk, act, by=by, at=at, data={"reason": because})


def why_not_moved(act: str, assignment: UnitAssignment) -> str:
    """Why the state does not allow the act, as a sentence; "" when it does. `unit` must be loaded."""
    if assignment.state in MOVES[act].sources:
        return ""
    return f"{assignment.unit}的这项任务现在是“{assignment.get_state_display()}”，不能{MOVES[act].label}。"


def withdraw_extension(
    assignment_id: int, *, because: str, at: dt.datetime, by_id: int | None = None
) -> None:
    """A request for a later date that still waits falls: nobody has to answer it any more."""
    waiting = ExtensionRequest.objects.filter(assignment=assignment_id, state=ExtensionRequest.State.ASKED)
    waiting.update(
        state=ExtensionRequest.State.WITHDRAWN,
        decided_by=by_id,
        decided_at=at,
        answer=f"因{because}而失效",
    )


def issue(
    assignment_id: int, *, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """交办: hands the item to the unit; its liaisons are told."""
    slip_no = slip_number(assignment_id)
    return act_on(
        assignment_id,
        "issue",
        by=by,
        at=at,
        data={"slip_no": slip_no},
        seen_revision=seen_revision,
        issued_at=at,
        slip_no=slip_no,
    )


def slip_number(assignment_id: int) -> str:
    """The number of the slip: the item's number and the assignment's place in it, 督〔2026〕12-3-1."""
    assignment = UnitAssignment.objects.select_related("item").get(pk=assignment_id)
    before = UnitAssignment.objects.filter(item=assignment.item_id, pk__lt=assignment_id).count()
    return f"{assignment.item.item_no}-{before + 1}"


def acknowledge(
    assignment_id: int,
    *,
    by: Viewer,
    at: dt.datetime,
    seen_revision: int | None = None,
    entered: Entered | None = None,
) -> UnitAssignment:
    """签收: the unit takes note of the item."""
    columns = {"acknowledged_at": at, "acknowledged_by_id": by.person_id}
    seen = {"seen_revision": seen_revision, "entered": entered}
    return act_on(assignment_id, "acknowledge", by=by, at=at, **seen, **columns)  # type: ignore[arg-type]


def request_close(
    assignment_id: int,
    *,
    by: Viewer,
    at: dt.datetime,
    seen_revision: int | None = None,
    entered: Entered | None = None,
) -> UnitAssignment:
    """申请销号: the unit says it is done; from now on its time no longer runs."""
    seen = {"seen_revision": seen_revision, "entered": entered}
    return act_on(assignment_id, "request_close", by=by, at=at, finished_at=at, **seen)  # type: ignore[arg-type]


def verify(
    assignment_id: int, *, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """开始核查: an officer takes the request up."""
    return act_on(assignment_id, "verify", by=by, at=at, seen_revision=seen_revision)


def close(
    assignment_id: int, *, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """销号: the office accepts that the duty is done."""
    return act_on(assignment_id, "close", by=by, at=at, seen_revision=seen_revision, closed_at=at)


def return_for_rework(
    assignment_id: int, *, reason: str, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """退回重办: the office does not accept it; the reason goes to the unit and into the history."""
    return act_on(
        assignment_id,
        "return",
        by=by,
        at=at,
        data={"reason": needed(reason)},
        seen_revision=seen_revision,
        finished_at=None,
    )


def suspend(
    assignment_id: int, *, reason: str, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """挂账中止: the duty rests; it has no light and nobody is reminded of it."""
    return act_on(
        assignment_id, "suspend", by=by, at=at, data={"reason": needed(reason)}, seen_revision=seen_revision
    )


def resume(
    assignment_id: int, *, reason: str, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """恢复办理: the duty goes on with the deadline it has; the unit signs for it again."""
    return act_on(
        assignment_id, "resume", by=by, at=at, data={"reason": needed(reason)}, seen_revision=seen_revision
    )


def cancel(
    assignment_id: int, *, reason: str, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """撤销: the duty no longer stands."""
    return act_on(
        assignment_id, "cancel", by=by, at=at, data={"reason": needed(reason)}, seen_revision=seen_revision
    )


def reopen(
    assignment_id: int, *, reason: str, by: Viewer, at: dt.datetime, seen_revision: int | None = None
) -> UnitAssignment:
    """重新办理: a closed duty turns out not to be done."""
    return act_on(
        assignment_id,
        "reopen",
        by=by,
        at=at,
        seen_revision=seen_revision,
        data={"reason": needed(reason)},
        finished_at=None,
        closed_at=None,
    )


def needed(text: str, what: str = "理由") -> str:
    """The text without blanks at its ends; raises Refused, which names what is missing (needed("", "答复意见")), when there is none."""
    if not text.strip():
        raise Refused(f"请填写{what}。")
    return text.strip()


def issue_all(item_ids: list[int], *, by: Viewer, at: dt.datetime) -> int:
    """Issues every registered assignment of the items; returns how many. Ones already issued are passed over.

    So are those of a unit out of use, or of a temporary body past its last day: they wait for another unit (`homeless`).
    """
    waiting = UnitAssignment.objects.filter(
        of_office(), in_use(day_at(at), "unit__"), item__in=item_ids, state=State.REGISTERED
    )
    return sum(1 for pk in list(waiting.values_list("pk", flat=True)) if issued(pk, by=by, at=at))


def issued(assignment_id: int, *, by: Viewer, at: dt.datetime) -> bool:
    """Issues one assignment; False when somebody else has just done it."""
    try:
        issue(assignment_id, by=by, at=at)
    except (Refused, Stale):
        return False
    return True
