"""Runs of the scores that read only what was touched: after any of them the ledger is what the whole history gives."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.support.scoring import a_scheme, a_slot, issued
from tests.support.world import NOW, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.extensions import reschedule
from tracker.items.models import UnitAssignment
from tracker.items.operations import act_on
from tracker.items.progress import Told, report_progress
from tracker.regimes.models import ReportSlot, ScoreEntry, ScoringScheme
from tracker.regimes.scoring import posting
from tracker.regimes.scoring.entries import Rule
from tracker.regimes.scoring.freezing import contradictions
from tracker.regimes.scoring.schemes import suggested
from tracker.regimes.scoring.touched import is_whole
from tracker.regimes.settling import excuse

HOUR = dt.timedelta(hours=1)
ACTS = (
    ("acknowledge", "lead_clerk", ""),
    ("request_close", "lead_clerk", "已完成"),
    ("verify", "officer", ""),
    ("return", "officer", "材料不全"),
    ("close", "officer", "已完成"),
    ("reopen", "officer", "反弹"),
    ("suspend", "officer", "等上级"),
    ("resume", "officer", "恢复"),
)


def capped() -> dict[str, Rule]:
    """The suggested rules, three of them with a cap that two facts use up."""
    caps = {"report_late": Decimal("0.15"), "report_missing": Decimal("0.8"), "returned": Decimal("1.5")}
    return {kind: replace(rule, cap=caps.get(kind, rule.cap)) for kind, rule in suggested().items()}


def something(
    world: World, part: UnitAssignment, dice: random.Random, at: dt.datetime, *, is_silent: bool
) -> str:
    """One thing that happens to a part, if it may; what. A silent one reports nothing, and is excused afterwards."""
    part.refresh_from_db()
    what = dice.choice([*([] if is_silent else ["report"]), "move", "excuse", *ACTS])
    try:
        if what == "report":
            report_progress(
                part.pk, Told("进展"), seen_revision=part.revision, by=world.viewer("lead_clerk"), at=at
            )
        elif what == "move":
            new = at.date() + dt.timedelta(days=dice.randrange(1, 9))
            reschedule(part.pk, new_due_on=new, reason="调整", by=world.viewer("officer2"), at=at)
        elif what == "excuse":
            slot = dice.choice(ReportSlot.objects.filter(assignment=part, lapses_at__lt=at) or [None])
            if slot is None:
                return ""
            excuse(slot.pk, reason="停电", by=world.viewer("officer"), at=at)
        else:
            act, who, reason = what
            act_on(part.pk, act, by=world.viewer(who), at=at, data={"reason": reason} if reason else None)
    except (Refused, Forbidden, Stale):
        return ""
    return what if isinstance(what, str) else what[0]


@pytest.mark.parametrize("seed", range(3))
def test_after_every_run_the_ledger_is_what_the_whole_history_gives(world: World, seed: int) -> None:
    dice = random.Random(seed)
    parts = [issued(world, due_on=NOW.date() + dt.timedelta(days=dice.randrange(1, 6))) for _ in range(5)]
    for part in parts:
        for day in range(3, 12, 2):
            opens = NOW.replace(day=day - 2)
            a_slot(part, NOW.replace(day=day, hour=12), opens_at=opens)
    ReportSlot.objects.update(lapses_at=F("due_at") + HOUR * 48)
    scheme = a_scheme(world, rules=capped())
    done, partial = set(), 0

    for day in range(2, 14):
        for hour in (9, 11, 13, 15):
            at = NOW.replace(day=day, hour=hour)
            for minute in range(1, 13):
                part, moment = dice.choice(parts), at + dt.timedelta(minutes=minute * 4)
                done.add(something(world, part, dice, moment, is_silent=part in parts[:2]))
            scheme.refresh_from_db()
            partial += not is_whole(scheme, at + HOUR)
            posting.post(at + HOUR)
            scheme.refresh_from_db()
            assert contradictions(scheme) == [], (at, scheme.posted_at)
    # Much happened, and nearly all runs read a part of it.
    assert {"report", "move", "excuse", "return", "close", "reopen"} <= done and partial > 30
    assert ScoreEntry.objects.filter(is_capped=True).exists() and ScoreEntry.objects.filter(number=2).exists()


def test_a_run_reads_what_was_touched_and_nothing_else(world: World) -> None:
    def queries(at: dt.datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            posting.post(at)
        return len(asked)

    quiet = [issued(world, "审计局", due_on=None) for _ in range(3)]
    part = issued(world, due_on=None)
    a_scheme(world, at=NOW)
    posting.post(NOW + HOUR)
    assert queries(NOW + HOUR * 2) <= 13

    act_on(part.pk, "acknowledge", by=world.viewer("lead_clerk"), at=NOW + HOUR * 2)
    with CaptureQueriesContext(connection) as asked:
        posting.post(NOW + HOUR * 3)
    read = next(
        one["sql"] for one in asked if 'FROM "items_unitassignment"' in one["sql"] and "JOIN" in one["sql"]
    )
    assert f"IN ({part.pk})" in read and not any(f", {other.pk}" in read for other in quiet)


@pytest.mark.parametrize(
    ("hours", "is_it"),
    [(1, False), (14, False), (15, True), (-1, True), (24 * 3, True)],
    ids=["an hour later", "before midnight", "the next day", "a clock set back", "after days"],
)
def test_the_first_run_of_a_day_reads_everything(world: World, hours: int, is_it: bool) -> None:
    a_scheme(world, at=NOW - HOUR * 24)
    ScoringScheme.objects.update(posted_at=NOW)

    assert is_whole(ScoringScheme.objects.get(), NOW + HOUR * hours) is is_it
