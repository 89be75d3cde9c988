"""The plan as rows, and rows as messages. Each step is a compare-and-set, so that two tickers at once do it once.

Nobody is written to about the past: of what has come due for an assignment only the newest reminder is posted, in the
words of the present day, and only if it still says something true. The others are dropped.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass, replace

from django.db import transaction
from django.urls import reverse

from tracker.common.workdays import Workdays, calendar_for
from tracker.items.chasing import chased_on
from tracker.items.job_queries import assignments_to_plan, mark_planned
from tracker.items.links import post_with_links
from tracker.items.models import UnitAssignment
from tracker.items.states import State
from tracker.notices.operations import Letter, post_letter
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import calendar_overrides, liaisons_of, the_office
from tracker.regimes.asks import Asking, asking
from tracker.regimes.frames import Outdated, stand_by
from tracker.regimes.opening import open_for

from .digesting import told_in_digests
from .models import Reminder
from .plan import (
    REMINDED,
    SHANGHAI,
    Policy,
    deadline,
    is_open_hour,
    next_open_hour,
    phrase,
    plan,
    still_true,
    workdays_before,
)
from .reporting import plan_reports
from .rows import move, of_reports, settle

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every reminder of one run is measured by: the moment, the office's policy, the workday calendar."""

    at: dt.datetime
    policy: Policy
    calendar: Workdays
    # People who are told of their reminders by mail in a digest of this morning.
    in_digest: frozenset[int] = frozenset()
    # Assignments that were urged today.
    chased: frozenset[int] = frozenset()

    @property
    def today(self) -> dt.date:
        return self.at.astimezone(SHANGHAI).date()


def frame(at: dt.datetime) -> Frame:
    """The frame for `at`, from the office's settings; two queries."""
    office = the_office()
    policy = Policy(before=workdays_before(office.reminder_workdays), closing=office.closing_time)
    return Frame(at, policy, calendar_for(calendar_overrides()))


def plan_due(at: dt.datetime, limit: int = 500) -> int:
    """Plans the assignments that changed since their plan was made, at most `limit`; returns how many."""
    waiting = assignments_to_plan(limit)
    if not waiting:
        return 0
    known = asking(waiting, on=at.astimezone(SHANGHAI).date())
    now = frame(at)
    try:
        return sum(plan_safely(assignment, now, known) for assignment in waiting)
    except Outdated:
        log.info("the rules changed while reminders were planned; the next run reads them anew")
        return 0


def plan_safely(assignment: UnitAssignment, now: Frame, known: Asking) -> bool:
    """Plans one assignment; one that cannot be planned is logged and does not keep the others waiting. Raises Outdated."""
    try:
        return plan_one(assignment, now, known)
    except Outdated:
        raise
    except Exception:
        log.exception("assignment %s could not be planned", assignment.pk)
        return False


@transaction.atomic
def plan_one(assignment: UnitAssignment, now: Frame, known: Asking) -> bool:
    """Brings reminders and report slots of one assignment in step with it; what was posted stays. False when it has changed again.

    The compare-and-set comes first: it locks the assignment's row, so that a planner that read an older deadline writes
    nothing. Whether a planned reminder stands is asked of the whole plan, past moments included: one that came due a
    second ago and is not posted yet must not be taken away by a change of something else.
    """
    if not mark_planned(assignment):
        return False
    open_for(assignment, known, now.at)
    plan_reports(assignment, known, now.at)
    due_on = assignment.due_on
    reminders = plan(due_on, assignment.due_time, assignment.state, policy=now.policy, calendar=now.calendar)
    wanted = {planned.kind: planned for planned in reminders}
    of_deadlines = Reminder.objects.filter(assignment=assignment).exclude(of_reports())
    rows = {(row.kind, row.due_on): row for row in of_deadlines}
    for row in rows.values():
        settle(row, wanted.get(row.kind) if row.due_on == due_on else None, now.at)
    if due_on is not None:
        Reminder.objects.bulk_create(
            Reminder(assignment=assignment, kind=planned.kind, due_on=due_on, moment=planned.moment)
            for planned in reminders
            if planned.moment >= now.at and (planned.kind, due_on) not in rows
        )
    stand_by(known.number)
    return True


