"""Links that act without signing in, as they travel in messages: a mark in the text as stored, signed only when a mail leaves.

What the outbox holds is worth nothing by itself: a link is its secret together with the signature, which needs the
installation's key. So neither who reads the database nor who reads messages in the admin can use one. Channels that do not go to
one person's own mailbox lose the lines that carry a mark.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

SALT = "tracker.oneclick"
MARK = re.compile(r"luoshi-link-([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")


def new_secret() -> str:
    """256 bits of chance, 43 characters."""
    return secrets.token_urlsafe(32)


def mark(secret: str) -> str:
    """What stands for the link in a rendered message: "luoshi-link-…"."""
    return f"luoshi-link-{secret}"


def signed(text: str) -> str:
    """The text with every mark made a full address; only for what leaves at once and is not kept."""
    return MARK.sub(lambda found: settings.ORIGIN + reverse("portal:link", args=[token_of(found[1])]), text)


def without(text: str) -> str:
    """The text without the lines that carry a mark."""
    if not MARK.search(text):
        return text
    return "".join(line for line in text.splitlines(keepends=True) if not MARK.search(line))


def token_of(secret: str) -> str:
    """What stands in the address: the secret and its signature."""
    return Signer(salt=SALT, sep=".").sign(secret)


def secret_of(token: str) -> str:
    """The secret of a token; "" where this installation has not signed it. No query is spent on a guess."""
    try:
        return Signer(salt=SALT, sep=".").unsign(token)
    except BadSignature:
        return ""
