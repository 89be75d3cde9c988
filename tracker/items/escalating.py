"""What escalation ladders need to know of assignments, read for a whole batch; for jobs that act for nobody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Max, QuerySet

from .job_queries import reached
from .lights import Due
from .models import Chase, Event, ProgressReport, UnitAssignment, Verification
from .queries import of_office
from .states import EXTENDABLE, Stage, State


def escalating_parts(*, speech: int | None, items: Iterable[int], everything: bool) -> list[int]:
    """The parts at work that the office laid: of a speech's items, of items named, or all; one query."""
    rows = UnitAssignment.objects.filter(of_office(), reached(speech, items, everything))
    return list(rows.filter(state__in=EXTENDABLE).order_by("pk").values_list("pk", flat=True))


def locked_part(pk: int) -> UnitAssignment | None:
    """The part with item and unit, its row locked until the transaction ends; None where it went with an import."""
    rows = UnitAssignment.objects.select_for_update(of=("self",)).select_related("item__speech", "unit")
    return (
        rows.defer("item__speech__text", "item__speech__outline", "item__speech__details")
        .filter(pk=pk)
        .first()
    )


def back_at_work(ids: Collection[int]) -> dict[int, dt.datetime]:
    """Part → when its unit last got it back: issued, resumed, returned or reopened, from the history; one query."""
    found: dict[int, dt.datetime] = {}
    events = Event.objects.filter(assignment__in=ids, data__has_key="to").order_by("number")
    for pk, at, data in events.values_list("assignment", "at", "data"):
        if data["to"] in EXTENDABLE and data.get("from") not in EXTENDABLE:
            found[pk] = at
    return found


def failed_looks(ids: Collection[int]) -> dict[int, tuple[tuple[int, dt.datetime], ...]]:
    """Part → its look-backs that found it untrue and still stand: (id, when); one query."""
    rows = Verification.objects.filter(
        assignment__in=ids,
        kind=Verification.Kind.LOOKBACK,
        result=Verification.Result.UNFOUNDED,
        is_set_aside=False,
        done_at__isnull=False,
    )
    found: dict[int, list[tuple[int, dt.datetime]]] = defaultdict(list)
    for part, pk, at in rows.order_by("done_at").values_list("assignment", "pk", "done_at"):
        if at is not None:
            found[part].append((pk, at))
    return {part: tuple(looks) for part, looks in found.items()}


def red_moments(
    units: Collection[int], *, since: dt.date, at: dt.datetime, closing: dt.time
) -> dict[int, list[tuple[dt.datetime, int]]]:
    """Unit → (when one of its parts turned red, the part), oldest first, of deadlines from the day `since` on; one query."""
    rows = UnitAssignment.objects.filter(of_office(), unit__in=units, due_on__gte=since).exclude(
        state__in=[State.REGISTERED, State.CANCELLED, State.SUSPENDED]
    )
    found: dict[int, list[tuple[dt.datetime, int]]] = defaultdict(list)
    for pk, unit, on, time, finished in rows.values_list("pk", "unit", "due_on", "due_time", "finished_at"):
        assert on is not None
        moment = Due(on, time, closing).moment
        if moment < (finished or at):
            found[unit].append((moment, pk))
    return {unit: sorted(moments) for unit, moments in found.items()}


def late_parts(on: dt.date, most: int) -> QuerySet[UnitAssignment]:
    """The parts at work whose deadline has come by the day `on`, at most so many; for a preview of what a ladder would do."""
    rows = UnitAssignment.objects.filter(of_office(), stage=Stage.RUNNING, due_on__lte=on)
    return rows.select_related("item", "unit").order_by("due_on", "pk")[:most]


def parts_at_work(ids: Collection[int]) -> list[UnitAssignment]:
    """Those of these parts that the office laid and that are at work, with item and unit; one query."""
    rows = UnitAssignment.objects.filter(of_office(), pk__in=ids, state__in=EXTENDABLE)
    return list(rows.select_related("item", "unit"))


def last_reports(ids: Collection[int]) -> dict[int, dt.datetime]:
    """Part → when its unit last reported; one query."""
    rows = ProgressReport.objects.filter(assignment__in=ids).order_by().values_list("assignment")
    return dict(rows.annotate(last=Max("reported_at")))


def last_words(part: UnitAssignment) -> tuple[dt.datetime, str, int | None] | None:
    """(when, the words, the percentage) of the part's last report; None before the first. One query."""
    rows = ProgressReport.objects.filter(assignment=part).order_by("-reported_at", "-pk")
    return rows.values_list("reported_at", "content", "percent").first()


def chased_days(part: UnitAssignment) -> list[dt.date]:
    """The days on which the part was urged, oldest first; one query."""
    return list(Chase.objects.filter(assignment=part).order_by("on").values_list("on", flat=True))
