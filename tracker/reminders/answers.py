"""Reminders of answers that leaders' instructions ask for: the same pure plan as for deadlines, fewer of them, each posted once.

An answer has no rows of reminders: its target keeps which one was posted last, and that is moved by compare-and-set, so that two
tickers at once post it once. Of several that have come due only the newest is posted, and only if it still says something true.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace

from django.db import transaction
from django.urls import reverse

from tracker.common.dates import day_at
from tracker.items.instructions import mark_reminded, owing
from tracker.items.models import InstructionTarget
from tracker.items.states import State
from tracker.notices.operations import Letter, post_letter
from tracker.notices.rendering import render
from tracker.org.models import Person
from tracker.org.queries import liaisons_of

from .digesting import told_in_digests
from .operations import Frame, frame
from .plan import Planned, after_deadline, before_deadline, deadline, is_open_hour, phrase, still_true

log = logging.getLogger(__name__)
# No answer is reminded of earlier than a workday before, and no break is as long.
SOON = dt.timedelta(days=30)


def frame_of(at: dt.datetime) -> Frame:
    """As for deadlines, but a workday before, on the day, and late four times: an answer is a few lines."""
    now = frame(at)
    return replace(now, policy=replace(now.policy, before=(1,), late=(1, 3, 7), weekly=1))


def post_answers(at: dt.datetime, limit: int = 500) -> int:
    """Posts the reminders of answers whose moment has come, to the liaisons of the units; how many answers were reminded of."""
    waiting = due(at, limit)
    if not waiting:
        return 0
    now = frame_of(at)
    if not is_open_hour(at, now.policy, now.calendar):
        return 0
    liaisons = liaisons_of({one.assignment.unit_id for one, _ in waiting}, now.today)
    people = {person.pk for found in liaisons.values() for person in found}
    now = replace(now, in_digest=frozenset(told_in_digests(people, at)))
    return sum(post_safely(one, wanted, liaisons[one.assignment.unit_id], now) for one, wanted in waiting)


def waiting_to_post(at: dt.datetime) -> int:
    """How many reminders of answers have come due at `at`."""
    return len(due(at, 500))


def due(at: dt.datetime, limit: int) -> list[tuple[InstructionTarget, Planned]]:
    """The answers of which a reminder has come due and is not posted, with that reminder, at most `limit`; three queries at most.

    All that are owed by now or soon are looked at: a few hundred that were reminded of already must not hide the others.
    """
    rows = (
        owing()
        .exclude(assignment__state=State.CANCELLED)
        .filter(instruction__answer_by__lte=day_at(at) + SOON)
    )
    rows = rows.select_related("instruction", "assignment__item", "assignment__unit")
    now: Frame | None = None
    found: list[tuple[InstructionTarget, Planned]] = []
    for one in rows.order_by("instruction__answer_by", "pk").iterator(chunk_size=500):
        now = now or frame_of(at)
        wanted = newest(one, now)
        if wanted is not None and name_of(one, wanted) != one.reminded:
            found.append((one, wanted))
        if len(found) == limit:
            break
    return found


def newest(target: InstructionTarget, now: Frame) -> Planned | None:
    """The last reminder of this answer whose moment has come since the instruction was given; None before the first."""
    day, given = target.instruction.answer_by, target.instruction.entered_at
    assert day is not None
    end = deadline(day, None, now.policy.closing)
    planned = before_deadline(day, now.policy, now.calendar) + after_deadline(day, now.policy, now.calendar)
    come = [one for one in planned if given < one.moment <= now.at and still_true(one.kind, end, now.at)]
    return come[-1] if come else None


def name_of(target: InstructionTarget, wanted: Planned) -> str:
    """By which the target remembers it: "due-1d:2026-03-20"."""
    return f"{wanted.kind}:{target.instruction.answer_by}"


def post_safely(target: InstructionTarget, wanted: Planned, people: list[Person], now: Frame) -> bool:
    """Posts one; one that fails is logged and tried again at the next tick."""
    try:
        return post_one(target, wanted, people, now)
    except Exception:
        log.exception("the answer owed by target %s could not be reminded of", target.pk)
        return False


@transaction.atomic
def post_one(target: InstructionTarget, wanted: Planned, people: list[Person], now: Frame) -> bool:
    """One reminder to each liaison. A unit without one is not marked: it is reminded as soon as somebody holds the post."""
    name = name_of(target, wanted)
    if not people or not mark_reminded(target, name):
        return False
    item, day = target.assignment.item, target.instruction.answer_by
    assert day is not None
    end = deadline(day, None, now.policy.closing)
    url = reverse("portal:item", args=[item.pk])
    for person in people:
        context = {
            "instruction": target.instruction,
            "assignment": target.assignment,
            "item": item,
            "person": person,
            "late": now.at > end,
            "phrase": phrase(day, end, at=now.at, calendar=now.calendar),
            "url": url,
        }
        rendered = render("answer_reminder", context)
        letter = Letter("answer_reminder", person, rendered, now.at, url, f"item-{item.pk}")
        post_letter(f"answer:t{target.pk}:p{person.pk}:{name}", letter, inbox_only=person.pk in now.in_digest)
    return True
