"""Who is told of an act on an assignment, inside the transaction of the act."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.queries import liaisons_of, officers_on

from .lights import SHANGHAI
from .models import Chase, ItemSource, UnitAssignment
from .states import OPEN

# act → who hears of it: the unit's liaisons, or the office's officers.
AUDIENCE = {
    "issue": "unit",
    "return": "unit",
    "close": "unit",
    "suspend": "unit",
    "resume": "unit",
    "cancel": "unit",
    "reopen": "unit",
    "request_close": "office",
    "ask_extension": "office",
    "grant_extension": "unit",
    "refuse_extension": "unit",
    "reschedule": "unit",
    "check": "unit",
    "hand_over": "unit",
    "take_over": "unit",
    "change_role": "unit",
}


def announce(
    act: str,
    assignment: UnitAssignment,
    *,
    by: Viewer,
    at: dt.datetime,
    reason: str = "",
    dates: dict[str, dt.date | None] | None = None,
) -> None:
    """Posts one message per person concerned; keyed by assignment, act and revision, so a repeat is not sent again.

    `dates`: what a message on a moved deadline names, `old_due_on` and `new_due_on`.
    """
    audience = AUDIENCE.get(act)
    if audience is None:
        return
    today = at.astimezone(SHANGHAI).date()
    people = (
        liaisons_of({assignment.unit_id}, today)[assignment.unit_id]
        if audience == "unit"
        else officers_on(today)
    )
    url = reverse("portal:item", args=[assignment.item_id])
    told = {"assignment": assignment, "item": assignment.item, "by": by.name, "reason": reason, "url": url}
    told |= dates or {}
    for person in people:
        if person.pk == by.person_id:
            continue
        post(
            key=f"item:{act}:a{assignment.pk}:r{assignment.revision}:p{person.pk}",
            kind=f"item_{act}",
            recipient=person,
            rendered=render(f"item_{act}", {**told, "person": person}),
            url=url,
            thread=f"item-{assignment.item_id}",
            at=at,
        )


def announce_source(part: UnitAssignment, source: ItemSource, *, by: Viewer, at: dt.datetime) -> None:
    """Tells the liaisons of a part that a later speech has laid the same duty again; not of parts they have not been issued.

    Keyed by part and source, so a repeat is not sent again.
    """
    if part.state not in OPEN:
        return
    url = reverse("portal:item", args=[part.item_id])
    told = {
        "assignment": part,
        "item": part.item,
        "source": source,
        "by": by.name,
        "url": url,
    }
    for person in liaisons_of({part.unit_id}, at.astimezone(SHANGHAI).date())[part.unit_id]:
        post(
            key=f"item:source:a{part.pk}:s{source.pk}:p{person.pk}",
            kind="item_source",
            recipient=person,
            rendered=render("item_source", {**told, "person": person}),
            url=url,
            thread=f"item-{part.item_id}",
            at=at,
        )


def announce_chase(part: UnitAssignment, chased: Chase, *, by: Viewer, at: dt.datetime) -> None:
    """Tells the liaisons of a part who urges them; keyed by part and day, so that there is one a day."""
    url = reverse("portal:item", args=[part.item_id])
    told = {"assignment": part, "item": part.item, "chased": chased, "by": by.name, "url": url}
    for person in liaisons_of({part.unit_id}, chased.on)[part.unit_id]:
        post(
            key=f"item:chase:a{part.pk}:{chased.on}:p{person.pk}",
            kind="item_chase",
            recipient=person,
            rendered=render("item_chase", {**told, "person": person}),
            url=url,
            thread=f"item-{part.item_id}",
            at=at,
        )
