"""The item list a page at a time, whatever its length: each page goes on from the last item of the one before (keyset).

An order is a row of stretches. In a dated stretch parts are walked by their date along the index (stage, due_on, item), and an item
stands where its earliest part stands; in the others items are walked by a column of their own. An item belongs to the first stretch
it has a part in. So a page costs what it shows, and a deep one as much as the first (docs/decisions/0013-lists.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value

from .clock import light_where
from .filters import Question
from .models import ResponsibilityItem
from .states import Stage

PAGE = 25
NO_DAY = Value(None, output_field=DateField())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items with a part that meets `where` (None: all) and none that meets one of `without`, by the part's date or by `key` of the item."""

    where: Q | None
    is_dated: bool = False
    key: str = "pk"
    descends: bool = True
    without: tuple[Q, ...] = ()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the stretch, the date in it and the item. As text in an address: "0.2026-03-20.17", "1..17"."""

    stretch: int
    day: dt.date | None
    item: int

    def __str__(self) -> str:
        return f"{self.stretch}.{self.day or ''}.{self.item}"


@dataclass(frozen=True, slots=True)
class Page:
    """The items of one page in order; `before` and `after` lead to its neighbours, "" where there is none."""

    items: tuple[ResponsibilityItem, ...]
    before: str
    after: str


def read_cursor(text: str) -> Cursor | None:
    """The cursor of an address; None for anything else."""
    stretch, _, rest = text.partition(".")
    day, _, item = rest.partition(".")
    try:
        return Cursor(int(stretch[:4]), dt.date.fromisoformat(day) if day else None, int(item[:18]))
    except ValueError:
        return None


def by_due(question: Question) -> list[Stretch]:
    """What is still to be done by its date, then what was handed in by its date, then the rest, newest first."""
    dated = Q(due_on__isnull=False)
    return [
        Stretch(dated & Q(stage=Stage.RUNNING), is_dated=True, descends=False),
        Stretch(dated & Q(stage=Stage.HANDED_IN), is_dated=True, descends=False),
        Stretch(None),
    ]


def by_light(question: Question) -> list[Stretch]:
    """Worst light first; red, yellow and green by their date."""
    dated, clock = Q(due_on__isnull=False), question.clock
    running = [
        Stretch(light_where(colour, clock) & dated, True, "pk", False)
        for colour in ("red", "yellow", "green")
    ]
    others = [
        Stretch(where)
        for where in (Q(stage=Stage.RUNNING), light_where("blue", clock), light_where("grey", clock))
    ]
    return [*running, *others, Stretch(None)]


def by_number(question: Question) -> list[Stretch]:
    return [Stretch(None, key="number_key", descends=False)]


def by_registration(question: Question) -> list[Stretch]:
    return [Stretch(None, key="registered_at", descends=False)]


# What a list can be ordered by; "-" before the name turns it round.
SORTS = {"due": by_due, "light": by_light, "no": by_number, "registered": by_registration}


def page_of(question: Question, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """The page that follows the cursor `after`, or the one that leads up to `before`; the first page for neither.

    At most one query for each stretch of the order and one for the items.
    """
    stretches = stretches_of(question)
    start = read_cursor(before or after)
    backwards = bool(before) and start is not None
    found = list(walk(question, stretches, start, backwards=backwards, size=size + 1))
    if backwards and len(found) <= size:
        # Near the beginning the page before is the first page, and a whole one.
        return page_of(question, size=size)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (str(found[0]), str(found[-1])) if found else ("", "")
    items = load([cursor.item for cursor in found])
    return Page(items, first if start and found else "", last if more or backwards else "")


def stretches_of(question: Question) -> list[Stretch]:
    """The stretches of the order asked for; none for parts under way where the question has no such parts."""
    sort = question.wanted.sort
    stretches = SORTS.get(sort.removeprefix("-"), by_due)(question)
    if not question.may_run:
        stretches = [one for one in stretches if not one.is_dated]
    wheres = [one.where for one in stretches if one.where is not None]
    stretches = [replace(one, without=tuple(wheres[:number])) for number, one in enumerate(stretches)]
    if not sort.startswith("-"):
        return stretches
    turned = [replace(one, descends=not one.descends) for one in stretches]
    # Without a date stays last; the best light comes first.
    return turned if sort == "-due" else [*reversed(turned[:-1]), turned[-1]]


def walk(
    question: Question, stretches: list[Stretch], start: Cursor | None, *, backwards: bool, size: int
) -> Iterator[Cursor]:
    """The places of `size` items beyond `start`, in the order of the list or against it."""
    numbers = list(range(len(stretches)))
    left = size
    for number in reversed(numbers) if backwards else numbers:
        if start and (number > start.stretch if backwards else number < start.stretch):
            continue
        within = start if start and number == start.stretch else None
        step = dated_places if stretches[number].is_dated else item_places
        for day, item in step(question, stretches[number], within, backwards=backwards)[:left]:
            yield Cursor(number, day, item)
            left -= 1
        if not left:
            return


def dated_places(question: Question, stretch: Stretch, start: Cursor | None, *, backwards: bool) -> QuerySet:
    """(day, item) of a dated stretch: the parts that are the earliest of their item in it."""
    assert stretch.where is not None
    same_item = question.parts_of_matching_items().filter(item=OuterRef("item"))
    sooner = Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk"))
    rows = question.parts().filter(stretch.where).exclude(Exists(same_item.filter(stretch.where & sooner)))
    for other in stretch.without:
        rows = rows.exclude(Exists(same_item.filter(other)))
    descends = stretch.descends != backwards
    if start is not None and start.day is not None:
        rows = rows.filter(beyond("due_on", start.day, "item", start.item, descends=descends))
    mark = "-" if descends else ""
    return rows.order_by(f"{mark}due_on", f"{mark}item_id").values_list("due_on", "item_id")


def item_places(question: Question, stretch: Stretch, start: Cursor | None, *, backwards: bool) -> QuerySet:
    """(None, item) of a stretch that is walked by a column of the item."""
    items = question.items()
    if stretch.where is not None:
        items = items.filter(question.having(stretch.where))
    for other in stretch.without:
        items = items.exclude(question.having(other))
    descends = stretch.descends != backwards
    if start is not None:
        here = Subquery(ResponsibilityItem.objects.filter(pk=start.item).values(stretch.key)[:1])
        items = items.filter(beyond(stretch.key, here, "pk", start.item, descends=descends))
    mark = "-" if descends else ""
    order = dict.fromkeys((f"{mark}{stretch.key}", f"{mark}pk"))
    return items.order_by(*order).annotate(day=NO_DAY).values_list("day", "pk")


def beyond(key: str, value: object, tie: str, tied: int, *, descends: bool) -> Q:
    """The rows that come after (value, tied) in the order of (key, tie). The first condition alone leads the index."""
    sign = "lt" if descends else "gt"
    if key == tie:
        return Q(**{f"{tie}__{sign}": tied})
    return Q(**{f"{key}__{sign}e": value}) & (Q(**{f"{key}__{sign}": value}) | Q(**{f"{tie}__{sign}": tied}))


def load(ids: list[int]) -> tuple[ResponsibilityItem, ...]:
    """The items of a page in their order, with speech; one query."""
    rows = ResponsibilityItem.objects.select_related("speech").defer(
        "speech__text", "speech__outline", "speech__details"
    )
    found = rows.in_bulk(ids)
    return tuple(found[pk] for pk in ids if pk in found)
