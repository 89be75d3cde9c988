"""What an officer still has to place: items registered and not issued yet, and open duties whose unit is there no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.access.policy import Viewer
from tracker.org.queries import in_use

from .models import UnitAssignment
from .queries import of_office, visible_assignments, visible_items
from .states import DONE, State


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item that waits: the parts of it that were not issued, leads first, and the names that still have no unit."""

    pk: int
    item_no: str
    task: str
    units: tuple[str, ...]
    due_on: dt.date | None
    due_text: str
    unresolved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromSpeech:
    """What waits of one speech; `speech` is 0 for items of no speech."""

    speech: int
    title: str
    approver: str
    registered_at: dt.datetime
    items: tuple[Waiting, ...]


def waiting(viewer: Viewer) -> list[FromSpeech]:
    """Everything that waits to be issued, last registered speech first, items in order of number; one query."""
    rows = visible_assignments(viewer).filter(of_office(), state=State.REGISTERED)
    rows = rows.order_by("-item__registered_at", "item__speech", "item__number", "role", "unit__order", "pk")
    items: dict[int, list[UnitAssignment]] = {}
    for row in rows:
        items.setdefault(row.item_id, []).append(row)
    speeches: dict[tuple[int, dt.datetime], list[list[UnitAssignment]]] = {}
    for parts in items.values():
        item = parts[0].item
        speeches.setdefault((item.speech_id or 0, item.registered_at), []).append(parts)
    return [
        FromSpeech(
            speech=speech,
            title=str(first[0][0].item.speech or ""),
            approver=first[0][0].item.approver,
            registered_at=at,
            items=tuple(waiting_item(parts) for parts in first),
        )
        for (speech, at), first in speeches.items()
    ]


def waiting_item(parts: list[UnitAssignment]) -> Waiting:
    """One item from its parts that wait."""
    item = parts[0].item
    return Waiting(
        pk=item.pk,
        item_no=item.item_no,
        task=item.task,
        units=tuple(str(part.unit) for part in parts),
        due_on=parts[0].due_on,
        due_text=parts[0].due_text,
        unresolved=tuple(name["text"] for name in item.unresolved),
    )


def without_units(viewer: Viewer) -> list[Waiting]:
    """Registered items that nobody can be sent: no name in them has a unit yet; in order of number, one query."""
    items = visible_items(viewer).filter(assignments__isnull=True).order_by("-registered_at", "number")
    return [
        Waiting(
            pk=item.pk,
            item_no=item.item_no,
            task=item.task,
            units=(),
            due_on=None,
            due_text="",
            unresolved=tuple(name["text"] for name in item.unresolved),
        )
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class Homeless:
    """An open duty of a unit that is there no more; `ended_on` is the last day of a temporary body, None for a unit out of use."""

    item: int
    item_no: str
    task: str
    unit: str
    ended_on: dt.date | None
    state: str
    due_on: dt.date | None


def homeless(viewer: Viewer, on: dt.date) -> list[Homeless]:
    """The open duties that need another unit on the day `on`, the earliest due first; one query.

    县防汛专班 set up until 31 May: from 1 June on its open duties are here.
    """
    rows = visible_assignments(viewer).exclude(in_use(on, "unit__")).exclude(state__in=DONE)
    return [
        Homeless(
            item=row.item_id,
            item_no=row.item.item_no,
            task=row.item.task,
            unit=str(row.unit),
            ended_on=row.unit.ends_on if row.unit.is_active else None,
            state=row.get_state_display(),
            due_on=row.due_on,
        )
        for row in rows.order_by("due_on", "pk")
    ]
