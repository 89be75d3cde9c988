"""Where things stand on the wall chart: days to per cent of the width, bars to lanes. Pure; the SVG is templates/console/_wall_unit.html.

Positions across are per cent with two digits, as attributes of SVG elements (the content policy allows no styles); heights are pixels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.items.marks import Mark
from tracker.items.wall import Bar, UnitBars

DAY = dt.timedelta(days=1)
# What the words of a bar take across, in per cent of the width: bars in one lane keep that distance.
WORDS = 26.0
SIGNS = {"red": "！", "yellow": "△", "green": "●", "blue": "✓", "grey": "—"}


@dataclass(frozen=True, slots=True)
class Look:
    """How large things are, in pixels: a lane, with the bar above and the foot of its words below."""

    lane: int
    bar: int
    words: int


ON_PAGE, ON_SCREEN = Look(lane=46, bar=16, words=34), Look(lane=66, bar=26, words=51)


@dataclass(frozen=True, slots=True)
class Scale:
    """The days of the chart, both included, across its width."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        """Where a day begins, in per cent; days outside lie on the edge."""
        days = (self.last - self.first).days + 1
        return round(min(100.0, max(0.0, 100 * (day - self.first).days / days)), 2)


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone on its bar."""

    x: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class Drawn:
    """One bar with its place: `tail` is how far it has run beyond its deadline; words that would leave the chart end at `text_x`."""

    bar: Bar
    sign: str
    x: float
    width: float
    tail_x: float
    tail: float
    top: int
    height: int
    text_x: float
    text_y: int
    mark_y: int
    is_right: bool
    is_open: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One unit's row of the chart: its bars and its height in pixels."""

    row: UnitBars
    bars: tuple[Drawn, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart: the beginning of a month or of a week."""

    x: float
    words: str
    is_month: bool


def drawn(rows: Sequence[UnitBars], scale: Scale, today: dt.date, look: Look = ON_PAGE) -> list[Lane]:
    """The rows with every bar in the first lane where it and its words have room."""
    return [lane_of(row, scale, today, look) for row in rows]


def lane_of(row: UnitBars, scale: Scale, today: dt.date, look: Look) -> Lane:
    """One unit's row."""
    ends: list[float] = []
    found = []
    for bar in sorted(row.bars, key=lambda one: (one.start, one.due_on or scale.last, one.pk)):
        start, end = extent(bar, scale, today)
        left, right = scale.x(start), scale.x(end + DAY)
        is_right = left + WORDS > 100
        begin, until = (min(left, 100 - WORDS), 100.0) if is_right else (left, max(right, left + WORDS))
        lane = next((n for n, taken in enumerate(ends) if taken <= begin), len(ends))
        ends[lane : lane + 1] = [until + 1]
        top = lane * look.lane + 6
        found.append(draw(bar, scale, today, top, look, is_right=is_right))
    return Lane(row, tuple(found), max(1, len(ends)) * look.lane + 6)


def extent(bar: Bar, scale: Scale, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days a bar covers, its tail included; one without a deadline runs to the end of the chart or to where it ended."""
    until = bar.due_on or bar.ended_on or scale.last
    if is_late(bar) and bar.due_on:
        until = max(until, bar.ended_on or today)
    return min(bar.start, until), until


def is_late(bar: Bar) -> bool:
    """Has it run, or did it run, beyond its deadline?"""
    return bar.light.colour == "red" or bool(bar.due_on and bar.ended_on and bar.ended_on > bar.due_on)


def draw(bar: Bar, scale: Scale, today: dt.date, top: int, look: Look, *, is_right: bool) -> Drawn:
    """The bar in its lane, whose upper edge is `top`."""
    start, until = extent(bar, scale, today)
    due = min(bar.due_on or until, until)
    left, right = scale.x(min(start, due)), scale.x(due + DAY)
    tail_end = scale.x(until + DAY)
    return Drawn(
        bar=bar,
        sign=SIGNS[bar.light.colour],
        x=left,
        # A bar of a day on a chart of years is still to be seen.
        width=max(round(right - left, 2), 0.4),
        tail_x=right,
        tail=max(round(tail_end - right, 2), 0.0),
        top=top,
        height=look.bar,
        text_x=100.0 if is_right else left,
        text_y=top + look.words,
        mark_y=top + look.bar // 2 + 7,
        is_right=is_right,
        is_open=bar.due_on is None,
        points=tuple(
            Point(scale.x(mark.due_on + DAY), mark)
            for mark in bar.marks
            if scale.first <= mark.due_on <= scale.last
        ),
    )


def ticks(scale: Scale) -> list[Tick]:
    """The beginnings of months with their names; of weeks (their Mondays) too where they are fewer than thirty."""
    days = [scale.first + n * DAY for n in range((scale.last - scale.first).days + 1)]
    weekly = len(days) <= 7 * 30
    found = []
    for day in days:
        if day.day == 1 or day == scale.first:
            words = f"{day.year}年{day.month}月" if day.month == 1 or day == scale.first else f"{day.month}月"
            found.append(Tick(scale.x(day), words, True))
        elif weekly and day.weekday() == 0:
            found.append(Tick(scale.x(day), str(day.day), False))
    return found
