"""When people may be written to: reminders wait for these hours, and nobody is chased outside them. Pure, no clock."""

from __future__ import annotations

import datetime as dt

from .workdays import Workdays

FIRST, LAST = dt.time(8, 30), dt.time(20, 0)


def is_open(local: dt.datetime, workdays: Workdays, first: dt.time = FIRST, last: dt.time = LAST) -> bool:
    """True on workdays from `first` to before `last`; `local` is the office's own time. 20:00 sharp is too late."""
    return workdays.is_workday(local.date()) and first <= local.time() < last
