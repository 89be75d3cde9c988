"""核查: planned, found, told; the draw that anybody can repeat; the visit nobody hears of before."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.history import broken_links
from tracker.items.models import Event, SamplePlan, UnitAssignment, Verification
from tracker.items.progress import Told, report_progress
from tracker.items.queries import checks_of, events_of, waiting_checks
from tracker.items.states import State
from tracker.items.verification import digest_of, draw_sample, drawn, plan_verification, record_finding
from tracker.notices.models import Message

SOON = TODAY + dt.timedelta(days=7)


@pytest.fixture
def assignment(world: World) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED)


def planned(world: World, assignment: UnitAssignment, kind: str = "desk") -> Verification:
    return plan_verification(assignment.pk, kind=kind, planned_on=SOON, by=world.viewer("officer"), at=NOW)


def found(
    world: World, check: Verification, result: str = "partly", percent: int | None = 40
) -> Verification:
    return record_finding(
        check.pk, result=result, percent=percent, finding="现场只完成两处", by=world.viewer("officer"), at=NOW
    )


def test_what_was_said_stands_beside_what_was_found(world, assignment):
    report_progress(assignment.pk, Told("基本完成", percent=90), by=world.viewer("lead_clerk"), at=NOW)
    done = found(world, planned(world, assignment))
    assert (done.reported_percent, done.percent, done.get_result_display()) == (90, 40, "部分属实")
    told = Message.objects.get(kind="item_check", channel="inapp")
    assert told.recipient == world.lead_clerk
    assert "现场只完成两处" in Message.objects.get(kind="item_check", channel="mail").body_text
    assert Event.objects.get(act="check").data["result"] == "partly"
    assert list(broken_links()) == []


def test_a_finding_moves_no_state(world, assignment):
    before = UnitAssignment.objects.get(pk=assignment.pk).state
    found(world, planned(world, assignment), result="unfounded")
    assert UnitAssignment.objects.get(pk=assignment.pk).state == before


def test_nobody_hears_of_a_visit_before_it_is_made(world, assignment):
    visit = planned(world, assignment, "visit")
    clerk, item = world.viewer("lead_clerk"), assignment.item
    assert checks_of(clerk, item) == [] and checks_of(world.viewer("officer"), item) == [visit]
    assert "plan_check" not in [event.act for event in events_of(clerk, item)]
    found(world, visit)
    assert checks_of(clerk, item) == [visit]


def test_a_look_back_follows_the_closing(world):
    closed = an_assignment(world, state=State.CLOSED)
    look = planned(world, closed, "lookback")
    assert list(waiting_checks(world.viewer("officer"))) == [look]


@pytest.mark.parametrize("who", ["lead_clerk", "support_clerk", "leader", "stranger", "admin"])
def test_only_officers_verify(world, assignment, who):
    check = planned(world, assignment)
    viewer = world.viewer(who)
    with pytest.raises(Forbidden):
        plan_verification(assignment.pk, kind="spot", planned_on=SOON, by=viewer, at=NOW)
    with pytest.raises(Forbidden):
        record_finding(check.pk, result="confirmed", percent=None, finding="好", by=viewer, at=NOW)
    with pytest.raises(Forbidden):
        draw_sample(states=["acknowledged"], size=1, planned_on=SOON, by=viewer, at=NOW)
    assert list(waiting_checks(viewer)) == []


def test_a_second_finding_is_told_of_the_first(world, assignment):
    check = planned(world, assignment)
    found(world, check)
    with pytest.raises(Stale):
        found(world, check, result="confirmed")
    assert Verification.objects.get().result == "partly"


@pytest.mark.parametrize(
    ("columns", "planned_on", "why"),
    [
        ({}, TODAY - dt.timedelta(days=1), "不能早于今天"),
        ({"state": State.REGISTERED}, SOON, "不用核查"),
        ({"state": State.CANCELLED}, SOON, "不用核查"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(world, assignment, columns, planned_on, why):
    UnitAssignment.objects.filter(pk=assignment.pk).update(**columns)
    with pytest.raises(Refused, match=why):
        plan_verification(
            assignment.pk, kind="desk", planned_on=planned_on, by=world.viewer("officer"), at=NOW
        )


def test_the_same_look_is_planned_once(world, assignment):
    planned(world, assignment)
    with pytest.raises(Refused, match="已有一次书面核查"):
        planned(world, assignment)


def test_a_draw_can_be_repeated_from_its_seed(world):
    pool = [an_assignment(world, state=State.CLOSED).pk for _ in range(12)]
    an_assignment(world, state=State.ACKNOWLEDGED)
    plan = draw_sample(
        states=["closed"], size=4, planned_on=SOON, seed="20260302", by=world.viewer("officer"), at=NOW
    )
    chosen = sorted(plan.checks.values_list("assignment_id", flat=True))
    assert chosen == drawn(pool, 4, "20260302") and len(chosen) == 4
    assert (plan.population, plan.population_digest) == (12, digest_of(sorted(pool)))
    # What waits for its spot check is not drawn again.
    again = draw_sample(states=["closed"], size=8, planned_on=SOON, by=world.viewer("officer"), at=NOW)
    assert not set(again.checks.values_list("assignment_id", flat=True)) & set(chosen)
    assert again.seed and again.seed != plan.seed


@pytest.mark.parametrize(("size", "why"), [(0, "1 到"), (3, "1 到 2"), (10**9, "1 到 2")])
def test_more_than_there_is_cannot_be_drawn(world, size, why):
    for _ in range(2):
        an_assignment(world, state=State.CLOSED)
    with pytest.raises(Refused, match=why):
        draw_sample(states=["closed"], size=size, planned_on=SOON, by=world.viewer("officer"), at=NOW)
    assert not SamplePlan.objects.exists() and not Verification.objects.exists()


def test_nothing_to_draw_from_is_said(world):
    with pytest.raises(Refused, match="没有可以抽查"):
        draw_sample(states=["closed"], size=1, planned_on=SOON, by=world.viewer("officer"), at=NOW)
