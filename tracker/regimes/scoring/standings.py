"""Totals, weights and ranks of a period. Pure.

Ties: the same total ranks the same (并列), and the next rank is left out (1, 2, 2, 4). Before that, whoever missed fewer reports and then
whoever was late less often comes first; only units equal in all three share a rank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a version counts: the base, the bounds of a total, whether points are weighed by the number of duties, how few are
    too few to be ranked, and whether each kind of unit is ranked by itself."""

    base: Decimal = Decimal(100)
    floor: Decimal = Decimal(0)
    ceiling: Decimal = Decimal(120)
    is_weighed: bool = True
    few: int = 3
    by_kind: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """One unit's period before it is ranked: its duties, what it gained and lost, how many reports it missed and was late with."""

    unit: int
    group: str
    parts: int
    plus: Decimal
    minus: Decimal
    missing: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's result. `rank` None: too few duties. `among`: how many are ranked with it; `move`: places gained since last period."""

    unit: int
    group: str
    parts: int
    plus: Decimal
    minus: Decimal
    factor: Decimal
    total: Decimal
    rank: int | None
    among: int
    is_tied: bool
    move: int | None


def sums(
    lines: Iterable[tuple[int, str, Decimal, int]], held: Mapping[int, int], groups: Mapping[int, str]
) -> list[Sum]:
    """One sum a unit. `lines`: (unit, kind, points, number in the ledger): a later number takes back what its first line counted."""
    plus: dict[int, Decimal] = {}
    minus: dict[int, Decimal] = {}
    counts: Counter[tuple[int, str]] = Counter()
    for unit, kind, value, number in lines:
        side = plus if value > 0 else minus
        side[unit] = side.get(unit, Decimal(0)) + value
        counts[unit, kind] += 1 if number == 1 else -1 if value > 0 else 0
    return [
        Sum(
            unit=unit,
            group=groups.get(unit, ""),
            parts=held.get(unit, 0),
            plus=plus.get(unit, Decimal(0)),
            minus=minus.get(unit, Decimal(0)),
            missing=counts[unit, "report_missing"],
            late=counts[unit, "report_late"],
        )
        for unit in sorted({*held, *plus, *minus})
    ]


def standings(
    found_sums: Iterable[Sum], terms: Terms, *, before: Mapping[int, int] | None = None
) -> list[Standing]:
    """The results, best first within each group, those not ranked last. `before`: unit → its rank in the period before."""
    every = list(found_sums)
    average = reference(every, terms)
    groups: dict[str, list[Sum]] = {}
    for one in every:
        groups.setdefault(one.group if terms.by_kind else "", []).append(one)
    found: list[Standing] = []
    for group in sorted(groups):
        found += ranked(group, groups[group], terms, average, before or {})
    return found


def reference(every: list[Sum], terms: Terms) -> Decimal:
    """How many duties the ranked units have on average: whoever has that many is weighed by one."""
    counts = [one.parts for one in every if one.parts >= terms.few]
    return Decimal(sum(counts)) / len(counts) if counts else ONE


def factor_of(one: Sum, terms: Terms, average: Decimal) -> Decimal:
    """By what the points are multiplied: a unit with twice as many duties as usual has twice as many chances to be late."""
    if not terms.is_weighed or one.parts < max(terms.few, 1):
        return ONE.quantize(CENT)
    return (average / one.parts).quantize(CENT, ROUND_HALF_UP)


def total_of(one: Sum, terms: Terms, factor: Decimal) -> Decimal:
    """Base and weighed points, within the bounds."""
    total = terms.base + (one.plus + one.minus) * factor
    return min(max(total, terms.floor), terms.ceiling).quantize(CENT, ROUND_HALF_UP)


def ranked(
    group: str, every: list[Sum], terms: Terms, average: Decimal, before: Mapping[int, int]
) -> list[Standing]:
    """One group's results."""
    scored = [(one, (factor := factor_of(one, terms, average)), total_of(one, terms, factor)) for one in every]  # fmt: skip
    ordered = sorted(scored, key=lambda row: (-row[2], row[0].missing, row[0].late, row[0].unit))
    among = sum(1 for one, _, _ in ordered if one.parts >= max(terms.few, 1))
    marks = [(total, one.missing, one.late) for one, _, total in ordered if one.parts >= max(terms.few, 1)]
    inside, outside = [], []
    for one, factor, total in ordered:
        if one.parts < max(terms.few, 1):
            outside.append(Standing(one.unit, group, one.parts, one.plus, one.minus, factor, total, None, among, False, None))  # fmt: skip
            continue
        mark = (total, one.missing, one.late)
        rank = marks.index(mark) + 1
        move = before[one.unit] - rank if one.unit in before else None
        inside.append(Standing(one.unit, group, one.parts, one.plus, one.minus, factor, total, rank, among, marks.count(mark) > 1, move))  # fmt: skip
    return inside + outside


def last_ones(found: Iterable[Standing], count: int) -> list[Standing]:
    """The `count` lowest ranked of each group, all that share the last one's rank with them; none where all in a group are level."""
    groups: dict[str, list[Standing]] = {}
    for one in found:
        if one.rank is not None:
            groups.setdefault(one.group, []).append(one)
    lowest = []
    for rows in groups.values():
        if not count:
            continue
        limit = rows[-count].rank or 1 if count <= len(rows) else 1
        lowest += [one for one in rows if (one.rank or 0) >= max(limit, 2)]
    return lowest
