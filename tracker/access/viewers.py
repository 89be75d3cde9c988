"""From a person to a Viewer: the posts they hold on a day decide, nothing else."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser

from tracker.org.models import Person
from tracker.org.queries import posts_on

from .policy import NOBODY, Viewer


def viewer_of(person: Person | AnonymousUser, *, on: dt.date) -> Viewer:
    """The viewer that `person` is on the day `on`; NOBODY for somebody not signed in or without an account in use."""
    if not isinstance(person, Person) or not person.is_active:
        return NOBODY
    posts = posts_on(person, on)
    return Viewer(
        person_id=person.pk,
        name=str(person),
        roles=frozenset(post.role for post in posts),
        units=frozenset(post.unit_id for post in posts if post.role in ("liaison", "head") and post.unit_id),
        in_charge=frozenset(
            unit.pk for post in posts if post.role == "leader" for unit in post.in_charge.all()
        ),
        posts=tuple(f"{post.unit or ''} {post.title or post.get_role_display()}".strip() for post in posts),
    )
