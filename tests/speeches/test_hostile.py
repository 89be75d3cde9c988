"""Hostile texts cost no more than their length: counted in calls and in memory, so that a busy machine cannot change the verdict.

The same texts at a million characters, in seconds and megabytes: bench/hostile.py.
"""

from __future__ import annotations

import datetime as dt
import tracemalloc

import pytest

import speeches
from bench.support.hostile import CASES
from speeches import pipeline
from tests.support.calls import calls

ON = dt.date(2026, 3, 2)
# Long enough for several sentences of the greatest length.
SHORT, TIMES = 8_000, 2
# A little more than linear is left for what grows by steps, such as a list that doubles.
LINEAR = 1.25
# So few calls a character are never too many.
CHEAP = 5
# This many bytes a character are 400 MB for a million characters.
MOST_BYTES = 400


def cost(text: str) -> int:
    """How many functions are called to read a text."""
    return calls(lambda: speeches.extract(text, on=ON))


@pytest.mark.parametrize("case", CASES)
def test_the_cost_of_a_hostile_text_grows_with_its_length(case: str) -> None:
    short, long = CASES[case](SHORT), CASES[case](SHORT * TIMES)
    # What is loaded at first use and the names that caches keep must not count.
    speeches.extract(long, on=ON)
    assert cost(long) <= max(cost(short), CHEAP * len(short)) * TIMES * LINEAR


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_text_stays_in_bounded_memory(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CASES[case](SHORT * TIMES)
    # As much for this length as is allowed for a million characters.
    for name in ("MOST", "MOST_READINGS", "MOST_REGIMES"):
        monkeypatch.setattr(pipeline, name, getattr(pipeline, name) * len(text) // 1_000_000)
    speeches.extract(text, on=ON)
    tracemalloc.start()
    try:
        speeches.extract(text, on=ON)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most <= MOST_BYTES * len(text)
