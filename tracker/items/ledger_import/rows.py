"""From the rows of a ledger to items that could be written: each field read, each doubt told with row and column. Pure.

Everything from outside (names, times, numbers taken) comes in with `Around`; nothing is guessed: what is not understood is a problem.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.common.dates import is_of_our_time
from tracker.common.imports import Problem
from tracker.common.workbooks import BadCell, Row, day_in, percent_of
from tracker.items.registration import Names
from tracker.items.states import State
from tracker.org.likeness import Known, likely

from .fields import BY_KEY, STATES

LONGEST = {
    "source_no": 80,
    "target": 200,
    "basis": 200,
    "approver": 60,
    "leader": 60,
    "task": 4000,
    "quote": 4000,
}
_SPLIT = re.compile(r"[、，,；;\n/|]+|\s{1,}")
_REMARK = re.compile(r"[（(][^（()）]*[)）]")
_ENDLESS = ("长期", "长期坚持", "持续推进", "常态化", "/", "-", "—", "无")


@dataclass(frozen=True, slots=True)
class Around:
    """What planning needs to know: how columns are mapped, the office's names, how words are read, what is in already.

    `limit(words, day)` gives whether words are a time limit, and its day (None for 尽快 and the like); `rhythm(words)` the
    rule of a frequency, "" where none is read. `options` as LedgerImport.options.
    """

    mapping: Mapping[str, int]
    titles: tuple[str, ...]
    options: Mapping[str, Any]
    names: Names
    known: tuple[Known, ...]
    limit: Callable[[str, dt.date], tuple[bool, dt.date | None]]
    rhythm: Callable[[str], str]
    taken: Mapping[str, str]
    today: dt.date


@dataclass(slots=True)
class Planned:
    """One item as it would be written, from one row or several of one number; not good while it has problems."""

    number: int
    plan: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)


def plan_rows(rows: Iterable[tuple[Row, str]], around: Around, tell: Callable[[int], None]) -> list[Planned]:
    """All items of a ledger, in its order; `tell(n)` is called after every row, for the progress bar."""
    made: list[Planned] = []
    by_number: dict[str, Planned] = {}
    for place, (row, section) in enumerate(rows, start=1):
        one = plan_row(row, section, around)
        number = one.plan["source_no"]
        before = by_number.get(number) if number else None
        if before is None:
            made.append(one)
            by_number.setdefault(number, one)
        elif before.plan["task"] == one.plan["task"]:
            join(before, one)
        else:
            title = title_of(around, "source_no")
            one.problems.append(
                Problem(row.number, title, f"“{number}”与第{before.number}行重复，但任务不同")
            )
            made.append(one)
        tell(place)
    return made


def join(before: Planned, one: Planned) -> None:
    """A further row of the same number and task brings further units."""
    units = {part["unit"] for part in before.plan["parts"]}
    before.plan["parts"] += [part for part in one.plan["parts"] if part["unit"] not in units]
    before.problems += one.problems
    before.unknown |= one.unknown
    before.strange |= one.strange
    before.notes.append(f"第{one.number}行是同一项任务，并入第{before.number}行")


def title_of(around: Around, key: str) -> str:
    """The title of the column a field is read from, else the field's own label."""
    place = around.mapping.get(key)
    return around.titles[place] if place is not None and place < len(around.titles) else BY_KEY[key].label


@dataclass(slots=True)
class Reader:
    """Reads the fields of one row and collects what is wrong."""

    row: Row
    around: Around
    made: Planned

    def cell(self, key: str) -> Any:
        place = self.around.mapping.get(key)
        return self.row.at(place) if place is not None else self.row.at(len(self.row.cells))

    def wrong(self, key: str, text: str) -> None:
        self.made.problems.append(Problem(self.row.number, title_of(self.around, key), text))

    def taken(self, key: str, value: Callable[[], Any]) -> Any:
        """The value, or None with its problem noted."""
        try:
            return value()
        except BadCell as error:
            self.wrong(key, str(error))
            return None

    def words(self, key: str) -> str:
        """A text field, bounded by its column."""
        cell = self.cell(key)
        if cell.trouble:
            self.wrong(key, cell.trouble)
            return ""
        text: str = cell.text
        if len(text) > LONGEST.get(key, 2000):
            self.wrong(key, f"有{len(text)}字，最多{LONGEST.get(key, 2000)}字")
        return text

    def day(self, key: str, on: dt.date, *, may_be_open: bool = False) -> dt.date | None:
        """A day: a date of the sheet, else words as the engine reads them; None for an empty cell. Notes what is unreadable.

        With `may_be_open` a limit without a day (尽快, 会后) is taken as its words alone, and said so.
        """
        cell = self.cell(key)
        if not cell.text:
            return None
        day = self.taken(key, lambda: day_in(cell) or False)
        if day is None or day:
            return day or None
        is_limit, read = self.around.limit(cell.text, on)
        if is_limit and read is None and may_be_open:
            self.made.notes.append(f"“{cell.text[:20]}”没有具体日期，按未定时限导入，原话保留")
            return None
        if read is None or not is_of_our_time(read):
            self.wrong(key, f"读不出“{cell.text[:30]}”是哪一天，请写成2026-06-30的样子")
            return None
        return read