def post_due(at: dt.datetime, limit: int = 500) -> int:
    """Posts the reminders whose moment has come to the liaisons of their units; returns how many reminders were posted.

    Outside the hours in which people may be written to, everything waits. Looks at no more than `limit` rows.
    """
    due = Reminder.objects.filter(state=Reminder.State.PLANNED, moment__lte=at).exclude(of_reports())
    ids = list(due.order_by("moment", "id").values_list("assignment_id", flat=True)[:limit])
    if not ids:
        return 0
    now = frame(at)
    if not is_open_hour(at, now.policy, now.calendar):
        return 0
    by_assignment: dict[int, list[Reminder]] = defaultdict(list)
    waiting = due.filter(assignment__in=set(ids)).select_related("assignment__item", "assignment__unit")
    for row in waiting.order_by("moment", "id"):
        by_assignment[row.assignment_id].append(row)
    units = {rows[-1].assignment.unit_id for rows in by_assignment.values()}
    liaisons = liaisons_of(units, now.today)
    people = {person.pk for found in liaisons.values() for person in found}
    in_digest, chased = told_in_digests(people, at), chased_on(by_assignment.keys(), now.today)
    now = replace(now, in_digest=frozenset(in_digest), chased=frozenset(chased))
    return sum(
        post_safely(rows, liaisons[rows[-1].assignment.unit_id], now) for rows in by_assignment.values()
    )


def post_safely(rows: list[Reminder], liaisons: list[Person], now: Frame) -> bool:
    """Posts for one assignment; one that fails is logged and tried again at the next tick."""
    try:
        return post_newest(rows, liaisons, now)
    except Exception:
        log.exception("reminder %s could not be posted", rows[-1].pk)
        return False


@transaction.atomic
def post_newest(rows: list[Reminder], liaisons: list[Person], now: Frame) -> bool:
    """Of one assignment's due reminders (oldest first) posts the newest and drops the others; False when nothing was posted.

    A unit without a liaison is asked about again on the next workday: the reminder is not lost while the status page
    shows the office that nobody answers for the unit.
    """
    newest = rows[-1]
    for older in rows[:-1]:
        move(older, Reminder.State.DROPPED)
    assignment = newest.assignment
    end = deadline(newest.due_on, assignment.due_time, now.policy.closing)
    stands = assignment.state in REMINDED and assignment.due_on == newest.due_on
    # Who was urged today has been told that it is late.
    is_told = now.at > end and assignment.pk in now.chased
    if not stands or is_told or not still_true(newest.kind, end, now.at):
        move(newest, Reminder.State.DROPPED)
        return False
    if not liaisons:
        later = next_open_hour(now.at, now.policy, now.calendar)
        Reminder.objects.filter(pk=newest.pk, state=Reminder.State.PLANNED).update(moment=later)
        return False
    if not move(newest, Reminder.State.POSTED, posted_at=now.at):
        return False
    for person in liaisons:
        remind(newest, person, end, now)
    return True


def remind(reminder: Reminder, person: Person, end: dt.datetime, now: Frame) -> None:
    """Posts one reminder to one liaison, in the words of the day it is sent on."""
    assignment = reminder.assignment
    url = reverse("portal:item", args=[assignment.item_id])
    context = {
        "assignment": assignment,
        "item": assignment.item,
        "person": person,
        "late": now.at > end,
        "phrase": phrase(reminder.due_on, end, at=now.at, calendar=now.calendar),
        "unacknowledged": assignment.state == State.ISSUED,
        "url": url,
    }
    key = f"remind:a{assignment.pk}:p{person.pk}:{reminder.kind}:{reminder.due_on}"
    thread = f"item-{assignment.item_id}"
    if person.pk in now.in_digest:
        letter = Letter("reminder", person, render("reminder", context), now.at, url, thread)
        post_letter(key, letter, inbox_only=True)
        return
    post_with_links(
        key=key,
        kind="reminder",
        recipient=person,
        context=context,
        about=[assignment],
        thread=thread,
        at=now.at,
    )
