"""Who is told of an act on an assignment, inside the transaction of the act."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import liaisons_of, officers_on

from .links import post_with_links
from .models import Chase, ItemSource, UnitAssignment
from .queries import doer
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
    "ask_review": "office",
    "withdraw_review": "office",
    "uphold_review": "unit",
    "change_review": "unit",
    "hand_over": "unit",
    "take_over": "unit",
    "change_role": "unit",
    "plan_milestones": "unit",
}
# Whose mails carry links that act without signing in: the ones that ask the unit for its first step.
LINKED = frozenset({"issue", "resume", "return", "reopen", "take_over"})


def announce(
    act: str,
    assignment: UnitAssignment,
    *,
    by: Viewer,
    at: dt.datetime,
    reason: str = "",
    told: dict[str, Any] | None = None,
) -> None:
    """Posts one message per person concerned; keyed by assignment, act and revision, so a repeat is not sent again.

    `told`: what the words of this act name beside the part, such as `old_due_on` and `new_due_on`. For a part that was handed
    down the unit above is who hears instead of the office.
    """
    url = reverse("portal:item", args=[assignment.item_id])
    upper = assignment.upper
    words = {
        "assignment": assignment,
        "item": assignment.item,
        "by": doer(by, act, assignment),
        "reason": reason,
        "url": url,
        "assigner": str(upper.unit) if upper else "督查部门",
        **(told or {}),
    }
    for person in audience_of(act, assignment, at):
        if person.pk == by.person_id:
            continue
        post_with_links(
            key=f"item:{act}:a{assignment.pk}:r{assignment.revision}:p{person.pk}",
            kind=f"item_{act}",
            recipient=person,
            context={**words, "person": person},
            about=[assignment] if act in LINKED else [],
            thread=f"item-{assignment.item_id}",
            at=at,
        )


def audience_of(act: str, assignment: UnitAssignment, at: dt.datetime) -> list[Person]:
    """The people who hear of the act: the unit's liaisons, or those of the unit above, or the officers; with who stands in for them."""
    audience = AUDIENCE.get(act)
    if audience is None:
        return []
    today = at.astimezone(SHANGHAI).date()
    upper = assignment.upper
    listening = assignment.unit_id if audience == "unit" else upper.unit_id if upper else None
    return liaisons_of({listening}, today)[listening] if listening else officers_on(today)


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
        "by": doer(by, "add_source", part),
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
    told = {
        "assignment": part,
        "item": part.item,
        "chased": chased,
        "by": doer(by, "add_source", part),
        "url": url,
    }
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
