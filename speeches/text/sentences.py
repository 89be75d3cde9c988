"""Sentences and clauses, with the headings they stand under. It must never drop or change a character.

`sentences(text, lines, headings, speech_of, labelled) -> tuple[Sentence, ...]`: of the lines given, in order; ended by 。！？； or the line's
end, never inside a short pair of quotation marks or brackets, never longer than LONGEST characters.
`clauses(sentence) -> tuple[Clause, ...]`: the stretches between commas and colons, marks not included.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from .lines import Line
from .outline import Label, labels
from .parts import Clause, Heading, Sentence

LONGEST = 1500
_PAIRS = {"”": "“", ")": "(", "》": "《", "】": "【", "’": "‘"}
_OPENERS = frozenset(_PAIRS.values())
_MARKS = re.compile(r"[。!?;“”()《》【】‘’,:\n]|——")
_STOPS = re.compile(r"[。!?;,:\n\t]|——")
# The marks that part clauses; a comma or colon between digits (1,200; 17:00; 1:2) does not.
_PARTS = re.compile(
    r"[。!?;,:\n\t—](?:(?<=[。!?;\n\t])|(?<=,)(?!(?<=\d,)\d{3})|(?<=:)(?!(?<=\d:)\d)|(?<=—)—)"
)
_OPENER = re.compile(r"[“(《【‘]")
_END = re.compile(r"[。!?;]")
_TRAIL = re.compile(r"[。!?;”’)》】…]+")
_FIELDS = "(?:责任|牵头|配合|主办|承办|协办|协助|参与|完成|落实|实施|整改|包保|挂钩)(?:责任)?(?:单位|部门|人|领导|科室|处室|主体|时限|时间|期限)"
# (牵头单位:县工信局;配合单位:各乡镇;完成时限:6月底前)
_NOTE = re.compile(rf"[(【]?{_FIELDS}[:]")
_NOTE_INSIDE = re.compile(rf"[(【]{_FIELDS}[:]")
_REACH = 90
# “你去一趟。各村本周内清完。”: who speaks in whole sentences is no quoted term; “见面、见证、见签字。” is one.
_SAID = re.compile("[。!?](?!”).")
_EDGES = " 。!?;,:"
_FIELD = re.compile(r"(?:单位|部门|人|领导|时限|时间|地点|标准|目标|股室|科室|组长|成员|专班|领导人)\Z")


def sentences(
    text: str,
    lines: Sequence[Line],
    headings: Sequence[Heading],
    speech_of: Callable[[int], int] = lambda at: 0,
    labelled: Sequence[Label] | None = None,
) -> tuple[Sentence, ...]:
    """The sentences of `lines`, each with its section: "(一)抓宣传。各乡镇要…。" gives two, the first with is_heading."""
    found: list[Sentence] = []
    marks = {mark.start: mark for mark in (labels(text) if labelled is None else labelled)}
    trail = _Trail(headings)
    for line in lines:
        cuts = _cuts(text, line)
        if found and _NOTE.match(line.text) and cuts and _has_room(found[-1], line.start):
            # 责任单位:… on a line of its own belongs to the task above it.
            note = found[-1].note if found[-1].note >= 0 else line.start
            found[-1] = found[-1]._replace(end=line.end, text=text[found[-1].start : line.end], note=note)
            continue
        for start, end, note in _with_notes(text, cuts):
            speech = speech_of(start)
            section, is_heading = trail.at(start, end, speech)
            label = marks.get(start)
            words = text[start:end]
            head = label.text if label else ""
            found.append(
                Sentence(
                    len(found),
                    start,
                    end,
                    words,
                    line.index,
                    speech,
                    section,
                    head,
                    is_heading,
                    note,
                )
            )
    return tuple(found)


def _has_room(sentence: Sentence, start: int) -> bool:
    """Whether a note on the line at `start` directly follows the sentence and does not swell it without bound."""
    return start - sentence.end <= 2 and start - sentence.start <= LONGEST


def _with_notes(text: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """The cuts with a ledger note taken into the sentence before it, and where the note begins (-1: none)."""
    out: list[tuple[int, int, int]] = []
    for start, end in cuts:
        if out and _NOTE.match(text, start) and end - out[-1][0] <= LONGEST:
            first, _, note = out[-1]
            out[-1] = (first, end, note if note >= 0 else start)
        else:
            inner = _NOTE_INSIDE.search(text, start, end)
            out.append((start, end, inner.start() if inner else -1))
    return out


def clauses(sentence: Sentence) -> tuple[Clause, ...]:
    """The clauses of a sentence: "各乡镇要排查隐患,建立台账。" → 各乡镇要排查隐患 / 建立台账; "1,200户" stays whole."""
    text, base, index = sentence.text, sentence.start, sentence.index
    found: list[Clause] = []
    for start, end in _stretches(text):
        words = text[start:end].lstrip(_EDGES)
        start = base + end - len(words)
        words = words.rstrip(_EDGES)
        if words:
            found.append(Clause(index, start, start + len(words), words))
    return tuple(found)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between the marks that part clauses."""
    shut = _shut(text, 0, len(text)) if _OPENER.search(text) else None
    at = 0
    for hit in _PARTS.finditer(text):
        place = hit.start()
        if shut is not None and shut(place):
            continue
        if text[place] == ":" and _FIELD.search(text, max(at, place - 8), place):
            continue
        yield at, place
        at = hit.end()
    yield at, len(text)


