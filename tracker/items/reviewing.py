"""复核: a unit contests a decision about its part; somebody else than its author upholds or changes it (DOMAIN c1 art. 17).

Asked within 30 days of the decision's reaching the unit, decided within 30 days of being asked; the first day is not counted, and a last
day of rest is followed by the next workday (Civil Code 201, 203). A changed decision is undone as far as what came after allows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.http import Http404

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.workdays import Workdays

from . import announcements
from .act_names import OTHER_ACTS
from .clock import Clock
from .extensions import move, read
from .history import parties, record
from .models import Event, ExtensionRequest, ResponsibilityItem, ReviewRequest, UnitAssignment, Verification
from .operations import needed
from .queries import relations, visible_assignments
from .states import DONE, MOVES, WORKING, State

TERM = dt.timedelta(days=30)
Asked = ReviewRequest.State
# Decisions of the office about a unit's part that it can contest; none of them is one the unit asked for.
CONTESTABLE = ("check", "return", "refuse_extension", "reschedule", "reopen")


@dataclass(frozen=True, slots=True)
class Contested:
    """A decision that can be contested now, with the last day for it."""

    event: int
    assignment: int
    unit: str
    label: str
    decided_on: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One request for people: what is contested, by when it must be decided, and what the viewer may do."""

    row: ReviewRequest
    label: str
    until: dt.date
    days_left: int
    decides: bool
    withdraws: bool
    is_author: bool


def last_day(start: dt.datetime, workdays: Workdays) -> dt.date:
    """The last day of the 30 that begin at `start`: its own day not counted, moved to the next workday where it is one of rest."""
    day = (start.astimezone(SHANGHAI) + TERM).date()
    for _ in range(15):
        if workdays.is_workday(day):
            return day
        day += dt.timedelta(days=1)
    return day


def label_of(act: str) -> str:
    """What is contested, in words: label_of("return") == "退回重办"."""
    return {"check": "核查结果"}.get(act) or (MOVES[act].label if act in MOVES else OTHER_ACTS[act])


@transaction.atomic
def ask_review(event_id: int, *, reason: str, by: Viewer, clock: Clock) -> ReviewRequest:
    """申请复核 of a decision; the office is told. Raises Forbidden, Refused (not contestable, too late, asked before, no reason), Stale."""
    event = Event.objects.get(pk=event_id)
    if event.assignment_id is None or event.act not in CONTESTABLE:
        raise Refused("这项记录不是可以申请复核的决定。")
    seen = read(event.assignment_id)
    if not by.may(Act.ASK_REVIEW, relations(by, seen)):
        raise Forbidden("只有责任单位可以申请复核。")
    until = last_day(event.at, clock.workdays)
    if clock.today > until:
        raise Refused(f"申请复核的期限（{until:%Y年%-m月%-d日}）已过。")
    told = needed(reason)
    move(seen)
    try:
        with transaction.atomic():
            made = ReviewRequest.objects.create(
                event=event, assignment=seen, reason=told, asked_by_id=by.actor_id, asked_at=clock.at
            )
    except IntegrityError as error:
        raise Refused("这项决定已经申请过复核，一项决定只复核一次。") from error
    log(made, "ask_review", told, by=by, at=clock.at)
    return made


@transaction.atomic
def withdraw_review(review_id: int, *, by: Viewer, at: dt.datetime) -> ReviewRequest:
    """撤回复核申请 by the unit; the decision stands. Raises Forbidden, Stale when it was decided meanwhile."""
    review = ReviewRequest.objects.select_related("event").get(pk=review_id)
    seen = read(review.assignment_id)
    if not by.may(Act.ASK_REVIEW, relations(by, seen)):
        raise Forbidden("只有责任单位可以撤回复核申请。")
    move(seen)
    settle(review, Asked.WITHDRAWN, "", by=by, at=at)
    log(review, "withdraw_review", "", by=by, at=at)
    return review


