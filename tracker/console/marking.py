"""Cuts a speech's text into paragraphs of marked segments for the page. Pure: offsets in, view data out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# A line longer than this is cut for the page (a hostile 1 MB line would stall the browser's layout).
LONG = 4000


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch [start, end) to be marked. `kind`: order, time, unit, target, of the draft with the id `draft`; or heading, of a `level`."""

    start: int
    end: int
    kind: str
    draft: int = 0
    state: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under the same marks. `draft`, `state` are of the order it lies in, 0 and "" outside of any; `level` of a heading."""

    text: str
    draft: int = 0
    state: str = ""
    kinds: tuple[str, ...] = ()
    is_first: bool = False
    level: int = 0

    @property
    def classes(self) -> str:
        """Its style classes: "o o-accepted k k-time o-first"; put together here, for a long speech has a thousand of them."""
        kinds = "".join(f" k k-{kind}" for kind in self.kinds)
        return f"o o-{self.state}{kinds}{' o-first' if self.is_first else ''}"


@dataclass(slots=True)
class Line:
    """One paragraph of the page; `start` is where it begins in the text, so that a selection can be told by its place."""

    start: int = 0
    segments: list[Segment] = field(default_factory=list)


def marked_lines(text: str, marks: Iterable[Mark]) -> list[Line]:
    """The text as paragraphs without blank ones; joining the segments' texts gives each paragraph's words unchanged.

    Where orders overlap, the one that starts first (then the longer) keeps the words. Cost is linear in text and marks
    (after sorting the marks).
    """
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    cuts = sorted({edge for mark in ordered for edge in (mark.start, mark.end)})
    lines: list[Line] = []
    seen: set[int] = set()
    sweep = Sweep(ordered)
    at = 0
    for start, end in paragraphs(text):
        line = Line(start)
        while at < len(cuts) and cuts[at] <= start:
            at += 1
        here = start
        while here < end:
            stop = min(end, cuts[at]) if at < len(cuts) else end
            line.segments.append(segment(text[here:stop], sweep.at(here), seen))
            here = stop
            while at < len(cuts) and cuts[at] <= here:
                at += 1
        lines.append(line)
    return lines


class Sweep:
    """The marks that cover a position, asked for in rising order of positions."""

    def __init__(self, ordered: list[Mark]) -> None:
        self.ordered = ordered
        self.next = 0
        self.open: list[Mark] = []

    def at(self, position: int) -> list[Mark]:
        """The marks over `position`."""
        while self.next < len(self.ordered) and self.ordered[self.next].start <= position:
            self.open.append(self.ordered[self.next])
            self.next += 1
        self.open = [mark for mark in self.open if mark.end > position]
        return self.open


def segment(words: str, over: list[Mark], seen: set[int]) -> Segment:
    """One segment; `seen` collects drafts already begun, so that the page can place each draft's anchor once."""
    order = next((mark for mark in over if mark.kind == "order"), None)
    if order is None:
        return Segment(words, level=next((mark.level for mark in over if mark.kind == "heading"), 0))
    kinds = tuple(sorted({mark.kind for mark in over if mark.draft == order.draft and mark.kind != "order"}))
    first = order.draft not in seen
    seen.add(order.draft)
    return Segment(words, order.draft, order.state, kinds, first)


def paragraphs(text: str) -> Iterable[tuple[int, int]]:
    """(start, end) of every line that is not blank, cut at LONG characters."""
    start = 0
    for raw in text.splitlines(keepends=True):
        words = raw.strip()
        if words:
            begin = start + raw.index(words[0])
            for cut in range(begin, begin + len(words), LONG):
                yield cut, min(cut + LONG, begin + len(words))
        start += len(raw)
