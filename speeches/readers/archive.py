"""Opens an Office file's zip archive and reads single parts of it, never more bytes than allowed.

It must never trust a size that the archive states of itself, and never unpack a part that nobody asked for.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from speeches.readers.base import MEGABYTE, Deadline, Limits, Unreadable
from speeches.readers.foreign import ARCHIVE, LOCKED_WORD, RESAVE, SLIDES, SPREADSHEET

BOMB = "压缩内容异常（解压后过大），为安全起见没有读取，请将正文复制到新建的 Word 文件后再上传。"
DAMAGED = "Word 文件不完整或已损坏，请用 WPS 或 Word 重新打开、另存后再上传。"
_CHUNK = 64 * 1024
# Below this a high ratio is only an empty table or a blank picture; a bomb has to be large to do harm.
_HARMLESS = 10 * MEGABYTE
_KINDS: tuple[tuple[str, str], ...] = (
    ("xl/", SPREADSHEET),
    ("ppt/", SLIDES),
    ("OFD.xml", RESAVE.format("OFD 版式")),
    ("content.xml", RESAVE.format("OpenDocument")),
    ("META-INF/container.xml", RESAVE.format("电子书（EPUB）")),
)


class Archive:
    """A checked zip archive: `read(part)` gives its bytes, `stream(part)` gives them piece by piece."""

    def __init__(self, data: bytes, limits: Limits, deadline: Deadline) -> None:
        """Open the archive in `data`. Raises Unreadable when it is damaged, encrypted, hostile or no Word file."""
        self._limits = limits
        self._deadline = deadline
        self._left = limits.zip_max_total_bytes
        # Counted in the raw bytes, because zipfile builds an object for each entry before anyone can look.
        if data.count(b"PK\x01\x02") > limits.zip_max_entries:
            raise Unreadable(BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, OSError, EOFError, NotImplementedError):
            raise Unreadable(DAMAGED) from None
        self._parts = {entry.filename.lstrip("/"): entry for entry in self._zip.infolist()}
        self._refuse_bombs()

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def kind_refusal(self) -> str:
        """The sentence for an archive without a Word document in it, by what it seems to be instead."""
        for start, message in _KINDS:
            if any(part.startswith(start) for part in self._parts):
                return message
        return ARCHIVE

    def read(self, part: str) -> bytes:
        """All bytes of a small part; b"" when there is no such part. Raises Unreadable."""
        return b"".join(self.stream(part)) if part in self._parts else b""

    def stream(self, part: str) -> Iterator[bytes]:
        """The part's bytes in pieces of 64 KB, counted as they come out. Raises Unreadable."""
        entry = self._parts[part]
        given = 0
        try:
            with self._zip.open(entry) as source:
                while piece := source.read(_CHUNK):
                    self._deadline.check()
                    given += len(piece)
                    self._left -= len(piece)
                    if given > self._limits.zip_max_entry_bytes or self._left < 0:
                        raise Unreadable(BOMB)
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
        ):
            raise Unreadable(DAMAGED) from None

    def _refuse_bombs(self) -> None:
        limits, total = self._limits, 0
        for entry in self._zip.infolist():
            if entry.flag_bits & 1:
                raise Unreadable(LOCKED_WORD)
            total += entry.file_size
            ratio = entry.file_size / max(1, entry.compress_size)
            too_dense = ratio > limits.zip_max_ratio and entry.file_size > _HARMLESS
            if (
                too_dense
                or entry.file_size > limits.zip_max_entry_bytes
                or total > limits.zip_max_total_bytes
            ):
                raise Unreadable(BOMB)
