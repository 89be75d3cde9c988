"""Rows of lists and boards: frozen view data made from assignments already fetched for a viewer. No query happens here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI

from .act_names import act_label
from .clock import Clock, due_words, light_of
from .lights import Light
from .marks import Mark
from .models import Chase, ExtensionRequest, ProgressReport, UnitAssignment
from .pace import Kept, expected_progress, kept
from .queries import POLICY_ACT, above, acts_for, due_of, handed_in_by, relations, why_aside
from .states import DONE, EXTENDABLE, MAX_DEPTH, MOVABLE, MOVES, WORKING, State, possible


@dataclass(frozen=True, slots=True)
class ActButton:
    """An act the viewer could do now: its name in the state table and its Chinese label."""

    name: str
    label: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class Below:
    """What became of the parts handed down from one, as information: how many, closed, late, mean progress, deadlines beyond it."""

    parts: int
    closed: int
    late: int
    percent: int
    beyond: int

    @property
    def words(self) -> str:
        """ "分解到3个单位：销号1，逾期1，平均完成47%"."""
        late = f"，逾期{self.late}" if self.late else ""
        return f"分解到{self.parts}个单位：销号{self.closed}{late}，平均完成{self.percent}%"


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's part in an item, as lists show it. `last_percent` and `last_report_on` are of the latest progress report.

    `task` is in the part's own words; `depth`, `below` and `is_beyond_upper` are filled where the tree is shown (nested()).
    `aside`: why the viewer may not judge what waits for a judgement.
    """

    pk: int
    revision: int
    item_id: int
    item_no: str
    task: str
    target: str
    unit_id: int
    unit: str
    role: str
    role_label: str
    named_as: str
    state: str
    state_label: str
    light: Light
    due_on: dt.date | None
    due_text: str
    due_words: str
    is_approximate: bool
    original_due_on: dt.date | None
    judged_due_on: dt.date | None
    is_listed: bool
    acts: tuple[ActButton, ...]
    date_acts: tuple[str, ...] = ()
    pace: Kept | None = None
    asked_due_on: dt.date | None = None
    last_percent: int | None = None
    last_report_on: dt.date | None = None
    more_acts: tuple[str, ...] = ()
    milestones: tuple[Mark, ...] = ()
    item_task: str = ""
    upper_id: int | None = None
    depth: int = 0
    below: Below | None = None
    is_beyond_upper: bool = False
    chased_on: dt.date | None = None
    chased_for: str = ""
    aside: str = ""

    @property
    def is_issued(self) -> bool:
        """Is it the unit's by now, and not cancelled?"""
        return self.state not in (State.REGISTERED, State.CANCELLED)

    @property
    def has_more(self) -> bool:
        """Are there acts that stand behind 更多?"""
        return bool({"plan_milestones", "hand_down", "hand_over"} & set(self.more_acts))

    @property
    def next_mark(self) -> Mark | None:
        """The milestone to be reached next; None where all are, or none is planned."""
        return next((mark for mark in self.milestones if mark.state != "done"), None)

    @property
    def is_running(self) -> bool:
        """Does the unit still have it before it, or rest with it?"""
        return self.state in EXTENDABLE or self.state == State.SUSPENDED

    @property
    def is_chased(self) -> bool:
        """Was the unit urged, and has not reported since?"""
        return self.chased_on is not None and (
            self.last_report_on is None or self.last_report_on < self.chased_on
        )

    def can(self, act: str) -> bool:
        """Is `act` among the acts?"""
        return any(button.name == act for button in self.acts)


def with_latest(assignments: QuerySet[UnitAssignment]) -> QuerySet[UnitAssignment]:
    """The assignments with `last_percent` and `last_report_at` of their latest report, in the same query.

    And with `asked_due_on`, the later date that waits for an answer, `chased_on` and `chased_for` of the last 催办, and `handed_in_by`.
    """
    chased = Chase.objects.filter(assignment=OuterRef("pk")).order_by("-chased_at", "-id")
    waiting = ExtensionRequest.objects.filter(assignment=OuterRef("pk"), state=ExtensionRequest.State.ASKED)
    latest = ProgressReport.objects.filter(assignment=OuterRef("pk")).order_by("-reported_at", "-id")
    return assignments.annotate(
        last_percent=Subquery(latest.values("percent")[:1]),
        last_report_at=Subquery(latest.values("reported_at")[:1]),
        asked_due_on=Subquery(waiting.values("new_due_on")[:1]),
        chased_on=Subquery(chased.values("on")[:1]),
        chased_for=Subquery(chased.values("chased_for")[:1]),
        handed_in_by=Subquery(handed_in_by(OuterRef("pk"))),
        unit_has_below=Exists(
            UnitAssignment.objects.filter(pk=OuterRef("pk"), unit__children__is_active=True)
        ),
    )


