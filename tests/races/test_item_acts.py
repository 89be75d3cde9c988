"""Acts on one duty that meet: two answers to one request, an answer or a finding against the act that ends the work."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, make_world
from tracker.items import operations
from tracker.items.extensions import ask_extension, decide_extension
from tracker.items.history import broken_links
from tracker.items.models import Event, ExtensionRequest, UnitAssignment
from tracker.items.states import State
from tracker.items.verification import plan_verification, record_finding

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
LATER_DAY = TODAY.replace(day=30)


def test_two_requests_at_once_are_one() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    clerk = world.viewer("lead_clerk")
    answers = at_once(
        *[
            lambda: outcome(
                lambda: ask_extension(assignment.pk, new_due_on=LATER_DAY, reason="等", by=clerk, at=NOW)
            )
        ]
        * 4
    )
    assert answers.count("done") == 1
    assert (ExtensionRequest.objects.count(), Event.objects.filter(act="ask_extension").count()) == (1, 1)


def test_yes_and_no_at_once_are_one_answer() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    asked = ask_extension(
        assignment.pk, new_due_on=LATER_DAY, reason="等", by=world.viewer("lead_clerk"), at=NOW
    )
    officer = world.viewer("officer")

    def decide(granted: bool) -> str:
        return outcome(
            lambda: decide_extension(asked.pk, granted=granted, answer="按此办", by=officer, at=NOW)
        )

    answers = at_once(lambda: decide(True), lambda: decide(False), lambda: decide(True))
    assert sorted(answers) == ["Stale", "Stale", "done"]
    asked.refresh_from_db()
    moved = UnitAssignment.objects.get(pk=assignment.pk).due_on == LATER_DAY
    assert moved == (asked.state == "granted")


def test_an_answer_against_the_closing_of_the_work() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    asked = ask_extension(assignment.pk, new_due_on=LATER_DAY, reason="等", by=clerk, at=NOW)
    answers = at_once(
        lambda: outcome(lambda: operations.request_close(assignment.pk, by=clerk, at=NOW)),
        lambda: outcome(lambda: decide_extension(asked.pk, granted=True, answer="", by=officer, at=NOW)),
    )
    assert "done" in answers
    asked.refresh_from_db()
    assert asked.state in ("granted", "withdrawn")
    assert Event.objects.filter(act__in=["request_close", "grant_extension"]).count() == answers.count("done")
    assert list(broken_links()) == []


def test_a_finding_against_the_closing_of_the_work() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.CLOSE_REQUESTED)
    officers = world.viewer("officer"), world.viewer("officer2")
    check = plan_verification(assignment.pk, kind="desk", planned_on=TODAY, by=officers[0], at=NOW)
    answers = at_once(
        lambda: outcome(lambda: operations.close(assignment.pk, by=officers[1], at=NOW)),
        lambda: outcome(
            lambda: record_finding(
                check.pk, result="confirmed", percent=100, finding="属实", by=officers[0], at=NOW
            )
        ),
        lambda: outcome(
            lambda: record_finding(
                check.pk, result="partly", percent=50, finding="不全", by=officers[1], at=NOW
            )
        ),
    )
    assert sorted(answers[1:]) == ["Stale", "done"]
    assert Event.objects.filter(act="check").count() == 1
    assert list(broken_links()) == []
