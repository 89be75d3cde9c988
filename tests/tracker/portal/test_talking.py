"""留言 on the pages: hostile text, long threads, what is said at the field."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.items.comments import write_comment
from tracker.items.mentions import Subject
from tracker.items.models import Comment
from tracker.items.states import State

HTMX = {"HX-Request": "true"}


@pytest.fixture
def assignment(world):
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)


def test_hostile_words_are_shown_as_words(world, signed_in, assignment):
    words = "<script>alert(1)</script>\n<img src=x onerror=alert(2)> @钱小明"
    address = reverse("portal:comment", args=[assignment.item_id])
    data = {"text": words, "token": "a" * 32, "about": assignment.pk}
    page = signed_in(world.officer).post(address, data, headers=HTMX).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "<img src=x" not in page
    whole = (
        signed_in(world.lead_clerk).get(reverse("portal:item", args=[assignment.item_id])).content.decode()
    )
    assert "&lt;script&gt;" in whole and "<script>alert" not in whole


def test_a_refused_mention_is_said_at_the_field_and_the_words_stay(world, signed_in, assignment):
    address = reverse("portal:comment", args=[assignment.item_id])
    data = {"text": "@李小林 请协助", "token": "a" * 32, "about": ""}
    page = signed_in(world.officer).post(address, data, headers=HTMX).content.decode()
    assert "不能@李小林" in page and "@李小林 请协助</textarea>" in page
    plain = signed_in(world.officer).post(address, data)
    assert plain.status_code == 422 and "不能@李小林" in plain.content.decode()
    assert not Comment.objects.exists()


def test_a_long_thread_pages_in_the_same_number_of_queries(
    world, signed_in, assignment, django_assert_max_num_queries
):
    address = reverse("portal:item", args=[assignment.item_id])
    client = signed_in(world.lead_clerk)
    for number in range(45):
        subject = Subject(assignment.item, assignment)
        text = f"第{number}条 @钱小明"
        write_comment(subject, text, token=f"{number:032x}", by=world.viewer("officer"), at=NOW)
    with django_assert_max_num_queries(34):
        page = client.get(address).content.decode()
    assert "第44条" in page and "第24条" not in page and "第 1 / 3 页" in page
    with django_assert_max_num_queries(34):
        assert "第4条" in client.get(address + "?comments=3").content.decode()


def test_changing_and_withdrawing_from_the_page(world, signed_in, assignment):
    client = signed_in(world.lead_clerk)
    address = reverse("portal:comment", args=[assignment.item_id])
    client.post(address, {"text": "明天报", "token": "a" * 32, "about": assignment.pk})
    row = Comment.objects.get()
    edit = reverse("portal:comment_edit", args=[row.pk])
    assert "明天报" in client.get(edit).content.decode()
    page = client.post(edit, {"text": "后天报", "revision": 1}, headers=HTMX).content.decode()
    assert "后天报" in page and "修改过" in page and "明天报" in page
    late = client.post(edit, {"text": "大后天报", "revision": 1}).content.decode()
    assert "刚被修改" in late and "大后天报" in late
    page = client.post(reverse("portal:comment_withdraw", args=[row.pk]), headers=HTMX).content.decode()
    assert "撤回" in page and "后天报" not in page


def test_names_are_offered_only_of_those_who_may_see_it(world, signed_in, assignment):
    address = reverse("portal:mentionable", args=[assignment.item_id])
    page = signed_in(world.officer).get(address, {"q": "小", "about": assignment.pk}).content.decode()
    assert "钱小明" in page and "李小林" not in page and "吴前任" not in page
