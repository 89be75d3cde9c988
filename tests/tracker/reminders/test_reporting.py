"""Reminders of due reports: before a slot is due and after it was missed, one message a person, never about what was answered."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import an_assignment, an_item
from tests.support.world import NOW, SHANGHAI, World
from tracker.common.workdays import calendar_for
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.notices.models import Message
from tracker.org.models import Person, Post
from tracker.regimes import operations as regimes
from tracker.regimes.models import Regime, RegimeStep
from tracker.regimes.operations import RegimeText, StepText
from tracker.reminders import operations, reporting
from tracker.reminders.models import DigestPlan, Reminder
from tracker.reminders.plan import Policy, report_plan

MINUTE = dt.timedelta(minutes=1)
WEEKLY = StepText(RegimeStep.What.REPORT, "每周五报进展", "FREQ=WEEKLY;BYDAY=FR", doer=RegimeStep.Doer.LEADS)
DAILY = StepText(
    RegimeStep.What.REPORT, "每天报进展", "FREQ=DAILY", dt.time(17, 0), doer=RegimeStep.Doer.LEADS
)
FIRST = dt.datetime(2026, 3, 6, 8, 30, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 8, minute: int = 30) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def issued(world: World, unit: str = "财政局") -> UnitAssignment:
    assignment = an_assignment(world, unit)
    type(assignment.item).objects.update(rrule="")
    return items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)


def under(world: World, *steps: StepText, moment: dt.datetime = NOW) -> Regime:
    text = RegimeText(
        name="报告制度", starts_on=NOW.date(), ends_on=dt.date(2026, 12, 31), reason="防汛期间",
        scope=Regime.Scope.ALL, steps=steps or (WEEKLY,),
    )  # fmt: skip
    made = regimes.create(text, by=world.viewer("officer"), at=moment)
    run(moment)
    Message.objects.all().delete()
    return made


def run(moment: dt.datetime) -> int:
    operations.plan_due(moment)
    reporting.open_slots(moment)
    return reporting.post_reports_due(moment)


def mails() -> list[str]:
    return list(
        Message.objects.filter(kind="report_due", channel="mail")
        .order_by("id")
        .values_list("subject", flat=True)
    )


@pytest.fixture
def duty(world: World) -> UnitAssignment:
    return issued(world)


def report(world: World, duty: UnitAssignment, moment: dt.datetime, who: str = "lead_clerk") -> None:
    if duty.state == "issued":
        items.acknowledge(duty.pk, by=world.viewer(who), at=moment)
    report_progress(duty.pk, Told("已完成一半。"), by=world.viewer(who), at=moment)


def test_before_it_is_due_and_after_it_was_missed(world, duty):
    under(world)

    assert run(FIRST - MINUTE) == 0 and run(FIRST) == 1 and run(FIRST + MINUTE) == 0
    assert run(at(3, 9) - MINUTE) == 0 and run(at(3, 9)) == 1 and run(at(3, 9) + MINUTE) == 0

    before, missed = mails()
    assert before.startswith("【报送提醒】财政局 今天18:00前应报")
    assert missed.startswith("【催报】财政局 3月6日应报的尚未报，请补报")


def test_whoever_has_reported_is_not_written_to(world, duty):
    under(world)
    report(world, duty, at(3, 5, 16))
    assert run(FIRST) == 0 and run(at(3, 9)) == 0
    assert not mails() and not Reminder.objects.filter(due_on="2026-03-06", state="planned").exists()


def test_a_late_report_ends_it_too(world, duty):
    under(world)
    run(FIRST)
    report(world, duty, at(3, 6, 18, 1))
    assert run(at(3, 9)) == 0


def test_a_duty_that_rests_and_one_that_is_excused_are_not_asked_about(world, duty):
    under(world)
    slot = duty.slots.get(due_on="2026-03-13")
    regimes_excuse(world, slot.pk)
    assert run(FIRST) == 1 and run(at(3, 9)) == 1
    Message.objects.all().delete()
    assert run(at(3, 13)) == 0
    items.suspend(duty.pk, reason="等上级批复", by=world.viewer("officer"), at=at(3, 16))
    assert run(at(3, 20)) == 0 and not mails()


def regimes_excuse(world: World, slot: int) -> None:
    from tracker.regimes.models import ReportSlot

    ReportSlot.objects.filter(pk=slot).update(excuse="培训", excused_by=world.officer, excused_at=at(3, 12))


def test_several_duties_of_several_units_are_one_message_a_person(world, duty):
    issued(world, "审计局")
    issued(world)
    Post.objects.create(
        person=world.lead_clerk, unit=world.units["审计局"], role="liaison", valid_from=dt.date(2026, 1, 1)
    )
    under(world)

    assert run(FIRST) == 3

    keys = list(
        Message.objects.filter(kind="report_due", channel="mail")
        .order_by("recipient")
        .values_list("recipient", flat=True)
    )
    assert keys == [world.lead_clerk.pk, world.support_clerk.pk]
    assert (
        mails()[0] == "【报送提醒】3项进展即将到应报时限"
        and "财政局 今天18:00前应报" in mails()[1]
        or "审计局" in mails()[1]
    )


def test_one_report_answers_what_was_missed_and_what_is_due(world, duty):
    """Daily: yesterday's was missed, today's is due. One line, one ask."""
    under(world, DAILY)
    run(at(3, 3))
    assert run(at(3, 4)) == 2
    last = Message.objects.filter(kind="report_due", channel="mail").latest("id")
    assert "今天17:00前应报，3月3日应报的尚未报，请补报，报一次即可" in last.body_text
    assert last.body_text.count("- 督〔2026〕") == 1


def test_after_a_week_of_downtime_nothing_is_said_about_what_has_lapsed(world, duty):
    under(world, DAILY)
    told = run(at(3, 13))
    # Of eight missed days one can still be made up for, and today's is due.
    assert told == 2 and len(mails()) == 1
    states = Reminder.objects.filter(assignment=duty, kind__startswith="report", moment__lt=at(3, 12))
    assert set(states.values_list("state", flat=True)) == {"dropped"}


def test_outside_hours_and_on_days_off_everything_waits(world, duty):
    under(world)
    assert run(at(3, 6, 20, 0)) == 0 and run(at(3, 7)) == 0
    # On Monday what was due on Friday is told as missed, and only that.
    assert run(at(3, 9)) == 1 and len(mails()) == 1


def test_who_reads_a_digest_this_morning_gets_no_mail_of_it(world, duty):
    under(world)
    DigestPlan.objects.create(person=world.lead_clerk, kind="liaison", time=dt.time(8, 30), next_at=FIRST)
    assert run(FIRST) == 1
    assert not mails() and Message.objects.filter(kind="report_due", channel="inapp").count() == 1


def test_a_unit_without_a_liaison_is_asked_about_on_the_next_workday(world, duty):
    under(world)
    Post.objects.filter(unit=world.units["财政局"], role="liaison").update(valid_until=dt.date(2026, 3, 5))
    assert run(FIRST) == 0
    assert Reminder.objects.get(assignment=duty, kind="report-due", due_on="2026-03-06").moment == at(3, 9)
    # By Monday it was missed; whoever has the post by then is told that.
    new = Person.objects.create(username="new", full_name="冯小新", email="new@qinghe.example")
    Post.objects.create(
        person=new, unit=world.units["财政局"], role="liaison", valid_from=dt.date(2026, 3, 9)
    )
    assert run(at(3, 9)) == 1 and "尚未报" in mails()[0]


def test_a_regime_that_stops_takes_its_reminders_with_it(world, duty):
    made = under(world)
    regimes.stop(made.pk, last=dt.date(2026, 3, 4), by=world.viewer("officer"), at=at(3, 4))
    run(at(3, 4))
    assert not Reminder.objects.filter(kind__startswith="report", state="planned").exists()
    assert run(FIRST) == 0


def test_a_bad_group_keeps_no_other_waiting(world, duty, monkeypatch):
    issued(world, "审计局")
    under(world)
    tell = reporting.tell

    def broken(person, *others):
        if person == world.lead_clerk:
            raise ValueError("broken")
        tell(person, *others)

    with monkeypatch.context() as patch:
        patch.setattr(reporting, "tell", broken)
        assert run(FIRST) == 1
    assert run(FIRST + MINUTE) == 1 and len(mails()) == 2


def test_a_tick_without_anything_due_costs_one_query(world, duty, django_assert_num_queries):
    under(world)
    with django_assert_num_queries(1):
        assert reporting.post_reports_due(NOW + MINUTE) == 0


def test_the_item_s_reminders_are_left_alone(world):
    """Reports and deadlines are planned side by side: planning one does not drop the other."""
    item = an_item(world, rrule="FREQ=WEEKLY;BYDAY=FR")
    duty = items.issue(
        item.assignments.get(unit=world.units["财政局"]).pk, by=world.viewer("officer"), at=NOW
    )
    run(NOW)
    kinds = set(Reminder.objects.filter(assignment=duty, state="planned").values_list("kind", flat=True))
    assert {"report-due", "report-missed", "due-7d", "due-0d", "late-3d"} <= kinds


def due(month: int, day: int, hour: int = 18) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("due_at", "lapses_at", "expected"),
    [
        # Weekly on a Friday: that morning, and the next Monday.
        (due(3, 6), due(3, 13), ["03-06", "03-09"]),
        # Monthly: a workday before.
        (due(3, 20), due(4, 20), ["03-19", "03-23"]),
        # Due at nine: nobody answers within half an hour.
        (due(3, 6, 9), due(3, 13, 9), ["03-05", "03-09"]),
        # On a Sunday that was not moved: the Friday before.
        (due(3, 8), due(3, 15), ["03-06", "03-09"]),
        # The eve of the national holiday: missed is told after it.
        (due(9, 30), due(10, 14), ["09-30", "10-08"]),
        # Daily before a holiday: the next one is due before anybody may be written to about this one.
        (due(3, 6), due(3, 9, 8), ["03-06"]),
    ],
)
def test_the_plan(due_at, lapses_at, expected):
    found = report_plan(due_at, lapses_at, policy=Policy(), calendar=calendar_for())
    assert [f"{one.moment:%m-%d}" for one in found] == expected
