"""分解 from the pages: the form in the row, the tree on the item's page, settling dates."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.below import a_township_part, villages
from tests.support.build import a_name, an_item
from tests.support.world import NOW, TODAY
from tracker.items import operations
from tracker.items.extensions import reschedule
from tracker.items.models import UnitAssignment
from tracker.items.subtree import Below, hand_down

HTMX = {"HX-Request": "true"}


@pytest.fixture
def part(world) -> UnitAssignment:
    villages(world)
    return a_township_part(world)


def page(client, part: UnitAssignment) -> str:
    return client.get(reverse("portal:item", args=[part.item_id])).content.decode()


def test_a_township_divides_its_duty_and_sees_the_tree(world, signed_in, part):
    client, address = signed_in(world.town_clerk), reverse("portal:hand_down", args=[part.pk])
    assert address in page(client, part)
    form = client.get(address, headers=HTMX).content.decode()
    assert "东村" in form and "西村" in form and "南村" not in form and "最晚 2026年3月20日" in form
    wrong = {"unit_ids": [world.units["东村"].pk], "task": "逐户<b>排查", "due_on": "2026-03-25"}
    answer = client.post(address, wrong, headers=HTMX).content.decode()
    assert "不能晚于本单位的时限" in answer and "逐户&lt;b&gt;排查" in answer and "checked" in answer
    assert "请选择下级单位" in client.post(address, {"task": "排查"}, headers=HTMX).content.decode()
    given = {**wrong, "due_on": "2026-03-15"}
    board = client.post(address, given, headers=HTMX).content.decode()
    assert "已分解到1个单位：东村" in board and "part-depth-1" in board and "分解到1个单位：销号0" in board
    # A second click is told that the village has its part; "all" takes those that have none.
    assert "已有任务" in client.post(address, given, headers=HTMX).content.decode()
    board = client.post(address, {"every": "on", "task": "排查"}, headers=HTMX).content.decode()
    assert "已分解到1个单位：西村" in board
    assert UnitAssignment.objects.filter(upper=part).count() == 2


def test_a_unit_without_units_below_is_offered_nothing_and_told_where_to_turn(world, signed_in):
    part = a_township_part(world)
    client, address = signed_in(world.town_clerk), reverse("portal:hand_down", args=[part.pk])
    assert "分解到下级" not in page(client, part)
    assert "没有下级单位" in client.get(address, headers=HTMX).content.decode()


def test_a_village_reads_its_own_words_and_what_they_belong_to(world, signed_in, part):
    below = Below([world.units["东村"].pk], "逐户排查并登记")
    [east] = hand_down(part.pk, below, by=world.viewer("town_clerk"), at=NOW)
    owed = signed_in(world.east).get(reverse("portal:owed")).content.decode()
    assert "逐户排查并登记" in owed and "上级任务：" in owed and part.item.task in owed
    read = page(signed_in(world.east), part)
    assert "其他责任单位：柳河镇" in read and "签收" in read and "西村" not in read


def test_dates_beyond_an_earlier_one_are_marked_and_settled_by_one_click(world, signed_in, part):
    below = Below([world.units[unit].pk for unit in ("东村", "西村")], "排查")
    hand_down(part.pk, below, by=world.viewer("town_clerk"), at=NOW)
    day = TODAY.replace(day=9)
    reschedule(part.pk, new_due_on=day, reason="提前", by=world.viewer("officer"), at=NOW)
    client = signed_in(world.town_clerk)
    read = page(client, part)
    assert read.count("时限超出上级任务") == 2 and "统一调整为 3月9日" in read
    board = client.post(reverse("portal:settle_dates", args=[part.pk]), headers=HTMX).content.decode()
    assert "已调整2个下级任务的时限" in board and "时限超出上级任务" not in board
    again = client.post(reverse("portal:settle_dates", args=[part.pk]), headers=HTMX).content.decode()
    assert "无需调整" in again


def test_the_township_answers_for_the_office(world, signed_in, part):
    [east] = hand_down(
        part.pk, Below([world.units["东村"].pk], "排查"), by=world.viewer("town_clerk"), at=NOW
    )
    operations.acknowledge(east.pk, by=world.viewer("east"), at=NOW)
    operations.request_close(east.pk, by=world.viewer("east"), at=NOW)
    client = signed_in(world.town_clerk)
    assert "下级待审" in client.get(reverse("portal:owed")).content.decode()
    board = client.post(reverse("portal:act", args=[east.pk, "close"]), headers=HTMX).content.decode()
    assert "东村：已销号" in board
    # Looks on the spot stay the office's.
    assert client.get(reverse("portal:plan_check", args=[east.pk])).status_code == 403


def test_the_queries_of_a_tree_do_not_grow_with_it(world, signed_in, part):
    client = signed_in(world.town_clerk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, part)
        return len(queries)

    def give(unit: str) -> None:
        below = Below([world.units[unit].pk], "排查")
        hand_down(part.pk, below, by=world.viewer("town_clerk"), at=NOW)

    give("东村")
    with_one = asked()
    give("西村")
    assert asked() == with_one


def test_an_item_of_other_units_shows_no_tree(world, signed_in):
    item = an_item(world, lead=[a_name("财政局")])
    assert (
        "part-depth"
        not in signed_in(world.officer).get(reverse("portal:item", args=[item.pk])).content.decode()
    )
