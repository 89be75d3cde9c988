"""When a digest falls. Pure: a clock time, the days wanted and the workday calendar in, a moment out."""

from __future__ import annotations

import datetime as dt

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays

WORKDAYS = "workdays"
EARLIEST, LATEST, USUAL = dt.time(7, 0), dt.time(20, 0), dt.time(8, 30)
# Whoever chose weekdays gets none on a holiday; no holiday lasts as long.
LONGEST_WAIT = 60
DAY = dt.timedelta(days=1)


def next_moment(after: dt.datetime, time: dt.time, weekdays: str, calendar: Workdays) -> dt.datetime:
    """The first moment later than `after`: at `time` on a wanted day that is no day off, in Shanghai.

    `weekdays` "workdays": every working day, make-up Saturdays too; "15": Mondays and Fridays that are worked. After
    LONGEST_WAIT days without one, the moment that far ahead (a calendar without workdays is a mistake).
    """
    day = after.astimezone(SHANGHAI).date()
    for _ in range(LONGEST_WAIT):
        moment = dt.datetime.combine(day, time, SHANGHAI)
        wanted = weekdays == WORKDAYS or str(day.isoweekday()) in weekdays
        if moment > after and wanted and calendar.is_workday(day):
            return moment
        day += DAY
    return dt.datetime.combine(day, time, SHANGHAI)
