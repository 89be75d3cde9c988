"""The table of lunar months, solar terms and estimated days off says what the libraries say that it was drawn up from."""

from __future__ import annotations

import datetime as dt
import json

from speeches.when.almanac import TABLE, days_off, drawn_up, lunar_day, term_day


def test_the_table_is_what_the_libraries_give() -> None:
    assert json.loads(TABLE.read_text(encoding="utf-8")) == drawn_up()


def test_a_leap_month_follows_the_one_whose_number_it_bears() -> None:
    # 2025 has two sixth months.
    assert lunar_day(2025, 6, 1) == dt.date(2025, 6, 25)
    assert lunar_day(2025, 6, 1, leap=True) == dt.date(2025, 7, 25)
    assert lunar_day(2025, 7, 1) == dt.date(2025, 8, 23)
    assert lunar_day(2025, 5, 1, leap=True) is None


def test_years_and_names_outside_the_table_have_no_day() -> None:
    assert lunar_day(2100, 1, 1) is None
    assert term_day("清明", 2100) is None
    assert term_day("国庆", 2026) is None
    assert days_off(2100) == frozenset()
