"""The parts of a text that later stages hand to each other. Offsets here are into the *folded* text (see normal.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered or unnumbered heading. `level` 1 is the outermost; `mood` is "order", "describe" or "" (unknown).

    "三、下一步工作要求" → level 1, label "三、", title "下一步工作要求", mood "order".
    """

    level: int
    label: str
    title: str
    start: int
    end: int
    mood: str = ""


# Sentences and clauses are tuples: made in a fourth of the time of a frozen dataclass, and there are thousands.
class Sentence(NamedTuple):
    """One sentence (up to 。！？；or a line's end) with the headings it stands under, outermost first.

    `note` is where a ledger note behind it begins ("(牵头单位:…;完成时限:…)", which belongs to the sentence), -1 if there is none;
    `paragraph` and `speech` are indexes; `label` is an enumeration mark at its head (一是, (二), 第一,) or "".
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks
    start: int
    end: int
    text: str
    paragraph: int
    speech: int
    section: tuple[Heading, ...] = ()
    label: str = ""
    is_heading: bool = False
    note: int = -1


class Clause(NamedTuple):
    """A stretch of a sentence between commas. `sentence` is the index of its Sentence."""

    sentence: int
    start: int
    end: int
    text: str
