"""岗位代理: naming somebody who stands in for the holder of a post for some days, and ending it early.

What a deputy may do follows from the post (access.viewers); nothing is copied. Only a post of one's own can be given, so nobody
hands on what was given to them, and nobody gives what they lack.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from tracker.common.errors import Forbidden, Refused, Stale

from .models import Deputy, Person, Post
from .queries import held_on

# access.policy.Act.NAME_DEPUTY and MANAGE_DEPUTIES; a test holds the two together.
NAME_DEPUTY = "name_deputy"
MANAGE_DEPUTIES = "manage_deputies"


class Asked(Protocol):
    """Whoever acts, as the policy sees them (access.policy.Viewer)."""

    @property
    def actor_id(self) -> int: ...

    def may(self, act: Any) -> bool: ...


def posts_to_give(by: Asked, on: dt.date) -> QuerySet[Post]:
    """The posts for which `by` may name a deputy: their own, or for an administrator everybody's. Never an administrator's post.

    Whom it is given to administrates with the rights of a person who was not appointed: an office appoints a second
    administrator instead, for some days, which takes as long.
    """
    # Held today or later: a holiday is arranged before a new post begins, too.
    current = Post.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    current = current.filter(person__is_active=True).exclude(role=Post.Role.ADMINISTRATOR)
    mine = Q(person=by.actor_id) if by.may(NAME_DEPUTY) else Q(pk__in=[])
    if by.may(MANAGE_DEPUTIES):
        mine = Q()
    posts = current.filter(mine).select_related("person", "unit")
    return posts.order_by("unit__order", "role", "person__full_name", "pk")


def deputies_for(by: Asked) -> QuerySet[Deputy]:
    """The deputies that concern `by`: of their own posts and those they are themselves; an administrator sees all."""
    rows = Deputy.objects.select_related("post__person", "post__unit", "person", "named_by", "ended_by")
    if by.may(MANAGE_DEPUTIES):
        return rows
    return rows.filter(Q(post__person=by.actor_id) | Q(person=by.actor_id))


def colleagues(by: Asked, on: dt.date, most: int = 50) -> list[str]:
    """Names to suggest as deputies: who holds a post in a unit in which `by` holds one; one query."""
    units = Post.objects.filter(held_on(on), person=by.actor_id, unit__isnull=False).values("unit")
    people = Person.objects.filter(held_on_in(on, units), is_active=True).exclude(pk=by.actor_id)
    return list(people.distinct().values_list("full_name", flat=True)[:most])


def held_on_in(on: dt.date, units: Any) -> Q:
    """The people with a post in one of the units on the day `on`."""
    return Q(pk__in=Post.objects.filter(held_on(on), unit__in=units).values("person"))


def person_called(name: str) -> Person:
    """The one person of this name or user name who may sign in. Raises Refused with what is wrong."""
    name = name.strip()
    found = list(Person.objects.filter(Q(full_name=name) | Q(username=name), is_active=True)[:2])
    if not found:
        raise Refused(f"没有叫“{name}”的在用账号，请核对姓名，或先请系统管理员登记。")
    if len(found) > 1:
        raise Refused(f"有不止一位“{name}”，请改填对方的用户名。")
    return found[0]


@transaction.atomic
def name_deputy(
    post_id: int,
    *,
    deputy: str,
    days: tuple[dt.date, dt.date],
    reason: str,
    by: Asked,
    at: dt.datetime,
    today: dt.date,
) -> Deputy:
    """Names `deputy` (a name or user name) for a post on the `days` from first to last.

    Raises Http404 for a post that is not `by`'s to give, Refused (nobody of that name, oneself, days gone by or beyond
    the post's own, somebody named for one of the days already).
    """
    # The post's row is the lock: two who name for the same days meet here, and the second finds the first.
    post = posts_to_give(by, today).select_for_update(of=("self",)).filter(pk=post_id).first()
    if post is None:
        raise Http404("没有这个岗位，或不能由您指定代理。")
    person = person_called(deputy)
    why = why_not(post, person, days, today)
    if why:
        raise Refused(why)
    first, last = days
    return Deputy.objects.create(
        post=post, person=person, valid_from=first, valid_until=last, reason=reason.strip(), named_by_id=by.actor_id, named_at=at
    )  # fmt: skip


def why_not(post: Post, person: Person, days: tuple[dt.date, dt.date], today: dt.date) -> str:
    """Why this person cannot stand in on these days, as a sentence; "" when they can. One query."""
    first, last = days
    if person.pk == post.person_id:
        return "代理人不能是本人。"
    if first > last:
        return "结束日期不能早于开始日期。"
    if first < today:
        return "开始日期不能早于今天。"
    if first < post.valid_from:
        return f"这个岗位从{post.valid_from:%Y年%-m月%-d日}起任职，代理不能更早开始。"
    if post.valid_until and last > post.valid_until:
        return f"这个岗位任职到{post.valid_until:%Y年%-m月%-d日}为止，代理不能超过这一天。"
    others = Deputy.objects.filter(post=post, ended_at=None, valid_from__lte=last, valid_until__gte=first)
    other = others.select_related("person").first()
    if other is not None:
        return f"{other.valid_from:%-m月%-d日}至{other.valid_until:%-m月%-d日}已由{other.person}代理，请先结束那一段。"
    return ""


def end_deputy(deputy_id: int, *, by: Asked, at: dt.datetime, today: dt.date) -> Deputy:
    """Ends it at once: from now on the deputy has nothing of the post. The deputy, too, may lay it down.

    Raises Http404 for one that does not concern `by`, Forbidden for whoever may not end it, Stale when it was ended before.
    """
    row = deputies_for(by).filter(pk=deputy_id).first()
    if row is None:
        raise Http404("没有这项代理。")
    if by.actor_id not in (row.post.person_id, row.person_id) and not by.may(MANAGE_DEPUTIES):
        raise Forbidden("只有岗位本人、代理人和系统管理员可以结束代理。")
    open_rows = Deputy.objects.filter(pk=deputy_id, ended_at=None, valid_until__gte=today)
    if open_rows.update(ended_at=at, ended_by=by.actor_id) != 1:
        raise Stale("这项代理已经结束。")
    row.refresh_from_db()
    return row
