"""A wrong 批示 taken back, or given anew in its place. Its words and the answers to it stay to be read; nobody owes one to it any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.http import Http404

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.org.queries import liaisons_of

from .history import record
from .instructions import TOLD, Words, enters_papers, give_instruction, held, send
from .models import InstructionTarget, LeaderInstruction, UnitAssignment
from .operations import needed
from .queries import doer, relations, visible_assignments

LONGEST = 500


def get_instruction(viewer: Viewer, pk: int) -> LeaderInstruction:
    """The instruction, or Http404 when the viewer sees none of the parts it went to."""
    seen = InstructionTarget.objects.filter(assignment__in=visible_assignments(viewer).values("pk"))
    found = (
        LeaderInstruction.objects.filter(pk=pk, targets__in=seen).select_related("item").distinct().first()
    )
    if found is None:
        raise Http404("没有这份批示。")
    return found


def may_change(viewer: Viewer, one: LeaderInstruction, parts: list[UnitAssignment] | None = None) -> bool:
    """May the viewer take it back? Officers what was entered from paper, a leader (or the deputy) what was written in their name.

    One query for a leader, none where `parts` are those it went to, as far as the viewer sees them.
    """
    if one.withdrawn_at is not None:
        return False
    if one.paper_no:
        return enters_papers(viewer)
    names = {behalf.name for behalf in viewer.stands_in} | {viewer.name}
    if one.entered_by_id != viewer.person_id and one.leader_name not in names:
        return False
    return any(
        viewer.may(Act.INSTRUCT, relations(viewer, part))
        for part in (parts if parts is not None else parts_of(one))
    )


def changeable(viewer: Viewer, shown: list[LeaderInstruction]) -> set[int]:
    """Those of an item's instructions, as instructions_of gives them, that the viewer may take back; no query."""
    return {one.pk for one in shown if may_change(viewer, one, [target.assignment for target in one.shown])}  # type: ignore[attr-defined]


def parts_of(one: LeaderInstruction) -> list[UnitAssignment]:
    """The parts it went to, with item and unit; one query."""
    rows = InstructionTarget.objects.filter(instruction=one).select_related(
        "assignment__item", "assignment__unit"
    )
    return [target.assignment for target in rows]


@transaction.atomic
def withdraw_instruction(pk: int, *, reason: str, by: Viewer, at: dt.datetime) -> LeaderInstruction:
    """撤回批示: the units are told with the reason. Raises Http404, Forbidden, Refused (no reason), Stale when it was withdrawn before."""
    return taken_back(get_instruction(by, pk), needed(reason), by=by, at=at)


@transaction.atomic
def correct_instruction(
    pk: int, words: Words, *, reason: str, to: Collection[int], token: str, by: Viewer, at: dt.datetime
) -> LeaderInstruction:
    """更正批示: the wrong one is withdrawn and another stands in its place, both or neither. The same form sent again finds it.

    Raises as withdraw_instruction and give_instruction.
    """
    wrong = get_instruction(by, pk)
    made = LeaderInstruction.objects.filter(entered_by=by.actor_id, token=token, corrects=wrong).first()
    if made is not None:
        return made
    wrong = taken_back(wrong, needed(reason), by=by, at=at)
    return give_instruction(wrong.item, words, to=to, token=token, by=by, at=at, corrects=wrong)


def taken_back(one: LeaderInstruction, reason: str, *, by: Viewer, at: dt.datetime) -> LeaderInstruction:
    """Marks it, writes a line for every part it went to and tells their units; in the caller's transaction."""
    if len(reason) > LONGEST:
        raise Refused(f"理由最多{LONGEST}字。")
    now = held(one.pk)
    if now.withdrawn_at is not None:
        raise Stale(f"这份批示已由{now.withdrawn_as}撤回。")
    if not may_change(by, one):
        raise Forbidden("只有作批示的领导可以撤回批示；按纸件录入的，由督查专员撤回。")
    parts = parts_of(one)
    name = doer(by, "withdraw_instruction", parts[0])
    LeaderInstruction.objects.filter(pk=one.pk).update(
        withdrawn_at=at, withdrawn_by=by.actor_id, withdrawn_as=name, withdrawn_why=reason
    )
    story = {"instruction": one.pk, "words": f"{one.text[:TOLD]}（理由：{reason[:TOLD]}）"}
    for part in parts:
        record(one.item_id, "withdraw_instruction", by=by, at=at, assignment_id=part.pk, data=story)
    people = liaisons_of({part.unit_id for part in parts}, at.astimezone(SHANGHAI).date())
    one.refresh_from_db()
    for part in parts:
        context = {"instruction": one, "assignment": part, "item": part.item, "reason": reason}
        send("item_withdraw_instruction", f"instruct-withdrawn:i{one.pk}:a{part.pk}", people[part.unit_id], context, by=by, at=at)  # fmt: skip
    return one
