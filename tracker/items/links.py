"""免登录办理, the sending side: links for what a person could do about an assignment now, to stand in a mail to them.

For whoever writes such a mail (an issue notice, a reminder, a digest):

    post_with_links(key=…, kind=…, recipient=person, context=…, about=[assignment, …], url=…, thread=…, at=at)

renders the message with `links` (all of them, in order) and `links_of` (assignment id → its links) in the context, and posts it.
Contract: nothing is offered where TRACKER_ORIGIN is not set to an address people can reach, or the person has no mail address;
only acts that the policy and the state let that person do at `at`; a new link takes the place of an older one for the same
act, which dies; where the message's key was there already nothing changes, the older links live on. Four writes for
each assignment at most, whatever the number of readers. In templates show `link.mark`, never build an address.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from tracker.access.policy import Viewer
from tracker.access.viewers import viewer_of
from tracker.common.dates import SHANGHAI
from tracker.notices.models import Message
from tracker.notices.oneclick import mark, new_secret
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.models import Person

from .clock import Clock, clock_at
from .models import ActLink, ProgressReport, UnitAssignment
from .queries import acts_for, visible_assignments
from .rows import date_acts

# So long a link lives: over a week's holiday, not over a forgotten mailbox.
LIFE = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Offered:
    """A link in a mail: what it does, and the mark that becomes its address when the mail leaves."""

    act: str
    label: str
    mark: str
    expires_at: dt.datetime


def post_with_links(
    *,
    key: str,
    recipient: Person,
    kind: str,
    context: Mapping[str, Any],
    about: Sequence[UnitAssignment],
    thread: str,
    at: dt.datetime,
) -> Message | None:
    """Renders and posts a message with links for the assignments it is about (items joined); None when `key` was there already.

    `context["url"]` is the message's own address. Works inside the caller's transaction.
    """
    with transaction.atomic():
        links_of = {one.pk: offer(one, recipient, at=at) for one in about}
        links = [link for one in about for link in links_of[one.pk]]
        rendered = render(kind, {**context, "links": links, "links_of": links_of})
        made = post(
            key=key,
            kind=kind,
            recipient=recipient,
            rendered=rendered,
            url=str(context.get("url", "")),
            thread=thread,
            at=at,
        )
        if made is None:
            # The mail with that key has its own links; taking them away for one that is not sent would leave none.
            transaction.set_rollback(True)
    return made


def offer(assignment: UnitAssignment, person: Person, *, at: dt.datetime) -> tuple[Offered, ...]:
    """Makes the links of one assignment for one person; see the module's contract. Empty where none can be of use."""
    if not reachable() or not person.email:
        return ()
    viewer = viewer_of(person, on=at.astimezone(SHANGHAI).date())
    return tuple(made(act, assignment, person, at) for act in possible_acts(viewer, assignment, clock_at(at)))


def offer_many(
    assignments: Collection[int], person: Person, *, viewer: Viewer, clock: Clock
) -> dict[int, tuple[Offered, ...]]:
    """The links of many assignments in one mail, a digest: assignment id → its links, without those the viewer may not see now.

    To answer and to sign, not to ask for a later date. Two reads and two writes, however many there are; as `offer` else.
    """
    if not assignments or not reachable() or not person.email:
        return {}
    seen = {row.pk: row for row in visible_assignments(viewer).filter(pk__in=assignments)}
    told = ProgressReport.objects.filter(assignment__in=seen).values_list("assignment", flat=True)
    reported = set(told.distinct())
    acts = {pk: answering_acts(viewer, row, pk in reported) for pk, row in seen.items()}
    rows = [(pk, act, new_secret()) for pk, found in acts.items() for act in found]
    live = ActLink.objects.filter(
        person=person,
        assignment__in=seen,
        act__in={act for _, act, _ in rows},
        used_at=None,
        withdrawn_at=None,
    )
    live.update(withdrawn_at=clock.at)
    made_now = [link_row(act, pk, person, secret, clock.at) for pk, act, secret in rows]
    ActLink.objects.bulk_create(made_now)
    found: dict[int, list[Offered]] = {pk: [] for pk in seen}
    for link, (pk, act, secret) in zip(made_now, rows, strict=True):
        found[pk].append(Offered(act, link.get_act_display(), mark(secret), link.expires_at))
    return {pk: tuple(links) for pk, links in found.items() if links}


def link_row(act: str, assignment: int, person: Person, secret: str, at: dt.datetime) -> ActLink:
    """A new link, not written yet."""
    return ActLink(
        digest=digest_of(secret), person=person, assignment_id=assignment, act=act, address=person.email, issued_at=at, expires_at=at + LIFE
    )  # fmt: skip


def reachable() -> bool:
    """Has the office said where people reach the portal? The default points at the reader's own machine."""
    host = urlsplit(settings.ORIGIN).hostname or ""
    return host != "localhost" and not host.startswith("127.") and host != "::1"


def possible_acts(viewer: Viewer, assignment: UnitAssignment, clock: Clock) -> list[str]:
    """The acts of ActLink.Act that the viewer could do now, the likeliest first. One query."""
    reported = ProgressReport.objects.filter(assignment=assignment).exists()
    found = answering_acts(viewer, assignment, reported)
    if "ask_extension" in date_acts(assignment, viewer, clock):
        found.append("ask_extension")
    return found


def answering_acts(viewer: Viewer, assignment: UnitAssignment, reported: bool) -> list[str]:
    """Those of them that sign or answer; 无变化 says that what was `reported` before still holds."""
    acts = acts_for(viewer, assignment)
    found = ["acknowledge"] if "acknowledge" in acts else []
    if "report" in acts:
        found += ["report", *(["unchanged"] if reported else [])]
    return found


def made(act: str, assignment: UnitAssignment, person: Person, at: dt.datetime) -> Offered:
    """One new link in place of the one before it."""
    ActLink.objects.filter(
        person=person, assignment=assignment, act=act, used_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    secret = new_secret()
    row = link_row(act, assignment.pk, person, secret, at)
    row.save(force_insert=True)
    return Offered(act, row.get_act_display(), mark(secret), row.expires_at)


def digest_of(secret: str) -> str:
    """What is kept of a secret. Plain SHA-256: 256 bits of chance need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
