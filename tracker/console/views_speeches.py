"""Speeches: the list, watching the parsing, the review desk, registering and issuing. How they come in: views_intake.py."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.items.operations import issue_all
from tracker.items.registration import register_speech
from tracker.meetings import queries, unsaved_forms
from tracker.meetings.models import Speech
from tracker.meetings.unsaved_forms import REGISTER, Place

from .desk import page_of
from .forms import RegisterForm

WAITING = (Speech.State.QUEUED, Speech.State.PARSING)


@require_GET
@needs(Act.SEE_SPEECHES)
def speeches(request: ViewerRequest) -> HttpResponse:
    """All speeches, newest first, with how far each is."""
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows = queries.speech_list(request.viewer, words=words, state=state)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(
        request,
        "console/speeches.html",
        {
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "words": words,
            "state": state,
            "states": Speech.State.choices,
            "is_filtered": bool(words or state),
            "waiting_sources": queries.waiting_sources(request.viewer),
        },
    )


@require_GET
@needs(Act.SEE_SPEECHES)
def speech(request: ViewerRequest, pk: int) -> HttpResponse:
    """The speech beside its drafts; while a worker parses it, the progress."""
    found = queries.get_speech(request.viewer, pk)
    if found.state == Speech.State.RECEIVED:
        return redirect("console:speech_details", pk)
    if found.state in (*WAITING, Speech.State.FAILED):
        return render(request, "console/speech_progress.html", progress_of(request, found))
    return render(request, "console/speech.html", page_of(request, found))


@require_GET
@needs(Act.SEE_SPEECHES)
def speech_progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """The progress alone, asked for every second; when there is nothing more to wait for, the browser is sent to the page."""
    found = queries.get_speech(request.viewer, pk)
    page = progress_of(request, found)
    if found.state not in WAITING and not page["unchecked"]:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("console:speech", args=[pk])
        return response
    return render(request, "console/_progress.html", page)


def progress_of(request: ViewerRequest, found: Speech) -> dict[str, object]:
    """How far a speech and those handed in with it are; `unchecked` of them wait for the officer, who is not led away then."""
    batch = queries.batch_of(request.viewer, found)
    return {
        "speech": found,
        "is_waiting": found.state in WAITING,
        "batch": batch,
        "unchecked": sum(mate.state == Speech.State.RECEIVED for mate in batch),
        "is_live": any(mate.state in WAITING for mate in [found, *batch]),
    }


@require_POST
@needs(Act.REGISTER)
def speech_register(request: ViewerRequest, pk: int) -> HttpResponse:
    """Register the accepted drafts, and issue them when asked to."""
    found = queries.get_speech(request.viewer, pk)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return render(request, "console/speech.html", page_of(request, found, form), status=422)
    data, now = form.cleaned_data, timezone.now()
    try:
        items = register_speech(pk, basis=data["basis"], approver=data["approver"], by=request.viewer, at=now)
    except (Refused, Stale) as error:
        messages.error(request, str(error))
        return redirect("console:speech", pk)
    unsaved_forms.forget_form(Place(REGISTER, pk), by=request.viewer)
    said = (
        f"已立项{len(items)}条，编号{items[0].item_no}起。" if items else "已并入已有事项，没有另立新事项。"
    )
    if items and data["issue_now"]:
        said += (
            f"已向责任单位发出{issue_all([item.pk for item in items], by=request.viewer, at=now)}份交办单。"
        )
    elif items:
        said += "尚未交办，可随时在“待交办”中发出。"
    messages.success(request, said)
    return redirect("console:speech", pk)


@require_POST
@needs(Act.REGISTER)
def speech_issue(request: ViewerRequest, pk: int) -> HttpResponse:
    """Issue what is registered and not issued yet."""
    found = queries.get_speech(request.viewer, pk)
    number = issue_all([item.pk for item in found.items.all()], by=request.viewer, at=timezone.now())
    messages.success(request, f"已发出{number}份交办单。" if number else "没有待交办的任务。")
    return redirect("console:speech", pk)
