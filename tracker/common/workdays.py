"""One of the two doors to `speeches`: the workday calendar, shared by deadlines and reminders.

The office's own days (org.CalendarDay) are handed in as overrides; this module must not read the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from speeches.when import Calendar, StatutoryWorkdays, Workdays
from speeches.when.daynames import DayFacts, days_of_month

__all__ = ["Calendar", "DayFacts", "Workdays", "calendar_for", "days_of_month"]


def calendar_for(overrides: Mapping[dt.date, tuple[bool, str]] | None = None) -> Calendar:
    """The statutory calendar (Asia/Shanghai days) with the office's days laid over it: day → (is a workday, why)."""
    return Calendar(StatutoryWorkdays(overrides))
