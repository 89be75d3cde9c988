"""The answers an act can give other than success. Views turn them into pages; nothing else may catch them silently."""

from __future__ import annotations


class Refused(Exception):
    """The act is not possible or not allowed now; the message is one Chinese sentence for the person who tried."""


class Stale(Exception):
    """Somebody else changed the row first; the message says in Chinese what it has become."""


class Forbidden(Exception):
    """The viewer may see the thing but not do this to it; the message says who may."""
