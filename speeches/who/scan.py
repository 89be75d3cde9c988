"""What the search for names needs of a text, found in one pass over many sentences: where names may end and what they cannot cross.

`seen_in(text) -> Seen` looks at one sentence; `Scanner(text, sentences).seen(sentence)` gives the same from a stretch of text read at
once, which costs a third. Nothing is decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from speeches.text.parts import Sentence
from speeches.text.wordlist import WordList

from .boundary import boundaries
from .lexicon import words

SHORT_HEADS = "股局委办部厅院所站队处科镇乡村校系组馆场厂店室庭"
# The last words of names by what they name.
_HEADS = {
    word: kind
    for section, kind in (("unit heads", "unit"), ("post heads", "post"), ("wholes", "collective"))
    for word in words(section)
}
_HEAD_WORDS, _KINDS = WordList(_HEADS), tuple(_HEADS.values())
_SHORT = re.compile(f"[{SHORT_HEADS}]")
_FUNCTIONS = WordList(words("functions"))
# Behind a short name that is used like a full one: 公安、应急要…
_FOLLOWS = frozenset("、和及与等要必应需负牵联分共配会两三四五六七")
_BARE = re.compile(
    "[县市区州一二三四五六七八九十0-9](?:(?<=[县市区州])(?:要|必须|务必|应当|也要|负责|牵头|、)"
    "|(?<=[一二三四五六七八九十0-9])(?:标|营|连|排|工区|分部|采区|分厂|项目部|号楼))"
)
# So many characters are looked at in one pass: enough that a pass costs little, and few enough that what it finds takes little room.
STRETCH = 20_000


class Seen(NamedTuple):
    """Offsets in the sentence: the places no name crosses (0 first), last words of names (start, end, kind), single characters
    that may be one, and short names of functions (财政, 公安) that something may follow. `bare` is where a region or a number
    may stand for a doer: 柘川区要, 三营负责."""

    limits: list[int]
    heads: list[tuple[int, int, str]]
    short: list[int]
    functions: list[tuple[int, int]]
    bare: list[int]


def seen_in(text: str) -> Seen:
    """What one sentence holds."""
    follow = text + "\n"
    return Seen(
        boundaries(text),
        [(start, end, _KINDS[word]) for word, start, end in _HEAD_WORDS.hits(text)],
        [hit.start() for hit in _SHORT.finditer(text)],
        [(start, end) for _, start, end in _FUNCTIONS.hits(text) if follow[end] in _FOLLOWS],
        [hit.start() for hit in _BARE.finditer(text)],
    )


class Scanner:
    """Sentences in order, of one text, looked at a stretch at a time."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._starts = [sentence.start for sentence in sentences]
        self._ends = [sentence.end for sentence in sentences]
        self._from = self._to = 0

    def seen(self, sentence: Sentence) -> Seen:
        """What the sentence holds."""
        start, end = sentence.start, sentence.end
        if not (self._from <= start and end <= self._to):
            self._look(start)
        start, end = start - self._from, end - self._from
        limits, heads, short, functions, bare = self._found
        heads = heads[bisect_left(self._heads, start) : bisect_left(self._heads, end)]
        functions = functions[bisect_left(self._functions, start) : bisect_left(self._functions, end)]
        return Seen(
            [0, *[at - start for at in limits[bisect_right(limits, start) : bisect_right(limits, end)]]],
            [(a - start, b - start, kind) for a, b, kind in heads],
            [at - start for at in short[bisect_left(short, start) : bisect_left(short, end)]],
            [(a - start, b - start) for a, b in functions],
            [at - start for at in bare[bisect_left(bare, start) : bisect_left(bare, end)]],
        )

    def _look(self, start: int) -> None:
        """Look at the stretch of whole sentences that begins at `start`."""
        last = max(0, bisect_right(self._starts, start + STRETCH) - 1)
        self._from, self._to = start, self._ends[last]
        self._found = found = seen_in(self._text[start : self._to])
        self._heads = [head[0] for head in found.heads]
        self._functions = [function[0] for function in found.functions]
