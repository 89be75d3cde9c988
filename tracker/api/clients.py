"""Clients of the interface: making one, revoking it, and recognising the token it comes with."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from tracker.common.errors import Refused
from tracker.org.models import Person

from .models import ApiClient
from .scopes import Scope

# So that a token in a log or a mail is recognised for what it is.
MARK = "luoshi"
LONGEST = dt.timedelta(days=730)
# How exact `last_used_at` is: a write for each request would make readers writers.
USED_WITHIN = dt.timedelta(minutes=10)
NO_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new client shall be."""

    name: str
    person: Person
    scopes: tuple[str, ...]
    expires_on: dt.date
    per_minute: int = 120


def create(wish: Wish, *, by_id: int | None, at: dt.datetime) -> tuple[ApiClient, str]:
    """Makes a client and returns it with its token, which is nowhere to be found afterwards. Raises Refused."""
    refuse(wish, at=at)
    name = wish.name.strip()
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = f"{MARK}_{prefix}_{secret}"
    try:
        with transaction.atomic():
            made = ApiClient.objects.create(
                name=name, person=wish.person, scopes=checked(wish.scopes), per_minute=wish.per_minute, prefix=prefix,
                digest=digest_of(token), created_by_id=by_id, created_at=at, expires_on=wish.expires_on,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(f"已有名为“{name}”的客户端，请换一个名称。") from error
    return made, token


def refuse(wish: Wish, *, at: dt.datetime) -> None:
    """Raises Refused for a client that cannot be."""
    today = timezone.localdate(at)
    if not wish.name.strip():
        raise Refused("请填写客户端名称。")
    if not wish.person.is_active:
        raise Refused("这个人员的账户已停用，不能由接口代表。")
    if not today <= wish.expires_on <= today + LONGEST:
        raise Refused("有效期应从今天起，最长两年。")
    checked(wish.scopes)


def checked(scopes: Iterable[str]) -> list[str]:
    """The scopes in the order of the table, each once. Raises Refused for none and for unknown ones."""
    asked = set(scopes)
    unknown = asked - set(Scope.values)
    if unknown:
        raise Refused(f"没有这种权限范围：{'、'.join(sorted(unknown))}。可以选：{'、'.join(Scope.values)}。")
    if not asked:
        raise Refused("请至少选择一种权限范围。")
    return [scope for scope in Scope.values if scope in asked]


def revoke(client_ids: Iterable[int], *, at: dt.datetime) -> int:
    """吊销: the tokens are worth nothing from the next request on. Returns how many were live; a second time changes nothing."""
    return ApiClient.objects.filter(pk__in=list(client_ids), revoked_at=None).update(revoked_at=at)


def recognised(token: str, *, at: dt.datetime) -> ApiClient | None:
    """The live client whose token this is, with its person, or None. Takes the same time for a wrong secret as for an unknown prefix."""
    prefix = token.split("_", 2)[1] if token.startswith(f"{MARK}_") and token.count("_") > 1 else ""
    found = None
    # Only what could be one of ours is asked of the database, which takes no NUL.
    if prefix.isalnum() and prefix.isascii() and len(prefix) <= 12:
        found = ApiClient.objects.select_related("person").filter(prefix=prefix).first()
    fits = hmac.compare_digest(found.digest if found else NO_DIGEST, digest_of(token))
    if found is None or not fits or found.revoked_at or found.expires_on < timezone.localdate(at):
        return None
    return found


def note_use(client: ApiClient, *, at: dt.datetime) -> None:
    """Writes down that the client was here, once in ten minutes."""
    if client.last_used_at is None or at - client.last_used_at >= USED_WITHIN:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=at - USED_WITHIN)
        ApiClient.objects.filter(stale, pk=client.pk).update(last_used_at=at)


def digest_of(token: str) -> str:
    """What is kept of a token. Plain SHA-256: 256 bits of chance need no salt and no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
