"""How alike two speeches are: a small signature to find the likely ones among thousands, and a close look at two of them.

`signature(text)` are the smallest hashes of the text's shingles (six signs of words in a row; blanks, punctuation and width do
not count): of two texts the share of common hashes among the smallest estimates the share of common shingles. Hashes are
the same on every machine and in every year, so they can be stored. It must never decide: whether a like speech is the same one
is a person's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nsmallest
from itertools import islice
from zlib import crc32

from .normal import fold

# On 31 speeches and their changed copies 64 hashes were at most 0.18 off the true share; the close look says it exactly.
SIZE = 64
# Measured by bench/intake.py: no two different speeches share more than 0.02. With two signs changed in every third
# sentence a copy shares 0.70 at least, with a fifth of its sentences left out 0.57, cut to its first half about 0.5.
ALIKE = 0.5
# Whose signature agrees to this share is worth the close look.
LIKELY = 0.3
# Sentences that are compared one by one; what stands behind them is not looked at for differing passages.
LOOKED_AT = 4000
SHOWN = 80
_WIDE = 6
_NO_WORD = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
# CRC tells near strings apart, but not evenly; an odd factor spreads it. 31 bits fit every database's integer.
_SPREAD, _BITS = 0x9E3779B1, 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Difference:
    """One passage in which two texts differ: the words of each, "" where it has none there."""

    here: str
    there: str


def signature(text: str) -> tuple[int, ...]:
    """At most SIZE numbers below 2**31, ascending; () for a text without six signs of words. Cost grows linearly."""
    return tuple(nsmallest(SIZE, shingles(text)))


def shingles(text: str) -> frozenset[int]:
    """The hashes of all runs of six signs of words; width, blanks and punctuation make no difference."""
    data = _NO_WORD.sub("", fold(text).text).encode("utf-32-le", "replace")
    wide = 4 * _WIDE
    return frozenset(
        (crc32(data[at : at + wide]) * _SPREAD >> 1) & _BITS for at in range(0, len(data) - wide + 4, 4)
    )


def share(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of common shingles among all of both, 0.0 to 1.0; 0.0 where one has none."""
    return len(one & other) / len(one | other) if one and other else 0.0


def differences(here: str, there: str, limit: int = 3) -> tuple[Difference, ...]:
    """The first `limit` passages in which two texts differ, sentence by sentence, each cut to SHOWN signs.

    ("各乡镇要在6月底前完成。", "各乡镇要在7月底前完成。") → (Difference("各乡镇要在6月底前完成。", "各乡镇要在7月底前完成。"),)
    """
    return tuple(_first(_sentences(here), _sentences(there), limit))


def _first(here: list[str], there: list[str], limit: int) -> Iterator[Difference]:
    one, other = ([_NO_WORD.sub("", fold(line).text) for line in lines] for lines in (here, there))
    for kind, a, b, c, d in SequenceMatcher(None, one, other).get_opcodes():
        if kind == "equal":
            continue
        yield Difference(_cut("".join(here[a:b])), _cut("".join(there[c:d])))
        limit -= 1
        if not limit:
            return


def _sentences(text: str) -> list[str]:
    """The sentences as they are written, on one line each."""
    folded = fold(text)
    spans = (
        folded.span(*hit.span())
        for hit in _SENTENCE.finditer(folded.text)
        if not _NO_WORD.fullmatch(hit.group())
    )
    return [" ".join(span.of(text).split()) for span in islice(spans, LOOKED_AT)]


def _cut(words: str) -> str:
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
