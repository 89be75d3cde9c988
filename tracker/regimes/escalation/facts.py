"""The facts of duties for the planner, read for a whole batch: reports, red lights, failed look-backs, steps taken before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.common.dates import day_at
from tracker.items.escalating import back_at_work, failed_looks, last_reports, red_moments
from tracker.items.job_queries import first_report
from tracker.items.models import UnitAssignment
from tracker.items.queries import due_of
from tracker.regimes.models import Escalation, ReportSlot

from .holding import Held
from .plan import Facts, Slot, Taken

OPEN_STATES = (Escalation.State.WAITING, Escalation.State.HELD)
# Reports that fell due longer ago bring about nothing new.
REMEMBERED = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for a batch; `facts_of` puts it together for one duty."""

    back: Mapping[int, dt.datetime]
    looks: Mapping[int, tuple[tuple[int, dt.datetime], ...]]
    slots: Mapping[int, Sequence[Slot]]
    reds: Mapping[int, Sequence[tuple[dt.datetime, int]]]
    taken: Mapping[int, Sequence[tuple[int, Taken]]]
    reported: Mapping[int, dt.datetime]


def known_of(
    parts: Sequence[UnitAssignment],
    held: Mapping[int, Held],
    *,
    at: dt.datetime,
    closing: dt.time,
    all_kinds: bool = False,
) -> Known:
    """Reads what is known of these duties under these versions, or `all_kinds` of facts whatever they ask; six queries at most."""
    ids = [part.pk for part in parts]
    levels = [level for one in held.values() for level in one.version.levels.all()]
    window = max((level.red_within for level in levels if level.red_times), default=0)
    reds: Mapping[int, Sequence[tuple[dt.datetime, int]]] = {}
    if window:
        first = day_at(at) - dt.timedelta(days=window) - REMEMBERED
        reds = red_moments({part.unit_id for part in parts}, since=first, at=at, closing=closing)
    counts = all_kinds or any(level.missed_reports or level.late_reports for level in levels)
    looks = all_kinds or any(level.on_failed_look for level in levels)
    ends_on_report = [pk for pk, one in held.items() if one.version.ends_on_report]
    return Known(
        back_at_work(ids),
        failed_looks(ids) if looks else {},
        slots_of(ids, at) if counts else {},
        reds,
        taken_of(ids),
        last_reports(ends_on_report) if ends_on_report else {},
    )


def slots_of(ids: Sequence[int], at: dt.datetime) -> dict[int, list[Slot]]:
    """Part → the reports asked of it, oldest first, with when each came in; one query."""
    rows = ReportSlot.objects.filter(
        assignment__in=ids, is_void=False, excused_at=None, due_at__gte=at - REMEMBERED
    ).annotate(submitted_at=first_report("assignment", "opens_at", "lapses_at"))
    found: dict[int, list[Slot]] = defaultdict(list)
    for part, due_at, submitted_at in rows.order_by("due_at").values_list(
        "assignment", "due_at", "submitted_at"
    ):
        found[part].append(Slot(due_at, submitted_at))
    return found


def taken_of(ids: Sequence[int]) -> dict[int, list[tuple[int, Taken]]]:
    """Part → (ladder, step taken on it); what has lapsed can come again and is left out. One query."""
    rows = Escalation.objects.filter(assignment__in=ids).exclude(state=Escalation.State.LAPSED)
    found: dict[int, list[tuple[int, Taken]]] = defaultdict(list)
    for row in rows.select_related("level__version").order_by("pk"):
        step = Taken(
            row.level.number, row.occurrence, row.state in OPEN_STATES, row.decided_at or row.opened_at
        )
        found[row.assignment_id].append((row.level.version.ladder_id, step))
    return found


def facts_of(part: UnitAssignment, held: Held, known: Known, *, closing: dt.time) -> Facts:
    """The facts of one duty under the version that holds for it; no query."""
    due = due_of(part, closing)
    ladder = held.version.ladder_id
    return Facts(
        state=part.state,
        due=due,
        since=max(held.since, known.back.get(part.pk, held.since)),
        slots=tuple(known.slots.get(part.pk, ())),
        reds=tuple(
            moment
            for moment, pk in known.reds.get(part.unit_id, ())
            if due and pk != part.pk and (moment, pk) < (due.moment, part.pk)
        ),
        looks=known.looks.get(part.pk, ()),
        reported_at=known.reported.get(part.pk),
        # An open step of another ladder counts too: one paper waits at a time.
        taken=tuple(step for of, step in known.taken.get(part.pk, ()) if of == ladder or step.is_open),
    )
