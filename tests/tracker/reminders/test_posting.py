"""From a changed assignment to planned rows to messages, through extensions, closings, holidays and outages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, TODAY, World
from tracker.items import operations as items
from tracker.items.job_queries import assignments_to_plan
from tracker.items.models import UnitAssignment
from tracker.notices.models import Message
from tracker.org.models import CalendarDay, Office, Person, Post
from tracker.regimes.asks import asking
from tracker.reminders import operations
from tracker.reminders.models import Reminder
from tracker.reminders.queries import reminders_of, units_without_liaison

MINUTE = dt.timedelta(minutes=1)


def at(month: int, day: int, hour: int = 8, minute: int = 30) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def an_issued(world: World, **columns: Any) -> UnitAssignment:
    """财政局's assignment, issued at NOW (Monday 2026-03-02), due on Friday 2026-03-20; its issue messages are put away."""
    assignment = an_assignment(world, **columns)
    items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    Message.objects.all().delete()
    assignment.refresh_from_db()
    return assignment


def change(assignment: UnitAssignment, **columns: Any) -> None:
    """What an act does to the row: new values and the next revision."""
    assignment.refresh_from_db()
    UnitAssignment.objects.filter(pk=assignment.pk).update(revision=assignment.revision + 1, **columns)
    assignment.refresh_from_db()


def rows(assignment: UnitAssignment, state: str = "planned") -> dict[str, str]:
    return {
        r.kind: f"{r.moment.astimezone(SHANGHAI):%m-%d}" for r in reminders_of(assignment) if r.state == state
    }


def sent() -> list[str]:
    """The keys of the reminders in inboxes, in the order they were posted."""
    found = Message.objects.filter(kind="reminder", channel="inapp").order_by("id")
    return [message.key for message in found]


def test_issuing_leads_to_a_plan(world: World) -> None:
    assignment = an_issued(world)

    assert operations.plan_due(NOW) == 1

    planned = rows(assignment)
    assert list(planned.items())[:4] == [
        ("due-7d", "03-11"),
        ("due-3d", "03-17"),
        ("due-1d", "03-19"),
        ("due-0d", "03-20"),
    ]
    assert len(planned) == 14
    # The plan is made for this revision, so there is nothing more to do.
    assert assignments_to_plan(10) == [] and operations.plan_due(NOW + MINUTE) == 0


def test_it_posts_each_reminder_once_to_the_unit_s_liaisons(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)

    assert operations.post_due(at(3, 11) - MINUTE) == 0
    assert operations.post_due(at(3, 11)) == 1
    assert operations.post_due(at(3, 11) + MINUTE) == 0

    clerk = world.lead_clerk.pk
    assert sent() == [f"remind:a{assignment.pk}:p{clerk}:due-7d:2026-03-20:inapp"]
    message = Message.objects.get(channel="mail", kind="reminder")
    # Not the former liaison, not another unit's.
    assert message.recipient == world.lead_clerk and message.url == f"/items/{assignment.item_id}/"
    assert "将于3月20日到期（还有7个工作日）" in message.subject
    assert "尚未签收" in message.body_text


def test_two_liaisons_are_both_reminded(world: World) -> None:
    an_issued(world)
    colleague = Person.objects.create(username="second", full_name="冯小玉")
    Post.objects.create(
        person=colleague, unit=world.units["财政局"], role=Post.Role.LIAISON, valid_from=dt.date(2026, 1, 1)
    )
    operations.plan_due(NOW)

    operations.post_due(at(3, 11))

    assert len(sent()) == 2


def test_an_overdue_duty_is_urged_in_the_words_of_the_day(world: World) -> None:
    an_issued(world)
    operations.plan_due(NOW)

    operations.post_due(at(3, 23))

    message = Message.objects.get(channel="mail", kind="reminder")
    assert message.subject.startswith("【催办】") and "已逾期3天" in message.subject
    assert message.key.endswith("late-3d:2026-03-20:mail")


