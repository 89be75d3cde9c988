"""Which parts a run of the scores has to read again: those about which something happened, fell due or was decided since the last run.

Only what can be found by index; what hides from it (a due report found void days later) is found by the first run of each day, which
reads everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from tracker.common.dates import day_at
from tracker.items.past import parts_due_between, parts_touched_after, reviewed_after, units_of
from tracker.regimes.models import (
    ReportSlot,
    SchemeSwitch,
    SchemeVersion,
    ScoreAppeal,
    ScoreEntry,
    ScoringScheme,
)

# A line of the history may be committed a little after its moment, by an act that began before the last run.
OVERLAP = dt.timedelta(minutes=30)


def is_whole(scheme: ScoringScheme, at: dt.datetime) -> bool:
    """Must a run read everything: the first of a day, or the first since the rules or the switch were changed?"""
    last = scheme.posted_at
    if last is None or last > at or day_at(last) != day_at(at):
        return True
    changed = SchemeVersion.objects.filter(scheme=scheme, made_at__gte=last - OVERLAP)
    return changed.exists() or SchemeSwitch.objects.filter(scheme=scheme, at__gte=last - OVERLAP).exists()


def touched(scheme: ScoringScheme, at: dt.datetime, capped: Collection[str]) -> set[int]:
    """The parts to read, with those that share a cap with them: the ones of the same units that have points of such a kind."""
    assert scheme.posted_at is not None
    last = scheme.posted_at - OVERLAP
    found = parts_touched_after(last) | reviewed_after(last)
    found |= parts_due_between(day_at(last) - dt.timedelta(days=1), day_at(at))
    # A report that falls due ends the time of the one before.
    slots = ReportSlot.objects.filter(due_at__gt=last, due_at__lte=at)
    found |= set(slots.order_by().values_list("assignment", flat=True))
    decided = ScoreAppeal.objects.filter(entry__scheme=scheme, decided_at__gt=last)
    found |= set(decided.values_list("entry__assignment", flat=True))
    return found | sharing(scheme, found, capped) if capped else found


def sharing(scheme: ScoringScheme, parts: Collection[int], capped: Collection[str]) -> set[int]:
    """The parts with lines of the capped kinds in the ledger, of the units that have one of these parts."""
    rows = ScoreEntry.objects.filter(scheme=scheme, kind__in=capped, unit__in=units_of(parts))
    return set(rows.order_by().values_list("assignment", flat=True))
