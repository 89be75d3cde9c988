"""What officers have typed into an open form and not saved: kept field by field, so that a dead browser loses one field at most.

It is never a decision: nothing reads it but the form it came from. Saving or leaving the form drops it, the reaper what was forgotten.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tracker.access.policy import Act, Viewer
from tracker.common.errors import Stale
from tracker.common.unsaved import old, put

from .decisions import MAY_NOT
from .models import Draft, UnsavedAddition, UnsavedEdit
from .operations import require


@transaction.atomic
def keep(draft: Draft, fields: dict[str, Any], *, revision: int, by: Viewer, at: dt.datetime) -> bool:
    """Keeps the fields typed so far in place of what was kept before; False where nothing differs and nothing is kept.

    `revision` is the draft's when the form was opened. Raises Stale where the officer has meanwhile saved the draft: this
    came late and is older than what was saved. Raises Forbidden.
    """
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    # Waits for a saving that is under way: kept after it, its words would be offered again as unsaved.
    now = Draft.objects.select_for_update().only("revision", "decided_by").get(pk=draft.pk)
    if now.revision != revision and now.decided_by_id == by.actor_id:
        raise Stale("这一条您已经保存。")
    return put(UnsavedEdit, fields, at=at, draft=draft, officer_id=by.actor_id)


def forget(draft_id: int, *, by: Viewer) -> None:
    """Drops what the officer has typed into the form of this draft."""
    UnsavedEdit.objects.filter(draft=draft_id, officer=by.actor_id).delete()


def kept(draft: Draft, by: Viewer) -> UnsavedEdit | None:
    """What the officer typed and did not save, None where there is nothing; one query."""
    return UnsavedEdit.objects.filter(draft=draft, officer=by.actor_id).first()


def kept_of(speech_id: int, by: Viewer) -> list[UnsavedEdit]:
    """The officer's unsaved edits on one desk, in the order of the text; one query."""
    own = UnsavedEdit.objects.filter(draft__speech=speech_id, officer=by.actor_id)
    standing = own.exclude(draft__decision=Draft.Decision.REPLACED).select_related("draft")
    return list(standing.order_by("draft__start", "draft__ordinal"))


def keep_addition(
    speech_id: int, *, start: int, end: int, fields: dict[str, Any], by: Viewer, at: dt.datetime
) -> bool:
    """The same for the form that adds a draft of the words from `start` to `end`; one waits for each officer and speech."""
    require(by, Act.DECIDE_DRAFT, MAY_NOT)
    beside = {"start": start, "end": end}
    return put(UnsavedAddition, fields, at=at, beside=beside, speech_id=speech_id, officer_id=by.actor_id)


def forget_addition(speech_id: int, *, by: Viewer) -> None:
    """Drops what the officer has typed into the form that adds a draft."""
    UnsavedAddition.objects.filter(speech=speech_id, officer=by.actor_id).delete()


def kept_addition(speech_id: int, by: Viewer) -> UnsavedAddition | None:
    """The draft that the officer began to add and did not save, None where there is none; one query."""
    return UnsavedAddition.objects.filter(speech=speech_id, officer=by.actor_id).first()


def forgotten(at: dt.datetime) -> tuple[QuerySet[UnsavedEdit], QuerySet[UnsavedAddition]]:
    """What nobody came back for."""
    return old(UnsavedEdit, at), old(UnsavedAddition, at)
