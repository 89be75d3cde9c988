"""Reminders of due reports: planned beside the slots, posted as one message a person whatever the number of duties and units.

A reminder says what is true on the day it is sent. Whoever has reported, is excused or rests is not written to, and of what
was missed only what can still be made up for is named.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from tracker.common.workdays import calendar_for
from tracker.items.links import post_with_links
from tracker.items.models import UnitAssignment
from tracker.notices.operations import Letter, post_letter
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import calendar_overrides, liaisons_of
from tracker.regimes import opening
from tracker.regimes.asks import Asking
from tracker.regimes.owed import SlotLine, slots_of, slots_on
from tracker.regimes.slots import Standing

from .digesting import told_in_digests
from .models import Reminder
from .plan import REMINDED, REPORT_DUE, SHANGHAI, Policy, is_open_hour, next_open_hour, report_plan
from .rows import move, of_reports, put_off, settle

log = logging.getLogger(__name__)
# Reminders of slots that fell due longer ago are all settled: a slot lapses when the next one falls due.
SETTLED = dt.timedelta(days=400)
MOST_LINES = 30


def open_slots(at: dt.datetime, limit: int = 500) -> int:
    """Opens the slots of assignments whose horizon has come near and plans their reminders with them; how many were looked at."""
    return opening.open_due(at, limit, beside=plan_reports)


def plan_reports(assignment: UnitAssignment, known: Asking, at: dt.datetime) -> None:
    """Brings the reminders of one assignment's slots in step with them, in the caller's transaction; what was posted stays."""
    since = at.astimezone(SHANGHAI).date() - SETTLED
    slots = [slot for slot in slots_of(assignment, since) if not slot.is_void and slot.excused_at is None]
    rows = {
        (row.kind, row.due_on): row
        for row in Reminder.objects.filter(of_reports(), assignment=assignment, due_on__gte=since)
    }
    policy = Policy(closing=known.closing)
    wanted = {
        (planned.kind, slot.due_on): planned
        for slot in slots
        for planned in report_plan(slot.due_at, slot.lapses_at, policy=policy, calendar=known.calendar)
    }
    for key, row in rows.items():
        settle(row, wanted.get(key), at)
    Reminder.objects.bulk_create(
        Reminder(assignment=assignment, kind=kind, due_on=day, moment=planned.moment)
        for (kind, day), planned in wanted.items()
        if planned.moment >= at and (kind, day) not in rows
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """What every message of one run is made from: the moment, who answers for a unit, who is told in a digest instead."""

    at: dt.datetime
    later: dt.datetime
    liaisons: Mapping[int, list[Person]]
    in_digest: frozenset[int]


def post_reports_due(at: dt.datetime, limit: int = 500) -> int:
    """Posts the reminders of due reports whose moment has come; returns how many reminders were told.

    Outside the hours in which people may be written to, everything waits. Looks at about `limit` rows: all of the units it
    comes across, so that nobody is written to twice.
    """
    due = waiting(at)
    units = set(due.order_by("moment", "id").values_list("assignment__unit", flat=True)[:limit])
    if not units:
        return 0
    calendar = calendar_for(calendar_overrides())
    if not is_open_hour(at, Policy(), calendar):
        return 0
    today = at.astimezone(SHANGHAI).date()
    liaisons = liaisons_of(units, today)
    people = {person.pk for found in liaisons.values() for person in found}
    sending = Sending(
        at, next_open_hour(at, Policy(), calendar), liaisons, frozenset(told_in_digests(people, at))
    )
    rows: dict[int, list[Reminder]] = defaultdict(list)
    for row in (
        due.filter(assignment__unit__in=units)
        .select_related("assignment__item", "assignment__unit")
        .order_by("moment", "id")
    ):
        rows[row.assignment.unit_id].append(row)
    return sum(
        post_safely([row for unit in group for row in rows[unit]], sending) for group in together(liaisons)
    )


def waiting(at: dt.datetime):
    """The planned reminders of reports whose moment has come (partial index)."""
    return Reminder.objects.filter(of_reports(), state=Reminder.State.PLANNED, moment__lte=at)


def waiting_reports(at: dt.datetime) -> int:
    """How many there are."""
    return waiting(at).count()


def together(liaisons: Mapping[int, Iterable[Person]]) -> list[list[int]]:
    """The units in groups that share a liaison: what is told to one person is told in one transaction."""
    groups: list[tuple[set[int], set[int]]] = []
    for unit, found in sorted(liaisons.items()):
        units, people = {unit}, {person.pk for person in found}
        apart = []
        for others, known in groups:
            if known & people:
                units, people = units | others, people | known
            else:
                apart.append((others, known))
        groups = [*apart, (units, people)]
    return [sorted(units) for units, _ in groups]


def post_safely(rows: list[Reminder], sending: Sending) -> int:
    """Posts one group; one that fails is logged, tried again in the next tick, and keeps no other waiting."""
    try:
        return post_group(rows, sending)
    except Exception:
        log.exception(
            "the reports of units %s could not be reminded of", {row.assignment.unit_id for row in rows}
        )
        return 0


@transaction.atomic
def post_group(rows: list[Reminder], sending: Sending) -> int:
    """Of due reminders (oldest first) tells those that are true, each once, to the liaisons of their units; how many.

    A unit without a liaison is asked about again on the next workday.
    """
    slots = slots_on({(row.assignment_id, row.due_on) for row in rows}, at=sending.at)
    by_person: dict[Person, list[tuple[Reminder, SlotLine]]] = defaultdict(list)
    told = 0
    for row in rows:
        slot = slots.get((row.assignment_id, row.due_on))
        if slot is None or not is_true(row, slot, sending.at):
            move(row, Reminder.State.DROPPED)
        elif not (people := sending.liaisons[row.assignment.unit_id]):
            put_off(row, sending.later)
        elif move(row, Reminder.State.POSTED, posted_at=sending.at):
            told += 1
            for person in people:
                by_person[person].append((row, slot))
    for person, found in by_person.items():
        tell(person, found, sending)
    return told


def is_true(row: Reminder, slot: SlotLine, at: dt.datetime) -> bool:
    """Does the reminder say something true now? The duty's state is looked at too: a closing that is not planned yet is respected."""
    if row.assignment.state not in REMINDED:
        return False
    if row.kind == REPORT_DUE:
        return slot.standing == Standing.OPEN and at <= slot.due_at
    return slot.standing == Standing.MISSING and at < slot.lapses_at


