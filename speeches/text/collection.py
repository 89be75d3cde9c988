"""Several speeches in one file: where each begins, who speaks, which repeats an earlier one.

`split(document, folded) -> tuple[SpeechPart, ...]`: offsets into the ORIGINAL text, in order; furniture between two speeches
belongs to neither. Always at least one part if the text has a word. `joined(parts)` is the same with the turns of one meeting as one speech. `parts_of(lines) -> tuple[Part, ...]` is the same in folded
offsets. `repeated(lines, parts) -> tuple[Span, ...]`: paragraphs (folded) that stand in an earlier place word for word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from speeches.document import Document, Span
from speeches.draft import SpeechPart

from .furniture import furniture
from .lines import Line, lines_of
from .normal import Folded
from .outline import labels
from .turns import handed_to, speaker_label, speaker_line

_BODY = 200  # a speech has at least so many characters before another may begin
_MARK = re.compile(
    r"^[【(\[]?(?:篇|范文|例文|第)\s*(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})(?:\s*[】)\]]|\s*篇?\s*[:、.\s]|篇?$)"
    r"|^[【(]?(?:范文|例文)(?:[】)]|[:\s])"
)
_NUMBER = re.compile(r"^(?:[0-9]{1,2}[、.]|[(]?[一二三四五六七八九十]{1,2}[)、])\s*")
# The number of a paragraph, which may differ where it is repeated.
_LEADING = re.compile(
    r"^(?:[(]?[一二三四五六七八九十0-9]{1,3}[)、.]|第[一二三四五六七八九十]{1,2}[,、]|[一二三四五六七八九十]是|[①-⑳])"
)
_ASIDE = re.compile(r"^[(].*[)]$")  # (清江镇发言略)
_TITLE_MARK = re.compile(r"^([^。;]{4,40}?)[(【]?篇[0-9一二三四五六七八九十]{1,3}[)】]?$")
_SALUTE = re.compile(
    r"^(?:尊敬的|敬爱的)?(?:各位|同志们|老师们|同学们|代表们|委员们|朋友们|女士们)[\u4e00-\u9fff、,\s]{0,30}[:!]?$"
)
_SPEECH_WORD = re.compile(
    r"讲话|发言|致辞|致词|主持词|报告|讲稿|表态|动员|部署会|推进会|调度会|工作会|专题党课|党课"
)
_TITLE_TAIL = re.compile(
    r"(?:讲话|讲话稿|讲话提纲|讲话材料|发言|发言稿|致辞|主持词|讲稿|报告|发言材料)(?:[(（].{0,20}[)）])?】?$"
)
_OCCASION = re.compile(r"在(.{2,40}?(?:会议|会|大会|论坛|班|仪式|活动|座谈))上的?")
_OCCASION_FRONT = re.compile(
    r"([\u4e00-\u9fff0-9“”×xX年]{2,40}?(?:会议|大会|推进会|调度会|部署会|动员会|座谈会|工作会|视频会))(?:议)?(?:上的)?(?:讲话|发言|主持)"
)
_SENTENCE = re.compile(r"[。;,!?]|:$|(?<![摘纪])要(?!求|点|素)|必须|负责|每[天周月日]")
_CLAUSE = re.compile(r"[,。;:!?、\s()“”\"]+")
_DUPLICATE = 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """One speech in folded offsets, without furniture before it."""

    title: str
    start: int
    end: int
    speaker: str | None = None
    occasion: str | None = None
    duplicate_of: int | None = None
    is_turn: bool = False


def split(document: Document, folded: Folded) -> tuple[SpeechPart, ...]:
    """The speeches of a file: "篇1:… 同志们:… 篇2:…" gives two parts; a near copy of an earlier one has duplicate_of."""
    lines = lines_of(folded.text)
    parts = parts_of(_without(lines, furniture(folded.text, lines)))
    title = document.properties.get("title")
    fallback = title if isinstance(title, str) and len(parts) == 1 else ""
    return original(folded, parts, fallback)


def original(folded: Folded, parts: Sequence[Part], title: str = "") -> tuple[SpeechPart, ...]:
    """The parts with offsets into the original text; `title` stands in where a part has none."""
    out = []
    for part in parts:
        span = folded.span(part.start, part.end)
        out.append(
            SpeechPart(
                part.title or title,
                span.start,
                span.end,
                part.speaker,
                part.duplicate_of,
                part.occasion,
                part.is_turn,
            )
        )
    return tuple(out)


def joined(parts: Sequence[SpeechPart]) -> tuple[SpeechPart, ...]:
    """The parts with whoever takes the floor in a meeting joined to what went before: its record is one speech, without one speaker.

    "会议记录… 县长:… 水利局局长:…" is one; a copy is told by `duplicate_of` where it is a part by itself.
    """
    groups: list[list[SpeechPart]] = []
    place = {}
    for number, part in enumerate(parts):
        if not (part.is_turn and groups):
            groups.append([])
        groups[-1].append(part)
        place[number] = len(groups) - 1
    return tuple(_one(group, place) for group in groups)


def _one(group: Sequence[SpeechPart], place: dict[int, int]) -> SpeechPart:
    first = group[0]
    if len(group) > 1:
        return replace(first, end=group[-1].end, speaker=None, duplicate_of=None)
    twin = first.duplicate_of
    return first if twin is None else replace(first, duplicate_of=place[twin])


def parts_of(lines: Sequence[Line]) -> tuple[Part, ...]:
    """The speeches among the lines that are no furniture, each from its title to its last line."""
    if not lines:
        return ()
    talks = sum(1 for line in lines if speaker_label(line.text)) >= 2
    firsts = _firsts(lines, talks)
    parts, shingles = [], []
    for first, last in zip(firsts, [*firsts[1:], len(lines)], strict=True):
        part = _described(lines[first:last], lines[max(0, first - 3) : first])
        parts.append(replace(part, is_turn=talks and _takes_floor(lines, first)))
        shingles.append(_shingles(lines[first:last]) if len(firsts) > 1 else frozenset())
    return _marked(parts, shingles)


def repeated(lines: Sequence[Line], parts: Sequence[Part]) -> tuple[Span, ...]:
    """Paragraphs read before in this file, and the whole of every duplicate speech's paragraphs."""
    seen: set[str] = set()
    found = []
    starts = [part.start for part in parts]
    for line in lines:
        part = parts[max(0, bisect_right(starts, line.start) - 1)] if parts else None
        if part is not None and part.duplicate_of is not None and line.start < part.end:
            found.append(Span(line.start, line.end))
            continue
        bare = _CLAUSE.sub("", _LEADING.sub("", line.text))
        if len(bare) < 24:
            continue
        if bare in seen:
            found.append(Span(line.start, line.end))
        seen.add(bare)
    return tuple(found)


