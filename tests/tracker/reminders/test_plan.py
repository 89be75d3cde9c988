"""The pure plan: which reminders fall when. March 2026 has no holiday, 清明 is 4 to 6 April, 国庆 1 to 7 October."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.world import SHANGHAI
from tracker.common.workdays import calendar_for
from tracker.items.states import State
from tracker.reminders.plan import (
    Policy,
    deadline,
    is_open_hour,
    next_open_hour,
    phrase,
    plan,
    still_true,
    workdays_before,
)

CALENDAR = calendar_for({})
POLICY = Policy()
FRIDAY = dt.date(2026, 3, 20)


def planned(
    due_on: dt.date | None, due_time: dt.time | None = None, state: str = State.ISSUED, **policy
) -> dict[str, str]:
    """kind → "MM-DD" of the plan."""
    found = plan(due_on, due_time, state, policy=Policy(**policy), calendar=CALENDAR)
    return {p.kind: f"{p.moment:%m-%d}" for p in found}


def moment(month: int, day: int, hour: int = 8, minute: int = 30) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def test_it_counts_workdays_before_and_calendar_days_after() -> None:
    assert planned(FRIDAY) == {
        "due-7d": "03-11",
        "due-3d": "03-17",
        "due-1d": "03-19",
        "due-0d": "03-20",
        "late-3d": "03-23",  # late-1d falls on Saturday and would go out on the same Monday
        "late-7d": "03-27",
        "late-14d": "04-03",
        "late-21d": "04-10",
        "late-28d": "04-17",
        "late-35d": "04-24",
        "late-42d": "05-06",  # 1 May to 5 May are free
        "late-49d": "05-08",
        "late-56d": "05-15",
        "late-63d": "05-22",
    }


def test_every_moment_is_at_the_hour_of_a_workday_and_no_two_share_a_day() -> None:
    for n in range(365):
        due_on = dt.date(2026, 1, 1) + dt.timedelta(n)
        found = plan(due_on, None, State.ISSUED, policy=POLICY, calendar=CALENDAR)
        days = [p.moment.date() for p in found]
        assert days == sorted(set(days)), due_on
        assert all(CALENDAR.is_workday(day) for day in days), due_on
        assert {p.moment.timetz() for p in found} == {dt.time(8, 30, tzinfo=SHANGHAI)}, due_on


def test_a_deadline_on_a_rest_day_is_announced_from_the_last_workday_before() -> None:
    # Sunday 2026-03-22: the day itself is announced on Friday, the others count from there.
    found = planned(dt.date(2026, 3, 22))
    assert (found["due-3d"], found["due-1d"], found["due-0d"]) == ("03-17", "03-19", "03-20")


def test_make_up_workdays_count() -> None:
    # Saturday 2026-10-10 is worked (国庆), so it is one of the workdays before Monday 12 October.
    assert CALENDAR.is_workday(dt.date(2026, 10, 10))
    assert planned(dt.date(2026, 10, 12))["due-1d"] == "10-10"


def test_a_long_holiday_brings_one_reminder_not_four() -> None:
    # Due on the eve of 国庆: 1 and 3 and 7 days late all fall on 8 October, which says the most.
    found = planned(dt.date(2026, 9, 30))
    assert found["due-0d"] == "09-30"
    assert [kind for kind, day in found.items() if day == "10-08"] == ["late-7d"]
    assert "late-1d" not in found and "late-3d" not in found


@pytest.mark.parametrize(
    "state",
    [
        State.REGISTERED,
        State.CLOSE_REQUESTED,
        State.VERIFYING,
        State.CLOSED,
        State.CANCELLED,
        State.SUSPENDED,
    ],
)
def test_nobody_is_reminded_of_what_is_not_theirs_to_do_now(state: str) -> None:
    assert planned(FRIDAY, state=state) == {}


@pytest.mark.parametrize(
    "state", [State.ISSUED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.RETURNED, State.REOPENED]
)
def test_whoever_has_to_work_is_reminded(state: str) -> None:
    assert "due-3d" in planned(FRIDAY, state=state)


def test_nothing_due_nothing_planned() -> None:
    assert planned(None) == {}


def test_a_reminder_never_comes_after_the_deadline_it_announces() -> None:
    # Due at 8:00, half an hour before anybody is written to: the day itself is left out.
    assert "due-0d" not in planned(FRIDAY, dt.time(8, 0))
    assert "due-0d" in planned(FRIDAY, dt.time(9, 0))


def test_an_office_chooses_its_own_days() -> None:
    assert list(planned(FRIDAY, before=(5,), late=(2,), weekly=1)) == [
        "due-5d",
        "due-0d",
        "late-2d",
        "late-9d",
    ]
    assert list(planned(FRIDAY, before=(), late=(), weekly=0)) == ["due-0d"]


@pytest.mark.parametrize(
    ("text", "days"),
    [("7,3,1", (7, 3, 1)), ("1、3，7", (7, 3, 1)), (" 5 ", (5,)), ("", ()), ("每天, 0, 999, 3, 3", (3,))],
)
def test_the_office_s_list_is_read_with_patience(text: str, days: tuple[int, ...]) -> None:
    assert workdays_before(text) == days


def test_leap_day_month_end_and_year_end() -> None:
    on_leap_day = plan(dt.date(2024, 2, 29), None, State.ISSUED, policy=POLICY, calendar=CALENDAR)
    assert {p.kind: p.moment.date() for p in on_leap_day}["late-1d"] == dt.date(2024, 3, 1)
    at_year_end = plan(dt.date(2025, 12, 31), None, State.ISSUED, policy=POLICY, calendar=CALENDAR)
    # 1 January is free, and so is 2 January 2026; Sunday the 4th is worked.
    assert {p.kind: p.moment.date() for p in at_year_end}["late-3d"] == dt.date(2026, 1, 4)


def test_people_are_written_to_on_workdays_between_the_hours() -> None:
    assert is_open_hour(moment(3, 20), POLICY, CALENDAR)
    assert not is_open_hour(moment(3, 20, 8, 29), POLICY, CALENDAR)
    assert not is_open_hour(moment(3, 20, 20, 0), POLICY, CALENDAR)
    assert not is_open_hour(moment(3, 21, 10), POLICY, CALENDAR)  # Saturday
    # 01:00 in London is 09:00 in Shanghai.
    assert is_open_hour(dt.datetime(2026, 3, 20, 1, tzinfo=dt.UTC), POLICY, CALENDAR)
    assert next_open_hour(moment(3, 20, 7), POLICY, CALENDAR) == moment(3, 23)


def test_a_calendar_without_workdays_is_an_error_and_no_endless_search() -> None:
    class Never:
        def is_workday(self, day: dt.date) -> bool:
            return False

        def published(self, year: int) -> bool:
            return True

    with pytest.raises(ValueError, match="no workday"):
        plan(FRIDAY, None, State.ISSUED, policy=POLICY, calendar=Never())


def test_the_words_follow_the_day_they_are_sent_on() -> None:
    end = deadline(FRIDAY, None, POLICY.closing)

    def words(at: dt.datetime) -> str:
        return phrase(FRIDAY, end, at=at, calendar=CALENDAR)

    assert words(moment(3, 17)) == "将于3月20日到期（还有3个工作日）"
    assert words(moment(3, 20)) == "今天18:00到期"
    assert words(moment(3, 20, 18, 1)) == "已超过今天18:00的时限"
    assert words(moment(3, 23)) == "已逾期3天（时限为3月20日）"
    sunday = dt.date(2026, 3, 22)
    rest = phrase(sunday, deadline(sunday, None, POLICY.closing), at=moment(3, 20), calendar=CALENDAR)
    assert rest == "将于3月22日到期（其间没有工作日，请提前办结）"
    later = dt.date(2027, 1, 8)
    assert phrase(
        later, deadline(later, None, POLICY.closing), at=moment(12, 31), calendar=CALENDAR
    ).startswith("将于2027年1月8日到期")


def test_a_kind_is_true_on_its_own_side_of_the_deadline() -> None:
    end = deadline(FRIDAY, dt.time(12, 0), POLICY.closing)

    assert still_true("due-0d", end, end) and not still_true("due-0d", end, end + dt.timedelta(seconds=1))
    assert not still_true("late-1d", end, end) and still_true("late-1d", end, end + dt.timedelta(seconds=1))
