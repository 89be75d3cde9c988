"""What the days of a month are called: breaks, make-up workdays, lunar festivals, years without a notice."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.when import Calendar, StatutoryWorkdays
from speeches.when.daynames import days_of_month


def label(day: str, table: dict[dt.date, tuple[bool, str]] | None = None) -> str:
    on = dt.date.fromisoformat(day)
    days = days_of_month(on.year, on.month, Calendar(StatutoryWorkdays(table)))
    return days[on.day - 1].label


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-06-10", "6月10日 周三 工作日"),
        ("2026-06-13", "6月13日 周六 周末"),
        ("2026-06-19", "6月19日 周五 端午 端午假期"),
        ("2026-10-01", "10月1日 周四 国庆 国庆假期"),
        ("2026-10-10", "10月10日 周六 调休上班"),
        ("2026-09-20", "9月20日 周日 调休上班"),
        ("2026-02-16", "2月16日 周一 除夕 春节假期"),
        ("2026-10-18", "10月18日 周日 重阳 周末"),
        ("2027-02-06", "2月6日 周六 春节 春节假期 暂定"),
        ("2028-02-29", "2月29日 周二 工作日 暂定"),
    ],
)
def test_a_day_is_told_by_what_it_is(day: str, told: str) -> None:
    assert label(day) == told


def test_the_office_s_own_days_go_before() -> None:
    table = {dt.date(2027, 3, 3): (False, "县庆放假"), dt.date(2027, 3, 6): (True, "县庆补班")}
    assert label("2027-03-03", table) == "3月3日 周三 县庆放假"
    assert label("2027-03-06", table) == "3月6日 周六 县庆补班"


@pytest.mark.parametrize("year", [1900, 2099, 9999])
def test_there_is_no_calendar_beyond_its_tables(year: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        days_of_month(year, 1, Calendar())
