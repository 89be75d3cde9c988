"""搜索: hits with their marks, by words, numbers and units; never beyond the viewer's sight; hostile questions break nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tracker.items.searching import around, marked, search, words_of
from tracker.items.states import State

PAGE = reverse("portal:search")


def test_the_words_are_marked_in_their_passage():
    assert marked("建好台账", ["台账"]) == (("建好", False), ("台账", True))
    assert around("天" * 80 + "台账" + "地" * 80, ["台账"]) == "…" + "天" * 42 + "台账" + "地" * 42 + "…"
    assert words_of(" 森林\x00防火  台账 台账 ") == ("森林", "防火", "台账")


def test_an_item_is_found_by_its_words_its_number_and_its_unit(world):
    part, officer = an_assignment(world, state=State.ISSUED), world.viewer("officer")
    for text in ("预算 审计", part.item.item_no, "财政局", "财政局 预算"):
        assert [one.pk for one in search(officer, text).items] == [part.item_id], text
    assert search(officer, "预算 桥梁").is_empty
    assert search(officer, "预").is_empty


@pytest.mark.parametrize(
    ("who", "items", "speeches"),
    [("officer", 1, 1), ("lead_clerk", 1, 0), ("leader", 1, 0), ("support_clerk", 0, 0), ("stranger", 0, 0)],
)
def test_everybody_finds_what_they_may_see_and_no_more(world, who, items, speeches):
    an_assignment(world, state=State.ISSUED)
    found = search(world.viewer(who), "预算审计")
    assert (len(found.items), len(found.speeches)) == (items, speeches)
    units = search(world.viewer(who), "财政局").units
    assert bool(units) == bool(items)


def test_a_unit_does_not_find_what_was_not_issued(world):
    an_assignment(world, state=State.REGISTERED)
    assert search(world.viewer("lead_clerk"), "预算审计").is_empty


@pytest.mark.parametrize(
    "text",
    [
        "%%",
        "__",
        "'; drop table",
        "<script>alert(1)</script>",
        "(" * 150,
        "\\",
        "a" * 5000,
        "[]*+?{}|^$",
    ],
)
def test_hostile_questions_are_words_like_others(world, signed_in, text):
    an_assignment(world, state=State.ISSUED)
    answer = signed_in(world.officer).get(PAGE, {"q": text})
    page = answer.content.decode()
    assert answer.status_code == 200 and "没有找到" in page and "<script>alert" not in page


def test_the_page_shows_marks_and_the_box_stands_in_every_frame(
    world, signed_in, django_assert_max_num_queries
):
    for _ in range(6):
        an_assignment(world, state=State.ISSUED)
    client = signed_in(world.officer)
    with django_assert_max_num_queries(13):
        page = client.get(PAGE, {"q": "预算审计"}).content.decode()
    assert "<mark>预算审计</mark>" in page
    assert f'action="{PAGE}"' in client.get(reverse("portal:inbox")).content.decode()
    assert f'action="{PAGE}"' not in signed_in(world.former).get(reverse("portal:inbox")).content.decode()
