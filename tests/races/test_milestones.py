"""Milestones planned and reached at the same moment: one plan stands, nothing reached is planned away."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, make_world
from tracker.items.history import broken_links
from tracker.items.milestones import Line, plan_milestones, reach
from tracker.items.models import Event, Milestone, UnitAssignment
from tracker.items.states import State

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def revision(part: UnitAssignment) -> int:
    return UnitAssignment.objects.get(pk=part.pk).revision


def test_two_plans_at_once_are_one() -> None:
    world = make_world()
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    viewers = [world.viewer("lead_clerk"), world.viewer("officer")]
    seen = revision(part)
    answers = at_once(
        *[
            lambda by=by, name=name: outcome(
                lambda: plan_milestones(part.pk, [Line(name, TODAY)], seen_revision=seen, by=by, at=NOW)
            )
            for by, name in zip(viewers, ("甲", "乙"), strict=True)
        ]
    )
    assert sorted(answers) == ["Stale", "done"]
    assert Milestone.objects.count() == Event.objects.filter(act="plan_milestones").count() == 1


def test_a_milestone_reached_twice_is_one_line() -> None:
    world = make_world()
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    clerk = world.viewer("lead_clerk")
    [row] = plan_milestones(part.pk, [Line("甲", TODAY)], seen_revision=revision(part), by=clerk, at=NOW)
    answers = at_once(*[lambda: outcome(lambda: reach(row.pk, by=clerk, at=NOW))] * 3)
    assert sorted(answers) == ["Stale", "Stale", "done"]
    assert Event.objects.filter(act="reach_milestone").count() == 1
    assert list(broken_links()) == []


def test_reaching_against_a_new_plan_without_it() -> None:
    world = make_world()
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    [row] = plan_milestones(part.pk, [Line("甲", TODAY)], seen_revision=revision(part), by=clerk, at=NOW)
    seen = revision(part)
    answers = at_once(
        lambda: outcome(lambda: reach(row.pk, by=clerk, at=NOW)),
        lambda: outcome(
            lambda: plan_milestones(part.pk, [Line("乙", TODAY)], seen_revision=seen, by=officer, at=NOW)
        ),
    )
    # What was reached stays, whatever the plan; what was planned away cannot be reached.
    assert (answers[0] == "done") == Milestone.objects.filter(name="甲", done_on__isnull=False).exists()
    assert answers[1] == "done" and Milestone.objects.filter(name="乙").exists()
