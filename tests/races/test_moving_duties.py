"""Urging and moving duties at the same moment: one message a day, one unit that goes on, one lead that stays."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import a_name, an_assignment, an_item
from tests.support.world import NOW, make_world
from tracker.items import operations
from tracker.items.chasing import chase
from tracker.items.history import broken_links
from tracker.items.leading import change_leader
from tracker.items.models import Chase, Event, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.reassigning import change_role, hand_over
from tracker.items.states import State
from tracker.notices.models import Message

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_the_lead_and_the_office_urge_at_once() -> None:
    world = make_world()
    item = an_item(world, support=[a_name("县审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW - dt.timedelta(days=3))
    part = item.assignments.get(role="support")
    viewers = [world.viewer(name) for name in ("lead_clerk", "officer", "officer2")]
    answers = at_once(*[lambda by=by: outcome(lambda: chase(part.pk, by=by, at=NOW)) for by in viewers])
    assert sorted(answers) == ["Refused", "Refused", "done"]
    assert Chase.objects.count() == Event.objects.filter(act="chase").count() == 1
    assert Message.objects.filter(kind="item_chase", channel="inapp").count() == 1


def test_two_officers_hand_one_part_to_two_units() -> None:
    world = make_world()
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    officers = world.viewer("officer"), world.viewer("officer2")

    def move(by, unit: str) -> str:
        return outcome(lambda: hand_over(part.pk, unit_id=world.units[unit].pk, reason="划转", by=by, at=NOW))

    answers = at_once(lambda: move(officers[0], "审计局"), lambda: move(officers[1], "林业局"))
    assert answers.count("done") == 1
    assert UnitAssignment.objects.exclude(state=State.CANCELLED).count() == 1
    assert Event.objects.filter(act="take_over").count() == 1
    assert list(broken_links()) == []


def test_a_report_against_the_handing_over_is_either_taken_or_told() -> None:
    world = make_world()
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    answers = at_once(
        lambda: outcome(lambda: report_progress(part.pk, Told("初稿"), by=clerk, at=NOW)),
        lambda: outcome(
            lambda: hand_over(part.pk, unit_id=world.units["审计局"].pk, reason="划转", by=officer, at=NOW)
        ),
    )
    assert "done" in answers
    part.refresh_from_db()
    # Whoever lost wrote nothing: a report belongs to a part that was still the unit's.
    assert (part.reports.count(), part.state == State.CANCELLED) == (
        answers[0] == "done",
        answers[1] == "done",
    )
    assert list(broken_links()) == []


def test_two_leads_do_not_both_step_down() -> None:
    world = make_world()
    item = an_item(world, lead=[a_name("财政局"), a_name("审计局")])
    officers = world.viewer("officer"), world.viewer("officer2")
    parts = list(item.assignments.order_by("pk"))
    answers = at_once(
        lambda: outcome(lambda: change_role(parts[0].pk, reason="调整", by=officers[0], at=NOW)),
        lambda: outcome(lambda: change_role(parts[1].pk, reason="调整", by=officers[1], at=NOW)),
    )
    assert sorted(answers) == ["Refused", "done"]
    assert UnitAssignment.objects.filter(role="lead").count() == 1


def test_two_officers_change_the_leader_at_once() -> None:
    world = make_world()
    item = an_item(world)
    officers = world.viewer("officer"), world.viewer("officer2")
    answers = at_once(
        *[
            lambda by=by, name=name: outcome(
                lambda: change_leader(item.pk, leader=name, reason="分工", by=by, at=NOW)
            )
            for by, name in zip(officers, ("县委刘书记", "县委陈书记"), strict=True)
        ]
    )
    # Either one saw the other's change and went on from it, or was told.
    item.refresh_from_db()
    lines = list(Event.objects.filter(act="change_leader").order_by("number").values_list("data", flat=True))
    assert len(lines) == answers.count("done") >= 1
    assert lines[-1]["moved"][1] == item.leader_text
    assert [line["moved"][0] for line in lines[1:]] == [line["moved"][1] for line in lines[:-1]]
