"""Sends what waits in the outbox: claim with a lease, send outside any transaction, record. At least once, never lost.

A double message is possible (a sender killed between the server's "250 OK" and our record) and carries the same
Message-ID; a lost one is not: whatever a dead sender held comes back by `reap`. `attempts` is the claim's own number, so
a sender that was given up for dead cannot undo what the next one did. Must not decide who gets which message.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from .channels import CHANNELS, channel_class
from .channels.base import Channel, Outgoing, Receipt, Refused, Trouble
from .marks import DETAIL, hasty_commits, mark_sent
from .models import Delivery, Message
from .pacing import turn_at

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
HANDFUL = 100


def deliver(at: dt.datetime, limit: int = 200) -> int:
    """Sends at most `limit` messages that are due at `at`; returns how many were taken by their channels.

    Must not be called inside a transaction. Several may run at once: each message goes to one of them. Rows are claimed
    a handful at a time, because a commit costs more than a send; whatever was claimed and not tried is given back.
    """
    batch = Batch(at)
    claimed = sent = 0
    try:
        with hasty_commits():
            while claimed < limit and not batch.is_over:
                mine = claim_next(min(HANDFUL, limit - claimed), batch.now(), but=batch.down)
                if not mine:
                    break
                claimed += len(mine)
                sent += batch.work_off(mine)
    finally:
        batch.close()
    return sent


def due(at: dt.datetime) -> QuerySet[Message]:
    """Messages whose turn has come, oldest turn first (partial index on the queued ones)."""
    return Message.objects.filter(state=Message.State.QUEUED, next_attempt_at__lte=at).order_by(
        "next_attempt_at", "id"
    )


def claim_next(number: int, at: dt.datetime, *, but: Collection[str] = ()) -> list[Message]:
    """Takes at most `number` due messages for this sender alone, none of the channels `but`; empty when nothing is left to take.

    What goes to people who have left is withheld on the way.
    """
    waiting = due(at).exclude(channel__in=but) if but else due(at)
    while True:
        mine, gone = claim(waiting[:number], at)
        if mine or not gone:
            return mine


@transaction.atomic
def claim(waiting: QuerySet[Message], at: dt.datetime) -> tuple[list[Message], int]:
    """Of the queued messages asked for, those that this sender has won, in one commit; and how many were withheld.

    `message.attempts` becomes the claim's number. Rows another sender is about to take are passed over (PostgreSQL); on
    SQLite a transaction is alone from its first line.
    """
    locked = waiting.select_for_update(of=("self",), skip_locked=True)
    rows: list[Any] = list(locked.annotate(has_left=~F("recipient__is_active")))
    gone = [row.pk for row in rows if row.has_left]
    mine = [row for row in rows if not row.has_left]
    if gone:
        queued = Message.objects.filter(pk__in=gone, state=Message.State.QUEUED)
        queued.update(state=Message.State.WITHHELD, error="收件人的账号已停用")
    if not mine:
        return [], len(gone)
    queued = Message.objects.filter(pk__in=[row.pk for row in mine], state=Message.State.QUEUED)
    changes = {"state": Message.State.SENDING, "lease_until": at + LEASE, "attempts": F("attempts") + 1}
    if queued.update(**changes) != len(mine):
        raise DatabaseError(
            "two senders were given the same rows: the database keeps neither row locks nor IMMEDIATE"
        )
    for row in mine:
        row.state, row.attempts = Message.State.SENDING, row.attempts + 1
    return mine, len(gone)


def give_back(messages: list[Message], **columns: dt.datetime) -> None:
    """Returns claimed messages that were not tried to the queue; no attempt of theirs is used up."""
    for message in messages:
        held = Message.objects.filter(pk=message.pk, state=Message.State.SENDING, attempts=message.attempts)
        held.update(state=Message.State.QUEUED, lease_until=None, attempts=message.attempts - 1, **columns)


class Batch:
    """One run of a sender: its channels, kept open from message to message, and its time, counted on from `at`."""

    def __init__(self, at: dt.datetime) -> None:
        self.at, self.started = at, time.monotonic()
        self.channels: dict[str, Channel] = {}
        self.down: set[str] = set()
        # What a channel has taken and is not on record yet.
        self.taken: tuple[Message, Receipt, dt.datetime] | None = None

    def now(self) -> dt.datetime:
        return self.at + dt.timedelta(seconds=time.monotonic() - self.started)

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.started > BATCH_SECONDS

    def work_off(self, mine: list[Message]) -> int:
        """Tries the claimed messages one after the other and gives back those it did not come to; returns how many were taken."""
        untried, sent = list(mine), []
        try:
            for message in mine:
                if not self.is_over and message.channel not in self.down:
                    untried.remove(message)
                    if self.may_leave(message) and self.attempt(message, untried):
                        sent.append(message.pk)
        finally:
            self.write_down()
            give_back(untried)
            settle(sent, self.now())
        return len(sent)

    def may_leave(self, message: Message) -> bool:
        """Has the address, if it takes so many a minute, room for one more? If not, the message is put off at once."""
        most = channel_class(message.channel).per_minute if message.channel in CHANNELS else 0
        at = self.now()
        turn = turn_at(f"{message.channel}:{message.address}", most, at) if most else at
        if turn > at:
            give_back([message], next_attempt_at=turn)
        return turn <= at

    def attempt(self, message: Message, untried: list[Message]) -> bool:
        """Sends one claimed message and records how it ended; True where its channel took it and it is to be settled.

        A success is written down while the server reads the cover of the next message, before any word of that one leaves: of a
        sender that is killed at most one message is sent that is not on record.
        """
        outcome = self.send(message, following(message, untried))
        self.write_down()
        if isinstance(outcome, Receipt):
            self.taken = (message, outcome, self.now())
            return True
        if isinstance(outcome, Trouble) and outcome.channel_down:
            self.down.add(message.channel)
        record_failure(message, outcome, self.now())
        return False

    def write_down(self) -> None:
        """Puts the last success on record; nothing where it is already."""
        if self.taken:
            mark_sent(*self.taken)
            self.taken = None

    def send(self, message: Message, after: Outgoing | None) -> Receipt | Refused | Trouble:
        """The channel's answer. A defect counts as trouble: one bad message must not stop the others of the batch."""
        try:
            if message.channel not in self.channels:
                self.channels[message.channel] = channel_class(message.channel)()
            channel = self.channels[message.channel]
            return channel.send_beside(outgoing(message), self.write_down, after)
        except (Refused, Trouble) as failure:
            return failure
        except Exception as defect:
            log.exception("channel %s failed on message %s", message.channel, message.pk)
            return Trouble(f"{type(defect).__name__}: {defect}")

    def close(self) -> None:
        for channel in self.channels.values():
            channel.close()


