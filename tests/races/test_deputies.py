"""Two who name a deputy for the same days, or end the same one, at the same moment."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.races.runners import at_once, outcome
from tests.support.world import NOW, TODAY, make_world, stand_in
from tracker.notices.deputies import end_deputy, name_deputy
from tracker.notices.models import Message
from tracker.org.models import Deputy

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_of_two_who_name_for_the_same_days_one_is_refused() -> None:
    world = make_world()
    post = world.lead_clerk.posts.get().pk

    def name(by: str, deputy: str) -> str:
        days = (TODAY, TODAY + dt.timedelta(days=3))
        viewer = world.viewer(by)
        return outcome(
            lambda: name_deputy(post, deputy=deputy, days=days, reason="", by=viewer, at=NOW, today=TODAY)
        )

    answers = at_once(
        lambda: name("lead_clerk", "冯小代"),
        lambda: name("admin", "李小林"),
        lambda: name("lead_clerk", "冯小代"),
    )
    assert sorted(answers) == ["Refused", "Refused", "done"]
    assert Deputy.objects.count() == 1


def test_one_is_ended_once() -> None:
    world = make_world()
    row = stand_in(world)
    viewers = [world.viewer(who) for who in ("lead_clerk", "deputy", "admin")]
    answers = at_once(
        *[
            lambda viewer=viewer: outcome(lambda: end_deputy(row.pk, by=viewer, at=NOW, today=TODAY))
            for viewer in viewers
        ]
    )
    assert sorted(answers) == ["Stale", "Stale", "done"]
    assert Message.objects.filter(kind="deputy_ended", channel="inapp").count() in (1, 2)
