"""Counting how often something is tried, in the cache: a brake on guessing, not a lock. Two at once may count as one."""

from __future__ import annotations

import hashlib

from django.core.cache import cache


def too_often(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Counts one more try of `who` at `what`; True once it is more than `most` within `seconds` of the first."""
    key = f"tries:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:
        # It ran out between the two lines: a new stretch begins.
        cache.set(key, 1, seconds)
        return False
