"""A database of a bench's own on a server, and its end."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit


def own_database(server: str, name: str) -> tuple[str, Callable[[], None]]:
    """The address of a database made for this run ("" for SQLite), and what removes it."""
    if not server.startswith("postgres"):
        return "", lambda: None
    import psycopg

    name, parts = f"luoshi_{name}_{os.getpid()}", urlsplit(server)

    def do(statement: str) -> None:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(statement)  # type: ignore[arg-type]

    def drop() -> None:
        from django.db import connections

        connections.close_all()
        do(f"drop database if exists {name} with (force)")

    do(f"create database {name}")
    return urlunsplit(parts._replace(path=f"/{name}")), drop
