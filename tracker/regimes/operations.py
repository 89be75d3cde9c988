"""Writes on regimes: an officer adopts what a speech announced, makes one anew, changes it from a day on, or stops it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI, sensible
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.workdays import calendar_for
from tracker.items.queries import items_numbered
from tracker.meetings import announced, decisions
from tracker.meetings.models import DeskAct, RegimeDraft
from tracker.org.queries import calendar_overrides

from .calendar import DAY, is_daily, upcoming
from .models import OfficeDuty, Regime, RegimeItem, RegimeStep
from .opening import look_again, open_duties

# A regime begins about when it is announced, and none is meant for longer than a decade.
BACK, AHEAD, LONGEST = 1, 3, 10


@dataclass(frozen=True, slots=True)
class StepText:
    """One step as an officer writes it: `rrule` "" where no rhythm is known, `time` the clock time it is due by."""

    what: str
    words: str
    rrule: str = ""
    time: dt.time | None = None
    doer: str = RegimeStep.Doer.OFFICE
    roll: str = RegimeStep.Roll.BACK


@dataclass(frozen=True, slots=True)
class RegimeText:
    """A regime as an officer writes it; `item_nos` are the items it is laid on where the scope is "chosen"."""

    name: str
    starts_on: dt.date
    ends_on: dt.date | None
    reason: str
    scope: str
    steps: tuple[StepText, ...]
    item_nos: tuple[str, ...] = ()
    # The escalation ladder that holds for its items; None: the office's general one.
    ladder: int | None = None


# What a step is → who does it, unless an officer says otherwise.
DOERS = {RegimeStep.What.REPORT: RegimeStep.Doer.LEADS, RegimeStep.What.SUMMARY: RegimeStep.Doer.LEADS}


def adopt(
    draft: RegimeDraft,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    by: Viewer,
    at: dt.datetime,
) -> Regime:
    """确认执行: the announced regime becomes one of the office's; its steps are kept as announced, and its slots are opened.

    Raises Forbidden; Refused as `checked`, and for a draft that was adopted before (unique in the database, whoever is quicker).
    """
    scope = Regime.Scope.SPEECH
    text = RegimeText(draft.title[:200], starts_on, ends_on, reason, scope, announced_steps(draft))
    text = checked(text, around=draft.speech.held_on, by=by)
    try:
        return adopted(draft, text, by=by, at=at)
    except IntegrityError:
        raise Refused("这项制度已经确认过，请在下方查看。") from None


@transaction.atomic
def adopted(draft: RegimeDraft, text: RegimeText, *, by: Viewer, at: dt.datetime) -> Regime:
    """The rows of the regime, and the act on the desk of its speech."""
    regime = written(text, by=by, at=at, speech_id=draft.speech_id, draft=draft)
    announced.adopted(draft, by=by, at=at)
    return regime


def announced_steps(draft: RegimeDraft) -> tuple[StepText, ...]:
    """The steps as the speech announced them."""
    return tuple(
        StepText(
            what=(what := step["what"] if step["what"] in RegimeStep.What.values else RegimeStep.What.OTHER),
            words=step["text"][:120],
            rrule=step["rrule"][:120],
            time=dt.time.fromisoformat(step["time"]) if step["time"] else None,
            doer=DOERS.get(what, RegimeStep.Doer.OFFICE),
        )
        for step in draft.steps
    )


def create(text: RegimeText, *, by: Viewer, at: dt.datetime) -> Regime:
    """A regime of the office's own making, from a preset or from nothing. Raises Forbidden, and Refused as `checked`."""
    text = checked(text, around=at.astimezone(SHANGHAI).date(), by=by)
    with transaction.atomic():
        return written(text, by=by, at=at)


def revise(regime_id: int, text: RegimeText, *, seen_version: int, by: Viewer, at: dt.datetime) -> Regime:
    """修改: a new version from its own first day on; the one before ends the day before, and what it asked stays asked.

    Raises Forbidden; Refused as `checked`, for a first day in the past and for a regime that is over; Stale where somebody
    else has made a new version.
    """
    old = Regime.objects.get(pk=regime_id)
    today = at.astimezone(SHANGHAI).date()
    text = checked(text, around=today, by=by)
    if text.starts_on < today:
        raise Refused("修改从今天或以后的日子起执行，已经过去的不改。")
    if old.ends_on is not None and old.ends_on < today:
        raise Refused("这项制度已经结束，请另立一项。")
    if old.version != seen_version or Regime.objects.filter(replaces=old).exists():
        raise Stale("这项制度刚被他人修改，请核对新版本后再改。")
    try:
        with transaction.atomic():
            new = written(text, by=by, at=at, speech_id=old.speech_id, replaces=old, version=old.version + 1)
            end(old, text.starts_on - DAY)
            return new
    except IntegrityError:
        raise Stale("这项制度刚被他人修改，请核对新版本后再改。") from None


