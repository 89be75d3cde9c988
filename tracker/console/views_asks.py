"""Answers to the questions of a card, and the link of a restatement to what it states again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.meetings import queries, restating

from .asking import answer
from .views_drafts import after_act, whole


@require_POST
@needs(Act.DECIDE_DRAFT)
def draft_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take one answer ("time_vague:default") to a question of a card; answers with the card, which asks the next one."""
    queries.get_draft(request.viewer, pk)
    kind, _, key = request.POST.get("answer", "").partition(":")
    try:
        day = parse_date(request.POST.get("day", ""))
    except ValueError:
        day = None
    return after_act(
        request,
        pk,
        lambda: answer(
            pk,
            kind=kind,
            key=key,
            day=day,
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=timezone.now(),
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_link(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask which order this one states again (GET), link it (POST); answers with the card."""
    found = queries.get_draft(request.viewer, pk)
    if request.method == "GET":
        firsts = restating.firsts(found)
        context = {"draft": found, "likely": firsts[: restating.MOST], "others": firsts[restating.MOST :]}
        return render(request, "console/_draft_link.html", context)
    return after_act(
        request,
        pk,
        lambda: restating.link(
            pk,
            to=whole(request.POST.get("to") or request.POST.get("other", "")),
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=timezone.now(),
        ),
    )
