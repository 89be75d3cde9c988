"""Downloads of the portal's lists."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.downloads import download
from tracker.common.errors import Forbidden
from tracker.items.clock import clock_at
from tracker.items.queries import get_item
from tracker.reports import case_file as case_files
from tracker.reports import ledger

from .views import items_form


@require_GET
@needs(Act.SEE, *Relation)
def items_export(request: ViewerRequest) -> FileResponse:
    """督查台账 as .xlsx: exactly the rows of the list with the same question in its address."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    data = ledger.xlsx(viewer, items_form(request).wanted, clock)
    name = f"督查台账{clock.today:%Y%m%d}.xlsx"
    return download(data, name)


@require_GET
def case_file(request: ViewerRequest, pk: int) -> StreamingHttpResponse:
    """卷宗 of one item as a zip, written while it is sent: whatever its size, little of it is in memory."""
    item = get_item(request.viewer, pk)
    try:
        pieces = case_files.stream(request.viewer, item)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    name = content_disposition_header(as_attachment=True, filename=case_files.file_name(item))
    answer["Content-Disposition"] = name
    return answer
