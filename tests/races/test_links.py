"""One link pressed twice at the same moment, and a link against the act that makes it dead."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tracker.items import operations
from tracker.items.history import broken_links
from tracker.items.link_use import Answer, use
from tracker.items.links import offer
from tracker.items.models import ActLink, Event, ProgressReport
from tracker.items.progress import Told, report_progress
from tracker.items.states import State
from tracker.notices.oneclick import MARK, token_of

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def reachable(settings):
    settings.ORIGIN = "https://luoshi.example"


def token(assignment, person, act: str) -> str:
    found = next(one for one in offer(assignment, person, at=NOW) if one.act == act)
    return token_of(MARK.fullmatch(found.mark)[1])


def test_of_presses_at_once_exactly_one_wins() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    report_progress(assignment.pk, Told("开工"), by=world.viewer("lead_clerk"), at=NOW)
    assignment.refresh_from_db()
    press = token(assignment, world.lead_clerk, "unchanged")
    answers = at_once(*[lambda: outcome(lambda: use(press, Answer(), at=NOW))] * 4)
    assert answers.count("done") == 1
    assert ProgressReport.objects.filter(is_unchanged=True).count() == 1
    assert ActLink.objects.filter(used_at__isnull=False).count() == 1
    assert list(broken_links()) == []


def test_a_press_against_a_suspension_or_a_newer_link() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ISSUED, issued_at=NOW)
    press = token(assignment, world.lead_clerk, "acknowledge")
    officer = world.viewer("officer")
    answers = at_once(
        lambda: outcome(lambda: use(press, Answer(), at=NOW)),
        lambda: outcome(lambda: operations.suspend(assignment.pk, reason="等", by=officer, at=NOW)),
        lambda: outcome(lambda: operations.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)),
    )
    assert "done" in answers
    assert Event.objects.filter(act="acknowledge").count() <= 1
    used = ActLink.objects.filter(used_at__isnull=False).count()
    assert used == (answers[0] == "done")
    assert list(broken_links()) == []
