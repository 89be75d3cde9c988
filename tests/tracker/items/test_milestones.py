"""节点: planned by whom, kept within the deadline, reached with a click, late by the calendar alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests.support.below import a_township_part, villages
from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.clock import clock_at
from tracker.items.extensions import reschedule
from tracker.items.history import broken_links
from tracker.items.marks import marks_of
from tracker.items.milestones import Line, plan_milestones, proposal, reach, take_back
from tracker.items.models import Event, Milestone, MilestoneTemplate, ResponsibilityItem, UnitAssignment
from tracker.items.reassigning import hand_over
from tracker.items.states import State
from tracker.items.subtree import Below, hand_down
from tracker.notices.models import Message

DUE = TODAY.replace(day=20)


def on(day: int) -> dt.date:
    return TODAY.replace(day=day)


@pytest.fixture
def part(world: World) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)


def plan(
    world: World, part: UnitAssignment, *lines: Line, who: str = "lead_clerk", at=NOW
) -> list[Milestone]:
    revision = UnitAssignment.objects.get(pk=part.pk).revision
    return plan_milestones(part.pk, list(lines), seen_revision=revision, by=world.viewer(who), at=at)


def marks(part: UnitAssignment, at: dt.datetime = NOW):
    part = UnitAssignment.objects.get(pk=part.pk)
    return marks_of([part], clock_at(at)).get(part.pk, ())


def test_a_plan_is_proposed_kept_in_the_order_of_its_days_and_told_in_the_history(world, part):
    proposed = proposal(part, clock_at(NOW))
    assert proposed[-1].due_on == DUE and len(proposed) == 5
    plan(world, part, Line("上报", on(20)), Line("方案", on(5)))
    assert [(mark.name, mark.state) for mark in marks(part)] == [("方案", "open"), ("上报", "open")]
    assert Event.objects.get(act="plan_milestones").data["milestones"] == [
        ["方案", "2026-03-05"],
        ["上报", "2026-03-20"],
    ]
    # Its own plan is no news to the unit.
    assert not Message.objects.filter(kind="item_plan_milestones").exists()


def test_the_office_plans_too_and_the_unit_is_told(world, part):
    plan(world, part, Line("方案", on(5)), who="officer")
    assert Message.objects.get(kind="item_plan_milestones", channel="inapp").recipient == world.lead_clerk


def test_before_it_is_issued_the_office_plans_silently(world):
    registered = an_assignment(world)
    plan(world, registered, Line("方案", on(5)), who="officer")
    assert marks(registered) and not Message.objects.exists()


@pytest.mark.parametrize("who", ["support_clerk", "stranger", "leader", "admin"])
def test_nobody_else_plans_or_marks(world, part, who):
    [row] = plan(world, part, Line("方案", on(5)))
    for act in (
        lambda: plan(world, part, Line("方案", on(6)), who=who),
        lambda: reach(row.pk, by=world.viewer(who), at=NOW),
        lambda: take_back(row.pk, by=world.viewer(who), at=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_unit_above_plans_for_the_unit_below(world):
    villages(world)
    town = a_township_part(world)
    below = Below([world.units["东村"].pk], "排查", on(10))
    [east] = hand_down(town.pk, below, by=world.viewer("town_clerk"), at=NOW)
    plan(world, east, Line("摸底", on(6)), who="town_clerk")
    assert Message.objects.get(kind="item_plan_milestones", channel="inapp").recipient == world.east
    with pytest.raises(Refused, match="不能晚于任务的时限2026年3月10日"):
        plan(world, east, Line("摸底", on(11)), who="east")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([Line("方案", dt.date(2026, 3, 21))], "不能晚于任务的时限2026年3月20日"),
        ([Line("方案", dt.date(2026, 3, 1))], "不能早于今天"),
        ([Line("方案", dt.date(2026, 3, 5)), Line(" 方案 ", dt.date(2026, 3, 6))], "都叫“方案”"),
        ([Line("  ", dt.date(2026, 3, 5))], "1到60个字"),
        ([Line("方" * 61, dt.date(2026, 3, 5))], "1到60个字"),
        ([Line(f"第{n}步", dt.date(2026, 3, 5)) for n in range(21)], "最多20个"),
    ],
)
def test_what_makes_no_plan_is_refused_and_leaves_the_old_one(world, part, lines, why):
    plan(world, part, Line("旧", on(5)))
    with pytest.raises(Refused, match=why):
        plan(world, part, *lines)
    assert [mark.name for mark in marks(part)] == ["旧"]


def test_names_may_be_swapped_and_what_is_reached_stays(world, part):
    first, second = plan(world, part, Line("甲", on(5)), Line("乙", on(6)))
    done = plan(world, part, Line("乙", on(5), first.pk), Line("甲", on(6), second.pk))
    assert [(row.pk, row.name) for row in done] == [(first.pk, "乙"), (second.pk, "甲")]
    reach(first.pk, note="印发", by=world.viewer("lead_clerk"), at=NOW)
    plan(world, part, Line("丙", on(9)))
    assert [(mark.name, mark.state) for mark in marks(part)] == [("乙", "done"), ("丙", "open")]
    with pytest.raises(Stale):
        plan(world, part, Line("乙二", on(9), first.pk))


def test_late_is_derived_and_a_late_mark_says_by_how_much(world, part):
    [row] = plan(world, part, Line("方案", on(5)))
    assert marks(part, NOW.replace(day=5))[0].state == "open"
    assert marks(part, NOW.replace(day=7))[0].words == "逾期2天未达成"
    reach(row.pk, note="已印发", by=world.viewer("lead_clerk"), at=NOW.replace(day=8))
    [mark] = marks(part, NOW.replace(day=9))
    assert (mark.state, mark.words, mark.note) == ("done", "3月8日达成，迟3天", "已印发")
    take_back(row.pk, by=world.viewer("lead_clerk"), at=NOW.replace(day=9))
    assert marks(part, NOW.replace(day=9))[0].state == "late"
    assert list(broken_links()) == []


def test_an_earlier_deadline_marks_what_lies_beyond_it(world, part):
    plan(world, part, Line("方案", on(5)), Line("过半", on(12)))
    reschedule(part.pk, new_due_on=on(10), reason="提前", by=world.viewer("officer"), at=NOW)
    assert [(mark.name, mark.state) for mark in marks(part)] == [("方案", "open"), ("过半", "beyond")]
    assert marks(part)[1].words == "超出时限3月10日，请调整"


def test_a_second_click_is_told(world, part):
    [row] = plan(world, part, Line("方案", on(5)))
    reach(row.pk, by=world.viewer("lead_clerk"), at=NOW)
    with pytest.raises(Stale, match="刚刚已标记"):
        reach(row.pk, by=world.viewer("lead_clerk"), at=NOW)
    with pytest.raises(Stale, match="刚被改动"):
        plan_milestones(part.pk, [], seen_revision=part.revision, by=world.viewer("lead_clerk"), at=NOW)
    assert Event.objects.filter(act="reach_milestone").count() == 1


@pytest.mark.parametrize("state", [State.CLOSE_REQUESTED, State.CLOSED, State.CANCELLED, State.SUSPENDED])
def test_what_is_handed_in_or_rests_is_not_planned_or_marked(world, part, state):
    [row] = plan(world, part, Line("方案", on(5)))
    UnitAssignment.objects.filter(pk=part.pk).update(state=state)
    with pytest.raises(Refused):
        plan(world, part)
    with pytest.raises(Refused):
        reach(row.pk, by=world.viewer("lead_clerk"), at=NOW)


def test_what_is_still_to_be_reached_goes_to_the_unit_that_takes_over(world, part):
    first, second = plan(world, part, Line("方案", on(5)), Line("过半", on(12)))
    reach(first.pk, by=world.viewer("lead_clerk"), at=NOW)
    made = hand_over(
        part.pk, unit_id=world.units["审计局"].pk, reason="划转", by=world.viewer("officer"), at=NOW
    )
    assert [mark.name for mark in marks(part)] == ["方案"] and [mark.name for mark in marks(made)] == ["过半"]


def test_the_office_s_templates_go_before_the_built_in_ones(world, part):
    MilestoneTemplate.objects.create(name="两步走", min_workdays=0, phases="起步 50\n收官 100")
    assert [one.name for one in proposal(part, clock_at(NOW))] == ["起步", "收官"]
    ResponsibilityItem.objects.update(target="4785户")
    MilestoneTemplate.objects.update(phases="完成50% 50\n全部完成 100")
    part.refresh_from_db()
    part.item.refresh_from_db()
    assert proposal(part, clock_at(NOW))[0].name == "完成50%（2393户）"
    with pytest.raises(ValidationError, match="从小到大"):
        MilestoneTemplate(name="乱", min_workdays=5, phases="甲 60\n乙 40").full_clean()
    UnitAssignment.objects.filter(pk=part.pk).update(due_on=None)
    assert proposal(UnitAssignment.objects.get(pk=part.pk), clock_at(NOW)) == []
