"""没有送达的消息: those nobody will send again by itself; looked through, and queued again one by one or many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Forbidden, Refused

from .channels import CHANNELS, channel_class
from .models import Message

# Of one act: what a person can look over, and one request can do.
MOST = 500


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message that failed, with the reason its channel gave."""

    id: int
    subject: str
    recipient: str
    channel: str
    address: str
    attempts: int
    error: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Again:
    """What would become of one of them: the address it would go to today, or "" and why it cannot go."""

    letter: DeadLetter
    address: str
    why: str

    @property
    def has_moved(self) -> bool:
        return bool(self.address) and self.address != self.letter.address


def matching(*, channel: str = "", words: str = "") -> QuerySet[Message]:
    """The failed messages of a channel in which all the words stand, newest first; the caller's view asks the policy."""
    rows = Message.objects.filter(state=Message.State.FAILED).select_related("recipient")
    rows = rows.defer("body_text", "body_html")
    if channel:
        rows = rows.filter(channel=channel)
    for word in words.split():
        rows = rows.filter(
            Q(subject__icontains=word)
            | Q(recipient__full_name__icontains=word)
            | Q(address__icontains=word)
            | Q(error__icontains=word)
        )
    return rows


def letters(rows: Collection[Message] | QuerySet[Message]) -> list[DeadLetter]:
    """As the pages show them; no query beyond the rows'."""
    return [letter_of(row) for row in rows]


def letter_of(row: Message) -> DeadLetter:
    return DeadLetter(
        row.pk, row.subject, str(row.recipient), channel_label(row.channel), row.address, row.attempts, row.error, row.created_at,
    )  # fmt: skip


def channel_label(kind: str) -> str:
    """The channel's name for people; its own where it is not registered any more."""
    return channel_class(kind).label if kind in CHANNELS else kind


def address_now(row: Message) -> str:
    """Where a message would go today: its group, or its recipient's present address; "" where nowhere."""
    if row.channel not in CHANNELS:
        return ""
    channel = channel_class(row.channel)
    return row.address if channel.to_group else channel.address_of(row.recipient)


def why_not(row: Message) -> str:
    """Why a failed message cannot be sent again today; "" where it can."""
    if row.channel not in CHANNELS:
        return f"系统已没有“{row.channel}”这种渠道。"
    if not row.recipient.is_active:
        return f"{row.recipient}的账号已停用。"
    return "" if address_now(row) else f"{row.recipient}没有可用的收件地址，请先在系统管理中补上。"


def preview(rows: QuerySet[Message]) -> list[Again]:
    """What sending them again would do, at most MOST of them; writes nothing."""
    found = []
    for row in rows[:MOST]:
        why = why_not(row)
        found.append(Again(letter_of(row), "" if why else address_now(row), why))
    return found


def retry(message_id: int, *, by: Viewer, at: dt.datetime) -> None:
    """Queues one failed message again with a fresh set of attempts, to the address its recipient has now.

    Raises Forbidden, or Refused when it is not a failed one or cannot reach its recipient.
    """
    demand(by)
    row = matching().filter(pk=message_id).first()
    if row is None:
        raise Refused("这条消息不在发送失败之列，可能已经重发。")
    if why := why_not(row):
        raise Refused(why)
    if not requeue(row, at):
        raise Refused("这条消息刚刚已由他人重发。")


def retry_many(ids: Collection[int], *, by: Viewer, at: dt.datetime) -> int:
    """Queues those of them again that can be sent, at most MOST; how many. Each by itself: one that somebody else took is passed over."""
    demand(by)
    rows = matching().filter(pk__in=list(ids)[:MOST])
    return sum(requeue(row, at) for row in rows if not why_not(row))


def requeue(row: Message, at: dt.datetime) -> bool:
    """Back to the queue by compare-and-set; False where it is not a failed one any more."""
    failed = Message.objects.filter(pk=row.pk, state=Message.State.FAILED)
    columns = {"state": Message.State.QUEUED, "next_attempt_at": at, "error": "", "address": address_now(row)}
    return failed.update(**columns) == 1


def demand(by: Viewer) -> None:
    if not by.may(Act.SEE_STATUS):
        raise Forbidden("只有督查专员或系统管理员可以重发消息。")
