"""Naming and ending a deputy, with the messages to both: the deputy learns what is theirs to do, the holder what is done in their name."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.org import deputies
from tracker.org.models import Deputy

from .operations import post
from .rendering import render


@transaction.atomic
def name_deputy(
    post_id: int,
    *,
    deputy: str,
    days: tuple[dt.date, dt.date],
    reason: str,
    by: Viewer,
    at: dt.datetime,
    today: dt.date,
) -> Deputy:
    """指定代理, as org.deputies.name_deputy; the deputy is told, and the holder where an administrator did it for them."""
    made = deputies.name_deputy(post_id, deputy=deputy, days=days, reason=reason, by=by, at=at, today=today)
    tell("deputy_named", made, by=by, at=at)
    return made


@transaction.atomic
def end_deputy(deputy_id: int, *, by: Viewer, at: dt.datetime, today: dt.date) -> Deputy:
    """结束代理, as org.deputies.end_deputy; whoever of the two did not do it is told."""
    ended = deputies.end_deputy(deputy_id, by=by, at=at, today=today)
    tell("deputy_ended", ended, by=by, at=at)
    return ended


def tell(kind: str, row: Deputy, *, by: Viewer, at: dt.datetime) -> None:
    """One message to each of the two but whoever acts; keyed by the row, so it is sent once."""
    url = reverse("portal:deputies")
    for person in (row.person, row.post.person):
        if person.pk == by.person_id:
            continue
        context = {"deputy": row, "post": row.post, "person": person, "by": by.name, "url": url}
        post(
            key=f"{kind}:d{row.pk}:p{person.pk}",
            kind=kind,
            recipient=person,
            rendered=render(kind, context),
            url=url,
            at=at,
        )
