"""What stands around a sentence: a paragraph that tells history gives few orders, one that is full of duties gives many.

`surroundings(sentences, masks, times)` gives feature names for each sentence; it must not look at segments or roles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue

from .piece import is_binding
from .signs import FINDER, MOODS

_HISTORY = FINDER.mask(["past", "describe", "thanks", "as_state"])
# 市委书记某某强调,…; 会议指出,…: what follows in the paragraph is somebody else's demand.
_REPORTS = re.compile(
    r"(?:书记|省长|市长|县长|区长|部长|厅长|主席|总理|常委|局长|同志|领导|会议|讲话|国务院|中央|省委|市委|省政府|市政府|上级|国家|部委|批示|精神)[^,。;]{0,12}(?:强调|指出|要求|提出|明确要求)[,:,]"
)
# Whatever _REPORTS finds ends so; asked first, because hardly a sentence has it.
_DEMANDS = re.compile("[,:](?<=(?:强调|指出|要求|提出).)")
# What the meeting itself or its own leader demands are orders where the text is the record of that meeting; only those above them
# are quoted: 总书记强调, 省委要求.
_SUPERIOR = re.compile("总书记|总理|中央|国务院|全国|国家|上级|省[委长]|省政府|全省|部长|厅长|部署会精神")
_RECORD = re.compile(
    "主持(?:召开)?了?(?:会议|座谈会|大会|专题)|会议由|(?:参加|出席|列席)了?(?:会议|调研|活动|检查)|会议(?:议定|决定|明确|听取|原则|强调|指出|要求|认为|传达)"
    "|会议纪要|例会记录|会议记录|本报讯|通讯员|[日午晚],[^,。;:]{2,30}(?:召开|举行)|现将会议"
)
# 副县长何某某督导检查征迁工作: so begins the news of an inspection.
_INSPECTED = re.compile(
    r"[0-9日午晚][^。;!?]{0,40}?(?:书记|[县市区省镇乡州局]长|主任|主席|常委)(?:、[\u4e00-\u9fff]{2,12}){0,3}?[\u4e00-\u9fff·*×xX某]{2,4}"
    r"(?:一行|等领导|率队|带队|率|带领|深入|前往|赴|到|就|对|督导|督查|调研|检查|视察|走访|慰问|暗访|专题)"
)
_FIRST = 2
_SALUTED = re.compile("同志们|各位|大家好|朋友们|老师们")
_DEMANDED = re.compile(
    "强调|指出|要求|议定|决定|同意|决议|会议明确|会议确定|提出[^,。;]{0,12}(?:意见|希望)|安排如下|部署如下|纪要如下|就[^。;]{2,30}安排|(?<!据)说[,:]|表示"
)
_NARRATED = re.compile(
    "会上|会前|会后|据了解|据悉|截至|现场|每到一处|[0-9]{1,2}月[0-9]{1,2}日|近日|参加|出席|随后"
)
_HEAD = 8
_AGENDA = re.compile("(?=[议进出参依])(?:议程|议题|进行第[一二三四五六七八]项|出席今天|参加今天|依次发言)")
_SPEECH_END = 0.06
# A shorter text is no whole speech, and its first sentence no greeting.
_WHOLE_SPEECH = 800


def surroundings(
    sentences: Sequence[Sentence], masks: Sequence[int], times: Sequence[Sequence[TimeValue]]
) -> list[frozenset[str]]:
    """Names such as "before:duty", "paragraph:history", "speech:opening", one set a sentence; `masks` are the cues of each."""
    told = [_kind(mask, found) for mask, found in zip(masks, times, strict=True)]
    kinds: dict[int, list[str]] = {}
    bounds: dict[int, tuple[int, int]] = {}
    for sentence, kind in zip(sentences, told, strict=True):
        kinds.setdefault(sentence.paragraph, []).append(kind)
        start, _ = bounds.get(sentence.speech, (sentence.start, 0))
        bounds[sentence.speech] = (start, sentence.end)
    moods = {number: _mood(found) for number, found in kinds.items()}
    under, last = _Under(_records(sentences)), len(sentences) - 1
    found = []
    for place, sentence in enumerate(sentences):
        paragraph = sentence.paragraph
        before = told[place - 1] if place and sentences[place - 1].paragraph == paragraph else ""
        after = told[place + 1] if place < last and sentences[place + 1].paragraph == paragraph else ""
        end = _end(sentence, *bounds[sentence.speech])
        found.append(_names(*under.names(sentence), end, before, after, moods[paragraph]))
    return found


@lru_cache(maxsize=1024)
def _names(
    record: str, report: str, agenda: str, end: str, before: str, after: str, mood: str
) -> frozenset[str]:
    """The names of what stands around a sentence; a speech has the same few combinations again and again."""
    sides = (("before:", before), ("after:", after), ("paragraph:", mood))
    own = [name for name in (record, report, agenda, end) if name]
    return frozenset([*own, *(side + kind for side, kind in sides if kind)])


def _records(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The speeches that are no speech but the record of a meeting: minutes, a report in the news."""
    signs: set[int] = set()
    saluted: set[int] = set()
    counts: dict[int, int] = {}
    for sentence in sentences:
        speech = sentence.speech
        if speech in saluted:
            continue
        counts[speech] = counts.get(speech, 0) + 1
        if counts[speech] <= _HEAD and _SALUTED.search(sentence.text):
            saluted.add(speech)
        elif speech not in signs and (
            _RECORD.search(sentence.text) or (counts[speech] <= _FIRST and _INSPECTED.search(sentence.text))
        ):
            signs.add(speech)
    return frozenset(signs - saluted)


