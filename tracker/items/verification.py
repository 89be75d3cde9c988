"""核查: looking for oneself whether what a unit says is so. Planned, found, and drawn at random from a number anybody can check.

Kinds (DOMAIN, verification): desk (书面核查), spot check (抽查), unannounced visit (明查暗访: the unit hears of it only when it has been
made), look-back (回头看: after closing, with a date). A finding moves no state; the acts that close, return or reopen stay acts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from tracker.access.policy import ASIDE, Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale

from . import announcements
from .history import record
from .models import SamplePlan, UnitAssignment, Verification
from .queries import of_office, relations, visible_assignments
from .states import State

MAX_SAMPLE = 500
Kind, Result = Verification.Kind, Verification.Result


def demand(by: Viewer, assignment: UnitAssignment | None = None) -> None:
    """Raises Forbidden for whoever may not verify, or not this assignment: who answers for its unit may plan a look and not make it."""
    if not by.may(Act.CHECK):
        raise Forbidden("只有督查专员可以核查。")
    if assignment is not None and not by.may(Act.CHECK, relations(by, assignment)):
        raise Forbidden(ASIDE)


@transaction.atomic
def plan_verification(
    assignment_id: int,
    *,
    kind: str,
    planned_on: dt.date,
    by: Viewer,
    at: dt.datetime,
    sample: SamplePlan | None = None,
) -> Verification:
    """Plans one look at an assignment. Raises Forbidden, Refused (a day gone by, not issued, the same look waits already)."""
    assignment = (
        UnitAssignment.objects.select_for_update(of=("self",))
        .select_related("item", "unit")
        .get(pk=assignment_id)
    )
    demand(by)
    if planned_on < at.astimezone(SHANGHAI).date():
        raise Refused("核查日期不能早于今天。")
    if assignment.state in (State.REGISTERED, State.CANCELLED):
        raise Refused(f"{assignment.unit}的这项任务现在是“{assignment.get_state_display()}”，不用核查。")
    waiting = Verification.objects.filter(assignment=assignment, kind=kind, done_at=None)
    if waiting.exists():
        raise Refused(f"{assignment.unit}的这项任务已有一次{Kind(kind).label}在计划中。")
    made = Verification.objects.create(
        assignment=assignment,
        kind=kind,
        planned_on=planned_on,
        planned_by_id=by.actor_id,
        planned_at=at,
        sample=sample,
    )
    if kind != Kind.VISIT:
        # A visit that stands in the history the unit reads would be announced.
        story = {"kind": kind, "planned_on": str(planned_on)}
        record(assignment.item_id, "plan_check", by=by, at=at, assignment_id=assignment_id, data=story)
    return made


@transaction.atomic
def record_finding(
    verification_id: int, *, result: str, percent: int | None, finding: str, by: Viewer, at: dt.datetime
) -> Verification:
    """Writes down what was found; the unit is told. Raises Forbidden, Refused (no words, absurd figure), Stale when it was written before."""
    check = Verification.objects.select_related("assignment__item", "assignment__unit").get(
        pk=verification_id
    )
    demand(by, check.assignment)
    if not finding.strip():
        raise Refused("请填写核查情况。")
    if percent is not None and not 0 <= percent <= 100:
        raise Refused("核实比例应在 0 到 100 之间。")
    reported = last_percent(check.assignment_id)
    # The assignment before the item and the look, as in every act on it. Its new revision keeps the messages apart.
    UnitAssignment.objects.filter(pk=check.assignment_id).update(revision=F("revision") + 1)
    waiting = Verification.objects.filter(pk=verification_id, done_at=None)
    if waiting.update(
        result=result, percent=percent, reported_percent=reported, finding=finding.strip(),
        done_by=by.actor_id, done_at=at,
    ) != 1:  # fmt: skip
        raise Stale("这次核查的结果已由他人填写，请核对。")
    check.refresh_from_db()
    story = {"kind": check.kind, "result": result, "percent": percent, "reason": finding.strip()[:200]}
    record(
        check.assignment.item_id,
        "check",
        by=by,
        at=at,
        assignment_id=check.assignment_id,
        data=story,
    )
    now = UnitAssignment.objects.select_related("item", "unit").get(pk=check.assignment_id)
    words = f"{check.get_kind_display()}：{check.get_result_display()}。{check.finding}"
    announcements.announce("check", now, by=by, at=at, reason=words)
    return check


def last_percent(assignment_id: int) -> int | None:
    """The percentage the unit reported last, to stand beside the one that was found."""
    assignment = UnitAssignment.objects.get(pk=assignment_id)
    told = assignment.reports.filter(percent__isnull=False).values_list("percent", flat=True)
    return told.first()


@transaction.atomic
def draw_sample(
    *, states: Sequence[str], size: int, planned_on: dt.date, seed: str = "", by: Viewer, at: dt.datetime
) -> SamplePlan:
    """抽查: draws `size` assignments in these states and plans a spot check of each.

    The draw is random.Random(seed).sample over the ids in order: with the seed, the population's size and its digest, all
    kept in the plan, anybody can draw it again. Ones for which a spot check waits already are not in the population.
    Raises Forbidden, Refused (nothing to draw from, size out of bounds, a day gone by).
    """
    if not by.may(Act.CHECK):
        raise Forbidden("只有督查专员可以核查。")
    if planned_on < at.astimezone(SHANGHAI).date():
        raise Refused("核查日期不能早于今天。")
    waiting = Verification.objects.filter(kind=Kind.SPOT, done_at=None).values("assignment")
    rows = (
        visible_assignments(by).filter(of_office(), state__in=states).exclude(pk__in=waiting).order_by("pk")
    )
    population = list(rows.values_list("pk", flat=True))
    if not population:
        raise Refused("所选范围内没有可以抽查的任务。")
    if not 1 <= size <= min(MAX_SAMPLE, len(population)):
        raise Refused(f"抽查数量应在 1 到 {min(MAX_SAMPLE, len(population))} 之间。")
    seed = seed.strip() or secrets.token_hex(4)
    plan = SamplePlan.objects.create(
        seed=seed,
        size=size,
        population=len(population),
        population_digest=digest_of(population),
        states="、".join(State(state).label for state in states),
        made_by_id=by.actor_id,
        made_at=at,
    )
    for pk in drawn(population, size, seed):
        plan_verification(pk, kind=Kind.SPOT, planned_on=planned_on, by=by, at=at, sample=plan)
    return plan


def drawn(population: Sequence[int], size: int, seed: str) -> list[int]:
    """The ids drawn, in order; the same for the same population, size and seed on every machine."""
    return sorted(random.Random(seed).sample(sorted(population), size))


def digest_of(population: Sequence[int]) -> str:
    """A fingerprint of whom the draw was made from."""
    return hashlib.sha256(",".join(map(str, population)).encode()).hexdigest()
