"""Ladders under pressure: two tickers at once, two signatures, a signature that meets the handing in, two officers on one ladder."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.races.runners import at_once, outcome
from tests.support.ladders import a_duty, a_ladder, moment, pass_time, text_of
from tests.support.world import NOW, make_world
from tracker.items import operations as items
from tracker.items.history import broken_links
from tracker.items.models import Chase, Event, UnitAssignment
from tracker.notices.models import Message
from tracker.regimes.escalation import deciding, explaining, ladders
from tracker.regimes.escalation.ladders import LevelText
from tracker.regimes.escalation.presets import preset
from tracker.regimes.escalation.proposing import propose_due
from tracker.regimes.models import Escalation, LadderVersion
from tracker.reminders.operations import plan_due

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
LETTER = LevelText("提醒函", "yellow", overdue_days=1, is_workdays=True)
CHASE = LevelText("催办", "blue", overdue_days=1, is_workdays=True)
DAY, NEXT = moment(3, 23), moment(3, 24)


def waiting_step(world) -> Escalation:
    a_ladder(world, "default", LETTER, needs_other=False)
    part = a_duty(world)
    items.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    (step,) = pass_time(DAY)
    return step


def test_three_tickers_at_once_propose_each_step_once() -> None:
    world = make_world()
    a_ladder(world, "default", CHASE, LevelText("提醒函", "yellow", overdue_days=3, is_workdays=True))
    for unit in ("财政局", "审计局", "林业局"):
        a_duty(world, unit)
    plan_due(NOW)
    propose_due(NOW)
    at_once(*[lambda: propose_due(DAY)] * 3)
    assert sorted(Escalation.objects.values_list("name", "state")) == [("催办", "issued")] * 3
    assert Chase.objects.count() == 3
    told = Message.objects.filter(kind="item_chase", channel="inapp")
    assert len({message.recipient_id for message in told}) == len(told) == 3
    at_once(*[lambda: propose_due(moment(3, 26))] * 3)
    assert Escalation.objects.filter(name="提醒函", state="waiting").count() == 3
    assert list(broken_links()) == []


def test_a_step_signed_twice_at_once_goes_out_once() -> None:
    world = make_world()
    step = waiting_step(world)
    people = [world.viewer("officer"), world.viewer("officer2"), world.viewer("officer")]
    answers = at_once(
        *[
            lambda by=by: outcome(lambda: deciding.approve(step.pk, seen=step.revision, by=by, at=NEXT))
            for by in people
        ]
    )
    assert sorted(answers) == ["Stale", "Stale", "done"]
    assert Message.objects.filter(kind="escalation", channel="inapp").count() == 1
    assert Event.objects.filter(act="escalate").count() == 1
    assert Escalation.objects.get().doc_no == "督提〔2026〕1号"
    assert list(broken_links()) == []


def test_two_papers_signed_at_once_have_two_numbers() -> None:
    world = make_world()
    a_ladder(world, "default", LETTER)
    for unit in ("财政局", "林业局", "审计局"):
        a_duty(world, unit)
    steps = pass_time(DAY)
    by = world.viewer("officer")
    answers = at_once(
        *[lambda s=s: outcome(lambda: deciding.approve(s.pk, seen=s.revision, by=by, at=NEXT)) for s in steps]
    )
    assert answers == ["done"] * 3
    assert sorted(Escalation.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_signing_and_handing_in_at_once_never_leave_a_paper_about_what_is_handed_in() -> None:
    world = make_world()
    step = waiting_step(world)
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    answers = at_once(
        lambda: outcome(lambda: deciding.approve(step.pk, seen=step.revision, by=officer, at=NEXT)),
        lambda: outcome(lambda: items.request_close(step.assignment_id, by=clerk, at=NEXT)),
    )
    acts = list(
        Event.objects.filter(assignment=step.assignment_id).order_by("number").values_list("act", flat=True)
    )
    if answers[0] == "done" and answers[1] == "done":
        assert acts.index("escalate") < acts.index("request_close")
    elif answers[0] != "done":
        assert "escalate" not in acts
        propose_due(NEXT + dt.timedelta(minutes=1)) or plan_due(NEXT + dt.timedelta(minutes=1))
    assert UnitAssignment.objects.get(pk=step.assignment_id).state in ("close_requested", "acknowledged")
    assert list(broken_links()) == []


def test_a_decision_an_explanation_and_the_ticker_at_once_leave_one_story() -> None:
    world = make_world()
    step = waiting_step(world)
    explaining.ask(step.pk, until=NEXT.date(), seen=step.revision, by=world.viewer("officer"), at=DAY)
    seen = Escalation.objects.get().revision
    officer, clerk = world.viewer("officer"), world.viewer("lead_clerk")
    answers = at_once(
        lambda: outcome(lambda: deciding.reject(step.pk, reason="收尾中", seen=seen, by=officer, at=NEXT)),
        lambda: outcome(lambda: explaining.explain(step.pk, text="在办", by=clerk, at=NEXT)),
        lambda: outcome(lambda: propose_due(NEXT)),
    )
    row = Escalation.objects.get()
    assert answers[:2].count("done") >= 1
    assert (row.state == "rejected") == (answers[0] == "done")
    assert (row.explanation == "在办") == (answers[1] == "done")
    assert Event.objects.filter(act="explain").count() == (answers[1] == "done")


def test_two_officers_on_one_ladder_make_one_new_version() -> None:
    world = make_world()
    ladder = a_ladder(world, "default", LETTER)
    text = text_of(world, preset("default"), CHASE, starts_on=DAY.date())
    people = [world.viewer("officer"), world.viewer("officer2")]
    answers = at_once(
        *[
            lambda by=by: outcome(lambda: ladders.revise(ladder.pk, text, seen=1, by=by, at=DAY))
            for by in people
        ]
    )
    assert sorted(answers) == ["Stale", "done"]
    assert list(LadderVersion.objects.order_by("number").values_list("number", "ends_on")) == [
        (1, DAY.date() - dt.timedelta(days=1)),
        (2, None),
    ]
