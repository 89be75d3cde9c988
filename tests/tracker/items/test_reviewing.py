"""复核: who may ask and until when, who may decide, what a changed decision undoes (DOMAIN c1 art. 17)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations, reviewing
from tracker.items.clock import Clock, clock_at
from tracker.items.extensions import ask_extension, decide_extension, reschedule
from tracker.items.history import broken_links
from tracker.items.models import Event, ReviewRequest, UnitAssignment
from tracker.items.states import State
from tracker.items.verification import plan_verification, record_finding
from tracker.notices.models import Message

HANDED_IN = NOW - dt.timedelta(days=2)


def later(days: int) -> Clock:
    return replace(clock_at(NOW), at=NOW + dt.timedelta(days=days))


def returned(world: World) -> UnitAssignment:
    """财政局's part, handed in two days ago and sent back now by 周督查."""
    part = an_assignment(world, state=State.IN_PROGRESS)
    operations.request_close(part.pk, by=world.viewer("lead_clerk"), at=HANDED_IN)
    operations.return_for_rework(part.pk, reason="数字不符", by=world.viewer("officer"), at=NOW)
    return part


def last(part: UnitAssignment, act: str) -> Event:
    return Event.objects.filter(assignment=part, act=act).latest("number")


def asked(world: World, part: UnitAssignment, act: str = "return") -> ReviewRequest:
    return reviewing.ask_review(
        last(part, act).pk, reason="台账与现场一致", by=world.viewer("lead_clerk"), clock=clock_at(NOW)
    )


def decided(
    world: World, review: ReviewRequest, changed: bool = True, who: str = "officer2"
) -> ReviewRequest:
    return reviewing.decide_review(
        review.pk, changed=changed, answer="经复核属实", by=world.viewer(who), at=NOW + dt.timedelta(days=1)
    )


def test_the_office_hears_of_the_request_and_the_unit_of_the_decision(world):
    part = returned(world)
    review = asked(world, part)
    assert set(
        Message.objects.filter(kind="item_ask_review", channel="inapp").values_list(
            "recipient__username", flat=True
        )
    ) == {"officer", "officer2"}
    decided(world, review, changed=False)
    told = Message.objects.get(kind="item_uphold_review", channel="inapp")
    assert told.recipient == world.lead_clerk and "经复核属实" in told.body_text
    assert list(broken_links()) == []


def test_an_upheld_decision_stays_and_a_changed_one_is_undone(world):
    part = returned(world)
    decided(world, asked(world, part), changed=False)
    part.refresh_from_db()
    assert part.state == "returned"
    other = returned(world)
    decided(world, asked(world, other))
    other.refresh_from_db()
    # As if it had never been sent back: handed in when it was handed in.
    assert (other.state, other.finished_at) == ("close_requested", HANDED_IN)


def test_what_was_handed_in_again_counts_from_the_first_time(world):
    part = returned(world)
    review = asked(world, part)
    operations.request_close(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    decided(world, review)
    part.refresh_from_db()
    assert (part.state, part.finished_at) == ("close_requested", HANDED_IN)


def test_a_part_that_was_cancelled_meanwhile_stays_cancelled(world):
    part = returned(world)
    review = asked(world, part)
    operations.cancel(part.pk, reason="不再需要", by=world.viewer("officer"), at=NOW)
    decided(world, review)
    part.refresh_from_db()
    assert (part.state, part.finished_at) == ("cancelled", None)


def test_a_changed_finding_is_set_aside(world):
    part = an_assignment(world, state=State.IN_PROGRESS)
    check = plan_verification(part.pk, kind="desk", planned_on=TODAY, by=world.viewer("officer"), at=NOW)
    record_finding(
        check.pk, result="unfounded", percent=10, finding="没有台账", by=world.viewer("officer"), at=NOW
    )
    decided(world, asked(world, part, "check"))
    check.refresh_from_db()
    assert check.is_set_aside and check.finding == "没有台账"


def test_a_refused_extension_is_granted_and_counts(world):
    part = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY + dt.timedelta(1))
    wish = ask_extension(
        part.pk, new_due_on=TODAY + dt.timedelta(20), reason="等批复", by=world.viewer("lead_clerk"), at=NOW
    )
    decide_extension(wish.pk, granted=False, answer="不同意", by=world.viewer("officer"), at=NOW)
    decided(world, asked(world, part, "refuse_extension"))
    part.refresh_from_db()
    wish.refresh_from_db()
    assert (part.due_on, part.judged_due_on, wish.state) == (TODAY + dt.timedelta(20), None, "granted")


