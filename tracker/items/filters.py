"""Filtering and ordering items by what people ask of a list. The page, its fragment and the export ask the same `Wanted`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy

from tracker.access.policy import Act, Relation, Viewer

from .clock import COLOURS, Clock, light_where
from .models import ResponsibilityItem, UnitAssignment
from .queries import visible_assignments, visible_items
from .states import OPEN, State

# What a list can be ordered by → the columns; a leading "-" turns the first one round.
ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("next_due", "-registered_at", "number"),
    "no": ("speech__batch_year", "speech__batch_no", "number"),
    "registered": ("registered_at", "number"),
}
# Sets of states that people ask for by one name: name → (Chinese, states).
STATE_SETS: dict[str, tuple[str, frozenset[str]]] = {
    "told": ("已交办", frozenset(State.values) - {State.REGISTERED.value, State.CANCELLED.value}),
    "open": ("未销号", OPEN),
    "checking": ("待核查", frozenset({State.CLOSE_REQUESTED.value, State.VERIFYING.value})),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the list; an empty field asks nothing. `sort` is a name of ORDERS, with "-" for descending."""

    words: str = ""
    unit: int | None = None
    role: str = ""
    state: str = ""
    light: str = ""
    speech: int | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    unsettled: bool = False
    sort: str = "due"

    @property
    def asks(self) -> bool:
        """Does it ask anything beyond an order?"""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "sort")


def matching_assignments(viewer: Viewer, wanted: Wanted, clock: Clock) -> QuerySet[UnitAssignment]:
    """The viewer's assignments that meet every condition; the light is left to the caller when it is not asked."""
    rows = visible_assignments(viewer).filter(item_conditions(wanted, "item__"))
    if wanted.unit is not None:
        rows = rows.filter(unit=wanted.unit)
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.state in STATE_SETS:
        rows = rows.filter(state__in=STATE_SETS[wanted.state][1])
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.due_from is not None:
        rows = rows.filter(due_on__gte=wanted.due_from)
    if wanted.due_to is not None:
        rows = rows.filter(due_on__lte=wanted.due_to)
    if wanted.light:
        rows = rows.filter(light_where(wanted.light, clock))
    return rows


def matching_items(viewer: Viewer, wanted: Wanted, clock: Clock) -> QuerySet[ResponsibilityItem]:
    """The items with at least one matching assignment, in the order asked, with `next_due` of the ones still open.

    Whoever sees everything also gets the items that no unit answers for yet, as long as nothing is asked of units.
    """
    matching = matching_assignments(viewer, wanted, clock).filter(item=OuterRef("pk"))
    items = visible_items(viewer)
    of_units = (wanted.unit, wanted.role, wanted.state, wanted.light, wanted.due_from, wanted.due_to)
    if any(of_units) or Relation.ANY not in viewer.relations_granting(Act.SEE):
        items = items.filter(Exists(matching))
    else:
        items = items.filter(item_conditions(wanted, ""))
    due = matching.filter(state__in=OPEN).order_by().values("item").annotate(due=Min("due_on")).values("due")
    return items.annotate(next_due=Subquery(due)).order_by(*order_of(wanted.sort))


def item_conditions(wanted: Wanted, prefix: str) -> Q:
    """The conditions on the item itself; `prefix` leads from the filtered rows to it ("item__" or "")."""
    where = Q()
    for word in wanted.words.split():
        where &= word_condition(word, prefix)
    if wanted.speech is not None:
        where &= Q(**{f"{prefix}speech": wanted.speech})
    if wanted.unsettled:
        where &= ~Q(**{f"{prefix}unresolved": []})
    return where


def word_condition(word: str, prefix: str) -> Q:
    """Where one word of the question occurs; the number of an item stands for that item alone.

    "督〔2026〕1-1" finds 1-1 and not 1-10 to 1-19; "〔2026〕1-1" is no whole number and finds them all.
    """
    found = Q()
    for column in ("task", "target", "item_no", "quote"):
        found |= Q(**{f"{prefix}{column}__icontains": word})
    if "〔" not in word:
        return found
    is_number = Exists(ResponsibilityItem.objects.filter(item_no=word))
    return Q(**{f"{prefix}item_no": word}) | (~is_number & found)


def order_of(sort: str) -> list[OrderBy | str]:
    """The ordering, rows without a date last and the id as the final word, so that pages never overlap."""
    first, *rest = ORDERS.get(sort.removeprefix("-"), ORDERS["due"])
    column = F(first).desc(nulls_last=True) if sort.startswith("-") else F(first).asc(nulls_last=True)
    if sort.removeprefix("-") == "no" and sort.startswith("-"):
        rest = [f"-{name}" for name in rest]
    return [column, *rest, "-pk"]


def counts_by_light(viewer: Viewer, wanted: Wanted, clock: Clock) -> dict[str, int]:
    """How many parts of units the rest of the question leaves for each light, and "all"; one query."""
    return light_counts(matching_assignments(viewer, replace(wanted, light=""), clock), clock)


def light_counts(assignments: QuerySet[UnitAssignment], clock: Clock) -> dict[str, int]:
    """How many of the assignments have each colour, and "all"; one query."""
    counts = {colour: Count("pk", filter=light_where(colour, clock)) for colour in COLOURS}
    return assignments.order_by().aggregate(all=Count("pk"), **counts)


def unit_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """The units with a task the viewer may see, in the office's order: (id, short name); one query."""
    rows = visible_assignments(viewer).order_by("unit__order", "unit__pk")
    return list(rows.values_list("unit__pk", "unit__short_name").distinct())


def speech_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """The speeches that the visible items come from, newest first: (id, title); one query."""
    rows = visible_items(viewer).filter(speech__isnull=False).order_by("-speech__held_on", "-speech__pk")
    return list(rows.values_list("speech__pk", "speech__title").distinct())
