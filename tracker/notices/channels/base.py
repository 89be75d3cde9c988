"""What every channel promises, and the two ways sending can fail. A channel must not read or write the database."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from tracker.org.models import Person


class Refused(Exception):
    """The message will never be taken: no such mailbox, forbidden content. It is not tried again by itself."""


class Trouble(Exception):
    """It may be taken later: the server is busy, unreachable or asks to wait.

    `channel_down`: the channel itself answers nothing or lets nobody in, so that other messages need not be tried now.
    `retry_after`: how long it asks to be left alone, where it does.
    """

    def __init__(
        self, reason: str, *, channel_down: bool = False, retry_after: dt.timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.channel_down, self.retry_after = channel_down, retry_after


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A rendered message as a channel gets it. `message_id` and `thread` are made of characters safe in mail headers.

    `unsubscribe` is the full address that ends messages of this kind, "" for official notices, which nobody can end.
    """

    message_id: str
    address: str
    subject: str
    body_text: str
    body_html: str
    url: str
    thread: str
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel has taken the message; `detail` is what it answered, for the delivery record."""

    detail: str = ""


class Channel(ABC):
    """One way to reach a person. An instance lives for one batch, so that it can keep a connection open; close() ends it.

    `immediate`: the row itself is the delivery, nothing has to be sent. `takes_html`: the HTML body is worth keeping.
    `takes_links`: what it sends reaches one person alone, so links that act without signing in may go along. `to_group`: an
    address of it is a group's, not a person's. `per_minute`: how many messages a minute one address takes; 0: as many as come.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    immediate: ClassVar[bool] = False
    takes_html: ClassVar[bool] = False
    takes_links: ClassVar[bool] = False
    to_group: ClassVar[bool] = False
    per_minute: ClassVar[int] = 0

    @staticmethod
    @abstractmethod
    def address_of(person: Person) -> str:
        """Where the channel reaches the person; "" where it cannot."""

    @abstractmethod
    def send(self, message: Outgoing) -> Receipt:
        """Hands one message over. Raises Refused or Trouble; anything else is a defect and counts as Trouble."""

    def send_beside(
        self, message: Outgoing, meanwhile: Callable[[], None], following: Outgoing | None
    ) -> Receipt:
        """As send(), for a batch: nothing of the message leaves before `meanwhile` is done, once or more; `following` is what comes next.

        A channel that waits for answers does the one and makes the other ready in that time.
        """
        meanwhile()
        return self.send(message)

    def close(self) -> None:  # noqa: B027 (most channels hold nothing open)
        """Gives back what the batch held open; must not raise."""