def test_a_moved_deadline_goes_back(world):
    part = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY + dt.timedelta(20))
    reschedule(part.pk, new_due_on=TODAY + dt.timedelta(3), reason="提前", by=world.viewer("officer"), at=NOW)
    decided(world, asked(world, part, "reschedule"))
    part.refresh_from_db()
    assert part.due_on == TODAY + dt.timedelta(20)


def test_a_reopened_duty_is_closed_again(world):
    part = an_assignment(world, state=State.IN_PROGRESS)
    operations.request_close(part.pk, by=world.viewer("lead_clerk"), at=HANDED_IN)
    operations.close(part.pk, by=world.viewer("officer"), at=HANDED_IN)
    operations.reopen(part.pk, reason="反弹", by=world.viewer("officer"), at=NOW)
    decided(world, asked(world, part, "reopen"))
    part.refresh_from_db()
    assert (part.state, part.finished_at, part.closed_at) == ("closed", HANDED_IN, HANDED_IN)


def test_both_terms_are_thirty_days_the_first_not_counted_and_a_rest_day_moves_the_end(world):
    days = clock_at(NOW).workdays
    # Monday 2 March + 30 days is Wednesday 1 April.
    assert reviewing.last_day(NOW, days) == dt.date(2026, 4, 1)
    # 4 March + 30 days is Friday 3 April; 5 March leads to Saturday of 清明, whose rest ends on Monday the 6th.
    assert reviewing.last_day(NOW + dt.timedelta(2), days) == dt.date(2026, 4, 3)
    assert reviewing.last_day(NOW + dt.timedelta(3), days) == dt.date(2026, 4, 7)


def test_it_can_be_asked_on_the_last_day_and_not_after(world):
    part, clerk = returned(world), world.viewer("lead_clerk")
    event = last(part, "return")
    with pytest.raises(Refused, match="2026年4月1日）已过"):
        reviewing.ask_review(event.pk, reason="有异议", by=clerk, clock=later(31))
    assert reviewing.contestable(clerk, part.item, later(31)) == []
    assert [one.label for one in reviewing.contestable(clerk, part.item, later(30))] == ["退回重办"]
    reviewing.ask_review(event.pk, reason="有异议", by=clerk, clock=later(30))


def test_whoever_decided_first_or_asked_stands_aside(world):
    review = asked(world, returned(world))
    with pytest.raises(Forbidden, match="应当回避"):
        decided(world, review, who="officer")
    for who in ("lead_clerk", "support_clerk"):
        with pytest.raises(Forbidden, match="岗位不能"):
            decided(world, review, who=who)
    # Where the office has one officer alone the leader in charge decides.
    assert decided(world, review, who="leader").state == "changed"


def test_a_decision_is_contested_once_and_only_by_its_unit(world):
    part = returned(world)
    for who in ("officer", "support_clerk", "leader"):
        with pytest.raises(Forbidden):
            reviewing.ask_review(
                last(part, "return").pk, reason="x", by=world.viewer(who), clock=clock_at(NOW)
            )
    with pytest.raises(Refused, match="理由"):
        reviewing.ask_review(
            last(part, "return").pk, reason=" ", by=world.viewer("lead_clerk"), clock=clock_at(NOW)
        )
    asked(world, part)
    with pytest.raises(Refused, match="只复核一次"):
        asked(world, part)
    with pytest.raises(Refused, match="不是可以申请复核"):
        reviewing.ask_review(
            last(part, "request_close").pk, reason="x", by=world.viewer("lead_clerk"), clock=clock_at(NOW)
        )


def test_a_withdrawn_request_is_not_decided_and_a_decided_one_not_withdrawn(world):
    review = asked(world, returned(world))
    reviewing.withdraw_review(review.pk, by=world.viewer("lead_clerk"), at=NOW)
    with pytest.raises(Stale, match="已撤回"):
        decided(world, review)
    other = asked(world, returned(world))
    decided(world, other)
    with pytest.raises(Stale, match="改变原决定"):
        reviewing.withdraw_review(other.pk, by=world.viewer("lead_clerk"), at=NOW)


def test_a_decision_needs_words(world):
    review = asked(world, returned(world))
    with pytest.raises(Refused):
        reviewing.decide_review(review.pk, changed=False, answer=" ", by=world.viewer("officer2"), at=NOW)
