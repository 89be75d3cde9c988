"""Reads on the outbox: a person's inbox, and what an administrator must see (failed messages, backlog)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from tracker.access.policy import Viewer
from tracker.org.models import Person

from .channels import CHANNELS, channel_class
from .channels.inapp import InApp
from .dead_letters import channel_label
from .models import Message


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One message in a person's inbox; `url` is a path inside the portal or ""."""

    id: int
    subject: str
    body: str
    url: str
    at: dt.datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the outbox: due now, later (after a failure), being sent, failed; `oldest` since when the oldest is due."""

    due: int
    later: int
    sending: int
    failed: int
    oldest: dt.datetime | None


def inbox_rows(viewer: Viewer) -> QuerySet[Message]:
    """The viewer's own messages, newest first."""
    rows = Message.objects.filter(recipient=viewer.person_id, channel=InApp.kind)
    return rows.defer("body_html")


def inbox_line(viewer: Viewer, pk: int) -> InboxLine | None:
    """One message of the viewer's own inbox, however old; None when there is none such. One query."""
    row = Message.objects.filter(pk=pk, recipient=viewer.person_id, channel=InApp.kind).first()
    return line_of(row) if row else None


def line_of(row: Message) -> InboxLine:
    """The message for people; no query."""
    return InboxLine(row.pk, row.subject, row.body_text, row.url, row.created_at, row.read_at is not None)


def unread_count(viewer: Viewer) -> int:
    """How many of the viewer's own messages are unread; one query on an index."""
    return Message.objects.filter(
        recipient=viewer.person_id, channel=InApp.kind, read_at__isnull=True
    ).count()


def backlog(at: dt.datetime) -> Backlog:
    """Counts for the status page; three cheap queries on partial indexes."""
    queued = Message.objects.filter(state=Message.State.QUEUED).aggregate(
        all=Count("pk"),
        due=Count("pk", filter=Q(next_attempt_at__lte=at)),
        first=Min("next_attempt_at"),
    )
    return Backlog(
        due=queued["due"],
        later=queued["all"] - queued["due"],
        sending=Message.objects.filter(state=Message.State.SENDING).count(),
        failed=Message.objects.filter(state=Message.State.FAILED).count(),
        oldest=queued["first"] if queued["due"] else None,
    )


@dataclass(frozen=True, slots=True)
class SentLine:
    """One message about something: to whom, by which channel, what it said, and what became of it."""

    created_at: dt.datetime
    recipient: str
    channel: str
    subject: str
    body: str
    state: str
    sent_at: dt.datetime | None
    read_at: dt.datetime | None


def sent_about(url: str, *, recipient: int | None = None) -> list[SentLine]:
    """The messages that lead to one page, oldest first, to everybody or to one person; the caller asks the policy. One query."""
    rows = Message.objects.filter(url=url).select_related("recipient").defer("body_html")
    if recipient is not None:
        rows = rows.filter(recipient=recipient)
    return [
        SentLine(
            row.created_at,
            str(row.recipient),
            channel_label(row.channel),
            row.subject,
            row.body_text,
            row.get_state_display(),
            row.sent_at,
            row.read_at,
        )
        for row in rows.order_by("created_at", "pk")
    ]


def channels_of(person: Person) -> tuple[str, ...]:
    """The names of the channels that reach the person: ("站内消息", "邮件"); no query."""
    return tuple(channel_class(name).label for name in CHANNELS if channel_class(name).address_of(person))
