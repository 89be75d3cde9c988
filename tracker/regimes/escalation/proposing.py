"""The ticker of ladders: looks at the duties whose moment has come, proposes what their ladder says, lets lapse what no longer stands.

Only 催办 goes out by itself, in the hours in which people may be written to; anything beyond is drafted and waits for its approver.
Twice, late or side by side makes no difference: what is proposed follows from facts (plan.py), and (duty, level, occurrence) is unique.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from tracker.common import hours
from tracker.common.dates import SHANGHAI, day_at
from tracker.items.chasing import chase_by_ladder
from tracker.items.escalating import locked_part
from tracker.items.job_queries import assignments_named
from tracker.items.models import UnitAssignment
from tracker.regimes.models import Escalation, EscalationCursor, EscalationLevel, Instrument

from .drafting import CAUSE, filled
from .facts import OPEN_STATES, Known, facts_of, known_of, taken_of
from .holding import Held, Ladders, begins, held_by, ladders, pure
from .plan import OVERTAKEN, Ladder, Plan, Reached, Taken, morning, plan, workdays_after
from .telling import cause_of, values_of

log = logging.getLogger(__name__)
State = Escalation.State


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its moment, the ladders, what is known of the duties."""

    at: dt.datetime
    ladders: Ladders
    held: Mapping[int, Held]
    known: Known


def watch(assignment_id: int, at: dt.datetime) -> None:
    """Has the duty looked at in the next run: something about it has changed. Inside the caller's transaction."""
    EscalationCursor.objects.update_or_create(assignment_id=assignment_id, defaults={"look_at": at})


def watch_all(ids: list[int], at: dt.datetime) -> None:
    """Has all these duties looked at in the next runs."""
    EscalationCursor.objects.filter(assignment__in=ids).update(look_at=at)
    EscalationCursor.objects.bulk_create(
        (EscalationCursor(assignment_id=pk, look_at=at) for pk in ids), ignore_conflicts=True, batch_size=500
    )


def due_cursors(at: dt.datetime) -> QuerySet[EscalationCursor]:
    """The duties to look at, by index."""
    return EscalationCursor.objects.filter(look_at__lte=at)


def waiting_to_propose(at: dt.datetime) -> int:
    """How many duties wait to be looked at."""
    return due_cursors(at).count()


def propose_due(at: dt.datetime, limit: int = 500) -> int:
    """Looks at the duties whose moment has come, at most `limit`; returns how many. The cost follows from what is due."""
    cursors = list(due_cursors(at).order_by("look_at", "id")[:limit])
    if not cursors:
        return 0
    parts = {part.pk: part for part in assignments_named(cursor.assignment_id for cursor in cursors)}
    known = ladders(parts.values(), on=day_at(at))
    held = held_of(parts, known, at)
    facts = known_of(list(parts.values()), held, at=at, closing=known.asking.closing)
    run = Run(at, known, held, facts)
    return sum(
        look_safely(cursor, part, run) for cursor in cursors if (part := parts.get(cursor.assignment_id))
    )


def held_of(parts: Mapping[int, UnitAssignment], known: Ladders, at: dt.datetime) -> dict[int, Held]:
    """Part → the version that holds; where none does any more, an open step is still watched by its own, which proposes nothing new."""
    found = {pk: held for pk, part in parts.items() if (held := held_by(part, known, at))}
    rows = Escalation.objects.filter(assignment__in=parts.keys() - found.keys(), state__in=OPEN_STATES)
    for row in rows.select_related("level__version"):
        version, part = row.level.version, parts[row.assignment_id]
        first = known.versions.get(version.ladder_id, (version,))[0]
        since = max(begins(first), part.issued_at or at)
        found[part.pk] = Held(version, since, is_over=True)
    return found


def look_safely(cursor: EscalationCursor, part: UnitAssignment, run: Run) -> bool:
    """Looks at one duty; one that fails is logged, waits an hour and does not keep the others waiting."""
    try:
        look(cursor, part, run)
    except Exception:
        log.exception("the ladder of assignment %s could not be followed", part.pk)
        move_cursor(cursor, run.at + dt.timedelta(hours=1))
        return False
    return True


@transaction.atomic
def look(cursor: EscalationCursor, part: UnitAssignment, run: Run) -> None:
    """One duty: plans from what was read for the batch, and where there is something to do, again under the lock of its row."""
    held = run.held.get(part.pk)
    if held is None:
        move_cursor(cursor, None)
        return
    planned = planned_for(part, held, run)
    if planned.propose or planned.passed or planned.lapsed:
        locked = locked_part(part.pk)
        if locked is None:
            return
        part, run = locked, reread(locked, run)
        planned = planned_for(part, held, run)
        if waits_for_hours(planned, held, run):
            move_cursor(cursor, next_hour(run))
            return
        carry_out(planned, part, held, run)
    look_at = planned.look_at
    # What was just decided by itself may bring the next step nearer.
    if planned.propose is not None or planned.lapsed:
        look_at = planned_for(part, held, reread(part, run)).look_at
    move_cursor(cursor, look_at)


