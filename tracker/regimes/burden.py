"""What regimes and the items' own rhythms ask of units, as rows: due reports, and meetings and checks of the steps an office does itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.common.dates import SHANGHAI
from tracker.items.models import UnitAssignment
from tracker.items.past import parts_living_since

from .asks import asking, under_since
from .models import OfficeDuty, Regime, RegimeStep, ReportSlot
from .preview import ASKS

OWN = "本事项的报送要求"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a unit has to do on a day. `kind`: 填报, 参会 or 迎检; `sources` the regimes that ask; `part` the duty, for reports."""

    unit: int
    on: dt.date
    kind: str
    sources: tuple[str, ...]
    part: int | None = None


def asks_between(first: dt.date, end: dt.date) -> list[Ask]:
    """Everything asked of units from a day up to, not including, another; what was void or excused is left out."""
    return [*reports(first, end), *meetings(first, end)]


def reports(first: dt.date, end: dt.date) -> Iterator[Ask]:
    """The due reports; two queries."""
    slots = ReportSlot.objects.filter(due_on__gte=first, due_on__lt=end, is_void=False, excused_at=None)
    rows = slots.order_by("pk").values_list("assignment__unit", "assignment", "due_on", "sources")
    names = dict(Regime.objects.values_list("steps", "name"))
    for unit, part, day, sources in rows:
        said = dict.fromkeys(names.get(one["step"], one["words"]) if one["step"] else OWN for one in sources)
        yield Ask(unit, day, "填报", tuple(said), part)


def meetings(first: dt.date, end: dt.date) -> Iterator[Ask]:
    """Meetings and checks: each once for every unit that leads a duty which stood under the regime then."""
    duties = OfficeDuty.objects.filter(due_on__gte=first, due_on__lt=end, step__what__in=ASKS)
    rows = list(duties.select_related("step__regime").order_by("due_on", "pk"))
    if not rows:
        return
    parts = parts_living_since(dt.datetime.combine(first, dt.time(), SHANGHAI))
    known = asking(parts, on=first)
    regimes = {one.pk: one for one in known.regimes}
    leading = [part for part in parts if part.role == UnitAssignment.Role.LEAD]
    since: dict[int, dict[int, dt.datetime]] = {}
    for pk in {row.step.regime_id for row in rows} & set(regimes):
        for part in leading:
            begun = under_since(regimes[pk], part, known)
            if begun is not None:
                units = since.setdefault(pk, {})
                units[part.unit_id] = min(begun, units.get(part.unit_id, begun))
    for row in rows:
        for unit, begun in since.get(row.step.regime_id, {}).items():
            if row.due_at > begun:
                yield Ask(unit, row.due_on, ASKS[RegimeStep.What(row.step.what)], (row.step.regime.name,))


def takes_place(unit: int, first: dt.date, end: dt.date) -> list[tuple[dt.date, str, str]]:
    """(day, what, regime and words) of the meetings and checks that reach a unit from a day up to, not including, another."""
    rows = OfficeDuty.objects.filter(due_on__gte=first, due_on__lt=end, step__what__in=ASKS)
    reached = {(ask.on, ask.sources[0]) for ask in meetings(first, end) if ask.unit == unit}
    return [
        (row.due_on, row.step.get_what_display(), f"{row.step.regime.name}：{row.step.words}")
        for row in rows.select_related("step__regime").order_by("due_on", "pk")
        if (row.due_on, row.step.regime.name) in reached
    ]
