"""What an official paper says, before it is laid out: the same pieces become the page in the browser and the .docx.

Plain frozen data that survives a round trip through JSON, so that a frozen paper can be written again word for word.
No layout, no database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `link` is the query string of the item list that shows what is counted, or ""."""

    text: str
    link: str = ""


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are shares of the type area's width, `left` the columns set flush left (the others are centred)."""

    head: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    widths: tuple[int, ...]
    left: tuple[int, ...] = ()
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered first-level section (一、…)."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """An official paper (GB/T 9704): `mark` is the red issuer mark, `doc_no` the number, with a gap while it has none."""

    mark: str
    doc_no: str
    title_lines: tuple[str, ...]
    addressee: str
    opening: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    closing: str
    issuer: str
    date: str
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title in one line."""
        return "".join(self.title_lines)


def numeral(number: int) -> str:
    """The number of a first-level section: 1 → 一, 11 → 十一 (up to 19)."""
    return NUMERALS[number - 1] if number <= 10 else f"十{NUMERALS[number - 11]}"


def plain(text: str) -> Paragraph:
    """A paragraph of one piece without a link."""
    return (Piece(text),)


def to_json(paper: Paper) -> dict[str, Any]:
    """The paper as JSON data."""
    return asdict(paper)


def from_json(data: dict[str, Any]) -> Paper:
    """The paper that to_json wrote; raises KeyError or TypeError for anything else."""
    return Paper(
        **{
            **data,
            "title_lines": tuple(data["title_lines"]),
            "opening": tuple(paragraph_from(words) for words in data["opening"]),
            "sections": tuple(section_from(section) for section in data["sections"]),
            "notes": tuple(data["notes"]),
        }
    )


def paragraph_from(pieces: list[dict[str, str]]) -> Paragraph:
    """A paragraph or a table row from its JSON."""
    return tuple(Piece(**piece) for piece in pieces)


def section_from(data: dict[str, Any]) -> Section:
    """A section from its JSON."""
    table = data["table"]
    return Section(
        data["heading"],
        tuple(paragraph_from(words) for words in data["paragraphs"]),
        None
        if table is None
        else Table(
            tuple(table["head"]),
            tuple(paragraph_from(row) for row in table["rows"]),
            tuple(table["widths"]),
            tuple(table["left"]),
            table["has_total"],
        ),
    )
