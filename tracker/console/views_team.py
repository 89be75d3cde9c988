"""Several officers at one desk: who else is here, what changed meanwhile, and what one has typed and not saved.

Asked every few seconds by static/js/team.js and unsaved.js; every answer is small, and no answer ever is a decision.
"""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.meetings import cutting, presence, queries, unsaved

from .desk import desk_page, form_page, wants_all
from .draft_form import DraftForm, typed
from .views_drafts import whole

TAB = 32


@require_POST
@needs(Act.DECIDE_DRAFT)
@never_cache
def speech_team(request: ViewerRequest, pk: int) -> HttpResponse:
    """Says that this tab is here; answers with the others and with what stands on the desk now, as revisions."""
    found = queries.get_heading(request.viewer, pk)
    now, tab = timezone.now(), request.POST.get("tab", "")[:TAB]
    if "leaving" in request.POST:
        presence.leave(pk, tab=tab, by=request.viewer)
        return HttpResponse(status=204)
    presence.arrive(
        pk,
        tab=tab,
        draft_id=max(whole(request.POST.get("draft", "")), 0) or None,
        is_editing="editing" in request.POST,
        by=request.viewer,
        at=now,
    )
    context = {
        "speech": found,
        "others": presence.others(pk, request.viewer, now),
        "unsaved": unsaved.kept_of(pk, request.viewer),
        "revisions": queries.revisions_of(found, all_candidates=wants_all(request)),
    }
    return render(request, "console/_team.html", context)


@require_GET
@needs(Act.SEE_SPEECHES)
@never_cache
def speech_desk(request: ViewerRequest, pk: int) -> HttpResponse:
    """The desk alone, as it is now: static/js/team.js takes over what colleagues changed."""
    return desk_page(request, pk)


@require_POST
@needs(Act.DECIDE_DRAFT)
def draft_keep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Keeps the fields of an open form as they are typed (autosave); 204 where nothing differs, 409 after saving."""
    found = queries.get_draft(request.viewer, pk)
    now = timezone.now()
    try:
        is_kept = unsaved.keep(
            found,
            typed(cast(DraftForm, form_page(found, request.POST)["form"])),
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=now,
        )
    except Stale as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return JsonResponse({"at": f"{timezone.localtime(now):%H:%M}"}) if is_kept else HttpResponse(status=204)


@require_POST
@needs(Act.DECIDE_DRAFT)
def addition_keep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Keeps the fields of the form that adds a draft as they are typed (autosave); 204 where nothing differs from what was read."""
    found = queries.get_speech(request.viewer, pk)
    start, end, now = whole(request.POST.get("start", "")), whole(request.POST.get("end", "")), timezone.now()
    try:
        proposed = cutting.proposed_from(found, start, end, on=timezone.localdate())
    except Refused as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    fields = typed(cast(DraftForm, form_page(proposed, request.POST, auto_id="new-%s")["form"]))
    is_kept = unsaved.keep_addition(pk, start=start, end=end, fields=fields, by=request.viewer, at=now)
    return JsonResponse({"at": f"{timezone.localtime(now):%H:%M}"}) if is_kept else HttpResponse(status=204)


@require_POST
@needs(Act.DECIDE_DRAFT)
def addition_forget(request: ViewerRequest, pk: int) -> HttpResponse:
    """Drops what was typed into the form that adds a draft."""
    unsaved.forget_addition(queries.get_heading(request.viewer, pk).pk, by=request.viewer)
    return HttpResponse(status=204)


@require_POST
@needs(Act.DECIDE_DRAFT)
def draft_forget(request: ViewerRequest, pk: int) -> HttpResponse:
    """Drops what was typed into the form of this draft: the officer has left it without saving."""
    unsaved.forget(queries.get_draft(request.viewer, pk).pk, by=request.viewer)
    return HttpResponse(status=204)
