"""Reads about steps of ladders, always for a viewer: the desk of those who decide, and what a unit has got or is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from tracker.access.policy import Act, Relation, Viewer
from tracker.items.models import ResponsibilityItem
from tracker.items.queries import visible_assignments
from tracker.regimes.models import Escalation

from .deciding import may_sign
from .facts import OPEN_STATES
from .letter import TO_DECIDERS
from .telling import cause_of

State = Escalation.State
# The tabs of the desk: (key, word, its rows on a day).
TABS = ("waiting", "held", "issued", "rejected", "lapsed", "passed")
WORDS = {
    "waiting": "待批准",
    "held": "暂缓",
    "issued": "已发出",
    "rejected": "不同意",
    "lapsed": "已失效",
    "passed": "未单独提出",
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step for people; `colour` is one of EscalationLevel.Colour and always comes with `colour_word` and the paper's name."""

    pk: int
    item: int
    item_no: str
    task: str
    unit: str
    unit_id: int
    level: int
    ladder: str
    kind: str
    name: str
    colour: str
    colour_word: str
    cause: str
    addressee: str
    approver: str
    state: str
    state_word: str
    opened_at: dt.datetime
    decided_at: dt.datetime | None
    decided_by: str
    reason: str
    doc_no: str
    held_until: dt.date | None
    explain_by: dt.date | None
    explanation: str
    is_mine: bool


def joined() -> QuerySet[Escalation]:
    """The steps with what their lines show."""
    return Escalation.objects.select_related(
        "assignment__item",
        "assignment__unit",
        "level__version__ladder",
        "level__approver_person",
        "decided_by",
    )


def desk(viewer: Viewer) -> QuerySet[Escalation]:
    """The steps the viewer's post has to do with: an officer's all, a leader's those of the field in charge; none for others."""
    granting = viewer.relations_granting(Act.SEE_ESCALATIONS)
    rows = joined()
    if Relation.ANY in granting:
        return rows
    if Relation.IN_CHARGE not in granting:
        return rows.none()
    charge = Q(assignment__unit__in=viewer.in_charge) | Q(
        assignment__item__leader_in_charge__in=viewer.leads_as
    )
    return rows.filter(charge)


def matching(
    viewer: Viewer, *, tab: str, on: dt.date, unit: int | None = None, words: str = ""
) -> QuerySet[Escalation]:
    """The steps of one tab, what waits longest first, what is over newest first; `words` in number, task, paper or document number."""
    rows = desk(viewer).filter(of_tab(tab, on))
    if unit is not None:
        rows = rows.filter(assignment__unit=unit)
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(assignment__item__item_no__icontains=word)
            | Q(assignment__item__task__icontains=word)
            | Q(name__icontains=word)
            | Q(doc_no__icontains=word)
        )
    return (
        rows.order_by("opened_at", "pk") if tab in ("waiting", "held") else rows.order_by("-opened_at", "-pk")
    )


def of_tab(tab: str, on: dt.date) -> Q:
    """The rows of a tab; what was held until a day waits again from that day on."""
    if tab == "waiting":
        return Q(state=State.WAITING) | Q(state=State.HELD, held_until__lte=on)
    if tab == "held":
        return Q(state=State.HELD, held_until__gt=on)
    return Q(state=tab)


def counts(viewer: Viewer, on: dt.date) -> dict[str, int]:
    """How many stand in each tab; one query."""
    asked = {key: Count("pk", filter=of_tab(key, on)) for key in TABS}
    found: dict[str, int] = desk(viewer).order_by().aggregate(**asked)
    return found


def lines_of(rows: Collection[Escalation], viewer: Viewer, on: dt.date) -> list[StepLine]:
    """The rows of `desk` for people; no further query."""
    return [line_of(row, viewer, on) for row in rows]


