"""Two senders at one outbox, on two real connections."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.races.runners import at_once
from tests.support.world import NOW, World, make_world
from tests.tracker.notices.rows import MINUTE, a_message
from tracker.notices import delivery
from tracker.notices.channels import CHANNELS
from tracker.notices.channels.base import Channel, Outgoing, Receipt
from tracker.notices.models import Delivery, Message
from tracker.org.models import Person

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


class Meeting(Channel):
    """Takes every message, and makes two senders meet: the first message of each waits for the other sender's."""

    kind = "probe"
    label = "试验渠道"
    taken: list[str] = []
    by_thread: Counter[int] = Counter()
    both = threading.Barrier(2)

    @classmethod
    def forget(cls) -> None:
        cls.taken, cls.by_thread, cls.both = [], Counter(), threading.Barrier(2)

    @staticmethod
    def address_of(person: Person) -> str:
        return person.username

    def send(self, message: Outgoing) -> Receipt:
        me = threading.get_ident()
        Meeting.by_thread[me] += 1
        if Meeting.by_thread[me] == 1:
            Meeting.both.wait(timeout=30)
        Meeting.taken.append(message.message_id)
        return Receipt("taken")


@pytest.fixture
def outbox(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    Meeting.forget()
    monkeypatch.setitem(CHANNELS, "probe", f"{__name__}.Meeting")
    yield make_world()


def test_two_deliverers_over_two_handfuls_send_each_once(outbox: World) -> None:
    for n in range(2 * delivery.HANDFUL):
        a_message(outbox.lead_clerk, f"race:{n}")

    counts = at_once(lambda: delivery.deliver(NOW), lambda: delivery.deliver(NOW))

    # Both worked (the channel made them meet), and between them everything went out once.
    assert len(Meeting.by_thread) == 2 and sum(counts) == 2 * delivery.HANDFUL
    assert Counter(Meeting.taken) == {f"<race:{n}@test>": 1 for n in range(2 * delivery.HANDFUL)}
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert Delivery.objects.count() == 2 * delivery.HANDFUL


def test_two_senders_claim_one_message_once(outbox: World) -> None:
    for n in range(20):
        a_message(outbox.lead_clerk, f"race:{n}")

    def claim_all() -> int:
        return sum(len(delivery.claim_next(1, NOW)) for _ in range(20))

    assert sum(at_once(claim_all, claim_all)) == 20
    assert set(Message.objects.values_list("state", "attempts")) == {("sending", 1)}


def test_two_reapers_take_a_dead_sender_s_message_back_once(outbox: World) -> None:
    for n in range(20):
        a_message(
            outbox.lead_clerk, f"race:{n}", state=Message.State.SENDING, attempts=1, lease_until=NOW - MINUTE
        )

    assert sum(at_once(lambda: delivery.reap(NOW), lambda: delivery.reap(NOW))) == 20

    assert set(Message.objects.values_list("state", "attempts")) == {("queued", 1)}
    assert set(Delivery.objects.values_list("attempt", "outcome")) == {(1, "lost")}
    assert Delivery.objects.count() == 20


def test_the_reaper_and_a_sender_that_wakes_up_agree(outbox: World) -> None:
    for n in range(20):
        a_message(outbox.lead_clerk, f"race:{n}")
    messages = delivery.claim_next(20, NOW)
    late = NOW + delivery.LEASE + MINUTE

    at_once(
        lambda: delivery.reap(late),
        lambda: [delivery.record(message, Receipt("250 OK"), late) for message in messages],
    )

    # Whoever came first: the message has gone out, so nothing is left to send, and the record says so.
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert set(Delivery.objects.values_list("attempt", "outcome")) == {(1, "sent")}
