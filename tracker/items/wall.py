"""作战图: which bars stand on the wall, unit by unit. Reads for a viewer, frozen view data; where a bar is drawn is the console's business."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tracker.access.policy import Viewer
from tracker.common.dates import SHANGHAI
from tracker.org.queries import leader_posts

from .clock import Clock, light_of, light_where
from .lights import Light
from .marks import Mark, marks_of
from .models import UnitAssignment
from .queries import listed, visible_assignments
from .states import OPEN, State

# More bars of one unit than these are told by a number; the list has them all.
MOST_BARS = 30
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WallAsked:
    """What is asked of the wall: the days shown, both included, and filters; an empty one asks nothing."""

    first: dt.date
    last: dt.date
    unit: int | None = None
    light: str = ""
    leader: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit's part: from the day it was issued to its deadline. `ended_on`: handed in or closed; `due_on` None: no deadline."""

    pk: int
    item_id: int
    item_no: str
    task: str
    role_label: str
    state_label: str
    light: Light
    start: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class UnitBars:
    """One row of the wall: a unit, its bars with the most pressing first, and how many more there are."""

    unit_id: int
    unit: str
    bars: tuple[Bar, ...]
    hidden: int

    @property
    def late(self) -> int:
        return sum(bar.light.colour == "red" for bar in self.bars)

    @property
    def near(self) -> int:
        return sum(bar.light.colour == "yellow" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class UnitCount:
    """A unit with something on the wall, and how many bars."""

    unit_id: int
    unit: str
    count: int


def on_wall(viewer: Viewer, asked: WallAsked, clock: Clock) -> QuerySet[UnitAssignment]:
    """The parts that lie at least partly within the days: issued, not cancelled, and due or still running in them."""
    end = dt.datetime.combine(asked.last + DAY, dt.time(), SHANGHAI)
    running = Q(state__in=OPEN, finished_at__isnull=True)
    if asked.first > clock.today:
        # What is late by then cannot be known; it stands on today's wall.
        running &= Q(due_on__isnull=True)
    rows = visible_assignments(viewer).filter(listed(viewer), issued_at__lt=end)
    rows = rows.exclude(state__in=[State.REGISTERED, State.CANCELLED]).filter(
        Q(due_on__gte=asked.first) | running
    )
    if asked.unit is not None:
        rows = rows.filter(unit=asked.unit)
    if asked.light:
        rows = rows.filter(light_where(asked.light, clock))
    if asked.leader is not None:
        in_charge = [
            unit.pk
            for post in leader_posts(clock.today)
            if post.person_id == asked.leader
            for unit in post.in_charge.all()
        ]
        rows = rows.filter(Q(item__leader_in_charge=asked.leader) | Q(unit__in=in_charge))
    return rows


def units_on_wall(rows: QuerySet[UnitAssignment]) -> list[UnitCount]:
    """The units with bars, in the office's order; one query."""
    found = rows.order_by("unit__order", "unit").values_list("unit", "unit__short_name", "unit__order")
    return [UnitCount(pk, name, count) for pk, name, _, count in found.annotate(number=Count("pk"))]


def bars_of(
    rows: QuerySet[UnitAssignment], units: list[UnitCount], clock: Clock, *, most: int = MOST_BARS
) -> list[UnitBars]:
    """The bars of these units, at most `most` each, running ones with the nearest deadline first; two queries."""
    place = Window(
        RowNumber(), partition_by="unit", order_by=[F("stage"), F("due_on").asc(nulls_last=True), F("pk")]
    )
    wanted = (
        rows.filter(unit__in=[unit.unit_id for unit in units]).annotate(place=place).filter(place__lte=most)
    )
    parts = list(wanted.order_by("place"))
    marks = marks_of(parts, clock)
    by_unit: dict[int, list[Bar]] = {}
    for part in parts:
        by_unit.setdefault(part.unit_id, []).append(bar_of(part, marks.get(part.pk, ()), clock))
    return [
        UnitBars(unit.unit_id, unit.unit, tuple(bars), unit.count - len(bars))
        for unit in units
        for bars in [by_unit.get(unit.unit_id, [])]
    ]


def bar_of(part: UnitAssignment, marks: tuple[Mark, ...], clock: Clock) -> Bar:
    """One part as a bar."""
    ended = part.finished_at or part.closed_at
    # on_wall() asks for issued ones.
    assert part.issued_at is not None
    return Bar(
        pk=part.pk,
        item_id=part.item_id,
        item_no=part.item.item_no,
        task=part.wording,
        role_label=part.get_role_display(),
        state_label=part.get_state_display(),
        light=light_of(part, clock),
        start=part.issued_at.astimezone(SHANGHAI).date(),
        due_on=part.due_on,
        ended_on=ended.astimezone(SHANGHAI).date() if ended else None,
        marks=marks,
    )


def leader_choices(on: dt.date) -> list[tuple[int, str]]:
    """The leaders of the day, each once: (id, name); two queries."""
    return list({post.person_id: str(post.person) for post in leader_posts(on)}.items())
