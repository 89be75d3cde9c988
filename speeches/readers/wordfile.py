"""Opens a Word file's parts and puts them together: styles, lists, body, core properties.

It must never follow a relation out of the file, and never build a tree of a part whose size the file decides.
python-docx was tried: it skips insertions and text boxes, knows no list labels, and needs 650 MB for a 300 KB bomb.
"""

from __future__ import annotations

from collections.abc import Mapping

from speeches.document import Document
from speeches.readers.archive import Archive
from speeches.readers.base import Deadline, Limits, Unreadable, compose
from speeches.readers.dates import property_date
from speeches.readers.wordbody import Body
from speeches.readers.wordlists import Lists, Styles
from speeches.readers.xmlstream import parse

_MAIN = "word/document.xml"
_MOST_MARGINS, _LONGEST_MARGIN = 9, 2000


def document_of(data: bytes, limits: Limits) -> Document:
    """The document of a .docx file's bytes. Raises Unreadable."""
    archive = Archive(data, limits, Deadline(limits.max_seconds))
    main = _main_part(archive, limits)
    folder = main.rpartition("/")[0]
    styles = Styles()
    lists = Lists(styles)
    for part, listener in ((f"{folder}/styles.xml", styles), (f"{folder}/numbering.xml", lists)):
        if part in archive:
            parse(archive.stream(part), listener, limits)
    body = Body(styles, lists, limits)
    parse(archive.stream(main), body, limits)
    properties = _properties(archive, limits) | _margins(archive, folder, limits)
    return compose(body.blocks, "docx", properties, limits)


def _main_part(archive: Archive, limits: Limits) -> str:
    if _MAIN in archive:
        return _MAIN
    relations = _Relations()
    if "_rels/.rels" in archive:
        parse(archive.stream("_rels/.rels"), relations, limits)
    if relations.main.startswith("word/") and relations.main in archive:
        return relations.main
    raise Unreadable(archive.kind_refusal())


def _properties(archive: Archive, limits: Limits) -> dict[str, object]:
    core = _Core()
    if "docProps/core.xml" in archive:
        parse(archive.stream("docProps/core.xml"), core, limits)
    found: dict[str, object] = {}
    if title := core.values.get("title", "").strip():
        found["title"] = title[:200]
    if created := property_date(core.values.get("created")):
        found["created"] = created
    return found


def _margins(archive: Archive, folder: str, limits: Limits) -> dict[str, object]:
    """What stands above and below every page. It is no part of a speech, but a secrecy mark may stand there."""
    heard = _Margins()
    for number in range(1, _MOST_MARGINS + 1):
        for kind in ("header", "footer"):
            part = f"{folder}/{kind}{number}.xml"
            if part in archive:
                parse(archive.stream(part), heard, limits)
    words = "".join(heard.pieces).strip()[:_LONGEST_MARGIN]
    return {"margins": words} if words else {}


class _Margins:
    """Listens to word/header1.xml and the like: their text, one line a paragraph."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._heard, self._in_text = 0, False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._in_text = tag == "t"

    def end(self, tag: str) -> None:
        self._in_text = False
        if tag == "p" and self._heard < _LONGEST_MARGIN:
            self.pieces.append("\n")

    def text(self, data: str) -> None:
        if self._in_text and self._heard < _LONGEST_MARGIN:
            self._heard += len(data)
            self.pieces.append(data)


class _Relations:
    """Listens to _rels/.rels for the main part; some producers call it word/document2.xml."""

    def __init__(self) -> None:
        self.main = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            self.main = attributes.get("Target", "").lstrip("/")

    def end(self, tag: str) -> None:
        """Nothing to do."""

    def text(self, data: str) -> None:
        """Relations hold no text."""


class _Core:
    """Listens to docProps/core.xml."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._tag = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._tag = tag

    def end(self, tag: str) -> None:
        self._tag = ""

    def text(self, data: str) -> None:
        if self._tag in ("title", "created"):
            self.values[self._tag] = (self.values.get(self._tag, "") + data)[:400]
