"""The moves of one planned reminder, each a compare-and-set, so that two tickers at once make it once."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .models import Reminder
from .plan import REPORT_DUE, REPORT_MISSED, Planned


def of_reports() -> Q:
    """The reminders of due reports, as against those of deadlines."""
    return Q(kind__in=[REPORT_DUE, REPORT_MISSED])


def settle(row: Reminder, stands: Planned | None, at: dt.datetime) -> None:
    """Drops, moves or revives one reminder that is not posted; each a conditional update on its state."""
    mine = Reminder.objects.filter(pk=row.pk, state=row.state)
    if row.state == Reminder.State.PLANNED:
        if stands is None:
            mine.update(state=Reminder.State.DROPPED)
        elif stands.moment != row.moment:
            mine.update(moment=stands.moment)
    elif row.state == Reminder.State.DROPPED and stands is not None and stands.moment >= at:
        # The deadline went away and came back, or work was handed in and returned.
        mine.update(state=Reminder.State.PLANNED, moment=stands.moment)


def move(row: Reminder, state: str, **columns: dt.datetime) -> bool:
    """The compare-and-set from planned to `state`; False when another ticker was faster."""
    planned = Reminder.objects.filter(pk=row.pk, state=Reminder.State.PLANNED)
    return planned.update(state=state, **columns) == 1


def put_off(row: Reminder, until: dt.datetime) -> None:
    """Moves a planned reminder to a later moment; nothing where it is no longer planned."""
    Reminder.objects.filter(pk=row.pk, state=Reminder.State.PLANNED).update(moment=until)
