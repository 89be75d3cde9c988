"""日历订阅: the secret address of a person's feed. The database holds its hash; a new one ends the old; whoever lost every post has none."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from tracker.access.policy import Act, Relation, Viewer
from tracker.access.viewers import viewer_of
from tracker.common.errors import Forbidden

from .models import CalendarFeed


def may_subscribe(viewer: Viewer) -> bool:
    """Is there anything the person may see?"""
    return viewer.person_id is not None and viewer.may(Act.SEE, Relation)


def new_feed(*, by: Viewer, at: dt.datetime) -> str:
    """Makes the person's feed, or gives it another address; returns its secret, which is told only now. Raises Forbidden."""
    if not may_subscribe(by):
        raise Forbidden("您没有可以订阅的事项。")
    secret = secrets.token_urlsafe(32)
    values = {"digest": digest_of(secret), "made_at": at}
    CalendarFeed.objects.update_or_create(person_id=by.actor_id, defaults=values)
    return secret


def end_feed(*, by: Viewer) -> bool:
    """Ends the person's feed; False where there was none."""
    return CalendarFeed.objects.filter(person=by.actor_id).delete()[0] > 0


def feed_of(viewer: Viewer) -> CalendarFeed | None:
    """The person's feed, None without one."""
    return CalendarFeed.objects.filter(person=viewer.actor_id).first()


def subscriber(secret: str, *, on: dt.date) -> Viewer | None:
    """As whom the holder of an address reads today: exactly the person's posts of that day. None for an address that is none, or ended."""
    found = CalendarFeed.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if found is None:
        return None
    viewer = viewer_of(found.person, on=on, via="calendar")
    return viewer if may_subscribe(viewer) else None


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
