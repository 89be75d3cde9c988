"""One of each thing that has an address, and the address of each page about it."""

from __future__ import annotations

import uuid

from django.urls import reverse

from tests.support.build import a_draft, a_ledger, a_name, a_source, a_speech
from tests.support.ladders import a_ladder
from tests.support.scoring import a_scheme
from tests.support.world import NOW, TODAY, World, stand_in, upper_office
from tracker.common.workdays import calendar_for
from tracker.items import bulk, operations
from tracker.items.clock import clock_at
from tracker.items.comments import write_comment
from tracker.items.extensions import ask_extension, reschedule
from tracker.items.feedback.operations import receive
from tracker.items.feedback.sheet import workbook
from tracker.items.instructions import Words, give_instruction
from tracker.items.ledger_import import operations as ledgers
from tracker.items.links import offer
from tracker.items.mentions import Subject
from tracker.items.milestones import Line, plan_milestones
from tracker.items.models import UnitAssignment
from tracker.items.registration import register_speech
from tracker.items.reviewing import ask_review
from tracker.items.verification import plan_verification
from tracker.meetings.models import Draft, RegimeDraft
from tracker.notices.models import Message
from tracker.notices.oneclick import MARK, token_of
from tracker.regimes.escalation import explaining
from tracker.regimes.models import Escalation, ReportSlot, ScoreEntry
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText, StepText, create
from tracker.regimes.scoring import appeals, citing, posting


def a_review(world: World, assignment: UnitAssignment) -> dict[str, int]:
    """A decision that 财政局 contests, and one that it could contest."""
    found = {}
    for day in (25, 20):
        earlier = reschedule(
            assignment.pk,
            new_due_on=TODAY.replace(day=day),
            reason="提前",
            by=world.viewer("officer2"),
            at=NOW,
        )
        found["contested"] = earlier.events.latest("number").pk
        if "review" not in found:
            asked = ask_review(
                found["contested"], reason="有异议", by=world.viewer("lead_clerk"), clock=clock_at(NOW)
            )
            found["review"] = asked.pk
    return found


def scored(world: World, assignment: UnitAssignment) -> dict[str, int]:
    """A scheme that is on, a line that takes points from 财政局, and its appeal."""
    scheme = a_scheme(world)
    citing.cite(
        assignment.pk,
        tone="criticise",
        words="滞后",
        paper="第1期",
        approver="县长",
        by=world.viewer("officer2"),
        at=NOW,
    )
    posting.post(NOW)
    entry = ScoreEntry.objects.get(kind="criticised")
    asked = appeals.appeal(
        entry.pk, reason="有异议", by=world.viewer("lead_clerk"), at=NOW, workdays=calendar_for()
    )
    return {"scheme": scheme.pk, "score_entry": entry.pk, "period": entry.period_id, "appeal": asked.pk}


def a_step(world: World, assignment: UnitAssignment) -> dict[str, int]:
    """A ladder, and a letter about 财政局's part that waits, its unit asked to explain."""
    ladder = a_ladder(world, "lights")
    made = Escalation.objects.create(
        assignment=assignment,
        level=ladder.versions.get().levels.get(number=1),
        occurrence="due:2026-03-01",
        cause="逾期1天",
        came_due_at=NOW,
        opened_at=NOW,
        kind="reminder",
        name="提醒函",
        colour="yellow",
        title="提醒函",
        body="请抓紧。",
    )
    explaining.ask(made.pk, until=TODAY, seen=1, by=world.viewer("officer"), at=NOW)
    return {
        "step": made.pk,
        "ladder": ladder.pk,
        "instrument": made.level.instrument_id,
        "set": made.level.instrument.set_id,
    }


def one_of_each(world: World) -> dict[str, int | str]:
    """One of each: an issued item (财政局 leads, 审计局 supports), a draft still to decide, a regime, a message to the lead clerk."""
    upper_office(world)
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    assignment = item.assignments.get(unit=world.units["财政局"])
    undecided = a_draft(speech, decision=Draft.Decision.PROPOSED)
    regime = RegimeDraft.objects.create(speech=speech, title="周通报", start=0, end=3, steps=[])
    asked = ask_extension(
        assignment.pk,
        new_due_on=TODAY.replace(day=30),
        reason="等待资料",
        by=world.viewer("lead_clerk"),
        at=NOW,
    )
    [milestone] = plan_milestones(
        assignment.pk,
        [Line("制定方案", TODAY)],
        seen_revision=UnitAssignment.objects.get(pk=assignment.pk).revision,
        by=world.viewer("lead_clerk"),
        at=NOW,
    )
    check = plan_verification(
        assignment.pk, kind="desk", planned_on=TODAY, by=world.viewer("officer"), at=NOW
    )
    bulk_act = bulk.plan("close", [assignment.pk], key=uuid.uuid4(), by=world.viewer("officer"), at=NOW)
    text = RegimeText(
        "周报",
        TODAY,
        None,
        "",
        "all",
        (StepText("report", "每周五报", "FREQ=WEEKLY;BYDAY=FR", doer="leads"),),
    )
    adopted = create(text, by=world.viewer("officer"), at=NOW)
    open_due(NOW)
    instruction = give_instruction(
        item, Words("抓紧办理"), to=[assignment.pk], token="0" * 32, by=world.viewer("leader"), at=NOW
    )
    return {
        "adopted": adopted.pk,
        **scored(world, assignment),
        "slot": ReportSlot.objects.filter(assignment=assignment).first().pk,
        "comment": write_comment(
            Subject(item, assignment), "请补充材料", token="0" * 32, by=world.viewer("lead_clerk"), at=NOW
        ).comment.pk,
        **a_step(world, assignment),
        "instruction": instruction.targets.get().pk,
        "given": instruction.pk,
        "deputy": stand_in(world).pk,
        "token": token_of(MARK.fullmatch(offer(assignment, world.lead_clerk, at=NOW)[0].mark)[1]),
        "bulk": bulk_act.pk,
        **a_review(world, assignment),
        "extension": asked.pk,
        "check": check.pk,
        "milestone": milestone.pk,
        "speech": speech.pk,
        "sheet": receive(
            workbook(world.viewer("officer"), None, clock_at(NOW)),
            name="表.xlsx",
            by=world.viewer("officer"),
            at=NOW,
        ).pk,
        "ledger": ledgers.receive(a_ledger(), name="台账.xlsx", by=world.viewer("officer"), at=NOW).pk,
        "source": a_source(world).pk,
        "item": item.pk,
        "draft": undecided.pk,
        "regime_draft": regime.pk,
        "assignment": assignment.pk,
        "unit": world.units["财政局"].pk,
        "message": Message.objects.get(kind="item_issue", recipient=world.lead_clerk, channel="inapp").pk,
        "missing": 999_999,
    }


