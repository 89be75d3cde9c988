"""Every address × every kind of person: what they get. An address that is missing here fails the suite.

Statuses in the order of PEOPLE. 302 for somebody not signed in is the way to the log-in page. What a person may not see is 404,
what they may see but not do 403. Each person tries every row in one world; what they did is undone before they try the next.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.addresses import address, one_of_each
from tests.support.undoing import undone
from tests.support.world import World
from tracker.api.scopes import NEEDED

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
    ("console:dead_letters", "GET"): "302 200 403 403 403 403 403 200",
    ("console:dead_letters_export", "GET"): "302 200 403 403 403 403 403 200",
    ("console:dead_letters_retry", "POST"): "302 302 403 403 403 403 403 302",
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
    ("console:score_switch", "POST"): "302 422 403 403 403 403 403 403",
    ("console:score_freeze", "POST"): "302 422 403 403 403 403 403 403",
    ("console:score_talk_propose", "POST"): "302 422 403 403 403 403 403 403",
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
    ("console:instrument_new", "GET"): "302 200 403 403 403 403 403 403",
    ("console:instrument_edit", "GET"): "302 200 403 403 403 403 403 403",
    ("portal:explain", "GET"): "302 403 200 404 404 403 404 404",
    ("portal:items_export", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:views", "GET"): "302 200 200 200 200 200 403 403",
    ("portal:view_save", "POST"): "302 422 422 422 422 422 403 403",
    ("portal:view_change", "POST"): "302 422 422 422 422 422 403 403",
    ("portal:view_default", "POST"): "302 302 302 302 302 302 403 403",
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
    ("portal:answer_extension", "POST"): "302 422 403 404 404 403 404 404",
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


@pytest.fixture
def things(world: World, settings) -> dict[str, int | str]:
    """One of each thing, in an office that has an address."""
    settings.ORIGIN = "https://luoshi.example"
    return one_of_each(world)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_gets_what_the_table_says(who, things, world, signed_in):
    other = {}
    for name, method in TABLE:
        expected = statuses((name, method))[who]
        # What is counted against too many tries a minute is counted for each row anew.
        cache.clear()
        with undone():
            client = signed_in(None if who == "nobody" else world.people[who])
            answer = getattr(client, method.lower())(address(name, things))
        if str(answer.status_code) != expected:
            other[f"{name} {method}"] = f"{answer.status_code}, not {expected}"
        elif who == "nobody" and expected == "302" and name not in ("login", "logout"):
            assert answer["Location"].startswith(reverse("login")), name
    assert other == {}


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
