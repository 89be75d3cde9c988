"""A mail server in a process of its own for the benches: takes everything, and remembers the Message-IDs."""

from __future__ import annotations

import multiprocessing
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)


class Server:
    """Where it listens, and `taken()`: the Message-IDs accepted since the last time it was asked, repeats included."""

    def __init__(self, port: int, pipe: Any) -> None:
        self.port, self._pipe = port, pipe

    def taken(self) -> list[str]:
        self._pipe.send("taken")
        found: list[str] = self._pipe.recv()
        return found


@contextmanager
def smtp_server() -> Iterator[Server]:
    """Starts the server on a free port of this machine and ends it afterwards."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    port = free_port()
    process = context.Process(target=serve, args=(port, theirs), daemon=True)
    process.start()
    try:
        assert ours.recv() == "ready"
        yield Server(port, ours)
    finally:
        ours.send("end")
        process.join(10)


def serve(port: int, pipe: Any) -> None:
    """The server's process: answers the pipe until it is told to end."""
    from aiosmtpd.controller import Controller

    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    pipe.send("ready")
    while pipe.recv() == "taken":
        found, handler.taken = handler.taken, []
        pipe.send(found)
    controller.stop()


class Handler:
    """Accepts what comes."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = MESSAGE_ID.search(envelope.content)
        self.taken.append(found[1].decode() if found else "")
        return "250 accepted"


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
