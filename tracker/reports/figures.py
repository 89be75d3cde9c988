"""The numbers of a supervision paper, as pure functions of rows. No database, no clock, no wording.

Only what the data says is counted: pace is judged where a unit reported a percentage and the task has a deadline (DOMAIN c4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from tracker.common.dates import SHANGHAI
from tracker.items.pace import Pace, expected_progress, kept

from .period import Period


class Standing(StrEnum):
    """Where a unit's task stands: every issued task is in exactly one, so that the shares add up."""

    DONE = "done"
    HANDED_IN = "handed_in"
    VERIFYING = "verifying"
    LATE = "late"
    NEAR = "near"
    RUNNING = "running"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's task as the figures need it. `due_at` is the last moment in time; `percent` the latest one reported."""

    pk: int
    item_id: int
    item_no: str
    task: str
    unit_id: int
    unit: str
    role: str
    standing: Standing
    phrase: str
    due_on: dt.date | None
    due_at: dt.datetime | None
    issued_at: dt.datetime
    acknowledged_at: dt.datetime | None
    finished_at: dt.datetime | None
    closed_at: dt.datetime | None
    percent: int | None = None
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The stock: `items` are responsibility items, everything else counts units' tasks."""

    items: int
    tasks: int
    units: int
    unsigned: int
    by_standing: dict[Standing, int]
    by_pace: dict[Pace, int]


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened within the period. `due_done` of the `due` tasks were handed in or closed by their deadline."""

    issued: int
    closed: int
    reports: int
    reporting_units: int
    due: int
    due_done: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's line of the table."""

    unit_id: int
    unit: str
    tasks: int
    led: int
    done: int
    handed_in: int
    running: int
    near: int
    late: int
    suspended: int
    unsigned: int
    reports: int
    done_share: Decimal


def shares(counts: Sequence[int], *, digits: int = 1) -> tuple[Decimal, ...]:
    """Percentages with `digits` decimals that sum to exactly 100 by the largest remainder; all zero for no counts.

    (1, 1, 1) → 33.4, 33.3, 33.3. Equal remainders go to the larger count, then to the earlier one (DOMAIN c4).
    """
    total = sum(counts)
    if total == 0:
        return tuple(Decimal(0).scaleb(-digits) for _ in counts)
    whole = 100 * 10**digits
    floors = [count * whole // total for count in counts]
    order = sorted(range(len(counts)), key=lambda n: (-(counts[n] * whole % total), -counts[n], n))
    for n in order[: whole - sum(floors)]:
        floors[n] += 1
    return tuple(Decimal(floor).scaleb(-digits) for floor in floors)


def share(part: int, whole: int) -> Decimal:
    """One percentage with one decimal; 0 and 100 are kept for none and all: share(2999, 3000) → 99.9, share(0, 0) → 0."""
    if not 0 < part < whole:
        return Decimal("100.0") if part else Decimal("0.0")
    rounded = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return max(Decimal("0.1"), min(Decimal("99.9"), rounded))


def pace(row: Row, at: dt.datetime) -> Pace:
    """How a task keeps up with its time. Late is behind whatever was reported; without a percentage it is OTHER."""
    if row.standing is Standing.DONE:
        return Pace.DONE
    if row.standing is Standing.LATE:
        return Pace.BEHIND
    found = kept(row.percent, expected_progress(row.issued_at, row.due_at, at))
    if found is None or row.standing is Standing.SUSPENDED:
        return Pace.OTHER
    return found.pace


def totals(rows: Sequence[Row], *, at: dt.datetime) -> Totals:
    """The stock of `rows` at the moment `at`; both partitions have every key and sum to the number of tasks."""
    standings = dict.fromkeys(Standing, 0)
    paces = dict.fromkeys(Pace, 0)
    for row in rows:
        standings[row.standing] += 1
        paces[pace(row, at)] += 1
    return Totals(
        items=len({row.item_id for row in rows}),
        tasks=len(rows),
        units=len({row.unit_id for row in rows}),
        unsigned=sum(1 for row in rows if is_unsigned(row)),
        by_standing=standings,
        by_pace=paces,
    )


def is_unsigned(row: Row) -> bool:
    """Issued, not signed for and still open."""
    open_ones = (Standing.LATE, Standing.NEAR, Standing.RUNNING)
    return row.acknowledged_at is None and row.standing in open_ones


def movement(rows: Sequence[Row], period: Period) -> Movement:
    """What happened to `rows` within `period`."""
    due = [row for row in rows if row.due_on is not None and period.start <= row.due_on < period.end]
    return Movement(
        issued=sum(1 for row in rows if period.holds(row.issued_at)),
        closed=sum(1 for row in rows if period.holds(row.closed_at)),
        reports=sum(row.reports for row in rows),
        reporting_units=len({row.unit_id for row in rows if row.reports}),
        due=len(due),
        due_done=sum(1 for row in due if was_in_time(row)),
    )


def was_in_time(row: Row) -> bool:
    """Handed in or closed by the deadline."""
    ended = row.finished_at or row.closed_at
    return ended is not None and row.due_at is not None and ended <= row.due_at


def by_unit(rows: Iterable[Row]) -> tuple[UnitLine, ...]:
    """One line per unit, in the order in which the units first occur in `rows`."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.unit_id, []).append(row)
    return tuple(unit_line(mine) for mine in groups.values())


def unit_line(rows: list[Row]) -> UnitLine:
    """The line of one unit; `rows` are its tasks, at least one."""
    count = {standing: sum(1 for row in rows if row.standing is standing) for standing in Standing}
    return UnitLine(
        unit_id=rows[0].unit_id,
        unit=rows[0].unit,
        tasks=len(rows),
        led=sum(1 for row in rows if row.role == "lead"),
        done=count[Standing.DONE],
        handed_in=count[Standing.HANDED_IN] + count[Standing.VERIFYING],
        running=count[Standing.RUNNING],
        near=count[Standing.NEAR],
        late=count[Standing.LATE],
        suspended=count[Standing.SUSPENDED],
        unsigned=sum(1 for row in rows if is_unsigned(row)),
        reports=sum(row.reports for row in rows),
        done_share=share(count[Standing.DONE], len(rows)),
    )


def late(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Overdue tasks, the longest overdue first."""
    return by_deadline(row for row in rows if row.standing is Standing.LATE)


def near(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Tasks near their deadline, the nearest first."""
    return by_deadline(row for row in rows if row.standing is Standing.NEAR)


def by_deadline(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Sorted by deadline, then by item number and unit, so that two readers get the same list."""
    farthest = dt.datetime.max.replace(tzinfo=SHANGHAI)
    return tuple(sorted(rows, key=lambda row: (row.due_at or farthest, row.item_id, row.unit_id)))
