"""考评办法 as an office writes it: made, revised from a period on, turned on and off, and tried on the period before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal

from django.db import IntegrityError, transaction

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Refused, Stale
from tracker.items.states import OPEN
from tracker.org.queries import every_unit, the_office
from tracker.regimes.models import (
    SchemeSwitch,
    SchemeVersion,
    ScorePeriod,
    ScoringRule,
    ScoringScheme,
)

from .entries import Rule, given
from .facts import Fact, Part, Reading, facts_of, held_in, undone
from .freezing import demand
from .gathering import history
from .kinds import KINDS
from .periods import Period, before, period_of
from .posting import post_scheme, take_turn
from .standings import Standing, Terms, standings, sums

MOST = Decimal(100)


@dataclass(frozen=True, slots=True)
class SchemeText:
    """A version as an office writes it. `rules`: kind → points by role and cap; a kind that gives nothing may be left out."""

    name: str
    cadence: str
    terms: Terms = field(default_factory=Terms)
    talk_last: int = 0
    appeal_days: int = 5
    decide_days: int = 5
    early_days: int = 5
    rules: Mapping[str, Rule] = field(default_factory=dict)
    reason: str = ""


def suggested() -> dict[str, Rule]:
    """The rules a new scheme begins with: those of county schemes (DOMAIN c8)."""
    return {key: Rule(one.lead, one.support) for key, one in KINDS.items()}


def checked(text: SchemeText) -> SchemeText:
    """Raises Refused for a scheme that cannot be counted by: no name, no rule, unknown events, absurd points or bounds."""
    if not text.name.strip():
        raise Refused("请填写考评办法的名称。")
    if text.cadence not in ScoringScheme.Cadence.values:
        raise Refused("请选择考评周期。")
    unknown = set(text.rules) - set(KINDS)
    if unknown:
        raise Refused(f"没有“{'、'.join(sorted(unknown))}”这种计分事项。")
    if not any(rule.lead or rule.support for rule in text.rules.values()):
        raise Refused("请至少给一种事项填写分值。")
    for key, rule in text.rules.items():
        if max(abs(rule.lead), abs(rule.support)) > MOST:
            raise Refused(f"“{KINDS[key].label}”的分值应在 -{MOST} 到 {MOST} 之间。")
        if rule.lead * rule.support < 0:
            raise Refused(f"“{KINDS[key].label}”对牵头和配合单位一加一减，请核对。")
        if rule.cap is not None and rule.cap <= 0:
            raise Refused(f"“{KINDS[key].label}”的每期上限应大于 0，不设上限请留空。")
    terms = text.terms
    if not terms.floor <= terms.base <= terms.ceiling:
        raise Refused("基础分应在最低分和最高分之间。")
    return text


@transaction.atomic
def create(text: SchemeText, *, by: Viewer, at: dt.datetime) -> ScoringScheme:
    """A new scheme, off. Its first version counts from the running period on. Raises Forbidden, Refused."""
    demand(by)
    checked(text)
    scheme = ScoringScheme.objects.create(
        name=text.name.strip()[:100], cadence=text.cadence, made_by_id=by.actor_id, made_at=at
    )
    starts = period_of(at.astimezone(SHANGHAI).date(), text.cadence).first
    write_version(scheme, text, number=1, starts_on=starts, by=by, at=at)
    return scheme


def write_version(
    scheme: ScoringScheme, text: SchemeText, *, number: int, starts_on: dt.date, by: Viewer, at: dt.datetime
) -> SchemeVersion:
    """The rows of a version."""
    version = SchemeVersion.objects.create(
        scheme=scheme,
        number=number,
        starts_on=starts_on,
        **asdict(text.terms),
        talk_last=text.talk_last,
        appeal_days=text.appeal_days,
        decide_days=text.decide_days,
        early_days=text.early_days,
        closing=the_office().closing_time,
        reason=text.reason.strip()[:200],
        made_by_id=by.actor_id,
        made_at=at,
    )
    ScoringRule.objects.bulk_create(
        ScoringRule(version=version, kind=key, lead=rule.lead, support=rule.support, cap=rule.cap)
        for key, rule in text.rules.items()
        if rule.lead or rule.support
    )
    return version


@transaction.atomic
def revise(
    scheme_id: int, text: SchemeText, *, starts_on: dt.date, seen_revision: int, by: Viewer, at: dt.datetime
) -> SchemeVersion:
    """A new version from the first day of a period that has not been counted. The name is the scheme's, the cadence stays.

    A version that was written for a later period and has counted nothing goes. Raises Forbidden, Refused (no reason, not the
    first day of a period, a period that runs or is over), Stale.
    """
    demand(by)
    scheme = ScoringScheme.objects.get(pk=scheme_id)
    checked(text)
    if text.cadence != scheme.cadence:
        raise Refused("考评周期不能修改，请停用后另立一个考评办法。")
    if not text.reason.strip():
        raise Refused("请写明修订理由。")
    if period_of(starts_on, scheme.cadence).first != starts_on:
        raise Refused("新的版本应从一个考评周期的第一天起执行。")
    if ScorePeriod.objects.filter(scheme=scheme, last__gte=starts_on).exists():
        raise Refused("这一天所在的周期已经开始记分，请从下一个周期起修订。")
    scheme.revision = seen_revision
    take_turn(scheme, name=text.name.strip()[:100])
    number = max(scheme.versions.values_list("number", flat=True), default=0) + 1
    SchemeVersion.objects.filter(scheme=scheme, starts_on__gte=starts_on).delete()
    return write_version(scheme, text, number=number, starts_on=starts_on, by=by, at=at)


@transaction.atomic
def switch(
    scheme_id: int, *, is_on: bool, reason: str, seen_revision: int, by: Viewer, at: dt.datetime
) -> ScoringScheme:
    """启用 or 停用, with the reason; nothing that happened before counts. Raises Forbidden, Refused (no reason, another one is on), Stale."""
    demand(by)
    words = reason.strip()[:200]
    if not words:
        raise Refused("请写明启用或停用的依据和理由。")
    scheme = ScoringScheme.objects.get(pk=scheme_id)
    scheme.revision = seen_revision
    if scheme.is_on == is_on:
        raise Stale(f"“{scheme.name}”已经{'启用' if is_on else '停用'}。")
    if not is_on:
        # What happened until now still counts.
        post_scheme(scheme, at=at)
    try:
        with transaction.atomic():
            take_turn(scheme, is_on=is_on)
    except IntegrityError as error:
        raise Refused("同一时间只能启用一个考评办法，请先停用另一个。") from error
    SchemeSwitch.objects.create(scheme=scheme, is_on=is_on, reason=words, by_id=by.actor_id, at=at)
    if is_on:
        post_scheme(scheme, at=at)
    return scheme


@dataclass(frozen=True, slots=True)
class Trial:
    """What a scheme would have given in a period that is over: the results, and per kind how often and how many points."""

    period: Period
    results: tuple[Standing, ...]
    kinds: tuple[tuple[str, int, Decimal], ...]


def trial(text: SchemeText, *, by: Viewer, at: dt.datetime) -> Trial:
    """试算: the period before, by these rules, as if scoring had been on. Writes nothing. Raises Forbidden, Refused."""
    demand(by)
    checked(text)
    period = before(period_of(at.astimezone(SHANGHAI).date(), text.cadence), text.cadence)
    reading = Reading(the_office().closing_time, text.early_days)
    parts = history(period.begins, until=period.ends)
    facts = facts_of(parts, reading, until=period.ends)
    facts += [one for part in parts for one in supposed(part, reading, period)]
    facts = sorted((one for one in facts if period.begins <= one.at < period.ends), key=lambda one: one.at)
    points = given(facts, text.rules)
    lines = [(one.fact.unit, one.fact.kind, one.points, 1) for one in points]
    groups = dict(every_unit().values_list("pk", "kind"))
    held = held_in(parts, OPEN, period.begins, period.ends)
    found = standings(sums(lines, held, groups), text.terms)
    counts = [
        (KINDS[key].label, sum(1 for one in points if one.fact.kind == key), sum((one.points for one in points if one.fact.kind == key), Decimal(0)))
        for key in KINDS
    ]  # fmt: skip
    return Trial(period, tuple(found), tuple(one for one in counts if one[1]))


def supposed(part: Part, reading: Reading, period: Period) -> list[Fact]:
    """What was left undone in a period and is noted nowhere, for scoring was off."""
    lines = tuple(undone(part, reading, since=period.begins, until=period.ends))
    whole = replace(part, lines=(*part.lines, *lines))
    return [one for one in facts_of([whole], reading, until=period.ends) if one.event is None]
