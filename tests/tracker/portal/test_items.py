"""责任事项: the list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support import many
from tests.support.build import a_name, a_speech, an_assignment, an_item
from tests.support.world import TODAY
from tracker.items import filters
from tracker.items.models import ResponsibilityItem
from tracker.items.states import State

PAGE = reverse("portal:items")


def test_the_address_carries_every_part_of_the_question(world, signed_in):
    late = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY - dt.timedelta(5))
    fine = an_assignment(world, "林业局", state=State.IN_PROGRESS)
    asked = {"light": "red", "unit": late.unit_id, "role": "lead", "q": "审计", "due_to": "2026-03-01"}
    page = signed_in(world.officer).get(PAGE, asked).content.decode()
    assert late.item.item_no in page and fine.item.item_no not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"unit": "x"},
        {"due_from": "2026-13-45"},
        {"sort": "'"},
        {"after": "999"},
        {"before": "0.x.1"},
        {"after": "9.2026-13-01.99999999999999999999"},
        {"light": "no"},
    ],
)
def test_nonsense_in_the_address_asks_nothing(world, signed_in, asked):
    assignment = an_assignment(world, state=State.ISSUED)
    answer = signed_in(world.officer).get(PAGE, asked)
    assert answer.status_code == 200 and assignment.item.item_no in answer.content.decode()


def test_a_unit_that_the_viewer_may_not_see_cannot_be_asked_for(world, signed_in):
    an_assignment(world, state=State.ISSUED)
    page = signed_in(world.stranger).get(PAGE, {"unit": world.units["财政局"].pk}).content.decode()
    assert "完成预算审计" not in page and "财政局" not in page


def test_htmx_gets_the_list_alone_and_a_clean_address(world, signed_in):
    an_assignment(world, state=State.ISSUED)
    answer = signed_in(world.officer).get(PAGE, {"q": "", "light": "green"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == f"{PAGE}?light=green"


def test_going_back_gets_the_whole_page(world, signed_in):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in signed_in(world.officer).get(PAGE, headers=headers).content.decode()


def test_it_says_what_to_do_when_nothing_was_found_or_nothing_is_there(world, signed_in):
    client = signed_in(world.officer)
    assert "还没有责任事项" in client.get(PAGE).content.decode()
    an_assignment(world)
    assert "没有符合条件的事项" in client.get(PAGE, {"q": "查无此事"}).content.decode()


def test_pages_do_not_overlap(world, signed_in):
    speech = a_speech(world)
    items = [an_item(world, speech=speech, action=f"第{n}件事", lead=[a_name("县财政局")]) for n in range(27)]
    client = signed_in(world.officer)
    first = client.get(PAGE)
    second = client.get(PAGE, {"after": first.context["page"].after}).content.decode()
    first = first.content.decode()
    on_first = {item.pk for item in items if f'href="{reverse("portal:item", args=[item.pk])}"' in first}
    on_second = {item.pk for item in items if f'href="{reverse("portal:item", args=[item.pk])}"' in second}
    assert len(on_first) == 25 and len(on_second) == 2 and not on_first & on_second


# Session, person, posts (2), office, calendar, two choices, words, three stretches of the order, items, their units, five counts
# by light, the count, the bell; for a leader the units in charge; the kept views.
QUERIES = 22
ASKED = ({}, {"sort": "-due"}, {"q": "审计"}, {"light": "green"}, {"unit": "1"}, {"sort": "no"})


@pytest.mark.parametrize("who", ["officer", "lead_clerk", "leader"])
def test_its_queries_are_as_few_for_1000_rows_as_for_10(world, signed_in, django_assert_max_num_queries, who):
    client = signed_in(world.people[who])
    for number in (10, 990):
        many.items(world, number)
        for asked in ASKED:
            with django_assert_max_num_queries(QUERIES):
                assert client.get(PAGE, asked).status_code == 200


def test_a_page_of_a_unit_or_an_item_asks_as_little_for_1000_rows_as_for_10(world, signed_in):
    client = signed_in(world.officer)
    asked = []
    for number in (10, 990):
        many.items(world, number)
        pages = (
            reverse("portal:unit", args=[world.units["财政局"].pk]),
            reverse("portal:item", args=[ResponsibilityItem.objects.first().pk]),
        )
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                client.get(page)
            asked.append(len(seen))
    unit, item, *later = asked
    assert later == [unit, item]
    assert unit <= 15 and item <= 25


def test_a_number_too_large_to_matter_is_not_counted_out(world, signed_in, monkeypatch):
    monkeypatch.setattr(filters, "MANY", 5)
    many.items(world, 6)
    page = signed_in(world.officer).get(PAGE).content.decode()
    assert "5+ 个事项，5+ 项单位任务" in page
