"""Fits the linear model: logistic regression drawn towards hand-set prior weights, in plain Python.

No library is used so that the weights come out the same on every machine; the few hundred features and few thousand examples
take seconds. A larger learner was not wanted: the weights must stay readable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import mul

from speeches.what.model import Model

from .examples import Example

STEPS = 80
# Steps kept to guess how the slope bends (L-BFGS).
KEPT = 8
# A slope this flat in every direction is the bottom: the third decimal of no weight moves any more.
FLAT = 0.003
PULL = 2.0
RARE = 4


def fit(examples: Sequence[Example], prior: Model, pull: float = PULL, near: Model | None = None) -> Model:
    """The model that explains the labelled examples best while staying near `prior`; arguable examples are passed over.

    `pull` is the strength of the prior; a feature seen fewer than RARE times keeps its prior weight. `near` is a model of almost the
    same examples: starting there finds the same bottom in a few steps.
    """
    rows = [
        (example.features, 1.0 if example.label else 0.0) for example in examples if example.label is not None
    ]
    counts: dict[str, int] = {}
    for features, _ in rows:
        for name in features:
            counts[name] = counts.get(name, 0) + 1
    learned = sorted(name for name, count in counts.items() if count >= RARE)
    place = {name: number for number, name in enumerate(learned)}
    centre = [prior.weights.get(name, 0.0) for name in learned]
    fixed = [
        sum(prior.weights.get(name, 0.0) for name in features if name not in place) for features, _ in rows
    ]
    columns = [[place[name] for name in features if name in place] for features, _ in rows]
    start = near or prior
    at = [*(start.weights.get(name, 0.0) for name in learned), start.bias]
    *weights, bias = _descend(_Slope(columns, [label for _, label in rows], fixed, centre, pull), at)
    merged = {name: round(weight, 3) for name, weight in prior.weights.items()}
    merged |= {name: round(weight, 3) for name, weight in zip(learned, weights, strict=True)}
    return Model(
        {name: weight for name, weight in sorted(merged.items()) if weight}, round(bias, 3), prior.threshold
    )


class _Slope:
    """The loss of weights (the bias last) and its slope: log loss of the rows and the pull towards the centre."""

    def __init__(
        self,
        columns: Sequence[Sequence[int]],
        labels: Sequence[float],
        fixed: Sequence[float],
        centre: Sequence[float],
        pull: float,
    ) -> None:
        self.rows = list(zip(columns, labels, fixed, strict=True))
        self.centre, self.pull = centre, pull

    def at(self, weights: Sequence[float]) -> tuple[float, list[float]]:
        bias = weights[-1]
        away = [weight - middle for weight, middle in zip(weights, self.centre, strict=False)]
        slope = [self.pull * distance for distance in away]
        loss = self.pull / 2 * math.fsum(distance * distance for distance in away)
        losses, tilt = [], 0.0
        for row, label, base in self.rows:
            total = bias + base
            for number in row:
                total += weights[number]
            total = max(-30.0, min(30.0, total))
            odds = math.exp(-total)
            error = 1 / (1 + odds) - label
            losses.append(math.log1p(odds) + (0.0 if label else total))
            tilt += error
            for number in row:
                slope[number] += error
        return loss + math.fsum(losses), [*slope, tilt]


def _descend(slope_of: _Slope, start: list[float]) -> list[float]:
    """The weights at the bottom, found with the slopes of the last KEPT steps (L-BFGS)."""
    weights = start
    loss, slope = slope_of.at(weights)
    kept: list[tuple[list[float], list[float], float]] = []
    for _ in range(STEPS):
        if max(map(abs, slope)) < FLAT:
            break
        way = _way(slope, kept)
        fall = _dot(way, slope)
        length = 1.0 if kept else 1 / max(1.0, math.sqrt(_dot(slope, slope)))
        while True:
            moved = [weight + length * step for weight, step in zip(weights, way, strict=True)]
            new_loss, new_slope = slope_of.at(moved)
            if new_loss <= loss + 1e-4 * length * fall or length < 1e-6:
                break
            length /= 2
        step = [length * part for part in way]
        bend = [after - before for after, before in zip(new_slope, slope, strict=True)]
        curve = _dot(step, bend)
        if curve > 1e-10:
            kept = [*kept[1 - KEPT :], (step, bend, curve)]
        weights, loss, slope = moved, new_loss, new_slope
    return weights


def _way(slope: Sequence[float], kept: Sequence[tuple[list[float], list[float], float]]) -> list[float]:
    """The direction to go: downhill, corrected by how the slope bent along the last steps."""
    way = [-part for part in slope]
    shares = []
    for step, bend, curve in reversed(kept):
        share = _dot(step, way) / curve
        shares.append(share)
        way = [part - share * bent for part, bent in zip(way, bend, strict=True)]
    if kept:
        _, bend, curve = kept[-1]
        scale = curve / _dot(bend, bend)
        way = [scale * part for part in way]
    for (step, bend, curve), share in zip(kept, reversed(shares), strict=True):
        back = share - _dot(bend, way) / curve
        way = [part + back * moved for part, moved in zip(way, step, strict=True)]
    return way


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(map(mul, one, other))


def confidences(examples: Sequence[Example], model: Model) -> list[float]:
    """The model's confidence in each example."""
    return [model.confidence(example.features) for example in examples]


def as_data(model: Model) -> Mapping[str, object]:
    """The weights file of a model."""
    return {"bias": model.bias, "threshold": model.threshold, "weights": dict(model.weights)}