def row_of(assignment: UnitAssignment, viewer: Viewer, clock: Clock) -> Row:
    """The row of one assignment (item and unit joined)."""
    reported_at = getattr(assignment, "last_report_at", None)
    return Row(
        pk=assignment.pk,
        revision=assignment.revision,
        item_id=assignment.item_id,
        item_no=assignment.item.item_no,
        task=assignment.wording,
        item_task=assignment.item.task,
        upper_id=assignment.upper_id,
        target=assignment.item.target,
        unit_id=assignment.unit_id,
        unit=str(assignment.unit),
        role=assignment.role,
        role_label=assignment.get_role_display(),
        named_as=assignment.named_as,
        state=assignment.state,
        state_label=assignment.get_state_display(),
        light=light_of(assignment, clock),
        due_on=assignment.due_on,
        due_text=assignment.due_text,
        due_words=due_words(assignment, clock),
        is_approximate=assignment.is_approximate,
        original_due_on=assignment.original_due_on,
        judged_due_on=assignment.judged_due_on,
        is_listed=assignment.item.is_listed,
        acts=tuple(
            ActButton(act, act_label(act), MOVES[act].needs_reason) for act in acts_for(viewer, assignment)
        ),
        asked_due_on=getattr(assignment, "asked_due_on", None),
        pace=pace_of(assignment, clock),
        date_acts=date_acts(assignment, viewer, clock),
        last_percent=getattr(assignment, "last_percent", None),
        last_report_on=reported_at.astimezone(SHANGHAI).date() if reported_at else None,
        more_acts=more_acts(assignment, viewer, clock),
        chased_on=getattr(assignment, "chased_on", None),
        chased_for=getattr(assignment, "chased_for", None) or "",
        aside=aside_of(assignment, viewer),
    )


def aside_of(assignment: UnitAssignment, viewer: Viewer) -> str:
    """Why the viewer finds no button for a judgement that waits; "" for everybody who need not stand aside."""
    stands, hander = relations(viewer, assignment), getattr(assignment, "handed_in_by", None)
    whys = (why_aside(viewer, POLICY_ACT[act], stands, hander) for act in possible(assignment.state))
    return next(filter(None, whys), "")


def pace_of(assignment: UnitAssignment, clock: Clock) -> Kept | None:
    """How the last percentage reported compares with the time gone by; None for what is not being worked on."""
    if assignment.state not in WORKING:
        return None
    due = due_of(assignment, clock.closing)
    expected = expected_progress(assignment.issued_at, due.moment if due else None, clock.at)
    return kept(getattr(assignment, "last_percent", None), expected)


def date_acts(assignment: UnitAssignment, viewer: Viewer, clock: Clock) -> tuple[str, ...]:
    """What the viewer could do about the deadline now: "ask_extension", "reschedule"."""
    stands = relations(viewer, assignment)
    asks = (
        viewer.may(Act.ASK_EXTENSION, stands)
        and assignment.state in EXTENDABLE
        and assignment.item.extension_allowed
        and assignment.due_on is not None
        and getattr(assignment, "asked_due_on", None) is None
        and light_of(assignment, clock).colour != "red"
    )
    moves = (
        viewer.may(Act.RESCHEDULE, stands) and assignment.state not in DONE and assignment.finished_at is None
    )
    return ("ask_extension",) * asks + ("reschedule",) * moves


def more_acts(assignment: UnitAssignment, viewer: Viewer, clock: Clock) -> tuple[str, ...]:
    """What else the viewer could do to the part now, beside the moves of the state table: "chase", "hand_over", "change_role",
    "hand_down" (where the unit has units below it), "answer_extension", "plan_milestones", "reach" (a milestone), "cite".
    """
    stands = relations(viewer, assignment)
    divides = (
        viewer.may(Act.HAND_DOWN, stands)
        and assignment.state in WORKING
        and getattr(assignment, "unit_has_below", False)
        and len(above(assignment)) + 2 <= MAX_DEPTH
    )
    answers = viewer.may(Act.DECIDE_EXTENSION, stands)
    plans = viewer.may(Act.PLAN_MILESTONES, stands) and assignment.state in MOVABLE
    reaches = viewer.may(Act.REPORT, stands) and assignment.state in WORKING
    chases = (
        viewer.may(Act.CHASE, stands)
        and assignment.state in EXTENDABLE
        and getattr(assignment, "chased_on", None) != clock.today
    )
    cites = viewer.may(Act.CITE, stands) and assignment.state not in (State.REGISTERED, State.CANCELLED)
    moves = viewer.may(Act.REASSIGN, stands) and assignment.state in MOVABLE and not assignment.upper_id
    return (
        ("hand_down",) * divides
        + ("chase",) * chases
        + ("hand_over", "change_role") * moves
        + ("answer_extension",) * answers
        + ("plan_milestones",) * plans
        + ("reach",) * reaches
        + ("cite",) * cites
    )


def nested(rows: list[Row]) -> list[Row]:
    """The rows with every part directly after the one it was handed down from, depths and sums filled in; no query."""
    below: dict[int | None, list[Row]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.upper_id if row.upper_id in known else None, []).append(row)

    def branch(row: Row, depth: int, due_on: dt.date | None) -> list[Row]:
        under = below.get(row.pk, [])
        beyond = due_on is not None and row.is_running and (row.due_on is None or row.due_on > due_on)
        mine = replace(row, depth=depth, below=below_of(row, under), is_beyond_upper=beyond)
        return [mine, *(one for part in under for one in branch(part, depth + 1, row.due_on))]

    return [one for row in below.get(None, []) for one in branch(row, 0, None)]


def below_of(row: Row, under: list[Row]) -> Below | None:
    """The sums over the parts directly below; None without any that stands."""
    parts = [part for part in under if part.state != State.CANCELLED]
    if not parts:
        return None
    percents = [100 if part.state == State.CLOSED else part.last_percent or 0 for part in parts]
    limit = row.due_on
    return Below(
        parts=len(parts),
        closed=sum(part.state == State.CLOSED for part in parts),
        late=sum(part.light.colour == "red" for part in parts),
        percent=sum(percents) // len(percents),
        beyond=sum(
            limit is not None and part.is_running and (part.due_on is None or part.due_on > limit)
            for part in parts
        ),
    )


def rows_of(assignments: Iterable[UnitAssignment], viewer: Viewer, clock: Clock) -> list[Row]:
    """The rows of several assignments, in their order."""
    return [row_of(assignment, viewer, clock) for assignment in assignments]
