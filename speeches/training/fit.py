"""Fits the linear model: logistic regression drawn towards hand-set prior weights, in plain Python.

No library is used so that the weights come out the same on every machine; the few hundred features and few thousand examples
take seconds. A larger learner was not wanted: the weights must stay readable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from speeches.what.model import Model

from .examples import Example

EPOCHS = 300
PULL = 2.0
RATE = 0.3
RARE = 4


def fit(examples: Sequence[Example], prior: Model, pull: float = PULL) -> Model:
    """The model that explains the labelled examples best while staying near `prior`; arguable examples are passed over.

    `pull` is the strength of the prior; a feature seen fewer than RARE times keeps its prior weight.
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
    weights, bias = _descend(columns, [label for _, label in rows], fixed, centre, prior.bias, pull)
    merged = {name: round(weight, 3) for name, weight in prior.weights.items()}
    merged |= {name: round(weight, 3) for name, weight in zip(learned, weights, strict=True)}
    return Model(
        {name: weight for name, weight in sorted(merged.items()) if weight}, round(bias, 3), prior.threshold
    )


def _descend(
    columns: Sequence[Sequence[int]],
    labels: Sequence[float],
    fixed: Sequence[float],
    centre: Sequence[float],
    bias: float,
    pull: float,
) -> tuple[list[float], float]:
    """Full-batch gradient descent with a step of its own for each weight (Adagrad); the order of rows does not matter."""
    weights = list(centre)
    energy = [1e-8] * (len(weights) + 1)
    for _ in range(EPOCHS):
        gradient = [pull * (weight - middle) for weight, middle in zip(weights, centre, strict=True)]
        slope = 0.0
        for row, label, base in zip(columns, labels, fixed, strict=True):
            total = bias + base + sum(weights[number] for number in row)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - label
            slope += error
            for number in row:
                gradient[number] += error
        for number, value in enumerate(gradient):
            energy[number] += value * value
            weights[number] -= RATE * value / math.sqrt(energy[number])
        energy[-1] += slope * slope
        bias -= RATE * slope / math.sqrt(energy[-1])
    return weights, bias


def confidences(examples: Sequence[Example], model: Model) -> list[float]:
    """The model's confidence in each example."""
    return [model.confidence(example.features) for example in examples]


def as_data(model: Model) -> Mapping[str, object]:
    """The weights file of a model."""
    return {"bias": model.bias, "threshold": model.threshold, "weights": dict(model.weights)}
