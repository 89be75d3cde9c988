"""Plain text: every line that is not blank is a paragraph. The text stands exactly as decoded, only without its mark."""

from __future__ import annotations

from typing import BinaryIO

from speeches.document import Document
from speeches.readers.base import Limits, checked, lines_of
from speeches.readers.decode import decode

name = "txt"
suffixes: tuple[str, ...] = (".txt", ".text")
contained = False


def sniff(head: bytes) -> bool:
    """Never claims a file by its first bytes: plain text is what remains when no other reader does."""
    return False


def read(stream: BinaryIO, limits: Limits) -> Document:
    """The document of a text file; offsets count the decoded text, line ends as they are. Raises Unreadable."""
    text, encoding = decode(stream.read())
    return checked(Document(text, lines_of(text, limits), name, {"encoding": encoding}), limits)