def _without(lines: Sequence[Line], dropped: Sequence[Span]) -> list[Line]:
    """The lines that furniture does not cover whole."""
    whole = {(span.start, span.end) for span in dropped}
    return [line for line in lines if (line.start, line.end) not in whole]


def _firsts(lines: Sequence[Line], talks: bool) -> list[int]:
    """The numbers of the lines with which a speech begins; the first is always 0. `talks`: people speak in turn, each behind a label."""
    firsts = [0]
    body, saluted = 0, False
    for number, line in enumerate(lines):
        start = _start_at(lines, number, body, saluted, talks)
        if start is not None and start > firsts[-1]:
            firsts.append(start)
            # Who takes the floor goes on with the same record: another speech may begin behind a short turn.
            if not (talks and _takes_floor(lines, start)):
                body, saluted = 0, False
        body += len(line.text)
        saluted = saluted or bool(_SALUTE.match(line.text))
    return firsts


def _start_at(lines: Sequence[Line], number: int, body: int, saluted: bool, talks: bool) -> int | None:
    """The line with which a new speech begins if line `number` shows that one does."""
    line = lines[number].text
    if talks and speaker_label(line):
        return number
    if number and handed_to(lines[number - 1].text) and (_SALUTE.match(line) or _is_title(line)):
        return number
    if body < _BODY:
        return None
    if len(line) <= 60 and not line.endswith(("。", ";")) and (_MARK.match(line) or _TITLE_MARK.match(line)):
        return number
    if _SALUTE.match(line):
        above = [k for k in range(max(0, number - 3), number) if _is_title(lines[k].text)]
        return above[0] if above else (number if saluted else None)
    if _is_title(line) and _TITLE_TAIL.search(line):
        return number
    return None


