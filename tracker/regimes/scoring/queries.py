"""Reads about scores, always for a viewer: a unit its own, a leader those of the units in charge, the office all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import Http404

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays
from tracker.items.history import parties
from tracker.org.models import Unit
from tracker.org.queries import all_unit_names
from tracker.regimes.models import (
    RankingTalk,
    SchemeSwitch,
    SchemeVersion,
    ScoreAppeal,
    ScoreEntry,
    ScorePeriod,
    ScoringScheme,
)

from .freezing import results
from .kinds import KINDS
from .periods import words_of
from .standings import Standing

DAY = dt.timedelta(days=1)
ROLES = {"lead": "牵头", "support": "配合"}


def seen_units(viewer: Viewer, act: Act) -> frozenset[int] | None:
    """The units about which the viewer may do `act`; None for every unit."""
    granting = viewer.relations_granting(act)
    if Relation.ANY in granting:
        return None
    own = viewer.units if Relation.OWN in granting else frozenset()
    charge = viewer.in_charge if Relation.IN_CHARGE in granting else frozenset()
    return own | charge


def may_about(viewer: Viewer, act: Act, unit: int) -> bool:
    """May the viewer do `act` about this unit?"""
    seen = seen_units(viewer, act)
    return seen is None or unit in seen


def stands_about(viewer: Viewer, unit: int) -> frozenset[Relation]:
    """How the viewer stands to a unit."""
    own = {Relation.OWN} if unit in viewer.units else set()
    return frozenset(own | ({Relation.IN_CHARGE} if unit in viewer.in_charge else set()))


def holds_answer(viewer: Viewer, appeal: ScoreAppeal) -> bool:
    """Would the viewer's post let them answer the appeal, were it not for what they have to do with the matter?"""
    return viewer.may(Act.DECIDE_APPEAL, stands_about(viewer, appeal.entry.unit_id) - {Relation.OWN})


def may_answer(viewer: Viewer, appeal: ScoreAppeal) -> bool:
    """May the viewer answer it? Aside stand whoever made the decision behind the points, whoever appealed, the unit's own people, and their deputies."""
    aside = {*parties(appeal.entry.event), appeal.asked_by_id}
    unit = appeal.entry.unit_id
    return viewer.may_decide_about(Act.DECIDE_APPEAL, aside, lambda one: stands_about(one, unit))


def of_units(units: frozenset[int] | None, path: str = "unit") -> Q:
    """Rows about these units, or all."""
    return Q() if units is None else Q(**{f"{path}__in": units})


def schemes() -> list[ScoringScheme]:
    """The one that is on first, then the newest; one query."""
    return list(ScoringScheme.objects.order_by("-is_on", "-made_at", "-pk"))


def periods() -> list[ScorePeriod]:
    """Every period that was counted, newest first; one query."""
    return list(ScorePeriod.objects.select_related("scheme", "version").order_by("-first", "-pk"))


def get_period(pk: int | None) -> ScorePeriod | None:
    """The period asked for, else the newest; None where nothing was ever scored. Http404 for one that is not there."""
    rows = ScorePeriod.objects.select_related("scheme", "version", "frozen_by")
    if pk is None:
        return rows.order_by("-first", "-pk").first()
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个考评周期。")
    return found


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One unit's result for people."""

    unit_id: int
    unit: str
    result: Standing

    @property
    def group_label(self) -> str:
        """The kind of units it is ranked among, "" where all are ranked together."""
        return str(dict(Unit.Kind.choices).get(self.result.group, ""))

    @property
    def move_words(self) -> str:
        """上升2位, 下降1位, 持平; "" where there is nothing to compare with."""
        move = self.result.move
        if move is None:
            return ""
        return "持平" if move == 0 else f"上升{move}位" if move > 0 else f"下降{-move}位"


def ranking(viewer: Viewer, period: ScorePeriod, *, at: dt.datetime) -> list[ResultLine]:
    """The results of the units the viewer may see; the ranks are those among all units."""
    seen, names = seen_units(viewer, Act.SEE_SCORES), all_unit_names()
    return [
        ResultLine(one.unit, names.get(one.unit, ""), one)
        for one in results(period, at=at)
        if seen is None or one.unit in seen
    ]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the ledger for people; `appeal_until` is the last day to appeal, None where it cannot be (any more)."""

    row: ScoreEntry
    label: str
    role: str
    appeal: ScoreAppeal | None
    appeal_until: dt.date | None


def entries(
    viewer: Viewer, period: ScorePeriod, unit: int, *, at: dt.datetime, workdays: Workdays
) -> list[EntryLine]:
    """A unit's lines in a period, oldest first; [] for a unit the viewer may not see. One query."""
    if not may_about(viewer, Act.SEE_SCORES, unit):
        return []
    rows = ScoreEntry.objects.filter(period=period, unit=unit)
    rows = rows.select_related("event", "assignment__item", "belongs", "appeal", "period__version")
    today = at.astimezone(SHANGHAI).date()
    found = []
    for row in rows.order_by("happened_at", "pk"):
        appeal = getattr(row, "appeal", None)
        until = appeal_until(row, workdays) if appeal is None and is_contestable(row) else None
        found.append(
            EntryLine(
                row,
                label_of(row.kind),
                ROLES.get(row.role, ""),
                appeal,
                until if until and today <= until else None,
            )
        )
    return found


