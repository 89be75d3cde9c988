"""The doer of a sentence that names none: from the sentences before it, in the same paragraph or under the same heading.

`Trail()` is fed every sentence in order: `trail.doer(sentence) -> tuple[Mention, ...]` gives who would inherit the duty *before*
`trail.enter(sentence, parties)` notes the sentence's own doers. Nothing is inherited across a speech or a heading, nor by a
sentence that opens with a thing of its own (党费按月交纳): a wrong unit is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from speeches.text.parts import Heading, Sentence
from speeches.text.words import tagged

from .mention import Mention
from .names import mentions
from .opening import opens_with_act, stripped
from .phrases import MODAL
from .roles import Parties

_REPORTS = re.compile(r"(?:上报|报送|报(?!告|名|表|纸|道)|汇总|备案|上墙|印发)")
_CIRCUMSTANCE = tuple("对将把按依以通经与为围结根在从如由随鉴当凡会")
# What a heading may say besides the unit whose duties stand below it: 县住建局工作要求.
_BESIDES = re.compile(r"[、,:和及与等 ]|工作|方面|职责|任务|重点|主要|要求|的|责任|部门|单位")
_NOBODY = frozenset(("大家", "各位", "同志们", "我们"))
# Who calls to account is not who was told to act: 对工作不力的,要严肃问责.
_PUNISHES = re.compile(
    r"(?:凡是?|对于?)[^。;]{2,60}?(?:问责|追责|追究|处罚|严肃处理|从严处理|惩戒|通报批评|一票否决|约谈)"
)
_MODAL = re.compile(MODAL)
_LOOK = 14


class Trail:
    """Remembers the last doers of the paragraph and of the section."""

    def __init__(self) -> None:
        self._paragraph = -1
        self._place: tuple[int, ...] = ()
        self._section: tuple[Heading, ...] = ()
        self._starts: tuple[int, ...] = ()
        self._here: tuple[Mention, ...] = ()
        self._topic = ""
        self._titled: dict[int, tuple[Mention, ...]] = {}

    def doer(self, sentence: Sentence) -> tuple[Mention, ...]:
        """Who inherits: "各乡镇要开展排查。建立台账。" → for the second sentence 各乡镇; () if nobody is clear."""
        if _PUNISHES.match(sentence.text, len(sentence.label)):
            return ()
        place = self._place_of(sentence)
        if not self._here or sentence.paragraph != self._paragraph or place != self._place:
            if not self._titled:
                return ()
            return next((self._titled[start] for start in reversed(place) if start in self._titled), ())
        return self._here if opens_with_act(sentence.text, sentence.label) or self._goes_on(sentence) else ()

    def enter(self, sentence: Sentence, parties: Sequence[Parties]) -> None:
        """Note the doers named in `sentence`; call it for every sentence, orders or not, in order."""
        place = self._place_of(sentence)
        if sentence.is_heading:
            self._note_title(sentence)
        if sentence.paragraph != self._paragraph or place != self._place:
            self._here, self._topic = (), ""
        self._paragraph, self._place = sentence.paragraph, place
        if not parties:
            return
        named = [party.lead for party in parties if party.lead and not party.carried]
        if not named:
            return
        first = named[0][0].start - sentence.start
        # "要充实力量,县司法局负责…": a sentence that orders before it names anybody hands nothing on.
        self._here = () if _orders_before(sentence.text[: max(0, first)], sentence.label) else _main(named)
        self._topic = sentence.text

    def _place_of(self, sentence: Sentence) -> tuple[int, ...]:
        """Where the headings above a sentence begin; the sentences of a section share one tuple of headings."""
        if sentence.section is not self._section:
            self._section = sentence.section
            self._starts = tuple(heading.start for heading in sentence.section)
        return self._starts

    def _note_title(self, sentence: Sentence) -> None:
        """Remember the units of a heading that names nothing else: "(一)县住建局" speaks for what stands below it."""
        named = mentions(sentence)
        rest = sentence.text[len(sentence.label) :].rstrip("。:;")
        for mention in named:
            rest = rest.replace(mention.text, "", 1)
        if named and named[0].kind not in ("post", "person") and not _BESIDES.sub("", rest):
            self._titled[sentence.start] = tuple(m.playing("lead") for m in named)

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether the sentence's thing was spoken of where the doer was named, or is a paper that somebody hands in."""
        head = stripped(sentence.text, sentence.label)[:_LOOK]
        if _REPORTS.search(sentence.text, 0, 40) and head.find(",") < 0:
            return True
        first = next((word for word, _ in tagged(head) if len(word) > 1), "")
        return bool(first) and first in self._topic


def _main(named: Sequence[tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """The doers to hand on: the last named, but not a bare post behind a unit (各单位要整改,方案由负责人签字), and not 大家."""
    last, first = named[-1], named[0]
    if last[0].kind == "post" and first[0].kind != "post":
        last = first
    return () if all(m.text in _NOBODY for m in last) else last


def _orders_before(front: str, label: str) -> bool:
    """Whether what stands before the first doer is an order of its own and no circumstance: 要充实力量, → True, 按照要求, → False."""
    if "," not in front:
        return False
    if _MODAL.search(front):
        return True
    return stripped(front, label)[:1] not in _CIRCUMSTANCE and opens_with_act(front, label)
