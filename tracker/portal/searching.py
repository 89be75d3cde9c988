"""搜索 from the frame's box."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.items.searching import search

LONGEST = 200


@require_GET
@needs(Act.SEE, *Relation)
def found(request: ViewerRequest) -> HttpResponse:
    """What the viewer may see that has the words."""
    text = request.GET.get("q", "")[:LONGEST]
    return render(request, "portal/search.html", {"text": text, "found": search(request.viewer, text)})