def label_of(kind: str) -> str:
    """The name of a kind of event, also of one that no rule names any more."""
    return KINDS[kind].label if kind in KINDS else kind


def is_contestable(row: ScoreEntry) -> bool:
    """Only what took points can be contested, and only the line that took them."""
    return row.number == 1 and row.points < 0


def appeal_until(row: ScoreEntry, workdays: Workdays) -> dt.date:
    """The last day to appeal: so many workdays after the line was posted or the period was frozen, whichever is later."""
    start = max(row.posted_at, row.period.frozen_at or row.posted_at)
    return workdays_after(start, row.period.version.appeal_days, workdays)


def decide_until(appeal: ScoreAppeal, workdays: Workdays) -> dt.date:
    """The last day to answer it."""
    return workdays_after(appeal.asked_at, appeal.entry.period.version.decide_days, workdays)


def workdays_after(start: dt.datetime, count: int, workdays: Workdays) -> dt.date:
    """The day `count` workdays after a moment, its own day not counted: 3 after Friday 18 September 2026 is Tuesday the 22nd."""
    day = start.astimezone(SHANGHAI).date()
    while count > 0:
        day += DAY
        count -= workdays.is_workday(day)
    return day


def appeals(viewer: Viewer) -> QuerySet[ScoreAppeal]:
    """The appeals about units the viewer may see, those that wait first."""
    rows = ScoreAppeal.objects.filter(of_units(seen_units(viewer, Act.SEE_SCORES), "entry__unit"))
    rows = rows.select_related(
        "entry__unit", "entry__event__by", "entry__assignment__item", "entry__period__version",
        "asked_by", "decided_by",
    )  # fmt: skip
    return rows.order_by("state", "asked_at", "pk")


def get_appeal(viewer: Viewer, pk: int) -> ScoreAppeal:
    """The appeal, or Http404 when there is none that the viewer may see."""
    found = appeals(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份申诉。")
    return found


def get_entry(viewer: Viewer, pk: int) -> ScoreEntry:
    """The line of the ledger, or Http404 when there is none that the viewer may see."""
    rows = ScoreEntry.objects.filter(of_units(seen_units(viewer, Act.SEE_SCORES)))
    rows = rows.select_related("unit", "event__by", "assignment__item", "period__version", "belongs")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条记分。")
    return found


def talks(viewer: Viewer, period: ScorePeriod | None = None) -> list[RankingTalk]:
    """The talks about units the viewer may see, and those the viewer is to decide; newest first."""
    seen = seen_units(viewer, Act.SEE_SCORES)
    # Not by of_units: an empty condition joined with OR would leave the other one alone.
    wanted = Q() if seen is None else Q(unit__in=seen) | Q(approver=viewer.person_id)
    rows = RankingTalk.objects.filter(wanted).select_related("unit", "approver", "proposed_by", "period")
    if period is not None:
        rows = rows.filter(period=period)
    return list(rows.order_by("-proposed_at", "rank", "pk"))


def period_words(period: ScorePeriod) -> str:
    """2026年3月."""
    return words_of(period.key)


def total_points(lines: list[EntryLine]) -> Decimal:
    """What the lines come to."""
    return sum((line.row.points for line in lines), Decimal(0))


def get_talk(viewer: Viewer, pk: int) -> RankingTalk:
    """The talk, or Http404 when there is none that the viewer may see or is to decide."""
    found = next((one for one in talks(viewer) if one.pk == pk), None)
    if found is None:
        raise Http404("没有这次约谈。")
    return found


def get_scheme(pk: int) -> ScoringScheme:
    """The scheme, or Http404."""
    found = ScoringScheme.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个考评办法。")
    return found


def switches(most: int = 20) -> list[SchemeSwitch]:
    """Who turned scoring on and off, the latest first; one query."""
    return list(SchemeSwitch.objects.select_related("scheme", "by").order_by("-at", "-pk")[:most])


def last_version(scheme: ScoringScheme) -> SchemeVersion | None:
    """The version written last, with its rules."""
    rows = SchemeVersion.objects.filter(scheme=scheme).prefetch_related("rules")
    return rows.order_by("-number").first()
