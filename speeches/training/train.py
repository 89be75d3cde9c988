"""`python -m speeches train`: fits the weights to the samples, judges them on speeches left out, and writes weights.json."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from speeches.what.model import WEIGHTS, Model, read_model

from .examples import Example, Sample, samples
from .fit import as_data, confidences, fit

PRIOR = Path(__file__).with_name("prior.json")
# Speeches with little to do and much to say, kept out of the product's samples: they teach the model what is no order.
PLAIN = Path(__file__).with_name("plain")


def train(write: bool = True) -> str:
    """Fits, judges each speech with weights made without it, and returns the report; writes the weights unless told not to."""
    prior = read_model(PRIOR)
    found = [*samples(), *samples(PLAIN)]
    model = fit([example for one in found for example in one.examples], prior)
    judged = held_out(found, prior, model)
    if write:
        text = json.dumps(as_data(model), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        WEIGHTS.write_text(text, encoding="utf-8")
    return report(found, [pair for pairs in judged for pair in pairs], model.threshold)


def held_out(found: Sequence[Sample], prior: Model, near: Model) -> list[list[tuple[Example, float]]]:
    """The examples of each speech with the confidence that weights made without that speech give them."""
    judged: list[list[tuple[Example, float]]] = []
    for left_out in found:
        others = [example for one in found if one is not left_out for example in one.examples]
        model = fit(others, prior, near=near)
        judged.append(list(zip(left_out.examples, confidences(left_out.examples, model), strict=True)))
    return judged


def calibration(judged: Sequence[tuple[Example, float]]) -> tuple[float, float]:
    """The (slope, offset) that would make the log odds of held-out confidences truest: (1, 0) where they are true already.

    Below 1 the weights are too sure of themselves, above 1 not sure enough.
    """
    odds = [
        (math.log(confidence / (1 - confidence)), float(example.label))
        for example, confidence in judged
        if example.label is not None and 0 < confidence < 1
    ]
    slope, offset = 0.0, 0.0
    for _ in range(25):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for value, label in odds:
            share = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * value + offset))))
            error, bend = share - label, share * (1 - share)
            g0, g1 = g0 + error * value, g1 + error
            h00, h01, h11 = h00 + bend * value * value, h01 + bend * value, h11 + bend
        spread = h00 * h11 - h01 * h01
        if spread < 1e-9:
            break
        slope -= (g0 * h11 - g1 * h01) / spread
        offset -= (g1 * h00 - g0 * h01) / spread
    return round(slope, 3), round(offset, 3)


def report(found: Sequence[Sample], pairs: Sequence[tuple[Example, float]], threshold: float) -> str:
    """Held-out recall, precision and calibration, and how many listed orders have no candidate at all."""
    judged = [(example.tier, confidence) for example, confidence in pairs if example.label is not None]
    orders = sum(1 for tier, _ in judged if tier)
    missed = [item.tier for one in found for item in one.missed]
    printed = [tier for tier, confidence in judged if confidence >= threshold]
    right = len(printed) - printed.count("")
    recalls = (
        f"recall_{tier} {printed.count(tier) / max(1, missed.count(tier) + sum(t == tier for t, _ in judged)):.3f}"
        for tier in "AB"
    )
    lines = [
        f"speeches {len(found)}  candidates {len(judged)}  orders {orders}  orders without a candidate of their own {len(missed)}",
        f"held out: {'  '.join(recalls)}  precision {right / max(1, len(printed)):.3f}  threshold {threshold}",
        "calibration (held out): slope {:.2f}  offset {:+.2f}; confidence, share of orders, number".format(
            *calibration(pairs)
        ),
    ]
    for low in range(10):
        band = [tier for tier, confidence in judged if low / 10 <= confidence < (low + 1) / 10 + (low == 9)]
        if band:
            share = sum(map(bool, band)) / len(band)
            lines.append(f"  {low / 10:.1f}-{(low + 1) / 10:.1f}  {share:.2f}  {len(band)}")
    return "\n".join(lines) + "\n"
