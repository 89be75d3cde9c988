"""Each write of a client takes effect once, however often it is sent: the answer is kept under the client's own key for a day.

`once` is for acts in the database: key, act and answer are one transaction, so that of two requests at the same time the second waits
for the first at the unique key and gets its answer. What is refused leaves nothing, the key neither. `resumable` is for hand-ins,
which read files for seconds and must not hold the database meanwhile: the key is claimed first, and a repetition of a request that
was cut off goes through again, since the hand-in itself knows its own batch.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from .models import ApiClient, IdempotencyKey

KEEP = dt.timedelta(hours=24)
KEY_LENGTH = 100
Answer = tuple[int, Any]


class OtherRequest(Exception):
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One write as a client sent it: whose, under which key, and the fingerprint of what it says."""

    client: ApiClient
    key: str
    fingerprint: str

    @property
    def batch(self) -> uuid.UUID:
        """The mark by which a hand-in recognises its own repetition."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.client.pk}:{self.key}:{self.fingerprint}")


def fingerprint(*parts: bytes) -> str:
    """A keyed hash, so that nobody can tell from it whether a text they have was sent."""
    made = hmac.new(settings.SECRET_KEY.encode(), digestmod=hashlib.sha256)
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def once(sent: Sent, act: Callable[[], Answer], *, at: dt.datetime) -> tuple[Answer, bool]:
    """The answer of `act`, done now or kept from before, and whether it is kept. What `act` raises undoes everything.

    Raises OtherRequest for a key that stands for another request.
    """
    try:
        with transaction.atomic():
            row = claim(sent, at)
            status, answer = act()
            IdempotencyKey.objects.filter(pk=row.pk).update(status=status, answer=answer)
            return (status, answer), False
    except Taken:
        first = kept(sent)
        if first is None or first.status is None:
            # The first one was undone between our insert and our look.
            return once(sent, act, at=at)
        return (first.status, first.answer), True


def resumable(sent: Sent, act: Callable[[], Answer], *, at: dt.datetime) -> tuple[Answer, bool]:
    """As `once`, for an act that keeps itself from happening twice and is not to run inside a transaction."""
    try:
        with transaction.atomic():
            claim(sent, at)
    except Taken:
        first = kept(sent)
        if first is not None and first.status is not None:
            return (first.status, first.answer), True
    mine = IdempotencyKey.objects.filter(client=sent.client, key=sent.key, status=None)
    try:
        status, answer = act()
    except BaseException:
        mine.delete()
        raise
    mine.update(status=status, answer=answer)
    return (status, answer), False


class Taken(Exception):
    """Somebody holds the key, or held it."""


def claim(sent: Sent, at: dt.datetime) -> IdempotencyKey:
    """Inserts the key; on PostgreSQL it waits for whoever is inserting the same one. Raises Taken."""
    # What is older than a day is forgotten, whether it was swept already or not.
    IdempotencyKey.objects.filter(client=sent.client, key=sent.key, created_at__lt=at - KEEP).delete()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                client=sent.client, key=sent.key, fingerprint=sent.fingerprint, created_at=at
            )
    except IntegrityError as error:
        raise Taken from error


def kept(sent: Sent) -> IdempotencyKey | None:
    """The row of the key, None where it has gone. Raises OtherRequest where it stands for something else."""
    row = IdempotencyKey.objects.filter(client=sent.client, key=sent.key).first()
    if row is not None and not hmac.compare_digest(row.fingerprint, sent.fingerprint):
        raise OtherRequest
    return row


def forgotten(at: dt.datetime) -> QuerySet[IdempotencyKey]:
    """The keys older than a day; housekeeping deletes them."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEEP)
