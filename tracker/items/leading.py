"""变更分管领导: another leader is in charge of an item. One transaction with its line of the history and the messages to both."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person

from .charge import NOBODY, leaders_on
from .history import record
from .models import ResponsibilityItem, UnitAssignment
from .operations import needed
from .states import State


@transaction.atomic
def change_leader(
    item_id: int, *, leader: str, reason: str, by: Viewer, at: dt.datetime
) -> ResponsibilityItem:
    """变更分管领导: `leader` as written (王副县长); 无 or "" for nobody. A name the office does not know stays as words.

    Raises Forbidden, Refused (no reason, the same leader), Stale when somebody else changed it meanwhile.
    """
    if not by.may(Act.CHANGE_LEADER):
        raise Forbidden("只有督查专员可以变更分管领导。")
    told = needed(reason)
    item = ResponsibilityItem.objects.select_related("leader_in_charge").get(pk=item_id)
    wanted = "" if leader.strip() == NOBODY else leader.strip()
    person = leaders_on(at.astimezone(SHANGHAI).date()).by_name.get(wanted)
    columns = {"leader_in_charge": person, "leader_text": "" if person else wanted[:60]}
    if (item.leader_in_charge, item.leader_text) == (person, columns["leader_text"]):
        raise Refused(f"分管领导已经是{named(item)}。")
    as_seen = ResponsibilityItem.objects.filter(
        pk=item_id, leader_in_charge=item.leader_in_charge_id, leader_text=item.leader_text
    )
    if as_seen.update(**columns) != 1:
        raise Stale("分管领导刚被他人变更，请核对后再操作。")
    now = ResponsibilityItem.objects.select_related("leader_in_charge").get(pk=item_id)
    story = {"moved": [named(item), named(now)], "reason": told}
    line = record(item_id, "change_leader", by=by, at=at, data=story)
    for one in {item.leader_in_charge, person} - {None}:
        announce(now, one, line.number, moved=story["moved"], reason=told, by=by, at=at)
    return now


def named(item: ResponsibilityItem) -> str:
    """Who is in charge, for people: "王副县长"; "无"."""
    return str(item.leader_in_charge or item.leader_text or NOBODY)


def announce(
    item: ResponsibilityItem,
    person: Person | None,
    number: int,
    *,
    moved: object,
    reason: object,
    by: Viewer,
    at: dt.datetime,
) -> None:
    """Tells the leader who was in charge, or who is now; keyed by the line of the history."""
    if person is None or person.pk == by.person_id:
        return
    parts = UnitAssignment.objects.filter(item=item).exclude(state=State.CANCELLED)
    url = reverse("portal:item", args=[item.pk])
    is_mine = item.leader_in_charge_id == person.pk
    context = {
        "item": item,
        "assignment": parts.select_related("unit").first(),
        "person": person,
        "moved": moved,
        "reason": reason,
        "is_mine": is_mine,
        # Who is no longer in charge may no longer open it.
        "url": url if is_mine else "",
    }
    post(
        key=f"item:leader:i{item.pk}:n{number}:p{person.pk}",
        kind="item_leader",
        recipient=person,
        rendered=render("item_leader", context),
        url=url if is_mine else "",
        thread=f"item-{item.pk}",
        at=at,
    )
