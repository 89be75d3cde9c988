"""Sends what waits in the outbox: claim with a lease, send outside any transaction, record. At least once, never lost.

A double message is possible (a sender killed between the server's "250 OK" and our record) and carries the same
Message-ID; a lost one is not: whatever a dead sender held comes back by `reap`. `attempts` is the claim's own number, so
a sender that was given up for dead cannot undo what the next one did. Must not decide who gets which message.
"""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.conf import settings
from django.db import connection, transaction

from .channels import channel_class
from .channels.base import Channel, Outgoing, Receipt, Refused, Trouble
from .models import Delivery, Message

log = logging.getLogger(__name__)

# Longer than the slowest honest send: each of the eight steps of an SMTP talk may take EMAIL_TIMEOUT (30 s).
LEASE = dt.timedelta(minutes=10)
# Waiting times after the first, second … failure. Together 65 hours: a mail server that is down over a weekend.
BACKOFF = tuple(
    dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60)
)
ATTEMPTS = len(BACKOFF) + 1
# One batch ends well before django-q's time limit for a task (300 s), and leaves the worker to others.
BATCH_SECONDS = 60
HANDFUL = 20
DETAIL = 300


def deliver(at: dt.datetime, limit: int = 200) -> int:
    """Sends at most `limit` messages that are due at `at`; returns how many were taken by their channels.

    Must not be called inside a transaction. Several may run at once: each message goes to one of them. Rows are claimed
    a handful at a time, because a commit costs more than a send; whatever was claimed and not tried is given back.
    """
    batch = Batch(at)
    waiting = due(at, limit)
    sent = 0
    try:
        while waiting and not batch.is_over:
            head, waiting = waiting[:HANDFUL], waiting[HANDFUL:]
            mine = claim_all([message for message in head if message.channel not in batch.down], batch.now())
            untried = list(mine)
            try:
                for message in mine:
                    if not batch.is_over and message.channel not in batch.down:
                        untried.remove(message)
                        sent += batch.attempt(message)
            finally:
                give_back(untried)
    finally:
        batch.close()
    return sent


def due(at: dt.datetime, limit: int) -> list[Message]:
    """Messages whose turn has come, oldest turn first (partial index on the queued ones)."""
    waiting = Message.objects.filter(state=Message.State.QUEUED, next_attempt_at__lte=at)
    return list(waiting.select_related("recipient").order_by("next_attempt_at", "id")[:limit])


@transaction.atomic
def claim_all(messages: list[Message], at: dt.datetime) -> list[Message]:
    """Those of the messages that this sender has won, in one commit."""
    return [message for message in messages if claim(message, at)]


def claim(message: Message, at: dt.datetime) -> bool:
    """Takes the message for one attempt; False when another sender was faster. `message.attempts` becomes the claim's number."""
    seen = Message.objects.filter(pk=message.pk, state=Message.State.QUEUED, attempts=message.attempts)
    if not message.recipient.is_active:
        seen.update(state=Message.State.WITHHELD, error="收件人的账号已停用")
        return False
    message.attempts += 1
    return seen.update(state=Message.State.SENDING, lease_until=at + LEASE, attempts=message.attempts) == 1


def give_back(messages: list[Message]) -> None:
    """Returns claimed messages that were not tried to the queue; no attempt of theirs is used up."""
    for message in messages:
        held = Message.objects.filter(pk=message.pk, state=Message.State.SENDING, attempts=message.attempts)
        held.update(state=Message.State.QUEUED, lease_until=None, attempts=message.attempts - 1)


class Batch:
    """One run of a sender: its channels, kept open from message to message, and its time, counted on from `at`."""

    def __init__(self, at: dt.datetime) -> None:
        self.at, self.started = at, time.monotonic()
        self.channels: dict[str, Channel] = {}
        self.down: set[str] = set()

    def now(self) -> dt.datetime:
        return self.at + dt.timedelta(seconds=time.monotonic() - self.started)

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.started > BATCH_SECONDS

    def attempt(self, message: Message) -> bool:
        """Sends one claimed message and records how it ended; True when its channel took it."""
        outcome = self.send(message)
        record(message, outcome, self.now())
        if isinstance(outcome, Trouble) and outcome.channel_down:
            self.down.add(message.channel)
        return isinstance(outcome, Receipt)

    def send(self, message: Message) -> Receipt | Refused | Trouble:
        """The channel's answer. A defect counts as trouble: one bad message must not stop the others of the batch."""
        try:
            if message.channel not in self.channels:
                self.channels[message.channel] = channel_class(message.channel)()
            return self.channels[message.channel].send(outgoing(message))
        except (Refused, Trouble) as failure:
            return failure
        except Exception as defect:
            log.exception("channel %s failed on message %s", message.channel, message.pk)
            return Trouble(f"{type(defect).__name__}: {defect}")

    def close(self) -> None:
        for channel in self.channels.values():
            channel.close()


