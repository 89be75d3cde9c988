"""The page on which deputies are named and ended."""

from __future__ import annotations

from django.urls import reverse

from tests.support.world import TODAY, stand_in
from tracker.org.models import Deputy

FORM = {"deputy": "冯小代", "valid_from": str(TODAY), "valid_until": str(TODAY), "reason": "出差"}


def test_a_liaison_names_a_deputy_and_ends_it(world, signed_in):
    clerk = signed_in(world.lead_clerk)
    post = world.lead_clerk.posts.get()
    page = clerk.post(reverse("portal:deputies"), {**FORM, "post": post.pk}, follow=True).content.decode()
    assert "已指定冯小代代理钱小明" in page and "代理中" in page and "出差" in page
    # A second click finds the first, and says so beside what was typed.
    again = clerk.post(reverse("portal:deputies"), {**FORM, "post": post.pk})
    assert again.status_code == 422 and "已由冯小代代理" in again.content.decode()
    assert Deputy.objects.count() == 1
    end = reverse("portal:deputy_end", args=[Deputy.objects.get().pk])
    assert "已结束" in clerk.post(end, follow=True).content.decode()
    assert "已经结束" in clerk.post(end, follow=True).content.decode()


def test_the_deputy_reads_for_whom_they_stand_in(world, signed_in):
    stand_in(world)
    page = signed_in(world.deputy).get(reverse("portal:owed")).content.decode()
    assert "财政局 联络员（代钱小明）" in page


def test_what_was_typed_stays_beside_what_was_wrong(world, signed_in):
    answer = signed_in(world.lead_clerk).post(
        reverse("portal:deputies"), {**FORM, "valid_until": "以后", "post": world.lead_clerk.posts.get().pk}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "日期应写作" in page and 'value="冯小代"' in page and "以后" in page


def test_an_administrator_names_one_for_anybody_and_others_only_for_themselves(world, signed_in):
    post = world.support_clerk.posts.get().pk
    assert (
        signed_in(world.lead_clerk).post(reverse("portal:deputies"), {**FORM, "post": post}).status_code
        == 422
    )
    assert signed_in(world.admin).post(reverse("portal:deputies"), {**FORM, "post": post}).status_code == 302
    assert Deputy.objects.get().post_id == post


def test_the_list_pages_in_a_fixed_number_of_queries(world, signed_in, django_assert_max_num_queries):
    for day in range(30):
        row = stand_in(world)
        Deputy.objects.filter(pk=row.pk).update(reason=f"第{day}次")
    admin = signed_in(world.admin)
    with django_assert_max_num_queries(9):
        page = admin.get(reverse("portal:deputies") + "?page=2").content.decode()
    assert "第 2 / 2 页" in page
