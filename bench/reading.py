"""How well whole speeches are read: each sample judged by weights that never saw it, item by item. `python bench/reading.py [--json] [--errors]`.

Where `bench/orders.py` asks whether a candidate is an order, this asks what an officer asks: is every listed item there once, with its day
or rhythm and with exactly its units. Items are matched one to one by the words they share (half of the shorter), right days first; one
that only touches an arguable item counts neither way. Texts without named units (speeches/training/plain) count for recall and precision only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from speeches import plain  # noqa: E402
from speeches.draft import Draft  # noqa: E402
from speeches.pipeline import Work, result, run  # noqa: E402
from speeches.training.examples import SAMPLES, samples  # noqa: E402
from speeches.training.fit import fit  # noqa: E402
from speeches.training.train import PLAIN, PRIOR  # noqa: E402
from speeches.what.model import Model, read_model  # noqa: E402

SURE = 0.9
Listed = Mapping[str, Any]


def listed_in(folder: Path, name: str, text: str) -> list[dict[str, Any]]:
    """The annotated items of a text with their places."""
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines if line.strip()]
    return [{**item, "start": text.index(item["anchor"])} for item in items]


def shared(item: Listed, draft: Draft) -> float:
    """Which part of the shorter one an annotation and a draft share."""
    end = item["start"] + len(item["anchor"])
    common = min(end, draft.end) - max(item["start"], draft.start)
    return common / min(len(item["anchor"]), draft.end - draft.start)


def day_is_right(item: Listed, draft: Draft) -> bool:
    """Whether the day (or that there is none) is one that the annotation takes; a rhythm needs no day."""
    day = draft.deadline.date.isoformat() if draft.deadline and draft.deadline.date else None
    if not item.get("deadline"):
        return day is None or bool(item.get("rrule"))
    return day in {str(one)[:10] for one in (item["deadline"], *item.get("deadline_alt", ()))}


def rhythm_is_right(item: Listed, draft: Draft) -> bool:
    """Whether the rhythm is one that the annotation takes; 定期 may be left out."""
    rule = item.get("rrule")
    return (
        not rule
        or draft.rrule in {rule, *item.get("rrule_alt", ())}
        or (rule == "IRREGULAR" and not draft.rrule)
    )


def units_are_right(item: Listed, draft: Draft) -> bool:
    """Whether exactly the units that must do it are named."""
    named = {one.text for one in draft.lead}
    return any(named == set(units) for units in (item.get("lead", ()), *item.get("lead_alt", ())))


def matched(items: Sequence[Listed], drafts: Sequence[Draft]) -> dict[int, int]:
    """The draft of each item that has one: the best pairs first."""
    pairs = [
        (shared(item, draft) + day_is_right(item, draft) + rhythm_is_right(item, draft), number, place)
        for number, item in enumerate(items)
        for place, draft in enumerate(drafts)
        if shared(item, draft) >= 0.5
    ]
    found: dict[int, int] = {}
    for _, number, place in sorted(pairs, reverse=True):
        if number not in found and place not in found.values():
            found[number] = place
    return found


def judged(items: Sequence[Listed], drafts: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    """What came of each item and draft, as (what is counted, its words)."""
    firm = [item for item in items if item["tier"] in "AB"]
    arguable = [item for item in items if item["tier"] == "C"]
    found = matched(firm, drafts)
    for number, item in enumerate(firm):
        tier = item["tier"]
        yield tier, item["anchor"]
        if "lead" in item:
            yield f"{tier} with units", item["anchor"]
        draft = drafts[found[number]] if number in found else None
        if draft is None:
            yield f"missed {tier}", item["anchor"]
        elif "lead" in item:
            right = day_is_right(item, draft), rhythm_is_right(item, draft), units_are_right(item, draft)
            for fine, name in zip(right, ("day", "rhythm", "units"), strict=True):
                if not fine:
                    yield f"wrong {name} {tier}", f"{item['anchor']} | {draft.text}"
            if all(right):
                yield f"exact {tier}", item["anchor"]
    for place, draft in enumerate(drafts):
        kind = "right" if place in found.values() else "false"
        if kind == "false" and any(shared(item, draft) >= 0.5 for item in arguable):
            continue
        yield kind, draft.text
        if draft.confidence >= SURE:
            yield f"sure {kind}", draft.text


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="the counts and figures as one JSON line")
    parser.add_argument("--errors", action="store_true", help="every item missed, false or wrong")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for name, what, words in _all():
        counts[what] += 1
        if options.errors and what.startswith(("missed", "false", "wrong")):
            print(f"{name:12} {what:14} {words[:120]}")
    figures = figures_of(counts)
    as_words = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
    print(json.dumps({**counts, **figures}, ensure_ascii=False) if options.json else as_words)


def figures_of(counts: Mapping[str, int]) -> dict[str, float]:
    """The figures of the counts: wrong ones of the timed items found, exact ones of all timed items whose units are annotated."""
    found = counts["right"] / max(1, counts["right"] + counts["false"])
    sure = counts["sure right"] / max(1, counts["sure right"] + counts["sure false"])
    recall = {tier: 1 - counts[f"missed {tier}"] / max(1, counts[tier]) for tier in "AB"}
    timed = max(1, counts["A with units"])
    met = max(1, counts["A"] - counts["missed A"])
    return {
        "recall_A": recall["A"],
        "recall_B": recall["B"],
        "precision": found,
        "precision_sure": sure,
        "wrong_day_A": counts["wrong day A"] / met,
        "wrong_rhythm_A": counts["wrong rhythm A"] / met,
        "wrong_units_A": counts["wrong units A"] / met,
        "exact_A": counts["exact A"] / timed,
    }


def _all() -> Iterator[tuple[str, str, str]]:
    """(text, what is counted, words) of every sample, each read by weights made of the others."""
    prior = read_model(PRIOR)
    found = [(folder, one) for folder in (SAMPLES, PLAIN) for one in samples(folder)]
    near = fit([example for _, one in found for example in one.examples], prior)
    for folder, one in found:
        others = [example for _, other in found if other is not one for example in other.examples]
        drafts = _read(folder, one.name, fit(others, prior, near=near))
        text = (folder / f"{one.name}.txt").read_text(encoding="utf-8")
        for what, words in judged(listed_in(folder, one.name, text), drafts):
            yield one.name, what, words.replace("\n", "")


def _read(folder: Path, name: str, model: Model) -> Sequence[Draft]:
    dates = json.loads((folder / "dates.json").read_text(encoding="utf-8"))
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    return result(run(Work(plain(text), on=dt.date.fromisoformat(dates[name]), model=model))).items


if __name__ == "__main__":
    main()