def planned_for(part: UnitAssignment, held: Held, run: Run) -> Plan:
    """What the planner says of one duty."""
    facts = facts_of(part, held, run.known, closing=run.ladders.asking.closing)
    ladder = pure(held.version)
    if held.is_over:
        ladder = Ladder(ladder.starts_at, ())
    return plan(ladder, facts, at=run.at, calendar=run.ladders.asking.calendar)


def reread(part: UnitAssignment, run: Run) -> Run:
    """The run with the steps of one duty as they stand now; its row is locked."""
    taken = {**run.known.taken, part.pk: taken_of([part.pk]).get(part.pk, [])}
    return replace(run, known=replace(run.known, taken=taken))


def move_cursor(cursor: EscalationCursor, look_at: dt.datetime | None) -> None:
    """Compare-and-set: where somebody has had the duty looked at again meanwhile, their moment stands."""
    as_read = EscalationCursor.objects.filter(pk=cursor.pk, look_at=cursor.look_at)
    if look_at is None:
        as_read.delete()
    else:
        as_read.update(look_at=look_at)


def waits_for_hours(planned: Plan, held: Held, run: Run) -> bool:
    """Is what is to be proposed a 催办, and are these not the hours for it?"""
    if planned.propose is None:
        return False
    level = held.levels[planned.propose.level.number]
    is_open = hours.is_open(run.at.astimezone(SHANGHAI), run.ladders.asking.calendar)
    return level.instrument.kind == Instrument.Kind.CHASE and not is_open


def next_hour(run: Run) -> dt.datetime:
    """When people may be written to next."""
    calendar, today = run.ladders.asking.calendar, day_at(run.at)
    if calendar.is_workday(today) and run.at < morning(today):
        return morning(today)
    return morning(workdays_after(run.at, 1, calendar))


def carry_out(planned: Plan, part: UnitAssignment, held: Held, run: Run) -> None:
    """Writes what was planned, under the lock of the duty's row."""
    for step, why in planned.lapsed:
        let_go(part, step, State.LAPSED, why, run.at)
    if planned.overtakes:
        let_go(part, planned.overtakes, State.PASSED, OVERTAKEN, run.at)
    for one in planned.passed:
        write(part, held.levels[one.level.number], one, run.at, state=State.PASSED, reason=OVERTAKEN)
    if planned.propose:
        level = held.levels[planned.propose.level.number]
        if level.instrument.kind == Instrument.Kind.CHASE:
            cause = cause_of(level, planned.propose.occurrence, day_at(run.at))
            words = filled(level.instrument.template, {**values_of(part), CAUSE: cause})
            why = chase_by_ladder(part, words=words, at=run.at)
            state = State.PASSED if why else State.ISSUED
            write(part, level, planned.propose, run.at, state=state, reason=why)
        else:
            write(part, level, planned.propose, run.at, state=State.WAITING)


def let_go(part: UnitAssignment, step: Taken, state: str, why: str, at: dt.datetime) -> None:
    """An open step ends without a decision, with the reason."""
    rows = Escalation.objects.filter(
        assignment=part, level__number=step.level, occurrence=step.occurrence, state__in=OPEN_STATES
    )
    for row in rows:
        Escalation.objects.filter(pk=row.pk, revision=row.revision).update(
            state=state, reason=why, decided_at=at, revision=row.revision + 1
        )


def write(
    part: UnitAssignment,
    level: EscalationLevel,
    one: Reached,
    at: dt.datetime,
    *,
    state: str,
    reason: str = "",
) -> None:
    """The row of a step, once; one that had lapsed and stands again is written anew."""
    key = {"assignment": part, "level": level, "occurrence": one.occurrence}
    columns = columns_of(part, level, one, at, state, reason)
    row, is_new = Escalation.objects.get_or_create(**key, defaults=columns)
    if not is_new and row.state == State.LAPSED:
        Escalation.objects.filter(pk=row.pk, revision=row.revision).update(
            **columns, revision=row.revision + 1
        )


def columns_of(
    part: UnitAssignment, level: EscalationLevel, one: Reached, at: dt.datetime, state: str, reason: str
) -> dict[str, object]:
    """What a new step holds; only one that waits has words."""
    instrument = level.instrument
    drafted = state == State.WAITING
    return {
        "cause": cause_of(level, one.occurrence, day_at(at)),
        "came_due_at": one.moment,
        "opened_at": at,
        "kind": instrument.kind,
        "name": instrument.name,
        "colour": level.colour,
        "title": f"关于{part.item.item_no}事项的{instrument.name}"[:200] if drafted else "",
        "body": filled(instrument.template, values_of(part)) if drafted else "",
        "state": state,
        "reason": reason[:300],
        "decided_at": None if drafted else at,
        "held_until": None,
        "edited_by": None,
        "edited_at": None,
    }
