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
from tracker.items import instructions
from tracker.items.queries import get_item

from .acts import board_answer, board_of, demand, in_slot, item_answer
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
