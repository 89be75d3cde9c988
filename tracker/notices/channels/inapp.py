"""The inbox inside the portal: the row in the outbox is the delivery, so nothing can fail and nothing is sent."""

from __future__ import annotations

from tracker.org.models import Person

from .base import Channel, Outgoing, Receipt


class InApp(Channel):
    """站内消息: everybody with an account has an inbox."""

    kind = "inapp"
    label = "站内消息"
    immediate = True

    @staticmethod
    def address_of(person: Person) -> str:
        return person.get_username()

    def send(self, message: Outgoing) -> Receipt:
        return Receipt("站内")
