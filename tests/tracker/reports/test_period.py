from __future__ import annotations

import datetime as dt

import pytest

from tracker.common.dates import SHANGHAI
from tracker.reports.period import between, month_of, week_of

D = dt.date


def test_it_takes_the_week_from_monday_to_sunday() -> None:
    week = week_of(D(2026, 11, 21))
    assert (week.key, week.start, week.last) == ("week:2026-W47", D(2026, 11, 16), D(2026, 11, 22))


def test_it_keys_a_week_by_its_iso_year() -> None:
    assert week_of(D(2027, 1, 1)).key == "week:2026-W53"
    assert week_of(D(2027, 1, 4)).key == "week:2027-W01"


@pytest.mark.parametrize(
    ("day", "last"),
    [(D(2028, 2, 10), D(2028, 2, 29)), (D(2026, 2, 28), D(2026, 2, 28)), (D(2026, 12, 31), D(2026, 12, 31))],
)
def test_it_ends_a_month_on_its_last_day(day: dt.date, last: dt.date) -> None:
    assert month_of(day).last == last


def test_it_gives_chosen_days_the_key_of_the_week_or_month_they_are() -> None:
    assert between(D(2026, 11, 16), D(2026, 11, 22)).key == "week:2026-W47"
    assert between(D(2026, 11, 1), D(2026, 11, 30)).key == "month:2026-11"
    assert between(D(2026, 11, 2), D(2026, 11, 5)).key == "custom:2026-11-02..2026-11-05"


def test_it_refuses_days_the_wrong_way_round_and_endless_periods() -> None:
    with pytest.raises(ValueError, match="不能晚于"):
        between(D(2026, 11, 2), D(2026, 11, 1))
    with pytest.raises(ValueError, match="一年"):
        between(D(2024, 1, 1), D(2026, 1, 1))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (D(202, 12, 1), D(202, 12, 7)),
        (D(1999, 12, 31), D(2000, 1, 1)),
        (D(2100, 12, 31), D(2101, 1, 1)),
        (dt.date.max, dt.date.max),
        (dt.date.min, dt.date.min),
    ],
)
def test_it_refuses_days_nobody_means(first: dt.date, last: dt.date) -> None:
    with pytest.raises(ValueError, match="2000年至2100年"):
        between(first, last)


def test_it_takes_the_first_and_the_last_month_it_knows() -> None:
    assert between(D(2000, 1, 1), D(2000, 1, 31)).key == "month:2000-01"
    assert between(D(2100, 12, 1), D(2100, 12, 31)).key == "month:2100-12"


def test_it_counts_days_in_shanghai_and_leaves_the_end_out() -> None:
    week = week_of(D(2026, 11, 21))
    # 23:59 on Sunday in Shanghai is still the week; midnight is the next one, though in UTC both are Sunday.
    assert week.holds(dt.datetime(2026, 11, 22, 23, 59, tzinfo=SHANGHAI))
    assert not week.holds(dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC))
    assert not week.holds(None)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (D(2026, 11, 16), D(2026, 11, 22), "2026年11月16日至22日"),
        (D(2026, 9, 28), D(2026, 10, 4), "2026年9月28日至10月4日"),
        (D(2026, 12, 28), D(2027, 1, 3), "2026年12月28日至2027年1月3日"),
        (D(2026, 3, 5), D(2026, 3, 5), "2026年3月5日"),
    ],
)
def test_it_writes_the_period_without_repeating_year_and_month(
    first: dt.date, last: dt.date, words: str
) -> None:
    assert between(first, last).words == words
