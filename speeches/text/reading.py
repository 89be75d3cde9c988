"""One call that prepares a document for reading: folded text, speeches, outline and sentences.

`read(document) -> Reading`. Headings and sentences are in folded offsets, speeches in original ones. Sentences of page
furniture, of repeated paragraphs and of duplicate speeches are left out, so that nothing is read twice; `notes` says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from speeches.document import Document, Span
from speeches.draft import SpeechPart

from .collection import Part, original, parts_of, repeated
from .furniture import furniture
from .lines import Line, lines_of
from .normal import Folded, fold
from .outline import labels, outline
from .parts import Heading, Sentence
from .sentences import sentences
from .turns import speaker_label


@dataclass(frozen=True, slots=True)
class Reading:
    """What the later stages read. `dropped` are folded stretches left out: furniture and repetitions."""

    folded: Folded
    speeches: tuple[SpeechPart, ...]
    headings: tuple[Heading, ...]
    sentences: tuple[Sentence, ...]
    dropped: tuple[Span, ...]
    notes: tuple[str, ...]


def read(document: Document) -> Reading:
    """Prepare `document`; an empty text gives an empty reading. Cost grows linearly with the text."""
    folded = fold(document.text)
    lines = lines_of(folded.text)
    clutter = furniture(folded.text, lines)
    speech_lines = _outside(lines, clutter)
    parts = parts_of(speech_lines)
    twice = repeated(speech_lines, parts)
    kept = _outside(speech_lines, twice)
    marks = labels(folded.text)
    headings = outline(folded.text, kept, [part.start for part in parts], marks)
    title = document.properties.get("title")
    return Reading(
        folded,
        original(folded, parts, title if isinstance(title, str) and len(parts) == 1 else ""),
        headings,
        sentences(folded.text, _untitled(kept, parts), headings, _speech_at(parts), marks),
        tuple(sorted((*clutter, *twice), key=lambda span: span.start)),
        _notes(parts, clutter, twice),
    )


def _outside(lines: list[Line] | tuple[Line, ...], dropped: tuple[Span, ...]) -> list[Line]:
    """What is left of the lines when the dropped stretches are cut out; a line may be left in several pieces."""
    left: list[Line] = []
    ends = [span.end for span in dropped]
    for line in lines:
        at = line.start
        k = bisect_right(ends, line.start)
        while k < len(dropped) and dropped[k].start < line.end:
            _piece(left, line, at, max(at, dropped[k].start))
            at = max(at, dropped[k].end)
            k += 1
        _piece(left, line, at, line.end)
    return left


def _piece(left: list[Line], line: Line, start: int, end: int) -> None:
    words = line.text[start - line.start : end - line.start]
    if words.strip():
        left.append(Line(line.index, start, end, words))


def _untitled(lines: list[Line], parts: tuple[Part, ...]) -> list[Line]:
    """The lines without those that only repeat a speech's title at its head."""
    titles = {part.start: part for part in parts}
    out = []
    head: Part | None = None
    for line in lines:
        head = titles.get(line.start, head)
        bare = line.text.strip("【】 ")
        if head is not None and head.title and line.start < head.start + 200 and bare.endswith(head.title):
            continue
        if head is not None and head.speaker and line.start == head.start:
            line = _unlabelled(line, head.speaker)
        out.append(line)
    return out


def _unlabelled(line: Line, speaker: str) -> Line:
    """The line without the label of who speaks: "张县长:各村要转移" → "各村要转移"."""
    cut = len(speaker) + 1
    if speaker_label(line.text) != speaker or len(line.text) <= cut:
        return line
    return Line(line.index, line.start + cut, line.end, line.text[cut:])


def _speech_at(parts: tuple[Part, ...]) -> Callable[[int], int]:
    starts = [part.start for part in parts]
    return lambda at: max(0, bisect_right(starts, at) - 1)


def _notes(parts: tuple[Part, ...], clutter: tuple[Span, ...], twice: tuple[Span, ...]) -> tuple[str, ...]:
    """What a person should know about the reading, in Chinese."""
    notes = []
    if len(parts) > 1:
        copies = sum(1 for part in parts if part.duplicate_of is not None)
        again = f",其中{copies}篇与前文重复,未再读取" if copies else ""
        notes.append(f"文中有{len(parts)}篇讲话{again}。")
    if twice:
        notes.append(f"有{len(twice)}段与前文相同,只读取了第一次出现的。")
    if clutter:
        notes.append(f"略去网页导航、摘要等非讲话内容{len(clutter)}处。")
    return tuple(notes)
