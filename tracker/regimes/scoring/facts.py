"""What the history says that could give points. Pure: lines of the history, due reports and deadlines in, facts out; no clock, no database.

The same history gives the same facts, whenever they are read: deadlines and roles are followed back to the moment a thing happened,
decisions that a review set aside count as not made, and what was left undone is a line of the history itself (`undone`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.common.dates import SHANGHAI
from tracker.regimes.slots import was_asked

from .kinds import COMMEND, CRITICISE, NOTE_MISSING, NOTE_OVERDUE

MOVES_DATE = ("grant_extension", "reschedule")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an item's history about a part; `event` is its id, None for one that is only supposed (a preview)."""

    event: int | None
    at: dt.datetime
    act: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """One due report as it was asked; `is_void`: the part was not being worked on then."""

    pk: int
    due_on: dt.date
    due_at: dt.datetime
    opens_at: dt.datetime
    lapses_at: dt.datetime
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part with its whole history, oldest first. `role`, `due_on` as they stand now; `set_aside`: events a review undid."""

    pk: int
    item: int
    unit: int
    role: str
    due_on: dt.date | None
    due_time: dt.time | None
    lines: Sequence[Line] = ()
    dues: Sequence[Due] = ()
    set_aside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a scheme's version reads the history: the hour a day ends, and by how many days early is early."""

    closing: dt.time
    early_days: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that could give points: which kind, whose, when it happened, and the line of the history that says so.

    `key` tells it from every other fact; one line can be two (a report that is late for one week and in time for the next).
    """

    kind: str
    unit: int
    role: str
    at: dt.datetime
    part: int
    item: int
    event: int | None
    words: str
    slot: int | None = None

    @property
    def key(self) -> str:
        """unfounded:e41, report_late:e17:s5."""
        return f"{self.kind}:e{self.event}" + (f":s{self.slot}" if self.slot is not None else "")


def facts_of(parts: Iterable[Part], reading: Reading, *, until: dt.datetime) -> list[Fact]:
    """Every fact up to the moment `until`, in the order in which it happened."""
    found = [fact for part in parts for fact in of_part(part, reading, until)]
    return sorted(found, key=lambda fact: (fact.at, fact.part, fact.key))


def of_part(part: Part, reading: Reading, until: dt.datetime) -> Iterator[Fact]:
    """The facts of one part."""
    lines = [line for line in part.lines if line.at <= until]
    for kind, line, at, words, slot in (
        *acts(part, lines, reading),
        *reports(part, lines, until),
        *notes(part, lines, reading),
    ):
        yield Fact(kind, part.unit, role_at(part, at), at, part.pk, part.item, line.event, words, slot)


Found = tuple[str, Line, dt.datetime, str, int | None]


def acts(part: Part, lines: Sequence[Line], reading: Reading) -> Iterator[Found]:
    """What follows from closing, returning, reopening, checking, moving dates and citing."""
    handed_in: dt.datetime | None = None
    was_closed = False
    for line in lines:
        stands = line.event not in part.set_aside
        match line.act:
            case "request_close":
                handed_in = handed_in or line.at
            case "return" if stands:
                handed_in = None
                yield "returned", line, line.at, said(line), None
            case "reopen" if stands:
                handed_in = None
                yield "reopened", line, line.at, said(line), None
            case "close":
                how = None if was_closed else closed(part, handed_in or line.at, reading)
                was_closed = True
                if how:
                    yield how[0], line, line.at, how[1], None
            case "check" if stands and line.data.get("result") == "unfounded":
                yield "unfounded", line, line.at, said(line), None
            case "reschedule" | "grant_extension" if stands and is_late_extension(line, lines):
                yield "extended_late", line, line.at, said(line), None
            case _ if line.act in (CRITICISE, COMMEND):
                kind = "criticised" if line.act == CRITICISE else "commended"
                yield kind, line, line.at, said(line), None


def said(line: Line) -> str:
    """The reason that stands in the line."""
    return str(line.data.get("reason", ""))


def closed(part: Part, handed_in: dt.datetime, reading: Reading) -> tuple[str, str] | None:
    """(kind, words) of a part that was closed after it was handed in at a moment; None without a deadline to be judged by."""
    due = judged(part, handed_in)
    if due is None:
        return None
    words = f"时限{due:%Y-%m-%d}，{handed_in.astimezone(SHANGHAI):%Y-%m-%d}申请销号"
    if handed_in > moment(due, part, reading):
        return "closed_late", words
    early = (due - handed_in.astimezone(SHANGHAI).date()).days >= reading.early_days
    return ("closed_early" if early else "closed_in_time"), words


def moment(due: dt.date, part: Part, reading: Reading) -> dt.datetime:
    """The last moment of a deadline."""
    return dt.datetime.combine(due, part.due_time or reading.closing, SHANGHAI)


def judged(part: Part, at: dt.datetime) -> dt.date | None:
    """The day by which punctuality was judged at a moment: a date moved after it had passed does not count (items.extensions)."""
    moves = [line for line in part.lines if moves_date(line, part.set_aside)]
    every = [line for line in part.lines if line.data.get("old_due_on") and line.act in MOVES_DATE]
    if not every and not moves:
        return part.due_on
    due = day_in((every or moves)[0], "old_due_on")
    held: dt.date | None = None
    for line in moves:
        if line.at > at:
            break
        new, day = day_in(line, "new_due_on"), line.at.astimezone(SHANGHAI).date()
        # A refused request that a review granted had been asked for in time.
        if due is not None and day > due and line.act in MOVES_DATE:
            held = held or due
        if held is not None and new is not None and new <= held:
            held = None
        due = new
    return held or due


def moves_date(line: Line, set_aside: frozenset[int]) -> bool:
    """Did the line move the deadline, as reviews have left it?"""
    undone = line.event in set_aside
    return (line.act in MOVES_DATE and not undone) or (line.act == "refuse_extension" and undone)


def day_in(line: Line, name: str) -> dt.date | None:
    """A day that the line names."""
    text = line.data.get(name)
    return dt.date.fromisoformat(text) if text else None


def is_late_extension(line: Line, lines: Sequence[Line]) -> bool:
    """Was a deadline moved to a later day after it had passed, without having been asked for before?"""
    old, new = day_in(line, "old_due_on"), day_in(line, "new_due_on")
    if old is None or new is None or new <= old or line.at.astimezone(SHANGHAI).date() <= old:
        return False
    asked = (one for one in lines if one.act == "ask_extension" and one.at <= line.at)
    return not any(
        day_in(one, "new_due_on") == new and one.at.astimezone(SHANGHAI).date() <= old for one in asked
    )


def reports(part: Part, lines: Sequence[Line], until: dt.datetime) -> Iterator[Found]:
    """Due reports that were answered: in time, early, late. One that was excused is not held against the unit."""
    answers = [line for line in lines if line.act == "report"]
    pardoned = excused(lines)
    for due in part.dues:
        first = next((one for one in answers if due.opens_at < one.at <= due.lapses_at), None)
        if first is None or due.due_at > until or due.is_void:
            continue
        words = f"应报{due.due_on:%Y-%m-%d}"
        if first.at > due.due_at:
            if due.due_on.isoformat() not in pardoned:
                yield "report_late", first, first.at, words, due.pk
        elif first.at.astimezone(SHANGHAI).date() < due.due_on:
            yield "report_early", first, due.due_at, words, due.pk
        else:
            yield "report_in_time", first, due.due_at, words, due.pk


def excused(lines: Sequence[Line]) -> set[str]:
    """The days whose reports were excused, as the history writes them."""
    return {str(line.data.get("due_on")) for line in lines if line.act == "excuse_slot"}


def notes(part: Part, lines: Sequence[Line], reading: Reading) -> Iterator[Found]:
    """What was noted as left undone, unless it was excused or a review moved the date since."""
    pardoned = excused(lines)
    for line in lines:
        if line.act == NOTE_MISSING and line.data["due_on"] not in pardoned:
            at = dt.datetime.fromisoformat(line.data["at"])
            yield "report_missing", line, at, f"应报{line.data['due_on']}", line.data["slot"]
        if line.act == NOTE_OVERDUE:
            at, due = dt.datetime.fromisoformat(line.data["at"]), day_in(line, "due_on")
            now = judged(part, at)
            if due is not None and now is not None and now <= due:
                yield "overdue", line, at, f"时限{due:%Y-%m-%d}", None


def role_at(part: Part, at: dt.datetime) -> str:
    """牵头 or 配合 at a moment: every change of roles since then is taken back."""
    changes = sum(1 for line in part.lines if line.act == "change_role" and line.at > at)
    if changes % 2 == 0:
        return part.role
    return "support" if part.role == "lead" else "lead"


def undone(part: Part, reading: Reading, *, since: dt.datetime, until: dt.datetime) -> Iterator[Line]:
    """What was left undone between two moments and is not noted yet, as the lines that would say so.

    A missing report is certain when the next one falls due: until then it can still come, late.
    """
    noted = {(line.act, line.data.get("due_on")) for line in part.lines}
    pardoned = excused(part.lines)
    answers = [line.at for line in part.lines if line.act == "report"]
    for due in part.dues:
        day = due.due_on.isoformat()
        certain = since <= due.lapses_at <= until and not due.is_void and day not in pardoned
        if not certain or (NOTE_MISSING, day) in noted:
            continue
        if not any(due.opens_at < one <= due.lapses_at for one in answers):
            data = {"slot": due.pk, "due_on": day, "at": due.lapses_at.isoformat()}
            yield Line(None, until, NOTE_MISSING, data)
    last = judged(part, until)
    if last is None or (NOTE_OVERDUE, last.isoformat()) in noted:
        return
    passed = moment(last, part, reading)
    changes = [(line.at, str(line.data["to"])) for line in part.lines if line.data.get("to")]
    # As it stood then: what was handed in an hour late was not handed in when the day ended.
    if since <= passed < until and was_asked(changes, passed):
        yield Line(None, until, NOTE_OVERDUE, {"due_on": last.isoformat(), "at": passed.isoformat()})


def was_asked_between(changes: Sequence[tuple[dt.datetime, str]], open_states: frozenset[str], first: dt.datetime, end: dt.datetime) -> bool:  # fmt: skip
    """Was the part open at any moment from `first` up to, not including, `end`? `changes`: (when, state), oldest first."""
    state = ""
    for at, to in changes:
        if at >= end:
            break
        if at >= first and state in open_states:
            return True
        state = to
        if at >= first and state in open_states:
            return True
    return state in open_states


def held_in(
    parts: Iterable[Part], open_states: frozenset[str], first: dt.datetime, end: dt.datetime
) -> dict[int, int]:
    """Unit → how many of the parts it had open at some moment from `first` up to `end`; units without any are left out."""
    found: Counter[int] = Counter()
    for part in parts:
        changes = [(line.at, str(line.data["to"])) for line in part.lines if line.data.get("to")]
        found[part.unit] += was_asked_between(changes, open_states, first, end)
    return {unit: number for unit, number in found.items() if number}
