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
