from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.common.dates import SHANGHAI
from tracker.items.pace import Pace
from tracker.reports.figures import (
    Row,
    Standing,
    by_unit,
    late,
    movement,
    pace,
    share,
    shares,
    totals,
)
from tracker.reports.period import week_of

AT = dt.datetime(2026, 3, 13, 9, 0, tzinfo=SHANGHAI)
WEEK = week_of(dt.date(2026, 3, 13))


def a_row(**columns: object) -> Row:
    """A task of 财政局, issued on 3 March, due on 23 March at six in the evening, signed for, on its way."""
    row = Row(
        pk=1,
        item_id=1,
        item_no="督〔2026〕1-1",
        task="完成预算审计",
        unit_id=1,
        unit="财政局",
        role="lead",
        standing=Standing.RUNNING,
        phrase="",
        due_on=dt.date(2026, 3, 23),
        due_at=dt.datetime(2026, 3, 23, 18, tzinfo=SHANGHAI),
        issued_at=dt.datetime(2026, 3, 3, 18, tzinfo=SHANGHAI),
        acknowledged_at=dt.datetime(2026, 3, 4, 9, tzinfo=SHANGHAI),
        finished_at=None,
        closed_at=None,
    )
    return replace(row, **columns)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=12))
def test_it_makes_shares_that_sum_to_exactly_one_hundred(counts: list[int]) -> None:
    found = shares(counts)
    assert sum(found) == (Decimal("100.0") if sum(counts) else 0)
    # Each is the exact share, up or down by less than the last digit; nothing counted is nothing shown.
    for count, percent in zip(counts, found, strict=True):
        if sum(counts):
            assert abs(percent - Decimal(100 * count) / sum(counts)) < Decimal("0.1")
        if count == 0:
            assert percent == 0


def test_it_gives_the_rest_to_the_largest_remainders() -> None:
    assert shares([1, 1, 1]) == (Decimal("33.4"), Decimal("33.3"), Decimal("33.3"))
    assert shares([17, 10, 24, 9, 162]) == (
        Decimal("7.7"),
        Decimal("4.5"),
        Decimal("10.8"),
        Decimal("4.0"),
        Decimal("73.0"),
    )


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, "0.0"), (0, 9, "0.0"), (9, 9, "100.0"), (2999, 3000, "99.9"), (1, 3000, "0.1"), (1, 3, "33.3")],
)
def test_it_keeps_none_and_all_for_none_and_all(part: int, whole: int, percent: str) -> None:
    assert share(part, whole) == Decimal(percent)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        # Ten of twenty days have gone at AT (less nine hours): about 48 in a hundred are due.
        ({"percent": 50}, Pace.ON),
        ({"percent": 30}, Pace.BEHIND),
        ({"percent": 70}, Pace.AHEAD),
        ({"percent": None}, Pace.OTHER),
        ({"percent": 70, "due_on": None, "due_at": None}, Pace.OTHER),
        ({"percent": 100, "standing": Standing.LATE}, Pace.BEHIND),
        ({"percent": 10, "standing": Standing.DONE}, Pace.DONE),
        ({"percent": 50, "standing": Standing.SUSPENDED}, Pace.OTHER),
    ],
)
def test_it_judges_pace_only_where_the_data_says_something(columns: dict, expected: Pace) -> None:
    assert pace(a_row(**columns), AT) is expected


def test_it_counts_every_task_once_in_each_partition() -> None:
    rows = [a_row(pk=n, standing=standing) for n, standing in enumerate(Standing)]
    found = totals(rows, at=AT)
    assert sum(found.by_standing.values()) == sum(found.by_pace.values()) == len(rows)
    assert (found.items, found.units, found.tasks) == (1, 1, len(Standing))


def test_it_counts_as_unsigned_only_what_is_still_open() -> None:
    rows = [
        a_row(acknowledged_at=None),
        a_row(acknowledged_at=None, standing=Standing.LATE),
        a_row(acknowledged_at=None, standing=Standing.DONE),
    ]
    assert totals(rows, at=AT).unsigned == 2


def test_it_tells_what_happened_in_the_period() -> None:
    inside, outside = (
        dt.datetime(2026, 3, 10, 8, tzinfo=SHANGHAI),
        dt.datetime(2026, 3, 1, 8, tzinfo=SHANGHAI),
    )
    deadline = {"due_on": dt.date(2026, 3, 11), "due_at": dt.datetime(2026, 3, 11, 18, tzinfo=SHANGHAI)}
    rows = [
        a_row(issued_at=inside, reports=2),
        a_row(issued_at=outside, closed_at=inside, finished_at=inside, **deadline),
        # Handed in an hour late, on the day of the deadline.
        a_row(issued_at=outside, finished_at=dt.datetime(2026, 3, 11, 19, tzinfo=SHANGHAI), **deadline),
    ]
    found = movement(rows, WEEK)
    assert (found.issued, found.closed, found.reports, found.reporting_units) == (1, 1, 2, 1)
    assert (found.due, found.due_done) == (2, 1)


def test_it_writes_one_line_per_unit_in_the_order_of_the_rows() -> None:
    rows = [
        a_row(unit_id=7, unit="柳河镇", standing=Standing.DONE),
        a_row(unit_id=3, unit="林业局", role="support"),
        a_row(unit_id=7, unit="柳河镇", standing=Standing.VERIFYING, reports=1),
    ]
    lines = by_unit(rows)
    assert [line.unit for line in lines] == ["柳河镇", "林业局"]
    assert (lines[0].tasks, lines[0].done, lines[0].handed_in, lines[0].led) == (2, 1, 1, 2)
    assert lines[0].done_share == Decimal("50.0")
    for line in lines:
        assert (
            line.tasks == line.done + line.handed_in + line.running + line.near + line.late + line.suspended
        )


def test_it_lists_the_longest_overdue_first() -> None:
    early = dt.datetime(2026, 3, 5, 18, tzinfo=SHANGHAI)
    rows = [
        a_row(pk=1, standing=Standing.LATE),
        a_row(pk=2, standing=Standing.LATE, due_at=early),
        a_row(pk=3, standing=Standing.NEAR, due_at=early),
    ]
    assert [row.pk for row in late(rows)] == [2, 1]
