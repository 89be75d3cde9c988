"""From the lines of printed pages to paragraphs: page furniture goes, lines broken only by the page's width are joined.

Positions are PDF points, the origin at the bottom left. It must never reorder lines or join across a heading it can see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_PAGE_NUMBER = re.compile(
    r"[\s—–－\-·.]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?|[ivxIVX]{1,5}|第?[一二三四五六七八九十百]{1,4}页)[\s—–－\-·.]*"
)
_DIGITS = re.compile(r"\d+")
_ENDS = "。！？；：!?;:…”』」"
_CLOSERS = "”』」）)》"
# What begins a paragraph even when the line before is full: outline numbers as speeches and official papers use them.
_MARKER = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|第[一二三四五六七八九十]{1,3}[，,、章条节部]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]是)"
)
_ZONE = 0.13


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text (wide gaps are tabs) and its box; `height` is that of its tallest character."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    height: float


@dataclass(slots=True)
class Page:
    """One page: its size in points, its lines in reading order, and whether a page without text shows a picture."""

    width: float
    height: float
    lines: list[Line]
    has_image: bool = False
    characters: int = field(init=False)

    def __post_init__(self) -> None:
        self.characters = sum(len(line.text) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The measures of the running text: left edge, right edge, character height, distance between lines."""

    left: float
    right: float
    size: float
    pitch: float


def blocks_of(pages: list[Page]) -> Iterator[tuple[str, str]]:
    """(text, "text" | "row") of the pages in order, page numbers and running heads left out."""
    bodies = _without_furniture(pages)
    frame = _frame(bodies)
    parts: list[str] = []
    previous: Line | None = None
    for body in bodies:
        new_page = True
        for line in body:
            if previous is not None and not _continues(previous, line, frame, len(parts) == 1, new_page):
                yield "".join(parts), "row" if "\t" in parts[0] else "text"
                parts = []
            parts.append(_glued(parts, line.text))
            previous, new_page = line, False
    if parts:
        yield "".join(parts), "row" if "\t" in parts[0] else "text"


def _glued(parts: list[str], text: str) -> str:
    """The text, after a blank where two lines of Latin words meet."""
    if (
        parts
        and parts[-1][-1:].isascii()
        and parts[-1][-1:].isalnum()
        and text[:1].isascii()
        and text[:1].isalpha()
    ):
        return " " + text
    return text


def _continues(previous: Line, line: Line, frame: _Frame, first: bool, new_page: bool) -> bool:
    """Whether the line goes on with the paragraph of the previous one."""
    size = frame.size
    # On a page of short lines only (a cover, a list of names) no line is broken by the width.
    if "\t" in previous.text or "\t" in line.text or frame.right - frame.left < 12 * size:
        return False
    if abs(previous.height - line.height) > 0.25 * max(previous.height, line.height):
        return False
    # Justified Chinese text ends within a character or two of the right edge, unless the paragraph ends.
    if previous.right < frame.right - 1.9 * size:
        return False
    if not new_page and previous.bottom - line.bottom > 1.3 * frame.pitch:
        return False
    indented = line.left > frame.left + 1.2 * size
    if (
        indented
        and (first or line.left > previous.left + 0.8 * size)
        and line.left > previous.left - 0.5 * size
    ):
        return False
    ended = previous.text.rstrip(_CLOSERS)[-1:] in _ENDS or previous.text[-1:] in _ENDS
    return not (ended and _MARKER.match(line.text))


def _frame(bodies: list[list[Line]]) -> _Frame:
    lines = [line for body in bodies for line in body if len(line.text) > 1]
    if not lines:
        return _Frame(0, 0, 10, 15)
    size = sorted(line.height for line in lines)[len(lines) // 2]
    left = _common_edge([line.left for line in lines], size, low=True)
    right = _common_edge([line.right for line in lines], size, low=False)
    steps = [
        above.bottom - below.bottom
        for body in bodies
        for above, below in zip(body, body[1:], strict=False)
        if 0.8 * size < above.bottom - below.bottom < 4 * size
    ]
    pitch = sorted(steps)[len(steps) // 4] if steps else 1.5 * size
    return _Frame(left, right, size, pitch)


def _common_edge(values: list[float], size: float, low: bool) -> float:
    """The outermost edge that at least one line in twenty (and two lines) shares within half a character."""
    ordered = sorted(values, reverse=not low)
    enough = max(2, len(ordered) // 20)
    for at, value in enumerate(ordered):
        near = ordered[at : at + enough]
        if len(near) == enough and abs(near[-1] - value) <= 0.5 * size:
            return value
    return ordered[0]


def _without_furniture(pages: list[Page]) -> list[list[Line]]:
    """The lines of each page without page numbers, and without heads and feet that repeat in the same place."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in page.lines if _in_zone(line, page)})
    often = max(2, (len(pages) + 1) // 2)
    bodies = []
    for page in pages:
        numbers = [line for line in page.lines if _in_zone(line, page) and _PAGE_NUMBER.fullmatch(line.text)]
        repeated = [
            line
            for line in page.lines
            if len(pages) > 1 and _in_zone(line, page) and seen[_place(line)] >= often
        ]
        body = [line for line in page.lines if line not in numbers and line not in repeated]
        # A bare number with text on both sides of it is a table cell, not a page number.
        low = min((line.bottom for line in body), default=0.0)
        high = max((line.top for line in body), default=0.0)
        inner = [line for line in numbers if line.bottom > low and line.top < high and line not in repeated]
        bodies.append([line for line in page.lines if line in body or line in inner])
    return bodies


def _place(line: Line) -> tuple[str, int]:
    # Digits differ from page to page ("第 3 页"); heights are compared in steps of four points.
    return _DIGITS.sub("#", line.text), round(line.bottom / 4)


def _in_zone(line: Line, page: Page) -> bool:
    return line.bottom > page.height * (1 - _ZONE) or line.top < page.height * _ZONE
