"""Fold a text to one width and one line per paragraph, and remember where every character came from.

`fold(text) -> Folded`; `Folded.text` is what every later stage reads. In it
- full-width letters, digits and ，：；！？（）％ are half-width (, : ; ! ? ( ) %); 。、“”《》【】 stay as they are;
- 「」『』 are “”, lone carriage returns, form feeds and Unicode line breaks are "\\n";
- invisible marks (zero width, right-to-left), blanks at a line's ends, blank lines and odd blanks inside Chinese text are gone;
- a line that was broken in the middle of a sentence is joined to the next; one "\\n" parts two paragraphs.

Characters are only replaced one for one or deleted, never inserted or moved: this module must never break the promise that
`original[span.start:span.end]` holds the words of `folded.text[start:end]`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from speeches.document import Span

_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTH |= dict(zip("「」『』〔〕﹑﹐﹔﹕﹖﹗﹙﹚", "“”“”()、,;:?!()", strict=True))
_WIDTH |= dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", " ")
_WIDTH |= dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n")
_WIDTH |= {"｡": "。", "､": "、", "﹒": ".", "﹪": "%"}

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
# Runs of blanks and invisible marks; which of them carry something is decided one by one.
_RUN = re.compile(rf"[ \t\0{_INVISIBLE}]+")
_BLANK = re.compile(r"[ \t]")
_CLOSE = frozenset(",。;:!?、()“”《》")
_OPEN = frozenset(",。;:!?、)”》")
_COUNTED = frozenset("年月日号时点分前内天周个名万亿元户家%")
# "县住建局 县水利局": here the blank is the list's only separator and must stay.
_SEPARATES = re.compile(r"[局委办部厅院心司团站所队镇乡道村区处科校系组会班室] [县市区省州各乡镇街开高经]")
_LABEL = re.compile(
    r"[(]?(?:[一二三四五六七八九十百]{1,3}|[0-9]{1,3}(?![.,][0-9](?![0-9]?月)))[)、.,．]|第[一二三四五六七八九十0-9]{1,3}(?!书记|时间|责任|季度|产业|线|[0-9年月日轮批期次名])|[①-⑳㈠-㈩⑴-⒛]|[一二三四五六七八九十]{1,2}[是要]"
    r"|其[一二三四五六]|首先|其次|再次|最后|同志们|篇[0-9一二三四五六七八九十]"
)
_ONLY_LABEL = re.compile(
    r"[(]?[一二三四五六七八九十百0-9]{1,3}[)、.]|第[一二三四五六七八九十]{1,3}[,、部分]*|[①-⑳]"
)
_MID_END = re.compile(r"[,、(“《]\Z")
# A line that cannot be whole: 各科室要在周五前 / 上报自查表, 务必于6月 / 30日前.
_UNFINISHED = re.compile(
    r"(?:要|必须|务必|应|须|请|将|把|由|负责|在).*(?:[前后内在于对把将由向和与及或的并为至到从按经每各])\Z"
)
_FIELD = re.compile(r"[^,。;]{2,8}:")
_BARE_NUMBER = re.compile(r"[(]?[0-9一二三四五六七八九十]{1,3}[)]?")
_MID_HEAD = re.compile(r"[,。;、)”》!?%]")
# 务必于6月 / 30日前, 达到95 / %.
_MID_NUMBER = re.compile(r"(?:[0-9][年月]\n[0-9]|[0-9]\n[年月日%个万亿])")
_CLOSED = re.compile(r"[。!?;:…”)》]\Z")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: `runs` are the folded offsets where a stretch begins, `origins` their originals."""

    text: str
    original_length: int
    runs: tuple[int, ...]
    origins: tuple[int, ...]

    def at(self, i: int) -> int:
        """The original offset of folded character i; the original's length for i == len(text)."""
        if i >= len(self.text):
            return self.original_length
        k = bisect_right(self.runs, i) - 1
        return self.origins[k] + i - self.runs[k]

    def span(self, start: int, end: int) -> Span:
        """The original stretch of folded[start:end]; an empty stretch stays empty."""
        return Span(*self.origin(start, end))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The same as two numbers, for those who ask thousands of times."""
        if end <= start:
            return self.at(start), self.at(start)
        runs = self.runs
        k = bisect_right(runs, start)
        if start >= 0 and end <= (runs[k] if k < len(runs) else len(self.text)):
            # Most stretches lie in one run, and one search is enough.
            by = self.origins[k - 1] - runs[k - 1]
            return start + by, end + by
        return self.at(start), self.at(end - 1) + 1

    def index(self, original: int) -> int:
        """The folded offset of an original one; inside a deleted stretch, of the first character after it."""
        k = max(0, bisect_right(self.origins, original) - 1)
        here = self.runs[k] + max(0, original - self.origins[k])
        nearest = self.runs[k + 1] if k + 1 < len(self.runs) else len(self.text)
        return min(here, nearest)


def fold(text: str) -> Folded:
    """Fold `text`: "６ 月 20 日前，各乡镇" → "6月20日前,各乡镇"; cost grows linearly with the text."""
    # Of "\r\n" only the second is a line break; a lone "\r" is one by itself.
    wide = _widened(text.replace("\r\n", "\0\n"))
    keep = _kept(wide, _blanks(wide))
    lines = "".join(wide[a:b] for a, b in keep).split("\n")
    wrap = _wrap_of(lines, _indented(wide))
    return _assemble(wide, len(text), keep, _dropped_breaks(lines, wrap))


def _widened(text: str) -> str:
    """The text in one width; replacing the few signs that occur takes a third of the time of one str.translate."""
    for char in _WIDTH.keys() & set(text):
        text = text.replace(char, _WIDTH[char])
    return text


def _blanks(wide: str) -> list[tuple[int, int]]:
    """The stretches to delete, in order: blanks and marks that carry nothing."""
    spaced = _letter_spaced(wide)
    found = []
    for hit in _RUN.finditer(wide):
        start, end = hit.span()
        left, right = wide[start - 1 : start], wide[end : end + 1]
        if not _BLANK.search(hit.group()) or _is_idle(
            left, right, hit.group(), spaced or wide[start - 1 : end + 1]
        ):
            found.append((start, end))
        else:
            # Of a run that stays only the blanks stay.
            found.extend((k, k + 1) for k in range(start, end) if wide[k] not in " \t")
    return found


def _is_idle(left: str, right: str, run: str, around: bool | str) -> bool:
    """Whether the blanks between two characters carry nothing; `around` is True in a letter-spaced text."""
    if left in ("", "\n") or right in ("", "\n"):
        return True
    if "\t" in run:
        return False
    if left in _CLOSE or right in _OPEN or (left.isdecimal() and right in _COUNTED):
        return True
    if len(run) > 1 or not _is_han(left):
        return False
    return right.isdecimal() or (_is_han(right) and (around is True or not _SEPARATES.match(str(around))))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _letter_spaced(wide: str) -> bool:
    """Whether the whole text is set with a blank after every character, as some pdf files are."""
    sample = wide[:4000]
    return sample.count(" ") * 3 > len(sample)


def _kept(wide: str, blanks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that stay, the complement of `blanks`."""
    kept, at = [], 0
    for start, end in blanks:
        if start > at:
            kept.append((at, start))
        at = max(at, end)
    if at < len(wide):
        kept.append((at, len(wide)))
    return kept


