"""节点: the steps of a unit's part on the way to its deadline. Planned, changed, reached; each act one transaction with its line.

The unit plans for itself; so may the unit above it and the office. No milestone lies after the deadline when it is planned; where the deadline moves
earlier afterwards, those beyond it stand out until somebody plans anew. What was reached is history and is not planned away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale

from . import announcements
from .backwards import BUILT_IN, Planned, Template, phases_of, propose
from .clock import Clock
from .extensions import move, read, written
from .history import record
from .models import Milestone, MilestoneTemplate, UnitAssignment
from .pace import amount_of
from .queries import relations, visible_assignments
from .states import EXTENDABLE, MOVABLE, WORKING

MOST = 20
NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One milestone as somebody plans it; `pk` of one that is there already."""

    name: str
    due_on: dt.date
    pk: int | None = None


def templates() -> list[Template]:
    """The office's templates, the built-in ones where it has none; one query."""
    own = [
        Template(row.name, row.min_workdays, phases_of(row.phases)) for row in MilestoneTemplate.objects.all()
    ]
    return own or list(BUILT_IN)


def proposal(assignment: UnitAssignment, clock: Clock) -> list[Planned]:
    """The milestones proposed from today to the deadline; [] without one, or when it has come. One query."""
    if assignment.due_on is None:
        return []
    amount = amount_of(assignment.item.target) if not assignment.upper_id else None
    return propose(clock.today, assignment.due_on, templates(), clock.workdays, amount)


@transaction.atomic
def plan_milestones(
    assignment_id: int, lines: Sequence[Line], *, seen_revision: int, by: Viewer, at: dt.datetime
) -> list[Milestone]:
    """Makes `lines` the open milestones of a part, in the order of their days; the ones reached stay. [] takes the plan back.

    Raises Forbidden, Refused (handed in or done, nameless or named twice, after the deadline, a day gone by, too many), Stale when the part
    or its plan changed since `seen_revision`.
    """
    seen = read(assignment_id)
    stands = relations(by, seen)
    if not by.may(Act.PLAN_MILESTONES, stands):
        raise Forbidden("只有承担任务的单位、上级单位和督查室可以排定节点。")
    if seen.state not in MOVABLE:
        raise Refused(f"{seen.unit}的这项任务现在是“{seen.get_state_display()}”，不能再排节点。")
    if seen.revision != seen_revision:
        raise Stale("这项任务或它的节点刚被改动，请核对后再保存。")
    move(seen)
    there = list(Milestone.objects.filter(assignment=seen))
    wanted = checked(lines, seen, there, at)
    write(wanted, seen, there, by, at)
    now = list(Milestone.objects.filter(assignment=seen).order_by("order", "pk"))
    story = {"milestones": [[one.name, str(one.due_on)] for one in now if one.done_on is None]}
    record(seen.item_id, "plan_milestones", by=by, at=at, assignment_id=seen.pk, data=story)
    if Relation.OWN not in stands and seen.issued_at is not None:
        announcements.announce("plan_milestones", read(seen.pk), by=by, at=at, told={"milestones": now})
    return now


def checked(
    lines: Sequence[Line], seen: UnitAssignment, there: Sequence[Milestone], at: dt.datetime
) -> list[Line]:
    """The lines by day; raises Refused."""
    if len(lines) > MOST:
        raise Refused(f"节点最多{MOST}个。")
    today = at.astimezone(SHANGHAI).date()
    days = {row.pk: row.due_on for row in there}
    names = [row.name for row in there if row.done_on is not None]
    for line in lines:
        name = line.name.strip()
        if not 0 < len(name) <= NAME_LENGTH:
            raise Refused(f"节点的名称应为1到{NAME_LENGTH}个字。")
        if name in names:
            raise Refused(f"有两个节点都叫“{name}”，请改一个名称。")
        names.append(name)
        if seen.due_on is not None and line.due_on > seen.due_on:
            raise Refused(f"“{name}”的日期不能晚于任务的时限{written(seen.due_on)}。")
        if line.due_on < today and line.due_on != days.get(line.pk or 0):
            raise Refused(f"“{name}”的日期不能早于今天。")
    return sorted(lines, key=lambda line: line.due_on)


