"""延期: who may ask until when, who answers, and by which date punctuality is judged."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations
from tracker.items.clock import clock_at, light_of
from tracker.items.extensions import ask_extension, decide_extension, reschedule
from tracker.items.models import Event, ExtensionRequest, ResponsibilityItem, UnitAssignment
from tracker.items.states import State
from tracker.notices.models import Message

DUE, LATER_DAY = TODAY.replace(day=20), TODAY.replace(day=30)
AFTER_DUE = NOW.replace(day=21)


@pytest.fixture
def assignment(world: World) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED)


def asked(world: World, assignment: UnitAssignment, **given) -> ExtensionRequest:
    request = {"new_due_on": LATER_DAY, "reason": "审计资料未到", "by": world.viewer("lead_clerk"), "at": NOW}
    return ask_extension(assignment.pk, **{**request, **given})


def decided(
    world: World, request: ExtensionRequest, *, granted: bool, at: dt.datetime = NOW
) -> ExtensionRequest:
    return decide_extension(request.pk, granted=granted, answer="请抓紧", by=world.viewer("officer"), at=at)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def test_a_request_is_told_to_the_officers_and_changes_no_date(world, assignment):
    request = asked(world, assignment)
    assignment.refresh_from_db()
    assert (request.state, assignment.due_on) == ("asked", DUE)
    assert told("item_ask_extension") == {"officer", "officer2"}
    assert Event.objects.get(act="ask_extension").data["new_due_on"] == "2026-03-30"


def test_a_granted_request_moves_the_date_keeps_the_first_and_is_planned_anew(world, assignment):
    UnitAssignment.objects.filter(pk=assignment.pk).update(planned_revision=assignment.revision)
    decided(world, asked(world, assignment), granted=True)
    assignment.refresh_from_db()
    assert (assignment.due_on, assignment.original_due_on, assignment.judged_due_on) == (LATER_DAY, DUE, None)
    assert assignment.planned_revision != assignment.revision
    assert told("item_grant_extension") == {"lead_clerk"}


def test_a_refusal_needs_words_and_leaves_the_date(world, assignment):
    request = asked(world, assignment)
    with pytest.raises(Refused, match="理由"):
        decide_extension(request.pk, granted=False, answer=" ", by=world.viewer("officer"), at=NOW)
    assert decided(world, request, granted=False).state == "refused"
    assignment.refresh_from_db()
    assert assignment.due_on == DUE
    # After the answer the unit may ask again.
    assert asked(world, assignment).state == "asked"


def test_granted_after_the_deadline_the_old_date_still_judges(world, assignment):
    decided(world, asked(world, assignment), granted=True, at=AFTER_DUE)
    done = operations.request_close(assignment.pk, by=world.viewer("lead_clerk"), at=NOW.replace(day=25))
    assert (done.due_on, done.judged_due_on) == (LATER_DAY, DUE)
    assert light_of(done, clock_at(NOW.replace(day=25))).phrase == "迟5天"


def test_before_it_is_handed_in_the_new_date_counts_for_the_light(world, assignment):
    decided(world, asked(world, assignment), granted=True, at=AFTER_DUE)
    assignment.refresh_from_db()
    assert light_of(assignment, clock_at(AFTER_DUE)).colour != "red"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"new_due_on": DUE}, "应晚于"),
        ({"reason": "  "}, "理由"),
        ({"at": AFTER_DUE}, "时限已过"),
        ({"at": NOW.replace(day=20, hour=18, minute=1)}, "时限已过"),
    ],
)
def test_a_request_that_comes_late_or_says_nothing_is_refused(world, assignment, given, why):
    with pytest.raises(Refused, match=why):
        asked(world, assignment, **given)
    assert not ExtensionRequest.objects.exists()


def test_only_earlier_never_later(world, assignment):
    ResponsibilityItem.objects.update(extension_allowed=False)
    with pytest.raises(Refused, match="只能提前"):
        asked(world, assignment)
    officer = {"reason": "县长要求", "by": world.viewer("officer"), "at": NOW}
    with pytest.raises(Refused, match="只能提前"):
        reschedule(assignment.pk, new_due_on=LATER_DAY, **officer)
    assert reschedule(assignment.pk, new_due_on=DUE.replace(day=10), **officer).due_on == DUE.replace(day=10)


@pytest.mark.parametrize("who", ["support_clerk", "stranger", "leader", "officer", "admin"])
def test_only_the_unit_asks(world, assignment, who):
    with pytest.raises(Forbidden):
        asked(world, assignment, by=world.viewer(who))


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "admin", "stranger"])
def test_only_officers_answer_and_move(world, assignment, who):
    request = asked(world, assignment)
    with pytest.raises(Forbidden):
        decide_extension(request.pk, granted=True, answer="", by=world.viewer(who), at=NOW)
    with pytest.raises(Forbidden):
        reschedule(assignment.pk, new_due_on=LATER_DAY, reason="x", by=world.viewer(who), at=NOW)


def test_a_second_request_waits_for_the_first(world, assignment):
    asked(world, assignment)
    with pytest.raises(Refused, match="等待答复"):
        asked(world, assignment, new_due_on=LATER_DAY.replace(day=31))
    assert ExtensionRequest.objects.count() == 1


def test_a_second_answer_is_told_of_the_first(world, assignment):
    request = asked(world, assignment)
    decided(world, request, granted=True)
    with pytest.raises(Stale, match="已同意"):
        decided(world, request, granted=False)
    assignment.refresh_from_db()
    assert assignment.due_on == LATER_DAY


@pytest.mark.parametrize("act", ["request_close", "cancel", "suspend"])
def test_a_request_falls_with_the_work_it_was_for(world, assignment, act):
    request = asked(world, assignment)
    who = world.viewer("lead_clerk" if act == "request_close" else "officer")
    reason = {} if act == "request_close" else {"reason": "任务调整"}
    getattr(operations, act)(assignment.pk, by=who, at=NOW, **reason)
    request.refresh_from_db()
    assert request.state == "withdrawn" and "失效" in request.answer
    with pytest.raises(Stale, match="已失效"):
        decided(world, request, granted=True)


def test_a_date_set_by_the_office_ends_a_waiting_request(world, assignment):
    request = asked(world, assignment)
    reschedule(assignment.pk, new_due_on=LATER_DAY, reason="统一调整", by=world.viewer("officer"), at=NOW)
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert told("item_reschedule") == {"lead_clerk"}


@pytest.mark.parametrize("day", [TODAY - dt.timedelta(1), DUE])
def test_a_past_or_the_same_date_is_no_new_date(world, assignment, day):
    with pytest.raises(Refused):
        reschedule(assignment.pk, new_due_on=day, reason="调整", by=world.viewer("officer"), at=NOW)
