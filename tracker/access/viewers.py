"""From a person to a Viewer: the posts they hold on a day, and those of others for whom they stand in, decide, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser

from tracker.org.models import Person, Post
from tracker.org.queries import posts_exercised

from .policy import NOBODY, StandIn, Viewer


def viewer_of(person: Person | AnonymousUser, *, on: dt.date, via: str = "") -> Viewer:
    """The viewer that `person` is on the day `on`; NOBODY for somebody not signed in or without an account in use.

    A deputy has what the post gives, as long as its holder has it, and never hands it on: only one's own posts can be
    given to a deputy (org.deputies).
    """
    if not isinstance(person, Person) or not person.is_active:
        return NOBODY
    posts = posts_exercised(person, on)
    mine = [post for post in posts if post.person_id == person.pk]
    own = made_of(person, mine, via)
    if len(mine) == len(posts):
        return own
    given = [post for post in posts if post.person_id != person.pk]
    stands_in = tuple(
        StandIn(str(post.person), post.person_id, made_of(person, [post], via)) for post in given
    )
    return replace(made_of(person, posts, via), own=own, stands_in=stands_in)


def made_of(person: Person, posts: Sequence[Post], via: str) -> Viewer:
    """The viewer that these posts make of the person."""
    return Viewer(
        person_id=person.pk,
        name=str(person),
        roles=frozenset(post.role for post in posts),
        units=frozenset(post.unit_id for post in posts if post.role in ("liaison", "head") and post.unit_id),
        in_charge=frozenset(
            unit.pk for post in posts if post.role == "leader" for unit in post.in_charge.all()
        ),
        leads_as=frozenset(post.person_id for post in posts if post.role == "leader"),
        posts=tuple(words_of(post, person) for post in posts),
        via=via,
    )


def words_of(post: Post, person: Person) -> str:
    """The post for people: "县水利局 联络员", "县水利局 联络员（代钱小明）"."""
    words = f"{post.unit or ''} {post.title or post.get_role_display()}".strip()
    return words if post.person_id == person.pk else f"{words}（代{post.person}）"
