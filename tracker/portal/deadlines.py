"""Moving a deadline from the portal: a unit asks, an officer answers or sets another date. Forms open in the row's slot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.items.extensions import ask_extension, decide_extension, reschedule, why_not_extendable
from tracker.items.models import ExtensionRequest, UnitAssignment
from tracker.items.queries import get_assignment, get_extension

from .acts import board_answer, by_form, demand, done, fragment
from .forms import AnswerForm, NewDateForm
from .views import item_context


@require_http_methods(["GET", "POST"])
def ask(request: ViewerRequest, pk: int) -> HttpResponse:
    """申请延期."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.ASK_EXTENSION, assignment)
    why = why_not_extendable(assignment, timezone.now())
    if why:
        messages.warning(request, why)
        return board_answer(request, assignment)
    return new_date(request, assignment, "ask_extension", ask_extension)


@require_http_methods(["GET", "POST"])
def change(request: ViewerRequest, pk: int) -> HttpResponse:
    """调整时限."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.RESCHEDULE, assignment)
    return new_date(request, assignment, "reschedule", reschedule)


@require_POST
def answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """答复延期申请: the button pressed says which way."""
    asked = get_extension(request.viewer, pk)
    demand(request, Act.DECIDE_EXTENSION, asked.assignment)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return unanswered(request, asked, form)
    granted = form.cleaned_data["granted"]
    act = "grant_extension" if granted else "refuse_extension"
    words = form.cleaned_data["answer"]
    return done(
        request,
        asked.assignment,
        lambda: decide_extension(pk, granted=granted, answer=words, by=request.viewer, at=timezone.now()),
        act,
    )


def unanswered(request: ViewerRequest, asked: ExtensionRequest, form: AnswerForm) -> HttpResponse:
    """The item again, with what was typed beside what is wrong with it."""
    context = item_context(request, asked.assignment.item_id)
    for one in context["data"].extensions:  # type: ignore[attr-defined]
        one.form = form if one.pk == asked.pk else None
    if request.htmx:
        return fragment(render(request, "portal/_item.html", {**context, "swap": True}))
    return render(request, "portal/item.html", context, status=422)


def new_date(
    request: ViewerRequest, assignment: UnitAssignment, act: str, perform: Callable[..., Any]
) -> HttpResponse:
    """The form of a new date with its reason, and what is done with it."""
    form = NewDateForm(request.POST if request.method == "POST" else None)
    return by_form(request, assignment, act, form, "portal/_new_date.html", perform)
