"""A cue: a sign for or against a clause being an order, with its own examples, and the machine that finds cues in one pass.

A cue never decides alone; it becomes a feature of the open linear model (model.py). This module must not know which cues exist.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from speeches.text.wordlist import WordList


@dataclass(frozen=True, slots=True)
class Cue:
    """A named sign. `words` are literals; where `guard` is set it must match at a word's place for the word to count.

    `pattern` is a regular expression searched by itself, for signs that no word begins; it must not backtrack without bound.
    `yes` are phrases it must fire on, `no` phrases it must leave alone: Cue("ban", words=("严禁",), yes=("严禁烟火",), no=("禁得住",)).
    """

    name: str
    words: tuple[str, ...] = ()
    guard: str = ""
    pattern: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nouns:
    """Verbs that only name a thing where `tail` follows them (检查组, 搬迁工作, 改造项目): there they fire `cue` and no other."""

    cue: str
    words: frozenset[str]
    tail: str


def listed(words: str) -> tuple[str, ...]:
    """The words of a blank-separated list: listed("严禁 不得") == ("严禁", "不得")."""
    return tuple(words.split())


# Where cues fired: start, end, and the cues as a sum of bits. A tuple because a speech has thousands.
Hit = tuple[int, int, int]


class CueFinder:
    """Finds all cues of a list in one pass; literal words are taken longest first and do not overlap each other.

    finder.scan("各乡镇要于月底前上报") → [(3, 4, bit of "must"), …], in order of place.
    """

    def __init__(self, cues: Iterable[Cue], nouns: Nouns | None = None) -> None:
        self.cues = tuple(cues)
        self.names = tuple(cue.name for cue in self.cues)
        self.bits = {name: 1 << place for place, name in enumerate(self.names)}
        plain: Counter[str] = Counter()
        guarded: dict[str, list[tuple[re.Pattern[str], int]]] = {}
        for cue in self.cues:
            guard = re.compile(cue.guard) if cue.guard else None
            for word in cue.words:
                plain[word] += 0 if guard else self.bits[cue.name]
                if guard:
                    guarded.setdefault(word, []).append((guard, self.bits[cue.name]))
        names = nouns.words if nouns else frozenset()
        self._nominal = self.bits[nouns.cue] if nouns else 0
        self._tail = re.compile(nouns.tail if nouns else "(?!)").match
        self._words = WordList(plain)
        # Of each word its cues; what must be asked about it besides, None for most.
        self._said = tuple(
            (
                mask,
                (tuple(guarded.get(word, ())), word in names) if word in guarded or word in names else None,
            )
            for word, mask in plain.items()
        )
        self._patterns = [(self.bits[cue.name], re.compile(cue.pattern)) for cue in self.cues if cue.pattern]

    def scan(self, text: str) -> list[Hit]:
        """Every hit in order of place; cost grows linearly with the text."""
        hits = []
        said, nominal, tail = self._said, self._nominal, self._tail
        for word, start, end in self._words.hits(text):
            mask, asked = said[word]
            if asked is not None:
                guards, may_name = asked
                if may_name and tail(text, end):
                    hits.append((start, end, nominal))
                    continue
                for guard, bit in guards:
                    if guard.match(text, start):
                        mask |= bit
                if not mask:
                    continue
            hits.append((start, end, mask))
        for bit, pattern in self._patterns:
            hits.extend((match.start(), match.end(), bit) for match in pattern.finditer(text))
        hits.sort()
        return hits

    def named(self, mask: int) -> list[str]:
        """The names of the cues in a mask: named(bit of "must" + bit of "soon") == ["must", "soon"]."""
        names = []
        while mask:
            low = mask & -mask
            names.append(self.names[low.bit_length() - 1])
            mask ^= low
        return names

    def mask(self, names: Iterable[str]) -> int:
        """The bits of some cues, for tests like `piece.mask & MOODS`."""
        return sum(self.bits[name] for name in set(names))
