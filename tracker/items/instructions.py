"""批示: a leader's instruction on an item, sent to the units concerned, and the answers that are owed to it.

The leader in charge writes it, or an officer enters it from the paper with the paper's date and number. It counts nowhere as
points: being written to by a leader is no merit and no fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import leader_posts, liaisons_of, officers_on

from .history import record
from .models import InstructionTarget, LeaderInstruction, ResponsibilityItem, UnitAssignment
from .queries import acting_for, doer, relations, visible_assignments, was_told
from .states import State

TOLD = 200


@dataclass(frozen=True, slots=True)
class Words:
    """An instruction as written. An officer names the leader, the paper's date and its number; a leader's own has none of them."""

    text: str
    answer_by: dt.date | None = None
    leader_name: str = ""
    given_on: dt.date | None = None
    paper_no: str = ""


def instructable(viewer: Viewer, item: ResponsibilityItem) -> list[UnitAssignment]:
    """The parts of an item to which the viewer could send an instruction now: issued, not cancelled, in their charge."""
    parts = visible_assignments(viewer).filter(was_told(), item=item).exclude(state=State.CANCELLED)
    return [
        part for part in parts.order_by("role", "pk") if viewer.may(Act.INSTRUCT, relations(viewer, part))
    ]


def enters_papers(viewer: Viewer) -> bool:
    """Does the viewer enter what leaders wrote on paper, instead of writing as a leader?"""
    return viewer.may(Act.INSTRUCT)


@transaction.atomic
def give_instruction(
    item: ResponsibilityItem,
    words: Words,
    *,
    to: Collection[int],
    token: str,
    by: Viewer,
    at: dt.datetime,
    corrects: LeaderInstruction | None = None,
) -> LeaderInstruction:
    """作批示 (or 录入批示) to the parts `to` (ids); their units are told. The same form sent again finds the first one.

    `corrects`: the withdrawn one that this takes the place of (instruction_changes.correct_instruction).
    Raises Forbidden, Refused (no words, no unit, a day gone by, an officer's entry without leader, date or number).
    """
    could = instructable(by, item)
    if not could and not enters_papers(by):
        raise Forbidden("只有分管领导和督查专员可以作批示。")
    parts = [part for part in could if part.pk in set(to)]
    if not parts:
        raise Refused("请选择要送达的单位；还没有交办的，请先交办。")
    today = at.astimezone(SHANGHAI).date()
    columns = columns_of(words, parts[0], by, today)
    try:
        with transaction.atomic():
            made = LeaderInstruction.objects.create(
                item=item, entered_by_id=by.actor_id, entered_as=doer(by, "instruct", parts[0]), entered_at=at, token=token,
                corrects=corrects, **columns,
            )  # fmt: skip
    except IntegrityError:
        return LeaderInstruction.objects.get(entered_by=by.actor_id, token=token)
    InstructionTarget.objects.bulk_create(
        InstructionTarget(instruction=made, assignment=part) for part in parts
    )
    story = {"instruction": made.pk, "leader": made.leader_name, "words": made.text[:TOLD]}
    for part in parts:
        record(item.pk, "instruct", by=by, at=at, assignment_id=part.pk, data=story)
    tell_units(made, parts, by=by, at=at)
    return made


def columns_of(words: Words, part: UnitAssignment, by: Viewer, today: dt.date) -> dict[str, object]:
    """What is stored of the words. Raises Refused naming what is missing or cannot be."""
    if not words.text.strip():
        raise Refused("请填写批示内容。")
    if words.answer_by is not None and words.answer_by < today:
        raise Refused("要求反馈的日期不能早于今天。")
    made: dict[str, object] = {"text": words.text.strip(), "answer_by": words.answer_by}
    if not enters_papers(by):
        name = acting_for(by, "instruct", part) or by.name
        return made | {"leader_name": name, "given_on": today, "paper_no": ""}
    if not (words.leader_name.strip() and words.given_on and words.paper_no.strip()):
        raise Refused("请填写批示领导、批示日期和文号；没有文号的写“无”。")
    if words.given_on > today:
        raise Refused("批示日期不能晚于今天。")
    return made | {
        "leader_name": words.leader_name.strip(),
        "given_on": words.given_on,
        "paper_no": words.paper_no.strip(),
    }


@transaction.atomic
def answer_instruction(target_id: int, text: str, *, by: Viewer, at: dt.datetime) -> InstructionTarget:
    """反馈批示: the unit's answer, once. The officers and the leader are told.

    Raises Http404, Forbidden, Refused (no words), Stale when somebody of the unit has answered or it was withdrawn.
    """
    target = get_target(by, target_id)
    if not by.may(Act.ANSWER_INSTRUCTION, relations(by, target.assignment)):
        raise Forbidden("只有责任单位可以反馈批示。")
    words = text.strip()
    if not words:
        raise Refused("请填写反馈内容。")
    if held(target.instruction_id).withdrawn_at is not None:
        raise Stale("这份批示已经撤回，不必再反馈。")
    name = doer(by, "answer_instruction", target.assignment)
    waiting = InstructionTarget.objects.filter(pk=target_id, answered_at=None)
    if waiting.update(answer=words, answered_by=by.actor_id, answered_as=name, answered_at=at) != 1:
        raise Stale("这份批示已由本单位其他人反馈。")
    story = {"instruction": target.instruction_id, "words": words[:TOLD]}
    record(target.assignment.item_id, "answer_instruction", by=by, at=at, assignment_id=target.assignment_id, data=story)  # fmt: skip
    target.refresh_from_db()
    tell_office(target, by=by, at=at)
    return target


def held(pk: int) -> LeaderInstruction:
    """The instruction, its row locked until the transaction ends: an answer and a withdrawal follow each other."""
    return LeaderInstruction.objects.select_for_update().get(pk=pk)


def get_target(viewer: Viewer, pk: int) -> InstructionTarget:
    """The instruction to one part, or Http404 when there is none that `viewer` may see."""
    rows = InstructionTarget.objects.filter(assignment__in=visible_assignments(viewer).values("pk"))
    found = rows.select_related("instruction", "assignment__item", "assignment__unit").filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份批示。")
    return found


def instructions_of(viewer: Viewer, item: ResponsibilityItem) -> list[LeaderInstruction]:
    """The instructions on an item that went to parts the viewer sees, newest first, each with those parts; two queries."""
    seen = visible_assignments(viewer).filter(item=item).values("pk")
    shown = InstructionTarget.objects.filter(assignment__in=seen).select_related(
        "assignment__unit", "assignment__item"
    )
    rows = LeaderInstruction.objects.filter(item=item, targets__in=shown.values("pk")).distinct()
    return list(
        rows.select_related("corrected_by").prefetch_related(Prefetch("targets", shown, to_attr="shown"))
    )


def waiting_instructions(viewer: Viewer, among: Q | None = None) -> QuerySet[InstructionTarget]:
    """The answers that are owed to instructions on parts the viewer sees, soonest first. What was cancelled owes none.

    `among`: of these parts only, said here so that the database need not go through all that there are.
    """
    seen = visible_assignments(viewer).filter(among or Q()).exclude(state=State.CANCELLED)
    rows = owing().filter(assignment__in=seen.values("pk"))
    rows = rows.select_related("instruction", "assignment__item", "assignment__unit")
    return rows.order_by("instruction__answer_by", "pk")


def owing() -> QuerySet[InstructionTarget]:
    """The answers that are owed by anybody, for jobs that act for nobody: asked for, not given, the instruction not withdrawn."""
    return InstructionTarget.objects.filter(
        answered_at=None, instruction__answer_by__isnull=False, instruction__withdrawn_at=None
    )


def mark_reminded(target: InstructionTarget, name: str) -> bool:
    """Compare-and-set: this reminder of the answer is the last one posted; False when another ticker was faster or it was answered."""
    waiting = InstructionTarget.objects.filter(pk=target.pk, reminded=target.reminded, answered_at=None)
    return waiting.update(reminded=name) == 1


def overdue_answers(viewer: Viewer, today: dt.date) -> list[InstructionTarget]:
    """The answers whose day has gone by, on parts the viewer sees, the longest overdue first; one query."""
    return list(waiting_instructions(viewer).filter(instruction__answer_by__lt=today))


def owed_answers(viewer: Viewer) -> list[InstructionTarget]:
    """What the viewer's own units owe; empty, and no query, for whoever answers for no unit."""
    if Relation.OWN not in viewer.relations_granting(Act.ANSWER_INSTRUCTION):
        return []
    return list(waiting_instructions(viewer, Q(unit__in=viewer.units)))


def tell_units(made: LeaderInstruction, parts: list[UnitAssignment], *, by: Viewer, at: dt.datetime) -> None:
    """One message to each liaison of each unit; keyed by instruction, part and person."""
    people = liaisons_of({part.unit_id for part in parts}, at.astimezone(SHANGHAI).date())
    for part in parts:
        context = {"instruction": made, "assignment": part, "item": part.item}
        send("item_instruct", f"instruct:i{made.pk}:a{part.pk}", people[part.unit_id], context, by=by, at=at)


def tell_office(target: InstructionTarget, *, by: Viewer, at: dt.datetime) -> None:
    """One message to each officer, and to the leader where the office knows one of that name who may see the part."""
    today = at.astimezone(SHANGHAI).date()
    name = target.instruction.leader_name
    leaders = [row.person for row in leader_posts(today) if str(row.person) == name]
    people = {person.pk: person for person in [*officers_on(today), *leaders]}
    context = {"target": target, "instruction": target.instruction, "assignment": target.assignment, "item": target.assignment.item}  # fmt: skip
    send("item_answer", f"instruct-answer:t{target.pk}", list(people.values()), context, by=by, at=at)


def send(kind: str, key: str, people: list[Person], context: dict, *, by: Viewer, at: dt.datetime) -> None:
    url = reverse("portal:item", args=[context["item"].pk])
    for person in people:
        if person.pk != by.person_id:
            post(
                key=f"{key}:p{person.pk}",
                kind=kind,
                recipient=person,
                rendered=render(kind, {**context, "person": person, "url": url}),
                url=url,
                thread=f"item-{context['item'].pk}",
                at=at,
            )
