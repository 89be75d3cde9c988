"""常用筛选: the questions a person keeps, and those the office shares. A view is a question, never rows: opening one shows what the opener may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Forbidden, Refused
from tracker.common.sheets import printable

from .models import DefaultView, SavedView

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
    mine = DefaultView.objects.filter(view=OuterRef("pk"), person=viewer.person_id)
    return SavedView.objects.filter(wanted).select_related("owner").annotate(is_default=Exists(mine))


def default_of(views: Iterable[SavedView]) -> SavedView | None:
    """The one of a viewer's views (views_for) that their list opens with; None without one. What is shared no more is not among them."""
    return next((one for one in views if one.is_default), None)  # type: ignore[attr-defined]


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
            values = {"asked": question, "is_shared": wish.is_shared, "saved_at": at}
            made = SavedView.objects.update_or_create(owner_id=by.actor_id, name=wish.name, defaults=values)[
                0
            ]
            if wish.is_default:
                DefaultView.objects.update_or_create(person_id=by.actor_id, defaults={"view": made})
            return made
    except IntegrityError as error:
        raise Refused(taken(wish)) from error


def change_view(pk: int, wish: Wish, *, by: Viewer) -> None:
    """Renames or shares it. Raises Refused (the name is in use, it is gone), Forbidden."""
    wish = checked(wish, by)
    try:
        with transaction.atomic():
            rows = SavedView.objects.filter(pk=pk, owner=by.actor_id)
            if not rows.update(name=wish.name, is_shared=wish.is_shared):
                raise Refused("这个常用筛选已经删除，或不是您保存的。")
    except IntegrityError as error:
        raise Refused(taken(wish)) from error


def open_with(pk: int, *, by: Viewer) -> None:
    """The list opens with this one from now on, one's own or one that is shared. Raises Refused for one that is not among the viewer's."""
    with transaction.atomic():
        # Held, so that it is not deleted meanwhile.
        seen = views_for(by).filter(pk=pk).values("pk")
        view = SavedView.objects.select_for_update().filter(pk__in=seen).first()
        if view is None:
            raise Refused("这个常用筛选已经删除，或不再共用。")
        DefaultView.objects.update_or_create(person_id=by.actor_id, defaults={"view": view})


def open_plain(pk: int, *, by: Viewer) -> None:
    """The list opens no more with this one."""
    DefaultView.objects.filter(person=by.actor_id, view=pk).delete()


def delete_view(pk: int, *, by: Viewer) -> bool:
    """Drops one's own view; False when it was gone already."""
    with transaction.atomic():
        own = SavedView.objects.select_for_update().filter(pk=pk, owner=by.actor_id).first()
        return own is not None and own.delete()[0] > 0


def checked(wish: Wish, by: Viewer) -> Wish:
    """The wish with a clean name; raises Refused, Forbidden."""
    name = " ".join(printable(wish.name).split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise Refused(f"请填写名称，不超过{NAME_LENGTH}个字。")
    if wish.is_shared and not by.may(Act.ACT_IN_BULK):
        raise Forbidden("只有督查专员可以把常用筛选设为全室共用。")
    return Wish(name, wish.is_shared, wish.is_default)


def taken(wish: Wish) -> str:
    """Why two could not be kept side by side."""
    return f"名称“{wish.name}”已经在用，请换一个名称。" if wish.name else ""
