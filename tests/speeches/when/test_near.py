"""The other day that a bare one may mean is kept, where the next one not passed is no safe guess."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches


def others(words: str, on: str) -> tuple[str, list[str]]:
    """The date read and the others kept, of an order with these words."""
    found = speeches.extract(f"请县财政局{words}把方案报县政府。", on=dt.date.fromisoformat(on))
    deadline = found.items[0].deadline
    assert deadline and deadline.date
    return deadline.date.isoformat(), [day.isoformat() for day in deadline.alternatives]


@pytest.mark.parametrize(
    ("words", "on", "read", "other"),
    [
        ("25日前", "2026-06-24", "2026-06-25", "2026-07-25"),
        ("25日前", "2026-06-26", "2026-07-25", "2026-06-25"),
        ("6月25日前", "2026-06-26", "2027-06-25", "2026-06-25"),
    ],
)
def test_the_other_day_is_kept_and_told(words, on, read, other):
    assert others(words, on) == (read, [other])
    found = speeches.extract(f"请县财政局{words}把方案报县政府。", on=dt.date.fromisoformat(on))
    assert f"时限“{words}”也可理解为 {other}" in found.items[0].doubts


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("25日前", "2026-06-10"),  # far enough ahead
        ("本月25日前", "2026-06-24"),  # the month is said
        ("2026年6月25日前", "2026-06-24"),
        ("6月25日前", "2026-06-24"),  # the year's next
        ("3月5日前", "2026-06-24"),  # long passed: next year's is meant
        ("周五前", "2026-06-25"),
        ("明天下班前", "2026-06-24"),
        ("31日前", "2026-08-30"),  # September has no 31st
    ],
)
def test_words_that_say_enough_are_left_alone(words, on):
    assert others(words, on)[1] == []
