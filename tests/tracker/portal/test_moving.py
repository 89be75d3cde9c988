"""Urging, handing over, roles and the leader in charge, from an item's page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_name, an_item
from tests.support.world import NOW
from tracker.items import operations
from tracker.items.models import Chase, UnitAssignment

HTMX = {"HX-Request": "true"}


@pytest.fixture
def parts(world) -> dict[str, UnitAssignment]:
    item = an_item(world, support=[a_name("县审计局"), a_name("林业局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW - dt.timedelta(days=3))
    return {str(part.unit): part for part in item.assignments.all()}


def page(client, part: UnitAssignment) -> str:
    return client.get(reverse("portal:item", args=[part.item_id])).content.decode()


def test_a_lead_urges_from_the_row_and_the_row_says_so(world, signed_in, parts):
    client, part = signed_in(world.lead_clerk), parts["审计局"]
    address = reverse("portal:chase", args=[part.pk])
    assert address in page(client, part) and "全部催办（2）" in page(client, part)
    assert "同一项任务一天只催一次" in client.get(address, headers=HTMX).content.decode()
    board = client.post(address, {"words": "请<b>补报"}, headers=HTMX).content.decode()
    assert "已催办" in board and "3月2日财政局催办" in board and "请&lt;b&gt;补报" in board
    assert f'"{address}"' not in board
    # The second time is told why not, and nothing is sent.
    again = client.post(address, {"words": "再催"}, headers=HTMX).content.decode()
    assert "一天只催一次" in again and Chase.objects.count() == 1
    # The unit sees who urged it where it looks first.
    assert "3月2日财政局催办" in signed_in(world.support_clerk).get(reverse("portal:owed")).content.decode()


def test_all_at_once_says_whom_it_reached_and_whom_not(world, signed_in, parts):
    client = signed_in(world.lead_clerk)
    address = reverse("portal:chase_all", args=[parts["审计局"].item_id])
    board = client.post(address, headers=HTMX).content.decode()
    assert "已催办2个单位：审计局、林业局" in board
    board = client.post(address, headers=HTMX).content.decode()
    assert "一天只催一次" in board and Chase.objects.count() == 2


def test_a_supporting_unit_finds_nothing_to_urge(world, signed_in, parts):
    assert "催办（" not in page(signed_in(world.support_clerk), parts["审计局"])


def test_an_officer_hands_a_part_over_and_keeps_what_was_typed_on_a_mistake(world, signed_in, parts):
    client, part = signed_in(world.officer), parts["审计局"]
    address = reverse("portal:hand_over", args=[part.pk])
    wrong = {"unit_id": world.units["林业局"].pk, "reason": "职责<b>划转"}
    answer = client.post(address, wrong, headers=HTMX).content.decode()
    assert "已经是该事项的责任单位" in answer and "职责&lt;b&gt;划转" in answer
    assert "请选择接办单位" in client.post(address, {"reason": "x"}, headers=HTMX).content.decode()
    board = client.post(
        address, {**wrong, "unit_id": world.units["柳河镇"].pk}, headers=HTMX
    ).content.decode()
    assert "已改派" in board and "审计局 → 柳河镇" in board
    assert UnitAssignment.objects.get(taken_over_from=part).unit == world.units["柳河镇"]
    # A second click: the part has moved on, and that is what it says.
    again = client.post(address, {**wrong, "unit_id": world.units["柳河镇"].pk}, headers=HTMX)
    assert "不能改派" in again.content.decode()


def test_an_officer_changes_a_role(world, signed_in, parts):
    client, part = signed_in(world.officer), parts["审计局"]
    address = reverse("portal:change_role", args=[part.pk])
    assert "改为牵头" in page(client, part)
    assert "请填写理由" in client.post(address, {"reason": ""}, headers=HTMX).content.decode()
    assert "已调整分工" in client.post(address, {"reason": "县长指定"}, headers=HTMX).content.decode()
    part.refresh_from_db()
    assert part.role == "lead"


def test_an_officer_changes_the_leader_in_charge(world, signed_in, parts):
    client, item = signed_in(world.officer), parts["审计局"].item
    address = reverse("portal:change_leader", args=[item.pk])
    form = client.get(address, headers=HTMX)
    assert form["HX-Retarget"] == "#leader-slot" and "王副县长" in form.content.decode()
    assert client.get(address).status_code == 200
    given = {"leader": "县委刘书记", "reason": "分工调整"}
    board = client.post(address, given, headers=HTMX).content.decode()
    assert "分管领导已变更为县委刘书记" in board and "王副县长 → 县委刘书记" in board
    assert "已经是县委刘书记" in client.post(address, given, headers=HTMX).content.decode()
    assert "变更</a>" not in page(signed_in(world.lead_clerk), parts["审计局"])
