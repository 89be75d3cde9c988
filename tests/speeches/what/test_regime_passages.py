"""Regime statements of many worlds: their steps, clock times, reporters, receivers and conflicts. The table is regimes.txt."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import speeches

RHYTHMS = {
    "D": "FREQ=DAILY",
    "W": "FREQ=WEEKLY",
    "T": "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
    "H": "FREQ=MONTHLY;BYMONTHDAY=15,-1",
    "M": "FREQ=MONTHLY",
    "Q": "FREQ=MONTHLY;INTERVAL=3",
    "S": "FREQ=MONTHLY;INTERVAL=6",
    "Y": "FREQ=YEARLY",
    "-": None,
}


def _table() -> list[tuple[str, list[tuple[str, ...]], list[str]]]:
    passages: list[tuple[str, list[tuple[str, ...]], list[str]]] = []
    for line in Path(__file__).with_name("regimes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            passages.append((line[2:].replace(" / ", "\n"), [], []))
        elif line.startswith("- "):
            passages[-1][1].append(tuple(cell.strip() for cell in line[2:].split("|")))
        elif line.startswith("! "):
            passages[-1][2].append(line[2:])
    return passages


@pytest.mark.parametrize(("text", "steps", "conflict"), _table())
def test_it_reads_a_regime(text: str, steps: list[tuple[str, ...]], conflict: list[str]) -> None:
    found = speeches.extract(text, on=dt.date(2026, 3, 2)).regimes
    read = [step for regime in found for step in regime.steps]
    wanted = [(what, words, RHYTHMS[rhythm]) for what, words, rhythm, *_ in steps]
    # Instruments may stand beside a slogan; what is wanted must be there, in order.
    given = [(step.what, step.text, step.rrule) for step in read]
    assert [one for one in given if one in wanted] == wanted
    assert wanted or not given
    for what, words, rhythm, clock, who, whom in steps:
        step = read[given.index((what, words, RHYTHMS[rhythm]))]
        assert (step.time.strftime("%H:%M") if step.time else "-") == clock
        assert " ".join(named.text for named in step.reporter) == who.replace("-", "")
        assert " ".join(named.text for named in step.receiver) == whom.replace("-", "")
        for named in (*step.reporter, *step.receiver):
            assert text[named.start : named.end] == named.text
    conflicts = [words for regime in found for words in regime.conflicts]
    if conflict:
        assert any(all(word in words for word in conflict) for words in conflicts)
    else:
        assert conflicts == []
