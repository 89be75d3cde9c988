"""日历订阅: what stands in a person's calendar, for whom, under which address, and that a date that moves is moved there."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, TODAY
from tracker.items import operations
from tracker.items.calendar_feeds import end_feed, new_feed, subscriber
from tracker.items.clock import clock_at
from tracker.items.extensions import reschedule
from tracker.items.milestones import Line, plan_milestones
from tracker.items.models import CalendarFeed, UnitAssignment
from tracker.org.models import Post
from tracker.regimes.models import RegimeStep
from tracker.regimes.opening import look_again, open_due
from tracker.regimes.operations import RegimeText, StepText, create
from tracker.reports import calendar_file as files
from tracker.reports.calendar_file import calendar_file

PAGE = reverse("portal:calendar_feed")


@pytest.fixture
def part(world, settings) -> UnitAssignment:
    settings.ORIGIN = "https://luoshi.example"
    made = an_assignment(world)
    return operations.issue(made.pk, by=world.viewer("officer"), at=NOW)


def address(secret: str) -> str:
    return reverse("portal:calendar_file", args=[secret])


def entries(world, who: str) -> dict[str, object]:
    """What stands in somebody's calendar: the identifier without its host → the entry."""
    found = Calendar.from_ical(calendar_file(world.viewer(who), clock_at(NOW)))
    return {str(event["UID"]).partition("@")[0]: event for event in found.walk("VEVENT")}


def test_deadlines_milestones_reports_and_duties_of_ones_own(world, part):
    plan_milestones(
        part.pk, [Line("制定方案", TODAY.replace(day=10))], seen_revision=part.revision, by=world.viewer("officer"), at=NOW
    )  # fmt: skip
    text = RegimeText("周报", TODAY, None, "", "all", (
        StepText("report", "每周五报", "FREQ=WEEKLY;BYDAY=FR", doer="leads"),
        StepText("bulletin", "每周一通报", "FREQ=WEEKLY;BYDAY=MO", doer="office"),
    ))  # fmt: skip
    create(text, by=world.viewer("officer"), at=NOW)
    open_due(NOW)
    kinds = {name.partition("-")[0] for name in entries(world, "lead_clerk")}
    assert kinds == {"assignment", "milestone", "slot"}
    assert {name.partition("-")[0] for name in entries(world, "officer")} == kinds | {"duty"}
    slot = next(event for name, event in entries(world, "lead_clerk").items() if name.startswith("slot"))
    assert slot["DTSTART"].dt.astimezone(SHANGHAI).date() == dt.date(2026, 3, 6)
    assert str(slot["SUMMARY"]) == "报送：周报：每周五报（财政局）"


@pytest.mark.parametrize(
    ("who", "sees"),
    [("officer", True), ("lead_clerk", True), ("leader", True), ("support_clerk", False), ("stranger", False), ("former", False), ("admin", False)],
)  # fmt: skip
def test_nobody_reads_what_they_may_not_see(world, part, who, sees):
    assert (f"assignment-{part.pk}" in entries(world, who)) == sees


