"""Learning from an office: its officers' decisions become examples beside the built-in ones. Pure: decisions in, weights and figures out.

Judged as the built-in weights are: each of the office's speeches by weights that never saw it. Nothing here writes a file.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speeches import plain
from speeches.document import Span
from speeches.draft import UnitEntry
from speeches.pipeline import Work, run
from speeches.what.model import Model, read_model
from speeches.who.names import Registry

from .examples import Example, Listed, Sample, labelled, samples
from .fit import confidences, fit
from .train import PLAIN, PRIOR

# More rounds than this would keep an office's machine busy for an hour: beyond it speeches are left out in turns, several at once.
ROUNDS = 20
# An office's word against the samples': a habit that differs from theirs must be able to show.
WEIGHT = 3
# How much worse the built-in samples may be read, in F1: a habit must not cost what everybody needs.
MAY_FORGET = 0.02


@dataclass(frozen=True, slots=True)
class Decided:
    """What an officer decided of a stretch of a speech: listed (True), said to be none (False), or left open (None)."""

    start: int
    end: int
    listed: bool | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """One speech of the office. `is_finished`: nothing waits, so whatever is not listed was read and left out."""

    name: str
    text: str
    on: dt.date
    decided: tuple[Decided, ...]
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The office's own names and calendar, as `speeches.extract` takes them."""

    known: Sequence[UnitEntry] = ()
    workdays: Any = None
    seasons: Mapping[str, tuple[dt.date, dt.date]] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How well examples are told apart: share of orders found, share of finds that are orders, mean surprise (log loss)."""

    examples: int
    orders: int
    recall: float
    precision: float
    loss: float

    @property
    def f1(self) -> float:
        return (
            2 * self.recall * self.precision / (self.recall + self.precision)
            if self.recall + self.precision
            else 0.0
        )


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: the weights, the held-out figures with the old recipe and the new one, and those of the built-in samples."""

    model: Model
    before: Figures
    after: Figures
    samples_before: Figures
    samples_after: Figures

    @property
    def is_better(self) -> bool:
        """Whether the new weights read this office's speeches better, and everybody else's no worse."""
        gained = self.after.f1 >= self.before.f1 and self.after.loss < self.before.loss
        return gained and self.samples_after.f1 >= self.samples_before.f1 - MAY_FORGET


def lessons_of(speech: Decisions, around: Surroundings) -> Sample:
    """The examples that an office's decisions on one speech give; what nobody has decided teaches nothing."""
    registry = Registry(tuple(around.known)) if around.known else None
    work = run(
        Work(
            plain(speech.text),
            on=speech.on,
            registry=registry,
            workdays=around.workdays,
            seasons=around.seasons,
        )
    )
    spans = [work.folded.span(one.segment.start, one.segment.end) for one in work.candidates]
    listed = [
        Listed(Span(one.start, one.end), "C" if one.listed is None else "A")
        for one in speech.decided
        if one.listed is not False
    ]
    tiers, missed = labelled(spans, listed)
    refused = [Span(one.start, one.end) for one in speech.decided if one.listed is False]
    examples = tuple(
        Example(
            tuple(sorted(candidate.features)),
            span.of(speech.text),
            label(span, tier, refused, speech),
            tier or "",
        )
        for candidate, span, tier in zip(work.candidates, spans, tiers, strict=True)
    )
    return Sample(speech.name, examples, tuple(missed))


def label(span: Span, tier: str | None, refused: Sequence[Span], speech: Decisions) -> bool | None:
    """Is the stretch an order to this office? None where nobody has said so."""
    if tier:
        return True
    if tier is None:
        return None
    is_refused = any(min(span.end, one.end) > max(span.start, one.start) for one in refused)
    return False if is_refused or speech.is_finished else None


def learn(
    office: Sequence[Sample], known_before: Sequence[str] = (), built_in: Sequence[Example] | None = None
) -> Lesson:
    """Fits weights to the built-in samples and the office's, and judges them on speeches left out.

    `known_before` names the office's speeches from which the weights in use were made: the figures before are those of
    the same recipe with these alone. `built_in` takes the place of the samples' examples. The same input always gives
    the same weights.
    """
    prior = read_model(PRIOR)
    if built_in is None:
        built_in = [example for one in (*samples(), *samples(PLAIN)) for example in one.examples]
    earlier = [one for one in office if one.name in set(known_before)]
    base = fit(built_in, prior)
    old: list[tuple[Example, float]] = []
    new: list[tuple[Example, float]] = []
    for group in rounds(office):
        held = [example for one in group for example in one.examples]
        others = [one for one in office if one not in group]
        still = [one for one in earlier if one not in group]
        before = fit([*built_in, *taught(still)], prior) if still else base
        old += zip(held, confidences(held, before), strict=True)
        after = fit([*built_in, *taught(others)], prior) if others else base
        new += zip(held, confidences(held, after), strict=True)
    in_use = fit([*built_in, *taught(earlier)], prior) if earlier else base
    model = fit([*built_in, *taught(office)], prior)
    missed = sum(len(one.missed) for one in office)
    return Lesson(
        model,
        figures(old, model.threshold, missed),
        figures(new, model.threshold, missed),
        figures(list(zip(built_in, confidences(built_in, in_use), strict=True)), model.threshold),
        figures(list(zip(built_in, confidences(built_in, model), strict=True)), model.threshold),
    )


def taught(office: Sequence[Sample]) -> list[Example]:
    """The office's examples at their weight."""
    return [example for one in office for example in one.examples for _ in range(WEIGHT)]


def rounds(office: Sequence[Sample]) -> Iterator[list[Sample]]:
    """The speeches to leave out together: each alone, or in ROUNDS groups where there are more."""
    for number in range(min(len(office), ROUNDS)):
        yield list(office[number::ROUNDS])


def figures(judged: Sequence[tuple[Example, float]], threshold: float, missed: int = 0) -> Figures:
    """The figures of labelled examples with the confidence given to each; `missed` orders had no candidate at all."""
    labelled_ones = [
        (example.label, confidence) for example, confidence in judged if example.label is not None
    ]
    orders = missed + sum(1 for is_order, _ in labelled_ones if is_order)
    found = [is_order for is_order, confidence in labelled_ones if confidence >= threshold]
    right = sum(1 for is_order in found if is_order)
    surprise = [
        -math.log(max(confidence if is_order else 1 - confidence, 1e-9))
        for is_order, confidence in labelled_ones
    ]
    return Figures(
        examples=len(labelled_ones),
        orders=orders,
        recall=round(right / max(1, orders), 4),
        precision=round(right / max(1, len(found)), 4),
        loss=round(math.fsum(surprise) / max(1, len(surprise)), 4),
    )
