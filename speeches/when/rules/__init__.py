"""All rules of the time engine. A new family is one file here and one name in FAMILIES."""

from __future__ import annotations

from speeches.when.rule import Rule

from . import (
    clock,
    days,
    events,
    feasts,
    lengths,
    limits,
    lunar,
    masked,
    monthly,
    months,
    ranges,
    recurrence,
    regimes,
    relative,
    strangers,
    vague,
    weeks,
)

FAMILIES = (
    days,
    lunar,
    relative,
    months,
    weeks,
    clock,
    lengths,
    feasts,
    ranges,
    limits,
    recurrence,
    monthly,
    regimes,
    events,
    vague,
    masked,
    strangers,
)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
