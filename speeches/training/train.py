"""`python -m speeches train`: fits the weights to the samples, judges them on speeches left out, and writes weights.json."""

from __future__ import annotations

import json
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
    held_out = _held_out(found, prior, model)
    if write:
        text = json.dumps(as_data(model), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        WEIGHTS.write_text(text, encoding="utf-8")
    return report(found, held_out, model.threshold)


def _held_out(found: Sequence[Sample], prior: Model, near: Model) -> list[tuple[Example, float]]:
    judged: list[tuple[Example, float]] = []
    for left_out in found:
        others = [example for one in found if one is not left_out for example in one.examples]
        model = fit(others, prior, near=near)
        judged.extend(zip(left_out.examples, confidences(left_out.examples, model), strict=True))
    return judged


def report(found: Sequence[Sample], held_out: Sequence[tuple[Example, float]], threshold: float) -> str:
    """Held-out recall, precision and calibration, and how many listed orders have no candidate at all."""
    judged = [(example.tier, confidence) for example, confidence in held_out if example.label is not None]
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
        "calibration (held out): confidence, share of orders, number",
    ]
    for low in range(10):
        band = [tier for tier, confidence in judged if low / 10 <= confidence < (low + 1) / 10 + (low == 9)]
        if band:
            share = sum(map(bool, band)) / len(band)
            lines.append(f"  {low / 10:.1f}-{(low + 1) / 10:.1f}  {share:.2f}  {len(band)}")
    return "\n".join(lines) + "\n"