class _Wrap(NamedTuple):
    """How a text was broken by force: at which width (0: it was not), with how many breaks, which lines are indented."""

    width: int
    breaks: int = 1
    indented: frozenset[int] = frozenset()


def _indented(wide: str) -> frozenset[int]:
    """The numbers of the lines that begin with two blanks or more."""
    return frozenset(
        number for number, line in enumerate(wide.split("\n")) if line.lstrip("\0").startswith("  ")
    )


def _wrap_of(lines: list[str], indented: frozenset[int]) -> _Wrap:
    width = _wrap_width(lines)
    if not width:
        return _Wrap(0)
    # A text with a blank line behind every line is broken by two.
    full = [number for number, line in enumerate(lines[:-1]) if width - 3 <= len(line) <= width + 2]
    doubled = sum(1 for number in full if not lines[number + 1])
    return _Wrap(width, 2 if full and doubled == len(full) else 1, indented)


def _dropped_breaks(lines: list[str], wrap: _Wrap) -> list[int]:
    """Offsets (in the text without blanks) of the line breaks to delete."""
    drop: list[int] = []
    pending: list[int] = []
    at, previous = 0, ""
    for number, line in enumerate(lines):
        if number:
            pending.append(at - 1)
        if line:
            # One break of a run of them stays, unless the sentence runs on.
            stay = 0 if not previous or _continues(previous, line, wrap, len(pending), number) else 1
            drop.extend(pending[: len(pending) - stay])
            pending, previous = [], line
        at += len(line) + 1
    return drop + pending


