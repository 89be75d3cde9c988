"""The lines of a folded text: one line is one paragraph. Offsets are into the folded text; nothing is judged here."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One paragraph without its line break; `index` counts from 0 over the whole file."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks
    start: int
    end: int
    text: str


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a folded text in order, empty ones left out: "甲\\n乙" → Line(0, 0, 1, "甲"), Line(1, 2, 3, "乙")."""
    found: list[Line] = []
    at = 0
    for piece in text.split("\n"):
        if piece:
            found.append(Line(len(found), at, at + len(piece), piece))
        at += len(piece) + 1
    return tuple(found)
