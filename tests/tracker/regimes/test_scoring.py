"""The ledger of points: posted once, in step with the history, frozen, put right in the next period, equal when computed again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tests.support.scoring import FLAT, a_scheme, a_slot, a_text, issued
from tests.support.world import NOW, TODAY, person, stand_in
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.workdays import calendar_for
from tracker.items.extensions import reschedule
from tracker.items.history import broken_links
from tracker.items.models import Event
from tracker.items.operations import act_on
from tracker.items.progress import Told, report_progress
from tracker.notices.models import Message
from tracker.regimes.models import NotedEvent, ScoreEntry, ScorePeriod, ScoringScheme
from tracker.regimes.scoring import appeals, citing, posting, queries, schemes, talks
from tracker.regimes.scoring.entries import Rule
from tracker.regimes.scoring.freezing import contradictions, counted, freeze, results
from tracker.regimes.settling import excuse

DAY = dt.timedelta(days=1)
APRIL = dt.datetime(2026, 4, 1, 9, tzinfo=NOW.tzinfo)
MAY = dt.datetime(2026, 5, 4, 9, tzinfo=NOW.tzinfo)
CALENDAR = calendar_for()


def ledger(unit: str = "财政局") -> list[tuple[str, str, str, int]]:
    rows = ScoreEntry.objects.filter(unit__short_name=unit).order_by("happened_at", "number")
    return [(row.kind, str(row.points), row.period.key, row.number) for row in rows]


def test_nothing_is_scored_until_an_office_turns_it_on(world):
    issued(world)
    a_scheme(world, is_on=False)
    assert posting.post(APRIL) == 0
    assert (ScoreEntry.objects.count(), NotedEvent.objects.count(), ScorePeriod.objects.count()) == (0, 0, 0)


def test_the_lines_that_no_run_has_read_are_said_to_wait(world):
    scheme = a_scheme(world, is_on=False)
    part = issued(world)
    at, officer = NOW + DAY, world.viewer("officer")
    act_on(part.pk, "acknowledge", by=world.viewer("lead_clerk"), at=at)
    assert posting.waiting_to_post(at) == 0
    schemes.switch(scheme.pk, is_on=True, reason="试行", seen_revision=scheme.revision, by=officer, at=NOW)
    assert posting.waiting_to_post(at) == 1
    posting.post(at)
    assert posting.waiting_to_post(at) == 0


def test_turning_on_says_who_when_and_why_and_two_cannot_be_on(world):
    scheme = a_scheme(world)
    (switched,) = scheme.switches.all()
    assert (switched.is_on, switched.reason, switched.by, switched.at) == (True, "县政府常务会议决定", world.officer, NOW)  # fmt: skip
    other = a_scheme(world, is_on=False)
    with pytest.raises(Refused, match="只能启用一个"):
        schemes.switch(other.pk, is_on=True, reason="试行", seen_revision=other.revision, by=world.viewer("officer"), at=NOW)  # fmt: skip
    with pytest.raises(Refused, match="依据和理由"):
        schemes.switch(scheme.pk, is_on=False, reason=" ", seen_revision=scheme.revision, by=world.viewer("officer"), at=NOW)  # fmt: skip
    with pytest.raises(Forbidden):
        schemes.switch(scheme.pk, is_on=False, reason="停", seen_revision=scheme.revision, by=world.viewer("lead_clerk"), at=NOW)  # fmt: skip
    assert ScoringScheme.objects.get(is_on=True) == scheme


def test_an_overdue_duty_and_a_missing_report_are_noted_and_scored_once(world):
    part = issued(world)
    a_slot(part, NOW.replace(day=6, hour=18))
    a_scheme(world)
    assert posting.post(APRIL) == 2
    assert posting.post(APRIL + DAY) == 0
    assert ledger() == [
        ("report_missing", "-0.50", "2026-03", 1),
        ("overdue", "-2.00", "2026-03", 1),
    ]
    # Every point names a line of the history, and the chain of that history holds.
    for row in ScoreEntry.objects.all():
        assert row.event.assignment_id == part.pk and row.event.act in ("note_missing", "note_overdue")
    assert Event.objects.filter(act__startswith="note_").count() == 2
    assert list(broken_links()) == []


def test_a_late_report_names_the_report_that_was_late(world):
    part = issued(world, due_on=None)
    a_slot(part, NOW.replace(day=6, hour=18))
    a_scheme(world)
    by = world.viewer("lead_clerk")
    act_on(part.pk, "acknowledge", by=by, at=NOW)
    report_progress(part.pk, Told("已完成初稿"), by=by, at=NOW.replace(day=9))  # fmt: skip
    posting.post(APRIL)
    (row,) = ScoreEntry.objects.all()
    assert (row.kind, row.points, row.event.act, row.role) == ("report_late", Decimal("-0.10"), "report", "lead")  # fmt: skip


def test_what_happened_before_it_was_turned_on_counts_for_nothing(world):
    part = issued(world)
    a_slot(part, NOW.replace(day=6, hour=18))
    a_scheme(world, at=NOW.replace(day=25))
    assert posting.post(APRIL) == 0


def test_what_happened_while_it_was_off_counts_for_nothing(world):
    issued(world)
    scheme = a_scheme(world)
    by = world.viewer("officer")
    scheme = schemes.switch(scheme.pk, is_on=False, reason="暂停", seen_revision=scheme.revision, by=by, at=NOW.replace(day=10))  # fmt: skip
    schemes.switch(scheme.pk, is_on=True, reason="恢复", seen_revision=scheme.revision, by=by, at=NOW.replace(day=25))  # fmt: skip
    posting.post(APRIL)
    assert ledger() == []


def test_a_report_excused_afterwards_gives_the_points_back_by_a_line_of_its_own(world):
    part = issued(world, due_on=None)
    slot = a_slot(part, NOW.replace(day=6, hour=18))
    a_scheme(world)
    posting.post(NOW.replace(day=16))
    excuse(slot.pk, reason="系统停电", by=world.viewer("officer"), at=NOW.replace(day=17))
    posting.post(NOW.replace(day=18))
    assert ledger() == [
        ("report_missing", "-0.50", "2026-03", 1),
        ("report_missing", "0.50", "2026-03", 2),
    ]
    (row,) = counted(ScorePeriod.objects.get(), at=NOW.replace(day=18))
    assert (row.total, row.plus + row.minus) == (Decimal("100.00"), 0)


def frozen_march(world) -> ScorePeriod:
    period = ScorePeriod.objects.get(key="2026-03")
    return freeze(period.pk, by=world.viewer("officer"), at=APRIL)


def test_a_period_is_frozen_when_it_is_over_and_its_units_are_told(world):
    issued(world)
    a_scheme(world)
    posting.post(NOW)
    period = ScorePeriod.objects.get()
    with pytest.raises(Refused, match="结束之后才能定分"):
        freeze(period.pk, by=world.viewer("officer"), at=NOW.replace(day=31))
    with pytest.raises(Forbidden):
        freeze(period.pk, by=world.viewer("leader"), at=APRIL)
    frozen = frozen_march(world)
    (result,) = results(frozen, at=APRIL)
    assert (result.total, result.rank, result.parts) == (Decimal("98.00"), 1, 1)
    told = Message.objects.filter(kind="score_frozen", channel="inapp")
    assert [(one.recipient, "98.00" in one.body_text) for one in told] == [(world.lead_clerk, True)]
    with pytest.raises(Stale):
        freeze(period.pk, by=world.viewer("officer2"), at=APRIL)


def test_a_frozen_period_never_changes_and_what_turns_out_later_goes_to_the_next(world):
    part = issued(world, due_on=None)
    slot = a_slot(part, NOW.replace(day=6, hour=18))
    a_scheme(world)
    posting.post(NOW)
    frozen = frozen_march(world)
    before = frozen.figures
    excuse(slot.pk, reason="系统停电", by=world.viewer("officer"), at=APRIL + DAY)
    posting.post(APRIL + DAY)
    assert ledger() == [
        ("report_missing", "-0.50", "2026-03", 1),
        ("report_missing", "0.50", "2026-04", 2),
    ]
    frozen.refresh_from_db()
    assert frozen.figures == before
    later = ScoreEntry.objects.get(number=2)
    assert later.belongs == frozen and "免报" in later.reason
    assert contradictions(ScoringScheme.objects.get()) == []


def test_history_computed_again_gives_the_same_and_a_changed_figure_is_found(world):
    part = issued(world)
    a_slot(part, NOW.replace(day=6, hour=18))
    scheme = a_scheme(world)
    posting.post(NOW)
    frozen = frozen_march(world)
    call_command("scores", "--recompute", "--check")
    row = ScoreEntry.objects.get(kind="overdue")
    ScoreEntry.objects.filter(pk=row.pk).update(points=Decimal("-9"))
    scheme.refresh_from_db()
    assert any("应为-2.00" in one for one in contradictions(scheme))
    with pytest.raises(CommandError):
        call_command("scores", "--recompute", "--check")
    ScoreEntry.objects.filter(pk=row.pk).update(points=row.points)
    figures = [{**frozen.figures[0], "total": "99.99"}]
    ScorePeriod.objects.filter(pk=frozen.pk).update(figures=figures)
    assert contradictions(scheme) == [f"2026-03 单位{part.unit_id}：定分结果与记分明细、办理记录不一致"]


def test_periods_are_frozen_in_order(world):
    issued(world)
    a_scheme(world)
    posting.post(NOW)
    posting.post(MAY)
    with pytest.raises(Refused, match="先后顺序"):
        freeze(ScorePeriod.objects.get(key="2026-05").pk, by=world.viewer("officer"), at=MAY + DAY * 40)


def an_entry(world) -> ScoreEntry:
    issued(world)
    a_scheme(world)
    posting.post(NOW.replace(day=23))
    return ScoreEntry.objects.get(kind="overdue")


def test_an_appeal_that_is_granted_gives_the_points_back_at_once(world):
    entry = an_entry(world)
    made = appeals.appeal(entry.pk, reason="已按时申请，系统故障", by=world.viewer("lead_clerk"), at=NOW.replace(day=24), workdays=CALENDAR)  # fmt: skip
    assert Message.objects.filter(kind="score_appealed", recipient=world.officer).exists()
    appeals.decide(made.pk, granted=True, answer="情况属实", by=world.viewer("officer"), at=NOW.replace(day=25))  # fmt: skip
    assert ledger() == [("overdue", "-2.00", "2026-03", 1), ("overdue", "2.00", "2026-03", 2)]
    assert Message.objects.filter(kind="score_answered", recipient=world.lead_clerk).exists()
    assert contradictions(ScoringScheme.objects.get()) == []


def test_an_appeal_after_freezing_is_put_right_in_the_next_period(world):
    issued(world)
    a_scheme(world)
    posting.post(NOW)
    frozen = frozen_march(world)
    entry = ScoreEntry.objects.get(kind="overdue")
    made = appeals.appeal(entry.pk, reason="有误", by=world.viewer("lead_clerk"), at=APRIL + DAY, workdays=CALENDAR)  # fmt: skip
    appeals.decide(made.pk, granted=True, answer="属实", by=world.viewer("leader"), at=APRIL + DAY)
    assert ledger()[-1] == ("overdue", "2.00", "2026-04", 2)
    figures = frozen.figures
    frozen.refresh_from_db()
    assert frozen.figures == figures


def test_an_appeal_is_refused_too_late_twice_by_others_and_about_a_gain(world):
    entry = an_entry(world)
    asked = {"reason": "有误", "at": NOW.replace(day=24), "workdays": CALENDAR}
    for who in ("stranger", "officer", "leader", "support_clerk"):
        with pytest.raises(Forbidden):
            appeals.appeal(entry.pk, by=world.viewer(who), **asked)
    # Five workdays after Monday the 23rd is Monday the 30th.
    with pytest.raises(Refused, match="3月30日"):
        appeals.appeal(entry.pk, by=world.viewer("lead_clerk"), **{**asked, "at": NOW.replace(day=31)})
    with pytest.raises(Refused, match="请填写申诉理由"):
        appeals.appeal(entry.pk, by=world.viewer("lead_clerk"), **{**asked, "reason": " "})
    appeals.appeal(entry.pk, by=world.viewer("lead_clerk"), **{**asked, "at": NOW.replace(day=30)})
    with pytest.raises(Refused, match="只申诉一次"):
        appeals.appeal(entry.pk, by=world.viewer("lead_clerk"), **asked)
    ScoreEntry.objects.filter(pk=entry.pk).update(points=Decimal(2))
    with pytest.raises(Refused, match="扣分"):
        appeals.appeal(entry.pk, by=world.viewer("lead_clerk"), **asked)


def test_whoever_made_the_decision_behind_the_points_does_not_answer_the_appeal(world):
    part = issued(world)
    a_scheme(world)
    citing.cite(part.pk, tone="criticise", words="进度滞后", paper="督查通报第3期", approver="王副县长", by=world.viewer("officer"), at=NOW)  # fmt: skip
    posting.post(NOW + DAY)
    entry = ScoreEntry.objects.get(kind="criticised")
    made = appeals.appeal(entry.pk, reason="有误", by=world.viewer("lead_clerk"), at=NOW + DAY, workdays=CALENDAR)  # fmt: skip
    with pytest.raises(Forbidden, match="回避"):
        appeals.decide(made.pk, granted=False, answer="维持", by=world.viewer("officer"), at=NOW + DAY)
    with pytest.raises(Forbidden):
        appeals.decide(made.pk, granted=False, answer="维持", by=world.viewer("lead_clerk"), at=NOW + DAY)
    appeals.decide(made.pk, granted=False, answer="维持", by=world.viewer("officer2"), at=NOW + DAY)
    with pytest.raises(Stale):
        appeals.decide(made.pk, granted=True, answer="撤销", by=world.viewer("leader"), at=NOW + DAY)
    assert ledger()[-1] == ("criticised", "-1.00", "2026-03", 1)


@pytest.mark.parametrize(
    ("who", "holder", "may"),
    [
        ("deputy", "officer", False),  # for whoever made the decision behind the points
        ("deputy", "officer2", True),
        ("lead_clerk2", "officer2", False),  # of the unit that appeals, though not the one who asked
    ],
)
def test_a_deputy_answers_no_appeal_that_the_absent_or_the_unit_may_not_answer(world, who, holder, may):
    part = issued(world)
    a_scheme(world)
    citing.cite(part.pk, tone="criticise", words="进度滞后", paper="督查通报第3期", approver="王副县长", by=world.viewer("officer"), at=NOW)  # fmt: skip
    posting.post(NOW + DAY)
    entry = ScoreEntry.objects.get(kind="criticised")
    made = appeals.appeal(entry.pk, reason="有误", by=world.viewer("lead_clerk"), at=NOW + DAY, workdays=CALENDAR)  # fmt: skip
    person(world, "lead_clerk2", "何小兰", "liaison", "财政局")
    stand_in(world, who=who, holder=holder)
    viewer = world.viewer(who)
    assert queries.may_answer(viewer, queries.get_appeal(viewer, made.pk)) is may
    told = {"granted": False, "answer": "维持", "by": viewer, "at": NOW + DAY}
    if may:
        assert appeals.decide(made.pk, **told).decided_by == world.people[who]
    else:
        with pytest.raises(Forbidden, match="回避"):
            appeals.decide(made.pk, **told)


def test_a_period_with_an_appeal_that_waits_is_not_frozen(world):
    entry = an_entry(world)
    made = appeals.appeal(entry.pk, reason="有误", by=world.viewer("lead_clerk"), at=NOW.replace(day=30), workdays=CALENDAR)  # fmt: skip
    with pytest.raises(Refused, match="1份申诉"):
        freeze(entry.period_id, by=world.viewer("officer"), at=APRIL)
    appeals.withdraw(made.pk, by=world.viewer("lead_clerk"), at=APRIL)
    freeze(entry.period_id, by=world.viewer("officer"), at=APRIL)


def test_a_citation_needs_its_paper_and_its_approver_and_is_written_once(world):
    part = issued(world)
    told = {"tone": "criticise", "words": "滞后", "paper": "第3期", "approver": "王副县长", "by": world.viewer("officer"), "at": NOW}  # fmt: skip
    for missing in ("words", "paper", "approver"):
        with pytest.raises(Refused):
            citing.cite(part.pk, **{**told, missing: ""})
    with pytest.raises(Forbidden):
        citing.cite(part.pk, **{**told, "by": world.viewer("leader")})
    citing.cite(part.pk, **told)
    with pytest.raises(Refused, match="已经登记"):
        citing.cite(part.pk, **told)
    assert Event.objects.filter(act="criticise").count() == 1


def test_a_new_version_counts_from_a_period_on_and_leaves_the_past_alone(world):
    part = issued(world)
    scheme = a_scheme(world)
    posting.post(APRIL)
    dear = replace(a_text(reason="加大力度"), rules={"returned": Rule(Decimal(-5), Decimal(-2)), "overdue": Rule(Decimal(-9), Decimal(-4))})  # fmt: skip
    scheme.refresh_from_db()
    by = world.viewer("officer")
    for day, why in (
        (TODAY.replace(month=4, day=1), "已经开始记分"),
        (TODAY.replace(month=5, day=4), "第一天"),
    ):
        with pytest.raises(Refused, match=why):
            schemes.revise(scheme.pk, dear, starts_on=day, seen_revision=scheme.revision, by=by, at=APRIL)
    schemes.revise(scheme.pk, dear, starts_on=TODAY.replace(month=5, day=1), seen_revision=scheme.revision, by=by, at=APRIL)  # fmt: skip
    with pytest.raises(Stale):
        schemes.revise(scheme.pk, dear, starts_on=TODAY.replace(month=5, day=1), seen_revision=scheme.revision, by=by, at=APRIL)  # fmt: skip
    reschedule(part.pk, new_due_on=dt.date(2026, 5, 8), reason="另定", by=by, at=APRIL)
    posting.post(MAY + DAY * 10)
    assert ledger()[0] == ("overdue", "-2.00", "2026-03", 1)
    assert {version.number for version in scheme.versions.all()} == {1, 2}
    assert contradictions(ScoringScheme.objects.get()) == []


def test_a_trial_says_what_last_month_would_have_given_and_writes_nothing(world):
    before = dt.datetime(2026, 2, 2, 9, tzinfo=NOW.tzinfo)
    part = issued(world, at=before, due_on=dt.date(2026, 2, 10))
    a_slot(part, before.replace(day=6, hour=18), opens_at=before)
    tried = schemes.trial(a_text(), by=world.viewer("officer"), at=NOW)
    assert tried.period.key == "2026-02"
    assert [(label, number, str(points)) for label, number, points in tried.kinds] == [
        ("漏报", 1, "-0.5"),
        ("逾期未办结", 1, "-2"),
    ]
    assert [str(one.total) for one in tried.results] == ["97.50"]
    assert (Event.objects.filter(act__startswith="note").count(), ScoreEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"name": " "}, "名称"),
        ({"rules": {}}, "至少"),
        ({"rules": {"log_in": Rule(Decimal(1), Decimal(1))}}, "没有“log_in”"),
        ({"rules": {"overdue": Rule(Decimal(-1), Decimal(1))}}, "一加一减"),
        ({"rules": {"overdue": Rule(Decimal(-1), Decimal(0), Decimal(0))}}, "上限应大于"),
        ({"rules": {"overdue": Rule(Decimal(-101), Decimal(0))}}, "分值应在"),
        ({"terms": replace(FLAT, base=Decimal(130))}, "基础分"),
        ({"cadence": "day"}, "考评周期"),
    ],
)
def test_a_scheme_that_cannot_be_counted_by_is_refused(world, columns, why):
    with pytest.raises(Refused, match=why):
        schemes.create(a_text(**columns), by=world.viewer("officer"), at=NOW)
    assert not ScoringScheme.objects.exists()


def test_a_talk_is_proposed_to_a_named_approver_who_decides(world):
    issued(world)
    issued(world, "林业局", due_on=dt.date(2026, 4, 30))
    a_scheme(world, talk_last=1)
    posting.post(NOW)
    frozen = frozen_march(world)
    (low,) = talks.lowest(frozen, at=APRIL)
    assert low.unit == world.units["财政局"].pk
    by, given = world.viewer("officer"), {"reason": "排名末位", "at": APRIL}
    with pytest.raises(Refused, match="提请人以外"):
        talks.propose(frozen.pk, low.unit, approver_id=world.officer.pk, by=by, **given)
    with pytest.raises(Refused, match="提请人以外"):
        talks.propose(frozen.pk, low.unit, approver_id=world.lead_clerk.pk, by=by, **given)
    with pytest.raises(Refused, match="末位范围"):
        talks.propose(frozen.pk, world.units["林业局"].pk, approver_id=world.leader.pk, by=by, **given)
    talk = talks.propose(frozen.pk, low.unit, approver_id=world.leader.pk, by=by, **given)
    assert Message.objects.filter(kind="score_talk", recipient=world.leader).exists()
    # Whoever runs the scoring and whoever is asked find it; the units do not see each other's.
    found = {
        who: queries.talks(world.viewer(who), frozen) for who in ("officer", "officer2", "leader", "stranger")
    }
    assert found == {"officer": [talk], "officer2": [talk], "leader": [talk], "stranger": []}
    # Nothing has reached the unit.
    assert not Message.objects.filter(kind="score_talk", recipient=world.lead_clerk).exists()
    with pytest.raises(Stale):
        talks.hold(talk.pk, held_on=APRIL.date(), note="已谈", by=by, at=APRIL)
    with pytest.raises(Forbidden):
        talks.decide(talk.pk, approved=True, answer="", by=by, at=APRIL)
    talks.decide(talk.pk, approved=True, answer="同意", by=world.viewer("leader"), at=APRIL)
    with pytest.raises(Stale):
        talks.decide(talk.pk, approved=False, answer="不必", by=world.viewer("leader"), at=APRIL)
    held = talks.hold(talk.pk, held_on=APRIL.date(), note="已谈，限期整改", by=by, at=APRIL)
    assert held.state == "held"


def test_who_sees_whose_scores(world):
    issued(world)
    issued(world, "林业局")
    a_scheme(world)
    posting.post(APRIL)
    period = ScorePeriod.objects.get(key="2026-03")
    seen = {
        who: {line.unit for line in queries.ranking(world.viewer(who), period, at=APRIL)}
        for who in ("officer", "lead_clerk", "stranger", "leader", "former", "admin")
    }
    assert seen == {
        "officer": {"财政局", "林业局"}, "lead_clerk": {"财政局"}, "stranger": {"林业局"}, "leader": {"财政局"},
        "former": set(), "admin": set(),
    }  # fmt: skip
    mine = ScoreEntry.objects.filter(unit=world.units["财政局"]).first()
    assert queries.entries(world.viewer("stranger"), period, mine.unit_id, at=APRIL, workdays=CALENDAR) == []
