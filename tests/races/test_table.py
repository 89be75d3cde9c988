"""Every act there is, and the race that shows what becomes of two who do it at once. A new act without one fails here.

Acts of the state table are pressed in test_every_act; those in COVERED have a race written for what is special to them; the others are
pressed here by three at once on connections of their own: exactly one wins, one line of history, and whoever loses is told why.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
from collections.abc import Callable

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import a_draft, a_ledger, a_name, a_speech, an_assignment
from tests.support.world import NOW, TODAY, World, make_world
from tests.tracker.console.test_slot_pages import BULLETIN, WEEKLY
from tests.tracker.items.test_feedback_sheets import answer, compared, exported
from tests.tracker.items.test_feedback_sheets import returned as handed_in
from tests.tracker.items.test_ledger_import import applied
from tests.tracker.items.test_reviewing import asked, returned
from tests.tracker.meetings.test_restating import link
from tracker.items import expiring, operations
from tracker.items.act_names import NOTES, OTHER_ACTS
from tracker.items.comments import withdraw_comment, write_comment
from tracker.items.extensions import reschedule
from tracker.items.feedback import operations as sheets
from tracker.items.feedback.columns import CONTENT
from tracker.items.history import broken_links
from tracker.items.instruction_changes import correct_instruction, withdraw_instruction
from tracker.items.instructions import Words, answer_instruction, give_instruction
from tracker.items.ledger_import import operations as ledgers
from tracker.items.ledger_import import working
from tracker.items.mentions import Subject
from tracker.items.milestones import Line, plan_milestones, reach, take_back
from tracker.items.models import (
    Event,
    InstructionTarget,
    LeaderInstruction,
    LedgerImport,
    ProgressReport,
    ResponsibilityItem,
    ReturnedSheet,
    TakenRow,
    UnitAssignment,
)
from tracker.items.registration import register_speech, settle_name
from tracker.items.reviewing import decide_review, withdraw_review
from tracker.items.states import MOVES, State
from tracker.items.verification import plan_verification, record_finding
from tracker.notices.models import Message
from tracker.regimes.models import ReportSlot
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText, create
from tracker.regimes.settling import excuse
from tracker.reminders.answers import post_answers

pytestmark = [pytest.mark.races]
connected = pytest.mark.django_db(transaction=True)

# Act of the history → the test of its race, as module:function in this folder.
COVERED = {
    "register": "test_registration:test_a_rejected_draft_is_never_registered",
    "ask_extension": "test_item_acts:test_two_requests_at_once_are_one",
    "grant_extension": "test_item_acts:test_yes_and_no_at_once_are_one_answer",
    "refuse_extension": "test_item_acts:test_yes_and_no_at_once_are_one_answer",
    "ask_review": "test_reviewing:test_two_requests_at_once_are_one",
    "change_review": "test_reviewing:test_a_decision_a_withdrawal_and_a_handing_in_at_once_leave_one_story",
    "import": "test_ledger_imports:test_two_workers_write_one_ledger_once",
    "undo_import": "test_ledger_imports:test_an_undo_against_an_act_leaves_one_of_them",
    "chase": "test_moving_duties:test_the_lead_and_the_office_urge_at_once",
    "hand_down": "test_dividing:test_the_same_village_is_given_one_part",
    "plan_milestones": "test_milestones:test_two_plans_at_once_are_one",
    "reach_milestone": "test_milestones:test_a_milestone_reached_twice_is_one_line",
    "hand_over": "test_moving_duties:test_two_officers_hand_one_part_to_two_units",
    "take_over": "test_moving_duties:test_two_officers_hand_one_part_to_two_units",
    "change_role": "test_moving_duties:test_two_leads_do_not_both_step_down",
    "change_leader": "test_moving_duties:test_two_officers_change_the_leader_at_once",
    "instruct": "test_instructions:test_one_form_is_one_instruction_and_one_answer_counts",
    "answer_instruction": "test_instructions:test_one_form_is_one_instruction_and_one_answer_counts",
    "comment": "test_comments:test_a_form_sent_twice_at_once_is_one_comment",
    "edit_comment": "test_comments:test_a_change_and_a_withdrawal_at_once",
}
# Acts of whole modules that have races of their own beside these.
MODULES = {
    **dict.fromkeys(("escalate", "advise", "ask_explanation", "explain"), "test_escalations"),
    **dict.fromkeys(("criticise", "commend", *NOTES), "test_scoring"),
}
# What people and workers do that leaves no line of its own in an item's history.
BESIDE = {
    "enter a feedback sheet": "test_feedback_sheets:test_one_file_entered_twice_at_once_is_entered_once",
    "hand in a feedback sheet": "test_table:test_one_sheet_handed_in_at_once_is_one_with_one_file",
    "throw a feedback sheet away": "test_table:test_entering_against_throwing_away_and_expiring",
    "hand in a ledger": "test_ledger_imports:test_one_file_handed_in_twice_at_once_is_one_ledger",
    "confirm or throw away a ledger": "test_table:test_confirming_a_ledger_against_throwing_away_and_expiring",
    "confirm and carry out a bulk act": "test_bulk:test_two_confirmations_at_once_are_one_and_two_workers_do_each_part_once",
    "use a link from a mail": "test_links:test_of_presses_at_once_exactly_one_wins",
    "name and end a deputy": "test_deputies:test_of_two_who_name_for_the_same_days_one_is_refused",
    "keep an unsent report": "test_unsaved_reports:test_words_kept_while_they_are_sent_are_not_left_behind",
    "remind of an answer": "test_table:test_two_tickers_remind_of_an_answer_once",
    "write through the interface": "test_api_writes:test_two_of_one_key_are_one_report_and_two_answers_alike",
}
Press = Callable[[], object]


def settling(world: World) -> list[Press]:
    speech = a_speech(world)
    a_draft(speech, lead=[a_name("县财政局")], support=[a_name("有关部门")])
    officer = world.viewer("officer")
    item = register_speech(speech.pk, basis="会议", approver="县长", by=officer, at=NOW)[0]
    units = [world.units[name].pk for name in ("林业局", "审计局", "林业局")]
    return [
        lambda unit=unit: settle_name(item.pk, written="有关部门", unit_id=unit, by=officer, at=NOW)
        for unit in units
    ]  # type: ignore[misc]


def rescheduling(world: World) -> list[Press]:
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW, due_on=TODAY)
    day = TODAY + dt.timedelta(days=5)
    officers = [world.viewer(who) for who in ("officer", "officer2", "officer")]
    return [
        lambda by=by: reschedule(part.pk, new_due_on=day, reason="提级", by=by, at=NOW) for by in officers
    ]  # type: ignore[misc]


def withdrawing_a_review(world: World) -> list[Press]:
    review, clerk = asked(world, returned(world)), world.viewer("lead_clerk")
    return [lambda: withdraw_review(review.pk, by=clerk, at=NOW)] * 3


def upholding(world: World) -> list[Press]:
    review, other = asked(world, returned(world)), world.viewer("officer2")
    leader = world.viewer("leader")
    return [
        lambda by=by: decide_review(review.pk, changed=False, answer="维持", by=by, at=NOW)
        for by in (other, leader, other)
    ]  # type: ignore[misc]


def planning_a_look(world: World) -> list[Press]:
    part = an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW)
    plan = {"kind": "desk", "planned_on": TODAY, "at": NOW}
    return [
        lambda who=who: plan_verification(part.pk, by=world.viewer(who), **plan)
        for who in ("officer", "officer2", "officer")
    ]  # type: ignore[misc,arg-type]


def finding(world: World) -> list[Press]:
    part, officer = an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW), world.viewer("officer")
    look = plan_verification(part.pk, kind="desk", planned_on=TODAY, by=officer, at=NOW)
    found = {"result": "confirmed", "percent": 50, "finding": "属实", "at": NOW}
    return [
        lambda who=who: record_finding(look.pk, by=world.viewer(who), **found)
        for who in ("officer", "officer2", "officer")
    ]  # type: ignore[misc,arg-type]


def adding_a_source(world: World) -> list[Press]:
    officer, speech = world.viewer("officer"), a_speech(world)
    first, again = a_draft(speech), a_draft(speech)
    link(again, first, officer)
    return [lambda: only(register_speech(speech.pk, basis="会议", approver="县长", by=officer, at=NOW))] * 3


def only(items: list[ResponsibilityItem]) -> None:
    """A second registration finds nothing left to register; that is its answer, and no error."""
    if not items:
        raise operations.Refused("没有可以立项的。")


def excusing(world: World) -> list[Press]:
    officer = world.viewer("officer")
    operations.issue(an_assignment(world).pk, by=officer, at=NOW)
    create(RegimeText("周报告", NOW.date(), None, "", "all", (WEEKLY, BULLETIN)), by=officer, at=NOW)
    open_due(NOW + dt.timedelta(days=10))
    slot = ReportSlot.objects.order_by("pk")[0]
    at = NOW + dt.timedelta(days=10)
    return [
        lambda who=who: excuse(slot.pk, reason="抗洪", by=world.viewer(who), at=at)
        for who in ("officer", "officer2", "officer")
    ]  # type: ignore[misc]


def taking_a_milestone_back(world: World) -> list[Press]:
    part, clerk = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW), world.viewer("lead_clerk")
    [row] = plan_milestones(part.pk, [Line("方案", TODAY)], seen_revision=part.revision, by=clerk, at=NOW)
    reach(row.pk, by=clerk, at=NOW)
    return [lambda: take_back(row.pk, by=clerk, at=NOW)] * 3


def withdrawing_a_comment(world: World) -> list[Press]:
    part, officer = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW), world.viewer("officer")
    said = write_comment(Subject(part.item), "一", token="a" * 32, by=officer, at=NOW).comment
    return [lambda: withdraw_comment(said.pk, by=officer, at=NOW)] * 3


def instructed(world: World) -> LeaderInstruction:
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    words = Words("抓紧", answer_by=TODAY + dt.timedelta(days=4))
    return give_instruction(part.item, words, to=[part.pk], token="a" * 32, by=world.viewer("leader"), at=NOW)


def withdrawing_an_instruction(world: World) -> list[Press]:
    made, leader = instructed(world), world.viewer("leader")
    return [lambda: withdraw_instruction(made.pk, reason="写错", by=leader, at=NOW)] * 3


PRESSED: dict[str, Callable[[World], list[Press]]] = {
    "settle_name": settling,
    "reschedule": rescheduling,
    "withdraw_review": withdrawing_a_review,
    "uphold_review": upholding,
    "plan_check": planning_a_look,
    "check": finding,
    "add_source": adding_a_source,
    "excuse_slot": excusing,
    "take_back_milestone": taking_a_milestone_back,
    "withdraw_comment": withdrawing_a_comment,
    "withdraw_instruction": withdrawing_an_instruction,
}


def test_every_act_has_its_race() -> None:
    raced = COVERED.keys() | PRESSED.keys() | MODULES.keys() | MOVES.keys()
    assert raced >= MOVES.keys() | OTHER_ACTS.keys()
    assert all(importlib.util.find_spec(f"tests.races.{module}") for module in MODULES.values())
    for where in (COVERED | BESIDE).values():
        module, _, function = where.partition(":")
        race = getattr(importlib.import_module(f"tests.races.{module}"), function)
        assert callable(race)


@connected
@pytest.mark.parametrize("act", PRESSED)
def test_an_act_done_by_three_at_once_is_done_once(act: str) -> None:
    world = make_world()
    jobs = PRESSED[act](world)
    before, told = Event.objects.filter(act=act).count(), Message.objects.count()
    answers = at_once(*[lambda job=job: outcome(job) for job in jobs])
    assert answers.count("done") == 1 and len(answers) == 3
    assert Event.objects.filter(act=act).count() == before + 1
    news = Message.objects.order_by("pk")[told:]
    assert len({(one.recipient_id, one.channel, one.kind) for one in news}) == len(news)
    assert list(broken_links()) == []


@connected
def test_an_answer_against_a_withdrawal_and_a_correction() -> None:
    world = make_world()
    made = instructed(world)
    target, leader, clerk = made.targets.get(), world.viewer("leader"), world.viewer("lead_clerk")
    answers = at_once(
        lambda: outcome(lambda: answer_instruction(target.pk, "已办", by=clerk, at=NOW)),
        lambda: outcome(lambda: withdraw_instruction(made.pk, reason="写错", by=leader, at=NOW)),
        lambda: outcome(
            lambda: correct_instruction(
                made.pk,
                Words("改"),
                reason="笔误",
                to=[target.assignment_id],
                token="b" * 32,
                by=leader,
                at=NOW,
            )
        ),
    )
    # It is taken back once, in one of the two ways; an answer that came before it stays, one that came after is told.
    assert answers[1:].count("done") == 1
    target.refresh_from_db()
    assert (target.answered_at is not None) == (answers[0] == "done")
    assert LeaderInstruction.objects.count() == 1 + (answers[2] == "done")
    assert Event.objects.filter(act="withdraw_instruction").count() == 1
    assert list(broken_links()) == []


@connected
def test_two_tickers_remind_of_an_answer_once() -> None:
    world = make_world()
    instructed(world)
    moment = NOW + dt.timedelta(days=4)
    assert sum(at_once(*[lambda: post_answers(moment)] * 3)) == 1
    assert Message.objects.filter(kind="answer_reminder", channel="inapp").count() == 1
    assert InstructionTarget.objects.get().reminded.startswith("due-0d")


def a_sheet(world: World) -> bytes:
    an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    return answer(exported(world), {CONTENT: "甲"})


@connected
def test_one_sheet_handed_in_at_once_is_one_with_one_file() -> None:
    world = make_world()
    data, officer = a_sheet(world), world.viewer("officer")
    made = at_once(*[lambda: sheets.receive(data, name="表.xlsx", by=officer, at=NOW)] * 3)
    kept = ReturnedSheet.objects.get()
    assert {one.pk for one in made} == {kept.pk}
    folder = kept.file.name.rpartition("/")[0]
    assert kept.file.storage.listdir(folder)[1] == [kept.file.name.rpartition("/")[2]]


@connected
def test_entering_against_throwing_away_and_expiring() -> None:
    world = make_world()
    sheet = handed_in(world, a_sheet(world))
    chosen = {row: one.revision for row, one in compared(world, sheet).items()}
    long_ago = NOW - dt.timedelta(days=40)
    ReturnedSheet.objects.update(uploaded_at=long_ago, warned_at=NOW - dt.timedelta(days=8))
    officer, other = world.viewer("officer"), world.viewer("officer2")
    entered, dropped, expired = at_once(
        lambda: sheets.enter(sheet, chosen, all_or_none=False, by=officer, at=NOW).entered,
        lambda: sheets.discard(sheet.pk, by=other),
        lambda: expiring.expire(NOW),
    )
    # Entered and kept as what the history refers to, or gone with nothing entered.
    is_kept = ReturnedSheet.objects.exists()
    assert entered == ProgressReport.objects.count() == TakenRow.objects.count() == is_kept
    assert sheet.file.storage.exists(sheet.file.name) == is_kept
    assert (dropped or expired) != is_kept
    assert Message.objects.filter(kind="upload_expired", channel="inapp").count() == expired


@connected
def test_confirming_a_ledger_against_throwing_away_and_expiring() -> None:
    world = make_world()
    row = ledgers.receive(a_ledger(), name="台账.xlsx", by=world.viewer("officer"), at=NOW)
    options = {**row.options, "basis": "会议", "approver": "县长"}
    ledgers.set_columns(row.pk, mapping=row.mapping, options=options, by=world.viewer("officer"), at=NOW)
    working.work(row.pk, at=NOW)
    LedgerImport.objects.update(uploaded_at=NOW - dt.timedelta(days=40), warned_at=NOW - dt.timedelta(days=8))
    confirmed, dropped, expired = at_once(
        lambda: outcome(lambda: ledgers.confirm(row.pk, by=world.viewer("officer"), at=NOW)) == "done",
        lambda: ledgers.discard(row.pk, by=world.viewer("officer2")),
        lambda: expiring.expire(NOW),
    )
    assert confirmed != (dropped or expired)
    assert Message.objects.filter(kind="upload_expired", channel="inapp").count() == expired
    assert LedgerImport.objects.exists() == confirmed
    assert working.work(row.pk, at=NOW) == confirmed
    assert ResponsibilityItem.objects.count() == confirmed


@connected
def test_two_take_an_import_back_at_once() -> None:
    world = make_world()
    row = applied(world)
    officers = [world.viewer(who) for who in ("officer", "officer2", "officer")]
    answers = at_once(
        *[lambda by=by: outcome(lambda: ledgers.take_back(row.pk, by=by, at=NOW)) for by in officers]
    )
    assert sorted(answers) == ["Stale", "Stale", "done"]
    assert sorted(at_once(*[lambda: working.work(row.pk, at=NOW)] * 2)) == [False, True]
    assert Event.objects.filter(act="undo_import").count() == 1
    assert not UnitAssignment.with_hidden.exists()
