"""记分: the ledger of points in step with the history, and periods that are frozen. Two that post at once take turns by the scheme's revision.

What history and rules give is computed (`targets`), of everything or, in all but the first run of a day, of the parts about which
something has happened since (`touched`); what the ledger holds is compared with it, and every difference is a new
line: in the period it belongs to, or, where that one is frozen, in the one that runs. Nothing in the ledger is changed or deleted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from tracker.common.dates import SHANGHAI
from tracker.common.errors import Stale
from tracker.items.history import record
from tracker.items.past import newest_lines
from tracker.regimes.models import (
    NotedEvent,
    SchemeSwitch,
    SchemeVersion,
    ScoreAppeal,
    ScoreEntry,
    ScorePeriod,
    ScoringScheme,
)

from .entries import Given, given, spans_of, within
from .facts import Part, facts_of, undone
from .gathering import READ, history, history_of, reading_of, rules_of, version_on
from .kinds import NOTE_MISSING
from .periods import Period, period_of
from .touched import is_whole, touched

# How far back a run looks for what has turned out differently since; the command looks at everything.
LOOK_BACK = dt.timedelta(days=200)
WAIVED = "申诉成立，撤销记分"
CHANGED = "依据的情况后来变化（免报、复核改变或上限内重排），按办理记录重新计算"
FOUND_LATE = "所属周期已定分，计入本期"
Spans = list[tuple[dt.datetime, dt.datetime | None]]


def post(at: dt.datetime) -> int:
    """Posts what the scheme that is on gives up to `at`; returns how many lines are new. Nothing where none is on.

    The cost follows from what has happened since the last run, but for the first run of a day, which reads everything.
    """
    scheme = ScoringScheme.objects.filter(is_on=True).first()
    if scheme is None:
        return 0
    return post_scheme(scheme, at=at) if is_whole(scheme, at) else post_touched(scheme, at=at)


def waiting_to_post(at: dt.datetime) -> int:
    """How many lines of the history no run has read yet, of the newest thousand; none where no scheme is on."""
    scheme = ScoringScheme.objects.filter(is_on=True).first()
    if scheme is None:
        return 0
    begun = spans_of_scheme(scheme)[0][0]
    return newest_lines(scheme.posted_at or begun, READ, most=1000)


@transaction.atomic
def post_scheme(scheme: ScoringScheme, *, at: dt.datetime, since: dt.datetime | None = None) -> int:
    """Notes what was left undone and writes what the ledger lacks; returns how many lines are new. Raises Stale for the second of two."""
    take_turn(scheme, posted_at=at)
    return written(scheme, at=at, since=since, parts=None)


@transaction.atomic
def post_touched(scheme: ScoringScheme, *, at: dt.datetime) -> int:
    """The same of the parts alone about which something has happened since the last run."""
    capped = {
        rule.kind for version in versions_of(scheme) for rule in version.rules.all() if rule.cap is not None
    }
    parts = touched(scheme, at, capped)
    take_turn(scheme, posted_at=at)
    return written(scheme, at=at, since=None, parts=parts) if parts else 0


def written(
    scheme: ScoringScheme, *, at: dt.datetime, since: dt.datetime | None, parts: set[int] | None
) -> int:
    """Notes and new lines of the parts, or of all; how many lines."""
    spans = spans_of_scheme(scheme)
    begin = max(since or at - LOOK_BACK, spans[0][0]) if spans else at
    versions = versions_of(scheme)
    if not spans or not versions:
        return 0
    first = period_of(begin.astimezone(SHANGHAI).date(), scheme.cadence)

    def read() -> list[Part]:
        return history(first.begins, until=at) if parts is None else history_of(parts, until=at)

    found = read()
    if note(found, versions, spans, at):
        found = read()
    wanted = targets(scheme, found, versions, spans, first=first, until=at)
    held = held_by(scheme, first.first, parts)
    return write_differences(scheme, wanted, held, versions, at=at)


def take_turn(scheme: ScoringScheme, **columns: object) -> None:
    """The compare-and-set that makes postings, freezes and switches of one scheme follow each other. Raises Stale."""
    mine = ScoringScheme.objects.filter(pk=scheme.pk, revision=scheme.revision)
    if mine.update(revision=scheme.revision + 1, **columns) != 1:
        raise Stale("考评办法或记分刚被改动，请刷新后再操作。")
    scheme.revision += 1
    for name, value in columns.items():
        setattr(scheme, name, value)


def spans_of_scheme(scheme: ScoringScheme) -> Spans:
    """When the scheme was on; one query."""
    return spans_of(
        SchemeSwitch.objects.filter(scheme=scheme).order_by("at", "pk").values_list("at", "is_on")
    )


def versions_of(scheme: ScoringScheme) -> list[SchemeVersion]:
    """The scheme's versions with their rules; two queries."""
    return list(SchemeVersion.objects.filter(scheme=scheme).prefetch_related("rules"))


def note(parts: Iterable[Part], versions: list[SchemeVersion], spans: Spans, at: dt.datetime) -> int:
    """Writes into the histories what was left undone while scoring was on; returns how many lines. Once each, by a unique key."""
    version = version_on(versions, at.astimezone(SHANGHAI).date())
    if version is None:
        return 0
    number = 0
    for part in parts:
        for begin, end in spans:
            for line in undone(part, reading_of(version), since=begin, until=min(at, end or at)):
                what = f"s{line.data['slot']}" if line.act == NOTE_MISSING else f"p{part.pk}:{line.data['due_on']}"  # fmt: skip
                event = record(part.item, line.act, by=None, at=at, assignment_id=part.pk, data=dict(line.data))  # fmt: skip
                NotedEvent.objects.create(key=f"{line.act}:{what}", event=event)
                number += 1
    return number


