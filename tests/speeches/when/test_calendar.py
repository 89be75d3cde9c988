"""Workdays with make-up days, holidays not yet published, festivals by the lunar calendar (DOMAIN c9)."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.when import Calendar, StatutoryWorkdays, times
from speeches.when.almanac import lunar_day
from speeches.when.calendar import festival_day


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("issued", "n", "due"),
    [
        ("2026-09-18", 3, "2026-09-22"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-29", 5, "2026-10-12"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-03-02", 10, "2026-03-16"),
        ("2026-12-30", 1, "2026-12-31"),
    ],
)
def test_it_counts_statutory_workdays(issued: str, n: int, due: str) -> None:
    assert Calendar().add_workdays(day(issued), n) == day(due)
    (value,) = times(f"{n}个工作日内办结", day(issued))
    assert (value.to, value.provisional) == (day(due), False)


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        ("2026-10-03", False),
        ("2026-09-20", True),
        ("2026-02-14", True),
        ("2026-01-04", True),
        ("2026-10-10", True),
        ("2026-05-09", True),
    ],
)
def test_it_knows_make_up_days(on: str, worked: bool) -> None:
    assert Calendar().is_workday(day(on)) is worked


def test_a_year_has_two_hundred_forty_eight_workdays() -> None:
    days = (dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(365))
    assert sum(map(StatutoryWorkdays().is_workday, days)) == 248


def test_it_counts_back() -> None:
    assert Calendar().add_workdays(day("2026-10-08"), -1) == day("2026-09-30")
    assert Calendar().workday_on_or_before(day("2026-10-05")) == day("2026-09-30")


def test_a_year_without_notice_is_provisional_and_says_so() -> None:
    assert not Calendar().published(2027)
    (value,) = times("10个工作日内办结", dt.date(2026, 12, 28))
    assert value.provisional
    assert "尚未公布" in value.trace
    (sure,) = times("3个工作日内办结", dt.date(2026, 12, 28))
    assert not sure.provisional


def test_an_office_brings_next_years_table() -> None:
    table = {
        day("2027-01-01"): (False, "元旦"),
        day("2027-01-02"): (False, "元旦"),
        day("2027-01-04"): (False, "元旦"),
    }
    table |= {day("2027-01-09"): (True, "元旦补班")}
    workdays = StatutoryWorkdays(table)
    assert workdays.published(2027)
    assert workdays.name_of(day("2027-01-09")) == "元旦补班"
    (value,) = times("5个工作日内办结", dt.date(2026, 12, 31), workdays=workdays)
    assert (value.to, value.provisional) == (day("2027-01-09"), False)


def test_a_local_day_goes_before_the_statutory_one() -> None:
    workdays = StatutoryWorkdays({day("2026-03-03"): (False, "三月三")})
    (value,) = times("1个工作日内办结", dt.date(2026, 3, 2), workdays=workdays)
    assert value.to == day("2026-03-04")


@pytest.mark.parametrize(
    ("name", "year", "on"),
    [
        ("春节", 2026, "2026-02-17"),
        ("春节", 2027, "2027-02-06"),
        ("除夕", 2027, "2027-02-05"),
        ("元宵", 2026, "2026-03-03"),
        ("端午", 2026, "2026-06-19"),
        ("中秋", 2026, "2026-09-25"),
        ("重阳", 2026, "2026-10-18"),
        ("清明", 2026, "2026-04-05"),
        ("冬至", 2026, "2026-12-22"),
        ("立春", 2027, "2027-02-04"),
        ("母亲节", 2026, "2026-05-10"),
        ("小年", 2027, "2027-01-30"),
    ],
)
def test_it_dates_festivals(name: str, year: int, on: str) -> None:
    assert festival_day(name, year) == day(on)


def test_it_gives_the_break_around_a_festival() -> None:
    national = Calendar().festival("国庆", 2026)
    spring = Calendar().festival("春节", 2026)
    assert national and (national.first, national.last) == (day("2026-10-01"), day("2026-10-07"))
    assert spring and (spring.first, spring.last) == (day("2026-02-15"), day("2026-02-23"))
    assert Calendar().festival("无此节", 2026) is None


def test_a_lunar_day_that_the_month_lacks_is_none() -> None:
    assert lunar_day(2026, 1, 31) is None
    assert lunar_day(1850, 1, 1) is None


def test_far_years_have_weekends_only() -> None:
    workdays = StatutoryWorkdays()
    assert not workdays.published(2150)
    assert workdays.is_workday(dt.date(2150, 10, 1)) is (dt.date(2150, 10, 1).weekday() < 5)


@pytest.mark.parametrize(
    ("words", "provisional"), [("春节期间", True), ("春节后", True), ("春节前", False), ("国庆期间", False)]
)
def test_only_a_break_not_yet_published_is_provisional(words: str, provisional: bool) -> None:
    (value,) = times(words, dt.date(2026, 3, 2))
    assert value.provisional is provisional


def test_a_festival_whose_day_went_by_in_its_break_is_past_with_a_clock_time() -> None:
    (value,) = times("国庆晚上8点", dt.date(2026, 10, 3))
    assert (value.to, value.past, value.limit) == (day("2026-10-01"), True, False)
