"""基层负担: what the units are asked a month, by source, against the office's limit. `tally` and `merges` are pure; `burden` reads the rows.

What counts against the limit is what a unit has to do (填报, 参会, 迎检), as the preview of a regime counts it; reminders, chases,
instructions and feedback sheets are told beside it. A report that several regimes ask for on one day is one ask.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from tracker.access.policy import Viewer
from tracker.items.past import chases_between, instructions_between, sheets_between
from tracker.org.queries import all_unit_names, the_office
from tracker.regimes.burden import Ask, asks_between
from tracker.reminders.queries import posted_between

# What is counted against the limit, and what is only told.
COUNTED = ("填报", "参会", "迎检")
TOLD = ("提醒", "催办", "批示", "反馈表")
MONTHS = 6
HINTS = 5


@dataclass(frozen=True, slots=True)
class BurdenLine:
    """One unit: what it was asked in each month (oldest first), and the last month by kind and by source.

    `kinds` and `told` follow COUNTED and TOLD; `sources`: (regime or the item's own rhythm, times), the most asking first.
    """

    unit_id: int
    unit: str
    months: tuple[int, ...]
    kinds: tuple[int, ...]
    told: tuple[int, ...]
    sources: tuple[tuple[str, int], ...]
    limit: int

    @property
    def now(self) -> int:
        """The month asked for."""
        return self.months[-1]

    @property
    def by_kind(self) -> tuple[tuple[str, int], ...]:
        """(填报, 3), (参会, 1), (迎检, 0)."""
        return tuple(zip(COUNTED, self.kinds, strict=True))

    @property
    def by_told(self) -> tuple[tuple[str, int], ...]:
        """(提醒, 4), (催办, 1) …."""
        return tuple(zip(TOLD, self.told, strict=True))

    @property
    def meter_max(self) -> int:
        """The end of the meter: twice the limit, or further where the unit is asked more."""
        return max(self.limit * 2, self.now, 1)

    @property
    def is_over(self) -> bool:
        """Is it asked more than the office's limit?"""
        return self.now > self.limit

    @property
    def trend(self) -> int:
        """How many more or fewer than the month before."""
        return self.months[-1] - self.months[-2] if len(self.months) > 1 else 0


@dataclass(frozen=True, slots=True)
class Merge:
    """Two sources that ask the same duties on different days: on one day they would save `saved` asks of `units` units."""

    first: str
    second: str
    saved: int
    units: int


@dataclass(frozen=True, slots=True)
class Burden:
    """The meter of one month: its lines, the most asked first, the months shown, the hints."""

    months: tuple[dt.date, ...]
    lines: tuple[BurdenLine, ...]
    merges: tuple[Merge, ...]
    limit: int

    @property
    def rows(self) -> tuple[tuple[BurdenLine, tuple[tuple[dt.date, int], ...]], ...]:
        """Each line with its months named."""
        return tuple((line, tuple(zip(self.months, line.months, strict=True))) for line in self.lines)

    @property
    def over(self) -> int:
        """How many units are over the limit."""
        return sum(line.is_over for line in self.lines)


def months_until(last: dt.date, count: int = MONTHS) -> tuple[dt.date, ...]:
    """The first days of `count` months, the month of `last` at the end."""
    number = last.year * 12 + last.month - 1
    return tuple(dt.date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 1))


def after(month: dt.date) -> dt.date:
    """The first day of the month that follows."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def tally(
    asks: Iterable[Ask],
    told: dict[str, Counter[int]],
    months: Sequence[dt.date],
    names: dict[int, str],
    limit: int,
) -> list[BurdenLine]:
    """One line for every unit that was asked anything in these months; `told`: what is only told, unit → times in the last one."""
    every: Counter[tuple[int, dt.date]] = Counter()
    kinds: Counter[tuple[int, str]] = Counter()
    sources: dict[int, Counter[str]] = {}
    for ask in asks:
        month = ask.on.replace(day=1)
        every[ask.unit, month] += 1
        if month == months[-1]:
            kinds[ask.unit, ask.kind] += 1
            sources.setdefault(ask.unit, Counter()).update(ask.sources)
    units = {unit for unit, _ in every} | {unit for counts in told.values() for unit in counts}
    lines = [
        BurdenLine(
            unit_id=unit,
            unit=names.get(unit, "（停用的单位）"),
            months=tuple(every[unit, month] for month in months),
            kinds=tuple(kinds[unit, kind] for kind in COUNTED),
            told=tuple(told[kind][unit] if kind in told else 0 for kind in TOLD),
            sources=tuple(sources.get(unit, Counter()).most_common()),
            limit=limit,
        )
        for unit in units
    ]
    return sorted(lines, key=lambda line: (-line.now, line.unit_id))


def merges(asks: Iterable[Ask]) -> list[Merge]:
    """Pairs of sources that ask the same duties for reports on different days, the greatest saving first.

    A pair saves as many asks as the rarer one makes on days of its own.
    """
    days: dict[tuple[int, int], dict[str, set[dt.date]]] = {}
    for ask in asks:
        if ask.part is not None:
            for source in ask.sources:
                days.setdefault((ask.unit, ask.part), {}).setdefault(source, set()).add(ask.on)
    saved: Counter[tuple[str, str]] = Counter()
    units: dict[tuple[str, str], set[int]] = {}
    for (unit, _), by_source in days.items():
        for one, two in combinations(sorted(by_source), 2):
            spared = min(len(by_source[one] - by_source[two]), len(by_source[two] - by_source[one]))
            if spared:
                saved[one, two] += spared
                units.setdefault((one, two), set()).add(unit)
    return [Merge(*pair, number, len(units[pair])) for pair, number in saved.most_common(HINTS)]


def burden(viewer: Viewer, month: dt.date, *, units: frozenset[int] | None) -> Burden:
    """The meter of a month for these units, None for all; a fixed number of queries, and one for each regime in force."""
    months = months_until(month)
    asks = [one for one in asks_between(months[0], after(months[-1])) if units is None or one.unit in units]
    first, end = months[-1], after(months[-1])
    told = {
        "提醒": posted_between(first, end),
        "催办": chases_between(first, end),
        "批示": instructions_between(first, end),
        "反馈表": sheets_between(first, end),
    }
    mine = {
        kind: Counter({unit: number for unit, number in counts.items() if units is None or unit in units})
        for kind, counts in told.items()
    }
    limit = the_office().monthly_asks
    lines = tally(asks, mine, months, all_unit_names(), limit)
    last = [one for one in asks if one.on >= first]
    return Burden(months, tuple(lines), tuple(merges(last)), limit)
