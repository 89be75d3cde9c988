"""变更分管领导: both leaders are told, and what each sees follows."""

from __future__ import annotations

import pytest

from tests.support.build import an_item
from tests.support.world import NOW, World, person
from tracker.common.errors import Forbidden, Refused
from tracker.items.leading import change_leader
from tracker.items.models import Event, ResponsibilityItem
from tracker.items.queries import visible_items
from tracker.notices.models import Message
from tracker.org.models import Post


@pytest.fixture
def item(world: World) -> ResponsibilityItem:
    """In the charge of 王副县长; 陈副县长 is in charge of nothing of it."""
    person(world, "leader2", "陈副县长", Post.Role.LEADER, None)
    return an_item(world)


def changed(world: World, item: ResponsibilityItem, leader: str, **given) -> ResponsibilityItem:
    return change_leader(
        item.pk, **{"leader": leader, "reason": "分工调整", "by": world.viewer("officer"), "at": NOW, **given}
    )


def test_the_new_leader_sees_the_item_and_both_are_told(world, item):
    assert not visible_items(world.viewer("leader2")).exists()
    now = changed(world, item, "陈副县长")
    assert now.leader_in_charge == world.leader2
    assert visible_items(world.viewer("leader2")).get() == item
    words = dict(
        Message.objects.filter(kind="item_leader", channel="inapp").values_list(
            "recipient__username", "body_text"
        )
    )
    assert "不再由您分管" in words["leader"] and "改由您分管" in words["leader2"]
    assert Event.objects.get(act="change_leader").data == {
        "moved": ["王副县长", "陈副县长"],
        "reason": "分工调整",
    }


def test_a_name_the_office_does_not_know_stays_as_words_and_nobody_is_nobody(world, item):
    now = changed(world, item, "县委刘书记")
    assert (now.leader_in_charge, now.leader_text) == (None, "县委刘书记")
    now = changed(world, item, "无")
    assert (now.leader_in_charge, now.leader_text) == (None, "")


def test_the_same_leader_again_and_no_reason_are_refused(world, item):
    with pytest.raises(Refused, match="已经是王副县长"):
        changed(world, item, "王副县长")
    with pytest.raises(Refused, match="理由"):
        changed(world, item, "陈副县长", reason=" ")
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
def test_only_officers_change_it(world, item, who):
    with pytest.raises(Forbidden):
        changed(world, item, "陈副县长", by=world.viewer(who))
