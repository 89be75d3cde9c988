"""The append-only, hash-chained history of an item. Written only inside the transaction of the act it records."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import connection

from tracker.access.policy import Viewer

from .models import Event, ResponsibilityItem, UnitAssignment
from .queries import behalf_of


def record(
    item_id: int,
    act: str,
    *,
    by: Viewer | None,
    at: dt.datetime,
    assignment_id: int | None = None,
    data: dict | None = None,
) -> Event:
    """Appends one line to the item's history and returns it; `by` None for what the system does by itself.

    What a deputy does names whom they stand in for ("deputy_for", "deputy_for_id"), what was done without signing in says how ("via").

    Two acts on one item at once cannot both take the same number: the item's row, which holds the end of the chain, is
    locked first (on SQLite the write lock of the IMMEDIATE transaction serves), and (item, number) is unique.
    """
    head = (
        ResponsibilityItem.objects.select_for_update()
        .only("history_length", "history_digest")
        .get(pk=item_id)
    )
    event = Event(
        item_id=item_id,
        assignment_id=assignment_id,
        number=head.history_length + 1,
        act=act,
        by_id=by.person_id if by else None,
        at=at,
        data={**(data or {}), **(circumstances(by, act, assignment_id) if by else {})},
    )
    event.digest = digest(event, head.history_digest)
    event.save(force_insert=True)
    ResponsibilityItem.objects.filter(pk=item_id).update(
        history_length=event.number, history_digest=event.digest
    )
    return event


def circumstances(by: Viewer, act: str, assignment_id: int | None) -> dict[str, Any]:
    """What the line says beside the person: for whom they stood in, and how they came; empty for most. One query for a deputy."""
    behalf = None
    if by.stands_in:
        rows = UnitAssignment.objects.select_related("item")
        behalf = behalf_of(by, act, rows.filter(pk=assignment_id).first() if assignment_id else None)
    told: dict[str, Any] = {"deputy_for": behalf.name, "deputy_for_id": behalf.holder} if behalf else {}
    return {**told, **({"via": by.via} if by.via else {})}


def parties(event: Event) -> set[int | None]:
    """Who answers for a line: who did it, and for whom."""
    return {event.by_id, event.data.get("deputy_for_id")} - {None}


def set_ends(items: Sequence[ResponsibilityItem]) -> None:
    """Writes the ends of many chains, as they stand on the items, in the transaction that wrote their lines.

    By one prepared statement: thousands of rows by bulk_update() took ten times as long.
    """
    table = connection.ops.quote_name(ResponsibilityItem._meta.db_table)
    ends = [(item.history_length, item.history_digest, item.pk) for item in items]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET history_length = %s, history_digest = %s WHERE id = %s", ends)  # noqa: S608


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
    """A Chinese sentence for every item whose history was changed, with the number of the first bad line.

    The item's row holds the end of its chain, so that lines taken from the end, or all of them, are missed as well.
    """
    heads = ResponsibilityItem.objects.order_by("pk").values_list(
        "pk", "item_no", "history_length", "history_digest"
    )
    lines = groupby(Event.objects.order_by("item_id", "number").iterator(), key=lambda event: event.item_id)
    item_id, events = next(lines, (None, iter(())))
    for pk, item_no, length, last in heads.iterator():
        mine: Iterator[Event] = iter(())
        if item_id == pk:
            mine = iter(list(events))
            item_id, events = next(lines, (None, iter(())))
        bad = first_bad(mine, length, last)
        if bad:
            yield f"{item_no}：第{bad}条办理记录被改动、删除或插入"


def first_bad_of(item: ResponsibilityItem) -> int:
    """The number of the first line that breaks an item's chain, 0 when it holds; two queries, for the row may be an older one."""
    head = ResponsibilityItem.objects.only("history_length", "history_digest").get(pk=item.pk)
    events = Event.objects.filter(item=item).order_by("number")
    return first_bad(events.iterator(), head.history_length, head.history_digest)


def first_bad(events: Iterator[Event], length: int, last: str) -> int:
    """The number of the first line that breaks a chain of `length` lines which ends in the digest `last`; 0 when it holds."""
    before, number = "", 0
    for number, event in enumerate(events, start=1):
        if event.number != number or event.digest != digest(event, before):
            return number
        before = event.digest
    return 0 if (number, before) == (length, last) else number + 1
