"""工作提示卡: one card a unit and month: what is overdue, what falls due, which reports are owed on which day, which meetings and checks come.

Read from live data when it is opened; `send` mails each unit its own card, once a month and person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused
from tracker.items.milestones import steps_between
from tracker.items.queries import listed, visible_assignments
from tracker.items.states import EXTENDABLE
from tracker.notices.operations import post
from tracker.notices.rendering import render
from tracker.org.queries import all_unit_names, liaisons_of
from tracker.regimes.burden import takes_place
from tracker.regimes.owed import matching

MOST = 200
OWED = ("open", "ahead", "missing")


@dataclass(frozen=True, slots=True)
class CardLine:
    """One thing on a card: the day, what it is, the words, and the item it is about (None for a meeting)."""

    on: dt.date
    words: str
    more: str = ""
    item: int | None = None
    item_no: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A unit's card for a month."""

    unit_id: int
    unit: str
    month: dt.date
    overdue: tuple[CardLine, ...]
    due: tuple[CardLine, ...]
    reports: tuple[CardLine, ...]
    steps: tuple[CardLine, ...]
    meetings: tuple[CardLine, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[CardLine, ...]], ...]:
        """The parts of the card with their headings; empty ones left out."""
        every = (
            ("已经逾期，请尽快办结", self.overdue),
            ("本月到期", self.due),
            ("本月应报", self.reports),
            ("本月节点", self.steps),
            ("本月会议和督查", self.meetings),
        )
        return tuple(one for one in every if one[1])


def card(viewer: Viewer, unit: int, month: dt.date, *, at: dt.datetime) -> Card:
    """The card of a unit for the month that begins on `month`, of what the viewer may see; five queries."""
    end = (month + dt.timedelta(days=31)).replace(day=1)
    today = at.astimezone(SHANGHAI).date()
    rows = visible_assignments(viewer).filter(listed(viewer), unit=unit, state__in=EXTENDABLE, due_on__lt=end)
    parts = [
        CardLine(part.due_on, part.wording, part.get_role_display(), part.item_id, part.item.item_no)
        for part in rows.order_by("due_on", "pk")[:MOST]
        if part.due_on
    ]
    slots = matching(viewer, at=at, standings=OWED, unit=unit, first=month, last=end - dt.timedelta(days=1))
    reports = slots.select_related("assignment__item").order_by("due_at", "pk")[:MOST]
    return Card(
        unit_id=unit,
        unit=all_unit_names().get(unit, ""),
        month=month,
        overdue=tuple(one for one in parts if one.on < today),
        due=tuple(one for one in parts if one.on >= max(month, today)),
        reports=tuple(
            CardLine(row.due_on, row.assignment.wording, f"{row.due_at.astimezone(SHANGHAI):%H:%M}前", row.assignment.item_id, row.assignment.item.item_no)
            for row in reports
        ),
        steps=tuple(
            CardLine(step.due_on, step.name, step.assignment.wording, step.assignment.item_id, step.assignment.item.item_no)
            for step in steps_between(viewer, unit, month, end)
        ),
        meetings=tuple(CardLine(on, words, what) for on, what, words in takes_place(unit, month, end)),
    )  # fmt: skip


def units_with_cards(viewer: Viewer) -> list[tuple[int, str]]:
    """(unit, name) of every unit whose open duties the viewer may see; one query and one for the names."""
    rows = visible_assignments(viewer).filter(listed(viewer), state__in=EXTENDABLE).order_by()
    names = all_unit_names()
    return sorted(((pk, names.get(pk, "")) for pk in set(rows.values_list("unit", flat=True))), key=lambda one: one[0])  # fmt: skip


@transaction.atomic
def send(month: dt.date, *, by: Viewer, at: dt.datetime) -> int:
    """发工作提示卡: each unit's liaisons get its card; empty ones are not sent. Keyed by month, unit and person, so a repeat sends nothing.

    Returns how many units were written to. Raises Forbidden; Refused for a month that is over.
    """
    if not by.may(Act.SETTLE_DUTY):
        raise Forbidden("只有督查专员可以发工作提示卡。")
    today = at.astimezone(SHANGHAI).date()
    if month < today.replace(day=1):
        raise Refused("这个月已经过去，不能再发工作提示卡。")
    sent = 0
    units = units_with_cards(by)
    people = liaisons_of({unit for unit, _ in units}, today)
    for unit, _ in units:
        made = card(by, unit, month, at=at)
        if not made.groups:
            continue
        url = reverse("portal:prompt_card") + f"?unit={unit}&month={month:%Y-%m}"
        posted = [
            post(
                key=f"prompt:{month:%Y-%m}:u{unit}:p{person.pk}",
                kind="prompt_card",
                recipient=person,
                rendered=render("prompt_card", {"person": person, "card": made, "url": url}),
                url=url,
                thread=f"prompt-{month:%Y-%m}",
                at=at,
            )
            for person in people[unit]
        ]
        sent += any(posted)
    return sent
