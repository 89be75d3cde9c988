"""PDF files with a text layer; this is the door, pdfpages.py does the work inside the contained child.

It must never be opened outside the child for a file from somewhere else: pdfium is not thread-safe and can be made to hang.
"""

from __future__ import annotations

from typing import BinaryIO

from speeches.document import Document
from speeches.readers.base import Limits

name = "pdf"
suffixes: tuple[str, ...] = (".pdf",)
contained = True


def sniff(head: bytes) -> bool:
    """Whether %PDF- stands within the first kilobyte, where readers have always looked for it."""
    return b"%PDF-" in head[:1024]


def read(stream: BinaryIO, limits: Limits) -> Document:
    """The document of a PDF's text layer. Raises Unreadable for scans, passwords, damage and too many pages."""
    from speeches.readers.pdfpages import document_of

    return document_of(stream.read(), limits)
