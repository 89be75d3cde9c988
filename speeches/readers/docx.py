"""Word documents (.docx): paragraphs and table rows in order, with the labels of automatic lists written out.

This is the door: only the contained child goes through it and loads wordfile.py, so that asking for a text file stays quick.
It must never be opened for a file that is no zip archive.
"""

from __future__ import annotations

from typing import BinaryIO

from speeches.document import Document
from speeches.readers.base import Limits

name = "docx"
suffixes: tuple[str, ...] = (".docx", ".docm", ".dotx")
contained = True


def sniff(head: bytes) -> bool:
    """Whether the file is a zip archive; what is inside decides the rest, and the refusal names it."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def read(stream: BinaryIO, limits: Limits) -> Document:
    """The document of a Word file. Raises Unreadable, also for other archives (.xlsx, .pptx, .zip, .ofd)."""
    from speeches.readers.wordfile import document_of

    return document_of(stream.read(), limits)