def targets(
    scheme: ScoringScheme,
    parts: list[Part],
    versions: list[SchemeVersion],
    spans: Spans,
    *,
    first: Period,
    until: dt.datetime,
) -> dict[str, tuple[Period, Given]]:
    """Fact key → the period it belongs to and what it gives, from the first period on. Writes nothing."""
    waived = waived_of(scheme, until)
    found: dict[str, tuple[Period, Given]] = {}
    for version in versions:
        by_period: dict[Period, list] = {}
        for fact in within(facts_of(parts, reading_of(version), until=until), spans):
            period = period_of(fact.at.astimezone(SHANGHAI).date(), scheme.cadence)
            if period.first >= first.first and version_on(versions, period.first) == version:
                by_period.setdefault(period, []).append(fact)
        for period, facts in by_period.items():
            for one in given(facts, rules_of(version), waived=waived):
                found[one.fact.key] = (period, one)
    return found


def waived_of(scheme: ScoringScheme, until: dt.datetime) -> set[str]:
    """The facts that appeals had struck out by a moment; one query."""
    struck = ScoreAppeal.objects.filter(
        entry__scheme=scheme, state=ScoreAppeal.State.CHANGED, decided_at__lte=until
    )
    return set(struck.values_list("entry__fact", flat=True))


@dataclass(slots=True)
class Held:
    """What the ledger holds about one fact: its sum, its last number, and its first line."""

    first: ScoreEntry
    total: Decimal
    number: int


def held_by(scheme: ScoringScheme, first: dt.date, parts: set[int] | None = None) -> dict[str, Held]:
    """Fact key → what the ledger holds since the first day of a period, of these parts or of all."""
    found: dict[str, Held] = {}
    rows = ScoreEntry.objects.filter(scheme=scheme, belongs__first__gte=first).select_related("belongs")
    for row in by_number(rows, parts):
        if row.fact in found:
            found[row.fact].total += row.points
            found[row.fact].number = row.number
        else:
            found[row.fact] = Held(row, row.points, row.number)
    return found


def by_number(rows: QuerySet[ScoreEntry], parts: set[int] | None) -> Iterator[ScoreEntry]:
    """The lines, those about one fact in their order."""
    if parts is None:
        yield from rows.order_by("number")
        return
    wanted = sorted(parts)
    for start in range(0, len(wanted), 500):
        yield from rows.filter(assignment__in=wanted[start : start + 500]).order_by("number")


def write_differences(
    scheme: ScoringScheme,
    found: dict[str, tuple[Period, Given]],
    held: dict[str, Held],
    versions: list[SchemeVersion],
    *,
    at: dt.datetime,
) -> int:
    """A new line for everything that the ledger lacks or holds otherwise; returns how many."""
    today = period_of(at.astimezone(SHANGHAI).date(), scheme.cadence)
    rows: dict[str, ScorePeriod] = {}

    def row_of(period: Period) -> ScorePeriod:
        if period.key not in rows:
            rows[period.key] = period_row(scheme, period, versions)
        return rows[period.key]

    row_of(today)
    new: list[ScoreEntry] = []
    for fact, (period, one) in found.items():
        if fact not in held:
            new.append(first_line(scheme, row_of(period), row_of(today), one, at))
    waived = waived_of(scheme, at)
    for fact, had in held.items():
        difference = (found[fact][1].points if fact in found else Decimal(0)) - had.total
        if difference:
            reason = WAIVED if fact in waived else CHANGED
            new.append(correction(had, difference, row_of(today), reason, at))
    ScoreEntry.objects.bulk_create(new)
    return len(new)


def period_row(scheme: ScoringScheme, period: Period, versions: list[SchemeVersion]) -> ScorePeriod:
    """The row of a period, made where there is none. The first version also counts the period in which it began."""
    version = version_on(versions, period.first) or versions[0]
    row, _ = ScorePeriod.objects.get_or_create(
        scheme=scheme,
        key=period.key,
        defaults={"version": version, "first": period.first, "last": period.last},
    )
    return row


def first_line(
    scheme: ScoringScheme, belongs: ScorePeriod, running: ScorePeriod, one: Given, at: dt.datetime
) -> ScoreEntry:
    """The line that gives the points of a fact."""
    is_late = belongs.frozen_at is not None
    fact = one.fact
    # Only what was noted is posted: every fact has its line by now.
    assert fact.event is not None
    return ScoreEntry(
        scheme=scheme,
        period=running if is_late else belongs,
        belongs=belongs,
        unit_id=fact.unit,
        assignment_id=fact.part,
        event_id=fact.event,
        fact=fact.key,
        kind=fact.kind,
        role=fact.role,
        points=one.points,
        is_capped=one.is_capped,
        happened_at=fact.at,
        words=fact.words[:200],
        reason=FOUND_LATE if is_late else "",
        posted_at=at,
    )


def correction(
    had: Held, difference: Decimal, running: ScorePeriod, reason: str, at: dt.datetime
) -> ScoreEntry:
    """The line that puts a fact's points right."""
    row, belongs = had.first, had.first.belongs
    return ScoreEntry(
        scheme_id=row.scheme_id,
        period=running if belongs.frozen_at else belongs,
        belongs=belongs,
        unit_id=row.unit_id,
        assignment_id=row.assignment_id,
        event_id=row.event_id,
        fact=row.fact,
        number=had.number + 1,
        kind=row.kind,
        role=row.role,
        points=difference,
        happened_at=row.happened_at,
        words=row.words,
        reason=reason,
        posted_at=at,
    )
