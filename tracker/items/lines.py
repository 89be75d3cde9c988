"""Lines of the item list: one per item, with the parts of the units that match, however many they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .clock import COLOURS
from .filters import PARTS_ORDER, Question
from .models import ResponsibilityItem
from .rows import Row, rows_of
from .states import State

# More units than this are told by a number and their lights.
NAMED_UNITS = 3


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the list. `first` is the part that needs attention most; `rows` are the matching parts, lead units first."""

    pk: int
    item_no: str
    task: str
    target: str
    source: str
    is_listed: bool
    unresolved: tuple[str, ...]
    rows: tuple[Row, ...]
    first: Row | None

    @property
    def leads(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.role == "lead")

    @property
    def supports(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.role == "support")

    @property
    def lead_words(self) -> str:
        return named(self.leads)

    @property
    def support_words(self) -> str:
        return named(self.supports)

    @property
    def lights(self) -> tuple[tuple[str, str, int], ...]:
        """(colour, its word, how many) of the rows, worst first."""
        found = Counter(row.light.colour for row in self.rows)
        return tuple((colour, word, found[colour]) for colour, word in COLOURS.items() if found[colour])

    @property
    def closed(self) -> int:
        """How many of the rows are closed."""
        return sum(row.state == State.CLOSED for row in self.rows)

    @property
    def other_dates(self) -> int:
        """How many other deadlines there are beside the one of `first`."""
        return len({row.due_on for row in self.rows}) - 1


def named(rows: Iterable[Row]) -> str:
    """The units' names: "财政局、审计局", "柳河镇、石桥镇、青山镇等12个单位"."""
    names = [row.unit for row in rows]
    shown = "、".join(names[:NAMED_UNITS])
    return f"{shown}等{len(names)}个单位" if len(names) > NAMED_UNITS else shown


def item_lines(items: Iterable[ResponsibilityItem], question: Question) -> list[ItemLine]:
    """The lines of a page of items that meet the question (speech joined); one query for all their units."""
    page = list(items)
    parts = question.parts_of_matching_items().filter(item__in=[item.pk for item in page])
    rows: dict[int, list[Row]] = {item.pk: [] for item in page}
    for row in rows_of(parts.order_by(*PARTS_ORDER), question.viewer, question.clock):
        rows[row.item_id].append(row)
    return [line_of(item, tuple(rows[item.pk])) for item in page]


def line_of(item: ResponsibilityItem, rows: tuple[Row, ...]) -> ItemLine:
    return ItemLine(
        pk=item.pk,
        item_no=item.item_no,
        task=item.task,
        target=item.target,
        source=item.speech.title if item.speech else item.basis,
        is_listed=item.is_listed,
        unresolved=tuple(name["text"] for name in item.unresolved),
        rows=rows,
        first=min(rows, key=urgency, default=None),
    )


def urgency(row: Row) -> tuple[int, str, int]:
    """Worst light first, then the earlier date, then the older part."""
    return list(COLOURS).index(row.light.colour), str(row.due_on or "9999"), row.pk
