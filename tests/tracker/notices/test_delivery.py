"""Claim, send, record, reap: what becomes of a message whatever its channel answers."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.world import NOW, World
from tests.tracker.notices.probe import Probe
from tests.tracker.notices.rows import MINUTE, a_message
from tracker.notices import delivery, marks
from tracker.notices.channels import CHANNELS
from tracker.notices.channels.base import Receipt, Refused, Trouble
from tracker.notices.models import Delivery, Message


@pytest.fixture(autouse=True)
def probe(monkeypatch: pytest.MonkeyPatch) -> None:
    Probe.forget()
    monkeypatch.setitem(CHANNELS, "probe", "tests.tracker.notices.probe.Probe")


def outcomes(message: Message) -> list[tuple[int, str]]:
    return list(message.deliveries.order_by("attempt").values_list("attempt", "outcome"))


def test_it_sends_what_is_due_and_says_so(world: World) -> None:
    message = a_message(world.lead_clerk)

    assert delivery.deliver(NOW) == 1

    message.refresh_from_db()
    assert [m.message_id for m in Probe.sent] == [message.message_id]
    assert (message.state, message.attempts, message.lease_until) == (Message.State.SENT, 1, None)
    assert message.sent_at is not None and message.sent_at >= NOW
    assert outcomes(message) == [(1, "sent")]
    # The channel's connection was given back.
    assert Probe.closed == 1


def test_it_leaves_what_is_not_due_yet(world: World) -> None:
    a_message(world.lead_clerk, next_attempt_at=NOW + MINUTE)

    assert delivery.deliver(NOW) == 0
    assert delivery.waiting(NOW) == 0

    assert delivery.deliver(NOW + MINUTE) == 1


def test_it_never_sends_a_second_time(world: World) -> None:
    a_message(world.lead_clerk)

    assert [delivery.deliver(NOW), delivery.deliver(NOW + MINUTE)] == [1, 0]
    assert len(Probe.sent) == 1


def test_it_waits_longer_after_each_trouble(world: World) -> None:
    message = a_message(world.lead_clerk)
    Probe.answers[message.address] = Trouble("450 稍后再试")
    at, pauses = NOW, []

    for _ in range(len(delivery.BACKOFF)):
        delivery.deliver(at)
        message.refresh_from_db()
        assert message.state == Message.State.QUEUED
        pauses.append(message.next_attempt_at - at)
        at = message.next_attempt_at

    # Each pause is the one of the table (the send itself takes a moment), and the reason is kept.
    assert [round(pause / MINUTE) for pause in pauses] == [
        round(pause / MINUTE) for pause in delivery.BACKOFF
    ]
    assert message.error == "450 稍后再试"


def test_it_gives_up_when_the_attempts_are_used_up(world: World) -> None:
    message = a_message(world.lead_clerk, attempts=delivery.ATTEMPTS - 1)
    Probe.answers[message.address] = Trouble("450 稍后再试")

    delivery.deliver(NOW)

    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert delivery.deliver(NOW + dt.timedelta(days=30)) == 0


def test_it_does_not_repeat_what_was_refused(world: World) -> None:
    message = a_message(world.lead_clerk)
    Probe.answers[message.address] = Refused("550 没有这个信箱")

    delivery.deliver(NOW)
    delivery.deliver(NOW + dt.timedelta(days=3))

    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == (
        Message.State.FAILED,
        "550 没有这个信箱",
        1,
    )
    assert outcomes(message) == [(1, "refused")]


def test_one_bad_message_does_not_stop_the_others(world: World) -> None:
    bad = a_message(world.lead_clerk, "test:bad")
    good = a_message(world.support_clerk, "test:good")
    unknown = a_message(world.stranger, "test:unknown", channel="carrier-pigeon")
    Probe.answers[bad.address] = ZeroDivisionError("a defect of the channel")

    assert delivery.deliver(NOW) == 1

    states = dict(Message.objects.values_list("key", "state"))
    assert states == {"test:bad": "queued", "test:good": "sent", "test:unknown": "queued"}
    bad.refresh_from_db()
    assert "ZeroDivisionError" in bad.error
    assert good.deliveries.count() == 1 and unknown.deliveries.get().outcome == "trouble"


def test_it_does_not_try_the_rest_on_a_channel_that_is_down(world: World) -> None:
    first = a_message(world.lead_clerk, "test:1")
    second = a_message(world.support_clerk, "test:2")
    Probe.answers[first.address] = Trouble("连接被拒绝", channel_down=True)

    assert delivery.deliver(NOW) == 0

    second.refresh_from_db()
    # The second has lost no attempt and goes out as soon as the channel is back.
    assert (second.state, second.attempts) == (Message.State.QUEUED, 0)
    assert delivery.deliver(NOW + MINUTE / 2) == 1


def test_it_withholds_messages_to_people_who_left(world: World) -> None:
    message = a_message(world.former)
    world.former.is_active = False
    world.former.save(update_fields=["is_active"])

    assert delivery.deliver(NOW) == 0

    message.refresh_from_db()
    assert message.state == Message.State.WITHHELD
    assert Probe.sent == []


def test_it_takes_no_more_than_it_is_told(world: World) -> None:
    for n in range(5):
        a_message(world.lead_clerk, f"test:{n}")

    assert [delivery.deliver(NOW, limit=3), delivery.deliver(NOW, limit=3)] == [3, 2]


def test_a_killed_sender_s_message_comes_back_with_the_same_message_id(world: World) -> None:
    message = a_message(world.lead_clerk)
    assert delivery.claim_next(1, NOW)  # … and here the sender is killed
    before = NOW + delivery.LEASE
    after = before + MINUTE

    # Nobody may touch it while the lease runs.
    assert delivery.reap(before) == 0 and delivery.deliver(before) == 0
    assert delivery.abandoned(after) == 1
    assert delivery.reap(after) == 1
    assert delivery.deliver(after) == 1

    assert [m.message_id for m in Probe.sent] == [message.message_id]
    assert outcomes(message) == [(1, "lost"), (2, "sent")]


def test_a_message_that_kills_its_senders_ends_as_failed(world: World) -> None:
    message = a_message(world.lead_clerk)
    at = NOW

    for _ in range(delivery.ATTEMPTS):
        assert delivery.claim_next(1, at)
        at += delivery.LEASE + MINUTE
        delivery.reap(at)

    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert outcomes(message) == [(n, "lost") for n in range(1, delivery.ATTEMPTS + 1)]


def test_a_sender_given_up_for_dead_still_reports_a_success(world: World) -> None:
    message = a_message(world.lead_clerk)
    (slow,) = delivery.claim_next(1, NOW)
    late = NOW + delivery.LEASE + MINUTE
    delivery.reap(late)

    delivery.record(slow, Receipt("250 OK"), late)

    message.refresh_from_db()
    # It went out, so it is not sent again, and "lost" is corrected.
    assert message.state == Message.State.SENT
    assert delivery.deliver(late + MINUTE) == 0
    assert outcomes(message) == [(1, "sent")]


def test_a_sender_given_up_for_dead_cannot_undo_the_next_one_s_success(world: World) -> None:
    message = a_message(world.lead_clerk)
    (slow,) = delivery.claim_next(1, NOW)
    late = NOW + delivery.LEASE + MINUTE
    delivery.reap(late)
    delivery.deliver(late)

    delivery.record(slow, Trouble("连接中断"), late + MINUTE)

    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert outcomes(message) == [(1, "lost"), (2, "sent")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(transactional_db: None) -> None:
    from tests.support.world import make_world

    a_message(make_world().lead_clerk)

    delivery.deliver(NOW)

    assert Probe.inside_transaction == [False]
    assert Delivery.objects.get().outcome == "sent"


def test_a_sender_killed_before_it_settled_its_handful_has_sent_all_the_same(world: World) -> None:
    message = a_message(world.lead_clerk)
    (mine,) = delivery.claim_next(1, NOW)
    marks.mark_sent(mine, Receipt("250 OK"), NOW)  # … and here the sender is killed
    late = NOW + delivery.LEASE + MINUTE

    assert delivery.abandoned(late) == 1
    delivery.reap(late)

    # Nothing goes out twice, and the record is whole.
    message.refresh_from_db()
    assert (message.state, message.lease_until) == (Message.State.SENT, None)
    assert outcomes(message) == [(1, "sent")]
    assert delivery.deliver(late) == 0 and delivery.abandoned(late) == 0


def test_each_success_is_on_record_before_the_next_message_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        a_message(world.lead_clerk, f"test:{n}")
    sent_before = []

    def send(self: Probe, message: object) -> Receipt:
        sent_before.append(Delivery.objects.filter(outcome="sent").count())
        return Receipt("taken")

    monkeypatch.setattr(Probe, "send", send)
    delivery.deliver(NOW)

    # So whoever kills the sender at any line makes it send one message twice at most.
    assert sent_before == [0, 1, 2]


def test_people_who_left_do_not_keep_the_others_waiting(world: World) -> None:
    for n in range(delivery.HANDFUL + 1):
        a_message(world.former, f"test:{n}")
    world.former.is_active = False
    world.former.save(update_fields=["is_active"])
    a_message(world.lead_clerk, "test:last", next_attempt_at=NOW + MINUTE)

    assert delivery.deliver(NOW + MINUTE) == 1


def test_what_was_claimed_and_not_tried_is_given_back(world: World) -> None:
    rows = [a_message(world.lead_clerk, f"test:{n}") for n in range(3)]
    other = a_message(world.support_clerk, "test:other", channel="inapp")
    Probe.answers[rows[0].address] = Trouble("连接被拒绝", channel_down=True)

    # One handful holds all four; the first finds the channel down, the last has another channel.
    assert delivery.deliver(NOW) == 1

    states = dict(Message.objects.values_list("key", "state"))
    assert states == {"test:0": "queued", "test:1": "queued", "test:2": "queued", other.key: "sent"}
    assert list(
        Message.objects.filter(channel="probe").order_by("key").values_list("attempts", flat=True)
    ) == [1, 0, 0]


def test_a_task_stopped_by_its_time_limit_gives_back_what_it_did_not_try(world: World) -> None:
    first, second = a_message(world.lead_clerk, "test:1"), a_message(world.support_clerk, "test:2")
    # django-q ends a task over its limit by raising a SystemExit wherever it is.
    Probe.answers[first.address] = SystemExit("over the limit")  # type: ignore[assignment]

    with pytest.raises(SystemExit):
        delivery.deliver(NOW)

    first.refresh_from_db()
    second.refresh_from_db()
    # The one under way may have gone out: it waits for the reaper. The other is free at once.
    assert (first.state, second.state) == (Message.State.SENDING, Message.State.QUEUED)
    assert second.attempts == 0 and Probe.closed == 1
