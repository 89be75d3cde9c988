"""Totals, weights, ranks: pure."""

from __future__ import annotations

from decimal import Decimal

from tracker.regimes.scoring.standings import Sum, Terms, last_ones, standings, sums

FLAT = Terms(is_weighed=False, by_kind=False)


def one(unit: int, minus: str = "0", *, plus: str = "0", parts: int = 5, **columns) -> Sum:
    group = columns.pop("group", "")
    return Sum(unit, group, parts, Decimal(plus), Decimal(minus), **columns)


def ranks(*found: Sum, terms: Terms = FLAT, **given) -> list[tuple[int, int | None]]:
    return [(row.unit, row.rank) for row in standings(found, terms, **given)]


def test_equal_units_share_a_rank_and_the_next_one_is_left_out():
    rows = standings([one(1), one(2, "-1"), one(3, "-1"), one(4, "-2")], FLAT)
    assert [(row.unit, row.rank, row.is_tied) for row in rows] == [
        (1, 1, False), (2, 2, True), (3, 2, True), (4, 4, False),
    ]  # fmt: skip


def test_of_equal_totals_whoever_missed_and_was_late_less_comes_first():
    assert ranks(one(1, "-1", missing=2), one(2, "-1", late=9), one(3, "-1", late=8)) == [
        (3, 1),
        (2, 2),
        (1, 3),
    ]


def test_units_with_too_few_duties_are_listed_without_a_rank():
    rows = standings([one(1, "-5"), one(2, parts=2), one(3, parts=0)], FLAT)
    assert [(row.unit, row.rank, row.among) for row in rows] == [(1, 1, 1), (2, None, 1), (3, None, 1)]


def test_points_are_weighed_by_how_many_duties_a_unit_has():
    few, many = one(1, "-1", parts=4), one(2, "-4", parts=16)
    rows = standings([few, many], Terms(by_kind=False))
    # On average ten: four duties weigh 2.5, sixteen 0.63; with as many chances to be late both come out alike.
    assert [(row.unit, str(row.factor), str(row.total)) for row in rows] == [
        (2, "0.63", "97.48"),
        (1, "2.50", "97.50"),
    ][::-1]


def test_a_total_stays_within_its_bounds():
    rows = standings([one(1, "-300"), one(2, plus="90")], FLAT)
    assert [str(row.total) for row in rows] == ["120.00", "0.00"]


def test_each_kind_of_unit_is_ranked_by_itself():
    found = [one(1, "-1", group="township"), one(2, group="department"), one(3, group="township")]
    assert ranks(*found, terms=Terms(is_weighed=False)) == [(2, 1), (3, 1), (1, 2)]


def test_moves_are_told_against_the_period_before():
    rows = standings([one(1), one(2, "-1"), one(3, "-2")], FLAT, before={1: 3, 2: 2})
    assert [(row.unit, row.move) for row in rows] == [(1, 2), (2, 0), (3, None)]


def test_the_lowest_are_taken_with_all_that_share_their_rank_and_never_the_first():
    rows = standings([one(1), one(2, "-1"), one(3, "-2"), one(4, "-2")], FLAT)
    assert [row.unit for row in last_ones(rows, 1)] == [3, 4]
    assert [row.unit for row in last_ones(rows, 3)] == [2, 3, 4]
    assert [row.unit for row in last_ones(rows, 9)] == [2, 3, 4]
    assert last_ones(standings([one(1), one(2)], FLAT), 1) == []
    assert last_ones(rows, 0) == []


def test_a_correction_takes_back_what_its_first_line_counted():
    lines = [(1, "report_missing", Decimal("-0.5"), 1), (1, "report_missing", Decimal("0.5"), 2)]
    (found,) = sums(lines, {1: 4}, {1: "township"})
    assert (found.missing, found.plus + found.minus, found.parts) == (0, 0, 4)
