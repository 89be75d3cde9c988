"""Puts on record that a message was taken, at the least cost. Must not decide what was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from .channels.base import Receipt
from .models import Delivery, Message

DETAIL = 300
# By hand: the ORM takes several times as long to build this statement as the database to run it.
MARK_SENT = f"""INSERT INTO {Delivery._meta.db_table} (message_id, attempt, at, outcome, detail) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (message_id, attempt) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, detail = excluded.detail"""


@contextmanager
def hasty_commits() -> Iterator[None]:
    """Spares the transactions within the wait for PostgreSQL's disk, three quarters of the time of a send.

    If the database itself crashes within the next second, what it forgot is sent once more: the price that is paid anyway
    for not losing one. SQLite in WAL mode with synchronous=NORMAL makes the same bargain for every transaction.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO OFF")
    try:
        yield
    finally:
        # Where the database has gone away, its setting has gone with it.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def mark_sent(message: Message, receipt: Receipt, at: dt.datetime) -> None:
    """Writes the line of the message's attempt, which commits by itself: from here on it is known to be sent.

    A later word on the same attempt replaces "lost".
    """
    values = [message.pk, message.attempts, connection.ops.adapt_datetimefield_value(at)]
    with connection.cursor() as cursor:
        cursor.execute(MARK_SENT, [*values, Delivery.Outcome.SENT.value, receipt.detail[:DETAIL]])
