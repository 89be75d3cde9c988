"""Days that can be meant, and slips."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.common.dates import is_of_our_time, sensible

D = dt.date
SPEECH = D(2026, 11, 16)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (D(2025, 11, 16), True),
        (D(2025, 11, 15), False),
        (D(2046, 11, 16), True),
        (D(2046, 11, 17), False),
        (D(202, 11, 16), False),
        (dt.date.min, False),
        (dt.date.max, False),
    ],
)
def test_a_day_is_sensible_from_a_year_before_to_twenty_after(day: dt.date, expected: bool) -> None:
    assert sensible(day, SPEECH) is expected


def test_the_years_can_be_named() -> None:
    assert sensible(D(2029, 11, 16), SPEECH, ahead=3)
    assert not sensible(D(2029, 11, 17), SPEECH, ahead=3)
    assert not sensible(D(2026, 11, 15), SPEECH, back=0)


def test_a_leap_day_and_the_ends_of_the_calendar_can_be_asked_around() -> None:
    assert sensible(D(2027, 3, 1), D(2028, 2, 29))
    assert not sensible(D(2027, 2, 28), D(2028, 2, 29))
    assert sensible(dt.date.max, dt.date.max) and sensible(dt.date.min, dt.date.min)


def test_our_time_is_a_century() -> None:
    assert is_of_our_time(D(2000, 1, 1)) and is_of_our_time(D(2100, 12, 31))
    assert not is_of_our_time(D(1999, 12, 31)) and not is_of_our_time(D(2101, 1, 1))