def line_of(row: Escalation, viewer: Viewer, on: dt.date) -> StepLine:
    """One row for people."""
    part, level = row.assignment, row.level
    is_open = row.state in OPEN_STATES
    is_back = row.state == State.HELD and row.held_until is not None and row.held_until <= on
    return StepLine(
        pk=row.pk,
        item=part.item_id,
        item_no=part.item.item_no,
        task=part.wording,
        unit=str(part.unit),
        unit_id=part.unit_id,
        level=level.number,
        ladder=str(level.version.ladder),
        kind=row.kind,
        name=row.name,
        colour=row.colour,
        colour_word=row.get_colour_display(),
        cause=cause_of(level, row.occurrence, on) if is_open else row.cause,
        addressee=level.get_addressee_display(),
        approver=str(level.approver_person or level.get_approver_display()),
        state=row.state,
        state_word=WORDS["waiting"] if is_back else row.get_state_display(),
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        decided_by=str(row.decided_by or ""),
        reason=row.reason,
        doc_no=row.doc_no,
        held_until=row.held_until,
        explain_by=row.explain_by,
        explanation=row.explanation,
        is_mine=is_open and may_sign(viewer, row, part),
    )


def get_step(viewer: Viewer, pk: int) -> Escalation:
    """The step on the viewer's desk, or Http404."""
    found = (
        desk(viewer).select_related("asked_by", "explained_by", "edited_by").filter(pk=pk).first()
        if pk
        else None
    )
    if found is None:
        raise Http404("没有这项督办措施。")
    return found


def waiting(viewer: Viewer, on: dt.date) -> QuerySet[Escalation]:
    """What waits for a decision, longest first."""
    return matching(viewer, tab="waiting", on=on)


def told_to_units() -> Q:
    """What a unit reads of the steps about its duties: what was sent to it, and what it is or was asked to explain."""
    sent = Q(state=State.ISSUED) & ~Q(level__addressee__in=TO_DECIDERS)
    return sent | Q(asked_at__isnull=False)


def steps_seen(viewer: Viewer) -> QuerySet[Escalation]:
    """The steps about duties the viewer may see: the desk's all of theirs, others' those their units were told of."""
    if Relation.ANY in viewer.relations_granting(Act.SEE_ESCALATIONS):
        # All of them, and no set of a hundred thousand parts to look each up in.
        return desk(viewer)
    seen = Q(assignment__in=visible_assignments(viewer).order_by().values("pk")) & told_to_units()
    rows = joined()
    return rows.filter(seen | Q(pk__in=desk(viewer).order_by().values("pk")))


def steps_of_item(viewer: Viewer, item: ResponsibilityItem, on: dt.date) -> list[StepLine]:
    """The steps about an item's parts that the viewer may read of, oldest first; one query."""
    rows = steps_seen(viewer).filter(assignment__item=item).exclude(state=State.PASSED)
    return lines_of(list(rows.order_by("opened_at", "pk")), viewer, on)


def steps_of_unit(viewer: Viewer, unit: int, on: dt.date, most: int = 30) -> list[StepLine]:
    """The last steps about a unit's duties that the viewer may read of, newest first; one query."""
    rows = steps_seen(viewer).filter(assignment__unit=unit).exclude(state=State.PASSED)
    return lines_of(list(rows.order_by("-opened_at", "-pk")[:most]), viewer, on)


def asked_of(viewer: Viewer) -> QuerySet[Escalation]:
    """What the viewer's own units are asked to explain and have not, soonest first."""
    if Relation.OWN not in viewer.relations_granting(Act.EXPLAIN):
        return Escalation.objects.none()
    rows = Escalation.objects.filter(
        state__in=OPEN_STATES, asked_at__isnull=False, explanation="", assignment__unit__in=viewer.units
    )
    return rows.select_related("assignment__item", "assignment__unit", "level").order_by("explain_by", "pk")


def get_asked(viewer: Viewer, pk: int) -> Escalation:
    """A step that a unit is or was asked to explain and the viewer may see, or Http404."""
    rows = steps_seen(viewer).filter(asked_at__isnull=False)
    found: Any = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有要求说明的事项。")
    return found
