"""改派 and 调整分工: another unit goes on, what the first one did stays its own."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_name, an_assignment, an_item
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations
from tracker.items.extensions import ask_extension
from tracker.items.history import broken_links
from tracker.items.models import Event, ResponsibilityItem, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.queries import reports_of, visible_assignments
from tracker.items.reassigning import change_role, hand_over
from tracker.items.states import State
from tracker.items.verification import plan_verification
from tracker.notices.models import Message
from tracker.reminders.models import Reminder
from tracker.reminders.operations import plan_due, post_due

DUE = TODAY.replace(day=20)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def handed(world: World, assignment: UnitAssignment, **given) -> UnitAssignment:
    asked = {
        "unit_id": world.units["审计局"].pk,
        "reason": "职责划转",
        "by": world.viewer("officer"),
        "at": NOW,
    }
    return hand_over(assignment.pk, **{**asked, **given})


@pytest.fixture
def working(world: World) -> UnitAssignment:
    """A part that 财政局 has been working on since last Friday."""
    assignment = an_assignment(world)
    operations.issue(assignment.pk, by=world.viewer("officer"), at=NOW - dt.timedelta(days=3))
    operations.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)
    report_progress(assignment.pk, Told("已完成初稿", percent=40), by=world.viewer("lead_clerk"), at=NOW)
    assignment.refresh_from_db()
    return assignment


def test_the_new_unit_signs_anew_with_the_same_deadline_and_both_are_told(world, working):
    made = handed(world, working)
    assert (str(made.unit), made.state, made.due_on, made.role) == ("审计局", State.ISSUED, DUE, "lead")
    assert made.slip_no == f"{working.item.item_no}-2" and made.taken_over_from_id == working.pk
    working.refresh_from_db()
    assert working.state == State.CANCELLED
    assert told("item_hand_over") == {"lead_clerk"} and told("item_take_over") == {"support_clerk"}
    lines = Event.objects.filter(act__in=["hand_over", "take_over"]).order_by("number")
    assert [line.data["moved"] for line in lines] == [["财政局", "审计局"]] * 2
    assert list(broken_links()) == []


def test_the_reports_of_the_first_unit_stay_its_own_and_officers_read_them(world, working):
    made = handed(world, working)
    [report] = reports_of(world.viewer("officer"), working.item)
    assert (report.content, str(report.assignment.unit)) == ("已完成初稿", "财政局")
    # The first unit still sees what it did; the second one sees its own part alone.
    assert [row.pk for row in visible_assignments(world.viewer("lead_clerk"))] == [working.pk]
    assert [row.pk for row in visible_assignments(world.viewer("support_clerk"))] == [made.pk]
    assert reports_of(world.viewer("support_clerk"), working.item) == []


def test_what_was_sent_stays_and_what_was_not_is_planned_for_the_new_unit(world, working):
    plan_due(NOW - dt.timedelta(days=3))
    sent_on = NOW.replace(day=11)
    assert post_due(sent_on) == 1
    made = handed(world, working, at=NOW.replace(day=12))
    plan_due(NOW.replace(day=12))
    old = Reminder.objects.filter(assignment=working).values_list("kind", "state")
    assert ("due-7d", "posted") in old and {state for _, state in old} == {"posted", "dropped"}
    new = Reminder.objects.filter(assignment=made)
    assert {row.state for row in new} == {"planned"} and "due-7d" not in {row.kind for row in new}
    assert post_due(NOW.replace(day=17)) == 1
    assert told("reminder") == {"lead_clerk", "support_clerk"}


def test_before_it_is_issued_nobody_hears_and_the_first_unit_never_sees_it(world):
    registered = an_assignment(world)
    made = handed(world, registered)
    assert (made.state, made.issued_at, made.slip_no) == (State.REGISTERED, None, "")
    assert not Message.objects.exists()
    assert not visible_assignments(world.viewer("lead_clerk")).exists()
    operations.issue(made.pk, by=world.viewer("officer"), at=NOW)
    assert told("item_issue") == {"support_clerk"}


def test_a_request_for_a_later_date_falls_and_a_planned_look_goes_along(world, working):
    asked = ask_extension(
        working.pk, new_due_on=DUE + dt.timedelta(5), reason="等", by=world.viewer("lead_clerk"), at=NOW
    )
    check = plan_verification(working.pk, kind="desk", planned_on=TODAY, by=world.viewer("officer"), at=NOW)
    made = handed(world, working)
    asked.refresh_from_db()
    check.refresh_from_db()
    assert asked.state == "withdrawn" and check.assignment_id == made.pk


def test_it_can_come_back_to_the_first_unit(world, working):
    made = handed(world, working)
    back = handed(world, made, unit_id=working.unit_id)
    assert back.unit_id == working.unit_id and back.pk != working.pk
    assert UnitAssignment.objects.exclude(state=State.CANCELLED).get().pk == back.pk


@pytest.mark.parametrize("state", [State.CLOSE_REQUESTED, State.VERIFYING, State.CLOSED, State.CANCELLED])
def test_what_is_handed_in_or_done_is_not_moved(world, working, state):
    UnitAssignment.objects.filter(pk=working.pk).update(state=state)
    with pytest.raises(Refused, match="不能改派"):
        handed(world, working)


def test_a_unit_with_a_part_of_its_own_or_out_of_use_cannot_take_over(world):
    item = an_item(world, support=[a_name("县审计局")])
    lead = item.assignments.get(role="lead")
    with pytest.raises(Refused, match="已经是该事项的责任单位"):
        handed(world, lead)
    with pytest.raises(Refused, match="已经是该事项的责任单位"):
        handed(world, lead, unit_id=lead.unit_id)
    type(world.units["林业局"]).objects.filter(short_name="林业局").update(is_active=False)
    with pytest.raises(Refused, match="在用的单位"):
        handed(world, lead, unit_id=world.units["林业局"].pk)
    lead.refresh_from_db()
    assert lead.state == State.REGISTERED


def test_after_the_deadline_the_new_unit_is_given_a_date_it_can_keep(world, working):
    late = NOW.replace(day=23)
    with pytest.raises(Refused, match="时限2026年3月20日已过"):
        handed(world, working, at=late)
    made = handed(world, working, at=late, new_due_on=TODAY.replace(day=31))
    assert (made.due_on, made.original_due_on, made.judged_due_on) == (TODAY.replace(day=31), DUE, None)


def test_a_date_that_may_only_come_earlier_is_not_put_off_by_another_unit(world, working):
    ResponsibilityItem.objects.update(extension_allowed=False)
    with pytest.raises(Refused, match="只能提前"):
        handed(world, working, new_due_on=TODAY.replace(day=31))
    assert handed(world, working, new_due_on=TODAY.replace(day=10)).due_on == TODAY.replace(day=10)


@pytest.mark.parametrize("who", ["lead_clerk", "support_clerk", "leader", "stranger", "admin"])
def test_only_officers_move_duties(world, working, who):
    for act in (
        lambda: handed(world, working, by=world.viewer(who)),
        lambda: change_role(working.pk, reason="调整", by=world.viewer(who), at=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_second_click_finds_it_moved(world, working):
    handed(world, working)
    with pytest.raises((Refused, Stale)):
        handed(world, working)
    assert UnitAssignment.objects.count() == 2


def test_a_supporting_unit_comes_to_lead_and_the_only_lead_cannot_step_down(world):
    item = an_item(world, support=[a_name("县审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    lead, support = item.assignments.get(role="lead"), item.assignments.get(role="support")
    given = {"reason": "县长指定", "by": world.viewer("officer"), "at": NOW}
    with pytest.raises(Refused, match="唯一的牵头单位"):
        change_role(lead.pk, **given)
    assert change_role(support.pk, **given).role == "lead"
    assert change_role(lead.pk, **given).role == "support"
    assert told("item_change_role") == {"lead_clerk", "support_clerk"}
    # What each sees follows: the unit that leads now sees the other's part.
    assert visible_assignments(world.viewer("support_clerk")).count() == 2
    assert visible_assignments(world.viewer("lead_clerk")).count() == 1
