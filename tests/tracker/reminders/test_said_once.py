"""Lateness is said once a day: who is urged by a ladder gets no reminder of the same duty that day."""

from __future__ import annotations

import datetime as dt

from tests.support.ladders import a_duty, a_ladder, moment
from tests.support.world import World
from tracker.jobs import tick
from tracker.notices.models import Message
from tracker.reminders.models import Reminder


def told(kind: str) -> list[dt.date]:
    rows = Message.objects.filter(kind=kind, channel="inapp", subject__contains="督〔2026〕").order_by("pk")
    return [row.created_at.date() for row in rows]


def test_a_duty_is_urged_by_its_ladder_or_reminded_of_and_never_both_on_a_day(world: World) -> None:
    a_ladder(world)
    a_duty(world)
    for day in (20, 23, 24, 25, 26, 27):
        for minute in (30, 31, 32):
            tick.tick(moment(3, day, 8, minute))

    urged, reminded = told("item_chase"), told("reminder")
    # Due on Friday the 20th: on the Monday after, the ladder's first level and the first late reminder meet.
    assert urged == [dt.date(2026, 3, 23)]
    assert dt.date(2026, 3, 20) in reminded and dt.date(2026, 3, 23) not in reminded
    assert Reminder.objects.filter(moment__date=dt.date(2026, 3, 23)).get().state == "dropped"


def test_without_a_ladder_it_is_reminded_of_on_that_day(world: World) -> None:
    a_duty(world)
    for day in (20, 23):
        tick.tick(moment(3, day, 8, 30))
    assert told("item_chase") == [] and dt.date(2026, 3, 23) in told("reminder")
