"""运行状态 in the browser: for who looks after the system, and nobody else."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.support.world import NOW, World
from tests.tracker.notices.rows import a_message
from tracker.jobs import queries, tick
from tracker.jobs.models import Heartbeat
from tracker.meetings import bridge, weights
from tracker.notices.models import Message

FAILED = {"channel": "mail", "state": Message.State.FAILED, "error": "550 没有这个信箱"}


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_it_shows_what_runs_and_what_failed(world: World, signed_in, who: str) -> None:
    a_message(world.lead_clerk, **FAILED)
    client = signed_in(world.people[who])

    before = client.get(reverse("console:status")).content.decode()
    tick.tick(NOW)
    after = client.get(reverse("console:status")).content.decode()

    assert "后台作业已停止" in before and "后台作业正常" in after
    for words in ("排定提醒", "发送消息", "550 没有这个信箱", "钱小明", "重发"):
        assert words in after


def test_it_says_how_late_a_ticker_is_and_when_workers_are_missing(
    world: World, signed_in, monkeypatch
) -> None:
    tick.tick(NOW - dt.timedelta(minutes=2))
    Heartbeat.objects.filter(name="deliver").update(started_at=NOW - dt.timedelta(minutes=9))
    client = signed_in(world.officer)
    page = client.get(reverse("console:status")).content.decode()
    assert "8分钟" in page and "工作进程只有" not in page
    one = SimpleNamespace(workers=[4711])
    monkeypatch.setattr(queries.Stat, "get_all", lambda: [one])
    assert "工作进程只有1个，应有2个" in client.get(reverse("console:status")).content.decode()


def test_it_says_which_weights_read_and_since_when(world: World, signed_in, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    client = signed_in(world.officer)
    assert "判断权重：随软件自带" in client.get(reverse("console:status")).content.decode()
    made = weights.Version(1, NOW, 0, ["a", "b"], {}, None, bridge.engine_mark())
    weights.put_in_use(made)
    page = client.get(reverse("console:status")).content.decode()
    assert "本办第1版，2026年3月2日 09:00起使用，由2篇讲话" in page


@pytest.mark.parametrize("who", ["lead_clerk", "stranger", "leader", "former"])
def test_others_neither_see_it_nor_send_again(world: World, signed_in, who: str) -> None:
    message = a_message(world.lead_clerk, **FAILED)
    client = signed_in(world.people[who])

    assert client.get(reverse("console:status")).status_code == 403
    assert client.post(reverse("console:message_retry", args=[message.pk])).status_code == 403
    message.refresh_from_db()
    assert message.state == Message.State.FAILED


def test_a_failed_message_is_queued_again_once(world: World, signed_in) -> None:
    message = a_message(world.lead_clerk, **FAILED)
    client = signed_in(world.officer)
    address = reverse("console:message_retry", args=[message.pk])

    first = client.post(address, follow=True).content.decode()
    second = client.post(address, follow=True).content.decode()

    message.refresh_from_db()
    assert (message.state, message.next_attempt_at) == (Message.State.QUEUED, NOW)
    assert "已重新排队" in first and "可能已经重发" in second
    assert client.get(address).status_code == 405
