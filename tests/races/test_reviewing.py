"""A review that meets another act: asked twice, decided twice, decided while it is taken back or the work goes on."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.world import NOW, make_world
from tests.tracker.items.test_reviewing import asked, last, returned
from tracker.items import operations, reviewing
from tracker.items.clock import clock_at
from tracker.items.history import broken_links
from tracker.items.models import Event, ReviewRequest, UnitAssignment

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_two_requests_at_once_are_one() -> None:
    world = make_world()
    event, clock = last(returned(world), "return"), clock_at(NOW)
    clerk = world.viewer("lead_clerk")
    answers = at_once(
        *[lambda: outcome(lambda: reviewing.ask_review(event.pk, reason="x", by=clerk, clock=clock))] * 4
    )
    assert answers.count("done") == 1 and ReviewRequest.objects.count() == 1
    assert list(broken_links()) == []


def test_a_decision_a_withdrawal_and_a_handing_in_at_once_leave_one_story() -> None:
    world = make_world()
    part = returned(world)
    review = asked(world, part)
    decider, clerk = world.viewer("officer2"), world.viewer("lead_clerk")
    answers = at_once(
        lambda: outcome(
            lambda: reviewing.decide_review(review.pk, changed=True, answer="属实", by=decider, at=NOW)
        ),
        lambda: outcome(lambda: reviewing.withdraw_review(review.pk, by=clerk, at=NOW)),
        lambda: outcome(lambda: operations.request_close(part.pk, by=clerk, at=NOW)),
    )
    review.refresh_from_db()
    part = UnitAssignment.objects.get(pk=part.pk)
    assert answers[:2].count("done") <= 1
    assert (review.state == "changed") == (answers[0] == "done") and (review.state == "withdrawn") == (
        answers[1] == "done"
    )
    assert Event.objects.filter(act__in=("change_review", "withdraw_review")).count() == answers[:2].count(
        "done"
    )
    if "done" in (answers[0], answers[2]):
        assert part.state == "close_requested"
    assert list(broken_links()) == []
