"""The boards: groups of what a unit owes, an item's history for people, figures of the dashboard."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_name, a_speech, an_assignment, an_item
from tests.support.world import NOW, TODAY, World
from tracker.items import boards, figures, operations
from tracker.items.clock import clock_at
from tracker.items.models import UnitAssignment
from tracker.items.states import State


def owed(world: World, who: str = "lead_clerk") -> dict[str, list[str]]:
    """Group → the tasks' due dates, as the page has them."""
    groups = boards.owed(world.viewer(who), clock_at(NOW))
    return {group.key: [str(row.due_on) for row in group.rows] for group in groups}


@pytest.mark.parametrize(
    ("state", "due", "group"),
    [
        (State.ISSUED, TODAY - dt.timedelta(3), "unsigned"),
        (State.ACKNOWLEDGED, TODAY - dt.timedelta(3), "overdue"),
        (State.IN_PROGRESS, TODAY, "today"),
        (State.RETURNED, dt.date(2026, 3, 8), "week"),
        (State.REOPENED, dt.date(2026, 3, 9), "later"),
        (State.ACKNOWLEDGED, None, "later"),
        (State.CLOSE_REQUESTED, TODAY - dt.timedelta(3), "checking"),
        (State.VERIFYING, TODAY, "checking"),
    ],
)
def test_a_task_stands_in_one_group(world, state, due, group):
    an_assignment(world, state=state, due_on=due)
    assert owed(world) == {group: [str(due)]}


@pytest.mark.parametrize("state", [State.REGISTERED, State.CLOSED, State.CANCELLED, State.SUSPENDED])
def test_what_asks_nothing_of_the_unit_is_left_out(world, state):
    an_assignment(world, state=state)
    assert owed(world) == {}


def test_what_another_unit_does_for_our_item_is_not_ours_to_do(world):
    item = an_item(world, support=[a_name("县审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    rows = [row for group in boards.owed(world.viewer("lead_clerk"), clock_at(NOW)) for row in group.rows]
    assert [row.unit for row in rows] == ["财政局"]


def test_rows_carry_the_acts_the_policy_and_the_state_allow(world):
    an_assignment(world, state=State.ACKNOWLEDGED)
    (group,) = boards.owed(world.viewer("lead_clerk"), clock_at(NOW))
    assert [button.name for button in group.rows[0].acts] == ["report", "request_close"]


def test_ones_own_part_comes_first(world):
    item = an_item(world, lead=[a_name("县财政局"), a_name("县审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    board = boards.item_board(world.viewer("support_clerk"), item, clock_at(NOW))
    assert [row.unit for row in board.rows][0] == "审计局"
    assert board.first is not None and board.first.unit == "审计局"


def test_slips_issued_in_one_sitting_are_one_line_of_the_history(world):
    item = an_item(world, lead=[a_name("县财政局")], support=[a_name("县审计局")])
    officer = world.viewer("officer")
    operations.issue_all([item.pk], by=officer, at=NOW)
    operations.acknowledge(item.assignments.get(role="lead").pk, by=world.viewer("lead_clerk"), at=NOW)
    lines = boards.item_board(officer, item, clock_at(NOW)).events
    assert [(line.label, line.unit) for line in lines] == [
        ("签收", "财政局"),
        ("交办", "财政局、审计局"),
        ("立项", ""),
    ]


def test_figures_count_each_part_once_and_leave_cancelled_ones_out(world):
    clock = clock_at(NOW)
    an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY - dt.timedelta(1))
    an_assignment(world, "审计局", state=State.CLOSED, finished_at=NOW - dt.timedelta(9), closed_at=NOW)
    an_assignment(world, "审计局", state=State.CLOSED, finished_at=NOW, due_on=TODAY - dt.timedelta(9))
    an_assignment(world, "林业局", state=State.CANCELLED)
    totals = figures.totals(world.viewer("officer"), clock)
    assert (totals.all, totals.open, totals.closed, totals.closed_in_time) == (3, 1, 2, 1)
    assert (totals.rate, totals.in_time_rate) == (66, 50)
    assert totals.lights["red"] == 1
    units = figures.by_unit(world.viewer("officer"), clock)
    assert [(line.unit, line.totals.all) for line in units] == [("财政局", 1), ("审计局", 2)]


def test_a_leader_counts_only_the_units_in_charge(world):
    an_assignment(world)
    an_assignment(world, "林业局")
    assert figures.totals(world.viewer("leader"), clock_at(NOW)).all == 1
    assert [line.unit for line in figures.by_unit(world.viewer("leader"), clock_at(NOW))] == ["财政局"]


def test_rates_of_nothing_are_unknown_rather_than_zero(world):
    totals = figures.totals(world.viewer("officer"), clock_at(NOW))
    assert totals.rate is None and totals.in_time_rate is None


def test_weeks_begin_on_monday_in_shanghai(world):
    row = an_assignment(world)
    # Sunday 23:30 and Monday 00:30 in Shanghai are the same Sunday in Greenwich.
    sunday = dt.datetime(2026, 3, 1, 23, 30, tzinfo=NOW.tzinfo)
    UnitAssignment.objects.filter(pk=row.pk).update(
        issued_at=sunday, closed_at=sunday + dt.timedelta(hours=1), state=State.CLOSED
    )
    *_, before, this = figures.weeks(world.viewer("officer"), clock_at(NOW))
    assert (before.monday, before.issued, before.closed) == (dt.date(2026, 2, 23), 1, 0)
    assert (this.monday, this.issued, this.closed) == (dt.date(2026, 3, 2), 0, 1)


def test_late_and_coming_tasks_are_listed_in_order(world):
    an_assignment(world, state=State.IN_PROGRESS, due_on=dt.date(2026, 2, 20))
    an_assignment(world, state=State.IN_PROGRESS, due_on=dt.date(2026, 2, 10))
    an_assignment(world, state=State.IN_PROGRESS, due_on=dt.date(2026, 3, 4))
    an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY)
    an_assignment(world, state=State.CLOSE_REQUESTED, finished_at=NOW, due_on=TODAY)
    officer, clock = world.viewer("officer"), clock_at(NOW)
    assert [str(row.due_on) for row in boards.late_rows(officer, clock, limit=5)] == [
        "2026-02-10",
        "2026-02-20",
    ]
    assert [str(row.due_on) for row in boards.next_due_rows(officer, clock, limit=5)] == [
        "2026-03-02",
        "2026-03-04",
    ]


def test_a_unit_is_seen_by_whoever_may_see_its_work(world):
    item = an_item(world, speech=a_speech(world), support=[a_name("县审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    audit = world.units["审计局"].pk
    seen = {who: boards.may_see_unit(world.viewer(who), audit) for who in world.people}
    # The leader is in charge of the item, whose lead unit is 财政局, and so sees all its parts.
    assert {who for who, sees in seen.items() if sees} == {
        "officer",
        "officer2",
        "lead_clerk",
        "support_clerk",
        "leader",
    }
