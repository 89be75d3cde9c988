"""What is asked of an assignment: the item's own rhythm and the steps of the regimes it stands under. Read once for a whole batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Calendar, calendar_for
from tracker.items.job_queries import speeches_of
from tracker.items.models import UnitAssignment
from tracker.org.queries import calendar_overrides, the_office

from .calendar import parts_of
from .frames import number_now
from .models import Regime, RegimeItem, RegimeStep
from .slots import Ask, Dated, dues

# A regime that ended longer ago asks nothing that is not opened yet.
REMEMBERED = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything that asks are made of, for one run: the regimes with their steps, whom they were laid on, the office's clock."""

    regimes: tuple[Regime, ...]
    # Regime id → item id → since when it stands under it.
    chosen: Mapping[int, Mapping[int, dt.datetime]]
    # Item id → the speeches that laid it.
    speeches: Mapping[int, frozenset[int]]
    calendar: Calendar
    closing: dt.time
    # PlanFrame.number, read before all of it.
    number: int = 0


def asking(assignments: Iterable[UnitAssignment], *, on: dt.date) -> Asking:
    """What `asks_of` needs for these assignments (items joined); seven queries, whatever their number."""
    number = number_now()
    items = {one.item_id for one in assignments}
    rows = Regime.objects.filter(is_withdrawn=False).exclude(ends_on__lt=on - REMEMBERED)
    regimes = tuple(rows.prefetch_related("steps"))
    # Only what concerns these items: a regime may have been laid on very many others.
    chosen: dict[int, dict[int, dt.datetime]] = {one.pk: {} for one in regimes}
    laid = RegimeItem.objects.filter(item__in=items, regime__in=list(chosen)) if items else ()
    for row in laid:
        chosen[row.regime_id][row.item_id] = row.attached_at
    return Asking(
        regimes=regimes,
        chosen=chosen,
        speeches=speeches_of(items),
        calendar=calendar_for(calendar_overrides()),
        closing=the_office().closing_time,
        number=number,
    )


def asks_of(assignment: UnitAssignment, known: Asking) -> list[Ask]:
    """The rhythms in which the assignment owes reports; [] before it is issued."""
    if assignment.issued_at is None:
        return []
    found = []
    if parts_of(assignment.item.rrule):
        found.append(Ask(assignment.item.rrule, assignment.issued_at, "本事项的报送要求"))
    for regime in known.regimes:
        since = under_since(regime, assignment, known)
        if since is not None:
            found += [ask_of(step, regime, since) for step in regime.steps.all() if asks(step, assignment)]
    return found


def under_since(regime: Regime, assignment: UnitAssignment, known: Asking) -> dt.datetime | None:
    """Since when the assignment stands under the regime; None where it does not. Nothing is asked for the time before."""
    attached = known.chosen[regime.pk].get(assignment.item_id)
    is_of_speech = regime.speech_id in known.speeches.get(assignment.item_id, frozenset())
    reached = (
        attached is not None
        or regime.scope == Regime.Scope.ALL
        or (regime.scope == Regime.Scope.SPEECH and is_of_speech)
    )
    if not reached or assignment.issued_at is None:
        return None
    return max(begins(regime), assignment.issued_at, attached or assignment.issued_at)


def begins(regime: Regime) -> dt.datetime:
    """Before this moment the regime asks nothing: its first day, or when it was adopted after that."""
    return max(regime.adopted_at, dt.datetime.combine(regime.starts_on, dt.time(), SHANGHAI))


def asks(step: RegimeStep, assignment: UnitAssignment) -> bool:
    """Does the step ask a report of this assignment? Meetings and checks take place; they are not answered in writing."""
    if step.what not in (RegimeStep.What.REPORT, RegimeStep.What.SUMMARY) or not parts_of(step.rrule):
        return False
    leads = assignment.role == UnitAssignment.Role.LEAD
    return step.doer == RegimeStep.Doer.UNITS or (step.doer == RegimeStep.Doer.LEADS and leads)


def ask_of(step: RegimeStep, regime: Regime, since: dt.datetime) -> Ask:
    """The step as the planner counts it."""
    return Ask(
        rrule=step.rrule,
        since=since,
        words=f"{regime.name}：{step.words}",
        step=step.pk,
        time=step.time,
        ends_on=regime.ends_on,
        roll=step.roll,
        starts_on=regime.starts_on,
    )


def office_dates(step: RegimeStep, regime: Regime, *, until: dt.date, known: Asking) -> list[Dated]:
    """When the office itself owes the step, up to the day `until`; [] where a unit does it or no rhythm is known."""
    if step.doer != RegimeStep.Doer.OFFICE or not parts_of(step.rrule):
        return []
    found = dues(ask_of(step, regime, begins(regime)), until, known.calendar, known.closing)
    return [one for one in found if one.on <= until]
