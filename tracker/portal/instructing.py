"""批示 from the pages: a leader's or an officer's form on an item, and a unit's answer."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.items import instruction_changes, instructions
from tracker.items.models import LeaderInstruction
from tracker.items.queries import get_item

from .acts import board_answer, board_of, demand, in_slot, item_answer
from .forms import ReasonForm
from .forms_talking import AnswerInstructionForm, InstructionForm


@require_http_methods(["GET", "POST"])
def instruct(request: ViewerRequest, pk: int) -> HttpResponse:
    """作批示, or 录入批示 for an officer. What was typed stays beside what was wrong."""
    viewer, item = request.viewer, get_item(request.viewer, pk)
    enters = instructions.enters_papers(viewer)
    parts = instructions.instructable(viewer, item)
    if not parts and not enters:
        raise PermissionDenied("只有分管领导和督查专员可以作批示。")
    first = {"token": secrets.token_hex(16), "to": [part.pk for part in parts], "given_on": timezone.localdate(), "leader_name": item.leader_in_charge or item.leader_text}  # fmt: skip
    posted = request.POST if request.method == "POST" else None
    form = InstructionForm(posted, parts=parts, enters=enters, initial=first)
    if form.is_bound and form.is_valid():
        try:
            made = instructions.give_instruction(
                item, form.words, to=form.cleaned_data["to"], token=form.cleaned_data["token"], by=viewer, at=timezone.now()
            )  # fmt: skip
            messages.success(request, f"{made.leader_name}的批示已送达 {made.targets.count()} 个单位。")
            return item_answer(request, pk)
        except Refused as error:
            form.add_error(None, str(error))
    context = {
        "item": item,
        "form": form,
        "enters": enters,
        "label": "录入批示" if enters else "作批示",
        "template": "portal/_instruct.html",
        "section": "portal:items",
    }
    return in_slot(request, "portal/_instruct.html", context, "#instruct-slot")


@require_http_methods(["GET", "POST"])
def instruction_correct(request: ViewerRequest, pk: int) -> HttpResponse:
    """更正批示: the form as the wrong one was written, with the reason; the wrong one is withdrawn with it."""
    viewer, wrong = request.viewer, changeable(request, pk)
    item = get_item(viewer, wrong.item_id)
    enters = instructions.enters_papers(viewer)
    parts = instructions.instructable(viewer, item)
    sent = set(wrong.targets.values_list("assignment", flat=True))
    first = {
        "token": secrets.token_hex(16),
        "to": [part.pk for part in parts if part.pk in sent],
        **written(wrong),
    }
    posted = request.POST if request.method == "POST" else None
    form = InstructionForm(posted, parts=parts, enters=enters, initial=first, corrects=True)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = instruction_changes.correct_instruction(
                pk, form.words, reason=given["reason"], to=given["to"], token=given["token"], by=viewer, at=timezone.now()
            )  # fmt: skip
            messages.success(request, f"已更正，新的批示送达 {made.targets.count()} 个单位。")
            return item_answer(request, item.pk)
        except Stale as error:
            messages.warning(request, str(error))
            return item_answer(request, item.pk)
        except Refused as error:
            form.add_error(None, str(error))
    context = {
        "item": item,
        "form": form,
        "enters": enters,
        "wrong": wrong,
        "label": "更正批示",
        "template": "portal/_instruct.html",
        "section": "portal:items",
    }
    return in_slot(request, "portal/_instruct.html", context, f"#instruction-change-{pk}")


@require_http_methods(["GET", "POST"])
def instruction_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """撤回批示, with a reason that the units read."""
    wrong = changeable(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            instruction_changes.withdraw_instruction(
                pk, reason=form.cleaned_data["reason"], by=request.viewer, at=timezone.now()
            )
            messages.success(request, "批示已撤回，已告知有关单位。")
        except Stale as error:
            messages.warning(request, str(error))
        return item_answer(request, wrong.item_id)
    context = {
        "item": get_item(request.viewer, wrong.item_id),
        "wrong": wrong,
        "form": form,
        "label": "撤回批示",
        "template": "portal/_withdraw_instruction.html",
        "section": "portal:items",
    }
    return in_slot(request, "portal/_withdraw_instruction.html", context, f"#instruction-change-{pk}")


def changeable(request: ViewerRequest, pk: int) -> LeaderInstruction:
    """The instruction. Raises Http404, PermissionDenied for who may not take it back; one that was withdrawn is told when it is tried."""
    found = instruction_changes.get_instruction(request.viewer, pk)
    if found.withdrawn_at is None and not instruction_changes.may_change(request.viewer, found):
        raise PermissionDenied("只有作批示的领导可以撤回批示；按纸件录入的，由督查专员撤回。")
    if not instructions.enters_papers(request.viewer) and not instructions.instructable(
        request.viewer, found.item
    ):
        raise PermissionDenied("只有分管领导和督查专员可以撤回批示。")
    return found


def written(one: LeaderInstruction) -> dict[str, object]:
    """An instruction as the form has it."""
    names = ("text", "leader_name", "given_on", "paper_no", "answer_by")
    return {name: getattr(one, name) for name in names}


@require_http_methods(["GET", "POST"])
def answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """反馈批示."""
    target = instructions.get_target(request.viewer, pk)
    demand(request, Act.ANSWER_INSTRUCTION, target.assignment)
    form = AnswerInstructionForm(request.POST if request.method == "POST" else None)
    if target.answered_at is not None and not form.is_bound:
        messages.info(request, "这份批示已经反馈。")
        return board_answer(request, target.assignment)
    if form.is_bound and form.is_valid():
        try:
            instructions.answer_instruction(
                pk, form.cleaned_data["text"], by=request.viewer, at=timezone.now()
            )
            messages.success(request, "已反馈批示。")
            return board_answer(request, target.assignment)
        except Stale as error:
            messages.info(request, str(error))
            return board_answer(request, target.assignment)
        except Refused as error:
            form.add_error("text", str(error))
    context = {
        "target": target,
        "assignment": target.assignment,
        "item": target.assignment.item,
        "form": form,
        "label": "反馈批示",
        "board": board_of(request),
        "template": "portal/_answer_instruction.html",
        "section": "portal:items",
    }
    return in_slot(request, "portal/_answer_instruction.html", context, f"#instruction-slot-{pk}")
