"""Finds orders that a speech states again: the same doers and time with nearly the same act, or nearly the same words.

The first statement stays; later ones point to it by `same_as`. Cost is linear in the number of drafts for ordinary text: only
drafts that share a rare run of characters are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from .draft import Draft
from .text.words import tagged

_MARKS = re.compile(r"\W+")
_NUMBERS = re.compile(r"[0-9０-９]+|[一二三四五六七八九十百千万两]+(?=[个处座户家名件次条])")
_GRAM = 3
# A run of characters found in more drafts than this is a set phrase and tells nothing.
_COMMON = 12
# Two drafts of one act share this part of the runs of the shorter one.
_SHARED = 0.6


def linked(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with `same_as` set to the index of the earlier draft that states the same obligation."""
    seen: dict[str, tuple[int, ...]] = {}
    grams_of: list[set[str]] = []
    result: list[Draft] = []
    company: dict[tuple[str, object], list[int]] = {}
    for index, draft in enumerate(drafts):
        grams = _grams(draft.action)
        met: list[int] = []
        known = grams & seen.keys()
        for gram in known:
            holders = seen[gram]
            met += holders
            if len(holders) < _COMMON:
                seen[gram] = (*holders, index)
        seen.update(dict.fromkeys(grams - known, (index,)))
        rivals = Counter(met)
        least = _SHARED * len(grams)
        # One run in common is never enough, and most rivals share no more.
        alike = sorted(
            [e for e, n in rivals.items() if n > 1 and n >= min(least, _SHARED * len(grams_of[e]))]
        )
        first = next((e for e in alike if _same(draft, drafts[e], grams, grams_of[e], rivals[e])), None)
        if first is None:
            first = next((e for e in _company(draft, index, company) if _reordered(draft, drafts[e])), None)
        result.append(draft if first is None else _pointing(draft, _root(result, first)))
        grams_of.append(grams)
    return result


def _pointing(draft: Draft, first: int) -> Draft:
    return draft._replace(same_as=first, doubts=(*draft.doubts, f"与第{first + 1}项内容相同，可能是重复部署"))


def _same(draft: Draft, earlier: Draft, grams: set[str], others: set[str], shared: int) -> bool:
    smaller = min(len(grams), len(others))
    if smaller < 3 or shared / smaller < _SHARED:
        return False
    if _differ(draft.rrule, earlier.rrule) or _differ(_date(draft), _date(earlier)):
        return False
    # 各村 and 各镇 may be told the same: that is two duties.
    mine, theirs = {named.text for named in draft.lead}, {named.text for named in earlier.lead}
    return not mine or not theirs or bool(mine & theirs)


def _company(draft: Draft, index: int, company: dict[tuple[str, object], list[int]]) -> list[int]:
    """The earlier drafts (twelve at most) of one of its doers with its time; the draft joins them."""
    timed = draft.rrule or _date(draft)
    if not timed:
        return []
    found: list[int] = []
    for named in draft.lead:
        members = company.setdefault((named.text, timed), [])
        found.extend(members)
        if len(members) < _COMMON:
            members.append(index)
    return sorted(set(found))[:_COMMON]


def _reordered(draft: Draft, earlier: Draft) -> bool:
    """Whether the same doer must do it by the same time, and the words of the shorter act all stand in the other.

    要把节点计划报总监办 and 节点计划,…报总监办 are one; 清点设备 and 清点药品 are two.
    """
    if _numbers(draft.action) != _numbers(earlier.action):
        return False
    return _stands_in(draft.action, earlier.action) or _stands_in(earlier.action, draft.action)


def _stands_in(act: str, other: str) -> bool:
    """Whether all words of an act that carry meaning stand in another: two at least."""
    carrying = _carrying(act[:80])
    return len(carrying) >= 2 and all(word in other for word in carrying)


# An act is compared with each of up to twelve others.
@lru_cache(maxsize=1024)
def _carrying(act: str) -> tuple[str, ...]:
    return tuple(word for word, tag in tagged(act) if len(word) > 1 and tag[0] in "nvajl")


@lru_cache(maxsize=1024)
def _numbers(act: str) -> tuple[str, ...]:
    return tuple(_NUMBERS.findall(act))


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _date(draft: Draft) -> object:
    return draft.deadline.date if draft.deadline else None


def _root(drafts: Sequence[Draft], index: int) -> int:
    earlier = drafts[index].same_as
    return index if earlier is None else earlier


def _grams(words: str) -> set[str]:
    kept = words if words.isalnum() else _MARKS.sub("", words)
    return {kept[place : place + _GRAM] for place in range(len(kept) - _GRAM + 1)}
