"""The numbers of a digest in a group: by the office's choice alone, never an item's words, once a day."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tests.tracker.reminders.test_digests import moment
from tracker.access.policy import Viewer
from tracker.common.errors import Forbidden, Refused
from tracker.env import Robot
from tracker.items import operations as items
from tracker.notices import delivery
from tracker.notices.dead_letters import retry
from tracker.notices.models import Message
from tracker.reminders import digesting
from tracker.reminders.models import DigestPlan


@pytest.fixture
def group(world: World, settings) -> World:
    """The officer's digest goes to 督查群 as well; one duty hangs."""
    settings.ROBOTS = {"督查群": Robot("督查群", "wecom", "https://qyapi.weixin.qq.com/x?key=k")}
    digesting.enrol(NOW)
    duty = items.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    items.acknowledge(duty.pk, by=world.viewer("lead_clerk"), at=NOW)
    items.request_close(duty.pk, by=world.viewer("lead_clerk"), at=moment(3, 2, 10))
    choose(world.viewer("officer"), "officer", "督查群")
    return world


def choose(by: Viewer, kind: str, group: str) -> None:
    digesting.choose_group(kind, group, by=by)


def told() -> list[Message]:
    return list(Message.objects.filter(kind="group"))


def test_a_group_gets_numbers_and_no_item(group):
    digesting.send_due(moment(3, 3))
    (row,) = told()
    assert (row.channel, row.address, row.state) == ("wecom", "督查群", "queued")
    assert "待核查：1项" in row.body_text
    assert "督〔2026〕" not in row.subject + row.body_text + row.body_html
    # The clock was set back: the day has its message.
    DigestPlan.objects.update(next_at=moment(3, 3))
    digesting.send_due(moment(3, 3, 9))
    assert len(told()) == 1


def test_quiet_days_and_closed_accounts_say_nothing_in_the_group(group):
    DigestPlan.objects.exclude(kind="officer").delete()
    group.officer.is_active = False
    group.officer.save(update_fields=["is_active"])
    digesting.send_due(moment(3, 3))
    assert told() == []


def test_whoever_left_speaks_in_no_group(group):
    digesting.send_due(moment(3, 3))
    group.officer.is_active = False
    group.officer.save(update_fields=["is_active"])
    delivery.deliver(moment(3, 3, 9))
    assert [row.state for row in told()] == ["withheld"]


def test_only_the_office_chooses_a_group_and_only_a_configured_one(group):
    with pytest.raises(Forbidden):
        choose(group.viewer("lead_clerk"), "liaison", "督查群")
    with pytest.raises(Refused):
        choose(group.viewer("officer"), "officer", "别的群")


def test_a_test_message_is_sent_once_a_minute_and_stands_under_the_failed_ones(group, signed_in, settings):
    client = signed_in(group.officer)
    page = client.get(reverse("portal:digests")).content.decode()
    assert "同时发到群" in page and "qyapi" not in page and "key=" not in page
    address = reverse("portal:digest_group", args=["officer"])
    assert "测试消息一分钟内发到群里" in client.post(address, follow=True).content.decode()
    assert "已经发过测试" in client.post(address, follow=True).content.decode()
    (row,) = told()
    assert "测试消息" in row.body_text

    # A dead letter to a group goes to the group again.
    Message.objects.filter(pk=row.pk).update(state="failed")
    retry(row.pk, by=group.viewer("officer"), at=NOW)
    row.refresh_from_db()
    assert (row.state, row.address) == ("queued", "督查群")


def test_liaisons_are_not_asked_for_a_group(group, signed_in):
    page = signed_in(group.lead_clerk).get(reverse("portal:digests")).content.decode()
    assert "同时发到群" not in page
    assert signed_in(group.lead_clerk).post(reverse("portal:digest_group", args=["liaison"])).status_code in (
        302,
        403,
    )
    assert told() == []