def stop(regime_id: int, *, last: dt.date, by: Viewer, at: dt.datetime) -> Regime:
    """停止: `last`, today or later, is its last day. Raises Forbidden, Refused for a day in the past or after its end."""
    if not by.may(Act.ADOPT_REGIME):
        raise Forbidden("只有督查专员可以停止工作制度。")
    regime = Regime.objects.get(pk=regime_id)
    if last < at.astimezone(SHANGHAI).date():
        raise Refused("停止的日子不能早于今天，已经要求过的不改。")
    if regime.ends_on is not None and regime.ends_on < last:
        raise Refused(f"这项制度到{regime.ends_on.month}月{regime.ends_on.day}日已经结束。")
    with transaction.atomic():
        end(regime, last)
    regime.refresh_from_db()
    return regime


def end(regime: Regime, last: dt.date) -> None:
    """Sets the last day, unless another was faster; one that would end before it began never asked anything."""
    rows = Regime.objects.filter(pk=regime.pk, ends_on=regime.ends_on)
    columns = {"is_withdrawn": True} if last < regime.starts_on else {"ends_on": last}
    if rows.update(**columns) != 1:
        raise Stale("这项制度刚被他人修改，请核对后再操作。")
    look_again(regime)


def checked(text: RegimeText, *, around: dt.date, by: Viewer) -> RegimeText:
    """The text with its blanks trimmed.

    Raises Forbidden, and Refused for days that are a slip or the wrong way round, for a daily step without a reason or an
    end (DOMAIN c2), for no name, no step, and items that are not there.
    """
    if not by.may(Act.ADOPT_REGIME):
        raise Forbidden("只有督查专员可以确认工作制度。")
    if not sensible(text.starts_on, around, back=BACK, ahead=AHEAD):
        raise Refused(f"起始日期应在讲话之前{BACK}年至之后{AHEAD}年之内，请核对年份。")
    if text.ends_on is not None and text.ends_on < text.starts_on:
        raise Refused("截止日期不能早于起始日期。")
    if text.ends_on is not None and not sensible(text.ends_on, text.starts_on, ahead=LONGEST):
        raise Refused(f"截止日期最晚为起始日期之后{LONGEST}年，请核对年份。")
    if any(is_daily(step.rrule) for step in text.steps):
        if not text.reason.strip():
            raise Refused("每天一次的环节会增加基层负担，请写明设立理由。")
        if text.ends_on is None:
            raise Refused("含每天一次的环节，必须写明截止日期。")
    if not text.name.strip():
        raise Refused("请填写制度名称。")
    if not text.steps:
        raise Refused("请至少写一个环节。")
    return replace(text, name=text.name.strip()[:200], reason=text.reason.strip()[:200])


def written(text: RegimeText, *, by: Viewer, at: dt.datetime, **columns: Any) -> Regime:
    """The rows of a regime, its steps and the items it is laid on, inside the caller's transaction. Refused for items not there."""
    regime = Regime.objects.create(
        name=text.name,
        scope=text.scope,
        starts_on=text.starts_on,
        ends_on=text.ends_on,
        reason=text.reason,
        ladder_id=text.ladder,
        adopted_by_id=by.actor_id,
        adopted_at=at,
        **columns,
    )
    RegimeStep.objects.bulk_create(
        RegimeStep(regime=regime, number=number, **asdict(step))
        for number, step in enumerate(text.steps, start=1)
    )
    if text.scope == Regime.Scope.CHOSEN:
        put_under(regime, text.item_nos, by=by, at=at)
    look_again(regime)
    open_duties(at)
    return regime


def put_under(regime: Regime, item_nos: Sequence[str], *, by: Viewer, at: dt.datetime) -> None:
    """Lays the regime on items by number; those that stood under the version before keep their day. Refused for unknown numbers."""
    found = items_numbered(by, item_nos)
    missing = [number for number in item_nos if number not in found]
    if missing:
        raise Refused(f"没有编号为“{'”“'.join(missing[:5])}”的责任事项。")
    if not found:
        raise Refused("请写明适用哪些责任事项的编号。")
    before = dict(regime.replaces.chosen.values_list("item_id", "attached_at")) if regime.replaces else {}
    RegimeItem.objects.bulk_create(
        RegimeItem(regime=regime, item_id=pk, attached_at=before.get(pk, at), attached_by_id=by.actor_id)
        for pk in found.values()
    )


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
            look_again(regime)
            OfficeDuty.objects.filter(step__regime=regime, done_at=None).delete()
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
