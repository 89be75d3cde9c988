"""What stands around a sentence: a paragraph that tells history gives few orders, one that is full of duties gives many.

`surroundings(sentences, masks, times)` gives feature names for each sentence; it must not look at segments or roles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue

from .piece import is_binding
from .signs import FINDER, MOODS

_HISTORY = FINDER.mask(["past", "describe", "thanks", "as_state"])
# 市委书记某某强调,…; 会议指出,…: what follows in the paragraph is somebody else's demand.
_REPORTS = re.compile(
    r"(?:书记|省长|市长|县长|区长|部长|厅长|主席|总理|常委|局长|同志|领导|会议|讲话|国务院|中央|省委|市委|批示|精神)[^,。;]{0,12}(?:强调|指出|要求|提出|明确要求)[,:,]"
)
# Whatever _REPORTS finds ends so; asked first, because hardly a sentence has it.
_DEMANDS = re.compile("[,:](?<=(?:强调|指出|要求|提出).)")
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
    under = _Under()
    found = []
    for place, sentence in enumerate(sentences):
        names = under.names(sentence) | _end(sentence, *bounds[sentence.speech])
        for side, other in (("before", place - 1), ("after", place + 1)):
            if (
                0 <= other < len(sentences)
                and sentences[other].paragraph == sentence.paragraph
                and told[other]
            ):
                names.add(f"{side}:{told[other]}")
        if moods[sentence.paragraph]:
            names.add(f"paragraph:{moods[sentence.paragraph]}")
        found.append(frozenset(names))
    return found


class _Under:
    """Remembers whether the paragraph so far reports what others demanded, or lists an agenda."""

    def __init__(self) -> None:
        self._reported = self._agenda = -1

    def names(self, sentence: Sentence) -> set[str]:
        names = set()
        if _DEMANDS.search(sentence.text) and _REPORTS.search(sentence.text):
            self._reported = sentence.paragraph
            names.add("reports")
        elif self._reported == sentence.paragraph:
            names.add("reported")
        if _AGENDA.search(sentence.text):
            self._agenda = sentence.paragraph
        if self._agenda == sentence.paragraph:
            names.add("paragraph:agenda")
        return names


def _end(sentence: Sentence, start: int, end: int) -> set[str]:
    """Whether a sentence stands at the head or the tail of its speech, where people greet and thank."""
    length = end - start
    if length < _WHOLE_SPEECH:
        return set()
    if sentence.start - start < _SPEECH_END * length:
        return {"speech:opening"}
    return {"speech:closing"} if end - sentence.end < _SPEECH_END * length else set()


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