def write(
    lines: Sequence[Line],
    seen: UnitAssignment,
    there: Sequence[Milestone],
    by: Viewer,
    at: dt.datetime,
) -> None:
    """The rows of the plan: what stays keeps its row. Raises Stale where one was reached or taken away meanwhile."""
    open_rows = {row.pk: row for row in there if row.done_on is None}
    if {line.pk for line in lines if line.pk} - open_rows.keys():
        raise Stale("有节点刚刚达成或被删除，请核对后再保存。")
    mine = Milestone.objects.filter(assignment=seen, done_on=None)
    # Out of the way first, so that two that swap their names do not meet in the unique key.
    gone = open_rows.keys() - {line.pk for line in lines}
    if mine.filter(pk__in=gone).delete()[0] != len(gone):
        raise Stale("有节点刚刚达成，请核对后再保存。")
    for pk in [line.pk for line in lines if line.pk is not None]:
        mine.filter(pk=pk).update(name=f"#{pk}")
    for order, line in enumerate(lines, start=1):
        columns = {"name": line.name.strip(), "due_on": line.due_on, "order": order}
        if line.pk is None:
            Milestone.objects.create(assignment=seen, made_by_id=by.actor_id, made_at=at, **columns)
        elif mine.filter(pk=line.pk).update(**columns) != 1:
            raise Stale("有节点刚刚达成，请核对后再保存。")


@transaction.atomic
def reach(milestone_id: int, *, note: str = "", by: Viewer, at: dt.datetime) -> Milestone:
    """达成 a milestone, with a note. Raises Forbidden, Refused (not at work), Stale when it was reached already or taken away."""
    row, seen = locked(milestone_id, by)
    if seen.state not in WORKING:
        raise Refused(f"{seen.unit}的这项任务现在是“{seen.get_state_display()}”，不能标记节点。")
    today = at.astimezone(SHANGHAI).date()
    columns = {"done_on": today, "done_note": note.strip()[:200], "done_by": by.actor_id}
    if Milestone.objects.filter(pk=row.pk, done_on=None).update(**columns) != 1:
        raise Stale(f"节点“{row.name}”刚刚已标记达成或被删除。")
    story = {"milestone": row.name, "words": note.strip()[:200]}
    record(seen.item_id, "reach_milestone", by=by, at=at, assignment_id=seen.pk, data=story)
    return Milestone.objects.get(pk=row.pk)


@transaction.atomic
def take_back(milestone_id: int, *, by: Viewer, at: dt.datetime) -> Milestone:
    """撤回 a milestone marked as reached by mistake. Raises Forbidden, Refused (not at work), Stale when it is open already."""
    row, seen = locked(milestone_id, by)
    if seen.state not in WORKING:
        raise Refused(f"{seen.unit}的这项任务现在是“{seen.get_state_display()}”，不能标记节点。")
    marked = Milestone.objects.filter(pk=row.pk, done_on__isnull=False)
    if marked.update(done_on=None, done_note="", done_by=None) != 1:
        raise Stale(f"节点“{row.name}”没有标记达成。")
    record(
        seen.item_id, "take_back_milestone", by=by, at=at, assignment_id=seen.pk,
        data={"milestone": row.name, "words": ""},
    )  # fmt: skip
    return Milestone.objects.get(pk=row.pk)


def locked(milestone_id: int, by: Viewer) -> tuple[Milestone, UnitAssignment]:
    """The milestone and its part, whose row is locked first as in every act on it. Raises Forbidden, Stale when it has gone."""
    row = Milestone.objects.filter(pk=milestone_id).first()
    if row is None:
        raise Stale("这个节点刚刚被删除，请核对。")
    rows = UnitAssignment.objects.select_for_update(of=("self",)).select_related("item", "unit")
    seen = rows.get(pk=row.assignment_id)
    if not by.may(Act.REPORT, relations(by, seen)):
        raise Forbidden("只有承担任务的单位可以标记节点。")
    return row, seen


def steps_between(viewer: Viewer, unit: int, first: dt.date, end: dt.date) -> list[Milestone]:
    """A unit's milestones not reached, from a day up to, not including, another, of parts the viewer may see; soonest first."""
    seen = visible_assignments(viewer).filter(unit=unit, state__in=EXTENDABLE).order_by().values("pk")
    rows = Milestone.objects.filter(assignment__in=seen, due_on__gte=first, due_on__lt=end, done_on=None)
    return list(rows.select_related("assignment__item").order_by("due_on", "pk"))


def ahead_of(parts: QuerySet[UnitAssignment], first: dt.date, last: dt.date) -> QuerySet[Milestone]:
    """The milestones of these parts that are not reached and are due from one day to another, soonest first."""
    rows = Milestone.objects.filter(
        assignment__in=parts.order_by().values("pk"), done_on=None, due_on__gte=first, due_on__lte=last
    )
    return rows.select_related("assignment__item", "assignment__unit").order_by("due_on", "pk")
