"""分解: a township hands its duty to its villages, within its own deadline, and plays the office's part for them."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.below import a_township_part, villages
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import boards, figures, operations
from tracker.items.chasing import chase
from tracker.items.clock import clock_at
from tracker.items.extensions import ask_extension, decide_extension, reschedule
from tracker.items.filters import Wanted, matching_assignments, unit_choices
from tracker.items.history import broken_links
from tracker.items.models import Event, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.queries import acts_for, fellow_units, visible_assignments, visible_items
from tracker.items.reassigning import hand_over
from tracker.items.states import State
from tracker.items.subtree import Below, hand_down, settle_dates
from tracker.notices.models import Message
from tracker.reports.period import week_of
from tracker.reports.rows import rows_for

DUE = TODAY.replace(day=20)


@pytest.fixture
def part(world: World) -> UnitAssignment:
    villages(world)
    return a_township_part(world)


def down(world: World, part: UnitAssignment, *units: str, **given) -> list[UnitAssignment]:
    asked = {
        "task": "逐户排查并登记",
        "due_on": TODAY.replace(day=15),
        "by": "town_clerk",
        "at": NOW,
        **given,
    }
    below = Below([world.units[unit].pk for unit in units], asked["task"], asked["due_on"])
    return hand_down(part.pk, below, by=world.viewer(asked["by"]), at=asked["at"])


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def test_villages_get_their_own_words_date_and_slip_from_the_township(world, part):
    east, west = down(world, part, "东村", "西村")
    assert (east.state, east.wording, east.due_on, east.role) == (
        State.ISSUED,
        "逐户排查并登记",
        TODAY.replace(day=15),
        "sub",
    )
    assert east.slip_no != west.slip_no
    message = Message.objects.get(kind="item_issue", channel="inapp", recipient=world.east)
    assert "柳河镇向贵单位" in message.body_text and "逐户排查并登记" in message.body_text
    assert Event.objects.get(act="hand_down").data["units"] == ["东村", "西村"]
    assert list(broken_links()) == []


def test_without_a_date_the_upper_one_holds_hour_included(world, part):
    UnitAssignment.objects.filter(pk=part.pk).update(due_time=dt.time(12, 0))
    [east] = down(world, part, "东村", due_on=None)
    assert (east.due_on, east.due_time) == (DUE, dt.time(12, 0))


@pytest.mark.parametrize(
    ("units", "given", "why"),
    [
        (["东村"], {"due_on": TODAY.replace(day=21)}, "不能晚于本单位的时限2026年3月20日"),
        (["东村"], {"due_on": TODAY - dt.timedelta(1)}, "不能早于今天"),
        (["东村"], {"task": "  "}, "要做什么"),
        (["南村"], {}, "柳河镇的下级单位"),
        (["柳河镇"], {}, "柳河镇的下级单位"),
        ([], {}, "柳河镇的下级单位"),
    ],
)
def test_what_cannot_be_handed_down_is_refused_whole(world, part, units, given, why):
    with pytest.raises(Refused, match=why):
        down(world, part, *units, **given)
    assert not UnitAssignment.objects.filter(upper=part).exists()


def test_a_unit_has_one_part_in_an_item_and_a_refusal_leaves_nothing(world, part):
    down(world, part, "东村")
    with pytest.raises(Refused, match="东村在这个事项中已有任务"):
        down(world, part, "西村", "东村")
    assert UnitAssignment.objects.filter(upper=part).count() == 1
    assert Event.objects.filter(act="hand_down").count() == 1


def test_only_what_is_signed_for_and_not_handed_in_can_be_divided(world, part):
    operations.request_close(part.pk, by=world.viewer("town_clerk"), at=NOW)
    with pytest.raises(Refused, match="申请销号.*不能分解"):
        down(world, part, "东村")


def test_three_levels_and_no_further(world, part):
    [east] = down(world, part, "东村")
    operations.acknowledge(east.pk, by=world.viewer("east"), at=NOW)
    [group] = down(world, east, "一组", by="east")
    # The township sees its whole subtree and may act in it.
    assert group in visible_assignments(world.viewer("town_clerk"))
    assert "cancel" in acts_for(world.viewer("town_clerk"), group)
    operations.acknowledge(group.pk, by=world.viewer("group"), at=NOW)
    type(world.units["一组"]).objects.create(name="一户", short_name="一户", parent=world.units["一组"])
    world.units["一户"] = type(world.units["一组"]).objects.get(name="一户")
    with pytest.raises(Refused, match="最多分解到第3级"):
        down(world, group, "一户", by="group")


def test_who_sees_what(world, part):
    east, west = down(world, part, "东村", "西村")
    seen = {
        who: {str(row.unit) for row in visible_assignments(world.viewer(who))}
        for who in ("officer", "town_clerk", "east", "west", "stranger", "lead_clerk", "leader")
    }
    assert seen == {
        "officer": {"柳河镇", "东村", "西村"},
        "town_clerk": {"柳河镇", "东村", "西村"},
        "east": {"东村"},
        "west": {"西村"},
        "stranger": set(),
        "lead_clerk": set(),
        "leader": set(),
    }
    # The village knows what it belongs to and from whom it has it.
    assert visible_items(world.viewer("east")).get() == part.item
    assert fellow_units(world.viewer("east"), part.item) == [("柳河镇", "牵头")]


def test_the_township_closes_returns_and_answers_and_hears_instead_of_the_office(world, part):
    [east] = down(world, part, "东村", due_on=TODAY.replace(day=10))
    village, town = world.viewer("east"), world.viewer("town_clerk")
    operations.acknowledge(east.pk, by=village, at=NOW)
    asked = ask_extension(east.pk, new_due_on=TODAY.replace(day=12), reason="雨天", by=village, at=NOW)
    assert told("item_ask_extension") == {"town_clerk"}
    assert decide_extension(asked.pk, granted=True, answer="", by=town, at=NOW).state == "granted"
    operations.request_close(east.pk, by=village, at=NOW)
    assert told("item_request_close") == {"town_clerk"}
    operations.return_for_rework(east.pk, reason="缺照片", by=town, at=NOW)
    operations.request_close(east.pk, by=village, at=NOW)
    operations.verify(east.pk, by=town, at=NOW)
    assert operations.close(east.pk, by=town, at=NOW).state == State.CLOSED


@pytest.mark.parametrize("who", ["east", "west", "stranger", "lead_clerk", "leader"])
def test_nobody_else_closes_a_village_s_part(world, part, who):
    [east] = down(world, part, "东村")
    UnitAssignment.objects.filter(pk=east.pk).update(state=State.CLOSE_REQUESTED)
    with pytest.raises(Forbidden):
        operations.close(east.pk, by=world.viewer(who), at=NOW)


def test_no_date_below_goes_beyond_the_one_above(world, part):
    [east] = down(world, part, "东村")
    village, town = world.viewer("east"), world.viewer("town_clerk")
    beyond = TODAY.replace(day=25)
    with pytest.raises(Refused, match="不能晚于上级任务（柳河镇）的时限2026年3月20日"):
        ask_extension(east.pk, new_due_on=beyond, reason="雨天", by=village, at=NOW)
    with pytest.raises(Refused, match="不能晚于上级任务"):
        reschedule(east.pk, new_due_on=beyond, reason="雨天", by=town, at=NOW)
    asked = ask_extension(east.pk, new_due_on=TODAY.replace(day=18), reason="雨天", by=village, at=NOW)
    # Between question and answer the office moves the township's own date.
    reschedule(part.pk, new_due_on=TODAY.replace(day=16), reason="提前", by=world.viewer("officer"), at=NOW)
    with pytest.raises(Refused, match="不能晚于上级任务"):
        decide_extension(asked.pk, granted=True, answer="", by=town, at=NOW)


def test_an_earlier_date_above_changes_none_below_and_is_shown_until_settled(world, part):
    east, west = down(world, part, "东村", "西村")
    reschedule(west.pk, new_due_on=TODAY.replace(day=5), reason="先行", by=world.viewer("town_clerk"), at=NOW)
    earlier = TODAY.replace(day=9)
    reschedule(part.pk, new_due_on=earlier, reason="县长要求", by=world.viewer("officer"), at=NOW)
    east.refresh_from_db()
    assert east.due_on == TODAY.replace(day=15)
    message = Message.objects.get(kind="item_reschedule", channel="inapp", recipient=world.town_clerk)
    assert "下级任务的时限超出新时限的：东村。" in message.body_text
    town = world.viewer("town_clerk")
    rows = {row.unit: row for row in boards.item_board(town, part.item, clock_at(NOW)).rows}
    assert rows["东村"].is_beyond_upper and not rows["西村"].is_beyond_upper
    assert rows["柳河镇"].below.beyond == 1
    [moved] = settle_dates(part.pk, by=town, at=NOW)
    assert (moved.pk, moved.due_on) == (east.pk, earlier)
    assert told("item_reschedule") == {"town_clerk", "east", "west"}
    with pytest.raises(Refused, match="无需调整"):
        settle_dates(part.pk, by=town, at=NOW)


def test_what_is_open_below_keeps_the_part_above_open(world, part):
    [east] = down(world, part, "东村")
    town = world.viewer("town_clerk")
    with pytest.raises(Refused, match="下级任务还没有办结（东村）"):
        operations.request_close(part.pk, by=town, at=NOW)
    operations.cancel(east.pk, reason="并入西村", by=town, at=NOW)
    assert operations.request_close(part.pk, by=town, at=NOW).state == State.CLOSE_REQUESTED


def test_a_village_s_part_lives_again_only_while_the_township_s_is_at_work(world, part):
    [east] = down(world, part, "东村")
    UnitAssignment.objects.filter(pk=east.pk).update(state=State.CLOSED, closed_at=NOW, finished_at=NOW)
    town = world.viewer("town_clerk")
    operations.request_close(part.pk, by=town, at=NOW)
    with pytest.raises(Refused, match="上级任务（柳河镇）现在是“申请销号”"):
        operations.reopen(east.pk, reason="反弹", by=town, at=NOW)
    operations.return_for_rework(part.pk, reason="不实", by=world.viewer("officer"), at=NOW)
    assert operations.reopen(east.pk, reason="反弹", by=town, at=NOW).state == State.REOPENED


def test_what_is_below_falls_with_the_part_above(world, part):
    [east] = down(world, part, "东村")
    operations.acknowledge(east.pk, by=world.viewer("east"), at=NOW)
    [group] = down(world, east, "一组", by="east")
    operations.suspend(part.pk, reason="等省里文件", by=world.viewer("officer"), at=NOW)
    east.refresh_from_db()
    group.refresh_from_db()
    assert (east.state, group.state) == (State.SUSPENDED, State.SUSPENDED)
    assert told("item_suspend") == {"town_clerk", "east", "group"}
    operations.cancel(part.pk, reason="不再需要", by=world.viewer("officer"), at=NOW)
    east.refresh_from_db()
    assert east.state == State.CANCELLED
    assert Event.objects.get(assignment=east, act="cancel").data["reason"] == "上级任务撤销"
    assert list(broken_links()) == []


def test_handing_the_township_s_part_over_ends_what_it_had_handed_down(world, part):
    [east] = down(world, part, "东村")
    given = {"unit_id": world.units["石桥镇"].pk, "reason": "区划调整", "by": world.viewer("officer")}
    made = hand_over(part.pk, at=NOW, **given)
    east.refresh_from_db()
    assert east.state == State.CANCELLED and not UnitAssignment.objects.filter(upper=made).exists()


def test_the_township_urges_its_villages(world, part):
    [east] = down(world, part, "东村")
    made = chase(east.pk, by=world.viewer("town_clerk"), at=NOW + dt.timedelta(days=1))
    assert made.chased_for == "柳河镇" and told("item_chase") == {"east"}


def test_the_office_s_figures_lists_and_papers_leave_the_breakdown_out(world, part):
    down(world, part, "东村", "西村")
    officer, clock = world.viewer("officer"), clock_at(NOW)
    assert figures.totals(officer, clock).all == 1
    assert [line.unit for line in figures.by_unit(officer, clock)] == ["柳河镇"]
    assert [str(row.unit) for row in matching_assignments(officer, Wanted(), clock)] == ["柳河镇"]
    assert unit_choices(officer) == [(part.unit_id, "柳河镇")]
    assert [row.unit for row in rows_for(officer, week_of(TODAY), clock)] == ["柳河镇"]
    # A village's own list has its own part.
    assert [str(row.unit) for row in matching_assignments(world.viewer("east"), Wanted(), clock)] == ["东村"]


def test_progress_is_summed_for_information_and_the_tree_is_in_order(world, part):
    east, west = down(world, part, "东村", "西村")
    operations.acknowledge(east.pk, by=world.viewer("east"), at=NOW)
    [group] = down(world, east, "一组", by="east")
    report_progress(east.pk, Told("过半", percent=60), by=world.viewer("east"), at=NOW)
    UnitAssignment.objects.filter(pk=west.pk).update(state=State.CLOSED, closed_at=NOW, finished_at=NOW)
    rows = boards.item_board(world.viewer("town_clerk"), part.item, clock_at(NOW)).rows
    assert [(row.unit, row.depth) for row in rows] == [("柳河镇", 0), ("东村", 1), ("一组", 2), ("西村", 1)]
    assert rows[0].below.words == "分解到2个单位：销号1，平均完成80%"
    # Nothing of it is the township's own report.
    assert rows[0].last_percent is None


def test_what_waits_for_the_township_stands_on_its_own_page(world, part):
    [east] = down(world, part, "东村")
    operations.acknowledge(east.pk, by=world.viewer("east"), at=NOW)
    operations.request_close(east.pk, by=world.viewer("east"), at=NOW)
    groups = {group.key: group.rows for group in boards.owed(world.viewer("town_clerk"), clock_at(NOW))}
    assert [row.unit for row in groups["below"]] == ["东村"]
    assert "below" not in {group.key for group in boards.owed(world.viewer("east"), clock_at(NOW))}


@pytest.mark.parametrize("who", ["officer", "east", "stranger", "leader", "lead_clerk"])
def test_only_the_unit_itself_divides_its_duty(world, part, who):
    with pytest.raises(Forbidden):
        down(world, part, "东村", by=who)


def test_a_second_click_makes_no_second_parts(world, part):
    down(world, part, "东村")
    with pytest.raises((Refused, Stale)):
        down(world, part, "东村")
    assert UnitAssignment.objects.filter(upper=part).count() == 1
