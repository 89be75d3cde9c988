"""What a reader gives: one text, and where its paragraphs lie in it.

Offsets are Unicode code points into `Document.text`, which is the text as it stands in the file once decoded; every
later stage keeps the promise `text[start:end] == quote`. This module must never change the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch [start, end) of the original text, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves: Span(0, 2).of("各乡镇") == "各乡"."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or table row of a document; `kind` is "text" or "row" (cells joined by a tab)."""

    start: int
    end: int
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded file: its text, its paragraphs in order, the format it was read as and what the file says of itself.

    `properties` may hold "title", "created" (a datetime.date), "encoding" and "margins" (the words above and below each page).
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    format: str
    properties: dict[str, object] = field(default_factory=dict)
