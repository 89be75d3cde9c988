"""When steps of a regime fall; the statutory calendar of 2026 is known."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from tracker.common.workdays import calendar_for
from tracker.regimes.calendar import Occurrence, is_daily, parts_of, upcoming

D = dt.date
WORKDAYS = calendar_for()
MONDAY = D(2026, 3, 2)


def falls(
    rule: str, *, starts: dt.date = MONDAY, ends: dt.date | None = None, after: dt.date = MONDAY
) -> list[str]:
    found = upcoming(rule, starts_on=starts, ends_on=ends, after=after, workdays=WORKDAYS)
    return [
        f"{one.first:%m-%d}" if one.first == one.last else f"{one.first:%m-%d}..{one.last:%m-%d}"
        for one in found
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", ["03-02", "03-03", "03-04"]),
        ("FREQ=WEEKLY;BYDAY=MO", ["03-02", "03-09", "03-16"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ["03-06", "03-20", "04-03"]),
        ("FREQ=MONTHLY;BYMONTHDAY=10,20,-1", ["03-10", "03-20", "03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", ["03-15", "03-31", "04-15"]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", ["12-31", "12-31", "12-31"]),
        # The last day of every third month: the ends of quarters, though the regime began in November.
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", ["03-31", "06-30", "09-30"]),
    ],
)
def test_it_lists_days_where_a_day_was_said(rule: str, expected: list[str]) -> None:
    assert falls(rule, starts=D(2025, 11, 3) if "INTERVAL=3" in rule else D(2026, 3, 2)) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY", ["03-02..03-08", "03-09..03-15", "03-16..03-22"]),
        ("FREQ=MONTHLY", ["03-01..03-31", "04-01..04-30", "05-01..05-31"]),
        ("FREQ=MONTHLY;INTERVAL=3", ["01-01..03-31", "04-01..06-30", "07-01..09-30"]),
        ("FREQ=YEARLY;BYMONTH=6,12", ["06-01..06-30", "12-01..12-31", "06-01..06-30"]),
    ],
)
def test_it_lists_spans_where_no_day_was_said(rule: str, expected: list[str]) -> None:
    assert falls(rule) == expected


def test_it_stays_within_the_regime() -> None:
    assert falls("FREQ=WEEKLY;BYDAY=MO", ends=D(2026, 3, 9)) == ["03-02", "03-09"]
    assert falls("FREQ=WEEKLY;BYDAY=MO", ends=D(2026, 3, 9), after=D(2026, 3, 10)) == []
    assert falls("FREQ=WEEKLY;BYDAY=MO", starts=D(2026, 4, 1)) == ["04-06", "04-13", "04-20"]


def test_it_names_the_working_day_before_a_day_off() -> None:
    # 15 March 2026 is a Sunday; 14 February 2026 a Saturday that is worked.
    sunday, *_ = upcoming(
        "FREQ=MONTHLY;BYMONTHDAY=15",
        starts_on=D(2026, 3, 1),
        ends_on=None,
        after=D(2026, 3, 2),
        workdays=WORKDAYS,
    )
    assert sunday.note == "非工作日，之前最后一个工作日是3月13日"
    saturday, *_ = upcoming(
        "FREQ=MONTHLY;BYMONTHDAY=14",
        starts_on=D(2026, 2, 1),
        ends_on=None,
        after=D(2026, 2, 2),
        workdays=WORKDAYS,
    )
    assert saturday.note == ""


def test_it_says_when_a_year_has_no_published_calendar() -> None:
    found = upcoming(
        "FREQ=MONTHLY;BYMONTHDAY=10",
        starts_on=D(2035, 1, 1),
        ends_on=None,
        after=D(2035, 1, 1),
        workdays=WORKDAYS,
    )
    assert "2035年放假安排未公布" in found[0].note


@pytest.mark.parametrize(
    "rule",
    ["", "IRREGULAR", "FREQ=SECONDLY", "FREQ=WEEKLY;INTERVAL=0", "FREQ=DAILY;UNTIL=x", "FREQ", "FREQ=MONTHLY;BYMONTHDAY=x", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)  # fmt: skip
def test_it_lists_nothing_for_what_it_cannot_count_with(rule: str) -> None:
    assert falls(rule) == []


@pytest.mark.parametrize(
    ("rule", "daily"),
    [
        ("FREQ=DAILY", True),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", True),
        ("FREQ=DAILY;INTERVAL=3", False),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", False),
        ("FREQ=WEEKLY", False),
        ("IRREGULAR", False),
    ],
)
def test_it_knows_a_daily_rule(rule: str, daily: bool) -> None:
    assert is_daily(rule) is daily


def test_it_words_days_and_spans_for_people() -> None:
    assert Occurrence(D(2026, 11, 27), D(2026, 11, 27)).words == "11月27日（周五）"
    assert Occurrence(D(2026, 11, 23), D(2026, 11, 29)).words == "11月23日至29日内"
    assert Occurrence(D(2026, 11, 30), D(2026, 12, 6)).words == "11月30日至12月6日内"


def test_it_takes_a_rule_apart() -> None:
    assert parts_of("FREQ=WEEKLY;BYDAY=MO") == {"FREQ": "WEEKLY", "BYDAY": "MO"}


RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=10",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=MONTHLY;INTERVAL=2",
    "FREQ=MONTHLY;INTERVAL=5",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
    "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=29",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=FR;BYSETPOS=-1",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=6,12",
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("starts", [D(2024, 2, 29), D(2024, 12, 31), D(2025, 1, 1)])
def test_beginning_to_count_nearby_changes_no_day(rule: str, starts: dt.date) -> None:
    far = dt.timedelta(days=700)
    everything = upcoming(rule, starts_on=starts, ends_on=None, after=starts, workdays=WORKDAYS, count=800)
    expected = [one for one in everything if one.last >= starts + far][:3]
    found = upcoming(rule, starts_on=starts, ends_on=None, after=starts + far, workdays=WORKDAYS)
    assert list(found)[: len(expected)] == expected


def test_a_rule_with_a_number_of_times_is_counted_from_its_beginning() -> None:
    assert falls("FREQ=DAILY;COUNT=10", after=MONDAY + dt.timedelta(8)) == ["03-10", "03-11"]
    assert falls("FREQ=DAILY;COUNT=10", after=MONDAY + dt.timedelta(400)) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_year_nobody_means_breaks_nothing_and_costs_nothing(rule: str) -> None:
    assert falls(rule, starts=dt.date.max) == []
    assert falls(rule, starts=D(2101, 1, 1)) == []
    # A slip in the year (0202) is counted from shortly before today.
    began = time.process_time()
    falls(rule, starts=D(202, 11, 16))
    falls(rule, starts=dt.date.min)
    # Counting day by day through twice eighteen centuries takes several seconds.
    assert time.process_time() - began < 1


def test_the_last_year_it_counts_in_is_counted() -> None:
    for rule in RULES:
        assert falls(rule, starts=D(2100, 12, 31), after=D(2100, 12, 31)) is not None


def test_an_endless_interval_is_no_rule() -> None:
    assert parts_of(f"FREQ=YEARLY;INTERVAL={10**12}") == {}
    assert falls("FREQ=YEARLY;INTERVAL=999") == ["01-01..12-31"]
