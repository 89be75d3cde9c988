"""The lists as spreadsheets and as pages: each row where the page has it, nothing of what the viewer may not see, few queries for many rows."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support import many
from tests.support.build import a_name, an_assignment, an_item
from tests.support.world import NOW, TODAY
from tracker.items import operations
from tracker.items.clock import clock_at
from tracker.items.models import Event
from tracker.items.reviewing import ask_review, decide_review
from tracker.items.states import State
from tracker.items.verification import plan_verification
from tracker.regimes.models import OfficeDuty
from tracker.regimes.settling import settle_duty
from tracker.reports import lists

# Page, who opens it, what fills it, the most queries of the page and of its sheet (reviews: one for each batch of rows).
LISTS = {
    "console:unissued": ("officer", many.unissued, 8, 9),
    "console:checks": ("officer", many.checks, 8, 7),
    "console:duties": ("officer", many.duties, 9, 9),
    "portal:reviews": ("lead_clerk", many.reviews, 10, 9),
    "portal:inbox": ("lead_clerk", many.messages, 7, 7),
}


def sheet(client, page: str) -> list[dict[str, object]]:
    """The rows of the list's file by their titles."""
    answer = client.get(reverse(f"{page}_export"))
    assert answer.status_code == 200 and answer["Content-Type"].endswith("sheet")
    head, *rows = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(
        values_only=True
    )
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_asks_as_little_for_1000_rows_as_for_10(world, signed_in, page, django_assert_max_num_queries):
    who, fill, most, most_of_sheet = LISTS[page]
    client = signed_in(world.people[who])
    for number in (10, 990):
        fill(world, number)
        with django_assert_max_num_queries(most):
            assert client.get(reverse(page)).status_code == 200
        with django_assert_max_num_queries(most_of_sheet):
            answer = client.get(reverse(f"{page}_export"))
            assert len(b"".join(answer.streaming_content)) > 4000
    assert len(sheet(client, page)) == 1000


def test_what_is_not_issued_is_in_three_kinds(world, signed_in):
    waits = an_assignment(world)
    nobody = an_item(world, speech=waits.item.speech, lead=[a_name("县某某专班")])
    gone = an_assignment(world, "林业局", state=State.IN_PROGRESS, issued_at=NOW)
    type(gone.unit).objects.filter(pk=gone.unit_id).update(is_active=False)
    rows = {row["编号"]: row for row in sheet(signed_in(world.officer), "console:unissued")}
    told = {number: row["情况"] for number, row in rows.items()}
    assert told == {
        waits.item.item_no: "待交办",
        nobody.item_no: "还不能交办",
        gone.item.item_no: "要另定单位",
    }
    assert (rows[waits.item.item_no]["责任单位"], rows[waits.item.item_no]["批准人"]) == (
        "财政局",
        "王副县长",
    )
    assert rows[nobody.item_no]["没有对应单位的名称"] == "县某某专班"


def test_looks_that_wait_and_what_the_office_owes(world, signed_in):
    part = an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW)
    plan_verification(part.pk, kind="visit", planned_on=TODAY, by=world.viewer("officer"), at=NOW)
    client = signed_in(world.officer)
    (look,) = sheet(client, "console:checks")
    assert (look["方式"], look["单位"], look["编号"], look["安排人"]) == (
        "明查暗访", "财政局", part.item.item_no, "周督查",
    )  # fmt: skip
    many.duties(world, 2)
    settle_duty(OfficeDuty.objects.last().pk, note="第3期", by=world.viewer("officer"), at=NOW)
    rows = sheet(client, "console:duties")
    assert [(row["事项"], row["情况"], row["说明"]) for row in rows] == [
        ("通报", "已过", None), ("明查暗访", "待办", None), ("通报", "办结", "第3期"),
    ]  # fmt: skip


def test_reviews_are_those_of_the_parts_one_sees(world, signed_in):
    for unit, clerk in (("财政局", "lead_clerk"), ("林业局", "stranger")):
        part = an_assignment(world, unit, state=State.CLOSE_REQUESTED, issued_at=NOW)
        operations.return_for_rework(part.pk, reason="材料不全", by=world.viewer("officer"), at=NOW)
        event = Event.objects.get(act="return", assignment=part)
        review = ask_review(event.pk, reason="材料齐全", by=world.viewer(clerk), clock=clock_at(NOW))
    decide_review(review.pk, changed=False, answer="维持", by=world.viewer("officer2"), at=NOW)
    waits, decided = sheet(signed_in(world.officer), "portal:reviews")
    assert (waits["单位"], waits["情况"], waits["复核人"]) == ("财政局", "待复核", None)
    assert (decided["单位"], decided["情况"], decided["复核人"]) == ("林业局", "维持原决定", "郑督查")
    for who, units in (("lead_clerk", ["财政局"]), ("leader", ["财政局"]), ("support_clerk", [])):
        assert [row["单位"] for row in sheet(signed_in(world.people[who]), "portal:reviews")] == units


def test_messages_are_ones_own_and_those_of_the_page_before_are_a_page_away(world, signed_in):
    many.messages(world, 51)
    assert len(sheet(signed_in(world.lead_clerk), "portal:inbox")) == 51
    assert sheet(signed_in(world.former), "portal:inbox") == []
    client = signed_in(world.lead_clerk)
    assert "提醒0<" not in client.get(reverse("portal:inbox")).content.decode()
    assert "提醒0<" in client.get(reverse("portal:inbox"), {"page": 2}).content.decode()


def test_every_list_of_the_table_has_an_address_that_was_tried_here():
    named = {value.name for value in vars(lists).values() if isinstance(value, lists.Listing)}
    assert len(named) == len(LISTS)