@dataclass(frozen=True, slots=True)
class Told:
    """One duty's line: "督〔2026〕1-2 完成预算审计", "财政局 今天18:00前应报"."""

    text: str
    note: str
    url: str
    is_missed: bool


def tell(person: Person, found: list[tuple[Reminder, SlotLine]], sending: Sending) -> None:
    """Posts one message about all of them. Its key names the first: that one is told once, so the message is made once."""
    lines = lines_of([slot for _, slot in found], sending.at)
    context = {
        "person": person,
        "lines": lines[:MOST_LINES],
        "more": max(len(lines) - MOST_LINES, 0),
        "number": len(lines),
        "missed": sum(line.is_missed for line in lines),
        "url": reverse("portal:owed"),
    }
    first = min(row.pk for row, _ in found)
    key = f"report:p{person.pk}:{sending.at.astimezone(SHANGHAI):%Y-%m-%d}:r{first}"
    is_in_digest = person.pk in sending.in_digest
    if len(lines) > 1 or is_in_digest:
        letter = Letter("report_due", person, render("report_due", context), sending.at, str(context["url"]))
        post_letter(key, letter, inbox_only=is_in_digest)
        return
    # Of one duty the answer can stand in the mail itself; among many nobody would know which link is whose.
    about = [found[0][0].assignment]
    post_with_links(
        key=key, kind="report_due", recipient=person, context=context, about=about, thread="", at=sending.at
    )


def lines_of(slots: list[SlotLine], at: dt.datetime) -> list[Told]:
    """One line a duty, the soonest first: one report answers what was missed and what is due, so it is asked for once."""
    by_duty: dict[int, list[SlotLine]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: slot.due_at):
        by_duty[slot.assignment].append(slot)
    return [
        Told(
            f"{last.item_no} {last.task}",
            f"{last.unit} {'，'.join(note(slot, at) for slot in reversed(found))}{'，报一次即可' if len(found) > 1 else ''}",
            reverse("portal:item", args=[last.item]),
            last.standing == Standing.MISSING,
        )
        for found in by_duty.values()
        for last in found[-1:]
    ]


def note(slot: SlotLine, at: dt.datetime) -> str:
    """ "今天18:00前应报", "3月9日18:00前应报", "3月6日应报的尚未报，请补报"."""
    due, today = slot.due_at.astimezone(SHANGHAI), at.astimezone(SHANGHAI).date()
    if slot.standing == Standing.MISSING:
        return f"{due.month}月{due.day}日应报的尚未报，请补报"
    return f"{'今天' if due.date() == today else f'{due.month}月{due.day}日'}{due:%H:%M}前应报"
