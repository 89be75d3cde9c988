"""Ladders for tests: a preset made the office's own, and time that passes."""

from __future__ import annotations

import datetime as dt

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, World
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.regimes.escalation import ladders
from tracker.regimes.escalation.ladders import LadderText, LevelText
from tracker.regimes.escalation.presets import LadderPreset, preset
from tracker.regimes.escalation.proposing import propose_due
from tracker.regimes.models import Escalation, EscalationLadder
from tracker.reminders.operations import plan_due


def moment(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def text_of(world: World, found: LadderPreset, *levels: LevelText, **columns) -> LadderText:
    by = world.viewer("officer")
    made = ladders.copy_set(found.set.name, found.set.instruments, note=found.set.note, by=by)
    return LadderText(
        **{
            "name": found.name,
            "set": made.pk,
            "starts_on": NOW.date(),
            "levels": levels or found.levels,
            "is_stepwise": found.is_stepwise,
            **columns,
        }
    )


def a_ladder(
    world: World,
    key: str = "default",
    *levels: LevelText,
    at: dt.datetime = NOW,
    general: bool = True,
    **columns,
) -> EscalationLadder:
    """A preset, or these levels with its instruments, as the office's general ladder."""
    found = preset(key)
    assert found is not None
    text = text_of(world, found, *levels, **columns)
    return ladders.create(text, is_general=general, by=world.viewer("officer"), at=at)


def a_duty(world: World, unit: str = "财政局", **columns) -> UnitAssignment:
    """Issued at NOW, due on Friday 2026-03-20."""
    part = an_assignment(world, unit, **columns)
    return items.issue(part.pk, by=world.viewer("officer"), at=NOW)


def pass_time(at: dt.datetime) -> list[Escalation]:
    """What the tickers do at `at`; returns every step there is, oldest first."""
    plan_due(at)
    propose_due(at)
    return list(Escalation.objects.order_by("pk"))


def story(steps: list[Escalation]) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in steps]
