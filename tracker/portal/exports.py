"""Downloads of the portal's lists."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.downloads import streamed
from tracker.common.errors import Forbidden
from tracker.items.clock import clock_at
from tracker.items.queries import get_item
from tracker.reports import case_file as case_files
from tracker.reports import ledger, lists

from .views import items_form


@require_GET
@needs(Act.SEE, *Relation)
def items_export(request: ViewerRequest) -> StreamingHttpResponse:
    """督查台账 as .xlsx: exactly the rows of the list with the same question in its address."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    pieces = ledger.stream(viewer, items_form(request).wanted, clock)
    return streamed(pieces, f"督查台账{clock.today:%Y%m%d}.xlsx")


@require_GET
def case_file(request: ViewerRequest, pk: int) -> StreamingHttpResponse:
    """卷宗 of one item as a zip, written while it is sent: whatever its size, little of it is in memory."""
    item = get_item(request.viewer, pk)
    try:
        pieces = case_files.stream(request.viewer, item)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    return streamed(pieces, case_files.file_name(item))


@require_GET
@needs(Act.SEE, *Relation)
def reviews_export(request: ViewerRequest) -> StreamingHttpResponse:
    """复核申请."""
    return streamed(*lists.stream(lists.REVIEWS, request.viewer, clock_at(timezone.now())))


@require_GET
def inbox_export(request: ViewerRequest) -> StreamingHttpResponse:
    """消息: the viewer's own."""
    if request.viewer.person_id is None:
        raise PermissionDenied("请先登录。")
    return streamed(*lists.stream(lists.MESSAGES, request.viewer, clock_at(timezone.now())))
