"""Who has a desk open and what they look at. A table and not the cache: every web process sees it, with or without Redis.

Each open tab says every few seconds that it is there; a tab that falls silent counts as closed after STAYS. Nothing is locked by it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from tracker.access.policy import Viewer

from .models import DeskVisit, Draft

# More than two calls of a tab whose officer is alone (static/js/team.js), so that one lost call closes nothing.
STAYS = dt.timedelta(seconds=50)
ROWS_STAY = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Another officer on the desk; `draft` and `ordinal` are of the card in hand, 0 where there is none."""

    name: str
    draft: int
    ordinal: int
    is_editing: bool


def arrive(
    speech_id: int, *, tab: str, draft_id: int | None, is_editing: bool, by: Viewer, at: dt.datetime
) -> None:
    """Notes that the officer's tab shows this desk now, with the draft in hand; a draft of another desk is no draft."""
    here = Draft.objects.filter(pk=draft_id, speech=speech_id) if draft_id else Draft.objects.none()
    known = here.values_list("pk", flat=True).first()
    DeskVisit.objects.update_or_create(
        speech_id=speech_id,
        officer_id=by.actor_id,
        tab=tab,
        defaults={"draft_id": known, "is_editing": bool(known and is_editing), "seen_at": at},
    )


def leave(speech_id: int, *, tab: str, by: Viewer) -> None:
    """The tab was closed."""
    DeskVisit.objects.filter(speech=speech_id, officer=by.actor_id, tab=tab).delete()


def others(speech_id: int, by: Viewer, at: dt.datetime) -> list[Visitor]:
    """The other officers on the desk, each once: the tab in which they write, else the one heard last; one query."""
    here = DeskVisit.objects.filter(speech=speech_id, seen_at__gt=at - STAYS).exclude(officer=by.actor_id)
    rows = here.select_related("officer", "draft").order_by("officer", "-is_editing", "-seen_at")
    first: dict[int, DeskVisit] = {}
    for row in rows:
        first.setdefault(row.officer_id, row)
    return [
        Visitor(
            name=str(row.officer),
            draft=row.draft_id or 0,
            ordinal=row.draft.ordinal if row.draft else 0,
            is_editing=row.is_editing,
        )
        for row in first.values()
    ]


def gone(at: dt.datetime) -> QuerySet[DeskVisit]:
    """Rows of tabs that fell silent long ago."""
    return DeskVisit.objects.filter(seen_at__lt=at - ROWS_STAY)
