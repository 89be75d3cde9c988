"""Gives whoever holds an administrator's post today the rights that the admin pages ask for. Signs nobody in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from tracker.org.models import Person, Post
from tracker.org.queries import posts_on


class AdminPostBackend(BaseBackend):
    """Every model permission for holders of an administrator's post; the answer is kept on the person for the request."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return isinstance(user_obj, Person) and user_obj.is_active and administers(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Django's admin asks this before it lists an app."""
        return self.has_perm(user_obj, app_label)


def administers(person: Person) -> bool:
    """Does the person hold an administrator's post today? Two queries at most, once a request."""
    known = getattr(person, "_administers", None)
    if known is None:
        known = any(post.role == Post.Role.ADMINISTRATOR for post in posts_on(person, timezone.localdate()))
        person._administers = known  # type: ignore[attr-defined]
    return bool(known)
