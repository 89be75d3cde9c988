"""From rows to what the pure modules read: parts with their history and due reports, a version's rules and terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from tracker.items.models import UnitAssignment
from tracker.items.past import events_set_aside, lines_of_parts, living_parts, parts_living_since
from tracker.items.states import MOVES
from tracker.regimes.models import ReportSlot, SchemeVersion

from .entries import Rule
from .facts import Due, Line, Part, Reading
from .kinds import ACTS
from .standings import Terms

# What facts.py reads beside the acts that give points: moves, dates, roles and excuses.
READ = ACTS | set(MOVES) | {
    "ask_extension", "grant_extension", "refuse_extension", "reschedule", "change_role", "excuse_slot", "take_over", "import",
}  # fmt: skip


def history(since: dt.datetime, *, until: dt.datetime) -> list[Part]:
    """Every part that lived since the moment, with its whole history; four queries and one for each 500 parts."""
    return with_history(parts_living_since(since), until=until)


def history_of(ids: Collection[int], *, until: dt.datetime) -> list[Part]:
    """These parts, as far as the office laid and issued them, with their whole history."""
    return with_history(living_parts(ids), until=until)


def with_history(rows: list[UnitAssignment], *, until: dt.datetime) -> list[Part]:
    """The rows as the pure modules read them."""
    ids = [row.pk for row in rows]
    lines, dues = lines_of_parts(ids, READ), dues_of(ids)
    set_aside = events_set_aside(until=until)
    return [
        Part(
            pk=row.pk,
            item=row.item_id,
            unit=row.unit_id,
            role=row.role,
            due_on=row.judged_due_on or row.due_on,
            due_time=row.due_time,
            lines=tuple(Line(event, at, act, data) for event, at, act, data in lines.get(row.pk, ())),
            dues=tuple(dues.get(row.pk, ())),
            set_aside=set_aside,
        )
        for row in rows
    ]


def dues_of(ids: list[int]) -> dict[int, list[Due]]:
    """Part → its due reports, earliest first."""
    found: dict[int, list[Due]] = {}
    for start in range(0, len(ids), 500):
        slots = ReportSlot.objects.filter(assignment__in=ids[start : start + 500]).order_by("due_at", "pk")
        for slot in slots:
            due = Due(slot.pk, slot.due_on, slot.due_at, slot.opens_at, slot.lapses_at, slot.is_void)
            found.setdefault(slot.assignment_id, []).append(due)
    return found


def rules_of(version: SchemeVersion) -> dict[str, Rule]:
    """Kind → its rule; no query where the rules were fetched with the version."""
    return {rule.kind: Rule(rule.lead, rule.support, rule.cap) for rule in version.rules.all()}


def reading_of(version: SchemeVersion) -> Reading:
    """How the version reads the history."""
    return Reading(version.closing, version.early_days)


def terms_of(version: SchemeVersion) -> Terms:
    """How the version counts."""
    return Terms(
        base=version.base,
        floor=version.floor,
        ceiling=version.ceiling,
        is_weighed=version.is_weighed,
        few=version.few,
        by_kind=version.by_kind,
    )


def version_on(versions: Iterable[SchemeVersion], day: dt.date) -> SchemeVersion | None:
    """The version that counts a period which begins on that day."""
    begun = [one for one in versions if one.starts_on <= day]
    return max(begun, key=lambda one: (one.starts_on, one.number), default=None)
