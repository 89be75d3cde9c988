"""A sentence with each enumeration reduced to one letter M, so that rules read like phrases: 由M牵头, 报M备案.

`skeleton(sentence, found) -> Skeleton`. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from speeches.text.parts import Sentence

from .mention import Mention

M = "\ue000"
# What may follow a list and belongs to it: 等部门, 等5个单位, 每个单位, 三级.
_TAIL = re.compile(
    r"等[^,。;:、等]{1,12}的(?:部门|单位|地方|乡镇|镇街|街道|科室|企业|党组织|村)(?=,|要|必须|务必|应)"
    r"|等(?:[0-9一二三四五六七八九十两几多]*[个家]?(?:部门|单位|科室|处室|乡镇|镇|村|社区|企业|机构|公司|学院|车间|[村镇乡县区校局处科院所站](?=要|必须|应|务必|在|对|于|把|将|每|,|$))|[0-9一二三四五六七八九十两几多]+[个家位]|(?!待|级|于))"
    r"|[0-9一二三四五六七八九十两几]+[个家](?:单位|部门|乡镇|镇|村|科室|企业)|(?:每个?|各)(?:单位|部门|乡镇|科室)"
)
_TAIL_HEADS = frozenset("等每各0123456789一二三四五六七八九十两几")


class Skeleton(NamedTuple):
    """`text` has one M for each enumeration; `origin[i]` is the folded offset of its character i, `members[i]` are an M's."""

    text: str
    origin: Sequence[int]
    members: dict[int, tuple[Mention, ...]]


def skeleton(sentence: Sentence, found: Sequence[Mention]) -> Skeleton:
    """The skeleton of a sentence: "由县住建、国土等部门牵头" → "由M牵头"."""
    # A text that holds the letter itself (a private sign, as pdf files have) must not pass for a name.
    text, base = sentence.text.replace(M, "\ufffd"), sentence.start
    pieces: list[str] = []
    origin: list[int] = []
    members: dict[int, tuple[Mention, ...]] = {}
    at = k = 0
    while k < len(found):
        last = k
        while last + 1 < len(found) and found[k].group >= 0 and found[last + 1].group == found[k].group:
            last += 1
        start, end = found[k].start - base, found[last].end - base
        if start >= at:
            pieces.append(text[at:start])
            origin.extend(range(base + at, base + start))
            members[len(origin)] = tuple(found[k : last + 1])
            pieces.append(M)
            origin.append(base + start)
            tail = _TAIL.match(text, end) if text[end : end + 1] in _TAIL_HEADS else None
            at = tail.end() if tail else end
        k = last + 1
    pieces.append(text[at:])
    origin.extend(range(base + at, base + len(text)))
    return Skeleton("".join(pieces), origin, members)
