"""A scheme that is on, and an office with something to score."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.items import operations
from tracker.items.models import UnitAssignment
from tracker.regimes.models import ReportSlot, ScoringScheme
from tracker.regimes.scoring import schemes
from tracker.regimes.scoring.schemes import SchemeText, suggested
from tracker.regimes.scoring.standings import Terms

FLAT = Terms(is_weighed=False, few=1, by_kind=False)


def a_text(**columns: Any) -> SchemeText:
    """The suggested rules, without weights, ranks from one duty on."""
    return SchemeText(
        **{"name": "督查考评办法", "cadence": "month", "terms": FLAT, "rules": suggested(), **columns}
    )


def a_scheme(world: World, *, is_on: bool = True, at: dt.datetime = NOW, **columns: Any) -> ScoringScheme:
    """A scheme, turned on at a moment."""
    by = world.viewer("officer")
    scheme = schemes.create(a_text(**columns), by=by, at=at)
    if is_on:
        scheme = schemes.switch(
            scheme.pk, is_on=True, reason="县政府常务会议决定", seen_revision=scheme.revision, by=by, at=at
        )
    return scheme


def issued(world: World, unit: str = "财政局", *, at: dt.datetime = NOW, **columns: Any) -> UnitAssignment:
    """An issued part of a unit, due on 20 March."""
    part = an_assignment(world, unit, **columns)
    operations.issue_all([part.item_id], by=world.viewer("officer"), at=at)
    part.refresh_from_db()
    return part


def a_slot(part: UnitAssignment, due_at: dt.datetime, *, opens_at: dt.datetime = NOW) -> ReportSlot:
    """A due report that lapses a week later."""
    return ReportSlot.objects.create(
        assignment=part,
        due_on=due_at.date(),
        due_at=due_at,
        opens_at=opens_at,
        lapses_at=due_at + dt.timedelta(days=7),
    )


def points(text: str) -> Decimal:
    return Decimal(text)