def _shut(text: str, start: int, end: int) -> Callable[[int], bool]:
    """A test whether a place lies inside a short pair of quotation marks or brackets."""
    starts: list[int] = []
    ends: list[int] = []
    opened: list[tuple[str, int]] = []
    for hit in _MARKS.finditer(text, start, end):
        mark = hit.group()
        if mark in _OPENERS:
            opened.append((mark, hit.start()))
            del opened[:-8]
        elif mark in _PAIRS:
            while opened:
                opener, place = opened.pop()
                if opener == _PAIRS[mark]:
                    if hit.start() - place <= _REACH and not (
                        mark == "”" and _SAID.search(text, place, hit.start())
                    ):
                        while starts and starts[-1] > place:
                            starts.pop()
                            ends.pop()
                        starts.append(place)
                        ends.append(hit.start())
                    break

    def inside(place: int) -> bool:
        k = bisect_right(starts, place) - 1
        return k >= 0 and place < ends[k]

    return inside


def _open(place: int) -> bool:
    """The test for a text without quotation marks and brackets."""
    return False


def _cuts(text: str, line: Line) -> list[tuple[int, int]]:
    """The stretches of a line's sentences."""
    shut = _shut(text, line.start, line.end) if _OPENER.search(line.text) else _open
    found: list[tuple[int, int]] = []
    at = line.start
    soft = 0
    # Commas count only where a sentence may be too long to be left whole.
    for hit in (_END if line.end - at <= LONGEST else _STOPS).finditer(text, line.start, line.end):
        place = hit.start()
        if place < at:
            continue
        if text[place] in ",:" and place - at < LONGEST:
            soft = place + 1
        if place - at >= LONGEST and soft > at:
            found.append((at, soft))
            at = soft
        if text[place] in "。!?;" and not shut(place):
            tail = _TRAIL.match(text, place, line.end)
            stop = tail.end() if tail else place + 1
            found.append((at, stop))
            at = stop
    while line.end - at > LONGEST:
        found.append((at, at + LONGEST))
        at += LONGEST
    if at < line.end:
        found.append((at, line.end))
    return [(a, b) for a, b in _trimmed(text, found) if b > a]


def _trimmed(text: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cuts longer than LONGEST cut again, blanks at their heads left out."""
    out = []
    for start, end in cuts:
        while start < end and text[start] == " ":
            start += 1
        while end - start > LONGEST:
            out.append((start, start + LONGEST))
            start += LONGEST
        out.append((start, end))
    return out


class _Trail:
    """Follows the headings through the text and gives the section of each sentence."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._headings = headings
        self._next = 0
        self._open: list[Heading] = []
        self._section: tuple[Heading, ...] = ()
        self._speech = -1

    def at(self, start: int, end: int, speech: int) -> tuple[tuple[Heading, ...], bool]:
        """The headings above a sentence and whether it is itself one; a heading is not in its own section."""
        if speech != self._speech:
            self._speech = speech
            self._open.clear()
            self._section = ()
        while self._next < len(self._headings) and self._headings[self._next].start < start:
            self._enter(self._headings[self._next])
            self._next += 1
        if self._next < len(self._headings) and self._headings[self._next].start == start:
            heading = self._headings[self._next]
            while self._open and self._open[-1].level >= heading.level:
                self._open.pop()
            return tuple(self._open), True
        return self._section, False

    def _enter(self, heading: Heading) -> None:
        while self._open and self._open[-1].level >= heading.level:
            self._open.pop()
        self._open.append(heading)
        self._section = tuple(self._open)
