"""Downloads of the console's lists that no form asks; each with the guard of its page."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.downloads import streamed
from tracker.items.clock import clock_at
from tracker.reports import lists


@require_GET
@needs(Act.ISSUE)
def unissued_export(request: ViewerRequest) -> StreamingHttpResponse:
    """待交办."""
    return streamed(*lists.stream(lists.UNISSUED, request.viewer, clock_at(timezone.now())))


@require_GET
@needs(Act.CHECK)
def checks_export(request: ViewerRequest) -> StreamingHttpResponse:
    """待核查."""
    return streamed(*lists.stream(lists.CHECKS, request.viewer, clock_at(timezone.now())))


@require_GET
@needs(Act.SEE_REGIMES)
def duties_export(request: ViewerRequest) -> StreamingHttpResponse:
    """本室应办."""
    return streamed(*lists.stream(lists.DUTIES, request.viewer, clock_at(timezone.now())))
