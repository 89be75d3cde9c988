"""Reads about assignments for jobs, regimes and reminders, which act for nobody: no viewer, and nothing of it is shown to people but numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Count, F, OuterRef, Q, Subquery

from .models import Event, ItemSource, ProgressReport, ResponsibilityItem, UnitAssignment
from .queries import of_office
from .states import OPEN


def reporting_rules(*, without: tuple[int, int, int] | None = None) -> list[tuple[int, str]]:
    """(unit, how often it reports) for every open part of an item with a rhythm; one query. Numbers for planning, no contents.

    `without`: the items read from this stretch (speech, start, end), which a regime counts itself.
    """
    rhythmic = UnitAssignment.objects.filter(of_office(), state__in=OPEN)
    rhythmic = rhythmic.exclude(item__rrule__in=("", "IRREGULAR"))
    if without is not None:
        speech, start, end = without
        rhythmic = rhythmic.exclude(
            item__speech=speech, item__source_start__gte=start, item__source_end__lte=end
        )
    return list(rhythmic.order_by("pk").values_list("unit", "item__rrule"))


def first_report(assignment: str, after: str, until: str) -> Subquery:
    """When the first report after one moment and up to another came in, for rows that name the assignment and both moments.

    first_report("assignment", "opens_at", "lapses_at") annotates a due report with when it was answered.
    """
    inside = ProgressReport.objects.filter(
        assignment=OuterRef(assignment), reported_at__gt=OuterRef(after), reported_at__lte=OuterRef(until)
    )
    return Subquery(inside.order_by("reported_at").values("reported_at")[:1])


def assignments_named(ids: Iterable[int]) -> list[UnitAssignment]:
    """These assignments with item and unit joined, for jobs that act for nobody; one query."""
    return list(UnitAssignment.objects.filter(pk__in=list(ids)).select_related("item", "unit"))


def reporting_assignments(
    *, speech: int | None, items: Iterable[int], everything: bool, states: Iterable[str]
) -> list[int]:
    """The assignments in these states that a regime reaches: those of a speech's items, of items named, or all; one query."""
    rows = UnitAssignment.objects.filter(of_office(), reached(speech, items, everything), state__in=states)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def units_under(*, speech: int | None, items: Iterable[int], everything: bool) -> set[int]:
    """The units that lead an open part of what a regime reaches; one query."""
    rows = UnitAssignment.objects.filter(
        reached(speech, items, everything), state__in=OPEN, role=UnitAssignment.Role.LEAD
    )
    return set(rows.order_by().values_list("unit", flat=True))


def reached(speech: int | None, items: Iterable[int], everything: bool) -> Q:
    """The assignments of a speech's items, first or later laid, and of items named; or all, as a filter."""
    if everything:
        return Q()
    wanted = Q(item__in=list(items))
    if speech is not None:
        later = ItemSource.objects.filter(speech=speech).values("item")
        wanted |= Q(item__speech=speech) | Q(item__in=later)
    return wanted


def speeches_of(item_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Item id → the speeches that laid it, the first and any later one; two queries."""
    found: dict[int, set[int]] = {}
    first = ResponsibilityItem.objects.filter(pk__in=item_ids, speech__isnull=False).values_list(
        "pk", "speech"
    )
    later = ItemSource.objects.filter(item__in=item_ids).values_list("item", "speech")
    for item, speech in [*first, *later]:
        found.setdefault(item, set()).add(speech)
    return {item: frozenset(speeches) for item, speeches in found.items()}


def state_changes(assignment: UnitAssignment) -> list[tuple[dt.datetime, str]]:
    """(when, the state it went to), oldest first, from the history; one query."""
    events = Event.objects.filter(assignment=assignment, data__has_key="to").order_by("number")
    return [(at, data["to"]) for at, data in events.values_list("at", "data")]


def assignments_to_plan(limit: int) -> list[UnitAssignment]:
    """Assignments whose reminder plan is older than their last change (partial index); at most `limit`."""
    waiting = UnitAssignment.objects.exclude(planned_revision=F("revision"))
    # By key, not by the model's order: sorting all that wait by item and unit would read them all for one batch.
    return list(waiting.select_related("item", "unit").order_by("pk")[:limit])


def unplanned_count() -> int:
    """How many assignments wait for the reminder planner (partial index)."""
    return UnitAssignment.objects.exclude(planned_revision=F("revision")).count()


def open_by_unit() -> dict[int, int]:
    """Unit id → how many open assignments it has; one query. For the status page, which shows numbers and no contents."""
    rows = UnitAssignment.objects.filter(state__in=OPEN).order_by().values_list("unit_id")
    return dict(rows.annotate(number=Count("pk")))


def mark_planned(assignment: UnitAssignment) -> bool:
    """Compare-and-set: the plan now stands for the revision that was read; False when it has changed since."""
    rows = UnitAssignment.objects.filter(pk=assignment.pk, revision=assignment.revision)
    return rows.update(planned_revision=assignment.revision) == 1


def mark_unplanned(
    states: Iterable[str], *, first: dt.date, last: dt.date, after: int, limit: int
) -> int | None:
    """Has the plans made anew of the next `limit` assignments in these states that are due between two days.

    Returns the last id marked, None where there are no more. `after`: the last id of the batch before.
    """
    rows = UnitAssignment.objects.filter(
        state__in=list(states), due_on__gte=first, due_on__lte=last, pk__gt=after
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    UnitAssignment.objects.filter(pk__in=ids).update(planned_revision=0)
    return ids[-1] if ids else None
