"""A new holiday table, closing time or reminder rule: what depends on it is planned anew; what was posted stays, nothing is past."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support.build import a_name, an_assignment, an_item
from tests.support.world import NOW, SHANGHAI, World
from tracker.items import operations as items
from tracker.items.job_queries import assignments_to_plan
from tracker.items.models import UnitAssignment
from tracker.meetings.models import Draft
from tracker.notices.models import Message
from tracker.org.models import CalendarDay, Office
from tracker.regimes import frames
from tracker.regimes import operations as regimes
from tracker.regimes.models import OfficeDuty, PlanFrame, Regime, RegimeStep, ReportSlot, SlotCursor
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText, StepText
from tracker.reminders import operations, replanning, reporting
from tracker.reminders.models import DigestPlan, Reminder

MINUTE = dt.timedelta(minutes=1)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def run(moment: dt.datetime) -> None:
    """What a tick does of it, batch after batch."""
    while replanning.replan(moment):
        pass
    while operations.plan_due(moment):
        pass
    while reporting.open_slots(moment):
        pass


def planned(assignment: UnitAssignment) -> dict[str, str]:
    rows = Reminder.objects.filter(assignment=assignment, state="planned")
    return {row.kind: f"{row.moment.astimezone(SHANGHAI):%m-%d}" for row in rows}


def off(*days: tuple[int, int]) -> None:
    for month, day in days:
        CalendarDay.objects.update_or_create(
            day=dt.date(2026, month, day), defaults={"is_workday": False, "name": "放假"}
        )


def weekly(*steps: StepText, **columns: Any) -> RegimeText:
    step = StepText(
        RegimeStep.What.REPORT, "每周五报进展", "FREQ=WEEKLY;BYDAY=FR", doer=RegimeStep.Doer.LEADS
    )
    values = {
        "name": "周报告",
        "starts_on": NOW.date(),
        "ends_on": None,
        "reason": "",
        "scope": Regime.Scope.ALL,
    }
    return RegimeText(**{**values, "steps": steps or (step,), **columns})


@pytest.fixture
def duty(world: World) -> UnitAssignment:
    """财政局's part, issued at NOW (Monday 2026-03-02), due on Friday 03-20, planned by the calendar as it is."""
    item = an_item(world, rrule="")
    assignment = items.issue(
        item.assignments.get(unit=world.units["财政局"]).pk, by=world.viewer("officer"), at=NOW
    )
    run(NOW)
    Message.objects.all().delete()
    return assignment


class TestReminders:
    def test_days_off_move_what_was_not_sent(self, duty):
        assert (planned(duty)["due-3d"], planned(duty)["due-1d"]) == ("03-17", "03-19")
        operations.post_due(at(3, 11))
        off((3, 18), (3, 19))

        run(at(3, 12))

        # Three workdays before the 20th are now the 13th, 16th, 17th; seven before was told and is not told again.
        assert (planned(duty)["due-3d"], planned(duty)["due-1d"]) == ("03-13", "03-17")
        assert Reminder.objects.get(assignment=duty, kind="due-7d").state == "posted"
        assert Reminder.objects.filter(assignment=duty).count() == 14

    def test_a_reminder_that_would_have_been_yesterday_is_told_once_and_not_lost(self, duty):
        off((3, 18), (3, 19), (3, 17))
        run(at(3, 16, 10))

        # Three workdays before the 20th is the 12th now: gone by, but still true, so it is told with the next run.
        assert planned(duty)["due-3d"] == "03-12"
        assert operations.post_due(at(3, 16, 10)) == 1
        assert Message.objects.filter(kind="reminder", channel="inapp").count() == 1

    def test_nothing_is_done_where_nothing_changed(self, duty, django_assert_num_queries):
        with django_assert_num_queries(3):
            assert replanning.replan(NOW + MINUTE) == 0
        assert assignments_to_plan(10) == [] and replanning.waiting_to_replan(NOW) == 0

    def test_what_lies_beyond_the_change_is_left_alone(self, world, duty):
        far = an_assignment(world, "审计局", due_on=dt.date(2026, 12, 20))
        items.issue(far.pk, by=world.viewer("officer"), at=NOW)
        run(NOW)
        off((3, 18))

        while replanning.replan(NOW + MINUTE):
            pass

        assert assignments_to_plan(10) == [duty]

    def test_days_gone_by_change_nothing(self, duty):
        off((2, 27))
        assert replanning.replan(NOW + MINUTE) == 0
        assert PlanFrame.objects.get().stage == "" and assignments_to_plan(10) == []

    def test_other_reminder_days_are_planned_anew(self, duty):
        Office.objects.update(reminder_workdays="5,2")
        run(NOW + MINUTE)
        assert [kind for kind in planned(duty) if kind.startswith("due")] == ["due-5d", "due-2d", "due-0d"]

    def test_a_change_in_the_middle_of_another_begins_anew_over_both(self, duty):
        off((3, 19))
        replanning.replan(at(3, 3))
        replanning.replan(at(3, 3))
        off((6, 2))
        replanning.replan(at(3, 3))

        frame = PlanFrame.objects.get()
        assert (frame.first, frame.last) == (dt.date(2026, 3, 19), dt.date(2026, 6, 2))
        assert frame.stage == replanning.STAGES[0].name and frame.before["2026"][77] == "1"

    def test_batches_are_bounded_and_reach_everything(self, world, duty, monkeypatch):
        monkeypatch.setattr(replanning, "BATCH", 1)
        other = an_assignment(world, "审计局")
        items.issue(other.pk, by=world.viewer("officer"), at=NOW)
        run(NOW)
        off((3, 19))

        runs = 0
        while replanning.replan(NOW + MINUTE):
            runs += 1

        assert {row.pk for row in assignments_to_plan(10)} == {duty.pk, other.pk}
        assert runs > len(replanning.STAGES)


