"""Results of a period, its freezing (定分), and the proof that history still gives what the ledger and the frozen figures say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum as Total
from django.urls import reverse

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.states import OPEN
from tracker.notices.operations import post as post_message
from tracker.notices.rendering import render
from tracker.org.queries import every_unit, liaisons_of
from tracker.regimes.models import ScoreAppeal, ScoreEntry, ScorePeriod, ScoringScheme

from .facts import held_in
from .gathering import history, terms_of
from .periods import Period, period_of, words_of
from .posting import held_by, post_scheme, spans_of_scheme, take_turn, targets, versions_of
from .standings import Standing, standings, sums

ZERO = Decimal(0)


def span(period: ScorePeriod) -> Period:
    """The period as the pure modules know it."""
    return Period(period.key, period.first, period.last)


def results(period: ScorePeriod, *, at: dt.datetime) -> list[Standing]:
    """The results of a period: the frozen figures, or what stands now."""
    if period.frozen_at is not None:
        return [standing_of(one) for one in period.figures]
    return counted(period, at=at)


def counted(
    period: ScorePeriod, *, at: dt.datetime, groups: Mapping[int, str] | None = None
) -> list[Standing]:
    """The results as ledger and history give them now; `groups` are the units' kinds where they were kept."""
    over = span(period)
    held = held_in(history(over.begins, until=at), OPEN, over.begins, over.ends)
    lines = ScoreEntry.objects.filter(period=period).order_by("pk")
    known = groups or dict(every_unit().values_list("pk", "kind"))
    found = sums(lines.values_list("unit", "kind", "points", "number"), held, known)
    return standings(found, terms_of(period.version), before=ranks_before(period))


def ranks_before(period: ScorePeriod) -> dict[int, int]:
    """Unit → its rank in the period before, as it was frozen; {} where there is none."""
    earlier = ScorePeriod.objects.filter(scheme=period.scheme_id, first__lt=period.first)
    last = earlier.exclude(frozen_at=None).order_by("-first").first()
    if last is None:
        return {}
    return {one["unit"]: one["rank"] for one in last.figures if one["rank"] is not None}


def figures_of(found: Iterable[Standing]) -> list[dict[str, Any]]:
    """The results as they are frozen: JSON, numbers of two places as text."""
    return [
        {
            "unit": one.unit, "group": one.group, "parts": one.parts, "plus": str(one.plus), "minus": str(one.minus),
            "factor": str(one.factor), "total": str(one.total), "rank": one.rank, "among": one.among,
            "is_tied": one.is_tied, "move": one.move,
        }
        for one in found
    ]  # fmt: skip


def standing_of(kept: Mapping[str, Any]) -> Standing:
    """One frozen figure."""
    numbers = {name: Decimal(kept[name]) for name in ("plus", "minus", "factor", "total")}
    return Standing(**{**kept, **numbers})


@transaction.atomic
def freeze(period_id: int, *, by: Viewer, at: dt.datetime) -> ScorePeriod:
    """定分: the period's figures stand from now on; its units are told. Raises Forbidden, Refused (too early), Stale."""
    demand(by)
    period = ScorePeriod.objects.select_related("scheme", "version").get(pk=period_id)
    if period.frozen_at is not None:
        raise Stale("本期刚由他人定分。")
    scheme = ScoringScheme.objects.get(pk=period.scheme_id)
    if scheme.is_on:
        post_scheme(scheme, at=at)
    else:
        take_turn(scheme)
    refuse_early(period, at)
    found = counted(period, at=at)
    mine = ScorePeriod.objects.filter(pk=period.pk, frozen_at=None)
    if mine.update(frozen_at=at, frozen_by=by.actor_id, figures=figures_of(found)) != 1:
        raise Stale("本期刚由他人定分。")
    period.refresh_from_db()
    announce(period, found, at)
    return period


def demand(by: Viewer) -> None:
    """Raises Forbidden for whoever does not run the scoring."""
    if not by.may(Act.RUN_SCORING):
        raise Forbidden("只有督查专员可以办理考评。")


