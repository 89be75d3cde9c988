"""Clients of the interface as tests use them."""

from __future__ import annotations

import itertools
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.support.world import NOW, TODAY, World
from tracker.api.clients import Wish, create
from tracker.api.scopes import Scope

_numbers = itertools.count(1)


class Asking:
    """A program with a token: get() and post() as it would call them; each post has a key of its own unless one is given."""

    def __init__(self, token: str) -> None:
        self.http = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.http.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> HttpResponse:
        headers = {"Idempotency-Key": key or f"key-{next(_numbers):08d}"}
        return self.http.post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)


def token_for(world: World, who: str, scopes: tuple[str, ...] = tuple(Scope.values)) -> str:
    """A fresh token that acts as one of the world's people; every scope unless said otherwise."""
    wish = Wish(f"{who}的客户端{next(_numbers)}", world.people[who], scopes, TODAY.replace(year=2027))
    return create(wish, by_id=None, at=NOW)[1]


def asking(world: World, who: str, scopes: tuple[str, ...] = tuple(Scope.values)) -> Asking:
    """A program that acts as one of the world's people."""
    return Asking(token_for(world, who, scopes))
