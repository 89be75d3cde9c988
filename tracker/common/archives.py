"""Zip archives that are the same bytes for the same contents: fixed dates, safe names, the order they are given in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

FIXED = (1980, 1, 1, 0, 0, 0)
# What Windows allows in no name, and what cannot be seen.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\.|$)", re.I)


def safe_name(name: str, *, most: int = 80) -> str:
    """One file or folder name that every system takes and that stays where it is put: "../a:b.docx" → "_.._a_b.docx" at most."""
    words = "".join(char for char in name if char.isprintable())
    words = _UNSAFE.sub("_", words).strip(" .")
    stem, dot, ending = words.rpartition(".")
    if dot and len(ending) <= 8:
        words = f"{stem[: most - len(ending) - 1].rstrip(' .')}.{ending}"
    else:
        words = words[:most].rstrip(" .")
    if not words.strip("."):
        words = "未命名"
    return f"_{words}" if _RESERVED.match(words) else words


def entry(path: str) -> zipfile.ZipInfo:
    """The header of a member: nothing in it tells of the machine or the moment. Raises ValueError for a path that leaves the archive."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path:
        raise ValueError(f"a member must not leave the archive: {path!r}")
    made = zipfile.ZipInfo(path, FIXED)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3
    made.external_attr = 0o644 << 16
    return made


@dataclass(slots=True)
class Out:
    """Where the archive is written: what was written since is taken away by the response."""

    pieces: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        """What was written since the last call."""
        data = b"".join(self.pieces)
        self.pieces.clear()
        return data


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of these (path, contents); a name that is there already gets a number: 甲.xlsx, 甲-2.xlsx."""
    buffer = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files:
            archive.writestr(entry(unique(path, taken)), data)
    return buffer.getvalue()


def unique(path: str, taken: set[str]) -> str:
    """The path, with a number before its ending where `taken` has it already; adds it to `taken`. Case does not tell names apart."""
    where = PurePosixPath(path)
    number, found = 1, path
    while found.casefold() in taken:
        number += 1
        found = str(where.with_name(f"{where.stem}-{number}{where.suffix}"))
    taken.add(found.casefold())
    return found


def steady(data: bytes) -> bytes:
    """The same archive (a .docx, an .xlsx) with fixed dates, so that the same words give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return packed((info.filename, source.read(info)) for info in source.infolist())
