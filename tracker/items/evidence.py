"""佐证材料: files that come with a progress report. What may come, how it is kept, who may fetch it.

Files lie in the data folder under random names, outside everything that is served as such; a view hands them out as
downloads to whoever may see the assignment. The history names each file with its hash, so that a changed one shows.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import File
from django.http import Http404

from tracker.access.policy import Viewer
from tracker.common.errors import Refused

from .models import Evidence, ProgressReport
from .queries import visible_assignments
from .secrecy import refuse_marked

MAX_FILES = 9
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Ending → (how it is handed out, what its first bytes may be; none for plain text).
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".ofd": ("application/ofd", (_ZIP,)),
    ".doc": ("application/msword", (_OLE,)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    ".wps": ("application/octet-stream", (_OLE, _ZIP)),
    ".xls": ("application/vnd.ms-excel", (_OLE,)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    ".et": ("application/octet-stream", (_OLE, _ZIP)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".txt": ("text/plain; charset=utf-8", ()),
    ".zip": ("application/zip", (_ZIP,)),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may come in: its name without folders, its ending and its hash."""

    name: str
    ending: str
    sha256: str
    file: File


def check(files: Sequence[File], *, max_bytes: int) -> list[Checked]:
    """Looks at every file before anything is kept. Raises Refused naming the file and what is wrong with it."""
    if len(files) > MAX_FILES:
        raise Refused(f"一次最多上传{MAX_FILES}个文件，这次有{len(files)}个。")
    return [check_one(file, max_bytes=max_bytes) for file in files]


def check_one(file: File, *, max_bytes: int) -> Checked:
    """One file by its ending, size and first bytes, and whether it says of itself that it is classified."""
    name = PurePath((file.name or "").replace("\\", "/")).name[:150]
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        raise Refused(f"“{name}”的类型不能上传，可以上传：{'、'.join(kind.lstrip('.') for kind in KINDS)}。")
    if file.size > max_bytes:
        raise Refused(f"“{name}”超过{max_bytes // 2**20}MB，请压缩或拆分后再上传。")
    if file.size == 0:
        raise Refused(f"“{name}”是空文件。")
    file.seek(0)
    head = file.read(8)
    marks = KINDS[ending][1]
    if marks and not head.startswith(marks):
        raise Refused(f"“{name}”的内容与它的类型不符，请检查文件。")
    data = head + file.read()
    refuse_marked(data, name=name)
    return Checked(name, ending, hashlib.sha256(data).hexdigest(), file)


def keep(report: ProgressReport, files: Iterable[Checked]) -> list[Evidence]:
    """Writes the files of a report inside the caller's transaction; takes back what it wrote when one of them fails."""
    kept: list[Evidence] = []
    try:
        for one in files:
            row = Evidence(report=report, name=one.name, sha256=one.sha256, size=one.file.size)
            one.file.seek(0)
            row.file.save(f"{secrets.token_hex(16)}{one.ending}", one.file, save=False)
            kept.append(row)
            row.save(force_insert=True)
    except BaseException:
        for row in kept:
            row.file.delete(save=False)
        raise
    return kept


def get_evidence(viewer: Viewer, pk: int) -> Evidence:
    """The file's row, or Http404 when there is none that `viewer` may see."""
    seen = visible_assignments(viewer).values("pk")
    found = Evidence.objects.filter(pk=pk, report__assignment__in=seen).first()
    if found is None:
        raise Http404("没有这份材料。")
    return found


def content_type(name: str) -> str:
    """How a file of this name is handed out."""
    return KINDS.get(PurePath(name).suffix.lower(), ("application/octet-stream", ()))[0]
