"""From facts and a scheme's rules to points. Pure: the same facts and rules give the same entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .facts import Fact

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """Points for one kind of fact by role; `cap`: the most one unit gets or loses by it in a period, None for no limit."""

    lead: Decimal
    support: Decimal
    cap: Decimal | None = None

    def points(self, role: str) -> Decimal:
        """What one fact gives the unit in that role."""
        return self.lead if role == "lead" else self.support


@dataclass(frozen=True, slots=True)
class Given:
    """What one fact gives; less than its rule says, or nothing, where the cap was reached (`is_capped`)."""

    fact: Fact
    points: Decimal
    is_capped: bool = False


def given(facts: Iterable[Fact], rules: Mapping[str, Rule], *, waived: Collection[str] = ()) -> list[Given]:
    """The points of one period's facts, in the order in which they happened; the earliest use up a cap.

    `waived`: keys of facts that an appeal struck out. A fact whose rule gives nothing is no entry.
    """
    used: dict[tuple[int, str], Decimal] = {}
    found = []
    for fact in facts:
        rule = rules.get(fact.kind)
        full = rule.points(fact.role) if rule else ZERO
        if rule is None or full == ZERO or fact.key in waived:
            continue
        account = (fact.unit, fact.kind)
        left = abs(full) if rule.cap is None else max(rule.cap - used.get(account, ZERO), ZERO)
        taken = min(abs(full), left)
        used[account] = used.get(account, ZERO) + taken
        found.append(Given(fact, taken.copy_sign(full) if taken else ZERO, taken < abs(full)))
    return found


def within(facts: Iterable[Fact], spans: Sequence[tuple[dt.datetime, dt.datetime | None]]) -> list[Fact]:
    """The facts that happened while scoring was switched on: from each `spans` begin up to, not including, its end."""
    return [
        fact
        for fact in facts
        if any(begin <= fact.at and (end is None or fact.at < end) for begin, end in spans)
    ]


def spans_of(
    switches: Iterable[tuple[dt.datetime, bool]],
) -> list[tuple[dt.datetime, dt.datetime | None]]:
    """From the switches, oldest first, the spans in which scoring was on; the last one may still run."""
    spans: list[tuple[dt.datetime, dt.datetime | None]] = []
    for at, is_on in switches:
        if is_on and (not spans or spans[-1][1] is not None):
            spans.append((at, None))
        elif not is_on and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], at)
    return spans
