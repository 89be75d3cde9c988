"""Reads deadlines and frequencies in Chinese official prose. It knows a calendar and no clock."""

from __future__ import annotations

from .calendar import Calendar, Festival, StatutoryWorkdays, Workdays
from .engine import TooMany, rule_listing, times, times_one_by_one
from .foreign import parse_foreign
from .held import held_on, where_held
from .value import TimeValue

__all__ = [
    "Calendar",
    "Festival",
    "StatutoryWorkdays",
    "TimeValue",
    "TooMany",
    "Workdays",
    "held_on",
    "parse_foreign",
    "rule_listing",
    "times",
    "times_one_by_one",
    "where_held",
]
