"""Local seasons: the same days every year, over the turn of the year too, and no day that is not there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tracker.org.models import Season


def season(first: tuple[int, int], last: tuple[int, int]) -> Season:
    return Season(name="时节", first_month=first[0], first_day=first[1], last_month=last[0], last_day=last[1])


def test_a_winter_season_ends_in_the_next_year():
    assert season((11, 15), (3, 15)).days_in(2026) == (dt.date(2026, 11, 15), dt.date(2027, 3, 15))


@pytest.mark.parametrize(
    ("first", "last"), [((2, 29), (3, 1)), ((13, 1), (3, 1)), ((5, 1), (9, 31)), ((0, 1), (1, 1))]
)
def test_a_day_that_is_not_there_is_refused_in_words(first, last):
    with pytest.raises(ValidationError, match="核对月和日"):
        season(first, last).clean()
