"""A month's weeks begin on Monday and hold every day once; a slip in the year still shows a month."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.common.months import month_of
from tracker.common.workdays import calendar_for


@pytest.mark.parametrize(("day", "days"), [("2026-02-14", 28), ("2028-02-01", 29), ("2026-08-31", 31)])
def test_every_day_stands_once_under_its_weekday(day: str, days: int) -> None:
    month = month_of(dt.date.fromisoformat(day), calendar_for())
    assert all(len(week) == 7 for week in month.weeks)
    placed = [(place, one.day) for week in month.weeks for place, one in enumerate(week) if one]
    assert [one.day for _, one in placed] == list(range(1, days + 1))
    assert all(place == one.weekday() for place, one in placed)


def test_the_months_beside_it_cross_the_year() -> None:
    month = month_of(dt.date(2026, 12, 31), calendar_for())
    assert (month.title, month.before, month.after) == ("2026年12月", "2026-11", "2027-01")
    assert not month.is_provisional and month_of(dt.date(2027, 1, 1), calendar_for()).is_provisional


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max, dt.date(2099, 5, 5)])
def test_a_year_nobody_means_shows_a_month_all_the_same(day: dt.date) -> None:
    assert 2000 <= month_of(day, calendar_for()).year <= 2098
