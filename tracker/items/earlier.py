"""Finds orders that are in the system already: an order of a new speech offered beside the open item of an earlier one.

Every item leaves marks of its wording when it is registered (sketches.py), so two queries answer for all drafts of a speech, however
many items there are. What shares a mark is then compared word by word (meetings.wording), and by its units and numbers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tracker.access.policy import Viewer
from tracker.meetings.models import Draft
from tracker.meetings.wording import ALIKE, grams, likeness, numbers

from .models import ItemSketch
from .queries import of_office, visible_assignments
from .registration import Names
from .sketches import CHUNK, marks_of, wording
from .states import DONE

# Without a unit on one side the wording alone must speak; other numbers speak against.
ALONE, OTHER_NUMBERS = 0.6, 0.9
# For one draft: of how many items is asked whether they are open, and how many open ones are compared word by word.
NEAR, COMPARED = 24, 6


@dataclass(frozen=True, slots=True)
class Earlier:
    """An open item that a draft may state again. `due_on`: the date of its parts that are still open, None where they have several or none."""

    item_id: int
    item_no: str
    task: str
    said_on: dt.date
    likeness: float
    due_on: dt.date | None
    extension_allowed: bool


def earlier_orders(viewer: Viewer, drafts: Iterable[Draft], names: Names) -> dict[int, Earlier]:
    """Draft id → the open item of another speech that it most likely states again, of those `viewer` may see; two queries."""
    asked = {draft.pk: draft for draft in drafts}
    near = sharing({pk: marks_of(wording(draft.action, draft.target)) for pk, draft in asked.items()})
    wanted = {item for items in near.values() for item in items}
    if not wanted:
        return {}
    speech = next(iter(asked.values())).speech_id
    parts = open_parts(viewer, wanted, speech)
    found = {}
    for pk, items in near.items():
        still_open = [parts[item] for item in items if item in parts][:COMPARED]
        rivals = [(score(asked[pk], of, names), of) for of in still_open]
        best, of = max(rivals, key=lambda rival: rival[0], default=(0.0, []))
        if best >= ALIKE:
            found[pk] = earlier_of(of, best)
    return found


class Part(NamedTuple):
    """An open part of an item, with what of the item is compared and shown."""

    item_id: int
    unit_id: int
    due_on: dt.date | None
    item_no: str
    task: str
    target: str
    extension_allowed: bool
    registered_at: dt.datetime
    held_on: dt.date | None


OF_ITEM = ("item_no", "task", "target", "extension_allowed", "registered_at", "speech__held_on")


def open_parts(viewer: Viewer, items: set[int], speech: int) -> dict[int, list[Part]]:
    """The open parts that `viewer` may see of these items of other speeches, by item; one query, and no rows made of it."""
    seen = (
        visible_assignments(viewer)
        .filter(of_office(), item__in=items)
        .exclude(state__in=DONE)
        .exclude(item__speech=speech)
    )
    columns = ("item_id", "unit_id", "due_on", *(f"item__{name}" for name in OF_ITEM))
    parts: dict[int, list[Part]] = {}
    for row in seen.order_by("pk").values_list(*columns):
        part = Part(*row)
        parts.setdefault(part.item_id, []).append(part)
    return parts


def sharing(marks: Mapping[int, tuple[int, ...]]) -> dict[int, list[int]]:
    """Draft id → the items that share most marks with it, the newer first; one query for every ten thousand marks.

    Its cost depends on the marks alone: each is held by few items (sketches.thin_out), however many there are.
    """
    wanted = sorted({mark for own in marks.values() for mark in own})
    holders: dict[int, list[int]] = {}
    for at in range(0, len(wanted), CHUNK):
        holding = ItemSketch.objects.filter(mark__in=wanted[at : at + CHUNK])
        for item, mark in holding.values_list("item", "mark"):
            holders.setdefault(mark, []).append(item)
    near = {}
    for pk, own in marks.items():
        shared = Counter(item for mark in own for item in holders.get(mark, ()))
        if shared:
            near[pk] = sorted(shared, key=lambda item: (-shared[item], -item))[:NEAR]
    return near


def score(draft: Draft, parts: list[Part], names: Names) -> float:
    """How likely a draft states the item of these parts again, 0 to 1: its wording, given that their units allow it."""
    item = parts[0]
    alike = likeness(grams(wording(draft.action, draft.target)), grams(wording(item.task, item.target)))
    mine = {unit for name in [*draft.lead, *draft.support] for unit in names.units(name)}
    theirs = {part.unit_id for part in parts}
    if mine and theirs and not mine & theirs:
        return 0.0
    if not mine and alike < ALONE:
        return 0.0
    own, other = numbers(f"{draft.action}{draft.target}"), numbers(f"{item.task}{item.target}")
    return alike * OTHER_NUMBERS if own and other and not own & other else alike


def earlier_of(parts: list[Part], alike: float) -> Earlier:
    """The item for people."""
    item = parts[0]
    days = {part.due_on for part in parts}
    return Earlier(
        item_id=item.item_id,
        item_no=item.item_no,
        task=item.task,
        said_on=item.held_on or item.registered_at.date(),
        likeness=alike,
        due_on=days.pop() if len(days) == 1 else None,
        extension_allowed=item.extension_allowed,
    )