def following(message: Message, untried: list[Message]) -> Outgoing | None:
    """What the message's channel gets next of these, where it is the very next one."""
    after = untried[0] if untried else None
    return outgoing(after) if after is not None and after.channel == message.channel else None


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


def record(message: Message, outcome: Receipt | Refused | Trouble, at: dt.datetime) -> None:
    """Writes down how the attempt ended. A claim that the reaper took back changes the state only if the message did go out."""
    if isinstance(outcome, Receipt):
        mark_sent(message, outcome, at)
        settle([message.pk], at)
    else:
        record_failure(message, outcome, at)


def settle(messages: Iterable[int], at: dt.datetime) -> int:
    """Makes those of the messages sent whose last attempt is on record as such; how many. One statement for a handful.

    Also where the reaper queued one again meanwhile: it has been sent, so nobody need send it again.
    """
    ids = list(messages)
    if not ids:
        return 0
    known = Message.objects.filter(pk__in=ids).filter(Exists(sent_line()))
    return known.update(state=Message.State.SENT, sent_at=at, lease_until=None, error="")


def sent_line() -> QuerySet[Delivery]:
    """The line that says that a message's last attempt succeeded."""
    mine = Delivery.objects.filter(message=OuterRef("pk"), attempt=OuterRef("attempts"))
    return mine.filter(outcome=Delivery.Outcome.SENT)


@transaction.atomic
def record_failure(message: Message, outcome: Refused | Trouble, at: dt.datetime) -> None:
    """Queues the message again, or ends it as failed; nothing where the claim is no longer this sender's."""
    detail = str(outcome)[:DETAIL]
    held = Message.objects.filter(pk=message.pk, attempts=message.attempts, state=Message.State.SENDING)
    if isinstance(outcome, Refused) or exhausted(message.attempts):
        kept = held.update(state=Message.State.FAILED, lease_until=None, error=detail)
    else:
        asked = outcome.retry_after or dt.timedelta()
        again = at + max(pause(message.attempts), asked)
        kept = held.update(state=Message.State.QUEUED, lease_until=None, next_attempt_at=again, error=detail)
    if kept:
        ending = Delivery.Outcome.REFUSED if isinstance(outcome, Refused) else Delivery.Outcome.TROUBLE
        note(message, ending, detail, at)


def note(message: Message, outcome: str, detail: str, at: dt.datetime) -> None:
    """The line of an attempt that failed; what is written on it already stands. One statement."""
    line = Delivery(message=message, attempt=message.attempts, at=at, outcome=outcome, detail=detail[:DETAIL])
    Delivery.objects.bulk_create([line], ignore_conflicts=True)


def exhausted(attempts: int) -> bool:
    """Has a set of attempts been used up? A retry by a person starts the next set, so the count goes on."""
    return attempts % ATTEMPTS == 0


def pause(attempts: int) -> dt.timedelta:
    """How long to wait after that many attempts: 1 → a minute, 8 → a day."""
    return BACKOFF[(attempts - 1) % ATTEMPTS]


def reap(at: dt.datetime, limit: int = 500) -> int:
    """Takes back messages whose sender died (lease over at `at`): queued again, or failed when attempts are used up; how many.

    One that is on record as sent is settled instead.
    """
    dead = Message.objects.filter(state=Message.State.SENDING, lease_until__lt=at).order_by("lease_until")
    settle(dead.filter(Exists(sent_line())).values_list("pk", flat=True)[:limit], at)
    return sum(take_back(message, at) for message in dead[:limit])


@transaction.atomic
def take_back(message: Message, at: dt.datetime) -> bool:
    """Returns one message to the queue, unless its sender has just recorded an end after all."""
    held = Message.objects.filter(
        pk=message.pk,
        state=Message.State.SENDING,
        attempts=message.attempts,
        lease_until=message.lease_until,
    ).exclude(Exists(sent_line()))
    error = "发送途中中断"
    if exhausted(message.attempts):
        back = held.update(state=Message.State.FAILED, lease_until=None, error=error)
    else:
        back = held.update(state=Message.State.QUEUED, lease_until=None, next_attempt_at=at, error=error)
    if back:
        note(message, Delivery.Outcome.LOST, error, at)
    return bool(back)


def waiting(at: dt.datetime) -> int:
    """How many messages are due and not sent; a cheap count on the partial index."""
    return Message.objects.filter(state=Message.State.QUEUED, next_attempt_at__lte=at).count()


def abandoned(at: dt.datetime) -> int:
    """How many messages are held by a sender whose lease is over."""
    return Message.objects.filter(state=Message.State.SENDING, lease_until__lt=at).count()
