"""Which unit a name on a draft means: the question with its likeliest answers, and the choice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.meetings import naming, queries
from tracker.org.queries import known_names

from .views_drafts import after_several, refused, whole


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_name(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask who is meant (GET), take the answer for the whole speech (POST); answers with the desk."""
    found = queries.get_draft(request.viewer, pk)
    written = (request.POST if request.method == "POST" else request.GET).get("written", "")[:80]
    if request.method == "GET":
        context = {
            "draft": found,
            "written": written,
            "likely": naming.suggestions(found, written),
            "known": known_names(),
            "may_remember": request.viewer.may(Act.MANAGE_UNITS) and bool(written),
        }
        return render(request, "console/_draft_name.html", context)
    try:
        number = naming.settle(
            pk,
            written=written,
            key=request.POST.get("key") or request.POST.get("other", ""),
            always="always" in request.POST,
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=timezone.now(),
        )
    except (Refused, Stale) as error:
        return refused(request, found.speech_id, error, lit=pk)
    return after_several(request, found.speech_id, said=f"已认定单位（{number}条）。", lit=pk)
