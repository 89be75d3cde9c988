"""The filter by light says the same as the light itself, for every state, date and moment of handing in."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from tests.support.build import an_item
from tests.support.world import NOW, TODAY, World
from tracker.items.clock import COLOURS, Clock, clock_at, due_words, light_of, light_where
from tracker.items.models import UnitAssignment
from tracker.items.states import State
from tracker.org.models import Unit

DUES = [None, -40, -1, 0, 1, 3, 4, 5, 6, 7, 20, 90]
TIMES = [None, dt.time(8, 30), dt.time(9, 0), dt.time(23, 0)]
JUDGED = [None, 3]
FINISHED = [None, NOW, NOW - dt.timedelta(days=40), NOW.replace(hour=18), NOW.replace(hour=18, minute=1)]


def every_case(world: World) -> list[UnitAssignment]:
    """One assignment per state × date × time × moment of handing in, each of a unit of its own."""
    item = an_item(world, lead=[])
    cases = list(itertools.product(State.values, DUES, TIMES, FINISHED, JUDGED))
    units = Unit.objects.bulk_create(
        [Unit(name=f"第{n}号单位", short_name=f"{n}号") for n in range(len(cases))]
    )
    rows = [
        UnitAssignment(
            item=item,
            unit=unit,
            role="lead",
            state=state,
            due_on=None if days is None else TODAY + dt.timedelta(days),
            due_time=time if days is not None else None,
            finished_at=finished,
            judged_due_on=None if days is None or judged is None else TODAY + dt.timedelta(days - judged),
        )
        for unit, (state, days, time, finished, judged) in zip(units, cases, strict=True)
    ]
    UnitAssignment.objects.bulk_create(rows)
    return list(UnitAssignment.objects.select_related("item", "unit"))


@pytest.mark.parametrize(
    "at", [NOW, NOW.replace(hour=18), NOW.replace(hour=18, second=1), NOW.replace(hour=23, minute=59)]
)
def test_the_filter_finds_exactly_the_rows_of_each_light(world, at):
    rows, clock = every_case(world), clock_at(at)
    by_light = {
        colour: {row.pk for row in rows if light_of(row, clock).colour == colour} for colour in COLOURS
    }
    for colour in COLOURS:
        found = set(UnitAssignment.objects.filter(light_where(colour, clock)).values_list("pk", flat=True))
        assert found == by_light[colour], colour


def test_an_unknown_light_finds_nothing(world):
    every_case(world)
    assert not UnitAssignment.objects.filter(light_where("pink", clock_at(NOW))).exists()


def test_near_due_ends_on_the_last_day_that_light_calls_near(world):
    clock = clock_at(NOW)
    # Monday 2 March, three workdays: Thursday would be the fourth day, so Thursday 5 March is the third workday.
    assert clock.near_until == dt.date(2026, 3, 5)


def test_near_due_reaches_over_a_holiday(world):
    # Wednesday 30 September 2026: the next workdays are 8, 9 and 10 October (a made-up Saturday); Sunday the 11th is still near.
    eve = dt.datetime(2026, 9, 30, 9, 0, tzinfo=NOW.tzinfo)
    assert clock_at(eve).near_until == dt.date(2026, 10, 11)


def test_due_words_name_the_weekday_the_hour_and_another_year(world):
    clock: Clock = clock_at(NOW)
    row = UnitAssignment(due_on=dt.date(2026, 3, 20))
    assert due_words(row, clock) == "3月20日（周五）18:00前"
    assert due_words(UnitAssignment(due_on=dt.date(2027, 1, 4), due_time=dt.time(9, 30)), clock) == (
        "2027年1月4日（周一）09:30前"
    )
    assert (
        due_words(UnitAssignment(due_on=dt.date(2026, 3, 20), is_approximate=True), clock)
        == "3月20日（周五）左右"
    )
    assert due_words(UnitAssignment(), clock) == ""
