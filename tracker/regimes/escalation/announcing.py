"""Who is told of a signed paper, of a question for an explanation, and of the answer; inside the transaction of the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from tracker.access.policy import Viewer
from tracker.common.dates import day_at
from tracker.items.models import UnitAssignment
from tracker.items.queries import doer
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person, Post
from tracker.org.queries import liaisons_of, officers_on, people_in
from tracker.regimes.models import Escalation, EscalationLevel

from .letter import from_json, leaders_of

To = EscalationLevel.Addressee


def announce_paper(row: Escalation, part: UnitAssignment, *, by: Viewer, at: dt.datetime) -> None:
    """Tells whom the paper is addressed to; keyed by the step, so that it goes out once."""
    letter = from_json(row.letter)
    goes_up = row.level.addressee == To.UPPER
    told = {"letter": letter, "escalation": row, "by": doer(by, "escalate", part), "goes_up": goes_up}
    # Whoever hands it up needs the paper to print, not the duty's page.
    special = {"url": reverse("console:escalation", args=[row.pk])} if goes_up else {}
    send("escalation", row, part, recipients(row, part, day_at(at)), told, at, **special)


def recipients(row: Escalation, part: UnitAssignment, on: dt.date) -> list[Person]:
    """Who gets the paper in the system: the unit's liaisons, its heads with them, or the leader in charge.

    A paper for the office above goes the way of papers: the officers are told that it is signed and has to be handed up.
    """
    match row.level.addressee:
        case To.UPPER:
            return officers_on(on)
        case To.LEADER:
            return leaders_of(part, on)
        case To.HEAD:
            return people_in({part.unit_id}, (Post.Role.HEAD, Post.Role.LIAISON), on)[part.unit_id]
    return liaisons_of({part.unit_id}, on)[part.unit_id]


def announce_question(row: Escalation, part: UnitAssignment, *, by: Viewer, at: dt.datetime) -> None:
    """Asks the unit's liaisons for its explanation; once for each day set."""
    told = {"escalation": row, "by": doer(by, "ask_explanation", part)}
    url = reverse("portal:explain", args=[row.pk])
    people = liaisons_of({part.unit_id}, day_at(at))[part.unit_id]
    send("escalation_ask", row, part, people, told, at, key=f":{row.explain_by}", url=url)


def announce_answer(row: Escalation, part: UnitAssignment, *, by: Viewer, at: dt.datetime) -> None:
    """Tells the officers what the unit explains."""
    told = {"escalation": row, "by": doer(by, "explain", part)}
    url = reverse("console:escalation", args=[row.pk])
    send("escalation_answer", row, part, officers_on(day_at(at)), told, at, url=url)


def send(
    kind: str,
    row: Escalation,
    part: UnitAssignment,
    people: Iterable[Person],
    told: dict[str, object],
    at: dt.datetime,
    **special: str,
) -> None:
    """One message a person; `special`: a `key` to add to the step's own, the `url` where it is not the item's page."""
    url = special.get("url") or reverse("portal:item", args=[part.item_id])
    for person in people:
        context = {"assignment": part, "item": part.item, "person": person, "url": url, **told}
        post(
            key=f"{kind}:{row.pk}{special.get('key', '')}:p{person.pk}",
            kind=kind,
            recipient=person,
            rendered=render(kind, context),
            url=url,
            thread=f"item-{part.item_id}",
            at=at,
        )
