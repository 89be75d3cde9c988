"""责任事项: the list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_name, a_speech, an_assignment, an_item
from tests.support.world import TODAY
from tracker.items.states import State

PAGE = reverse("portal:items")


def test_the_address_carries_every_part_of_the_question(world, signed_in):
    late = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY - dt.timedelta(5))
    fine = an_assignment(world, "林业局", state=State.IN_PROGRESS)
    asked = {"light": "red", "unit": late.unit_id, "role": "lead", "q": "审计", "due_to": "2026-03-01"}
    page = signed_in(world.officer).get(PAGE, asked).content.decode()
    assert late.item.item_no in page and fine.item.item_no not in page


@pytest.mark.parametrize(
    "asked", [{"unit": "x"}, {"due_from": "2026-13-45"}, {"sort": "'"}, {"page": "999"}, {"light": "no"}]
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
    first, second = (client.get(PAGE, {"page": n}).content.decode() for n in (1, 2))
    on_first = {item.pk for item in items if f'href="{reverse("portal:item", args=[item.pk])}"' in first}
    on_second = {item.pk for item in items if f'href="{reverse("portal:item", args=[item.pk])}"' in second}
    assert len(on_first) == 25 and len(on_second) == 2 and not on_first & on_second


def test_its_queries_do_not_grow_with_the_rows(world, signed_in, django_assert_max_num_queries):
    client, speech = signed_in(world.officer), a_speech(world)
    for _ in range(12):
        an_item(world, speech=speech, support=[a_name("县审计局"), a_name("林业局")])
    # Session, person, posts (2), office, calendar, two choices, count, counts by light, items, their units, the bell.
    with django_assert_max_num_queries(13):
        client.get(PAGE)
