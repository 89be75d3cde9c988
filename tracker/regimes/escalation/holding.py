"""Which version of which ladder holds for a duty, and since when. Read once for a batch.

The ladder of a regime the duty stands under comes before the office's general one; of several regimes, the one that began last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.common.dates import SHANGHAI, day_at
from tracker.items.models import UnitAssignment
from tracker.regimes.asks import Asking, asking, under_since
from tracker.regimes.models import EscalationLadder, EscalationLevel, LadderVersion

from .plan import Ladder, Level


@dataclass(frozen=True, slots=True)
class Ladders:
    """The ladders for one run: what regimes lay where, the versions of each ladder with their levels, the general one."""

    asking: Asking
    versions: Mapping[int, tuple[LadderVersion, ...]]
    general: EscalationLadder | None


@dataclass(frozen=True, slots=True)
class Held:
    """The version that holds for a duty, and since when its ladder does; `is_over`: it brings about nothing new."""

    version: LadderVersion
    since: dt.datetime
    is_over: bool = False

    @property
    def levels(self) -> dict[int, EscalationLevel]:
        """The levels by number; no query."""
        return {level.number: level for level in self.version.levels.all()}


def ladders(assignments: Iterable[UnitAssignment], *, on: dt.date) -> Ladders:
    """Everything `held_by` needs for these assignments (items joined); ten queries, whatever their number."""
    rows = LadderVersion.objects.filter(is_withdrawn=False).select_related("ladder", "instruments")
    found: dict[int, list[LadderVersion]] = {}
    for version in rows.prefetch_related("levels__instrument").order_by("number"):
        found.setdefault(version.ladder_id, []).append(version)
    return Ladders(
        asking(assignments, on=on),
        {pk: tuple(versions) for pk, versions in found.items()},
        EscalationLadder.objects.filter(is_general=True).first(),
    )


def held_by(assignment: UnitAssignment, known: Ladders, at: dt.datetime) -> Held | None:
    """The version that holds for the assignment at `at`; None where no ladder does. What units hand down is their own."""
    if assignment.upper_id is not None or assignment.issued_at is None:
        return None
    laid = laid_on(assignment, known, at)
    if laid is None:
        return None
    ladder, since = laid
    versions = known.versions.get(ladder, ())
    today = day_at(at)
    now = [v for v in versions if v.starts_on <= today and (v.ends_on is None or v.ends_on >= today)]
    if not now:
        return None
    return Held(now[-1], max(since, begins(versions[0])))


def laid_on(assignment: UnitAssignment, known: Ladders, at: dt.datetime) -> tuple[int, dt.datetime] | None:
    """(ladder, since when it is laid on the assignment), a regime's before the general one."""
    today = day_at(at)
    for regime in sorted(known.asking.regimes, key=lambda one: (one.starts_on, one.pk), reverse=True):
        if regime.ladder_id is None or (regime.ends_on is not None and regime.ends_on < today):
            continue
        since = under_since(regime, assignment, known.asking)
        if since is not None and since <= at:
            return regime.ladder_id, since
    general = known.general
    if general is None or general.general_since is None or assignment.issued_at is None:
        return None
    return general.pk, max(general.general_since, assignment.issued_at)


def begins(version: LadderVersion) -> dt.datetime:
    """Before this moment the version brings nothing about: its first day, or when it was made after that."""
    return max(version.made_at, dt.datetime.combine(version.starts_on, dt.time(), SHANGHAI))


def pure(version: LadderVersion) -> Ladder:
    """The version as the planner counts it."""
    levels = tuple(Level.of(level.number, level) for level in version.levels.all())
    return Ladder(begins(version), levels, version.is_stepwise)