def refuse_early(period: ScorePeriod, at: dt.datetime) -> None:
    """Raises Refused while the period runs, an earlier one is open, or an appeal about it waits."""
    if at.astimezone(SHANGHAI).date() <= period.last:
        raise Refused(f"本期到{period.last:%Y年%-m月%-d日}才结束，结束之后才能定分。")
    if ScorePeriod.objects.filter(scheme=period.scheme_id, first__lt=period.first, frozen_at=None).exists():
        raise Refused("前面还有没有定分的周期，请按先后顺序定分。")
    waiting = ScoreAppeal.objects.filter(entry__period=period, state=ScoreAppeal.State.ASKED).count()
    if waiting:
        raise Refused(f"本期还有{waiting}份申诉没有答复，答复之后才能定分。")


def announce(period: ScorePeriod, found: list[Standing], at: dt.datetime) -> None:
    """Tells each unit's liaisons its own result, and by when it can appeal; keyed by period and person."""
    url = reverse("portal:scores") + f"?period={period.pk}"
    mine = {one.unit: one for one in found}
    people = liaisons_of(set(mine), at.astimezone(SHANGHAI).date())
    for unit, listeners in people.items():
        for person in listeners:
            told = {"person": person, "result": mine[unit], "words": words_of(period.key), "days": period.version.appeal_days, "url": url}  # fmt: skip
            post_message(
                key=f"score:{period.pk}:u{unit}:p{person.pk}",
                kind="score_frozen",
                recipient=person,
                rendered=render("score_frozen", told),
                url=url,
                thread=f"score-{period.scheme_id}",
                at=at,
            )


def contradictions(scheme: ScoringScheme) -> list[str]:
    """Everything in which the ledger or a frozen figure differs from what the history gives up to the last posting; [] when all is equal."""
    if scheme.posted_at is None:
        return []
    spans, versions, until = spans_of_scheme(scheme), versions_of(scheme), scheme.posted_at
    if not spans or not versions:
        return []
    first = period_of(spans[0][0].astimezone(SHANGHAI).date(), scheme.cadence)
    found = targets(scheme, history(first.begins, until=until), versions, spans, first=first, until=until)
    held = held_by(scheme, first.first)
    wrong = []
    for fact in sorted({*found, *held}):
        wanted = found[fact][1].points if fact in found else ZERO
        there = held[fact].total if fact in held else None
        if there != wanted and not (there is None and wanted == ZERO):
            wrong.append(f"{fact}：按办理记录应为{wanted}，记分为{there if there is not None else '无'}")
    return wrong + frozen_contradictions(scheme)


def frozen_contradictions(scheme: ScoringScheme) -> list[str]:
    """Frozen periods whose figures the ledger and the history give no longer."""
    wrong = []
    periods = ScorePeriod.objects.filter(scheme=scheme).exclude(frozen_at=None).select_related("version")
    for period in periods.order_by("first"):
        assert period.frozen_at is not None
        kept = {one["unit"]: standing_of(one) for one in period.figures}
        groups = {unit: one.group for unit, one in kept.items()}
        now = {one.unit: one for one in counted(period, at=period.frozen_at, groups=groups)}
        for unit in sorted({*kept, *now}):
            if unit not in kept or unit not in now or plain(kept[unit]) != plain(now[unit]):
                wrong.append(f"{period.key} 单位{unit}：定分结果与记分明细、办理记录不一致")
    return wrong


def plain(one: Standing) -> Standing:
    """Without how far a decimal was written out: 1.0 is 1.00."""
    return replace(one, plus=one.plus.normalize(), minus=one.minus.normalize())


def sum_of(period: ScorePeriod, unit: int) -> Decimal:
    """What a unit's lines in a period come to; one query."""
    found = ScoreEntry.objects.filter(period=period, unit=unit).aggregate(total=Total("points"))["total"]
    return found or ZERO
