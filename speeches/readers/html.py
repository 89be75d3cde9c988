"""Web pages: the main text only; this is the door, webpage.py does the work inside the contained child.

It must never fetch anything, run a script, or show what a browser would hide.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from speeches.document import Document
from speeches.readers.base import Limits

name = "html"
suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml", ".shtml")
contained = True

_HEAD = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)


def sniff(head: bytes) -> bool:
    """Whether the file begins as a web page does, after comments and an XML declaration."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    return bool(_HEAD.match(head))


def read(stream: BinaryIO, limits: Limits) -> Document:
    """The document of a web page's main text. Raises Unreadable."""
    from speeches.readers.webpage import document_of

    return document_of(stream.read(), limits)
