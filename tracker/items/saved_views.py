"""常用筛选: the questions a person keeps, and those the office shares. A view is a question, never rows: opening one shows what the opener may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Forbidden, Refused
from tracker.common.sheets import printable

from .models import SavedView

MOST, NAME_LENGTH, LONGEST = 30, 30, 600
# What of an address is part of the question; where one was in the list is not.
ASKED = ("q", "unit", "role", "state", "light", "speech", "due_from", "due_to", "unsettled", "sort")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a view is to be kept: its name, for the whole office or not, opened first or not."""

    name: str
    is_shared: bool = False
    is_default: bool = False


def cleaned(asked: str) -> str:
    """The question of an address in its own order, each field once and none empty: cleaned("light=red&after=0..3&state=") == "light=red"."""
    found = dict(parse_qsl(asked, keep_blank_values=False, max_num_fields=100))
    if found.get("sort") == "due":
        del found["sort"]
    return urlencode([(name, found[name].strip()) for name in ASKED if found.get(name, "").strip()])


def views_for(viewer: Viewer) -> QuerySet[SavedView]:
    """One's own, and the shared ones for whoever works in the office; shared first."""
    wanted = Q(owner=viewer.person_id) if viewer.person_id else Q(pk__in=[])
    if viewer.may(Act.ACT_IN_BULK):
        wanted |= Q(is_shared=True)
    return SavedView.objects.filter(wanted).select_related("owner")


def default_of(viewer: Viewer, views: Iterable[SavedView]) -> SavedView | None:
    """The one of the viewer's views that the list opens with; None without one."""
    return next((one for one in views if one.is_default and one.owner_id == viewer.person_id), None)


def save_view(asked: str, wish: Wish, *, by: Viewer, at: dt.datetime) -> SavedView:
    """Keeps a question under a name; under a name one has already the question is replaced.

    Raises Refused (no name, no question, too many, a name the office uses) and Forbidden for whoever may not share.
    """
    wish, question = checked(wish, by), cleaned(asked)
    if not question or len(question) > LONGEST:
        raise Refused("请先选好筛选条件，再保存。" if not question else "筛选条件太长，请减少一些再保存。")
    try:
        with transaction.atomic():
            own = SavedView.objects.filter(owner=by.actor_id)
            if not own.filter(name=wish.name).exists() and own.count() >= MOST:
                raise Refused(f"最多保存{MOST}个常用筛选，请先删去不用的。")
            give_up_default(wish, by)
            values = {
                "asked": question,
                "is_shared": wish.is_shared,
                "is_default": wish.is_default,
                "saved_at": at,
            }
            return SavedView.objects.update_or_create(owner_id=by.actor_id, name=wish.name, defaults=values)[
                0
            ]
    except IntegrityError as error:
        raise Refused(taken(wish)) from error


def change_view(pk: int, wish: Wish, *, by: Viewer) -> None:
    """Renames, shares or makes it the one the list opens with. Raises Refused (the name is in use, it is gone), Forbidden."""
    wish = checked(wish, by)
    try:
        with transaction.atomic():
            give_up_default(wish, by)
            rows = SavedView.objects.filter(pk=pk, owner=by.actor_id)
            if not rows.update(name=wish.name, is_shared=wish.is_shared, is_default=wish.is_default):
                raise Refused("这个常用筛选已经删除，或不是您保存的。")
    except IntegrityError as error:
        raise Refused(taken(wish)) from error


def delete_view(pk: int, *, by: Viewer) -> bool:
    """Drops one's own view; False when it was gone already."""
    return SavedView.objects.filter(pk=pk, owner=by.actor_id).delete()[0] > 0


def checked(wish: Wish, by: Viewer) -> Wish:
    """The wish with a clean name; raises Refused, Forbidden."""
    name = " ".join(printable(wish.name).split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise Refused(f"请填写名称，不超过{NAME_LENGTH}个字。")
    if wish.is_shared and not by.may(Act.ACT_IN_BULK):
        raise Forbidden("只有督查专员可以把常用筛选设为全室共用。")
    return Wish(name, wish.is_shared, wish.is_default)


def give_up_default(wish: Wish, by: Viewer) -> None:
    """There is one the list opens with: a new one takes the place of the old."""
    if wish.is_default:
        SavedView.objects.filter(owner=by.actor_id, is_default=True).update(is_default=False)


def taken(wish: Wish) -> str:
    """Why two could not be kept side by side."""
    return f"名称“{wish.name}”已经在用，请换一个名称。" if wish.name else ""
