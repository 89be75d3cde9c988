"""One item, every kind of person, every way it could reach them: list, search, export, page, messages, buttons, the admin.

The row filter, the pages and the exports must agree; so must the messages, which nobody asked for.
"""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY, World, person, stand_in, upper_office
from tracker.access.viewers import viewer_of
from tracker.items import operations
from tracker.items.comments import comments_of, write_comment
from tracker.items.instructions import Words, give_instruction, instructions_of
from tracker.items.links import offer
from tracker.items.mentions import Subject
from tracker.items.models import ResponsibilityItem
from tracker.items.queries import acts_for, visible_assignments, visible_items
from tracker.items.registration import register_speech
from tracker.notices.models import Message
from tracker.org.models import Person

# Who sees which units' parts of an item that 财政局 leads and 审计局 supports.
SEES = {
    "officer": {"财政局", "审计局"},
    "lead_clerk": {"财政局", "审计局"},
    "deputy": {"财政局", "审计局"},  # stands in for lead_clerk
    "support_clerk": {"审计局"},
    "leader": {"财政局", "审计局"},  # in charge of 财政局, and named by the item
    "other_leader": set(),  # in charge of another field
    "stranger": set(),
    "former": set(),
    "past_deputy": set(),  # stood in for lead_clerk until yesterday
    "upper": set(),  # head of the office one level up
    "admin": set(),
}


@pytest.fixture
def item(world: World) -> ResponsibilityItem:
    upper_office(world)
    other = person(world, "other_leader", "马副县长", "leader", None)
    other.posts.get().in_charge.add(world.units["林业局"])
    past = Person.objects.create(username="past_deputy", full_name="何小前", email="past@qinghe.example")
    world.people["past_deputy"] = past
    stand_in(world, who="past_deputy", first=TODAY - dt.timedelta(days=9), last=TODAY - dt.timedelta(days=1))
    stand_in(world)
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    made = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    operations.issue_all([made.pk], by=world.viewer("officer"), at=NOW)
    part = made.assignments.get(unit=world.units["财政局"])
    give_instruction(made, Words("抓紧"), to=[part.pk], token="a" * 32, by=world.viewer("leader"), at=NOW)
    write_comment(Subject(made, part), "请看 @钱小明", token="a" * 32, by=world.viewer("officer"), at=NOW)
    return made


@pytest.mark.parametrize("who", SEES)
def test_rows_search_page_and_export_agree(world, signed_in, item, who):
    viewer, client = world.viewer(who), signed_in(world.people[who])
    seen = {row.unit.short_name for row in visible_assignments(viewer)}
    assert seen == SEES[who]
    assert visible_items(viewer).exists() == bool(seen)
    assert client.get(reverse("portal:item", args=[item.pk])).status_code == (200 if seen else 404)
    for question in ("", "?q=预算审计", f"?q={item.item_no}"):
        page = client.get(reverse("portal:items") + question)
        assert ("完成预算审计" in page.content.decode()) == bool(seen)
        export = client.get(reverse("portal:items_export") + question)
        if export.status_code == 200:
            told = cells(b"".join(export.streaming_content))
            assert ("完成预算审计" in told) == bool(seen)
            assert ("青禾县财政局" in told or "财政局" in told) == bool(seen)
        else:
            assert export.status_code == 403 and not seen


def cells(workbook: bytes) -> str:
    """Every cell's words."""
    book = load_workbook(io.BytesIO(workbook))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize("who", SEES)
def test_what_is_said_about_a_part_goes_with_the_part(world, item, who):
    viewer = world.viewer(who)
    sees_lead = "财政局" in SEES[who]
    assert comments_of(viewer, item).exists() == sees_lead
    assert bool(instructions_of(viewer, item)) == sees_lead


@pytest.mark.parametrize("who", SEES)
def test_buttons_and_links_are_offered_only_to_who_may_press_them(world, settings, item, who):
    settings.ORIGIN = "https://luoshi.example"
    part = item.assignments.get(unit=world.units["财政局"])
    may_sign = who in ("lead_clerk", "deputy")
    assert ("acknowledge" in acts_for(world.viewer(who), part)) == may_sign
    assert ("acknowledge" in {one.act for one in offer(part, world.people[who], at=NOW)}) == may_sign


def test_nobody_is_written_to_about_what_they_may_not_open(world, item):
    told = list(Message.objects.select_related("recipient"))
    assert told
    for message in told:
        viewer = viewer_of(message.recipient, on=TODAY)
        assert visible_items(viewer).filter(pk=item.pk).exists(), (message.kind, message.recipient)
    assert {message.recipient.username for message in told} == {"lead_clerk", "deputy", "support_clerk"}


@pytest.mark.parametrize("who", SEES)
def test_the_admin_stays_shut_but_for_administrators(world, signed_in, item, who):
    client = signed_in(world.people[who])
    pages = ["index", "items_comment_changelist", "items_actlink_changelist", "org_deputy_changelist"]
    for page in pages:
        answer = client.get(reverse(f"admin:{page}"))
        assert (answer.status_code == 200) == (who == "admin"), page
        assert who == "admin" or "请看" not in answer.content.decode()
