"""Which unit or group an unknown name may mean: by likeness of the characters and of how they sound. Pure: no database.

It proposes and never decides: 县水力局 sounds like 县水利局, but a person says whether it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

# Below this, names have little more in common than 县 and 局.
LEAST = 0.5
PLACE = re.compile(r"^(?:全|我|本|各)?(?:省|市|州|县|区|乡|镇)(?!长|委|政)")
SOUND_WEIGHS = 0.95
# The rank of a name that what was typed does not fit.
NO_RANK = 9


@dataclass(frozen=True, slots=True)
class Known:
    """A unit or group: `key` is "unit:3" or "group:1", `label` what people call it, `names` all it goes by."""

    key: str
    label: str
    names: tuple[str, ...]


def likely(written: str, known: Iterable[Known], *, most: int = 5) -> list[Known]:
    """The likeliest of `known` for a name, best first: likely("县水力局", …) begins with 水利局. [] where nothing is alike."""
    scored = [(max(likeness(written, name) for name in one.names), one) for one in known if one.names]
    # The caller's order (the office's own) decides between equals: sort is stable.
    scored.sort(key=lambda pair: -pair[0])
    return [one for score, one in scored[:most] if score >= LEAST]


def likeness(written: str, name: str) -> float:
    """How alike two names are, 0 to 1: the better of their characters and (a little less) of their sound; the place before them does not count."""
    one, other = core(written), core(name)
    by_shape = SequenceMatcher(None, one, other, autojunk=False).ratio()
    by_sound = SequenceMatcher(None, sound(one), sound(other), autojunk=False).ratio()
    return max(by_shape, SOUND_WEIGHS * by_sound)


def core(name: str) -> str:
    """The name without the place before it: 县住建局 → 住建局."""
    return PLACE.sub("", name) or name


@lru_cache(maxsize=4096)
def sound(name: str) -> tuple[str, ...]:
    """The syllables of a name without tones: 水利局 → ("shui", "li", "ju")."""
    # Its table of phrases would take 40 MB in every web process; names are read letter by letter well enough.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(name))


def matching(typed: str, known: Iterable[Known], *, most: int = 8) -> list[Known]:
    """Of `known`, what somebody may be typing, best first: by beginning, part, pinyin (shuili, slj), then by likeness.

    matching("slj", …) begins with 水利局. [] for nothing typed.
    """
    typed = typed.strip().lower()
    if not typed:
        return []
    known = list(known)
    ranked = [(min(rank(typed, name) for name in one.names), one) for one in known if one.names]
    found = [one for place, one in sorted(ranked, key=lambda pair: pair[0]) if place < NO_RANK]
    return list(dict.fromkeys([*found, *likely(typed, known, most=most)]))[:most]


def rank(typed: str, name: str) -> int:
    """How what was typed fits a name, 0 best: the whole name, its beginning, a part, its pinyin, its initials; NO_RANK for not at all."""
    if not name:
        return NO_RANK
    if typed == name:
        return 0
    if name.startswith(typed) or core(name).startswith(typed):
        return 1
    if typed in name:
        return 2
    letters = typed.replace(" ", "").replace("'", "")
    if not (letters.isascii() and letters.isalpha()):
        return NO_RANK
    for place, syllables in enumerate((sound(core(name)), sound(name))):
        for skipped in range(len(syllables)):
            if spells(letters, syllables[skipped:]):
                return 3 + place + 2 * bool(skipped)
    return NO_RANK


def spells(letters: str, syllables: tuple[str, ...]) -> bool:
    """Do the letters spell the beginning of these syllables, each whole or by its first letters: shuilj, slj, shui?"""
    ways = {letters}
    for syllable in syllables:
        if "" in ways:
            return True
        ways = {way[n:] for way in ways for n in range(1, len(syllable) + 1) if way[:n] == syllable[:n]}
        if not ways:
            return False
    return "" in ways
