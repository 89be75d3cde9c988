"""A robot's pace: never more in sixty seconds than its platform takes, from however many senders, and nothing lost by waiting."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.world import NOW, World
from tests.tracker.notices.probe import Probe
from tests.tracker.notices.rows import MINUTE, a_message
from tracker.notices import delivery
from tracker.notices.channels import CHANNELS, channel_class
from tracker.notices.models import Message, RobotPace
from tracker.notices.pacing import turn_at

SECOND = dt.timedelta(seconds=1)


def left(seconds: int, per_minute: int = 20) -> list[dt.datetime]:
    """When messages leave that somebody asks for every second, twenty at a time."""
    moments = [NOW + SECOND * n for n in range(seconds) for _ in range(20)]
    return [at for at in moments if turn_at("群", per_minute, at) == at]


@pytest.mark.parametrize("per_minute", [20, 7, 2])
def test_no_minute_wherever_it_begins_sees_more_than_the_platform_takes(db: None, per_minute: int) -> None:
    gone = left(300, per_minute)

    assert max(sum(1 for at in gone if first <= at < first + MINUTE) for first in gone) <= per_minute
    # Half of them may leave at once, and what waits is not held longer than it must be.
    assert sum(1 for at in gone if at == NOW) == per_minute // 2
    assert len(gone) >= 5 * (per_minute // 2)


def test_it_says_when_to_ask_again_and_takes_nothing_by_asking(db: None) -> None:
    for _ in range(10):
        assert turn_at("群", 20, NOW) == NOW
    again = turn_at("群", 20, NOW)

    assert NOW < again <= NOW + SECOND * 6
    assert turn_at("群", 20, NOW) == again and turn_at("群", 20, again) == again
    # Another robot has a pace of its own.
    assert turn_at("另一群", 20, NOW) == NOW


def test_a_clock_set_back_does_not_silence_a_robot(db: None) -> None:
    RobotPace.objects.create(robot="群", free_at=NOW + dt.timedelta(days=30))

    assert turn_at("群", 20, NOW) == NOW
    assert RobotPace.objects.get().free_at < NOW + MINUTE


def test_what_waits_for_its_turn_loses_no_attempt_and_goes_out_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Probe.forget()
    monkeypatch.setitem(CHANNELS, "probe", "tests.tracker.notices.probe.Probe")
    monkeypatch.setattr(Probe, "per_minute", 20)
    for n in range(25):
        a_message(world.officer, f"群:{n}", address="督查群")
    a_message(world.officer, "别的群", address="专班群")

    assert delivery.deliver(NOW) == 11
    waiting = Message.objects.filter(state=Message.State.QUEUED)
    assert set(waiting.values_list("attempts", "lease_until")) == {(0, None)}
    assert all(NOW < row.next_attempt_at <= NOW + MINUTE for row in waiting)

    for minute in range(1, 4):
        delivery.deliver(NOW + MINUTE * minute)
    assert len(Probe.sent) == 26 and not waiting.all().exists()
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_every_robot_of_a_platform_has_a_pace(db: None) -> None:
    assert {kind: channel_class(kind).per_minute for kind in CHANNELS if channel_class(kind).to_group} == {
        "wecom": 20,
        "dingtalk": 20,
        "feishu": 20,
        "apprise": 0,
    }
