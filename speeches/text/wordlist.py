"""A list of words looked for in one pass over a text: the longest wins, and none overlap.

`WordList(words).hits(text) -> list[tuple[int, int, int]]`: the word's number in the list, where it begins, where it ends. With
`overlapping` every word is found, whatever stands around it. What a word means belongs to whoever made the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import ahocorasick_rs

# Above so many words the fast table takes more room and time to make than it gives back: an office's registry, not our lists.
_FEW = 5000
_SURROGATES = re.compile("[\ud800-\udfff]")

Hit = tuple[int, int, int]


class WordList:
    """The words, each once and none empty, made ready to be looked for."""

    def __init__(self, words: Iterable[str], overlapping: bool = False) -> None:
        self.words = tuple(words)
        self._overlapping = overlapping
        kinds, made = ahocorasick_rs.MatchKind, ahocorasick_rs.Implementation
        self._find = ahocorasick_rs.AhoCorasick(
            self.words,
            matchkind=kinds.Standard if overlapping else kinds.LeftmostLongest,
            implementation=made.DFA if len(self.words) <= _FEW else made.ContiguousNFA,
        ).find_matches_as_indexes

    def hits(self, text: str) -> list[Hit]:
        """Every word in order of place: WordList(["县", "县局"]).hits("报县局") == [(1, 1, 3)]."""
        try:
            return self._find(text, self._overlapping)
        except UnicodeEncodeError:
            # Half a character, as a broken file may hold, is no part of a word.
            return self._find(_SURROGATES.sub("\ufffd", text), self._overlapping)
