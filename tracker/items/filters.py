"""Filtering items by what people ask of a list. The page, its fragment, the export and acts on many rows ask the same `Wanted`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tracker.access.policy import Act, Relation, Viewer
from tracker.meetings.queries import every_speech
from tracker.org.queries import every_unit

from .clock import COLOURS, Clock, light_where
from .models import ResponsibilityItem, UnitAssignment
from .queries import GATHERED, gathered, listed, reasons, sees_many, visible_assignments, visible_items
from .states import OPEN, State

# Sets of states that people ask for by one name: name → (Chinese, states).
STATE_SETS: dict[str, tuple[str, frozenset[str]]] = {
    "told": ("已交办", frozenset(State.values) - {State.REGISTERED.value, State.CANCELLED.value}),
    "open": ("未销号", OPEN),
    "checking": ("待核查", frozenset({State.CLOSE_REQUESTED.value, State.VERIFYING.value})),
}
# Parts of one item: leads first, then in the office's order.
PARTS_ORDER = ("item", "role", "unit__order", "pk")
# Nobody counts on; a number above it is told as "more than".
MANY = 1000
# The speeches offered to choose from: the newest ones.
OFFERED = 300


RUNNING_LIGHTS = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the list; an empty field asks nothing. `sort` is a name of paging.SORTS, with "-" for descending."""

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

    @property
    def asks_of_parts(self) -> bool:
        """Does it ask anything of the units' parts, so that an item without any cannot meet it?"""
        return any((self.unit, self.role, self.state, self.light, self.due_from, self.due_to))


@dataclass(frozen=True, slots=True)
class Question:
    """A `Wanted` put by somebody at a moment. `ids` are the items its words occur in, None where there are too many to name.

    `walks`: the viewer sees so much that the whole list is walked for it (queries.sees_many); else their rows are gathered first.
    """

    viewer: Viewer
    wanted: Wanted
    clock: Clock
    ids: tuple[int, ...] | None = None
    walks: bool = False

    @property
    def sees_all(self) -> bool:
        """Does the viewer see every row, so that only the question narrows the list?"""
        return Relation.ANY in self.viewer.relations_granting(Act.SEE)

    @property
    def may_run(self) -> bool:
        """Can a part that it finds be still to be done or to be checked?"""
        states = STATE_SETS[self.wanted.state][1] if self.wanted.state in STATE_SETS else {self.wanted.state}
        return not self.wanted.state or bool(states & OPEN)

    @property
    def is_narrow(self) -> bool:
        """Are its rows better looked up than met on the way through the whole list?"""
        return self.ids is not None or self.wanted.unit is not None or not self.walks

    def parts(self) -> QuerySet[UnitAssignment]:
        """The viewer's parts that meet every condition, in no order."""
        if self.walks:
            return self.parts_of_matching_items().filter(self.of_item())
        parts = UnitAssignment.objects.filter(pk__in=self.gathered("pk"))
        return parts.select_related("item", "unit", "upper__unit").order_by()

    def gathered(self, column: str) -> QuerySet[UnitAssignment]:
        """A column of them, each value once, for whoever does not walk."""
        where = part_conditions(self.viewer, self.wanted, self.clock) & self.of_item()
        return gathered(self.viewer, where, column, below=self.wanted.unit is not None)

    def of_item(self) -> Q:
        """The conditions on the item of a part."""
        return item_conditions(self.wanted, "item__") if self.ids is None else Q(item__in=self.ids)

    def parts_of_matching_items(self) -> QuerySet[UnitAssignment]:
        """The same without the conditions on the item, for a look from a row whose item meets them."""
        where = part_conditions(self.viewer, self.wanted, self.clock)
        return visible_assignments(self.viewer, below=self.wanted.unit is not None).filter(where).order_by()

    def items(self) -> QuerySet[ResponsibilityItem]:
        """The items with at least one matching part, in no order.

        Whoever sees everything also gets the items that no unit answers for yet, as long as nothing is asked of units.
        """
        items = ResponsibilityItem.objects.order_by()
        items = items.filter(item_conditions(self.wanted, "") if self.ids is None else Q(pk__in=self.ids))
        if self.sees_all and not self.wanted.asks_of_parts:
            return items
        return items.filter(self.having(Q()))

    def having(self, where: Q) -> Q:
        """The items with a matching part that meets `where` too, as a condition on items."""
        if self.is_narrow:
            return Q(pk__in=self.parts().filter(where).values("item"))
        return Q(Exists(self.parts_of_matching_items().filter(where, item=OuterRef("pk"))))


def ask(viewer: Viewer, wanted: Wanted, clock: Clock, *, walks: bool | None = None) -> Question:
    """The question with its words looked up: one query where it has words, and two at most where `walks` is not known.

    Rare words are looked for once, and everything after asks for the items found; common ones are met soon on any way
    through the list. Somebody's own rows are few enough to be named in any case.
    """
    if walks is None:
        walks = sees_many(viewer)
    if not wanted.words.split():
        return Question(viewer, wanted, clock, walks=walks)
    items, most = ResponsibilityItem.objects.filter(item_conditions(wanted, "")).order_by(), MANY
    if not walks:
        items, most = items.filter(pk__in=gathered(viewer, column="item", below=False)), GATHERED
    found = list(items.values_list("pk", flat=True)[: most + 1])
    return Question(viewer, wanted, clock, None if len(found) > most else tuple(found), walks)


