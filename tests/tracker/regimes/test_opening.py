"""Slots as rows: opened ahead, kept in step with what happens to the duty, never rewritten once they fell due."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import TEXT, a_name, a_speech, an_item
from tests.support.world import NOW, SHANGHAI, World
from tracker.common.errors import Refused, Stale
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.regimes import operations
from tracker.regimes.models import OfficeDuty, Regime, RegimeStep, ReportSlot, SlotCursor
from tracker.regimes.opening import open_due, open_duties, waiting_to_open
from tracker.regimes.operations import RegimeText, StepText
from tracker.regimes.owed import slots
from tracker.reminders.operations import plan_due

WEEKLY = StepText(RegimeStep.What.REPORT, "每周五报进展", "FREQ=WEEKLY;BYDAY=FR", doer=RegimeStep.Doer.LEADS)
BULLETIN = StepText(RegimeStep.What.BULLETIN, "每周通报", "FREQ=WEEKLY;BYDAY=MO")


def moment(month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def text(*steps: StepText, **columns) -> RegimeText:
    return RegimeText(
        **{
            "name": "周报告制度",
            "starts_on": NOW.date(),
            "ends_on": None,
            "reason": "",
            "scope": Regime.Scope.ALL,
            "steps": steps or (WEEKLY,),
            **columns,
        }
    )


@pytest.fixture
def duty(world: World) -> UnitAssignment:
    """财政局 leads, issued at NOW; the item has no rhythm of its own."""
    item = an_item(world, rrule="")
    assignment = item.assignments.get(unit=world.units["财政局"])
    return items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)


def adopt(world: World, *steps: StepText, at: dt.datetime = NOW, **columns) -> Regime:
    regime = operations.create(text(*steps, **columns), by=world.viewer("officer"), at=at)
    open_due(at)
    return regime


def days_of(assignment: UnitAssignment) -> list[str]:
    return [
        f"{day:%m%d}"
        for day in ReportSlot.objects.filter(assignment=assignment).values_list("due_on", flat=True)
    ]


def standings(world: World, at: dt.datetime) -> dict[str, str]:
    return {
        f"{line.due_at.astimezone(SHANGHAI):%m%d}": line.standing
        for line in slots(world.viewer("officer"), at=at)
    }


def test_slots_are_opened_ahead_once(world, duty):
    adopt(world)
    assert days_of(duty) == ["0306", "0313", "0320"]
    open_due(NOW + dt.timedelta(minutes=1))
    assert days_of(duty) == ["0306", "0313", "0320"]
    assert waiting_to_open(NOW) == 0


def test_the_horizon_moves_on_and_downtime_leaves_no_gap(world, duty):
    adopt(world)
    open_due(moment(4, 20))
    assert days_of(duty)[:8] == ["0306", "0313", "0320", "0327", "0403", "0410", "0417", "0424"]


def test_a_regime_that_comes_late_asks_nothing_for_the_past(world, duty):
    adopt(world, at=moment(3, 17), starts_on=dt.date(2026, 3, 2))
    assert days_of(duty)[0] == "0320"


def test_supporting_units_report_only_where_the_step_says_so(world):
    item = an_item(world, rrule="", support=[a_name("县审计局")])
    for assignment in item.assignments.all():
        items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    support = item.assignments.get(role="support")
    adopt(world)
    assert days_of(support) == []
    adopt(world, StepText("report", "配合单位也报", "FREQ=WEEKLY;BYDAY=TH", doer=RegimeStep.Doer.UNITS))
    assert days_of(support)[0] == "0305"


def test_a_new_duty_gets_its_slots_from_the_planner(world, duty):
    adopt(world)
    item = an_item(world, speech=a_speech(world, TEXT + "再"), rrule="FREQ=WEEKLY;BYDAY=TU")
    later = item.assignments.get(unit=world.units["财政局"])
    items.issue(later.pk, by=world.viewer("officer"), at=NOW)
    plan_due(NOW)
    assert days_of(later)[:2] == ["0303", "0306"]


def test_a_slot_of_a_duty_that_rests_closes_by_itself_and_comes_back(world, duty):
    adopt(world)
    officer = world.viewer("officer")
    items.suspend(duty.pk, reason="等上级批复", by=officer, at=moment(3, 4))
    plan_due(moment(3, 4))
    assert standings(world, moment(3, 21)) == {"0306": "void", "0313": "void", "0320": "void"}
    assert not SlotCursor.objects.exists()
    items.resume(duty.pk, reason="批复已到", by=officer, at=moment(3, 16))
    plan_due(moment(3, 16))
    assert standings(world, moment(3, 21)) == {
        "0306": "void", "0313": "void", "0320": "missing", "0327": "open", "0403": "ahead",
    }  # fmt: skip


def test_what_happened_while_no_worker_ran_is_judged_by_when_it_happened(world, duty):
    adopt(world)
    officer = world.viewer("officer")
    items.suspend(duty.pk, reason="等上级批复", by=officer, at=moment(3, 4))
    items.resume(duty.pk, reason="批复已到", by=officer, at=moment(3, 9))
    # Nobody planned in between: the suspension is over when the planner comes.
    plan_due(moment(3, 17))
    found = standings(world, moment(3, 17))
    assert (found["0306"], found["0313"]) == ("void", "missing")


def test_reports_answer_slots_in_time_late_or_not_at_all(world, duty):
    adopt(world)
    clerk = world.viewer("lead_clerk")
    items.acknowledge(duty.pk, by=clerk, at=moment(3, 2))
    report_progress(duty.pk, Told("已报方案"), by=clerk, at=moment(3, 5))
    report_progress(duty.pk, Told("补报"), by=clerk, at=moment(3, 16))
    open_due(moment(3, 28))
    assert standings(world, moment(3, 28)) == {
        "0306": "in_time", "0313": "late", "0320": "in_time", "0327": "missing", "0403": "open", "0410": "ahead", "0417": "ahead",
    }  # fmt: skip


def test_a_change_never_rewrites_the_past(world, duty):
    old = adopt(world)
    tuesdays = StepText("report", "每周二报", "FREQ=WEEKLY;BYDAY=TU", doer=RegimeStep.Doer.LEADS)
    new = operations.revise(
        old.pk, text(tuesdays, starts_on=dt.date(2026, 3, 12)), seen_version=1, by=world.viewer("officer"), at=moment(3, 11)
    )  # fmt: skip
    open_due(moment(3, 11))
    assert days_of(duty) == ["0306", "0317", "0324", "0331"]
    old.refresh_from_db()
    assert (old.ends_on, new.version, new.replaces) == (dt.date(2026, 3, 11), 2, old)


def test_the_second_of_two_changes_is_told(world, duty):
    old = adopt(world)
    officer = world.viewer("officer")
    operations.revise(
        old.pk, text(starts_on=dt.date(2026, 3, 12)), seen_version=1, by=officer, at=moment(3, 11)
    )
    with pytest.raises(Stale):
        operations.revise(
            old.pk, text(starts_on=dt.date(2026, 3, 13)), seen_version=1, by=officer, at=moment(3, 11)
        )
    assert Regime.objects.count() == 2


def test_a_regime_stops_from_a_day_on(world, duty):
    regime = adopt(world)
    officer = world.viewer("officer")
    operations.stop(regime.pk, last=dt.date(2026, 3, 13), by=officer, at=moment(3, 10))
    open_due(moment(3, 10))
    assert days_of(duty) == ["0306", "0313"]
    with pytest.raises(Refused):
        operations.stop(regime.pk, last=dt.date(2026, 3, 9), by=officer, at=moment(3, 10))


def test_items_chosen_by_hand_owe_from_that_moment(world, duty):
    adopt(world, scope=Regime.Scope.CHOSEN, item_nos=(duty.item.item_no,), at=moment(3, 9))
    assert days_of(duty)[0] == "0313"
    with pytest.raises(Refused, match="没有编号"):
        adopt(world, scope=Regime.Scope.CHOSEN, item_nos=("督〔2026〕99-9",))


def test_the_office_owes_its_bulletins(world, duty):
    regime = adopt(world, WEEKLY, BULLETIN)
    assert [f"{day:%m%d}" for day in OfficeDuty.objects.values_list("due_on", flat=True)] == ["0302", "0309", "0316", "0323"]  # fmt: skip
    operations.stop(regime.pk, last=dt.date(2026, 3, 10), by=world.viewer("officer"), at=moment(3, 10))
    open_duties(moment(3, 10))
    assert OfficeDuty.objects.count() == 2


def test_one_run_costs_queries_by_what_is_due(world, duty, django_assert_num_queries):
    adopt(world)
    with django_assert_num_queries(1):
        open_due(NOW + dt.timedelta(hours=1))
