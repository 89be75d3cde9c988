"""Files that people brought in, handed out again: as downloads that no browser runs or guesses at."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


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