def test_an_extension_replaces_only_what_was_not_sent(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    operations.post_due(at(3, 11))

    change(assignment, due_on=dt.date(2026, 3, 31))
    operations.plan_due(at(3, 12, 10))

    kept = reminders_of(assignment)
    assert [(r.kind, r.due_on) for r in kept if r.state == "posted"] == [("due-7d", dt.date(2026, 3, 20))]
    assert {r.due_on for r in kept if r.state == "planned"} == {dt.date(2026, 3, 31)}
    assert rows(assignment)["due-7d"] == "03-20" and rows(assignment)["due-0d"] == "03-31"


def test_a_deadline_that_comes_back_does_not_repeat_what_was_sent(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    operations.post_due(at(3, 11))
    change(assignment, due_on=dt.date(2026, 3, 31))
    operations.plan_due(at(3, 12, 10))

    change(assignment, due_on=dt.date(2026, 3, 20))
    operations.plan_due(at(3, 12, 11))

    assert "due-7d" not in rows(assignment)
    assert rows(assignment)["due-3d"] == "03-17" and rows(assignment)["due-0d"] == "03-20"


def test_work_handed_in_is_not_reminded_of_until_it_comes_back(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    items.acknowledge(assignment.pk, by=clerk, at=NOW)
    items.request_close(assignment.pk, by=clerk, at=NOW)
    operations.plan_due(NOW + MINUTE)
    assert rows(assignment) == {}

    items.return_for_rework(assignment.pk, reason="材料不全", by=officer, at=at(3, 12))
    operations.plan_due(at(3, 12))

    assert list(rows(assignment))[:2] == ["due-3d", "due-1d"]


def test_a_reminder_that_has_just_come_due_survives_a_change_of_something_else(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)

    # At 8:30:20 the unit acknowledges; the tick of 8:31 plans before it posts.
    items.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=at(3, 11) + MINUTE / 3)
    operations.plan_due(at(3, 11) + MINUTE)

    assert operations.post_due(at(3, 11) + MINUTE) == 1


def test_a_closed_duty_is_not_reminded_of_even_before_it_is_planned_again(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    items.cancel(assignment.pk, reason="合并办理", by=world.viewer("officer"), at=at(3, 11, 8, 29))
    Message.objects.all().delete()

    assert operations.post_due(at(3, 11)) == 0

    assert sent() == [] and rows(assignment, "dropped") == {"due-7d": "03-11"}


def test_an_extension_not_planned_yet_does_not_send_the_old_date(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    change(assignment, due_on=dt.date(2026, 4, 30))

    assert operations.post_due(at(3, 20)) == 0
    assert sent() == []


def test_after_a_week_of_downtime_one_true_reminder_goes_out(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)

    # Nothing ran from before 3-17 until Wednesday 3-25: due-3d, due-1d, due-0d and late-3d have come due.
    assert operations.post_due(at(3, 25, 10)) == 1

    assert [key.split(":")[3] for key in sent()] == ["late-3d"]
    assert "已逾期5天" in Message.objects.get(channel="mail", kind="reminder").subject
    assert set(rows(assignment, "dropped")) == {"due-7d", "due-3d", "due-1d", "due-0d"}
    # The plan goes on as if nothing had happened.
    assert operations.post_due(at(3, 27)) == 1


def test_after_downtime_nothing_is_said_about_a_deadline_that_has_passed(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    Reminder.objects.filter(kind__startswith="late").delete()

    assert operations.post_due(at(3, 23, 10)) == 0

    assert sent() == [] and rows(assignment) == {}


def test_nobody_is_written_to_at_night_or_on_a_rest_day(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)

    # The worker comes back on Wednesday night: the reminder waits for the morning and is still true then.
    assert operations.post_due(at(3, 11, 22)) == 0
    assert rows(assignment)["due-7d"] == "03-11"
    assert operations.post_due(at(3, 12)) == 1
    # Saturday afternoon says nothing about Friday's deadline.
    assert operations.post_due(at(3, 21, 15)) == 0


def test_a_new_holiday_holds_back_what_was_planned_for_it(world: World) -> None:
    an_issued(world)
    operations.plan_due(NOW)
    CalendarDay.objects.create(day=dt.date(2026, 3, 11), is_workday=False, name="防汛停工")

    assert operations.post_due(at(3, 11)) == 0
    assert operations.post_due(at(3, 12)) == 1


def test_nothing_is_planned_for_the_past(world: World) -> None:
    assignment = an_issued(world, due_on=dt.date(2026, 3, 4))
    operations.plan_due(at(3, 6, 10))

    # Issued already overdue: only what lies ahead.
    assert next(iter(rows(assignment).items())) == ("late-3d", "03-09")


def test_a_unit_without_a_liaison_is_shown_and_its_reminder_waits(world: World) -> None:
    assignment = an_issued(world)
    operations.plan_due(NOW)
    Post.objects.filter(person=world.lead_clerk).update(valid_until=dt.date(2026, 3, 10))

    assert operations.post_due(at(3, 11)) == 0
    (alone,) = units_without_liaison(dt.date(2026, 3, 11))
    assert (alone.unit, alone.open_duties) == ("财政局", 1)
    # It does not hold up the queue: the next look is on the next workday.
    assert rows(assignment)["due-7d"] == "03-12"

    Post.objects.create(
        person=world.lead_clerk,
        unit=world.units["财政局"],
        role=Post.Role.LIAISON,
        valid_from=dt.date(2026, 3, 11),
    )
    assert operations.post_due(at(3, 12)) == 1
    assert units_without_liaison(dt.date(2026, 3, 12)) == ()


def test_the_office_s_own_days_and_closing_time_are_used(world: World) -> None:
    Office.objects.update(reminder_workdays="5", closing_time=dt.time(17, 30))
    assignment = an_issued(world)

    operations.plan_due(NOW)
    operations.post_due(at(3, 20))

    assert list(rows(assignment))[0].startswith("late")
    assert "今天17:30到期" in Message.objects.get(channel="mail", kind="reminder").subject
    assert rows(assignment, "dropped") == {"due-5d": "03-13"}


def test_a_clock_set_back_sends_nothing_twice(world: World) -> None:
    an_issued(world)
    operations.plan_due(NOW)
    operations.post_due(at(3, 11))

    for when in (at(3, 10), at(3, 11), at(3, 11, 9)):
        operations.post_due(when)

    assert len(sent()) == 1


def test_one_assignment_that_cannot_be_planned_does_not_stop_the_others(world: World) -> None:
    bad = an_issued(world, due_on=dt.date(9999, 12, 31))
    good = an_issued(world)

    assert operations.plan_due(NOW) == 1

    assert rows(good) and not rows(bad)
    assert [a.pk for a in assignments_to_plan(10)] == [bad.pk]


def test_a_batch_is_bounded(world: World) -> None:
    for _ in range(3):
        an_issued(world)

    assert [operations.plan_due(NOW, limit=2), operations.plan_due(NOW, limit=2)] == [2, 1]
    assert [operations.post_due(at(3, 11), limit=2), operations.post_due(at(3, 11), limit=2)] == [2, 1]


def test_a_planner_that_read_an_older_deadline_writes_nothing(world: World) -> None:
    assignment = an_issued(world)
    (read_before,) = assignments_to_plan(1)
    change(assignment, due_on=dt.date(2026, 3, 31))

    assert not operations.plan_one(read_before, operations.frame(NOW), asking([read_before], on=TODAY))

    assert reminders_of(assignment) == []


def test_posting_costs_the_same_queries_whatever_exists(world: World, django_assert_max_num_queries) -> None:
    an_issued(world)
    operations.plan_due(NOW)

    # Nothing due: one look at the index.
    with django_assert_max_num_queries(1):
        operations.post_due(at(3, 10))


@pytest.mark.parametrize("tick", [operations.plan_due, operations.post_due])
def test_an_empty_office_is_no_error(db: None, tick) -> None:
    assert tick(NOW) == 0
