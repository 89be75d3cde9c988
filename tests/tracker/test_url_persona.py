"""Every address × every kind of person: what they get. An address that is missing here fails the suite.

Statuses in the order of PEOPLE. 302 for somebody not signed in is the way to the log-in page. What a person may not see is 404,
what they may see but not do 403. Each row is tried in a world of its own, and what a person did in it is undone before the next one tries.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.build import a_draft, a_ledger, a_name, a_source, a_speech
from tests.support.ladders import a_ladder
from tests.support.scoring import a_scheme
from tests.support.undoing import undone
from tests.support.world import NOW, TODAY, World, stand_in, upper_office
from tracker.api.scopes import NEEDED
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

PEOPLE = (
    "nobody",
    "officer",
    "lead_clerk",
    "support_clerk",
    "stranger",
    "leader",
    "former",
    "admin",
    "deputy",  # stands in for lead_clerk
    "upper",  # head of the office one level up
)

# (address, method): statuses for PEOPLE.
TABLE: dict[tuple[str, str], str] = {
    ("home", "GET"): "302 302 302 302 302 302 200 302",
    ("login", "GET"): "200 302 302 302 302 302 302 302",
    ("logout", "POST"): "302 302 302 302 302 302 302 302",
    ("health", "GET"): "503 503 503 503 503 503 503 503",
    ("console:speeches", "GET"): "302 200 403 403 403 403 403 403",
    ("console:speech_new", "GET"): "302 200 403 403 403 403 403 403",
    ("console:speech_new", "POST"): "302 422 403 403 403 403 403 403",
    ("console:speech", "GET"): "302 200 403 403 403 403 403 403",
    ("console:speech_details", "GET"): "302 302 403 403 403 403 403 403",
    ("console:speech_batch", "GET"): "302 200 403 403 403 403 403 403",
    ("console:speech_discard", "POST"): "302 302 403 403 403 403 403 403",
    ("console:source", "GET"): "302 200 403 403 403 403 403 403",
    ("console:source_file", "GET"): "302 200 403 403 403 403 403 403",
    ("console:source_keep", "POST"): "302 422 403 403 403 403 403 403",
    ("console:source_discard", "POST"): "302 302 403 403 403 403 403 403",
    ("console:speech_progress", "GET"): "302 204 403 403 403 403 403 403",
    ("console:speech_accept_all", "POST"): "302 302 403 403 403 403 403 403",
    ("console:speech_register", "POST"): "302 422 403 403 403 403 403 403",
    ("console:speech_issue", "POST"): "302 302 403 403 403 403 403 403",
    ("console:speech_desk", "GET"): "302 200 403 403 403 403 403 403",
    ("console:speech_team", "POST"): "302 200 403 403 403 403 403 403",
    ("console:draft_keep", "POST"): "302 204 403 403 403 403 403 403",
    ("console:addition_keep", "POST"): "302 422 403 403 403 403 403 403",
    ("console:addition_forget", "POST"): "302 204 403 403 403 403 403 403",
    ("console:draft_forget", "POST"): "302 204 403 403 403 403 403 403",
    ("console:typed_keep", "POST"): "302 204 403 403 403 403 403 403",
    ("console:typed_forget", "POST"): "302 204 403 403 403 403 403 403",
    ("console:draft", "GET"): "302 302 403 403 403 403 403 403",
    ("console:draft_decide", "POST"): "302 302 403 403 403 403 403 403",
    ("console:speech_undo", "POST"): "302 302 403 403 403 403 403 403",
    ("console:draft_history", "GET"): "302 200 403 403 403 403 403 403",
    ("console:draft_revert", "POST"): "302 302 403 403 403 403 403 403",
    ("console:draft_new", "GET"): "302 302 403 403 403 403 403 403",
    ("console:draft_name", "GET"): "302 200 403 403 403 403 403 403",
    ("console:draft_answer", "POST"): "302 302 403 403 403 403 403 403",
    ("console:draft_link", "GET"): "302 200 403 403 403 403 403 403",
    ("console:draft_unit", "GET"): "302 200 403 403 403 403 403 403",
    ("console:draft_members", "GET"): "302 200 403 403 403 403 403 403",
    ("console:reads", "GET"): "302 200 403 403 403 403 403 403",
    ("console:names", "GET"): "302 200 403 403 403 403 403 403",
    ("console:month", "GET"): "302 200 403 403 403 403 403 403",
    ("console:draft_split", "GET"): "302 200 403 403 403 403 403 403",
    ("console:draft_merge", "POST"): "302 302 403 403 403 403 403 403",
    ("console:draft_edit", "GET"): "302 200 403 403 403 403 403 403",
    ("console:dashboard", "GET"): "302 200 403 403 403 200 403 403",
    ("console:status", "GET"): "302 200 403 403 403 403 403 200",
    ("console:message_retry", "POST"): "302 302 403 403 403 403 403 302",
    ("console:breakdown_page", "GET"): "302 200 403 403 403 403 403 403",
    ("console:breakdown_docx", "GET"): "302 200 403 403 403 403 403 403",
    ("console:breakdown_xlsx", "GET"): "302 200 403 403 403 403 403 403",
    ("console:unissued", "GET"): "302 200 403 403 403 403 403 403",
    ("console:unissued_export", "GET"): "302 200 403 403 403 403 403 403",
    ("console:unissued", "POST"): "302 302 403 403 403 403 403 403",
    ("console:bulletin", "GET"): "302 200 403 403 403 200 403 403",
    ("console:bulletin_docx", "GET"): "302 200 403 403 403 200 403 403",
    ("console:bulletin_freeze", "POST"): "302 302 403 403 403 403 403 403",
    ("console:papers", "GET"): "302 200 403 403 403 200 403 403",
    ("console:paper_page", "GET"): "302 404 403 403 403 404 403 403",
    ("console:paper", "GET"): "302 404 403 403 403 404 403 403",
    ("console:ledgers", "GET"): "302 200 403 403 403 403 403 403",
    ("console:ledger_upload", "POST"): "302 422 403 403 403 403 403 403",
    ("console:ledger", "GET"): "302 200 403 403 403 403 403 403",
    ("console:ledger_columns", "POST"): "302 422 403 403 403 403 403 403",
    ("console:ledger_words", "POST"): "302 302 403 403 403 403 403 403",
    ("console:ledger_apply", "POST"): "302 302 403 403 403 403 403 403",
    ("console:ledger_undo", "POST"): "302 302 403 403 403 403 403 403",
    ("console:ledger_discard", "POST"): "302 302 403 403 403 403 403 403",
    ("console:ledger_progress", "GET"): "302 204 403 403 403 403 403 403",
    ("console:ledger_problems", "GET"): "302 200 403 403 403 403 403 403",
    ("portal:case_file", "GET"): "302 200 200 200 404 200 404 404",
    ("console:units", "GET"): "302 200 403 403 403 403 403 200",
    ("console:units_export", "GET"): "302 200 403 403 403 403 403 200",
    ("console:calendar", "GET"): "302 200 403 403 403 403 403 200",
    ("console:calendar_export", "GET"): "302 200 403 403 403 403 403 200",
    ("console:unit_import", "GET"): "302 200 403 403 403 403 403 200",
    ("console:unit_template", "GET"): "302 200 403 403 403 403 403 200",
    ("console:unit_import_confirm", "POST"): "302 302 403 403 403 403 403 302",
    ("console:calendar_import", "GET"): "302 200 403 403 403 403 403 200",
    ("console:calendar_template", "GET"): "302 200 403 403 403 403 403 200",
    ("console:calendar_import_confirm", "POST"): "302 302 403 403 403 403 403 302",
    ("console:regime_preview", "GET"): "302 200 403 403 403 403 403 403",
    ("console:regime_settle", "POST"): "302 302 403 403 403 403 403 403",
    ("console:regime_decline", "POST"): "302 302 403 403 403 403 403 403",
    ("console:regime_adopt_here", "POST"): "302 422 403 403 403 403 403 403",
    ("console:regimes", "GET"): "302 200 403 403 403 403 403 403",
    ("console:regime_new", "GET"): "302 200 403 403 403 403 403 403",
    ("console:regime_new", "POST"): "302 422 403 403 403 403 403 403",
    ("console:regime_edit", "GET"): "302 200 403 403 403 403 403 403",
    ("console:regime_stop", "GET"): "302 200 403 403 403 403 403 403",
    ("console:slots", "GET"): "302 200 403 403 403 200 403 403",
    ("console:slots_export", "GET"): "302 200 403 403 403 200 403 403",
    ("console:slot_excuse", "GET"): "302 200 403 403 403 403 403 403",
    ("console:duties", "GET"): "302 200 403 403 403 403 403 403",
    ("console:duties_export", "GET"): "302 200 403 403 403 403 403 403",
    ("console:duty_settle", "POST"): "302 302 403 403 403 403 403 403",
    ("console:scores", "GET"): "302 200 403 403 403 200 403 403",
    ("console:scores_export", "GET"): "302 200 403 403 403 200 403 403",
    ("console:score_scheme_new", "GET"): "302 200 403 403 403 403 403 403",
    ("console:score_scheme_new", "POST"): "302 422 403 403 403 403 403 403",
    ("console:score_scheme_edit", "GET"): "302 200 403 403 403 403 403 403",
    ("console:score_switch", "POST"): "302 302 403 403 403 403 403 403",
    ("console:score_freeze", "POST"): "302 302 403 403 403 403 403 403",
    ("console:score_talk_propose", "POST"): "302 302 403 403 403 403 403 403",
    ("console:score_talk_decide", "POST"): "302 404 403 403 403 404 403 403",
    ("console:score_talk_hold", "POST"): "302 404 403 403 403 403 403 403",
    ("console:score_cite", "GET"): "302 200 403 403 403 403 403 403",
    ("portal:burden", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:burden_export", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:prompt_card", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:prompt_cards_send", "POST"): "302 302 403 403 403 403 403 403",
    ("portal:scores", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:score_appeals", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:score_ask", "GET"): "302 403 200 404 404 403 403 403",
    ("portal:score_appeal", "GET"): "302 200 200 404 404 200 403 403",
    ("portal:score_withdraw", "POST"): "302 403 302 404 404 403 403 403",
    ("console:escalations", "GET"): "302 200 403 403 403 200 403 403",
    ("console:escalations_export", "GET"): "302 200 403 403 403 200 403 403",
    ("console:escalation", "GET"): "302 200 403 403 403 200 403 403",
    ("console:escalation_docx", "GET"): "302 200 403 403 403 200 403 403",
    ("console:escalation_edit", "POST"): "302 422 403 403 403 422 403 403",
    ("console:escalation_decide", "POST"): "302 422 403 403 403 422 403 403",
    ("console:ladders", "GET"): "302 200 403 403 403 403 403 403",
    ("console:ladder_new", "GET"): "302 200 403 403 403 403 403 403",
    ("console:ladder_new", "POST"): "302 422 403 403 403 403 403 403",
    ("console:ladder_edit", "GET"): "302 200 403 403 403 403 403 403",
    ("console:ladder_stop", "GET"): "302 200 403 403 403 403 403 403",
    ("console:ladder_general", "POST"): "302 302 403 403 403 403 403 403",
    ("console:instrument_edit", "GET"): "302 200 403 403 403 403 403 403",
    ("portal:explain", "GET"): "302 403 200 404 404 403 404 404",
    ("portal:items_export", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:views", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:view_save", "POST"): "302 302 302 302 302 302 403 403",
    ("portal:view_change", "POST"): "302 302 302 302 302 302 403 403",
    ("portal:view_delete", "POST"): "302 302 302 302 302 302 403 403",
    ("portal:calendar_feed", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:calendar_feed", "POST"): "302 200 200 200 200 200 403 403",
    ("portal:calendar_end", "POST"): "302 302 302 302 302 302 403 403",
    (
        "portal:calendar_file",
        "GET",
    ): "404 404 404 404 404 404 404 404",  # whoever holds it reads as its person
    ("portal:owed", "GET"): "302 403 200 200 200 403 403 403",
    ("portal:items", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:bulks", "GET"): "302 200 403 403 403 403 403 403",
    ("portal:bulk_plan", "POST"): "302 302 403 403 403 403 403 403",
    ("portal:bulk", "GET"): "302 200 403 403 403 403 403 403",
    ("portal:bulk_confirm", "POST"): "302 422 403 403 403 403 403 403",
    ("portal:bulk_progress", "GET"): "302 204 403 403 403 403 403 403",
    ("portal:bulk_again", "POST"): "302 302 403 403 403 403 403 403",
    ("portal:item", "GET"): "302 200 200 200 404 200 404 404",
    ("portal:issue_item", "POST"): "302 302 403 403 404 403 404 404",
    ("portal:settle", "POST"): "302 302 403 403 404 403 404 404",
    ("portal:report", "GET"): "302 403 302 404 404 403 404 404",
    ("console:checks", "GET"): "302 200 403 403 403 403 403 403",
    ("console:checks_export", "GET"): "302 200 403 403 403 403 403 403",
    ("console:checks_draw", "POST"): "302 422 403 403 403 403 403 403",
    ("portal:plan_check", "GET"): "302 200 403 404 404 403 404 404",
    ("portal:find_check", "GET"): "302 200 403 404 404 403 404 404",
    ("portal:unchanged", "POST"): "302 403 302 404 404 403 404 404",
    ("portal:evidence", "GET"): "302 404 404 404 404 404 404 404",
    ("portal:ask_extension", "GET"): "302 403 200 404 404 403 404 404",
    ("portal:reschedule", "GET"): "302 200 403 404 404 403 404 404",
    ("portal:chase_all", "POST"): "302 302 302 302 404 403 404 404",
    ("portal:hand_down", "GET"): "302 403 302 404 404 403 404 404",
    ("portal:settle_dates", "POST"): "302 403 302 404 404 403 404 404",
    ("portal:milestones", "GET"): "302 200 200 404 404 403 404 404",
    ("portal:milestone_reach", "POST"): "302 403 302 404 404 403 404 404",
    ("portal:milestone_take_back", "POST"): "302 403 302 404 404 403 404 404",
    ("console:wall", "GET"): "302 200 403 403 403 200 403 403",
    ("console:wall_export", "GET"): "302 200 403 403 403 200 403 403",
    ("portal:chase", "GET"): "302 302 403 404 404 403 404 404",
    ("portal:hand_over", "GET"): "302 200 403 404 404 403 404 404",
    ("portal:change_role", "GET"): "302 200 403 404 404 403 404 404",
    ("portal:change_leader", "GET"): "302 200 403 403 404 403 404 404",
    ("portal:answer_extension", "POST"): "302 302 403 404 404 403 404 404",
    ("portal:act", "POST"): "302 403 302 404 404 403 404 404",
    ("portal:feedback", "GET"): "302 200 200 200 200 403 403 403",
    ("portal:feedback_export", "GET"): "302 200 200 200 302 403 403 403",
    ("portal:feedback_return", "POST"): "302 422 422 422 422 403 403 403",
    ("portal:feedback_sheet", "GET"): "302 200 404 404 404 403 403 403",
    ("portal:feedback_enter", "POST"): "302 302 404 404 404 403 403 403",
    ("portal:feedback_discard", "POST"): "302 302 404 404 404 403 403 403",
    ("portal:feedback_file", "GET"): "302 200 404 404 404 403 403 403",
    ("portal:unit", "GET"): "302 200 200 404 404 200 404 404",
    ("portal:search", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:reviews", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:reviews_export", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:ask_review", "GET"): "302 403 200 404 404 403 404 404",
    ("portal:withdraw_review", "POST"): "302 403 302 404 404 403 404 404",
    ("portal:decide_review", "GET"): "302 200 403 404 404 200 404 404",
    ("portal:inbox", "GET"): "302 200 200 200 200 200 200 200",
    ("portal:inbox_export", "GET"): "302 200 200 200 200 200 200 200",
    ("portal:digests", "GET"): "302 200 200 200 200 200 200 200",
    ("portal:digest_change", "POST"): "302 403 422 422 422 403 403 403 422 403",
    ("portal:digest_now", "POST"): "302 403 302 302 302 403 403 403 302 403",
    ("portal:digest_group", "POST"): "302 403 302 302 302 403 403 403 302 403",
    ("portal:digest_off", "GET"): "404 404 404 404 404 404 404 404",
    ("portal:read_all", "POST"): "302 302 302 302 302 302 302 302",
    ("portal:link", "GET"): "200 200 200 200 200 200 200 200",  # whoever holds it, as long as its person may
    ("portal:comment", "POST"): "302 422 422 422 404 422 404 404",
    ("portal:mentionable", "GET"): "302 200 200 200 404 200 404 404",
    ("portal:comment_edit", "GET"): "302 403 200 404 404 403 404 404 403 404",
    ("portal:comment_withdraw", "POST"): "302 403 302 404 404 403 404 404 403 404",
    ("portal:instruct", "GET"): "302 200 403 403 404 200 404 404",
    ("portal:answer_instruction", "GET"): "302 403 200 404 404 403 404 404",
    ("portal:instruction_correct", "GET"): "302 403 403 404 404 200 404 404",
    ("portal:instruction_withdraw", "GET"): "302 403 403 404 404 200 404 404",
    ("portal:report_keep", "POST"): "302 403 204 404 404 403 404 404",
    ("portal:report_forget", "POST"): "302 204 204 404 404 204 404 404",
    ("portal:deputies", "GET"): "302 200 200 200 200 200 200 200",
    ("portal:deputies", "POST"): "302 422 422 422 422 422 403 422 403 422",
    ("portal:deputy_end", "POST"): "302 404 302 404 404 404 404 302",
    # The interface knows tokens and no sessions: tests/tracker/api/test_personas.py goes through it with clients.
    **dict.fromkeys(
        [(f"api:{name}", method) for name, methods in NEEDED.items() for method in methods],
        "401 401 401 401 401 401 401 401",
    ),
    ("api:openapi", "GET"): "200 200 200 200 200 200 200 200",
    ("api:docs", "GET"): "302 200 200 200 200 200 200 200",
    ("api:missing", "GET"): "404 404 404 404 404 404 404 404",
    ("portal:message", "GET"): "302 404 302 404 404 404 404 404 404 404",
}


def statuses(row: tuple[str, str]) -> dict[str, str]:
    """What everybody gets; unless the row says otherwise, a deputy what their holder gets, the upper office what a stranger gets."""
    found = dict(zip(PEOPLE, TABLE[row].split(), strict=False))
    return {"deputy": found["lead_clerk"], "upper": found["stranger"], **found}


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all our addresses; the admin has a test of its own."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from addresses(
                    pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space
                )
        else:
            yield f"{space}{pattern.name}"


def test_every_address_is_in_the_table():
    assert set(addresses(get_resolver().url_patterns)) - {name for name, _ in TABLE} == set()


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
    return {"step": made.pk, "ladder": ladder.pk, "instrument": made.level.instrument_id}


@pytest.fixture
def things(world: World, settings) -> dict[str, int | str]:
    """One of each: an issued item (财政局 leads, 审计局 supports), a draft still to decide, a regime, a message to the lead clerk."""
    upper_office(world)
    settings.ORIGIN = "https://luoshi.example"
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
    **dict.fromkeys(("digest_change", "digest_now", "digest_group"), ("liaison",)),
    **dict.fromkeys(("typed_keep", "typed_forget"), ("register", "speech")),
    **dict.fromkeys(("digest_off", "calendar_file"), ("not-a-token",)),
    **dict.fromkeys(("view_change", "view_delete"), ("missing",)),
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


@pytest.mark.parametrize("row", TABLE, ids=" ".join)
def test_each_person_gets_what_the_table_says(row, things, world, signed_in):
    name, method = row
    expected, got = statuses(row), {}
    for who in expected:
        with undone():
            client = signed_in(None if who == "nobody" else world.people[who])
            answer = getattr(client, method.lower())(address(name, things))
        got[who] = str(answer.status_code)
        if who == "nobody" and expected[who] == "302" and name not in ("login", "logout"):
            assert answer["Location"].startswith(reverse("login"))
    assert got == expected


def test_an_act_cannot_be_done_by_a_link(things, world, signed_in):
    taken = {name for name, method in TABLE if method == "GET"}
    posts_only = sorted({name for name, method in TABLE if method == "POST"} - taken)
    clerk, officer = signed_in(world.lead_clerk), signed_in(world.officer)
    got = {
        name: (clerk if name.startswith("portal") else officer).get(address(name, things)).status_code
        for name in posts_only
    }
    assert posts_only and {name: status for name, status in got.items() if status not in (404, 405)} == {}


def test_the_admin_opens_for_administrators_alone(world, signed_in):
    for who, status in (("officer", 302), ("lead_clerk", 302), ("leader", 302), ("admin", 200)):
        assert signed_in(world.people[who]).get(reverse("admin:index")).status_code == status
