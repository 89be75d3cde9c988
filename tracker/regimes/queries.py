"""Reads about regimes: the ones adopted, with the next days of their steps, and the announced ones that still wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.access.policy import Act, Viewer
from tracker.common.workdays import calendar_for
from tracker.meetings.queries import waiting_regime_drafts
from tracker.org.queries import calendar_overrides

from .calendar import Occurrence, is_daily, upcoming
from .models import Regime, RegimeStep
from .operations import RegimeText, StepText


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step for people: what it is, who does it, the words, the clock time, and when it falls next."""

    what: str
    doer: str
    words: str
    time: dt.time | None
    next: tuple[Occurrence, ...]
    is_irregular: bool
    # 阶梯措施: not a day of the calendar but a ladder's matter.
    is_ladder: bool = False


@dataclass(frozen=True, slots=True)
class RegimeLine:
    """An adopted regime; `stage` is "ahead", "running" or "over" on the day asked for."""

    pk: int
    name: str
    speech_id: int | None
    speech: str
    starts_on: dt.date
    ends_on: dt.date | None
    reason: str
    adopted_by: str
    adopted_at: dt.datetime
    stage: str
    steps: tuple[StepLine, ...]
    scope: str
    version: int
    # A later version or none: only the last one can be changed.
    is_last: bool
    # The escalation ladder of its own, "" where the office's general one holds.
    ladder: str = ""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An announced regime that nobody has adopted yet, with the words of the speech."""

    pk: int
    title: str
    speech_id: int
    speech: str
    held_on: dt.date
    quote: str
    steps: tuple[tuple[str, str, str, str], ...]
    conflicts: tuple[str, ...]
    is_daily: bool


def adopted(viewer: Viewer, *, on: dt.date) -> list[RegimeLine]:
    """The office's regimes, running ones first, with what falls next after the day `on`; three queries."""
    if not viewer.may(Act.SEE_REGIMES):
        return []
    workdays = calendar_for(calendar_overrides())
    regimes = (
        Regime.objects.filter(is_withdrawn=False)
        .select_related("speech", "adopted_by", "replaced_by", "ladder")
        .defer("speech__text")
        .prefetch_related("steps")
    )
    lines = []
    for regime in regimes:
        steps = tuple(
            StepLine(
                what=step.get_what_display(),
                doer=step.get_doer_display(),
                words=step.words,
                time=step.time,
                next=upcoming(
                    step.rrule,
                    starts_on=regime.starts_on,
                    ends_on=regime.ends_on,
                    after=on,
                    workdays=workdays,
                ),
                is_irregular=not step.rrule or step.rrule == "IRREGULAR",
                is_ladder=step.what == RegimeStep.What.LADDER,
            )
            for step in regime.steps.all()
        )
        lines.append(line_of(regime, steps, on))
    return sorted(lines, key=lambda line: ("running", "ahead", "over").index(line.stage))


def line_of(regime: Regime, steps: tuple[StepLine, ...], on: dt.date) -> RegimeLine:
    """The regime for people."""
    over = regime.ends_on is not None and regime.ends_on < on
    return RegimeLine(
        pk=regime.pk,
        name=regime.name,
        speech_id=regime.speech_id,
        speech=regime.speech.title if regime.speech else "",
        starts_on=regime.starts_on,
        ends_on=regime.ends_on,
        reason=regime.reason,
        adopted_by=str(regime.adopted_by),
        adopted_at=regime.adopted_at,
        stage="over" if over else "ahead" if regime.starts_on > on else "running",
        steps=steps,
        scope=regime.get_scope_display(),
        version=regime.version,
        is_last=not hasattr(regime, "replaced_by"),
        ladder=str(regime.ladder or ""),
    )


def waiting(viewer: Viewer) -> list[WaitingLine]:
    """Regimes announced in speeches that still wait; one query."""
    labels = dict(RegimeStep.What.choices)
    return [
        WaitingLine(
            pk=draft.pk,
            title=draft.title,
            speech_id=draft.speech_id,
            speech=draft.speech.title,
            held_on=draft.speech.held_on,
            quote=draft.speech.text[draft.start : draft.end],
            steps=tuple(
                (str(labels.get(s["what"], "其他")), s["text"], s["time"], _parties(s)) for s in draft.steps
            ),
            conflicts=tuple(draft.conflicts),
            is_daily=any(is_daily(step["rrule"]) for step in draft.steps),
        )
        for draft in waiting_regime_drafts(viewer)
    ]


def _parties(step: dict[str, str]) -> str:
    """Who does a step, and who gets it: 各乡镇报县应急局, 县督查室; "" where the speech names nobody."""
    who, whom = step.get("reporter", ""), step.get("receiver", "")
    return f"{who}报{whom}" if whom else who


def text_of(viewer: Viewer, pk: int) -> tuple[Regime, RegimeText] | None:
    """The regime as its form shows it; None where there is none, it has been replaced, or the viewer may not change it."""
    if not viewer.may(Act.ADOPT_REGIME):
        return None
    rows = Regime.objects.filter(replaced_by=None, is_withdrawn=False).prefetch_related(
        "steps", "chosen__item"
    )
    regime = rows.filter(pk=pk).first()
    if regime is None:
        return None
    steps = tuple(
        StepText(step.what, step.words, step.rrule, step.time, step.doer, step.roll)
        for step in regime.steps.all()
    )
    numbers = tuple(row.item.item_no for row in regime.chosen.all())
    text = RegimeText(
        regime.name,
        regime.starts_on,
        regime.ends_on,
        regime.reason,
        regime.scope,
        steps,
        numbers,
        regime.ladder_id,
    )
    return regime, text
