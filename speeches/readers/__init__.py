"""Files to documents: `read(source, name)` looks at the bytes, picks the reader and gives text with its paragraphs.

It must never trust a file's name over its content, and never let a file cost more than its Limits.
"""

from __future__ import annotations

import io
from pathlib import Path, PurePath
from typing import BinaryIO, Protocol

from speeches.document import Document
from speeches.readers import docx, html, md, pdf, txt
from speeches.readers.base import Limits, Unreadable, megabytes
from speeches.readers.foreign import refusal

__all__ = ["READERS", "Limits", "Reader", "Unreadable", "read"]


class Reader(Protocol):
    """One format, one module. `contained` readers hand bytes to a C library and so run in a limited child process."""

    name: str
    suffixes: tuple[str, ...]
    contained: bool

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins so is certainly of this format."""

    def read(self, stream: BinaryIO, limits: Limits) -> Document:
        """The document in the stream. Raises Unreadable."""


# The registry: a new format is one module and one line here. The first that recognises the content wins.
READERS: tuple[Reader, ...] = (pdf, docx, html, md, txt)

_HEAD = 4096


def read(source: bytes | BinaryIO | Path, name: str = "", limits: Limits = Limits()) -> Document:  # noqa: B008
    """The document in a file's bytes, an open binary file or a path; `name` helps only to tell .md and .html from .txt.

    Raises Unreadable with one Chinese sentence for anything that is not a readable speech within the limits.
    """
    data = _bytes(source, limits)
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("文件是空的，请检查是否保存成功后重新上传。")
    said = refusal(data)
    if said:
        raise Unreadable(said)
    if not name and isinstance(source, Path):
        name = source.name
    reader = _reader_for(data[:_HEAD], PurePath(name).suffix.lower())
    if reader.contained:
        from speeches.readers.contain import read_contained

        return read_contained(reader.name, data, limits)
    return reader.read(io.BytesIO(data), limits)


def _reader_for(head: bytes, suffix: str) -> Reader:
    for reader in READERS:
        if reader.sniff(head):
            return reader
    # Only formats without a signature may be chosen by name: a broken .docx must not be fed to the docx reader.
    for reader in (html, md):
        if suffix in reader.suffixes:
            return reader
    return txt


def _bytes(source: bytes | BinaryIO | Path, limits: Limits) -> bytes:
    if isinstance(source, Path):
        return _file_bytes(source, limits)
    data = source if isinstance(source, bytes) else source.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise Unreadable(_too_large(limits))
    return data


def _file_bytes(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"“{path.name}”是文件夹，请选择其中的一个文件。")
        if not path.exists():
            raise Unreadable(f"找不到文件“{path.name}”，请检查文件名和位置。")
        if path.stat().st_size > limits.max_bytes:
            raise Unreadable(_too_large(limits))
        with path.open("rb") as stream:
            return _bytes(stream, limits)
    except (OSError, ValueError):
        raise Unreadable(f"无法打开文件“{path.name}”，请检查是否有读取权限。") from None


def _too_large(limits: Limits) -> str:
    return f"文件超过 {megabytes(limits.max_bytes)}，请删去其中的图片或拆分后再上传。"
