"""A mail server that fails at random: refuses for the moment, stalls, hangs up after the text. Counts what it took, by Message-ID.

A message counts as taken once the server is about to say "250": one it hung up on is the sender's to send again (RFC 5321, 4.2.5).
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

STALL_SECONDS = 120


class Bad:
    """The handler; `share` of the mails meet a fault, a third of each kind."""

    def __init__(self, share: float, dice: random.Random) -> None:
        self.share, self.dice = share, dice
        self.taken: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.dice.random() < self.share / 3:
            self.faults["refused"] += 1
            return "451 4.3.2 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        fate = self.dice.random()
        if fate < self.share / 3:
            self.faults["dropped"] += 1
            server.transport.abort()
            return "421 gone"
        if fate < self.share / 3 + self.share / 30:
            self.faults["stalled"] += 1
            await asyncio.sleep(STALL_SECONDS)
            server.transport.abort()
            return "421 gone"
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"]).strip()] += 1
        return "250 OK"


def started(handler: Bad) -> Controller:
    """The server on a free port of this machine; `.port` says which."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, data_size_limit=None)
    controller.start()
    return controller
