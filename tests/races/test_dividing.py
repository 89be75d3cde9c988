"""分解 against the acts that end or move what is divided: nothing below is left open under a closed part."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.below import a_township_part, villages
from tests.support.world import NOW, TODAY, World, make_world
from tracker.items import operations
from tracker.items.extensions import reschedule
from tracker.items.history import broken_links
from tracker.items.models import UnitAssignment
from tracker.items.reassigning import hand_over
from tracker.items.states import DONE, State
from tracker.items.subtree import Below, hand_down

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def ground() -> tuple[World, UnitAssignment]:
    world = make_world()
    villages(world)
    return world, a_township_part(world)


def divide(world: World, part: UnitAssignment, unit: str = "东村") -> str:
    below = Below([world.units[unit].pk], "排查")
    return outcome(lambda: hand_down(part.pk, below, by=world.viewer("town_clerk"), at=NOW))


def open_below(part: UnitAssignment) -> int:
    return UnitAssignment.objects.filter(upper=part).exclude(state__in=DONE).count()


def test_the_same_village_is_given_one_part() -> None:
    world, part = ground()
    answers = at_once(*[lambda: divide(world, part)] * 3)
    assert answers.count("done") == 1 and open_below(part) == 1
    assert list(broken_links()) == []


def test_dividing_against_handing_in() -> None:
    world, part = ground()
    clerk = world.viewer("town_clerk")
    answers = at_once(
        lambda: divide(world, part),
        lambda: outcome(lambda: operations.request_close(part.pk, by=clerk, at=NOW)),
    )
    assert answers.count("done") == 1
    part.refresh_from_db()
    assert (part.state == State.CLOSE_REQUESTED) == (open_below(part) == 0)


def test_dividing_against_handing_over() -> None:
    world, part = ground()
    officer, town = world.viewer("officer"), world.units["石桥镇"].pk
    answers = at_once(
        lambda: divide(world, part),
        lambda: outcome(lambda: hand_over(part.pk, unit_id=town, reason="区划", by=officer, at=NOW)),
    )
    assert "done" in answers
    part.refresh_from_db()
    # Whatever came first: a part that was given up has nothing open below it.
    assert part.state != State.CANCELLED or open_below(part) == 0
    assert list(broken_links()) == []


def test_reopening_below_against_handing_in_above() -> None:
    world, part = ground()
    divide(world, part)
    east = UnitAssignment.objects.get(upper=part)
    UnitAssignment.objects.filter(pk=east.pk).update(state=State.CLOSED, finished_at=NOW, closed_at=NOW)
    town = world.viewer("town_clerk")
    answers = at_once(
        lambda: outcome(lambda: operations.reopen(east.pk, reason="反弹", by=town, at=NOW)),
        lambda: outcome(lambda: operations.request_close(part.pk, by=town, at=NOW)),
    )
    assert answers.count("done") == 1
    part.refresh_from_db()
    assert (part.state == State.CLOSE_REQUESTED) == (open_below(part) == 0)


def test_an_earlier_date_above_against_dividing_leaves_a_mark_or_a_date_within() -> None:
    world, part = ground()
    officer = world.viewer("officer")
    earlier = TODAY.replace(day=10)
    answers = at_once(
        lambda: divide(world, part),
        lambda: outcome(lambda: reschedule(part.pk, new_due_on=earlier, reason="提前", by=officer, at=NOW)),
    )
    assert "done" in answers
    part.refresh_from_db()
    below = UnitAssignment.objects.filter(upper=part).first()
    # One of the two was told (its revision had gone by), or the one came wholly before the other.
    if answers == ["Stale", "done"]:
        assert below is None and part.due_on == earlier
    elif answers == ["done", "done"]:
        assert below is not None and part.due_on == earlier
    else:
        assert below is not None and below.due_on == part.due_on
