"""Slots as rows: opened ahead, kept in step with rules and assignments, never rewritten once they fell due.

Whoever runs twice, late or side by side writes the same rows: what a slot is follows from the asks alone (slots.plan), and
(assignment, day) is unique.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction

from tracker.items.lights import SHANGHAI
from tracker.items.models import UnitAssignment
from tracker.items.queries import assignments_named, reporting_assignments, state_changes

from .asks import Asking, asking, asks_of, office_dates
from .models import OfficeDuty, Regime, RegimeStep, ReportSlot, SlotCursor
from .slots import ASKED_IN, PlannedSlot, plan, was_asked

log = logging.getLogger(__name__)
# Slots are opened so far ahead that a unit sees next week's, and further when a run comes by, so that none comes every day.
AHEAD = dt.timedelta(days=14)
STRIDE = dt.timedelta(days=7)
NEVER = dt.date(2000, 1, 1)


def open_due(at: dt.datetime, limit: int = 500) -> int:
    """Opens the slots of assignments whose horizon has come near, at most `limit`; returns how many were looked at.

    The cost follows from what is due: the cursors before the horizon are found by index.
    """
    cursors = list(behind(at).order_by("until", "id")[:limit])
    if not cursors:
        return 0
    assignments = assignments_named(cursor.assignment_id for cursor in cursors)
    known = asking(assignments, on=at.astimezone(SHANGHAI).date())
    return sum(open_safely(one, known, at) for one in assignments)


def behind(at: dt.datetime):
    """The cursors whose slots do not reach far enough ahead."""
    return SlotCursor.objects.filter(until__lt=at.astimezone(SHANGHAI).date() + AHEAD)


def waiting_to_open(at: dt.datetime) -> int:
    """How many assignments wait for their slots (by index)."""
    return behind(at).count()


def open_safely(assignment: UnitAssignment, known: Asking, at: dt.datetime) -> bool:
    """Opens for one assignment; one that fails is logged and does not keep the others waiting."""
    try:
        return open_for(assignment, known, at)
    except Exception:
        log.exception("the slots of assignment %s could not be opened", assignment.pk)
        return False


@transaction.atomic
def open_for(assignment: UnitAssignment, known: Asking, at: dt.datetime) -> bool:
    """Writes what is missing, corrects what is not due yet, closes what nobody asks any more; False where nothing is asked.

    Slots of a duty that was handed in, suspended or closed when they fell due are void, whenever this is found out.
    """
    asks = asks_of(assignment, known)
    rows = {row.due_on: row for row in ReportSlot.objects.filter(assignment=assignment)}
    if not asks and not rows:
        SlotCursor.objects.filter(assignment=assignment).delete()
        return False
    until = at.astimezone(SHANGHAI).date() + AHEAD + STRIDE
    wanted = {
        slot.due_on: slot for slot in plan(asks, until=until, calendar=known.calendar, closing=known.closing)
    }
    changes = state_changes(assignment)
    ReportSlot.objects.bulk_create(
        (row_of(assignment, slot) for day, slot in wanted.items() if day not in rows and was_asked(changes, slot.due_at)),
        ignore_conflicts=True,
    )  # fmt: skip
    for day, row in rows.items():
        settle(row, wanted.get(day), was_asked(changes, row.due_at), at)
    keep_cursor(assignment, until, bool(asks))
    return True


def row_of(assignment: UnitAssignment, slot: PlannedSlot) -> ReportSlot:
    """The row of a slot."""
    return ReportSlot(assignment=assignment, due_on=slot.due_on, **columns_of(slot))


def columns_of(slot: PlannedSlot) -> dict:
    """The columns a slot is kept in, but for its day."""
    sources = [{"step": step, "words": words} for step, words in slot.sources]
    return {"due_at": slot.due_at, "opens_at": slot.opens_at, "lapses_at": slot.lapses_at, "sources": sources}


def settle(row: ReportSlot, slot: PlannedSlot | None, is_asked: bool, at: dt.datetime) -> None:
    """One row in step with the plan. A slot that fell due keeps its time and its sources, whatever the rules say now."""
    mine = ReportSlot.objects.filter(pk=row.pk)
    if row.due_at > at and slot is None:
        mine.filter(excused_at=None).delete()
        return
    changed = {"is_void": not is_asked} if row.is_void == is_asked else {}
    if row.due_at > at and slot is not None:
        changed |= {name: value for name, value in columns_of(slot).items() if getattr(row, name) != value}
    if changed:
        mine.update(**changed)


def keep_cursor(assignment: UnitAssignment, until: dt.date, asks: bool) -> None:
    """The horizon of an assignment that is being worked on; others are looked at again when they change."""
    if asks and assignment.state in ASKED_IN:
        SlotCursor.objects.update_or_create(assignment=assignment, defaults={"until": until})
    else:
        SlotCursor.objects.filter(assignment=assignment).delete()


def look_again(regime: Regime) -> None:
    """Has the slots of everything under the regime looked at in the next tick, and opens the office's own duties then too."""
    items = list(regime.chosen.values_list("item_id", flat=True))
    everything = regime.scope == Regime.Scope.ALL
    speech = regime.speech_id if regime.scope == Regime.Scope.SPEECH else None
    ids = reporting_assignments(speech=speech, items=items, everything=everything, states=ASKED_IN)
    SlotCursor.objects.filter(assignment__in=ids).update(until=NEVER)
    SlotCursor.objects.bulk_create(
        (SlotCursor(assignment_id=pk, until=NEVER) for pk in ids), ignore_conflicts=True, batch_size=500
    )


def open_duties(at: dt.datetime) -> int:
    """Opens what the office itself owes (通报, 督查, 调度 …) as far ahead as the units' slots; returns how many were new.

    What no version asks any more and is neither due nor done goes.
    """
    today = at.astimezone(SHANGHAI).date()
    known = asking((), on=today)
    until = today + AHEAD + STRIDE
    wanted = {(step.pk, one.on): one.at for regime, step in office_steps(known.regimes) for one in office_dates(step, regime, until=until, known=known)}  # fmt: skip
    there = {
        (row.step_id, row.due_on): row for row in OfficeDuty.objects.filter(due_on__gte=today - STRIDE * 60)
    }
    new = [
        OfficeDuty(step_id=step, due_on=day, due_at=due_at)
        for (step, day), due_at in wanted.items()
        if (step, day) not in there
    ]
    OfficeDuty.objects.bulk_create(new, ignore_conflicts=True)
    gone = [row.pk for key, row in there.items() if key not in wanted and row.due_at > at]
    OfficeDuty.objects.filter(pk__in=gone, done_at=None).delete()
    return len(new)


def office_steps(regimes: Iterable[Regime]) -> Iterable[tuple[Regime, RegimeStep]]:
    """Every step with the regime it belongs to."""
    return ((regime, step) for regime in regimes for step in regime.steps.all())


def duties_to_open(at: dt.datetime) -> int:
    """Nothing waits: the run writes what is missing, whenever it comes."""
    return 0
