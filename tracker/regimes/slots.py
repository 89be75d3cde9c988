"""Which reports an assignment owes, and how each slot stands. Pure: asks, days and moments in, slots out; no clock, no database.

What is asked for one day is asked once: daily and weekly reports due on the same Friday are one slot, and "once a week"
is answered by any other slot of that week (DESIGN §2.4, fewest possible asks).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays
from tracker.items.states import EXTENDABLE

from .calendar import DAY, Occurrence, parts_of, upcoming

# More occurrences of one rule are looked at by nobody: a daily one reaches this after eleven years.
MOST = 4_000
# No break is as long: a calendar without workdays is a mistake, and the search for one must end.
LONGEST_BREAK = 60
# Whoever has handed the work in, or rests, owes no report.
ASKED_IN = EXTENDABLE


class Standing(StrEnum):
    """How a slot stands at a moment."""

    AHEAD = "ahead"  # its time has not begun
    OPEN = "open"  # asked for, not due yet
    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"
    EXCUSED = "excused"
    VOID = "void"


WORDS = {
    Standing.AHEAD: "未到期",
    Standing.OPEN: "待报",
    Standing.IN_TIME: "按时",
    Standing.LATE: "迟报",
    Standing.MISSING: "漏报",
    Standing.EXCUSED: "免报",
    Standing.VOID: "不需报",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One rhythm laid on an assignment. Nothing is asked that falls due up to `since`; `ends_on` is the last day.

    `step` is the regime step's id, None for the item's own rhythm; `words` the words it was said in (每周一报送).
    """

    rrule: str
    since: dt.datetime
    words: str
    step: int | None = None
    time: dt.time | None = None
    ends_on: dt.date | None = None
    roll: str = "back"
    starts_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """One occurrence of an ask: the working day it is due on, its span where only "once a week" was said, its last moment."""

    on: dt.date
    at: dt.datetime
    first: dt.date
    is_span: bool


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """One slot as it should be; the columns of ReportSlot."""

    due_on: dt.date
    due_at: dt.datetime
    opens_at: dt.datetime
    lapses_at: dt.datetime
    sources: tuple[tuple[int | None, str], ...]


def dues(ask: Ask, until: dt.date, calendar: Workdays, closing: dt.time) -> list[Dated]:
    """The occurrences of an ask that fall due after its `since`, up to the day `until` and one beyond; once a day.

    A daily ask leaves days off out: Saturday's report is no second one of Friday.
    """
    starts_on = ask.starts_on or ask.since.astimezone(SHANGHAI).date()
    found: dict[dt.date, Dated] = {}
    for one in upcoming(
        ask.rrule, starts_on=starts_on, ends_on=ask.ends_on, after=starts_on, workdays=calendar, count=MOST
    ):
        last = min(one.last, ask.ends_on or one.last)
        if parts_of(ask.rrule).get("FREQ") == "DAILY" and not calendar.is_workday(last):
            continue
        day = rolled(last, ask.roll, calendar)
        at = dt.datetime.combine(day, ask.time or closing, SHANGHAI)
        if at > ask.since:
            found.setdefault(day, Dated(day, at, max(one.first, starts_on), is_span(one)))
            if day > until:
                break
    return sorted(found.values(), key=lambda due: due.on)


def is_span(one: Occurrence) -> bool:
    """Was no day said, only a week or a month?"""
    return one.first != one.last


def rolled(day: dt.date, roll: str, calendar: Workdays) -> dt.date:
    """The day, moved off a day off as the step says. ValueError where there is no workday near."""
    if roll == "none":
        return day
    step = DAY if roll == "forward" else -DAY
    for number in range(LONGEST_BREAK):
        if calendar.is_workday(day + step * number):
            return day + step * number
    raise ValueError(f"no workday within {LONGEST_BREAK} days of {day}")


def plan(
    asks: Iterable[Ask], *, until: dt.date, calendar: Workdays, closing: dt.time
) -> tuple[PlannedSlot, ...]:
    """Every slot due up to the day `until`, from the first one of each ask on, earliest first.

    The same asks give the same slots whenever it is asked: nothing depends on how often or how late a ticker runs. A slot
    opens at the ask's `since` or when the one before fell due, and lapses when the next one falls due.
    """
    slots: dict[dt.date, PlannedSlot] = {}
    spans: list[tuple[Ask, list[Dated]]] = []
    for ask in sorted(asks, key=lambda one: (one.step is None, one.step or 0)):
        found = dues(ask, until, calendar, closing)
        if any(due.is_span for due in found):
            spans.append((ask, found))
            continue
        for due, slot in planned(ask, found, until):
            merge(slots, due.on, slot)
    for ask, found in spans:
        for due, slot in planned(ask, found, until):
            merge(slots, answered_by(slots, due), slot)
    return tuple(slots[day] for day in sorted(slots))


