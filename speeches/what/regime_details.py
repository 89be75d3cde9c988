"""What the words around a regime add to its steps: who reports to whom, at what hour, and where they give another rhythm.

Where the slogan says one rhythm and the sentences after it another (旬督查, but 每半个月…督查), the disagreement is named and never
settled here. Nobody is named whom the words do not name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from speeches.draft import Named, RegimeStepDraft, StepReading
from speeches.text.parts import Sentence
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

_NEAR = 800
_DETAIL = re.compile(r"[^,。;、”]*")
# 由县委督查室负责实施, behind the slogan: who carries out every step.
_CARRIED_OUT = re.compile(r"由[^,。;]{2,30}(?:负责|牵头|组织|统筹)")
# What units do themselves, and what is done to them.
_LOOKS = re.compile("排查|巡查|巡检|自查|监测")
_VISITS = re.compile("督查|督导|督办|暗访|抽查|核查")
_SPOKEN = {
    "FREQ=DAILY": "每天",
    "FREQ=WEEKLY": "每周",
    "FREQ=MONTHLY;BYMONTHDAY=10,20,-1": "每旬",
    "FREQ=MONTHLY;BYMONTHDAY=15,-1": "每半个月",
    "FREQ=MONTHLY": "每月",
    "FREQ=MONTHLY;INTERVAL=3": "每季度",
    "FREQ=MONTHLY;INTERVAL=6": "每半年",
    "FREQ=YEARLY": "每年",
}
_UNITS = {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "个月", "YEARLY": "年"}
# Steps that units owe; the others are done by the office that supervises.
_OWED = ("report", "summary")


class Detail(NamedTuple):
    """One rhythm in the words around a regime: 县政府督查室每半个月督查一次."""

    kind: str
    words: str
    time: TimeValue
    who: tuple[Mention, ...]
    whom: tuple[Mention, ...]


class Findings(NamedTuple):
    """The sentences of a text with their times and mentions, one sequence a sentence."""

    sentences: Sequence[Sentence]
    times: Sequence[Sequence[TimeValue]]
    mentions: Sequence[Sequence[Mention]]


class Details:
    """Reads the details of regimes in a text; `kind_of` tells what words do, `slogans` are the places of regimes.

    Each sentence is read once, however many regimes stand before it.
    """

    def __init__(self, found: Findings, kind_of: Callable[[str], str], slogans: frozenset[int]) -> None:
        self._sentences, self._times, self._mentions = found
        self._kind_of, self._slogans = kind_of, slogans
        self._read: dict[int, list[Detail]] = {}

    def readings(
        self, steps: Sequence[RegimeStepDraft], place: int, labelled: bool
    ) -> tuple[StepReading, ...]:
        """The rhythms of later words that differ from a step's own, each once; of `labelled` steps none is looked for."""
        said = {step.what: number for number, step in enumerate(steps) if step.rrule and not labelled}
        found: dict[tuple[int, str, str], StepReading] = {}
        for detail in self._around(steps, place) if said else ():
            number, rrule = said.get(detail.kind), detail.time.rrule or ""
            if number is None or detail.time.start < steps[-1].end or not spoken(rrule):
                continue
            if _period(steps[number].rrule or "") == _period(rrule) or not _alike(
                steps[number].text, detail.words
            ):
                continue
            start = detail.time.start
            found.setdefault(
                (number, detail.words, rrule),
                StepReading(number, detail.words, start, start + len(detail.words), rrule),
            )
        return tuple(found.values())

    def filled(self, steps: Sequence[RegimeStepDraft], place: int, labelled: bool) -> list[RegimeStepDraft]:
        """The steps with reporter, receiver and clock time; of `labelled` ones each takes only what its own sentence says."""
        if not any(step.rrule for step in steps):
            return list(steps)
        if labelled:
            return [self._explained(step, place + number) for number, step in enumerate(steps)]
        filled = list(steps)
        said = {step.what: number for number, step in enumerate(steps)}
        for detail in self._around(steps, place):
            number = said.get(detail.kind)
            if number is not None:
                filled[number] = _completed(filled[number], detail.who, detail.whom, detail.time)
        behind, before = self._behind(steps, place), self._before(steps, place)
        for number, step in enumerate(filled):
            owed = before if step.what in _OWED else ()
            filled[number] = _completed(step, behind or owed, ())
        return filled

    def _explained(self, step: RegimeStepDraft, place: int) -> RegimeStepDraft:
        mentions = self._mentions[place]
        who = tuple(mention for mention in mentions if mention.role == "lead")
        whom = tuple(mention for mention in mentions if mention.role == "report_to")
        timed = next((time for time in self._times[place] if time.time), None)
        return _completed(step, who, whom, timed)

    def _around(self, steps: Sequence[RegimeStepDraft], place: int) -> Iterator[Detail]:
        """The details in the regime's own sentence and in those near behind it, of the same speech."""
        for later in range(place, len(self._sentences)):
            sentence = self._sentences[later]
            if sentence.speech != self._sentences[place].speech or sentence.start > steps[-1].end + _NEAR:
                return
            if later != place and later in self._slogans:
                continue
            for detail in self._of(later):
                start, end = detail.time.start, detail.time.end
                if not any(step.start < end and start < step.end for step in steps):
                    yield detail

    def _of(self, place: int) -> list[Detail]:
        """The details of one sentence."""
        if place not in self._read:
            rhythms = [time for time in self._times[place] if time.rrule and time.rrule != "IRREGULAR"]
            untils = [time.start for time in rhythms[1:]] + [self._sentences[place].end]
            self._read[place] = (
                [self._detail(place, time, until) for time, until in zip(rhythms, untils, strict=True)]
                if rhythms
                else []
            )
        return self._read[place]

    def _detail(self, place: int, time: TimeValue, until: int) -> Detail:
        sentence, mentions = self._sentences[place], self._mentions[place]
        match = _DETAIL.match(sentence.text, time.start - sentence.start)
        words = match.group() if match else ""
        whom = tuple(m for m in mentions if m.role == "report_to" and time.start <= m.start < until)
        kind = self._kind_of(words)
        if kind == "other" and whom:
            kind = "report"
        return Detail(kind, words, time, _doers(mentions, time, time.start + len(words)), whom)

    def _behind(self, steps: Sequence[RegimeStepDraft], place: int) -> tuple[Mention, ...]:
        """Who carries out all steps, named behind them: …机制,由县委督查室负责."""
        sentence = self._sentences[place]
        match = _CARRIED_OUT.search(sentence.text, steps[-1].end - sentence.start)
        if match is None:
            return ()
        start, end = sentence.start + match.start(), sentence.start + match.end()
        return tuple(m for m in self._mentions[place] if m.role == "lead" and start <= m.start < end)

    def _before(self, steps: Sequence[RegimeStepDraft], place: int) -> tuple[Mention, ...]:
        """Who is told to follow the regime, named before it: 各标段实行日报告、周通报."""
        leads = (m for m in self._mentions[place] if m.role == "lead" and m.end <= steps[0].start)
        return tuple(m for m in leads if not m.text.startswith("全"))


