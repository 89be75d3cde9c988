"""常用筛选: kept questions of the item list: one's own, the office's, the one the list opens with; limits and refusals."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.common.errors import Forbidden, Refused
from tracker.items import saved_views
from tracker.items.models import DefaultView, SavedView
from tracker.items.saved_views import (
    Wish,
    change_view,
    cleaned,
    default_of,
    delete_view,
    open_plain,
    open_with,
    save_view,
    views_for,
)
from tracker.items.states import State

ITEMS = reverse("portal:items")


def save(world, name="逾期", asked="light=red", who="officer", **wish):
    return save_view(asked, Wish(name, **wish), by=world.viewer(who), at=NOW)


def opens_with(world, who):
    return default_of(views_for(world.viewer(who)))


def test_a_question_is_kept_without_its_place_in_the_list_and_in_one_order():
    assert cleaned("light=red&after=0.2026-03-02.4&q=&state=open&sort=due&evil=1") == "state=open&light=red"
    assert cleaned("q= 防火 &q=%E5%8F%B0%E8%B4%A6") == "q=%E5%8F%B0%E8%B4%A6" and cleaned("sort=due") == ""


def test_one_sees_ones_own_and_the_office_its_shared_ones(world):
    save(world, "我的")
    save(world, "共用", is_shared=True)
    save(world, "联络员的", who="lead_clerk", asked="state=open")
    assert [view.name for view in views_for(world.viewer("officer2"))] == ["共用"]
    assert [view.name for view in views_for(world.viewer("officer"))] == ["共用", "我的"]
    assert [view.name for view in views_for(world.viewer("lead_clerk"))] == ["联络员的"]
    assert list(views_for(world.viewer("stranger"))) == []


def test_the_same_name_again_replaces_the_question(world):
    save(world)
    save(world, asked="state=open")
    assert SavedView.objects.get().asked == "state=open"


def test_one_view_at_most_opens_the_list(world):
    save(world, "一", is_default=True)
    second = save(world, "二")
    open_with(second.pk, by=world.viewer("officer"))
    assert opens_with(world, "officer") == second and DefaultView.objects.count() == 1
    # To rename it or to replace its question leaves it where it is.
    change_view(second.pk, Wish("贰"), by=world.viewer("officer"))
    save(world, "贰", asked="state=open")
    assert opens_with(world, "officer") == second
    open_plain(second.pk, by=world.viewer("officer"))
    assert opens_with(world, "officer") is None


def test_a_colleagues_shared_view_may_open_ones_own_list_as_long_as_it_is_shared(world, signed_in):
    view = save(world, "共用", is_shared=True)
    client, address = signed_in(world.officer2), reverse("portal:view_default", args=[view.pk])
    assert "设为默认打开" in client.get(reverse("portal:views")).content.decode()
    assert "已设为默认打开" in client.post(address, follow=True).content.decode()
    assert client.get(ITEMS)["Location"] == f"{ITEMS}?light=red"
    # Each for themselves: its owner's list opens as ever.
    assert opens_with(world, "officer") is None
    change_view(view.pk, Wish("共用"), by=world.viewer("officer"))
    assert client.get(ITEMS).status_code == 200
    assert "不再共用" in client.post(address, follow=True).content.decode()
    change_view(view.pk, Wish("共用", is_shared=True), by=world.viewer("officer"))
    assert opens_with(world, "officer2") == view
    client.post(address, {"off": "1"})
    assert opens_with(world, "officer2") is None
    open_with(view.pk, by=world.viewer("officer2"))
    delete_view(view.pk, by=world.viewer("officer"))
    assert opens_with(world, "officer2") is None and client.get(ITEMS).status_code == 200


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger"])
def test_nobody_opens_with_what_they_do_not_see(world, who):
    shared, own = save(world, "共用", is_shared=True), save(world, "自己的")
    for view in (shared, own):
        with pytest.raises(Refused, match="不再共用"):
            open_with(view.pk, by=world.viewer(who))
    with pytest.raises(Refused):
        open_with(own.pk, by=world.viewer("officer2"))
    assert not DefaultView.objects.exists()


def test_two_shared_views_have_two_names(world):
    save(world, "共用", is_shared=True)
    with pytest.raises(Refused, match="“共用”已经在用"):
        save(world, "共用", who="officer2", is_shared=True)
    other = save(world, "另一个", who="officer2", is_default=True)
    with pytest.raises(Refused, match="已经在用"):
        change_view(other.pk, Wish("共用", is_shared=True), by=world.viewer("officer2"))
    # Nothing half written: the default of the second officer is still theirs.
    assert opens_with(world, "officer2") == other


def test_only_the_office_shares_and_only_the_owner_changes(world):
    view = save(world, "共用", is_shared=True)
    with pytest.raises(Forbidden):
        save(world, who="lead_clerk", is_shared=True)
    with pytest.raises(Refused, match="不是您保存的"):
        change_view(view.pk, Wish("改了"), by=world.viewer("officer2"))
    assert not delete_view(view.pk, by=world.viewer("officer2"))
    assert delete_view(view.pk, by=world.viewer("officer")) and not delete_view(
        view.pk, by=world.viewer("officer")
    )


@pytest.mark.parametrize(
    ("name", "asked", "says"),
    [("  ", "light=red", "填写名称"), ("长" * 31, "light=red", "不超过30"), ("空", "after=1", "先选好"), ("长", f"q={'x' * 601}", "太长")],
)  # fmt: skip
def test_it_refuses_with_a_sentence(world, name, asked, says):
    with pytest.raises(Refused, match=says):
        save(world, name, asked)
    assert not SavedView.objects.exists()


def test_there_are_only_so_many(world, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 2)
    save(world, "一")
    save(world, "二")
    save(world, "二", asked="state=open")
    with pytest.raises(Refused, match="最多保存2个"):
        save(world, "三")


def test_from_the_list_to_a_view_and_its_export(world, signed_in):
    an_assignment(world, "财政局", state=State.ISSUED)
    an_assignment(world, "林业局", state=State.CLOSED)
    officer = signed_in(world.officer)
    unit = world.units["财政局"].pk
    page = officer.get(ITEMS, {"unit": unit, "state": "open"}).content.decode()
    assert f'name="asked" value="unit={unit}&amp;state=open"' in page
    sent = {"name": "财政未办", "asked": f"unit={unit}&state=open", "default": "on"}
    assert officer.post(reverse("portal:view_save"), sent)["Location"] == f"{ITEMS}?unit={unit}&state=open"
    # The list opens with it; the way to everything is a link.
    assert officer.get(ITEMS)["Location"] == f"{ITEMS}?unit={unit}&state=open"
    page = officer.get(ITEMS, {"sort": "due"}).content.decode()
    assert "财政未办" in page and reverse("portal:view_save") not in page
    listed = officer.get(reverse("portal:views")).content.decode()
    assert f"{reverse('portal:items_export')}?unit={unit}&amp;state=open" in listed
    sheet = officer.get(reverse("portal:items_export"), {"unit": unit, "state": "open"})
    rows = list(load_workbook(io.BytesIO(b"".join(sheet))).active.values)
    assert len(rows) == 2
    # Another officer's list opens as ever.
    assert signed_in(world.officer2).get(ITEMS).status_code == 200


def test_a_shared_view_shows_each_officer_no_more_than_their_own_right(world, signed_in):
    an_assignment(world, "财政局", state=State.ISSUED)
    view = save(world, "全部未办", asked="state=open", is_shared=True)
    page = signed_in(world.stranger).get(f"{ITEMS}?{view.asked}").content.decode()
    assert "全部未办" not in page and "没有符合条件的事项" in page


def test_a_refusal_is_told_at_its_field_with_what_was_typed_and_a_second_click_is_harmless(world, signed_in):
    view, officer = save(world), signed_in(world.officer)
    save(world, "共用", who="officer2", is_shared=True)
    change = reverse("portal:view_change", args=[view.pk])
    for url, sent, said in (
        (change, {"name": "共用", "shared": "on"}, "“共用”已经在用"),
        (change, {"name": "长" * 31}, "不超过30个字"),
        (
            reverse("portal:view_save"),
            {"name": "共用", "shared": "on", "asked": "state=open"},
            "“共用”已经在用",
        ),
        (reverse("portal:view_save"), {"name": "空", "asked": ""}, "请先选好筛选条件"),
    ):
        answer = officer.post(url, sent)
        told = answer.content.decode()
        assert answer.status_code == 422 and said in told
        assert f'value="{sent["name"]}"' in told or not sent.get("asked", "x")
    # One that has gone, or is a colleague's, is told so as well.
    gone = officer.post(reverse("portal:view_change", args=[999]), {"name": "新名"})
    assert gone.status_code == 422 and "已经删除" in gone.content.decode()
    assert SavedView.objects.count() == 2
    delete = reverse("portal:view_delete", args=[view.pk])
    assert "已删除" in officer.post(delete, follow=True).content.decode()
    assert "已经删除" in officer.post(delete, follow=True).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_views(world, signed_in, django_assert_max_num_queries):
    officer = signed_in(world.officer)
    for number in range(20):
        save(world, f"第{number}个", is_shared=number % 2 == 0)
    with django_assert_max_num_queries(8):
        officer.get(reverse("portal:views"))