def _wrap_width(lines: list[str]) -> int:
    """The width at which lines were broken by force, 0 if they were not: most long lines have nearly one length."""
    lengths = Counter(len(line) for line in lines if 18 <= len(line) <= 90)
    total = sum(1 for line in lines if line)
    if total < 6:
        return _short_wrap([line for line in lines if line])
    best, count = 0, 0
    for length in lengths:
        near = sum(lengths[length + d] for d in (-2, -1, 0))
        if near > count or (near == count and length > best):
            best, count = length, near
    return best if count * 2 > total else 0


def _short_wrap(lines: list[str]) -> int:
    """The same for a few lines: all but the last have one length, and most do not end a sentence."""
    first = [len(line) for line in lines[:-1]]
    if len(first) < 2 or min(first) < 18 or max(first) - min(first) > 1 or len(lines[-1]) > max(first):
        return 0
    return max(first) if sum(1 for line in lines[:-1] if not _CLOSED.search(line)) * 2 > len(first) else 0


def _continues(previous: str, line: str, wrap: _Wrap, breaks: int, number: int) -> bool:
    """Whether `line`, number `number`, goes on with the sentence of `previous`."""
    if line[0] == "." and _BARE_NUMBER.fullmatch(previous):
        return True
    if _MID_HEAD.match(line) and not previous.endswith("\t"):
        return True
    if len(previous) <= 6 and _ONLY_LABEL.fullmatch(previous):
        return not _LABEL.match(line)
    full = breaks <= wrap.breaks and wrap.width > 0 and wrap.width - 3 <= len(previous) <= wrap.width + 2
    if _LABEL.match(line) or "\t" in previous or "\t" in line:
        return False
    if _CLOSED.search(previous):
        # Where paragraphs are indented, a line that is not goes on with its paragraph.
        return full and bool(wrap.indented) and number not in wrap.indented
    if _MID_END.search(previous):
        return True
    if breaks == 1 and _UNFINISHED.search(previous, max(0, len(previous) - 40)) and not _FIELD.match(line):
        return len(previous) > 6
    if _MID_NUMBER.match(f"{previous[-2:]}\n{line[:1]}") or _MID_NUMBER.match(f"{previous[-1:]}\n{line[:1]}"):
        return True
    return full


def _assemble(wide: str, length: int, keep: list[tuple[int, int]], breaks: list[int]) -> Folded:
    """Cut the kept stretches at the dropped breaks and note where each piece came from."""
    pieces: list[str] = []
    runs: list[int] = []
    origins: list[int] = []
    place = out = next_break = 0
    for start, end in keep:
        here, last = start, place + end - start
        while here < end:
            stop = end
            if next_break < len(breaks) and breaks[next_break] < last:
                stop = start + breaks[next_break] - place
                next_break += 1
            if stop > here:
                pieces.append(wide[here:stop])
                runs.append(out)
                origins.append(here)
                out += stop - here
            here = stop + 1 if stop < end else end
        place = last
    return Folded("".join(pieces), length, tuple(runs) or (0,), tuple(origins) or (0,))
