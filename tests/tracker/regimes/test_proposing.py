"""Ladders and rows: what the ticker proposes, once, what goes out by itself, and what lapses with which reason."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.ladders import a_duty, a_ladder, moment, pass_time, story, text_of
from tests.support.world import NOW, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations as items
from tracker.items.extensions import reschedule
from tracker.items.models import Chase, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.verification import plan_verification, record_finding
from tracker.notices.models import Message
from tracker.regimes import operations
from tracker.regimes.escalation import deciding, ladders
from tracker.regimes.escalation.ladders import LevelText
from tracker.regimes.escalation.presets import PRESETS, preset
from tracker.regimes.escalation.proposing import propose_due, waiting_to_propose
from tracker.regimes.models import Escalation, EscalationCursor, LadderVersion
from tracker.regimes.operations import RegimeText, StepText

LETTER = LevelText("提醒函", "yellow", overdue_days=1, is_workdays=True)
WARNING = LevelText("警示函", "orange", overdue_days=5, is_workdays=True)


def revision(part: UnitAssignment) -> int:
    return UnitAssignment.objects.get(pk=part.pk).revision


def test_a_reminder_goes_out_by_itself_and_a_letter_waits(world: World):
    a_ladder(world)
    part = a_duty(world)
    assert story(pass_time(moment(3, 20, 17))) == []
    (chase,) = pass_time(moment(3, 23, 9))
    assert (chase.kind, chase.state, chase.cause) == ("chase", "issued", "逾期3天（时限3月20日）")
    assert Chase.objects.get(assignment=part).chased_by is None
    told = Message.objects.filter(kind="item_chase", recipient=world.lead_clerk, channel="inapp").get()
    assert "青禾县人民政府督查室催办" in told.body_text and "逾期3天" in told.body_text
    before = Message.objects.count()
    steps = pass_time(moment(3, 25, 9))
    assert story(steps) == [("催办", "issued"), ("提醒函", "waiting")]
    draft = steps[1]
    for words in (
        "青禾县财政局",
        "2026年3月20日",
        "完成预算审计",
        "县财政局要在3月20日前完成预算审计",
        "3月23日催办",
        "{单位说明}",
    ):
        assert words in draft.body, words
    assert Message.objects.count() == before  # nobody has heard of it


def test_a_run_more_or_a_week_away_makes_no_difference(world: World):
    a_ladder(world)
    a_duty(world)
    for _ in range(3):
        pass_time(moment(3, 23, 9))
    assert story(pass_time(moment(3, 23, 9, 1))) == [("催办", "issued")]
    assert story(pass_time(moment(4, 2, 9))) == [("催办", "issued"), ("提醒函", "waiting")]
    assert waiting_to_propose(moment(4, 2, 9, 1)) == 0
    assert Chase.objects.count() == 1


def test_a_reminder_waits_for_the_hours_in_which_people_may_be_written_to(world: World):
    a_ladder(world, "default", LevelText("催办", "blue", overdue_days=1))
    a_duty(world)
    assert pass_time(moment(3, 21, 9)) == []  # a Saturday
    assert EscalationCursor.objects.get().look_at == moment(3, 23, 8, 30)
    assert story(pass_time(moment(3, 23, 8, 30))) == [("催办", "issued")]


def test_who_has_reported_today_is_not_urged_and_the_step_says_so(world: World):
    a_ladder(world)
    part = a_duty(world)
    clerk = world.viewer("lead_clerk")
    items.acknowledge(part.pk, by=clerk, at=NOW)
    report_progress(
        part.pk,
        Told("已完成初稿", percent=40),
        seen_revision=revision(part),
        by=clerk,
        at=moment(3, 23, 8, 40),
    )
    (step,) = pass_time(moment(3, 23, 9))
    assert step.state == "passed" and "今天已经反馈过进展" in step.reason
    assert not Chase.objects.exists()


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda world, part, at: items.request_close(part.pk, by=world.viewer("lead_clerk"), at=at), "单位已申请销号"),
        (lambda world, part, at: items.suspend(part.pk, reason="暂停", by=world.viewer("officer"), at=at), "已挂账中止"),
        (lambda world, part, at: items.cancel(part.pk, reason="撤销", by=world.viewer("officer"), at=at), "已撤销"),
        (lambda world, part, at: reschedule(part.pk, new_due_on=dt.date(2026, 4, 30), reason="延期", by=world.viewer("officer"), at=at), "时限已改为4月30日"),
    ],
)  # fmt: skip
def test_a_draft_lapses_when_what_it_is_about_is_over(world: World, act, why):
    a_ladder(world, "default", LETTER, WARNING)
    part = a_duty(world)
    items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    assert story(pass_time(moment(3, 23))) == [("提醒函", "waiting")]
    act(world, part, moment(3, 24))
    (step,) = pass_time(moment(3, 24, 9, 1))
    assert (step.state, step.reason) == ("lapsed", why)
    # Later levels never fire.
    assert len(pass_time(moment(4, 20))) == 1


def test_what_lapsed_is_drafted_anew_when_it_comes_back_and_counts_from_then(world: World):
    a_ladder(world, "default", LETTER, WARNING)
    part = a_duty(world)
    items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    pass_time(moment(3, 23))
    items.request_close(part.pk, by=world.viewer("lead_clerk"), at=moment(3, 24))
    pass_time(moment(3, 24, 10))
    items.return_for_rework(part.pk, reason="不实", by=world.viewer("officer"), at=moment(4, 7))
    assert story(pass_time(moment(4, 7, 10))) == [("提醒函", "lapsed")]
    (step,) = pass_time(moment(4, 8))
    assert step.state == "waiting" and step.cause == "逾期19天（时限3月20日）"


def test_missing_reports_climb_and_a_report_lets_the_draft_lapse(world: World):
    levels = (LevelText("提醒函", "yellow", missed_reports=1), LevelText("警示函", "red", missed_reports=2))
    a_ladder(world, "default", *levels)
    part = a_duty(world)
    clerk = world.viewer("lead_clerk")
    items.acknowledge(part.pk, by=clerk, at=NOW)
    weekly = StepText("report", "每周五报进展", "FREQ=WEEKLY;BYDAY=FR", doer="leads")
    operations.create(
        RegimeText("周报", NOW.date(), None, "", "all", (weekly,)), by=world.viewer("officer"), at=NOW
    )
    pass_time(NOW)
    assert pass_time(moment(3, 6, 18)) == []
    (step,) = pass_time(moment(3, 6, 18, 1))
    assert (step.name, step.cause) == ("提醒函", "自3月6日起连续漏报1期进展")
    report_progress(
        part.pk, Told("补报", percent=10), seen_revision=revision(part), by=clerk, at=moment(3, 9)
    )
    (step,) = pass_time(moment(3, 9, 10))
    assert (step.state, step.reason) == ("lapsed", "单位已补报")


def test_a_failed_look_back_brings_its_level(world: World):
    a_ladder(world, "default", LETTER, LevelText("督办函", "red", on_failed_look=True))
    part = a_duty(world)
    check = plan_verification(
        part.pk, kind="lookback", planned_on=NOW.date(), by=world.viewer("officer"), at=NOW
    )
    record_finding(
        check.pk,
        result="unfounded",
        percent=None,
        finding="未开工",
        by=world.viewer("officer"),
        at=moment(3, 10),
    )
    (step,) = pass_time(moment(3, 10, 9, 1))
    assert (step.name, step.occurrence) == ("督办函", f"look:{check.pk}")


def test_a_ladder_laid_on_late_says_nothing_about_the_past(world: World):
    a_duty(world)
    pass_time(moment(4, 10))
    a_ladder(world, at=moment(4, 13, 10), starts_on=dt.date(2026, 4, 13))
    assert pass_time(moment(4, 13, 11)) == []
    assert story(pass_time(moment(4, 14))) == [("催办", "issued")]


def test_a_new_version_leaves_what_the_old_one_did(world: World):
    ladder = a_ladder(world, "default", LETTER, WARNING)
    a_duty(world)
    (before,) = pass_time(moment(3, 23))
    text = text_of(world, preset("default"), WARNING, starts_on=dt.date(2026, 3, 24))
    made = ladders.revise(ladder.pk, text, seen=1, by=world.viewer("officer"), at=moment(3, 23, 10))
    old = LadderVersion.objects.get(ladder=ladder, number=1)
    assert (made.number, old.ends_on) == (2, dt.date(2026, 3, 23))
    (after,) = pass_time(moment(3, 24))
    assert (after.level_id, after.body, after.name) == (before.level_id, before.body, "提醒函")
    with pytest.raises(Stale):
        ladders.revise(ladder.pk, text, seen=1, by=world.viewer("officer"), at=moment(3, 23, 11))


def test_the_ladder_of_a_regime_comes_before_the_general_one(world: World):
    a_ladder(world)
    other = a_ladder(world, "four", general=False)
    part = a_duty(world)
    step = StepText("inspection", "每月20日督查", "FREQ=MONTHLY;BYMONTHDAY=20")
    text = RegimeText("督查制度", NOW.date(), None, "", "chosen", (step,), (part.item.item_no,), other.pk)
    operations.create(text, by=world.viewer("officer"), at=NOW)
    (found,) = pass_time(moment(3, 23))
    assert found.name == "督查通知"


def test_a_stopped_ladder_proposes_nothing_new_and_what_waits_can_still_lapse(world: World):
    ladder = a_ladder(world, "default", LETTER, WARNING)
    part = a_duty(world)
    items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    pass_time(moment(3, 23))
    ladders.stop(ladder.pk, last=dt.date(2026, 3, 24), by=world.viewer("officer"), at=moment(3, 24))
    assert story(pass_time(moment(4, 20))) == [("提醒函", "waiting")]
    items.request_close(part.pk, by=world.viewer("lead_clerk"), at=moment(4, 20))
    assert story(pass_time(moment(4, 20, 10))) == [("提醒函", "lapsed")]


def test_what_a_unit_hands_down_is_its_own(world: World):
    a_ladder(world)
    part = a_duty(world)
    below = UnitAssignment.objects.create(
        item=part.item, unit=world.units["柳河镇"], role="sub", upper=part, state="in_progress", due_on=part.due_on, issued_at=NOW
    )  # fmt: skip
    pass_time(moment(3, 23))
    assert not Escalation.objects.filter(assignment=below).exists()


def test_one_duty_that_fails_does_not_keep_the_others_waiting(world: World, monkeypatch, caplog):
    a_ladder(world, "default", LETTER)
    first, second = a_duty(world), a_duty(world, "林业局")
    from tracker.regimes.escalation import proposing

    broken = proposing.values_of
    monkeypatch.setattr(proposing, "values_of", lambda part: 1 / 0 if part.pk == first.pk else broken(part))
    (step,) = pass_time(moment(3, 23))
    assert step.assignment_id == second.pk
    monkeypatch.undo()
    assert len(pass_time(moment(3, 23, 10, 1))) == 2


def test_the_cost_follows_from_what_is_due(world: World, django_assert_max_num_queries):
    a_ladder(world, "default", LETTER)
    for _ in range(3):
        a_duty(world)
    pass_time(NOW)
    with django_assert_max_num_queries(1):
        propose_due(moment(3, 10))


@pytest.mark.parametrize("found", PRESETS, ids=lambda one: one.key)
def test_every_preset_can_be_put_to_use_as_it_is(world: World, found):
    ladder = a_ladder(world, found.key)
    assert ladder.versions.get().levels.count() == len(found.levels)
    a_duty(world)
    assert pass_time(moment(4, 1))


@pytest.mark.parametrize(
    ("levels", "why"),
    [
        ((), "1至9个级次"),
        ((LevelText("没有的函", "red", overdue_days=1),), "第1级：这套督办手段里没有“没有的函”"),
        ((LevelText("提醒函", "red"),), "第1级：请至少写一个条件"),
        ((LevelText("提醒函", "red", overdue_days=400),), "第1级：天数和次数应为1至365"),
        ((LevelText("提醒函", "red", after_days=3),), "第1级：第一级前面没有上一级"),
        ((LETTER, LevelText("警示函", "red", overdue_days=1)), "第2级的逾期天数（1）应多于第1级（1）"),
        ((LevelText("提醒函", "red", overdue_days=1, approver="person"),), "请选择是谁"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused_and_nothing_is_written(world: World, levels, why):
    text = text_of(world, preset("default"))
    from dataclasses import replace

    with pytest.raises(Refused, match=why):
        ladders.create(replace(text, levels=levels), is_general=True, by=world.viewer("officer"), at=NOW)
    assert not LadderVersion.objects.exists()


def test_only_officers_manage_ladders(world: World):
    text = text_of(world, preset("default"))
    for who in ("lead_clerk", "leader", "admin"):
        with pytest.raises(Forbidden):
            ladders.create(text, is_general=True, by=world.viewer(who), at=NOW)


@pytest.mark.parametrize("ends", [True, False])
def test_a_report_ends_a_draft_about_lateness_where_the_ladder_says_so(world: World, ends: bool) -> None:
    letter = LevelText("提醒函", "yellow", overdue_days=3)
    a_ladder(world, "default", letter, LevelText("问责建议", "red", overdue_days=90), ends_on_report=ends)
    part = a_duty(world)
    part = items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    (made,) = pass_time(moment(3, 24))
    told = moment(3, 24, 15)
    report_progress(
        part.pk, Told("进展"), seen_revision=part.revision, by=world.viewer("lead_clerk"), at=told
    )
    seen = Escalation.objects.get().revision
    if ends:
        # Whoever signs in the minute before the ticker comes is told.
        with pytest.raises(Refused, match="单位已反馈进展"):
            deciding.approve(made.pk, seen=seen, by=world.viewer("officer"), at=told)
    pass_time(told + dt.timedelta(minutes=1))
    one = Escalation.objects.get()
    assert (one.state, one.reason) == (("lapsed", "单位已反馈进展") if ends else ("waiting", ""))
    # Nothing more is reported: three days after the report it comes again, and not before.
    pass_time(moment(3, 26))
    assert Escalation.objects.get().state == ("lapsed" if ends else "waiting")
    pass_time(moment(3, 27))
    assert Escalation.objects.get().state == "waiting"