def planned(ask: Ask, found: Sequence[Dated], until: dt.date) -> Iterable[tuple[Dated, PlannedSlot]]:
    """Each occurrence up to `until` as a slot, with the one before and the one after it as its bounds."""
    for due, slot in zip(found, successive(ask.step, found, ask.since, ask.words), strict=True):
        if due.on > until:
            return
        yield due, slot


def successive(
    step: int | None, found: Sequence[Dated], since: dt.datetime | None = None, words: str = ""
) -> Iterable[PlannedSlot]:
    """Occurrences as slots: each opens when the one before fell due (the first at `since`) and lapses when the next one does."""
    for number, due in enumerate(found):
        opens = found[number - 1].at if number else since or due.at - DAY
        lapses = found[number + 1].at if number + 1 < len(found) else due.at + (due.at - opens)
        yield PlannedSlot(due.on, due.at, opens, lapses, ((step, words),))


def answered_by(slots: dict[dt.date, PlannedSlot], due: Dated) -> dt.date:
    """The last day within the span on which something is asked anyway, else the span's own day."""
    inside = [day for day in slots if due.first <= day <= due.on]
    return max(inside, default=due.on)


def merge(slots: dict[dt.date, PlannedSlot], day: dt.date, slot: PlannedSlot) -> None:
    """Puts a slot on a day; where one stands there, its sources join it, and the earlier clock time holds."""
    there = slots.get(day)
    if there is None:
        slots[day] = slot
        return
    said = tuple(dict.fromkeys((*there.sources, *slot.sources)))
    at = min(there.due_at, slot.due_at) if slot.due_on == day else there.due_at
    slots[day] = PlannedSlot(
        day,
        at,
        max(there.opens_at, slot.opens_at) if slot.due_on == day else there.opens_at,
        there.lapses_at,
        said,
    )


@dataclass(frozen=True, slots=True)
class There:
    """A slot that is written down: its day, its last moment, and the steps it was asked by."""

    due_on: dt.date
    due_at: dt.datetime
    steps: frozenset[int | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """Days that are left alone though the plan says otherwise: not to be opened, not to be taken away."""

    not_opened: frozenset[dt.date]
    kept: frozenset[dt.date]


def moved_over_now(wanted: Mapping[dt.date, PlannedSlot], there: Collection[There], at: dt.datetime) -> Moved:
    """What a changed calendar must not do: ask for a day gone by, ask twice for one occurrence, or drop one.

    An occurrence whose day moved into the past stays on the day it was announced for. One that fell due and would now fall
    due once more does not. What was never opened (no worker ran) is opened, past or not.
    """
    reached: dict[int | None, dt.date] = {}
    for row in there:
        for step in row.steps:
            reached[step] = max(row.due_on, reached.get(step, row.due_on))
    days = {row.due_on for row in there}
    strays = [row for row in there if row.due_on not in wanted]
    not_opened, kept = set(), set()
    for slot in wanted.values():
        steps = {step for step, _ in slot.sources}
        if slot.due_on in days:
            continue
        mine = [row for row in strays if row.steps & steps]
        if slot.due_at > at:
            if any(slot.opens_at < row.due_at <= at for row in mine):
                not_opened.add(slot.due_on)
        elif all(slot.due_on <= reached.get(step, dt.date.min) for step in steps):
            not_opened.add(slot.due_on)
            later = [row for row in mine if at < row.due_at < slot.lapses_at]
            kept |= {row.due_on for row in sorted(later, key=lambda row: row.due_at)[:1]}
    return Moved(frozenset(not_opened), frozenset(kept))


def standing(
    due_at: dt.datetime,
    opens_at: dt.datetime,
    submitted_at: dt.datetime | None,
    *,
    is_void: bool,
    is_excused: bool,
    at: dt.datetime,
) -> Standing:
    """How a slot stands at the moment `at`. What was answered counts as answered, whatever came after."""
    if submitted_at is not None:
        return Standing.IN_TIME if submitted_at <= due_at else Standing.LATE
    if is_excused:
        return Standing.EXCUSED
    if is_void:
        return Standing.VOID
    if at > due_at:
        return Standing.MISSING
    return Standing.OPEN if at >= opens_at else Standing.AHEAD


def was_asked(changes: Sequence[tuple[dt.datetime, str]], moment: dt.datetime) -> bool:
    """Was the assignment being worked on at `moment`? `changes`: (when, the state it went to), oldest first."""
    state = ""
    for at, to in changes:
        if at > moment:
            break
        state = to
    return state in ASKED_IN
