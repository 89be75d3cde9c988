"""Training examples: the candidate segments of the annotated samples, each labelled by whether an annotator listed it.

Segments that only touch an arguable annotation (tier C) teach nothing and are left out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from speeches import plain
from speeches.document import Span
from speeches.pipeline import Work, run

SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate of a sample: its features, its words, whether it is an order (None: arguable) and that order's tier."""

    features: tuple[str, ...]
    words: str
    label: bool | None
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One annotated speech and its examples; `missed` counts listed orders (tiers A, B) that no candidate covers."""

    name: str
    examples: tuple[Example, ...]
    missed: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An annotated item: its place and its tier."""

    span: Span
    tier: str


def samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every annotated speech of a folder that holds NAME.txt, NAME.jsonl and dates.json, in order of name."""
    dates = json.loads((folder / "dates.json").read_text(encoding="utf-8"))
    for name in sorted(dates):
        if (folder / f"{name}.jsonl").exists():
            yield sample(folder, name, dt.date.fromisoformat(dates[name]))


def sample(folder: Path, name: str, date: dt.date) -> Sample:
    """The examples of one annotated speech."""
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    listed = list(_listed(folder / f"{name}.jsonl", text))
    work = run(Work(plain(text), on=date))
    spans = [_origin(work, candidate.segment.start, candidate.segment.end) for candidate in work.candidates]
    tiers, missed = labelled(spans, listed)
    examples = tuple(
        Example(
            tuple(sorted(candidate.features)), span.of(text), None if tier is None else bool(tier), tier or ""
        )
        for candidate, span, tier in zip(work.candidates, spans, tiers, strict=True)
    )
    return Sample(name, examples, tuple(missed))


def _origin(work: Work, start: int, end: int) -> Span:
    return work.folded.span(start, end)


def _listed(path: Path, text: str) -> Iterator[Listed]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            item = json.loads(line)
            start = text.index(item["anchor"])
            yield Listed(Span(start, start + len(item["anchor"])), item["tier"])


def labelled(spans: Sequence[Span], listed: Sequence[Listed]) -> tuple[list[str | None], list[Listed]]:
    """The tier of the order that each span states, and the listed orders that are left without a span of their own.

    The span that fits an order best has its tier; others that lie half within it or within an arguable item have None; the rest "".
    """
    labels: list[str | None] = [""] * len(spans)
    pairs: list[tuple[float, int, int]] = []
    for number, item in enumerate(listed):
        touching = [(fit, place) for place, span in enumerate(spans) if (fit := _fit(span, item.span))]
        for _, place in touching:
            labels[place] = None
        if item.tier in "AB":
            pairs.extend((-fit, number, place) for fit, place in touching)
    taken: set[int] = set()
    for _, number, place in sorted(pairs):
        if number not in taken and labels[place] is None:
            labels[place] = listed[number].tier
            taken.add(number)
    return labels, [item for number, item in enumerate(listed) if item.tier in "AB" and number not in taken]


def _fit(one: Span, other: Span) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    if shared * 2 < min(one.end - one.start, other.end - other.start):
        return 0.0
    return shared / (max(one.end, other.end) - min(one.start, other.start))
