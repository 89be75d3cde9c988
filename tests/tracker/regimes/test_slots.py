"""Which reports are owed, and how each slot stands: pure, no database."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.world import SHANGHAI
from tracker.common.workdays import calendar_for
from tracker.regimes.slots import Ask, Standing, plan, standing, was_asked

CALENDAR = calendar_for()
CLOSING = dt.time(18, 0)
# A Monday.
SINCE = dt.datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def ask(rrule: str, **columns) -> Ask:
    return Ask(rrule, columns.pop("since", SINCE), columns.pop("words", rrule), **columns)


def days(*asks: Ask, until: dt.date = dt.date(2026, 3, 31)) -> list[str]:
    return [f"{slot.due_on:%m%d}" for slot in plan(asks, until=until, calendar=CALENDAR, closing=CLOSING)]


def test_a_daily_report_is_owed_on_working_days_only():
    assert days(ask("FREQ=DAILY"), until=dt.date(2026, 3, 10)) == [
        "0302", "0303", "0304", "0305", "0306", "0309", "0310",
    ]  # fmt: skip


def test_a_make_up_saturday_is_a_working_day():
    # 9 May 2026 makes up for the Labour Day holiday of 1 to 5 May.
    found = days(ask("FREQ=DAILY", since=at(4, 30)), until=dt.date(2026, 5, 10))
    assert found == ["0430", "0506", "0507", "0508", "0509"]


@pytest.mark.parametrize(
    ("roll", "day"),
    [("back", "0313"), ("forward", "0316"), ("none", "0315")],
)
def test_a_day_off_moves_as_the_step_says(roll, day):
    assert days(ask("FREQ=MONTHLY;BYMONTHDAY=15", roll=roll)) == [day]


def test_nothing_is_owed_for_the_time_before_it_was_asked():
    # Asked at noon on the 16th: the 15th is over, and the Monday's report of that day is due by 18:00.
    assert days(ask("FREQ=WEEKLY;BYDAY=MO", since=at(3, 16))) == ["0316", "0323", "0330"]
    assert days(ask("FREQ=WEEKLY;BYDAY=MO", since=at(3, 16, 19))) == ["0323", "0330"]


def test_the_same_slots_follow_whenever_it_is_asked():
    weekly = ask("FREQ=WEEKLY;BYDAY=WE")
    whole = plan([weekly], until=dt.date(2026, 6, 30), calendar=CALENDAR, closing=CLOSING)
    short = plan([weekly], until=dt.date(2026, 4, 15), calendar=CALENDAR, closing=CLOSING)
    assert whole[: len(short)] == short


def test_a_slot_opens_when_the_one_before_fell_due_and_lapses_with_the_next():
    first, second, _ = plan([ask("FREQ=WEEKLY;BYDAY=FR")], until=dt.date(2026, 3, 20), calendar=CALENDAR, closing=CLOSING)  # fmt: skip
    assert (first.opens_at, first.due_at, first.lapses_at) == (SINCE, at(3, 6, 18), at(3, 13, 18))
    assert (second.opens_at, second.lapses_at) == (at(3, 6, 18), at(3, 20, 18))


def test_what_several_regimes_ask_for_one_day_is_asked_once():
    daily = ask("FREQ=DAILY", words="日报告", step=1, time=dt.time(17, 0))
    weekly = ask("FREQ=WEEKLY;BYDAY=FR", words="周五报", step=2)
    slots = plan([weekly, daily], until=dt.date(2026, 3, 6), calendar=CALENDAR, closing=CLOSING)
    assert [len(slot.sources) for slot in slots] == [1, 1, 1, 1, 2]
    # The earlier hour holds, and the day's own beginning.
    assert (slots[-1].due_at, slots[-1].opens_at) == (at(3, 6, 17), at(3, 5, 17))


def test_once_a_week_is_answered_by_the_day_that_is_asked_anyway():
    weekly, thursdays = (
        ask("FREQ=WEEKLY", words="周报", step=2),
        ask("FREQ=WEEKLY;BYDAY=TH", words="周四报", step=1),
    )
    slots = plan([weekly, thursdays], until=dt.date(2026, 3, 13), calendar=CALENDAR, closing=CLOSING)
    assert [(f"{slot.due_on:%m%d}", len(slot.sources)) for slot in slots] == [("0305", 2), ("0312", 2)]


def test_once_a_week_alone_is_due_on_the_last_working_day_of_the_week():
    assert days(ask("FREQ=WEEKLY"), until=dt.date(2026, 3, 15)) == ["0306", "0313"]


def test_a_regime_that_ends_within_a_month_asks_by_its_last_day():
    assert days(ask("FREQ=MONTHLY", ends_on=dt.date(2026, 3, 18))) == ["0318"]


@pytest.mark.parametrize(
    ("moment", "submitted", "void", "excused", "expected"),
    [
        (at(3, 1), None, False, False, Standing.AHEAD),
        (at(3, 5), None, False, False, Standing.OPEN),
        (at(3, 6, 18), None, False, False, Standing.OPEN),
        (at(3, 6, 19), None, False, False, Standing.MISSING),
        (at(3, 9), at(3, 6, 18), False, False, Standing.IN_TIME),
        (at(3, 9), at(3, 7), False, False, Standing.LATE),
        (at(3, 9), None, False, True, Standing.EXCUSED),
        (at(3, 9), None, True, False, Standing.VOID),
        # What was answered stays answered.
        (at(3, 9), at(3, 5), True, True, Standing.IN_TIME),
    ],
)
def test_how_a_slot_stands(moment, submitted, void, excused, expected):
    assert standing(at(3, 6, 18), SINCE, submitted, is_void=void, is_excused=excused, at=moment) == expected


def test_whoever_has_handed_in_owes_no_report():
    changes = [(at(3, 2), "issued"), (at(3, 4), "close_requested"), (at(3, 9), "returned")]
    assert not was_asked(changes, at(3, 1))
    assert was_asked(changes, at(3, 3))
    assert not was_asked(changes, at(3, 6))
    assert was_asked(changes, at(3, 10))
