"""The append-only, hash-chained history of an item. Written only inside the transaction of the act it records."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator

from .models import Event, ResponsibilityItem


def record(
    item_id: int,
    act: str,
    *,
    by: int | None,
    at: dt.datetime,
    assignment_id: int | None = None,
    data: dict | None = None,
) -> Event:
    """Appends one line to the item's history and returns it.

    Two acts on one item at once cannot both take the same number: (item, number) is unique, and the item row is
    locked first (on SQLite the write lock of the IMMEDIATE transaction serves).
    """
    ResponsibilityItem.objects.select_for_update().get(pk=item_id)
    last = Event.objects.filter(item_id=item_id).order_by("-number").first()
    event = Event(
        item_id=item_id,
        assignment_id=assignment_id,
        number=last.number + 1 if last else 1,
        act=act,
        by_id=by,
        at=at,
        data=data or {},
    )
    event.digest = digest(event, last.digest if last else "")
    event.save(force_insert=True)
    return event


def digest(event: Event, before: str) -> str:
    """The hash of a line and of the hash before it: changing, removing or inserting a line breaks every later one."""
    line = [
        event.item_id,
        event.assignment_id,
        event.number,
        event.act,
        event.by_id,
        event.at.timestamp(),
        event.data,
        before,
    ]
    return hashlib.sha256(json.dumps(line, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """A Chinese sentence for every item whose history was changed, with the number of the first bad line."""
    item_id, before, expected, bad = None, "", 1, False
    for event in Event.objects.order_by("item_id", "number").select_related("item").iterator():
        if event.item_id != item_id:
            item_id, before, expected, bad = event.item_id, "", 1, False
        if not bad and (event.number != expected or event.digest != digest(event, before)):
            bad = True
            yield f"{event.item.item_no}：第{expected}条办理记录被改动、删除或插入"
        before, expected = event.digest, event.number + 1
