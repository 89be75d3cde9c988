"""Three weeks of an office, day by day, over New Year: as many rows as a calculation written another way (bench/year.py: a year)."""

from __future__ import annotations

import datetime as dt

import pytest

from bench.support import onpaper
from bench.year import both


def test_three_weeks_make_what_they_should(db: None) -> None:
    made, expected = both(units=2, items=6, days=18, seed=7)
    assert made == expected and all(expected.values())


def test_the_calculation_sees_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """One workday less, and it comes to other numbers: it does not follow the product."""
    first = dt.date(2026, 3, 2)
    worked = [first + dt.timedelta(n) for n in range(-20, 300) if (first + dt.timedelta(n)).weekday() < 5]
    lives = [(first, first + dt.timedelta(18), first + dt.timedelta(60))]
    whole = onpaper.expected(6, lives, first, 30, worked)
    less = onpaper.expected(6, lives, first, 30, [day for day in worked if day != dt.date(2026, 3, 11)])
    assert whole != less
