"""Reports that come with files, and fetching a file. What may come and who may fetch it is as on the pages."""

from __future__ import annotations

import hashlib

from django.http import FileResponse, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from tracker.common.downloads import attachment
from tracker.items.evidence import content_type, get_evidence
from tracker.items.progress import Told, report_progress

from .auth import ApiRequest
from .schemas import ReportedOut, ReportIn
from .writing import KEY, reported

router = Router()


@router.post(
    "/assignments/{int:pk}/reports/files",
    response={201: ReportedOut},
    url_name="report_files",
    tags=["办理"],
    summary="反馈进展（附佐证材料）",
)
def report_files(
    request: ApiRequest,
    pk: int,
    body: Form[ReportIn],
    evidence: list[UploadedFile] = File(...),  # noqa: B008
    key: str = KEY,
) -> HttpResponse:
    """multipart/form-data：反馈的各字段，加一个或几个名为 evidence 的文件。"""
    given = body.model_dump()
    seen = given.pop("revision")
    came = [body.model_dump_json().encode(), *(part for file in evidence for part in fingerprint_of(file))]
    return reported(
        request,
        pk,
        key,
        lambda at: report_progress(
            pk, Told(**given), files=evidence, seen_revision=seen, by=request.viewer, at=at
        ),
        *came,
    )


def fingerprint_of(file: UploadedFile) -> tuple[bytes, bytes]:
    """Name and hash of a file, for whoever sends it again."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return (file.name or "").encode(errors="replace"), digest.digest()


@router.get(
    "/evidence/{int:pk}", url_name="evidence", tags=["事项"], summary="取一份佐证材料", response=bytes
)
def evidence(request: ApiRequest, pk: int) -> FileResponse:
    """答复是文件本身。"""
    found = get_evidence(request.viewer, pk)
    return attachment(found.file, name=found.name, kind=content_type(found.name))
