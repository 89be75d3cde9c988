"""Lines of a task list that only fill in fields: （牵头单位：县发改局；配合单位：县财政局；完成时限：4月底前）.

Such a line states no act; who and when belong to the order just before it. Roles and times in it were found by earlier stages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

_LINE = re.compile(
    r"[(【\[]?(?:牵头|责任|主责|主办|承办|落实|配合|协办|实施|完成|办理|整改)(?:单位|部门|领导|人|科室|处室|时限|时间|期限|日期):"
)
# One of these stands in every line that only says who supports.
_SUPPORTS = ("配合", "协助", "参与", "协办")
_SUPPORT = re.compile(
    r"[^,。;:要必须应]{2,40}?(?:积极|主动|密切|全力|共同|做好)*(?:配合|协助|参与|协办)(?:好?工作|落实|做好工作)?[。;]?"
)


@dataclass(frozen=True, slots=True)
class Fields:
    """What field lines after an order add to it."""

    times: tuple[TimeValue, ...] = ()
    mentions: tuple[Mention, ...] = ()


def is_field_line(sentence: Sentence) -> bool:
    """True for "(牵头单位:县发改局;完成时限:4月底前)", False for "责任单位要按时上报"."""
    return is_field_text(sentence.text)


def is_support_line(sentence: Sentence) -> bool:
    """True for a sentence that only says who supports what was ordered before it: "县财政局配合。"."""
    text = sentence.text
    if len(text) > 60 or not any(word in text for word in _SUPPORTS):
        return False
    return _SUPPORT.fullmatch(text, len(sentence.label)) is not None


def is_field_text(text: str) -> bool:
    """Whether a clause or line begins as a field: "牵头单位:…", "(责任单位:…"."""
    return ":" in text and _LINE.match(text) is not None


def fields_by_order(
    sentences: Sequence[Sentence], times: Sequence[Sequence[TimeValue]], mentions: Sequence[Sequence[Mention]]
) -> dict[int, Fields]:
    """The fields of each order by the place of its sentence: the nearest sentence before that is no field line itself."""
    found: dict[int, Fields] = {}
    owner = -1
    for place, sentence in enumerate(sentences):
        if not is_field_line(sentence):
            owner = place
        elif owner >= 0 and sentences[owner].speech == sentence.speech:
            before = found.get(owner, Fields())
            found[owner] = Fields((*before.times, *times[place]), (*before.mentions, *mentions[place]))
    return found
