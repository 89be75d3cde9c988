"""倒排工期: where milestones fall, counted backwards in workdays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tracker.common.workdays import calendar_for
from tracker.items.backwards import (
    BUILT_IN,
    Phase,
    Planned,
    Template,
    phases_of,
    propose,
    suited,
    workdays_until,
)
from tracker.items.pace import Amount

CALENDAR = calendar_for()
MONDAY = dt.date(2026, 3, 2)


def planned(start: dt.date, due: dt.date, text: str = "", amount: Amount | None = None) -> list[Planned]:
    templates = [Template("本办", 0, phases_of(text))] if text else BUILT_IN
    return propose(start, due, templates, CALENDAR, amount)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_last_phase_is_the_deadline_and_the_others_count_back_from_it():
    # Ten workdays after 2 March: 3–6, 9–13 and 16 March.
    found = planned(MONDAY, day("2026-03-16"), "定方案 20\n过半 50\n上报 100")
    assert found == [
        Planned("定方案", day("2026-03-04")),
        Planned("过半", day("2026-03-09")),
        Planned("上报", day("2026-03-16")),
    ]


def test_a_deadline_on_a_day_off_is_planned_for_the_last_workday_before_it():
    # 2026-10-03 lies in the holiday that begins on 1 October; 10 October is a make-up Saturday.
    assert planned(day("2026-09-21"), day("2026-10-03"), "上报 100") == [Planned("上报", day("2026-09-30"))]
    assert planned(day("2026-09-21"), day("2026-10-10"), "上报 100") == [Planned("上报", day("2026-10-10"))]


def test_make_up_days_count_as_workdays():
    # DOMAIN c9: Sunday 20 September 2026 is worked.
    assert workdays_until(day("2026-09-18"), day("2026-09-22"), CALENDAR) == [
        day("2026-09-20"),
        day("2026-09-21"),
        day("2026-09-22"),
    ]


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-03-02", "2026-03-02"), ("2026-03-06", "2026-03-08"), ("2026-03-09", "2026-03-02")],
)
def test_where_no_workday_lies_between_nothing_is_proposed(start, due):
    assert planned(day(start), day(due)) == []


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2028-02-28", "2028-02-29"),
        ("2026-12-31", "2027-12-31"),
        ("2026-03-02", "2026-03-03"),
        ("2026-03-02", "2040-03-02"),
    ],
)
def test_no_milestone_lies_after_the_deadline_or_before_the_start_or_on_a_day_off(start, due):
    found = planned(day(start), day(due))
    days = [one.due_on for one in found]
    assert days == sorted(set(days)) and days
    assert all(day(start) < one <= day(due) and CALENDAR.is_workday(one) for one in days)


def test_phases_that_fall_on_one_day_are_one_the_later():
    assert [one.name for one in planned(MONDAY, day("2026-03-03"), "甲 30\n乙 60\n丙 100")] == ["丙"]


def test_the_longer_the_time_the_more_phases():
    assert [suited(BUILT_IN, days).name for days in (0, 3, 4, 11, 12, 59, 60, 900)] == [
        "当即办理", "当即办理", "短期任务", "短期任务", "一般任务", "一般任务", "长期任务", "长期任务",
    ]  # fmt: skip
    # An office whose templates all want more time than there is gets the least demanding one.
    assert suited([Template("甲", 50, ()), Template("乙", 20, ())], 5).name == "乙"


def test_a_share_in_a_name_becomes_a_number_where_the_target_is_one():
    found = planned(MONDAY, day("2026-03-16"), "完成50% 50\n完成 100", Amount(Decimal(4785), "户"))
    assert [one.name for one in found] == ["完成50%（2393户）", "完成"]


def test_templates_read_what_an_office_writes():
    assert phases_of("制定方案 20%\n\n 完成 上报 100 ") == (Phase("制定方案", 20), Phase("完成 上报", 100))


@pytest.mark.parametrize(
    "text",
    ["", "方案", "方案 0\n完成 100", "方案 120", "方案 50", "乙 60\n甲 40\n丙 100", "甲 50\n甲 100", "甲 x"],
)
def test_templates_that_cannot_be_meant_are_refused(text):
    with pytest.raises(ValueError, match="[一-龥]"):
        phases_of(text)
