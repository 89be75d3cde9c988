"""Writes on regimes: an officer adopts what a speech announced, from a day until a day."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import sensible
from tracker.common.errors import Forbidden, Refused
from tracker.common.workdays import calendar_for
from tracker.items.lights import SHANGHAI
from tracker.meetings import announced, decisions
from tracker.meetings.models import DeskAct, RegimeDraft
from tracker.org.queries import calendar_overrides

from .calendar import is_daily, upcoming
from .models import Regime, RegimeStep

# A regime begins about when it is announced, and none is meant for longer than a decade.
BACK, AHEAD, LONGEST = 1, 3, 10


def adopt(
    draft: RegimeDraft,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    by: Viewer,
    at: dt.datetime,
) -> Regime:
    """确认执行: the announced regime becomes one of the office's; its steps are kept as announced.

    Raises Forbidden, and Refused for days that are a slip or the wrong way round, a daily step without a reason or an end
    (DOMAIN c2), and for a draft that was adopted before (unique in the database, whoever is quicker).
    """
    if not by.may(Act.ADOPT_REGIME):
        raise Forbidden("只有督查专员可以确认工作制度。")
    if not sensible(starts_on, draft.speech.held_on, back=BACK, ahead=AHEAD):
        raise Refused(f"起始日期应在讲话之前{BACK}年至之后{AHEAD}年之内，请核对年份。")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("截止日期不能早于起始日期。")
    if ends_on is not None and not sensible(ends_on, starts_on, ahead=LONGEST):
        raise Refused(f"截止日期最晚为起始日期之后{LONGEST}年，请核对年份。")
    if any(is_daily(step["rrule"]) for step in draft.steps):
        if not reason.strip():
            raise Refused("每天一次的环节会增加基层负担，请写明设立理由。")
        if ends_on is None:
            raise Refused("含每天一次的环节，必须写明截止日期。")
    try:
        return written(draft, starts_on=starts_on, ends_on=ends_on, reason=reason.strip()[:200], by=by, at=at)
    except IntegrityError:
        raise Refused("这项制度已经确认过，请在下方查看。") from None


@transaction.atomic
def written(
    draft: RegimeDraft,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    by: Viewer,
    at: dt.datetime,
) -> Regime:
    """The rows of the regime and its steps."""
    regime = Regime.objects.create(
        name=draft.title[:200],
        speech_id=draft.speech_id,
        draft=draft,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        adopted_by_id=by.actor_id,
        adopted_at=at,
    )
    RegimeStep.objects.bulk_create(
        RegimeStep(
            regime=regime,
            number=number,
            what=step["what"] if step["what"] in RegimeStep.What.values else RegimeStep.What.OTHER,
            words=step["text"][:120],
            rrule=step["rrule"][:120],
            time=dt.time.fromisoformat(step["time"]) if step["time"] else None,
        )
        for number, step in enumerate(draft.steps, start=1)
    )
    announced.adopted(draft, by=by, at=at)
    return regime


@transaction.atomic
def undo(speech_id: int, *, by: Viewer, at: dt.datetime) -> DeskAct:
    """decisions.undo, which also takes back an adoption: its regime goes while nothing of it has fallen due.

    Raises Refused once something has, and as decisions.undo.
    """
    last = decisions.last_standing(speech_id, by=by)
    if last is not None and last.kind == DeskAct.Kind.ADOPT:
        today = at.astimezone(SHANGHAI).date()
        for regime in Regime.objects.filter(draft__changes__act=last).prefetch_related("steps"):
            if has_begun(regime, today):
                raise Refused(f"“{regime.name}”已经开始执行，不能撤销。请到“工作制度”中查看。")
            regime.steps.all().delete()
            regime.delete()
    return decisions.undo(speech_id, by=by, at=at)


def has_begun(regime: Regime, today: dt.date) -> bool:
    """Has any time of any step passed since the regime began?"""
    if regime.starts_on > today:
        return False
    workdays = calendar_for(calendar_overrides())
    return any(
        occurrence.last < today
        for step in regime.steps.all()
        for occurrence in upcoming(
            step.rrule, starts_on=regime.starts_on, ends_on=regime.ends_on, after=regime.starts_on, workdays=workdays, count=1
        )
    )  # fmt: skip
