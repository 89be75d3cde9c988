"""The preview of a regime: its days over three months with holidays, and the asks a month it puts on each unit."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.common.workdays import calendar_for
from tracker.items import operations as items
from tracker.items.registration import register_speech
from tracker.meetings.models import Draft, RegimeDraft
from tracker.org.models import Office
from tracker.regimes import operations
from tracker.regimes.preview import Step, marks_of, month_of, preview

DAILY = {"what": "report", "text": "日报告", "start": 0, "end": 3, "rrule": "FREQ=DAILY", "time": "17:00"}
WEEKLY = {"what": "bulletin", "text": "周通报", "start": 4, "end": 7, "rrule": "FREQ=WEEKLY", "time": ""}
HALVES = {
    "what": "inspection", "text": "半月督查", "start": 8, "end": 12, "rrule": "FREQ=MONTHLY;BYMONTHDAY=15,-1", "time": "",
}  # fmt: skip
FIRST, LAST = dt.date(2026, 3, 2), dt.date(2026, 5, 31)
CALENDAR = calendar_for()


@pytest.fixture
def regime(world) -> RegimeDraft:
    speech = a_speech(world, "日报告、周通报、半月督查。")
    a_draft(speech, lead=[a_name("县财政局"), a_name("各乡镇")], decision=Draft.Decision.PROPOSED)
    return RegimeDraft.objects.create(
        speech=speech, title="日报告、周通报", start=0, end=12, steps=[DAILY, WEEKLY, HALVES]
    )


def days(what: str, rrule: str) -> list[dt.date]:
    return [day for day, _ in marks_of([Step(what, "", rrule)], FIRST, LAST, CALENDAR)]


def test_a_day_off_is_rolled_back_to_the_working_day_before():
    # 15 March 2026 is a Sunday, 31 May too.
    marked = marks_of([Step("inspection", "半月督查", HALVES["rrule"])], FIRST, LAST, CALENDAR)
    assert [day for day, _ in marked][:3] == [
        dt.date(2026, 3, 13),
        dt.date(2026, 3, 31),
        dt.date(2026, 4, 15),
    ]
    assert marked[0][1].moved == "3月15日" and marked[1][1].moved == ""


def test_a_daily_report_is_due_on_working_days_only():
    found = days("report", "FREQ=DAILY")
    assert all(CALENDAR.is_workday(day) for day in found) and len(found) == len(set(found))
    # 1 to 5 May are off, 9 May (a Saturday) is worked.
    assert dt.date(2026, 5, 1) not in found and dt.date(2026, 5, 9) in found


def test_what_was_only_said_as_weekly_is_due_by_the_weeks_last_working_day():
    marked = marks_of([Step("bulletin", "周通报", "FREQ=WEEKLY")], FIRST, LAST, CALENDAR)
    assert marked[0][0] == dt.date(2026, 3, 6) and marked[0][1].is_span


def test_a_span_that_reaches_beyond_the_window_is_not_due_yet():
    assert days("field_review", "FREQ=MONTHLY;INTERVAL=6") == []


def test_a_span_that_the_end_cuts_short_is_due_by_then():
    end = dt.date(2026, 4, 12)
    marked = marks_of([Step("bulletin", "月通报", "FREQ=MONTHLY")], FIRST, LAST, CALENDAR, end)
    assert [day for day, _ in marked] == [dt.date(2026, 3, 31), dt.date(2026, 4, 10)]


def test_a_first_week_without_a_working_day_left_asks_nothing():
    marked = marks_of([Step("bulletin", "周通报", "FREQ=WEEKLY")], dt.date(2026, 3, 1), LAST, CALENDAR)
    assert marked[0][0] == dt.date(2026, 3, 6)


def test_a_month_is_a_sheet_from_monday_to_sunday_with_its_feasts():
    month = month_of(dt.date(2026, 5, 1), [], CALENDAR)
    assert {len(week) for week in month.weeks} == {7}
    cells = {day.day: day for week in month.weeks for day in week if day.day}
    assert cells[dt.date(2026, 5, 1)].feast == "五一" and cells[dt.date(2026, 5, 4)].is_off
    assert cells[dt.date(2026, 5, 9)].feast == "班"


def test_asks_are_counted_for_each_unit_and_marked_over_the_limit(world, regime):
    Office.objects.update(monthly_asks=20)
    made = preview(regime, starts_on=FIRST, ends_on=None)
    assert made.loads[0].units == ("财政局", "柳河镇", "石桥镇")
    march, april, may, june = made.loads[0].months
    # 22 daily reports and 2 checks in March; the bulletin is the office's own work.
    assert march == (0, 24, True) and may[1] < march[1] and june[1] > 0
    assert made.over == 3 and dict(made.kinds)["迎检"] == 2


def test_what_a_unit_is_asked_already_counts(world, regime):
    by = world.viewer("officer")
    other = a_speech(world, "另一篇讲话。")
    a_draft(other, rrule="FREQ=WEEKLY;BYDAY=MO", recurrence_text="每周一")
    made = register_speech(other.pk, basis="会议", approver="县长", by=by, at=NOW)
    items.issue_all([item.pk for item in made], by=by, at=NOW)
    running = RegimeDraft.objects.create(speech=other, title="半月督查", start=0, end=4, steps=[HALVES])
    operations.adopt(running, starts_on=FIRST, ends_on=None, reason="", by=by, at=NOW)
    made_now = preview(regime, starts_on=FIRST, ends_on=None)
    loads = {unit: load.months for load in made_now.loads for unit in load.units}
    # Five Mondays and two checks in March.
    assert loads["财政局"][0][0] == 7 and loads["柳河镇"][0][0] == 0


def test_an_end_ends_the_asks(world, regime):
    made = preview(regime, starts_on=FIRST, ends_on=dt.date(2026, 3, 31))
    assert [total for _, total, _ in made.loads[0].months][1:] == [0, 0, 0]


def test_adopting_on_the_desk_answers_with_what_is_missing(world, regime, signed_in):
    client = signed_in(world.officer)
    path = reverse("console:regime_adopt_here", args=[regime.pk])
    columns = {"revision": 0, "starts_on": "2026-03-02", "ends_on": "", "reason": ""}
    answer = client.post(path, columns, headers={"hx-request": "true"})
    assert answer.status_code == 422 and "理由" in answer.content.decode()
    late = client.post(path, columns | {"revision": 7}, headers={"hx-request": "true"})
    assert late.status_code == 409
    columns |= {"ends_on": "2026-04-30", "reason": "汛前集中整治"}
    assert "已确认执行" in client.post(path, columns, headers={"hx-request": "true"}).content.decode()


@pytest.mark.parametrize("starts_on", ["", "abc", "0202-01-01", "9999-12-31", "2026-13-40"])
def test_absurd_days_are_no_error(world, regime, signed_in, starts_on):
    path = reverse("console:regime_preview", args=[regime.pk])
    answer = signed_in(world.officer).get(path, {"starts_on": starts_on, "ends_on": starts_on})
    assert answer.status_code == 200
