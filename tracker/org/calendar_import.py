"""The office's own calendar days: from the rows of a table to a plan. Pure. The built-in calendar is not touched (DOMAIN c9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.common.dates import day_of, is_of_our_time
from tracker.common.imports import Change, Plan, Problem, compared
from tracker.common.sheets import Line

TITLES = ("日期", "上班/放假", "说明")
DAY, WORK, NAME = TITLES
WORDS = {"上班": True, "补班": True, "放假": False, "休息": False}


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day as the table has it."""

    day: dt.date
    is_workday: bool
    name: str

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of TITLES."""
        return (f"{self.day:%Y-%m-%d}", "上班" if self.is_workday else "放假", self.name)


def plan_days(lines: Iterable[Line], present: Mapping[dt.date, tuple[bool, str]]) -> Plan:
    """What the table would do to the office's days, `present` as org.queries.calendar_overrides gives them."""
    seen: dict[dt.date, int] = {}
    changes, problems, wanted = [], [], []
    for line in lines:
        found = read_line(line, seen)
        if isinstance(found, DayRow):
            seen[found.day] = line.number
            known = present.get(found.day)
            old = DayRow(found.day, *known).cells() if known else None
            fields = tuple(compared(TITLES, old, found.cells()))
            kind = "new" if old is None else "changed" if fields else "same"
            changes.append(Change(line.number, f"{found.day:%Y-%m-%d}", kind, fields))
            if fields:
                wanted.append(found)
        else:
            problems += found
    return Plan(tuple(changes), tuple(problems), (), tuple(wanted))


def read_line(line: Line, seen: Mapping[dt.date, int]) -> DayRow | list[Problem]:
    """The day a line is about, or what is wrong with it."""
    problems = []
    day = day_of(line.cells[DAY])
    if day is None or not is_of_our_time(day):
        problems.append(Problem(line.number, DAY, f"“{line.cells[DAY]}”不是日期，应如2027-01-01"))
    elif day in seen:
        problems.append(Problem(line.number, DAY, f"“{day}”与第{seen[day]}行重复"))
    word = line.cells[WORK]
    if word not in WORDS:
        problems.append(Problem(line.number, WORK, f"“{word}”应填“上班”或“放假”"))
    if len(line.cells[NAME]) > 40:
        problems.append(Problem(line.number, NAME, "超过40字"))
    if problems or day is None:
        return problems
    return DayRow(day, WORDS[word], line.cells[NAME])