def plan_row(row: Row, section: str, around: Around) -> Planned:
    """One row."""
    made = Planned(row.number, {})
    reader = Reader(row, around, made)
    told = {
        key: reader.words(key)
        for key in ("source_no", "task", "target", "basis", "approver", "leader", "quote")
    }
    if not told["task"]:
        reader.wrong("task", "没有工作任务")
    issued_on = reader.day("issued_on", around.today)
    options = around.options
    rhythm = reader.words("frequency")[:120]
    made.plan.update(
        told,
        basis=told["basis"] or options["basis"],
        approver=told["approver"] or options["approver"],
        section=section,
        recurrence_text=rhythm,
        rrule=around.rhythm(rhythm) if rhythm else "",
        parts=parts_of(reader, issued_on),
    )
    if told["source_no"] in around.taken:
        reader.wrong("source_no", f"“{told['source_no']}”已经在系统里：{around.taken[told['source_no']]}")
    return made


def parts_of(reader: Reader, issued_on: dt.date | None) -> list[dict[str, Any]]:
    """The units of a row, each with the row's deadline, state and progress; the progress goes with the lead units."""
    reference = issued_on or dt.date.fromisoformat(reader.around.options["reference_on"])
    due_cell = reader.cell("due")
    is_endless = due_cell.text in _ENDLESS
    due_on = None if is_endless else reader.day("due", reference, may_be_open=True)
    state, closed_on = standing(reader, issued_on)
    told = {key: reader.words(key) for key in ("content", "problems", "next_steps")}
    percent = reader.taken("percent", lambda: percent_of(reader.cell("percent")))
    shared = {
        "due_on": due_on.isoformat() if due_on else None,
        "due_text": due_cell.text[:120],
        "state": state,
        "issued_on": issued_on.isoformat() if issued_on else None,
        "closed_on": closed_on.isoformat() if closed_on else None,
    }
    parts: dict[int, dict[str, Any]] = {}
    for role in ("lead", "support"):
        for written, unit_id in units_of(reader, role):
            progress = {**told, "percent": percent} if role == "lead" else {}
            parts.setdefault(
                unit_id, {"unit": unit_id, "role": role, "named_as": written[:80], **shared, **progress}
            )
    if not (reader.cell("lead").text or reader.cell("lead").trouble):
        reader.wrong("lead", "没有责任单位")
    return list(parts.values())


def units_of(reader: Reader, role: str) -> Iterable[tuple[str, int]]:
    """The units that a cell names, with the words; a group stands for its members. Notes names nobody answers to."""
    for written in names_in(reader.words(role), reader.around.names):
        found = reader.around.names.units({"text": written})
        if not found:
            reader.made.unknown.add(written)
            near = "、".join(one.label for one in likely(written, reader.around.known, most=3))
            reader.wrong(role, f"没有“{written}”这个单位" + (f"，是不是：{near}" if near else ""))
        for unit_id in found:
            yield written, unit_id


def names_in(text: str, names: Names) -> list[str]:
    """The names in a cell: the whole where it is one, else what stands between the marks, without remarks in brackets."""
    whole = text.strip()
    if not whole or names.units({"text": whole}):
        return [whole] if whole else []
    parts = (part.strip(" 。.：:").removesuffix("等") for part in _SPLIT.split(_REMARK.sub("", whole)))
    return [part for part in parts if part]


def standing(reader: Reader, issued_on: dt.date | None) -> tuple[str, dt.date | None]:
    """The state and, where it is closed, since when. Notes a word nobody knows, and dates that do not fit."""
    word = reader.words("state")
    closed_on = reader.day("closed_on", reader.around.today)
    known = {**STATES, **reader.around.options.get("states", {})}
    state = known.get(word.strip("。 "), "") if word else ""
    if word and not state:
        reader.made.strange.add(word[:40])
        reader.wrong("state", f"“{word[:20]}”不知道算什么状态，请在本页对应")
    if not word:
        state = State.CLOSED.value if closed_on else State.IN_PROGRESS.value
    if state == State.CLOSED:
        default = reader.around.options.get("closed_on")
        closed_on = closed_on or (dt.date.fromisoformat(default) if default else None)
        if closed_on is None:
            reader.wrong("closed_on", f"状态是“{word}”，但没有销号日期")
        elif closed_on > reader.around.today:
            reader.wrong("closed_on", f"销号日期{closed_on}还没有到")
        elif issued_on and closed_on < issued_on:
            reader.wrong("closed_on", f"销号日期{closed_on}早于交办日期{issued_on}")
    elif closed_on and state:
        reader.wrong("closed_on", f"有销号日期，但状态是“{word}”")
    return state, closed_on if state == State.CLOSED else None