@transaction.atomic
def decide_review(
    review_id: int, *, changed: bool, answer: str, by: Viewer, at: dt.datetime
) -> ReviewRequest:
    """作出复核决定: the decision is upheld, or changed with what follows from it (undo). The unit is told.

    Raises Forbidden (also for the author of the decision and for whoever asked), Refused (no words), Stale.
    """
    review = ReviewRequest.objects.select_related("event").get(pk=review_id)
    seen = read(review.assignment_id)
    if not stands_before(by, seen):
        raise Forbidden("您的岗位不能作出复核决定。")
    if not may_decide(by, review, seen):
        raise Forbidden("原决定的经办人、申请人和承办单位的人应当回避，代理他们的人也是，请由其他人复核。")
    words = needed(answer)
    columns = undo(review.event, seen) if changed else {}
    move(seen, **columns)
    settle(review, Asked.CHANGED if changed else Asked.UPHELD, words, by=by, at=at)
    if changed:
        set_aside(review.event)
    log(review, "change_review" if changed else "uphold_review", words, by=by, at=at)
    return review


def stands_before(viewer: Viewer, part: UnitAssignment) -> bool:
    """Would the viewer's post let them decide, were it not for what they have to do with the matter?"""
    return viewer.may(Act.DECIDE_REVIEW, relations(viewer, part) - {Relation.OWN})


def may_decide(viewer: Viewer, review: ReviewRequest, part: UnitAssignment) -> bool:
    """May the viewer decide this request? Its event must be loaded; no query."""
    aside = {*parties(review.event), review.asked_by_id}
    return viewer.may_decide_about(Act.DECIDE_REVIEW, aside, lambda one: relations(one, part))


def settle(review: ReviewRequest, state: str, answer: str, *, by: Viewer, at: dt.datetime) -> None:
    """The compare-and-set on a request that waits. Raises Stale."""
    waiting = ReviewRequest.objects.filter(pk=review.pk, state=Asked.ASKED)
    if waiting.update(state=state, decided_by=by.actor_id, decided_at=at, answer=answer) != 1:
        review.refresh_from_db()
        raise Stale(f"这份复核申请{review.get_state_display()}，不必再处理。")
    review.refresh_from_db()


def undo(event: Event, part: UnitAssignment) -> dict[str, Any]:
    """The columns of a part as they would be without the decision, as far as what came after it allows."""
    match event.act:
        case "return":
            handed_in = moment_of("request_close", event)
            if part.state in WORKING:
                return {"state": State.CLOSE_REQUESTED, "finished_at": handed_in}
            # Handed in again meanwhile: it counts from the first time.
            return {"finished_at": handed_in} if part.finished_at else {}
        case "reopen" if part.state in WORKING:
            finished, closed = moment_of("request_close", event), moment_of("close", event)
            return {"state": State.CLOSED, "finished_at": finished, "closed_at": closed}
        case "reschedule" if part.state not in DONE and part.finished_at is None:
            old = event.data.get("old_due_on")
            return {"due_on": dt.date.fromisoformat(old) if old else None, "judged_due_on": None}
        case "refuse_extension" if part.state != State.CANCELLED:
            day = dt.date.fromisoformat(event.data["new_due_on"])
            if part.due_on and part.due_on < day:
                # It was asked for in time, so punctuality is judged by the later date, too.
                first = part.original_due_on or part.due_on
                return {"due_on": day, "original_due_on": first, "judged_due_on": None}
    return {}


def moment_of(act: str, before: Event) -> dt.datetime | None:
    """When the last such act before the decision was done to the part."""
    lines = Event.objects.filter(assignment=before.assignment_id, act=act, number__lt=before.number)
    return lines.order_by("-number").values_list("at", flat=True).first()


def set_aside(event: Event) -> None:
    """Marks what the decision was written down as: a finding no longer stands, a refused request is granted."""
    about = {"assignment": event.assignment_id}
    if event.act == "check":
        Verification.objects.filter(**about, done_at=event.at, done_by=event.by_id).update(is_set_aside=True)
    if event.act == "refuse_extension":
        refused = ExtensionRequest.objects.filter(**about, decided_at=event.at)
        refused.update(state=ExtensionRequest.State.GRANTED)


