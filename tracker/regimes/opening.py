"""Slots as rows: opened ahead, kept in step with rules and assignments, never rewritten once they fell due.

Whoever runs twice, late or side by side writes the same rows: what a slot is follows from the asks alone (slots.plan), and
(assignment, day) is unique.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from tracker.common.dates import SHANGHAI
from tracker.items.job_queries import assignments_named, reporting_assignments, state_changes
from tracker.items.models import UnitAssignment

from .asks import Asking, asking, asks_of, office_dates
from .escalation.proposing import watch
from .frames import Outdated, rules_changed, stand_by
from .models import OfficeDuty, Regime, RegimeStep, ReportSlot, SlotCursor
from .slots import ASKED_IN, Dated, PlannedSlot, There, moved_over_now, plan, successive, was_asked

log = logging.getLogger(__name__)
# Slots are opened so far ahead that a unit sees next week's, and further when a run comes by, so that none comes every day.
AHEAD = dt.timedelta(days=14)
STRIDE = dt.timedelta(days=7)
NEVER = dt.date(2000, 1, 1)


# What is done beside an assignment's slots, in their transaction: (assignment, what was known, the moment).
Beside = Callable[[UnitAssignment, Asking, dt.datetime], None]


def open_due(at: dt.datetime, limit: int = 500, beside: Beside | None = None) -> int:
    """Opens the slots of assignments whose horizon has come near, at most `limit`; returns how many were looked at.

    The cost follows from what is due: the cursors before the horizon are found by index.
    """
    cursors = list(behind(at).order_by("until", "id")[:limit])
    if not cursors:
        return 0
    assignments = assignments_named(cursor.assignment_id for cursor in cursors)
    known = asking(assignments, on=at.astimezone(SHANGHAI).date())
    try:
        return sum(open_safely(one, known, at, beside) for one in assignments)
    except Outdated:
        log.info("the rules changed while slots were opened; the next run reads them anew")
        return 0


def behind(at: dt.datetime):
    """The cursors whose slots do not reach far enough ahead."""
    return SlotCursor.objects.filter(until__lt=at.astimezone(SHANGHAI).date() + AHEAD)


def waiting_to_open(at: dt.datetime) -> int:
    """How many assignments wait for their slots (by index)."""
    return behind(at).count()


def open_safely(assignment: UnitAssignment, known: Asking, at: dt.datetime, beside: Beside | None) -> bool:
    """Opens for one assignment; one that fails is logged and does not keep the others waiting. Raises Outdated."""
    try:
        with transaction.atomic():
            opened = open_for(assignment, known, at)
            if beside is not None:
                beside(assignment, known, at)
            stand_by(known.number)
            return opened
    except Outdated:
        raise
    except Exception:
        log.exception("the slots of assignment %s could not be opened", assignment.pk)
        return False


@transaction.atomic
def open_for(assignment: UnitAssignment, known: Asking, at: dt.datetime) -> bool:
    """Writes what is missing, corrects what is not due yet, closes what nobody asks any more; False where nothing is asked.

    Slots of a duty that was handed in, suspended or closed when they fell due are void, whenever this is found out. The
    caller's transaction ends with stand_by(known.number).
    """
    # Something about the duty or what is asked of it has changed: its ladder is followed anew.
    watch(assignment.pk, at)
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
    moved = moved_over_now(wanted, [there_of(row) for row in rows.values()], at)
    new = [slot for day, slot in wanted.items() if day not in rows and day not in moved.not_opened]
    ReportSlot.objects.bulk_create(
        (row_of(assignment, slot) for slot in new if was_asked(changes, slot.due_at)), ignore_conflicts=True
    )
    for day, row in rows.items():
        if day not in moved.kept:
            settle(row, wanted.get(day), was_asked(changes, row.due_at), at)
    keep_cursor(assignment, until, bool(asks))
    return True


def there_of(row: ReportSlot) -> There:
    """The row as the planner compares it."""
    return There(row.due_on, row.due_at, frozenset(source["step"] for source in row.sources))


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
    changed: dict[str, Any] = {"is_void": not is_asked} if row.is_void == is_asked else {}
    if row.due_at > at and slot is not None:
        moved = {name: value for name, value in columns_of(slot).items() if getattr(row, name) != value}
        changed |= {**moved, "changes": F("changes") + 1} if moved else {}
    if changed:
        mine.update(**changed)


def keep_cursor(assignment: UnitAssignment, until: dt.date, asks: bool) -> None:
    """The horizon of an assignment that is being worked on; others are looked at again when they change."""
    if asks and assignment.state in ASKED_IN:
        SlotCursor.objects.update_or_create(assignment=assignment, defaults={"until": until})
    else:
        SlotCursor.objects.filter(assignment=assignment).delete()


def look_again(regime: Regime) -> None:
    """Has the slots of everything under the regime looked at in the next tick; whoever plans by the rules of before writes nothing."""
    rules_changed()
    items = list(regime.chosen.values_list("item_id", flat=True))
    everything = regime.scope == Regime.Scope.ALL
    speech = regime.speech_id if regime.scope == Regime.Scope.SPEECH else None
    ids = reporting_assignments(speech=speech, items=items, everything=everything, states=ASKED_IN)
    # Not "update, then insert what is missing": one that a planner is about to commit would be neither.
    SlotCursor.objects.bulk_create(
        (SlotCursor(assignment_id=pk, until=NEVER) for pk in ids),
        update_conflicts=True,
        unique_fields=["assignment"],
        update_fields=["until"],
        batch_size=500,
    )


def look_again_at_some(after: int, limit: int) -> int | None:
    """Has the slots of the next `limit` assignments that owe reports looked at; the last cursor's id, None when there were none."""
    ids = list(SlotCursor.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    SlotCursor.objects.filter(pk__in=ids).update(until=NEVER)
    return ids[-1] if ids else None


@dataclass(frozen=True, slots=True)
class DutyChanges:
    """What differs between the office's duties as rows and as its regimes ask them now."""

    new: list[OfficeDuty]
    moved: list[OfficeDuty]
    gone: list[int]

    @property
    def number(self) -> int:
        return len(self.new) + len(self.moved) + len(self.gone)


def open_duties(at: dt.datetime) -> int:
    """Opens what the office itself owes (通报, 督查, 调度 …) as far ahead as the units' slots; returns how many rows changed.

    What no version asks any more and is neither due nor done goes; what is ahead has the hour that is asked now.
    """
    found = duty_changes(at)
    OfficeDuty.objects.bulk_create(found.new, ignore_conflicts=True)
    for row in found.moved:
        OfficeDuty.objects.filter(pk=row.pk, done_at=None).update(due_at=row.due_at)
    OfficeDuty.objects.filter(pk__in=found.gone, done_at=None).delete()
    return found.number


def duty_changes(at: dt.datetime) -> DutyChanges:
    """What open_duties would write at `at`; nine queries, whatever the number of assignments."""
    today = at.astimezone(SHANGHAI).date()
    known = asking((), on=today)
    until = today + AHEAD + STRIDE
    first = today - STRIDE * 60
    there: dict[int, dict[dt.date, OfficeDuty]] = defaultdict(dict)
    for row in OfficeDuty.objects.filter(due_on__gte=first):
        there[row.step_id][row.due_on] = row
    found = DutyChanges([], [], [])
    for regime, step in office_steps(known.regimes):
        dates = office_dates(step, regime, until=until, known=known)
        compare(step, [one for one in dates if one.on >= first], there.pop(step.pk, {}), found, at)
    left = [row for rows in there.values() for row in rows.values()]
    found.gone.extend(row.pk for row in left if row.due_at > at and row.done_at is None)
    return found


def compare(
    step: RegimeStep, dates: list[Dated], rows: dict[dt.date, OfficeDuty], found: DutyChanges, at: dt.datetime
) -> None:
    """Adds to `found` in what the rows of one step differ from its dates."""
    slots = {slot.due_on: slot for slot in successive(step.pk, dates)}
    there = [There(row.due_on, row.due_at, frozenset([step.pk])) for row in rows.values()]
    moved = moved_over_now(slots, there, at)
    for day, slot in slots.items():
        row = rows.get(day)
        if row is None and day not in moved.not_opened:
            found.new.append(OfficeDuty(step_id=step.pk, due_on=day, due_at=slot.due_at))
        elif row is not None and row.done_at is None and row.due_at > at and row.due_at != slot.due_at:
            row.due_at = slot.due_at
            found.moved.append(row)
    strays = (row for day, row in rows.items() if day not in slots and day not in moved.kept)
    found.gone.extend(row.pk for row in strays if row.due_at > at and row.done_at is None)


def office_steps(regimes: Iterable[Regime]) -> Iterable[tuple[Regime, RegimeStep]]:
    """Every step with the regime it belongs to."""
    return ((regime, step) for regime in regimes for step in regime.steps.all())


def duties_to_open(at: dt.datetime) -> int:
    """How many of the office's duties are not as its regimes ask them at `at`."""
    return duty_changes(at).number
