"""Every act of the state table pressed twice at the same moment: one winner, one line of history, one message per person."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from tests.races.runners import at_once
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tracker.common.errors import Refused, Stale
from tracker.items import operations
from tracker.items.history import broken_links
from tracker.items.models import Event, ProgressReport, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import MOVES
from tracker.notices.models import Message

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
UNITS_OWN = {"acknowledge", "report", "request_close"}


def perform(act: str, pk: int, revision: int, viewer) -> str:
    """Does the act as a page would, and says what came of it."""
    try:
        if act == "report":
            report_progress(pk, Told("完成初稿"), seen_revision=revision, by=viewer, at=NOW)
        elif MOVES[act].needs_reason:
            name = "return_for_rework" if act == "return" else act
            getattr(operations, name)(pk, reason="情况变化", by=viewer, at=NOW)
        else:
            getattr(operations, act)(pk, by=viewer, at=NOW)
    except (Refused, Stale) as lost:
        # Whoever loses is told how things stand.
        assert "任务" in str(lost)
        return "lost"
    return "won"


@pytest.mark.parametrize("act", MOVES)
def test_an_act_pressed_at_once_is_done_once(act: str) -> None:
    world = make_world()
    source = sorted(MOVES[act].sources)[0]
    assignment = an_assignment(world, state=source, issued_at=NOW)
    before = Event.objects.count()
    viewers = ["lead_clerk"] * 3 if act in UNITS_OWN else ["officer", "officer2", "officer"]
    pressing = partial(perform, act, assignment.pk, assignment.revision)
    answers = at_once(*[partial(pressing, world.viewer(name)) for name in viewers])
    assert Counter(answers) == {"won": 1, "lost": 2}
    assert UnitAssignment.objects.get(pk=assignment.pk).state == MOVES[act].target
    assert Event.objects.count() == before + 1 and Event.objects.filter(act=act).count() == 1
    told = Counter(Message.objects.filter(kind=f"item_{act}").values_list("recipient", "channel"))
    assert set(told.values()) <= {1}
    assert ProgressReport.objects.count() == (act == "report")
    assert list(broken_links()) == []


def test_two_different_acts_at_once_leave_one_state_and_both_lines_or_one() -> None:
    world = make_world()
    assignment = an_assignment(world, state="close_requested", issued_at=NOW)
    officers = world.viewer("officer"), world.viewer("officer2")
    answers = at_once(
        lambda: perform("close", assignment.pk, assignment.revision, officers[0]),
        lambda: perform("return", assignment.pk, assignment.revision, officers[1]),
    )
    assert sorted(answers) == ["lost", "won"]
    now = UnitAssignment.objects.get(pk=assignment.pk)
    last = Event.objects.order_by("number").last()
    assert (now.state, last.act) in {("closed", "close"), ("returned", "return")}
    assert list(broken_links()) == []