def test_a_day_is_a_whole_day_and_an_hour_is_in_shanghai(world, part):
    event = entries(world, "lead_clerk")[f"assignment-{part.pk}"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (TODAY.replace(day=20), TODAY.replace(day=21))
    UnitAssignment.objects.filter(pk=part.pk).update(due_time=dt.time(17, 30))
    raw = calendar_file(world.viewer("lead_clerk"), clock_at(NOW)).decode()
    assert "DTSTART;TZID=Asia/Shanghai:20260320T173000" in raw and "BEGIN:VTIMEZONE" in raw


def test_a_date_that_moves_keeps_its_entry_with_a_higher_number(world, part):
    before = entries(world, "lead_clerk")[f"assignment-{part.pk}"]
    later = NOW + dt.timedelta(hours=1)
    reschedule(
        part.pk, new_due_on=TODAY.replace(day=25), reason="提前准备", by=world.viewer("officer"), at=later
    )
    after = entries(world, "lead_clerk")[f"assignment-{part.pk}"]
    assert after["SEQUENCE"] > before["SEQUENCE"] and after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert after["DTSTART"].dt == TODAY.replace(day=25)


def test_a_report_whose_hour_moves_keeps_its_entry_with_a_higher_number(world, part):
    step = StepText("report", "每周五报", "FREQ=WEEKLY;BYDAY=FR", doer="leads", time=dt.time(10))
    regime = create(RegimeText("周报", TODAY, None, "", "all", (step,)), by=world.viewer("officer"), at=NOW)
    open_due(NOW)

    def slots() -> dict[str, object]:
        return {name: one for name, one in entries(world, "lead_clerk").items() if name.startswith("slot")}

    before = slots()
    assert before and slots() == before
    RegimeStep.objects.filter(regime=regime).update(time=dt.time(16))
    look_again(regime)
    open_due(NOW)
    after = slots()
    assert after.keys() == before.keys()
    for name, event in after.items():
        assert event["DTSTART"].dt.hour == 16 and event["SEQUENCE"] == before[name]["SEQUENCE"] + 1
    # A task in other hands, or moved on, is a later state of the entry, too.
    operations.acknowledge(part.pk, by=world.viewer("lead_clerk"), at=NOW)
    assert all(event["SEQUENCE"] > after[name]["SEQUENCE"] for name, event in slots().items())
    # Looked at again with nothing changed, it stays as it is.
    same = slots()
    look_again(regime)
    open_due(NOW)
    assert slots() == same


def test_hostile_and_long_words_stay_words(world, part):
    hostile = "甲\r\nEND:VEVENT\nBEGIN:VALARM;乙,丙\\丁\x07" + "长" * 300
    type(part.item).objects.filter(pk=part.item_id).update(task=hostile)
    raw = calendar_file(world.viewer("lead_clerk"), clock_at(NOW))
    lines = raw.split(b"\r\n")
    assert lines.count(b"END:VEVENT") == 1 and not any(line.startswith(b"BEGIN:VALARM") for line in lines)
    assert max(map(len, lines)) <= 75
    assert "END:VEVENT" in str(entries(world, "lead_clerk")[f"assignment-{part.pk}"]["DESCRIPTION"])


def test_the_address_opens_without_signing_in_and_tells_when_nothing_changed(world, part, client):
    secret = new_feed(by=world.viewer("lead_clerk"), at=NOW)
    got = client.get(address(secret))
    assert got.status_code == 200 and got["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"assignment-{part.pk}@luoshi.example".encode() in got.content
    with time_machine.travel(NOW + dt.timedelta(minutes=7), tick=False):
        again = client.get(address(secret), headers={"if-none-match": got["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    UnitAssignment.objects.filter(pk=part.pk).update(due_on=TODAY.replace(day=21))
    assert client.get(address(secret), headers={"if-none-match": got["ETag"]}).status_code == 200


def test_the_database_holds_no_secret_and_a_new_address_ends_the_old(world, part, client):
    first = new_feed(by=world.viewer("lead_clerk"), at=NOW)
    assert first not in str(CalendarFeed.objects.values().get())
    second = new_feed(by=world.viewer("lead_clerk"), at=NOW)
    assert client.get(address(first)).status_code == 404 and client.get(address(second)).status_code == 200
    assert client.post(address(second)).status_code == 405
    end_feed(by=world.viewer("lead_clerk"))
    assert client.get(address(second)).status_code == 404
    assert client.get(address("x" * 500)).status_code == 404


def test_a_feed_ends_with_the_post_and_with_the_account(world, part, client):
    secret = new_feed(by=world.viewer("lead_clerk"), at=NOW)
    Post.objects.filter(person=world.lead_clerk).update(valid_until=TODAY - dt.timedelta(days=1))
    assert client.get(address(secret)).status_code == 404
    Post.objects.filter(person=world.lead_clerk).update(valid_until=None)
    assert subscriber(secret, on=TODAY) is not None
    type(world.lead_clerk).objects.filter(pk=world.lead_clerk.pk).update(is_active=False)
    assert client.get(address(secret)).status_code == 404


def test_the_page_shows_the_address_once(world, signed_in):
    clerk = signed_in(world.lead_clerk)
    shown = clerk.post(PAGE).content.decode()
    secret = shown.partition("/l/calendar/")[2].partition(".ics")[0]
    assert subscriber(secret, on=TODAY).person_id == world.lead_clerk.pk
    assert secret not in clerk.get(PAGE).content.decode()
    assert "已停止订阅" in clerk.post(reverse("portal:calendar_end"), follow=True).content.decode()


def test_it_is_bounded_and_asks_no_more_for_more(world, part, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(files, "MOST", 3)
    for _ in range(5):
        operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    viewer, clock = world.viewer("lead_clerk"), clock_at(NOW)
    with django_assert_max_num_queries(6):
        assert calendar_file(viewer, clock).count(b"BEGIN:VEVENT") == 3