class _Under:
    """Remembers whether the paragraph so far reports what others demanded, lists an agenda, or what a record told last."""

    def __init__(self, records: frozenset[int]) -> None:
        self._records = records
        self._reported = self._agenda = self._paragraph = -1
        self._speech = -1
        self._is_demanded = False

    def _recorded(self, sentence: Sentence) -> str:
        """Whether a sentence of a record tells what happened or stands behind a demand: 会议要求,…"""
        if sentence.speech != self._speech:
            self._speech, self._is_demanded = sentence.speech, False
        mood = next((heading.mood for heading in reversed(sentence.section) if heading.mood), "")
        if mood == "order" or _DEMANDED.search(sentence.text):
            # What stands under 本周安排 is demanded, whatever the minutes told before.
            self._is_demanded = True
        elif sentence.paragraph != self._paragraph and _NARRATED.match(sentence.text, len(sentence.label)):
            self._is_demanded = False
        self._paragraph = sentence.paragraph
        return "record:demanded" if self._is_demanded else "record:told"

    def names(self, sentence: Sentence) -> tuple[str, str, str]:
        """What a record tells, what the sentence reports or is reported in, whether it stands in an agenda; "" where not."""
        text, record, report = sentence.text, "", ""
        is_record = sentence.speech in self._records
        if is_record:
            record = self._recorded(sentence)
        reports = _REPORTS.search(text) if _DEMANDS.search(text) else None
        if reports and not (is_record and not _SUPERIOR.search(reports.group())):
            self._reported = sentence.paragraph
            report = "reports"
        elif self._reported == sentence.paragraph:
            report = "reported"
        if _AGENDA.search(text):
            self._agenda = sentence.paragraph
        return record, report, "paragraph:agenda" if self._agenda == sentence.paragraph else ""


def _end(sentence: Sentence, start: int, end: int) -> str:
    """Whether a sentence stands at the head or the tail of its speech, where people greet and thank."""
    length = end - start
    if length < _WHOLE_SPEECH:
        return ""
    if sentence.start - start < _SPEECH_END * length:
        return "speech:opening"
    return "speech:closing" if end - sentence.end < _SPEECH_END * length else ""


def _kind(mask: int, times: Sequence[TimeValue]) -> str:
    if mask & MOODS or any(is_binding(time) for time in times):
        return "duty"
    return "history" if mask & _HISTORY or any(time.past for time in times) else ""


def _mood(kinds: Sequence[str]) -> str:
    """The mood of a paragraph of three sentences or more."""
    if len(kinds) < 3:
        return ""
    duties, histories = kinds.count("duty"), kinds.count("history")
    if duties * 2 >= len(kinds):
        return "duty"
    return "history" if histories * 2 >= len(kinds) and duties * 4 <= len(kinds) else ""