def conflict(step: RegimeStepDraft, reading: StepReading) -> str:
    """The disagreement in words: “旬督查”为每旬，后文“每半个月开展一次督查”为每半个月."""
    return f"“{step.text}”为{spoken(step.rrule or '')}，后文“{reading.text}”为{spoken(reading.rrule)}"


def spoken(rrule: str) -> str:
    """A rhythm in words: FREQ=DAILY;INTERVAL=10 → 每10天; "" for one that has none."""
    if rrule in _SPOKEN:
        return _SPOKEN[rrule]
    freq, interval, _ = _period(rrule)
    return (
        f"每{interval if interval > 1 else ''}{_UNITS[freq]}".replace("每个月", "每月")
        if freq in _UNITS
        else ""
    )


def _period(rrule: str) -> tuple[str, int, int]:
    """How often a rhythm comes, whatever the day: weekly on Friday and weekly are the same, ten days and 旬 are not two things."""
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    freq, interval = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))
    often = parts.get("BYMONTHDAY", "").count(",") + 1 if freq == "MONTHLY" else 1
    if freq == "DAILY" and interval in (7, 14):
        return "WEEKLY", interval // 7, 1
    return freq, interval, often


def _alike(step: str, words: str) -> bool:
    """Whether two inspections may be one: units 排查, the office 督查."""
    looks, visits = _LOOKS.search(step), _VISITS.search(step)
    return not (looks and not visits and _VISITS.search(words)) and not (
        visits and not looks and _LOOKS.search(words)
    )


def _doers(mentions: Sequence[Mention], time: TimeValue, end: int) -> tuple[Mention, ...]:
    """Who does it: the leads in the words of the time, else the last ones before it, with those listed beside them."""
    leads = [mention for mention in mentions if mention.role == "lead"]
    within = tuple(mention for mention in leads if time.start <= mention.start < end)
    before = [mention for mention in leads if mention.end <= time.start]
    if within or not before:
        return within
    last = before[-1]
    return tuple(m for m in before if m is last or (m.group >= 0 and m.group == last.group))


def _completed(
    step: RegimeStepDraft, who: Sequence[Mention], whom: Sequence[Mention], time: TimeValue | None = None
) -> RegimeStepDraft:
    """The step with what it lacks; what was said first stays."""
    return replace(
        step,
        reporter=step.reporter or _named(who),
        receiver=step.receiver or _named(whom),
        time=step.time or (time.time if time else None),
    )


def _named(mentions: Sequence[Mention]) -> tuple[Named, ...]:
    return tuple(Named(m.text, m.start, m.end, m.key) for m in mentions)