def outgoing(message: Message) -> Outgoing:
    """The row as its channel gets it."""
    return Outgoing(
        message_id=message.message_id,
        address=message.address,
        subject=message.subject,
        body_text=message.body_text,
        body_html=message.body_html,
        url=message.url,
        thread=message.thread,
        unsubscribe=settings.ORIGIN + message.unsubscribe if message.unsubscribe else "",
    )


@transaction.atomic
def record(message: Message, outcome: Receipt | Refused | Trouble, at: dt.datetime) -> None:
    """Writes down how the attempt ended. A claim that the reaper took back changes the state only if the message did go out."""
    settle_lazily()
    mine = Message.objects.filter(pk=message.pk, attempts=message.attempts)
    detail = (outcome.detail if isinstance(outcome, Receipt) else str(outcome))[:DETAIL]
    if isinstance(outcome, Receipt):
        # Also when the reaper queued it again meanwhile: it has been sent, so nobody need send it again.
        mine.update(state=Message.State.SENT, sent_at=at, lease_until=None, error="")
        note(message, Delivery.Outcome.SENT, detail, at)
        return
    held = mine.filter(state=Message.State.SENDING)
    if isinstance(outcome, Refused) or exhausted(message.attempts):
        kept = held.update(state=Message.State.FAILED, lease_until=None, error=detail)
    else:
        again = at + pause(message.attempts)
        kept = held.update(state=Message.State.QUEUED, lease_until=None, next_attempt_at=again, error=detail)
    if kept:
        ending = Delivery.Outcome.REFUSED if isinstance(outcome, Refused) else Delivery.Outcome.TROUBLE
        note(message, ending, detail, at)


def settle_lazily() -> None:
    """Spares this transaction the wait for PostgreSQL's disk, three quarters of the time of a send.

    If the database itself crashes within the next second, the message is sent once more: the price that is paid anyway
    for not losing one. SQLite in WAL mode with synchronous=NORMAL makes the same bargain for every transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")


def note(message: Message, outcome: str, detail: str, at: dt.datetime) -> None:
    """The attempt's line in the delivery record; a later word on the same attempt replaces "lost". One statement."""
    line = Delivery(message=message, attempt=message.attempts, at=at, outcome=outcome, detail=detail)
    Delivery.objects.bulk_create(
        [line],
        update_conflicts=True,
        unique_fields=["message", "attempt"],
        update_fields=["at", "outcome", "detail"],
    )


def exhausted(attempts: int) -> bool:
    """Has a set of attempts been used up? A retry by a person starts the next set, so the count goes on."""
    return attempts % ATTEMPTS == 0


def pause(attempts: int) -> dt.timedelta:
    """How long to wait after that many attempts: 1 → a minute, 8 → a day."""
    return BACKOFF[(attempts - 1) % ATTEMPTS]


def reap(at: dt.datetime, limit: int = 500) -> int:
    """Takes back messages whose sender died (lease over at `at`): queued again, or failed when attempts are used up; how many."""
    dead = Message.objects.filter(state=Message.State.SENDING, lease_until__lt=at)
    return sum(take_back(message, at) for message in dead.order_by("lease_until")[:limit])


@transaction.atomic
def take_back(message: Message, at: dt.datetime) -> bool:
    """Returns one message to the queue, unless its sender has just recorded an end after all."""
    held = Message.objects.filter(
        pk=message.pk,
        state=Message.State.SENDING,
        attempts=message.attempts,
        lease_until=message.lease_until,
    )
    error = "发送途中中断"
    if exhausted(message.attempts):
        taken = held.update(state=Message.State.FAILED, lease_until=None, error=error)
    else:
        taken = held.update(state=Message.State.QUEUED, lease_until=None, next_attempt_at=at, error=error)
    if taken:
        note(message, Delivery.Outcome.LOST, error, at)
    return bool(taken)


def waiting(at: dt.datetime) -> int:
    """How many messages are due and not sent; a cheap count on the partial index."""
    return Message.objects.filter(state=Message.State.QUEUED, next_attempt_at__lte=at).count()


def abandoned(at: dt.datetime) -> int:
    """How many messages are held by a sender whose lease is over."""
    return Message.objects.filter(state=Message.State.SENDING, lease_until__lt=at).count()
