"""Clocks that jump, workers that were away, ends of days and years, long holidays: no message about the past, none twice, none missing.

Nothing waits or sleeps: the moments are handed in. What should have been said is worked out here from the days alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from tests.support.build import an_item
from tests.support.world import SHANGHAI, World
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.notices.models import Message
from tracker.org.models import Office
from tracker.reminders import digesting, operations, replanning, reporting
from tracker.reminders.models import DigestPlan, DigestRun

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def moment(day: str, hour: str = "08:30") -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(hour), SHANGHAI)


def a_duty(world: World, issued: str, due_on: str) -> UnitAssignment:
    """财政局's part, issued at nine on a day and due on another; its issue messages are put away."""
    part = an_item(world, rrule="").assignments.get(unit=world.units["财政局"])
    UnitAssignment.objects.filter(pk=part.pk).update(due_on=due_on)
    items.issue(part.pk, by=world.viewer("officer"), at=moment(issued, "09:00"))
    Message.objects.all().delete()
    return part


def run(at: dt.datetime) -> None:
    """What a tick does of it."""
    for ticker in (
        replanning.replan, operations.plan_due, reporting.open_slots, operations.post_due, reporting.post_reports_due, digesting.send_due,
    ):  # fmt: skip
        while ticker(at):
            pass


def told() -> list[tuple[str, str]]:
    """(day, kind) of every reminder in the inbox, in order."""
    rows = Message.objects.filter(kind="reminder", channel="inapp").order_by("created_at", "id")
    return [(f"{row.created_at.astimezone(SHANGHAI):%m-%d}", row.key.split(":")[3]) for row in rows]


def days(first: str, last: str, hour: str = "08:31") -> Iterable[dt.datetime]:
    at = moment(first, hour)
    while at <= moment(last, hour):
        yield at
        at += DAY


def live(first: str, last: str) -> None:
    """Twice a day: just after the hour of reminders, and in the evening."""
    for at in days(first, last):
        run(at)
        run(at + 11 * HOUR)


@pytest.mark.parametrize(
    ("issued", "due_on", "last", "expected"),
    [
        # Over the end of a month and of a leap day.
        ("2028-02-18", "2028-03-01", "2028-03-01", [("02-21", "due-7d"), ("02-25", "due-3d"), ("02-29", "due-1d"), ("03-01", "due-0d")]),
        # The eve and the end of the national holiday of 2026: 25 to 27 September and 1 to 7 October off, 20 September and 10 October worked.
        ("2026-09-15", "2026-10-08", "2026-10-08", [("09-21", "due-7d"), ("09-28", "due-3d"), ("09-30", "due-1d"), ("10-08", "due-0d")]),
        # Due in the middle of the holiday: counted from its eve; late ones wait for its end, and are one.
        ("2026-09-15", "2026-10-03", "2026-10-09", [("09-20", "due-7d"), ("09-24", "due-3d"), ("09-29", "due-1d"), ("09-30", "due-0d"), ("10-08", "late-3d")]),
        # Over the end of the year.
        ("2026-12-18", "2027-01-04", "2027-01-05", [("12-23", "due-7d"), ("12-29", "due-3d"), ("12-31", "due-1d"), ("01-04", "due-0d"), ("01-05", "late-1d")]),
    ],
)  # fmt: skip
def test_ends_of_months_years_and_holidays(world: World, issued, due_on, last, expected) -> None:
    a_duty(world, issued, due_on)
    run(moment(issued, "09:01"))
    live(f"{dt.date.fromisoformat(issued) + DAY}", last)
    assert told() == expected


def test_an_hour_forwards_and_back_says_nothing_twice_and_loses_nothing(world: World) -> None:
    a_duty(world, "2026-03-02", "2026-03-20")
    run(moment("2026-03-02", "09:01"))
    for at in days("2026-03-03", "2026-03-20", "08:00"):
        # 8:00, then an hour too fast, set back, and on: 8:30 comes twice.
        for jump in (0, 1, 0.25, 0.75, 1, 0.5, 2):
            run(at + HOUR * jump)
    assert told() == [("03-11", "due-7d"), ("03-17", "due-3d"), ("03-19", "due-1d"), ("03-20", "due-0d")]


def test_a_week_of_downtime_says_one_true_thing(world: World) -> None:
    a_duty(world, "2026-03-02", "2026-03-20")
    run(moment("2026-03-02", "09:01"))
    # Nobody ran from the 10th to the 18th: of "seven days" and "three days" only what is true on the day is told, once.
    live("2026-03-03", "2026-03-10")
    live("2026-03-18", "2026-03-20")
    assert told() == [("03-18", "due-3d"), ("03-19", "due-1d"), ("03-20", "due-0d")]
    first = Message.objects.filter(kind="reminder", channel="inapp").earliest("created_at")
    assert "还有2个工作日" in first.subject


def test_downtime_over_the_deadline_does_not_say_that_it_is_to_come(world: World) -> None:
    a_duty(world, "2026-03-02", "2026-03-20")
    run(moment("2026-03-02", "09:01"))
    live("2026-03-25", "2026-03-26")
    assert told() == [("03-25", "late-3d")]


def test_a_year_ahead_and_back_again_leaves_the_plan_as_it_was(world: World) -> None:
    """A clock that was a year ahead for a minute on a night: nobody is written to, nothing is lost."""
    a_duty(world, "2026-03-02", "2026-03-20")
    run(moment("2026-03-02", "09:01"))
    run(moment("2027-03-06", "03:00"))
    live("2026-03-03", "2026-03-20")
    assert [kind for _, kind in told()] == ["due-7d", "due-3d", "due-1d", "due-0d"]


@pytest.mark.parametrize(("closing", "says"), [("17:00", "今天17:00到期"), ("12:00", "今天12:00到期")])
def test_another_closing_time_is_told_in_the_day_s_own_words(world: World, closing: str, says: str) -> None:
    a_duty(world, "2026-03-02", "2026-03-20")
    run(moment("2026-03-02", "09:01"))
    live("2026-03-03", "2026-03-18")
    Office.objects.update(closing_time=closing)
    live("2026-03-19", "2026-03-20")
    assert [kind for _, kind in told()] == ["due-7d", "due-3d", "due-1d", "due-0d"]
    assert says in Message.objects.filter(kind="reminder", channel="inapp").latest("created_at").subject


def test_digests_come_once_a_workday_whatever_the_clock_does(world: World) -> None:
    a_duty(world, "2026-09-15", "2026-10-30")
    plan = DigestPlan.objects.create(
        person=world.lead_clerk, kind="liaison", time=dt.time(8, 30), next_at=moment("2026-09-28")
    )
    for at in days("2026-09-28", "2026-10-11", "08:00"):
        for jump in (0, 1, 0.6):
            run(at + HOUR * jump)
    worked = ["09-28", "09-29", "09-30", "10-08", "10-09", "10-10"]
    runs = DigestRun.objects.filter(person=world.lead_clerk).order_by("at")
    assert sorted(one.period[5:] for one in runs) == worked
    plan.refresh_from_db()
    assert plan.next_at == moment("2026-10-12")