class TestSlots:
    def test_a_day_off_moves_the_slot_and_its_reminder(self, world, duty):
        regimes.create(weekly(), by=world.viewer("officer"), at=NOW)
        run(NOW)
        off((3, 13))
        run(at(3, 4))

        days = [f"{day:%m%d}" for day in duty.slots.values_list("due_on", flat=True)]
        assert days == ["0306", "0312", "0320"]
        kept = Reminder.objects.filter(assignment=duty, kind="report-due", state="planned")
        assert [f"{row.moment.astimezone(SHANGHAI):%m%d}" for row in kept] == ["0306", "0312", "0320"]

    def test_a_slot_whose_new_day_is_gone_by_stays_and_nobody_is_late_by_it(self, world, duty):
        regimes.create(weekly(), by=world.viewer("officer"), at=NOW)
        run(NOW)
        # At nine on Friday the 13th that Friday is declared a day off.
        off((3, 13))
        run(at(3, 13))

        assert [f"{day:%m%d}" for day in duty.slots.values_list("due_on", flat=True)] == ["0306", "0313", "0320", "0327", "0403"]  # fmt: skip

    def test_what_was_asked_on_the_day_before_is_not_asked_again(self, world, duty):
        step = StepText(
            RegimeStep.What.REPORT, "每周六报进展", "FREQ=WEEKLY;BYDAY=SA", doer=RegimeStep.Doer.LEADS
        )
        regimes.create(weekly(step), by=world.viewer("officer"), at=NOW)
        run(NOW)
        assert [f"{day:%m%d}" for day in duty.slots.values_list("due_on", flat=True)][:2] == ["0306", "0313"]
        # After Friday's report fell due, Saturday the 7th becomes a working day.
        CalendarDay.objects.create(day=dt.date(2026, 3, 7), is_workday=True)
        run(at(3, 6, 19))

        assert [f"{day:%m%d}" for day in duty.slots.values_list("due_on", flat=True)][:2] == ["0306", "0313"]

    def test_another_closing_time_moves_what_is_not_due_yet(self, world, duty):
        bulletin = StepText(RegimeStep.What.BULLETIN, "每周通报", "FREQ=WEEKLY;BYDAY=MO")
        regimes.create(weekly(*weekly().steps, bulletin), by=world.viewer("officer"), at=NOW)
        run(NOW)
        Office.objects.update(closing_time=dt.time(17, 30))
        run(at(3, 6, 19))

        hours = [
            f"{due.astimezone(SHANGHAI):%m%d %H%M}" for due in duty.slots.values_list("due_at", flat=True)
        ]
        assert hours[:2] == ["0306 1800", "0313 1730"]
        duties = [
            f"{due.astimezone(SHANGHAI):%m%d %H%M}"
            for due in OfficeDuty.objects.values_list("due_at", flat=True)
        ]
        assert duties[:2] == ["0302 1800", "0309 1730"]

    def test_whoever_plans_by_rules_that_have_changed_writes_nothing(self, world, duty, monkeypatch):
        """The regime is stopped after the ticker has read it and before it writes."""
        regime = regimes.create(weekly(), by=world.viewer("officer"), at=NOW)
        run(NOW)
        SlotCursor.objects.update(until=NOW.date())
        read = reporting.opening.asking

        def slow(*given: Any, **named: Any) -> Any:
            known = read(*given, **named)
            regimes.stop(regime.pk, last=at(3, 5).date(), by=world.viewer("officer"), at=at(3, 4))
            return known

        with monkeypatch.context() as patch:
            patch.setattr(reporting.opening, "asking", slow)
            assert open_due(at(3, 4)) == 0

        run(at(3, 4, 10))
        assert (
            not ReportSlot.objects.exists()
            and not Reminder.objects.filter(kind="report-due", state="planned").exists()
        )

    def test_a_plan_of_reminders_by_the_old_table_is_not_written(self, duty, monkeypatch):
        UnitAssignment.objects.update(planned_revision=0)
        read = operations.frame

        def slow(moment: dt.datetime) -> operations.Frame:
            known = read(moment)
            off((3, 19))
            while replanning.replan(moment):
                pass
            return known

        with monkeypatch.context() as patch:
            patch.setattr(operations, "frame", slow)
            assert operations.plan_due(at(3, 4)) == 0
        run(at(3, 4))
        assert planned(duty)["due-1d"] == "03-18"


