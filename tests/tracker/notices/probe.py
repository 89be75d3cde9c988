"""A channel of its own for tests of delivery: registered like any other, it notes what it is given and answers as told."""

from __future__ import annotations

from django.db import connection

from tracker.notices.channels.base import Channel, Outgoing, Receipt
from tracker.org.models import Person


class Probe(Channel):
    kind = "probe"
    label = "试验渠道"

    sent: list[Outgoing] = []
    answers: dict[str, Exception] = {}
    inside_transaction: list[bool] = []
    closed = 0

    @classmethod
    def forget(cls) -> None:
        cls.sent, cls.answers, cls.inside_transaction, cls.closed = [], {}, [], 0

    @staticmethod
    def address_of(person: Person) -> str:
        return f"{person.username}@probe"

    def send(self, message: Outgoing) -> Receipt:
        Probe.inside_transaction.append(connection.in_atomic_block)
        if message.address in Probe.answers:
            raise Probe.answers[message.address]
        Probe.sent.append(message)
        return Receipt("taken")

    def close(self) -> None:
        Probe.closed += 1
