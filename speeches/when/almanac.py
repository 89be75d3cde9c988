"""Lunar months, solar terms and the estimated days off, looked up in a table drawn up once (almanac.json).

The table comes from `lunar_python` and `holidays`, which need milliseconds for every year asked and a fifth of a second to
load. `python -m speeches.when.almanac` draws it up again after one of them was upgraded; a test compares both. Years 1900 to 2099.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("almanac.json")
YEARS = range(1900, 2100)
ESTIMATED = range(1950, 2100)
# In the order of a solar year, two a month.
TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip


@cache
def _table() -> dict[str, dict[str, str]]:
    """ "lunar": year → new year's day, leap month, 1 for each month of 30 days; "terms": year → 24 days; "off": year → days."""
    found: dict[str, dict[str, str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=512)
def lunar_day(year: int, month: int, day: int, leap: bool = False) -> dt.date | None:
    """The solar day of a lunar one (正月初一 of 2027 → 2027-02-06), or None where that lunar month has no such day."""
    if year not in YEARS:
        return None
    opening, doubled, lengths = _table()["lunar"][str(year)].split()
    twice = int(doubled)
    if not 1 <= month <= 12 or (leap and month != twice):
        return None
    # The leap month follows the one whose number it bears.
    place = month - 1 + (leap or 0 < twice < month)
    if not 1 <= day <= 29 + int(lengths[place]):
        return None
    days = sum(29 + int(length) for length in lengths[:place])
    return dt.date(year, int(opening[:2]), int(opening[2:])) + dt.timedelta(days=days + day - 1)


def term_day(name: str, year: int) -> dt.date | None:
    """The day of a solar term in a solar year: ("清明", 2026) → 2026-04-05; None for another name."""
    if year not in YEARS or name not in TERMS:
        return None
    place = TERMS.index(name)
    days = _table()["terms"][str(year)]
    return dt.date(year, place // 2 + 1, int(days[2 * place : 2 * place + 2]))


@lru_cache(maxsize=64)
def days_off(year: int) -> frozenset[dt.date]:
    """The days off of a year without notice, by law and habit; weekends and make-up days are not in it."""
    if year not in ESTIMATED:
        return frozenset()
    return frozenset(dt.date(year, int(day[:2]), int(day[2:])) for day in _table()["off"][str(year)].split())


def drawn_up() -> dict[str, dict[str, str]]:
    """The table as the two libraries give it today; takes some seconds."""
    import holidays

    return {
        "lunar": {str(year): _lunar_year(year) for year in YEARS},
        "terms": {str(year): terms_of(year) for year in YEARS},
        "off": {
            str(year): " ".join(f"{day:%m%d}" for day in sorted(holidays.country_holidays("CN", years=year)))
            for year in ESTIMATED
        },
    }


def _lunar_year(year: int) -> str:
    from lunar_python import LunarMonth, LunarYear

    doubled = LunarYear.fromYear(year).getLeapMonth()
    numbers = [n for month in range(1, 13) for n in ((month, -month) if month == doubled else (month,))]
    lengths = "".join(str(LunarMonth.fromYm(year, n).getDayCount() - 29) for n in numbers)
    return f"{_solar(year, 1, 1):%m%d} {doubled} {lengths}"


def _solar(year: int, month: int, day: int) -> dt.date:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, day).getSolar()
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())


def terms_of(year: int) -> str:
    """The days of the month of the 24 solar terms of a year, as the library gives them."""
    from lunar_python import Solar

    days = {}
    # The library's table runs from one winter solstice to the next, so a solar year's terms stand in two of them.
    for asked in (year, year + 1):
        for name, solar in Solar.fromYmd(asked, 6, 15).getLunar().getJieQiTable().items():
            if name in TERMS and solar.getYear() == year:
                days[name] = solar.getDay()
    return "".join(f"{days[name]:02}" for name in TERMS)


if __name__ == "__main__":
    TABLE.write_text(json.dumps(drawn_up(), indent=0) + "\n", encoding="utf-8")
