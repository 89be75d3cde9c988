"""The open linear model: adds the weights of a segment's features, and says how sure that makes us that it is an order.

The weights are data (weights.json), made by `python -m speeches train` and readable by anybody. This module must not
know how they were found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

_MOST_JUDGED = 4096
WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name, a bias, and the confidence from which a candidate counts as an item."""

    weights: Mapping[str, float]
    bias: float
    threshold: float
    # Sets of features judged before: a speech has the same ones again and again, and they need to be kept once only.
    _judged: dict[frozenset[str], tuple[frozenset[str], float]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def judged(self, features: frozenset[str]) -> tuple[frozenset[str], float]:
        """The features, as one shared set, and their confidence."""
        known = self._judged.get(features)
        if known is None:
            if len(self._judged) >= _MOST_JUDGED:
                self._judged.clear()
            known = self._judged[features] = (features, self.confidence(features))
        return known

    def confidence(self, features: Iterable[str]) -> float:
        """Probability (0..1) that a segment with these features is an order an officer would list."""
        # fsum is exact, so the order in which a set gives its names cannot change the result.
        total = self.bias + math.fsum(map(self.weights.get, features, repeat(0.0)))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def explain(self, features: Iterable[str]) -> tuple[tuple[str, float], ...]:
        """The features that weigh, by name: (("past", -1.4), ("time:by", 2.1), …)."""
        weights = self.weights
        return tuple((name, weights[name]) for name in sorted(features) if name in weights)


@cache
def default_model() -> Model:
    """The model that ships with the engine."""
    return read_model(WEIGHTS)


def read_model(path: Path) -> Model:
    """A model from a weights file: {"bias": …, "threshold": …, "weights": {name: number}}."""
    return model_of(json.loads(path.read_text(encoding="utf-8")))


def model_of(data: Mapping[str, Any]) -> Model:
    """A model from the contents of a weights file."""
    return Model(weights=data["weights"], bias=data["bias"], threshold=data["threshold"])