def log(review: ReviewRequest, act: str, words: str, *, by: Viewer, at: dt.datetime) -> None:
    """The line of the history and the messages."""
    now = read(review.assignment_id)
    story = {"contested": label_of(review.event.act), "reason": words}
    record(now.item_id, act, by=by, at=at, assignment_id=now.pk, data=story)
    about = f"{story['contested']}：{words}" if words else story["contested"]
    announcements.announce(act, now, by=by, at=at, reason=about)


def visible_reviews(viewer: Viewer) -> QuerySet[ReviewRequest]:
    """The requests about parts the viewer may see, newest first."""
    seen = visible_assignments(viewer).order_by().values("pk")
    rows = ReviewRequest.objects.filter(assignment__in=seen)
    return rows.select_related(
        "event__by", "assignment__item", "assignment__unit", "asked_by", "decided_by"
    ).order_by("-asked_at", "-pk")


def in_turn(viewer: Viewer) -> QuerySet[ReviewRequest]:
    """All the viewer may see: those that wait, the oldest first, then those settled, the latest first."""
    waits = Q(state=Asked.ASKED)
    return visible_reviews(viewer).order_by(
        Case(When(waits, then=0), default=1),
        Case(When(waits, then=F("asked_at"))),
        F("decided_at").desc(),
        "-pk",
    )


def waiting_reviews(viewer: Viewer) -> QuerySet[ReviewRequest]:
    """The requests that wait for a decision, the oldest first: its term ends first."""
    return visible_reviews(viewer).filter(state=Asked.ASKED).order_by("asked_at", "pk")


def get_review(viewer: Viewer, pk: int) -> ReviewRequest:
    """The request, or Http404 when there is none that the viewer may see."""
    found = visible_reviews(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份复核申请。")
    return found


def get_contested(viewer: Viewer, pk: int) -> Event:
    """The decision with its part, or Http404 when there is none that the viewer may see."""
    events = Event.objects.filter(pk=pk, assignment__in=visible_assignments(viewer).order_by().values("pk"))
    found = events.select_related("assignment__item", "assignment__unit").first()
    if found is None:
        raise Http404("没有这项决定。")
    return found


def lines_of(rows: list[ReviewRequest], viewer: Viewer, clock: Clock) -> list[ReviewLine]:
    """The requests, which the viewer may see, for people; one query."""
    found = []
    ids = [row.assignment_id for row in rows]
    parts = visible_assignments(viewer).in_bulk(ids) if ids else {}
    for row in rows:
        until, stands = last_day(row.asked_at, clock.workdays), relations(viewer, parts[row.assignment_id])
        waits, part = row.state == Asked.ASKED, parts[row.assignment_id]
        may, judges = stands_before(viewer, part), may_decide(viewer, row, part)
        found.append(
            ReviewLine(
                row=row,
                label=label_of(row.event.act),
                until=until,
                days_left=(until - clock.today).days,
                decides=waits and may and judges,
                withdraws=waits and viewer.may(Act.ASK_REVIEW, stands),
                is_author=waits and may and not judges,
            )
        )
    return found


def contestable(viewer: Viewer, item: ResponsibilityItem, clock: Clock) -> list[Contested]:
    """The decisions about the viewer's own parts of the item that can be contested now, newest first; one query."""
    events = Event.objects.filter(
        item=item,
        act__in=CONTESTABLE,
        assignment__unit__in=viewer.units,
        review__isnull=True,
        by__isnull=False,
    )
    found = []
    for event in events.select_related("assignment__unit", "assignment__item").order_by("-number"):
        part, until = event.assignment, last_day(event.at, clock.workdays)
        if part and clock.today <= until and viewer.may(Act.ASK_REVIEW, relations(viewer, part)):
            day = event.at.astimezone(SHANGHAI).date()
            found.append(Contested(event.pk, part.pk, str(part.unit), label_of(event.act), day, until))
    return found
