"""The doer of a sentence that names none: from the sentences before it, in the same paragraph or under the same heading.

`Trail()` is fed every sentence in order: `trail.doer(sentence) -> tuple[Mention, ...]` gives who would inherit the duty *before*
`trail.enter(sentence, parties)` notes the sentence's own doers. Nothing is inherited across a speech or a heading, nor by a
sentence that opens with a thing of its own (党费按月交纳): a wrong unit is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from speeches.text.parts import Heading, Sentence
from speeches.text.words import tagged
from speeches.when.value import TimeValue

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
_PUNISHING = frozenset("凡对")
_MODAL = re.compile(MODAL)
# 各部门要做好以下几件事: what follows, number by number, is for them.
_LEADS_IN = re.compile(
    r"(?:以下|如下|下列|[几两三四五六七八九十0-9一二]{1,4}(?:[件项条]|个方面|方面|点|个))[^。;:]{0,10}(?:[:。]|$)|[:]$"
)
# 每天营业终了前核对: the moment belongs to the time before it.
_MOMENT = re.compile(r"^[\u4e00-\u9fff]{2,8}?(?:[之以]?前|[之以]?后|时|期间)")
# What the speaker will do is nobody else's duty: 我下周一到各乡镇看进度.
_SPEAKER = re.compile(r"[^,。;]{0,4}?我(?![县市区镇乡校院局园省州])")
_LOOK = 14


class Trail:
    """Remembers the last doers of the paragraph and of the section; `named` finds who is named in a heading."""

    def __init__(self, named: Callable[[Sentence], Sequence[Mention]] = mentions) -> None:
        self._named = named
        self._paragraph = -1
        self._place: tuple[int, ...] = ()
        self._section: tuple[Heading, ...] = ()
        self._starts: tuple[int, ...] = ()
        self._here: tuple[Mention, ...] = ()
        self._topic = ""
        self._titled: dict[int, tuple[Mention, ...]] = {}
        self._unread: tuple[Sentence, Callable[[], Sequence[Parties]]] | None = None
        # Who must do all that a numbered list says: 各部门要做好以下几件事:一是…
        self._listed: tuple[Mention, ...] = ()
        self._list_place: tuple[int, ...] = ()
        self._list_speech = -1
        self._item = -1
        self._is_inline = False

    def doer(self, sentence: Sentence, times: Sequence[TimeValue] = ()) -> tuple[Mention, ...]:
        """Who inherits: "各乡镇要开展排查。建立台账。" → for the second sentence 各乡镇; () if nobody is clear.

        `times` are those of the sentence: 营业终了前核对 opens with an act behind its time.
        """
        unread, self._unread = self._unread, None
        if _tells_or_threatens(sentence.text, len(sentence.label)):
            return ()
        place = self._place_of(sentence)
        # How the sentence opens is asked only where it matters: the words have to be tagged for it.
        acts: bool | None = None
        if unread is not None and unread[0].paragraph == sentence.paragraph:
            acts = _opens(sentence, times)
            if acts:
                self._read(*unread)
        if not self._here or sentence.paragraph != self._paragraph or place != self._place:
            return self._from_above(sentence, place, acts, times)
        if acts is None:
            acts = _opens(sentence, times)
        return self._here if acts or self._goes_on(sentence) else ()

    def _read(self, sentence: Sentence, read: Callable[[], Sequence[Parties]]) -> None:
        """Look who does what a skipped sentence tells: only a body that opens it hands its part on, no person spoken of."""
        parties = read()
        first = next((party.lead[0] for party in parties if party.lead and not party.carried), None)
        begin = sentence.start + len(sentence.label)
        if first is not None and first.start - begin <= 1 and first.kind not in ("post", "person"):
            self.enter(sentence, parties)

    def _from_above(
        self, sentence: Sentence, place: tuple[int, ...], acts: bool | None, times: Sequence[TimeValue]
    ) -> tuple[Mention, ...]:
        """Who is named by a heading, or by the words that lead in a numbered list; `acts` is None where nobody asked yet."""
        if self._titled:
            titled = next((self._titled[start] for start in reversed(place) if start in self._titled), ())
            if titled:
                return titled
        if acts is False or not self._is_in_list(sentence, place):
            return ()
        return self._listed if acts or _opens(sentence, times) else ()

    def _is_in_list(self, sentence: Sentence, place: tuple[int, ...]) -> bool:
        """Whether the sentence stands in the numbered list that was led in."""
        if not self._listed or sentence.speech != self._list_speech:
            return False
        if self._is_inline and sentence.paragraph != self._item:
            return False
        inside = place[: len(self._list_place)] == self._list_place
        return inside and (
            bool(sentence.label) or len(place) > len(self._list_place) or self._item == sentence.paragraph
        )

    def skip(self, sentence: Sentence, read: Callable[[], Sequence[Parties]]) -> None:
        """Note a sentence that orders nothing; `read` finds its doers, and is only asked where the next sentence would inherit them."""
        self.enter(sentence, ())
        self._unread = (sentence, read)

    def enter(self, sentence: Sentence, parties: Sequence[Parties]) -> None:
        """Note the doers named in `sentence`; call it for every sentence, orders or not, in order."""
        place = self._place_of(sentence)
        if sentence.is_heading:
            self._note_title(sentence)
        if sentence.paragraph != self._paragraph or place != self._place:
            self._here, self._topic = (), ""
        self._paragraph, self._place = sentence.paragraph, place
        if self._listed:
            if self._is_in_list(sentence, place):
                self._item = sentence.paragraph
            else:
                self._listed = ()
        if not parties:
            return
        named = [party.lead for party in parties if party.lead and not party.carried]
        if not named:
            return
        first = named[0][0].start - sentence.start
        # "要充实力量,县司法局负责…": a sentence that orders before it names anybody hands nothing on.
        self._here = () if _orders_before(sentence.text[: max(0, first)], sentence.label) else _main(named)
        self._topic = sentence.text
        led_in = _LEADS_IN.search(sentence.text)
        if led_in and self._here and self._here[0].end - sentence.start <= led_in.start():
            self._listed, self._list_place, self._list_speech = self._here, place, sentence.speech
            # A list that begins in the sentence ends with the paragraph: 各部门要做好三件事:一是…;二是…
            self._item, self._is_inline = sentence.paragraph, led_in.end() < len(sentence.text)

    def _place_of(self, sentence: Sentence) -> tuple[int, ...]:
        """Where the headings above a sentence begin; the sentences of a section share one tuple of headings."""
        if sentence.section is not self._section:
            self._section = sentence.section
            self._starts = tuple(heading.start for heading in sentence.section)
        return self._starts

    def _note_title(self, sentence: Sentence) -> None:
        """Remember the units of a heading that names nothing else: "(一)县住建局" speaks for what stands below it."""
        named = self._named(sentence)
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


def _tells_or_threatens(text: str, label: int) -> bool:
    """Whether a sentence says who will be called to account, or what the speaker himself will do: nobody inherits that."""
    if text[label : label + 1] in _PUNISHING and _PUNISHES.match(text, label):
        return True
    return "我" in text[:5] and _SPEAKER.match(text) is not None


def _opens(sentence: Sentence, times: Sequence[TimeValue]) -> bool:
    """Whether the sentence opens with an act, what stands before it being only a number, a connective or a time."""
    label = len(sentence.label)
    cut = label
    for time in times:
        start = time.start - sentence.start
        if start >= cut and not stripped(sentence.text[cut:start]):
            cut = time.end - sentence.start
    if cut > label:
        rest = _MOMENT.sub("", sentence.text[cut:].lstrip(",、"), count=1)
        if opens_with_act(rest):
            return True
    return opens_with_act(sentence.text, sentence.label)


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
