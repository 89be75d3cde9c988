"""Planning anew after a change of what plans are made by: a new year's holiday table, another closing time, other reminder days.

The change is noticed by comparison (regimes/frames.py) and worked off in stages, each in bounded batches: what depends on
the days that changed is marked, and the tickers that plan take it on. What was posted stays, nothing is planned for the past,
and the unique keys keep everything from being said twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import calendar_for
from tracker.items.job_queries import mark_unplanned
from tracker.items.recounting import Recounted, recounted
from tracker.notices.operations import Letter, post_letter
from tracker.notices.rendering import render
from tracker.org.queries import calendar_overrides, officers_on
from tracker.regimes.frames import DAY, advance, difference, facts, frame_now, is_same, overrides_of, remember
from tracker.regimes.models import PlanFrame
from tracker.regimes.opening import look_again_at_some, open_duties

from .digests.timing import next_moment
from .models import DigestPlan
from .plan import LONGEST_BREAK, REMINDED, Policy, workdays_before

BATCH = 2000
# Reading words takes longer than marking rows.
FEW = 100
MOST_LINES = 30
# The frame, the moment, the row reached → the row reached now, None at the end.
Work = Callable[[PlanFrame, dt.datetime, int], int | None]


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of thing that is planned by the calendar: its name and how a batch of it is marked or planned anew."""

    name: str
    work: Work


def replan(at: dt.datetime) -> int:
    """Notices a change and works off one batch of it; how many batches were done (0 or 1, so that a tick goes on until 0)."""
    frame, now = frame_now(), facts(at)
    if not is_same(frame, now):
        change = difference(frame, now, at.astimezone(SHANGHAI).date())
        return int(remember(frame, now, change, first_stage=STAGES[0].name, at=at) and change is not None)
    if not frame.stage:
        return 0
    return int(work_on(frame, at))


@transaction.atomic
def work_on(frame: PlanFrame, at: dt.datetime) -> bool:
    """One batch and the note of how far it came, in one transaction; False where another has done it meanwhile.

    The note comes first, as a lock: two at once must not do the same batch, for the second would undo what was planned since.
    """
    names = [stage.name for stage in STAGES]
    stage = STAGES[names.index(frame.stage)] if frame.stage in names else STAGES[0]
    if not advance(frame, stage=frame.stage, after=frame.after):
        return False
    reached = stage.work(frame, at, frame.after)
    if reached is not None:
        return advance(frame, stage=frame.stage, after=reached)
    later = [*names, ""][STAGES.index(stage) + 1]
    return advance(frame, stage=later, after=0)


def waiting_to_replan(at: dt.datetime) -> int:
    """How many stages of re-planning are still to be done; all of them for a change that was not noticed yet."""
    frame, now = frame_now(), facts(at)
    names = [stage.name for stage in STAGES]
    if not is_same(frame, now) and difference(frame, now, at.astimezone(SHANGHAI).date()) is not None:
        return len(names)
    return len(names) - names.index(frame.stage) if frame.stage in names else 0


def mark_assignments(frame: PlanFrame, at: dt.datetime, after: int) -> int | None:
    """Has the reminders planned anew of the duties whose reminders fall on, or are counted over, the days that changed."""
    assert frame.first is not None and frame.last is not None
    policy = Policy(before=workdays_before(frame.reminder_workdays))
    tail = max(policy.late, default=0) + 7 * policy.weekly + LONGEST_BREAK
    lead = 2 * max(policy.before, default=0) + LONGEST_BREAK
    return mark_unplanned(
        REMINDED, first=frame.first - DAY * tail, last=frame.last + DAY * lead, after=after, limit=BATCH
    )


def mark_slots(frame: PlanFrame, at: dt.datetime, after: int) -> int | None:
    """Has the report slots looked at of every duty that owes reports: a slot far off bounds the one before it."""
    return look_again_at_some(after, BATCH)


def plan_duties(frame: PlanFrame, at: dt.datetime, after: int) -> int | None:
    """Brings the office's own duties in step; they are few."""
    open_duties(at)
    return None


def move_digests(frame: PlanFrame, at: dt.datetime, after: int) -> int | None:
    """Sets anew when each digest comes next: a day that is worked now has one, a day off has none. What is due now stays due."""
    calendar = calendar_for(calendar_overrides())
    plans = list(DigestPlan.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
    for plan in plans:
        later = next_moment(at, plan.time, plan.weekdays, calendar)
        if plan.next_at > at and plan.next_at != later:
            DigestPlan.objects.filter(pk=plan.pk, next_at=plan.next_at).update(next_at=later)
    return plans[-1].pk if plans else None


def ask_about_deadlines(frame: PlanFrame, at: dt.datetime, after: int) -> int | None:
    """Tells the officers which deadlines counted over provisional workdays come to another day now; they decide."""
    if not frame.before or frame.first is None:
        return None
    found, reached = recounted(
        after,
        FEW,
        before=overrides_of(frame.before),
        now=overrides_of(frame.workdays),
        since=at.astimezone(SHANGHAI).date(),
    )
    if found:
        ask_officers(found, f"recount:n{frame.number}:a{found[0].assignment.pk}", at)
    return reached


def ask_officers(found: list[Recounted], key: str, at: dt.datetime) -> None:
    """One message to each officer about all of a batch."""
    for officer in officers_on(at.astimezone(SHANGHAI).date()):
        context = {
            "person": officer,
            "lines": found[:MOST_LINES],
            "more": max(len(found) - MOST_LINES, 0),
            "number": len(found),
            "url": "",
        }
        letter = Letter("recount", officer, render("recount", context), at)
        post_letter(f"{key}:p{officer.pk}", letter)


# What takes effect soonest first. The officers are asked last: it is they who then move deadlines.
STAGES = (
    Stage("digests", move_digests),
    Stage("reminders", mark_assignments),
    Stage("slots", mark_slots),
    Stage("duties", plan_duties),
    Stage("deadlines", ask_about_deadlines),
)
