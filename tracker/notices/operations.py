"""Writes on the outbox: post a message once, mark one as read. Nothing here sends."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from tracker.access.policy import Viewer
from tracker.common.errors import Refused
from tracker.org.models import Person

from .channels import CHANNELS, channel_class
from .channels.base import Channel
from .channels.inapp import InApp
from .models import Message
from .oneclick import MARK, without
from .rendering import Rendered

KEY_LENGTH = 200
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """What is the same in every channel's row of one message. `url` and `unsubscribe` are paths; `thread` names what it is about.

    `unsubscribe` ends messages of this kind, for those a person may end.
    """

    kind: str
    recipient: Person
    rendered: Rendered
    at: dt.datetime
    url: str = ""
    thread: str = ""
    unsubscribe: str = ""


def post(
    *,
    key: str,
    kind: str,
    recipient: Person,
    rendered: Rendered,
    at: dt.datetime,
    url: str = "",
    thread: str = "",
) -> Message | None:
    """post_letter for what most messages need: an official notice by every channel that reaches the person."""
    return post_letter(key, Letter(kind, recipient, rendered, at, url, thread))


@transaction.atomic
def post_letter(key: str, letter: Letter, *, inbox_only: bool = False) -> Message | None:
    """Puts a message to one person into the outbox, one row per channel that reaches them; None when `key` was there already.

    `key` says what it is about and for which period, "remind:a7:p3:due-3d:2026-03-20"; each channel's row adds its name
    to it. Works inside the caller's transaction and commits with it; a key that is there does not break it. `inbox_only`:
    what it says is told elsewhere by mail. The returned row is the one in the person's inbox, which everybody has;
    whoever inserts it inserts the others too.
    """
    reaching = [channel for name in CHANNELS if (channel := channel_class(name)).address_of(letter.recipient)]
    inbox, *others = reaching
    row = insert_once(key, inbox, letter)
    if row is not None and not inbox_only:
        for channel in others:
            insert_once(key, channel, letter)
    return row


def post_to_group(key: str, letter: Letter, group: str) -> bool:
    """Puts a message to one of the configured groups into the outbox, once for `key`; False where it was there already.

    `letter.recipient` is who answers for what the group reads: once that person's account is closed, nothing is sent. Raises
    Refused for a group without a robot.
    """
    robot = settings.ROBOTS.get(group)
    if robot is None or robot.kind not in CHANNELS:
        raise Refused(f"没有为“{group}”配置群机器人。")
    return insert_once(key, channel_class(robot.kind), letter, address=group) is not None


def insert_once(key: str, channel: type[Channel], letter: Letter, *, address: str = "") -> Message | None:
    """The channel's row, or None when its key is taken. The insert runs in a savepoint: its failure leaves the caller's transaction whole.

    Not bulk_create(ignore_conflicts=True): it cannot tell whether the row went in, and swallows other errors too.
    """
    key = f"{key}:{channel.kind}"
    if len(key) > KEY_LENGTH:
        raise ValueError(f"message key longer than {KEY_LENGTH}: {key}")
    row, inserted = Message.objects.get_or_create(key=key, defaults=columns_of(key, channel, letter, address))
    return row if inserted else None


def columns_of(key: str, channel: type[Channel], letter: Letter, address: str = "") -> dict[str, Any]:
    """What a new row holds beside its key."""
    return {
        "kind": letter.kind,
        "channel": channel.kind,
        "recipient": letter.recipient,
        "address": address or channel.address_of(letter.recipient),
        "subject": " ".join(letter.rendered.subject.split())[:SUBJECT_LENGTH],
        "body_text": letter.rendered.text if channel.takes_links else without(letter.rendered.text),
        "body_html": html_for(channel, letter),
        "url": letter.url,
        "thread": header_id("thread", letter.thread) if letter.thread else "",
        "unsubscribe": letter.unsubscribe,
        "message_id": header_id("message", key),
        "state": Message.State.SENT if channel.immediate else Message.State.QUEUED,
        "sent_at": letter.at if channel.immediate else None,
        "created_at": letter.at,
        "next_attempt_at": letter.at,
    }


def html_for(channel: type[Channel], letter: Letter) -> str:
    """The HTML body where the channel keeps one; none with links where it does not take those: HTML has no lines to leave out."""
    html = letter.rendered.html
    return html if channel.takes_html and (channel.takes_links or not MARK.search(html)) else ""


def header_id(what: str, key: str) -> str:
    """A Message-ID made from a key, the same every time: a repeat is recognised by every mail reader. "<…@host>"."""
    host = urlsplit(settings.ORIGIN).hostname or "localhost"
    return f"<{hashlib.sha256(f'{what}:{key}'.encode()).hexdigest()[:40]}@{host}>"


def mark_read(message_id: int, *, by: Viewer, at: dt.datetime) -> bool:
    """Marks a message of the reader's own inbox as read; False when it is not theirs or was read before."""
    unread = Message.objects.filter(pk=message_id, recipient=by.person_id, read_at__isnull=True)
    return unread.update(read_at=at) == 1


def mark_all_read(*, by: Viewer, at: dt.datetime) -> int:
    """Marks every message in the reader's own inbox as read; returns how many were not."""
    unread = Message.objects.filter(recipient=by.person_id, channel=InApp.kind, read_at__isnull=True)
    return unread.update(read_at=at)