# What stands in an address: the name of a thing, or a slug as it is.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("speech", "speech_details", "speech_discard", "speech_batch", "speech_progress", "speech_accept_all", "speech_register", "speech_issue",
         "speech_undo", "addition_keep", "addition_forget", "speech_desk", "speech_team", "draft_new", "reads", "breakdown_page", "breakdown_docx", "breakdown_xlsx"),
        ("speech",),
    ),
    **dict.fromkeys(("draft", "draft_decide", "draft_edit", "draft_history", "draft_revert", "draft_split", "draft_merge", "draft_name", "draft_answer", "draft_link", "draft_unit", "draft_members", "draft_keep", "draft_forget"), ("draft",)),
    **dict.fromkeys(("source", "source_file", "source_keep", "source_discard", "keep", "discard"), ("source",)),
    **dict.fromkeys(("item", "case_file", "issue_item", "settle", "chase_all", "change_leader", "comments"), ("item",)),
    **dict.fromkeys(("paper", "paper_page", "message_retry", "evidence"), ("missing",)),
    **dict.fromkeys(("report", "unchanged", "ask_extension", "reschedule", "plan_check", "chase", "hand_over", "change_role", "hand_down", "settle_dates", "milestones", "report_files", "answer_extension"), ("assignment",)),
    **dict.fromkeys(("feedback_sheet", "feedback_enter", "feedback_discard", "feedback_file"), ("sheet",)),
    **dict.fromkeys(("ledger", "ledger_columns", "ledger_words", "ledger_apply", "ledger_undo", "ledger_discard", "ledger_progress", "ledger_problems"), ("ledger",)),
    **dict.fromkeys(("bulk", "bulk_confirm", "bulk_progress", "bulk_again"), ("bulk",)),
    "ask_review": ("contested",),
    **dict.fromkeys(("withdraw_review", "decide_review"), ("review",)),
    "answer_extension": ("extension",),
    **dict.fromkeys(("milestone_reach", "milestone_take_back"), ("milestone",)),
    **dict.fromkeys(("regime_edit", "regime_stop"), ("adopted",)),
    "slot_excuse": ("slot",),
    **dict.fromkeys(("score_scheme_edit", "score_switch"), ("scheme",)),
    **dict.fromkeys(("score_freeze", "score_talk_propose"), ("period",)),
    **dict.fromkeys(("score_talk_decide", "score_talk_hold"), ("missing",)),
    "score_cite": ("assignment",),
    "score_ask": ("score_entry",),
    **dict.fromkeys(("score_appeal", "score_withdraw"), ("appeal",)),
    **dict.fromkeys(("escalation", "escalation_docx", "escalation_edit", "explain"), ("step",)),
    "escalation_decide": ("step", "approve"),
    **dict.fromkeys(("ladder_edit", "ladder_stop", "ladder_general"), ("ladder",)),
    "instrument_edit": ("instrument",),
    "instrument_new": ("set",),
    **dict.fromkeys(("digest_change", "digest_now", "digest_group"), ("liaison",)),
    **dict.fromkeys(("typed_keep", "typed_forget"), ("register", "speech")),
    **dict.fromkeys(("digest_off", "calendar_file"), ("not-a-token",)),
    **dict.fromkeys(("view_change", "view_default", "view_delete"), ("missing",)),
    "duty_settle": ("missing",),
    "find_check": ("check",),
    "deputy_end": ("deputy",),
    "answer_instruction": ("instruction",),
    **dict.fromkeys(("instruction_correct", "instruction_withdraw"), ("given",)),
    **dict.fromkeys(("report_keep", "report_forget"), ("assignment",)),
    **dict.fromkeys(("comment", "mentionable", "instruct"), ("item",)),
    **dict.fromkeys(("comment_edit", "comment_withdraw"), ("comment",)),
    **dict.fromkeys(("assignment", "acknowledge", "request_close", "issue", "verify", "close", "return", "suspend", "resume", "cancel", "reopen", "reports"), ("assignment",)),
    "item_reports": ("item",),
    "missing": ("nowhere",),
    "link": ("token",),
    "act": ("assignment", "acknowledge"),
    "unit": ("unit",),
    "message": ("message",),
    **dict.fromkeys(
        ("regime_adopt_here", "regime_preview", "regime_settle", "regime_decline"), ("regime_draft",)
    ),
}  # fmt: skip


def address(name: str, things: dict[str, int | str]) -> str:
    """The address with the things it is about."""
    arguments = ARGUMENTS.get(name.rpartition(":")[2], ())
    return reverse(name, args=[things.get(argument, argument) for argument in arguments])
