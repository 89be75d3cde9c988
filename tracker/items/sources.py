"""Writes the restatements of a speech as further sources of items, when the speech is registered. No second item is made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Refused, Stale
from tracker.meetings.models import Draft
from tracker.meetings.restating import roots, taken

from . import announcements
from .extensions import reschedule
from .history import record
from .models import ItemSource, ResponsibilityItem, UnitAssignment
from .queries import of_office
from .states import DONE


def add_sources(drafts: Iterable[Draft], *, by: Viewer, at: dt.datetime) -> list[ItemSource]:
    """Makes each restatement a source of its item; call it in the transaction of the registration, after the items are written.

    One whose first statement is no item (yet) waits. Raises Refused where an item it was to join is done meanwhile, Stale
    where a draft has changed since it was read.
    """
    drafts = list(drafts)
    first = roots(drafts)
    joined = {draft.pk: draft.joins["item"] for draft in drafts if draft.joins}
    own = dict(ResponsibilityItem.objects.filter(draft__in=set(first.values())).values_list("draft", "pk"))
    own |= dict(ItemSource.objects.filter(draft__in=set(first.values())).values_list("draft", "item"))
    made = []
    for draft in drafts:
        root = first.get(draft.pk, draft.pk)
        item_id = joined.get(draft.pk) or joined.get(root) or own.get(root)
        if item_id:
            made.append(add_source(draft, item_id, by=by, at=at))
    return made


def add_source(draft: Draft, item_id: int, *, by: Viewer, at: dt.datetime) -> ItemSource:
    """One draft's words as a source of an item, with the line in its history and the messages to whoever works on it."""
    if not taken(draft):
        raise Stale("有事项刚刚被其他人修改，尚未立项，请核对后再立项。")
    item = ResponsibilityItem.objects.get(pk=item_id)
    # Parts before the item, as every act on a part locks them: the other way round two would wait for each other.
    parts = list(
        UnitAssignment.objects.select_for_update(of=("self",))
        .filter(of_office(), item=item)
        .exclude(state__in=DONE)
        .select_related("unit", "item")
        .order_by("pk")
    )
    if draft.joins and not parts:
        raise Refused(f"第{draft.ordinal}条要并入的{item.item_no}已经办结，请恢复该条，另立新事项。")
    source = ItemSource.objects.create(
        item=item, draft=draft, speech_id=draft.speech_id, start=draft.start, end=draft.end, quote=draft.quote,
        due_text=draft.due_text, due_on=draft.due_on, added_by_id=by.actor_id, added_at=at,
    )  # fmt: skip
    told = {
        "speech": draft.speech.title,
        "held_on": draft.speech.held_on.isoformat(),
        "quote": draft.quote[:200],
    }
    record(item_id, "add_source", by=by, at=at, data=told)
    for part in parts:
        if draft.joins.get("due") and move_due(draft, part, by=by, at=at):
            continue
        if item.registered_at != at:
            announcements.announce_source(part, source, by=by, at=at)
    return source


def move_due(draft: Draft, part: UnitAssignment, *, by: Viewer, at: dt.datetime) -> bool:
    """Gives an open part the date of the new words, as the office moves any date; its unit is told by that act.

    False where there is nothing to move: the same date, one gone by, a later one than is allowed, or work handed in already.
    """
    day = draft.due_on
    if day is None or day == part.due_on or day < at.astimezone(SHANGHAI).date() or part.finished_at:
        return False
    if part.due_on and day > part.due_on and not part.item.extension_allowed:
        return False
    speech = draft.speech
    reason = f"{speech.held_on}《{speech.title}》再次部署，要求“{draft.due_text}”完成"
    reschedule(part.pk, new_due_on=day, reason=reason[:500], by=by, at=at)
    return True