def _takes_floor(lines: Sequence[Line], number: int) -> bool:
    """Whether line `number` begins what somebody says in a meeting that goes on: behind a label, or called up by the one before."""
    return bool(speaker_label(lines[number].text) or (number and handed_to(lines[number - 1].text)))


def _is_title(line: str) -> bool:
    return (
        6 <= len(line) <= 60
        and not _ASIDE.match(line)
        and not _SENTENCE.search(line)
        and bool(_SPEECH_WORD.search(line))
    )


def _may_be_title(line: str) -> bool:
    """Whether a first line without a word such as 讲话 may still be a title: short, no sentence, no number mark."""
    return 4 <= len(line) <= 50 and not _SENTENCE.search(line) and not labels(line)


def _described(lines: Sequence[Line], before: Sequence[Line]) -> Part:
    """One part with its title, speaker and occasion as far as its first lines tell."""
    head = lines[:6]
    marked = [line.text for line in head[:4] if _MARK.match(line.text) and len(line.text) <= 60]
    title = marked[0] if marked else next((line.text for line in head[:4] if _is_title(line.text)), "")
    if not title and len(head) > 1 and _may_be_title(head[0].text):
        title = head[0].text
    tail = _TITLE_MARK.match(title)
    title = tail.group(1) if tail else title
    title = _NUMBER.sub("", _MARK.sub("", title)).strip("【】[] ")
    speaker = speaker_label(head[0].text) or next(
        (s for s in (speaker_line(x.text) for x in head) if s), None
    )
    if speaker is None:
        speaker = next((s for s in (handed_to(x.text) for x in reversed(before)) if s), None)
    occasion = next(
        (hit.group(1) for line in head for hit in [_OCCASION.search(line.text, 0, 80)] if hit), None
    )
    if occasion is None:
        front = _OCCASION_FRONT.search(title)
        occasion = front.group(1) if front else None
    return Part(title, lines[0].start, lines[-1].end, speaker, occasion)


def _marked(parts: list[Part], shingles: Sequence[frozenset[str]]) -> tuple[Part, ...]:
    """The parts with near copies marked: shingles are clauses of six characters or more."""
    holders: dict[str, list[int]] = {}
    out: list[Part] = []
    for number, part in enumerate(parts):
        shared: dict[int, int] = {}
        for shingle in shingles[number]:
            for other in holders.get(shingle, ())[:50]:
                shared[other] = shared.get(other, 0) + 1
            holders.setdefault(shingle, []).append(number)
        best = max(shared, key=lambda other: (shared[other], -other), default=None)
        if (
            best is not None
            and len(shingles[number]) >= 8
            and shared[best] >= _DUPLICATE * len(shingles[number])
        ):
            part = replace(
                part, duplicate_of=out[best].duplicate_of if out[best].duplicate_of is not None else best
            )
        out.append(part)
    return tuple(out)


def _shingles(lines: Sequence[Line]) -> frozenset[str]:
    """Clauses of six characters or more; a changed word changes one of them."""
    return frozenset(piece for line in lines for piece in _CLAUSE.split(line.text) if len(piece) >= 6)
