"""复核 on the pages: the unit asks from the item, the list shows the days left, somebody else decides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.tracker.items.test_reviewing import asked, decided, last, returned
from tracker.items.models import ReviewRequest


@pytest.fixture
def part(world):
    return returned(world)


def test_the_unit_finds_the_decision_on_the_item_and_contests_it(world, signed_in, part):
    clerk, event = signed_in(world.lead_clerk), last(part, "return")
    page = clerk.get(reverse("portal:item", args=[part.item_id])).content.decode()
    assert reverse("portal:ask_review", args=[event.pk]) in page and "4月1日前可申请" in page
    answer = clerk.post(
        reverse("portal:ask_review", args=[event.pk]), {"reason": "台账与现场一致"}, follow=True
    )
    assert "复核申请已提交" in answer.content.decode() and "还有30天" in answer.content.decode()
    again = clerk.post(reverse("portal:ask_review", args=[event.pk]), {"reason": "再来一次"})
    assert "只复核一次" in again.content.decode() and "再来一次" in again.content.decode()


def test_an_officer_who_did_not_decide_finds_it_on_the_dashboard_and_in_the_list(world, signed_in, part):
    review = asked(world, part)
    other = signed_in(world.officer2)
    for address in (reverse("console:dashboard"), reverse("portal:reviews")):
        page = other.get(address).content.decode()
        assert reverse("portal:decide_review", args=[review.pk]) in page and "还有30天" in page
    form = {"changed": "yes", "answer": "经复核，台账属实"}
    answer = other.post(reverse("portal:decide_review", args=[review.pk]), form, follow=True)
    assert "复核决定已作出" in answer.content.decode() and "复核改变" in answer.content.decode()
    second = other.post(reverse("portal:decide_review", args=[review.pk]), form)
    assert "不必再处理" in second.content.decode()


def test_the_author_sees_why_somebody_else_has_to_decide(world, signed_in, part):
    review = asked(world, part)
    author = signed_in(world.officer)
    assert "应当回避" in author.get(reverse("portal:decide_review", args=[review.pk])).content.decode()
    answer = author.post(
        reverse("portal:decide_review", args=[review.pk]), {"changed": "no", "answer": "维持"}
    )
    assert answer.status_code == 403 and ReviewRequest.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"answer": "维持"}, "请选择复核决定。"),
        ({"changed": "no"}, "请填写复核意见。"),
        ({"changed": "x", "answer": "y"}, "请选择复核决定。"),
    ],
)
def test_what_is_missing_is_told_at_its_field(world, signed_in, part, form, sentence):
    review = asked(world, part)
    answer = signed_in(world.officer2).post(reverse("portal:decide_review", args=[review.pk]), form)
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_the_unit_takes_it_back(world, signed_in, part):
    review = asked(world, part)
    answer = signed_in(world.lead_clerk).post(
        reverse("portal:withdraw_review", args=[review.pk]), follow=True
    )
    assert "已撤回" in answer.content.decode()


def test_the_list_asks_as_little_for_many_as_for_one(world, signed_in, django_assert_max_num_queries):
    for n in range(8):
        review = asked(world, returned(world))
        if n % 2:
            decided(world, review)
    for who in ("officer", "lead_clerk"):
        client = signed_in(world.people[who])
        with django_assert_max_num_queries(13):
            assert client.get(reverse("portal:reviews")).status_code == 200


def test_an_empty_list_teaches(world, signed_in):
    assert "没有复核申请" in signed_in(world.officer).get(reverse("portal:reviews")).content.decode()