class TestDigests:
    def test_they_move_to_the_day_that_is_worked_now(self, world):
        run(NOW)
        plan = DigestPlan.objects.create(
            person=world.lead_clerk, kind="liaison", time=dt.time(8, 30), next_at=at(3, 6, 8, 30)
        )
        CalendarDay.objects.create(day=dt.date(2026, 3, 7), is_workday=True)
        off((3, 6))
        run(at(3, 5))
        plan.refresh_from_db()
        # The 6th is off now; nothing is left of the 5th, whose moment has passed.
        assert plan.next_at == at(3, 7, 8, 30)

    def test_one_that_is_due_stays_due(self, world):
        run(NOW)
        plan = DigestPlan.objects.create(
            person=world.lead_clerk, kind="liaison", time=dt.time(8, 30), next_at=at(3, 5, 8, 30)
        )
        off((3, 6))
        run(at(3, 5, 8, 31))
        plan.refresh_from_db()
        assert plan.next_at == at(3, 5, 8, 30)


class TestDeadlines:
    def counted(self, world: World, due_on: dt.date, **columns: Any) -> UnitAssignment:
        assignment = an_item(
            world,
            due_text="10个工作日内",
            due_on=due_on,
            due_provisional=True,
            lead=[a_name("县审计局")],
            **columns,
        ).assignments.get()
        return items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)

    def test_the_officers_are_asked_once_and_nothing_is_moved(self, world):
        assignment = self.counted(world, dt.date(2026, 3, 16))
        run(NOW)
        off((3, 10))
        run(NOW + MINUTE)
        run(NOW + 2 * MINUTE)

        found = Message.objects.filter(kind="recount", channel="inapp")
        assert {message.recipient for message in found} == {
            world.officer,
            world.officer2,
        } and found.count() == 2
        assert "现为2026年3月16日，按现在的安排为2026年3月17日" in found[0].body_text
        assignment.refresh_from_db()
        assert assignment.due_on == dt.date(2026, 3, 16)

    @pytest.mark.parametrize(
        "columns", [{"due_on": dt.date(2026, 3, 19)}, {"original_due_on": dt.date(2026, 3, 1)}]
    )
    def test_what_a_person_set_is_not_asked_about(self, world, columns):
        assignment = self.counted(world, dt.date(2026, 3, 16))
        UnitAssignment.objects.filter(pk=assignment.pk).update(**columns)
        run(NOW)
        off((3, 10))
        run(NOW + MINUTE)
        assert not Message.objects.filter(kind="recount").exists()

    def test_a_deadline_by_published_days_is_not_asked_about(self, world):
        self.counted(world, dt.date(2026, 3, 16))
        Draft.objects.update(due_provisional=False)
        run(NOW)
        off((3, 10))
        run(NOW + MINUTE)
        assert not Message.objects.filter(kind="recount").exists()


def test_the_years_that_come_and_go_are_no_change(world):
    run(NOW)
    number = frames.number_now()
    run(dt.datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI))
    assert frames.number_now() == number
    assert sorted(PlanFrame.objects.get().workdays) == ["2026", "2027", "2028", "2029", "2030"]