def matching_assignments(viewer: Viewer, wanted: Wanted, clock: Clock) -> QuerySet[UnitAssignment]:
    """The viewer's parts that meet every condition, with item, unit and speech, in the order of the list of parts."""
    conditions = part_conditions(viewer, wanted, clock) & item_conditions(wanted, "item__")
    return visible_assignments(viewer).filter(conditions).order_by(*PARTS_ORDER)


def part_conditions(viewer: Viewer, wanted: Wanted, clock: Clock) -> Q:
    """The conditions on a unit's part; what units have handed down is in the list only of those it was handed to, or when asked for."""
    where = listed(viewer) if wanted.unit is None else Q(unit=wanted.unit)
    if wanted.role:
        where &= Q(role=wanted.role)
    if wanted.state in STATE_SETS:
        where &= Q(state__in=STATE_SETS[wanted.state][1])
    elif wanted.state:
        where &= Q(state=wanted.state)
    if wanted.due_from is not None:
        where &= Q(due_on__gte=wanted.due_from)
    if wanted.due_to is not None:
        where &= Q(due_on__lte=wanted.due_to)
    if wanted.light:
        where &= light_where(wanted.light, clock)
    return where


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
    # PostgreSQL turns every text into capitals for the one that heeds no case: four times the time, for nothing in Chinese.
    lookup = "contains" if word.lower() == word.upper() else "icontains"
    found = Q()
    for column in ("task", "target", "item_no", "quote"):
        found |= Q(**{f"{prefix}{column}__{lookup}": word})
    if "〔" not in word:
        return found
    is_number = Exists(ResponsibilityItem.objects.filter(item_no=word))
    return Q(**{f"{prefix}item_no": word}) | (~is_number & found)


def counts_by_light(question: Question) -> dict[str, int]:
    """How many parts the rest of the question leaves for each light, and "all"; none is told beyond MANY + 1.

    One query over rows that are looked up anyway, else one for each light that stops at MANY.
    """
    open_question = replace(question, wanted=replace(question.wanted, light=""))
    parts = open_question.parts()
    if question.is_narrow:
        found = parts.aggregate(**{
            colour: Count("pk", filter=light_where(colour, question.clock)) for colour in COLOURS
        })  # fmt: skip
        counts = {colour: min(found[colour], MANY + 1) for colour in COLOURS}
    else:
        counts = {
            colour: capped(parts.filter(light_where(colour, question.clock)))
            if question.may_run or colour not in RUNNING_LIGHTS
            else 0
            for colour in COLOURS
        }
    return {**counts, "all": sum(counts.values())}


def capped(rows: QuerySet) -> int:
    """How many rows there are, MANY + 1 where there are more than MANY."""
    return rows.values("pk")[: MANY + 1].count()


def item_count(question: Question) -> int:
    """How many items the list has, MANY + 1 where there are more than MANY; one query."""
    if question.sees_all and not question.wanted.asks_of_parts:
        return capped(question.items())
    found = question.parts().values("item").distinct() if question.walks else question.gathered("item")
    return found[: MANY + 1].count()


def unit_choices(viewer: Viewer, *, walks: bool | None = None) -> list[tuple[int, str]]:
    """The units with a task the viewer may see, in the office's order: (id, short name); one query and those of sees_many()."""
    units = every_unit().filter(with_task(viewer, "unit", walks=walks))
    return list(units.values_list("pk", "short_name"))


def speech_choices(
    viewer: Viewer, *, chosen: int | None = None, walks: bool | None = None
) -> list[tuple[int, str]]:
    """The speeches that the visible items come from, the newest OFFERED and the one `chosen`: (id, title); one query and those of sees_many()."""
    if Relation.ANY in viewer.relations_granting(Act.SEE):
        where = Q(Exists(visible_items(viewer).order_by().filter(speech=OuterRef("pk"))))
    else:
        where = with_task(viewer, "item__speech", walks=walks)
    found = every_speech().filter(where).values_list("pk", "title")
    offered = list(found[:OFFERED])
    if chosen is not None and len(offered) == OFFERED and chosen not in dict(offered):
        offered += list(found.filter(pk=chosen))
    return offered


def with_task(viewer: Viewer, column: str, *, walks: bool | None = None) -> Q:
    """Rows that `column` of a listed task the viewer sees names: looked up one by one where the tasks are many, else read once."""
    granting = viewer.relations_granting(Act.SEE)
    if not (sees_many(viewer) if walks is None else walks):
        return Q(pk__in=gathered(viewer, listed(viewer), column, below=False))
    theirs = UnitAssignment.objects.filter(listed(viewer), **{column: OuterRef("pk")}).order_by()
    if Relation.ANY in granting:
        return Q(Exists(theirs))
    # Each reason by itself: that a unit is not in somebody's charge is known without reading its tasks.
    found = Q(pk__in=[])
    for reason in reasons(viewer, below=False):
        found |= Q(Exists(theirs.filter(reason)))
    return found
