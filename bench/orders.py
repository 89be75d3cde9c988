"""How well orders are told from talk: each sample speech judged by weights that never saw it. `python bench/orders.py [--json] [--plot FILE.svg]`.

Prints a line a speech (orders with a time, concrete ones, precision), the sums, how recall and precision move with the threshold, and
a table of confidence against the share that were orders. Nothing is written; the weights in use stay as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.calibration import drawn  # noqa: E402
from speeches.training.examples import Sample, samples  # noqa: E402
from speeches.training.fit import fit  # noqa: E402
from speeches.training.train import PLAIN, PRIOR, held_out, report  # noqa: E402
from speeches.what.model import read_model  # noqa: E402

THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
# A listed order or none, and how sure the weights were.
Judged = list[tuple[str, float]]


def figures(judged: Judged, missed: Sequence[str], threshold: float) -> dict[str, float | None]:
    """Recall of A and B and precision at a threshold; `missed` are the tiers of orders without a candidate; None where nothing counts."""
    printed = [tier for tier, confidence in judged if confidence >= threshold]
    found: dict[str, float | None] = {}
    for tier in "AB":
        listed = list(missed).count(tier) + sum(one == tier for one, _ in judged)
        found[f"recall_{tier}"] = round(printed.count(tier) / listed, 3) if listed else None
    found["precision"] = round(1 - printed.count("") / len(printed), 3) if printed else None
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON line a speech and one for each threshold"
    )
    parser.add_argument("--plot", type=Path, help="write the calibration as a picture (svg)")
    options = parser.parse_args()
    as_json = options.json
    prior = read_model(PRIOR)
    found: list[Sample] = [*samples(), *samples(PLAIN)]
    near = fit([example for one in found for example in one.examples], prior)
    pairs = held_out(found, prior, near)
    everything: Judged = []
    rows: list[tuple[str, dict[str, float | None]]] = []
    for one, judged in zip(found, pairs, strict=True):
        told = [(example.tier, confidence) for example, confidence in judged if example.label is not None]
        everything += told
        rows.append((one.name, figures(told, [item.tier for item in one.missed], near.threshold)))
    if options.plot:
        options.plot.write_text(drawn(everything), encoding="utf-8")
    missed = [item.tier for one in found for item in one.missed]
    rows += [(f"all at {at}", figures(everything, missed, at)) for at in THRESHOLDS]
    for name, row in rows:
        words = "  ".join(
            f"{key} {'-' if value is None else format(value, '.3f')}" for key, value in row.items()
        )
        print(json.dumps({"name": name, **row}) if as_json else f"{name:14} {words}")
    if not as_json:
        print(report(found, [pair for judged in pairs for pair in judged], near.threshold), end="")


if __name__ == "__main__":
    main()
