"""Files handed out: what the system wrote itself, and what people brought in, the latter so that no browser runs or guesses at it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
}


def download(data: bytes | IO[bytes], name: str) -> FileResponse:
    """A file of ours as a download; its kind by the end of its name. Django writes a Chinese name as RFC 5987 asks."""
    opened = io.BytesIO(data) if isinstance(data, bytes) else data
    kind = KINDS[name.rpartition(".")[2]]
    return FileResponse(opened, as_attachment=True, filename=name.replace("/", "-"), content_type=kind)


def streamed(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """A file of ours that is sent while it is written; one that fails on the way ends without its end, and the browser says so."""
    answer = StreamingHttpResponse(pieces, content_type=KINDS[name.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def attachment(file: FieldFile, *, name: str, kind: str) -> FileResponse:
    """The stored file under its own name as a download of that content type. Raises Http404 where the disk has it no longer."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("这份材料的文件已不在服务器上，请联系管理员。") from error
    answer = FileResponse(opened, as_attachment=True, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
