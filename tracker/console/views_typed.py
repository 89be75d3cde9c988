"""Keeping what is typed into the small forms of the desk (static/js/unsaved.js): a new unit, members, a regime's days, the registration."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Viewer
from tracker.meetings import queries, unsaved_forms
from tracker.meetings.unsaved_forms import MEMBERS, REGIME, REGISTER, UNIT, Place

# form → the speech that a row of it belongs to; raises Http404 for one that the viewer does not see.
SPEECH: dict[str, Callable[[Viewer, int], int]] = {
    UNIT: lambda viewer, pk: queries.get_draft(viewer, pk).speech_id,
    MEMBERS: lambda viewer, pk: queries.get_draft(viewer, pk).speech_id,
    REGIME: lambda viewer, pk: queries.get_regime_draft(viewer, pk).speech_id,
    REGISTER: lambda viewer, pk: queries.get_heading(viewer, pk).pk,
}


def speech_of(viewer: Viewer, form: str, pk: int) -> int:
    """The speech of the form; raises Http404 where there is no such form."""
    if form not in SPEECH:
        raise Http404("没有这个表单。")
    return SPEECH[form](viewer, pk)


@require_POST
@needs(Act.DECIDE_DRAFT)
def typed_keep(request: ViewerRequest, form: str, pk: int) -> HttpResponse:
    """Keeps the fields of a small form as they are typed (autosave); 204 where nothing is filled in."""
    speech, now = speech_of(request.viewer, form, pk), timezone.now()
    place = Place(form, pk, request.GET.get("part", ""))
    is_kept = unsaved_forms.keep_form(
        place, dict(request.POST.lists()), speech_id=speech, by=request.viewer, at=now
    )
    return JsonResponse({"at": f"{timezone.localtime(now):%H:%M}"}) if is_kept else HttpResponse(status=204)


@require_POST
@needs(Act.DECIDE_DRAFT)
def typed_forget(request: ViewerRequest, form: str, pk: int) -> HttpResponse:
    """Drops what was typed into a small form: the officer has left it without sending."""
    speech_of(request.viewer, form, pk)
    unsaved_forms.forget_form(Place(form, pk, request.GET.get("part", "")), by=request.viewer)
    return HttpResponse(status=204)
