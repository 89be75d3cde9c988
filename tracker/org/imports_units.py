"""The units table: from rows to a plan. Checks what one row says and what the whole table would come to. Pure.

A row is known by 单位名称. Units that the table leaves out stay as they are. One name means one thing, in all columns
and for groups too, as the reader of speeches needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracker.common.imports import Change, Plan, Problem, compared
from tracker.common.sheets import Line

from .models import Unit

TITLES = ("单位名称", "简称", "类别", "上级单位", "别名(;分隔)", "分组(;分隔)", "排序", "在用")
NAME, SHORT, KIND, PARENT, ALIASES, GROUPS, ORDER, ACTIVE = TITLES
KINDS = {label: value for value, label in Unit.Kind.choices}
LABELS = dict(Unit.Kind.choices)
YES = {"是": True, "在用": True, "1": True, "": True, "否": False, "停用": False, "0": False}
LONGEST = {NAME: 80, SHORT: 40, ALIASES: 80, GROUPS: 80}
LARGEST_ORDER = 1_000_000


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the table has it; `kind` is the value, names are names."""

    name: str
    short_name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    order: int
    is_active: bool

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of TITLES: what the export writes and the preview compares."""
        return (
            self.name,
            self.short_name,
            str(LABELS[self.kind]),
            self.parent,
            "；".join(self.aliases),
            "；".join(self.groups),
            str(self.order),
            "是" if self.is_active else "否",
        )

    def names(self) -> Iterator[tuple[str, str]]:
        """Every text that means this unit, with the column it stands in."""
        yield self.name, NAME
        yield self.short_name, SHORT
        for alias in self.aliases:
            yield alias, ALIASES


@dataclass(frozen=True, slots=True)
class Present:
    """The office as it is: units by name, and group name → the group's aliases."""

    units: dict[str, UnitRow]
    groups: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Reading:
    """The table while it is read: rows by name with their line numbers, and what is wrong so far."""

    rows: dict[str, UnitRow] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, column: str, text: str) -> None:
        self.problems.append(Problem(line, column, text))


def plan_units(lines: Iterable[Line], present: Present) -> Plan:
    """What the table would do to `present`; every row that cannot be taken has its problems, by row and column."""
    reading = Reading()
    last = max((unit.order for unit in present.units.values()), default=0)
    for line in lines:
        last = read_line(line, present, reading, last)
    check_parents(reading, present)
    check_names(reading, present)
    changes, wanted = [], []
    for name, row in reading.rows.items():
        old = present.units.get(name)
        fields = tuple(compared(TITLES, old.cells() if old else None, row.cells()))
        kind = "new" if old is None else "changed" if fields else "same"
        changes.append(Change(reading.lines[name], name, kind, fields))
        if fields:
            wanted.append(row)
    created = sorted({group for row in wanted for group in row.groups if group not in present.groups})
    notes = tuple(f"将新建分组“{group}”。" for group in created)
    problems = tuple(sorted(reading.problems, key=lambda problem: problem.row))
    return Plan(tuple(changes), problems, notes, tuple(wanted))


def read_line(line: Line, present: Present, reading: Reading, last: int) -> int:
    """Reads one line into `reading`; returns the largest order so far, which a new unit without one comes after."""
    name = line.cells[NAME]
    if not name:
        reading.wrong(line.number, NAME, "不能为空")
        return last
    if name in reading.lines:
        reading.wrong(line.number, NAME, f"“{name}”与第{reading.lines[name]}行重复")
        return last
    reading.lines[name] = line.number
    known = present.units.get(name)
    kind, order = line.cells[KIND], line.cells[ORDER]
    if kind not in KINDS:
        reading.wrong(
            line.number,
            KIND,
            ("不能为空" if not kind else f"没有“{kind}”这一类") + "，可填：" + "、".join(KINDS),
        )
    if order and not (order.isdecimal() and int(order) <= LARGEST_ORDER):
        reading.wrong(line.number, ORDER, f"“{order}”不是0到{LARGEST_ORDER}之间的整数")
        order = ""
    if line.cells[ACTIVE] not in YES:
        reading.wrong(line.number, ACTIVE, f"“{line.cells[ACTIVE]}”应填“是”或“否”")
    row = UnitRow(
        name=name,
        short_name=line.cells[SHORT] or name,
        kind=KINDS.get(kind, Unit.Kind.OTHER.value),
        parent=line.cells[PARENT],
        aliases=listed(line.cells[ALIASES]),
        groups=listed(line.cells[GROUPS]),
        order=int(order) if order else known.order if known else last + 1,
        is_active=YES.get(line.cells[ACTIVE], True),
    )
    check_lengths(row, line.number, reading)
    reading.rows[name] = row
    return max(last, row.order)


def listed(text: str) -> tuple[str, ...]:
    """The entries of a cell, sorted, each once: "县住建;住建局；县住建" → ("住建局", "县住建")."""
    return tuple(sorted({part.strip() for part in re.split(r"[;；\n]", text)} - {""}))


def check_lengths(row: UnitRow, line: int, reading: Reading) -> None:
    """Names that no column can hold, or that run over several lines."""
    texts = [*row.names(), *((group, GROUPS) for group in row.groups)]
    for text, column in texts:
        if len(text) > LONGEST[column]:
            reading.wrong(line, column, f"“{text[:12]}…”超过{LONGEST[column]}字")
        elif any(mark in text for mark in "\n\t"):
            reading.wrong(line, column, "不能换行")


def check_parents(reading: Reading, present: Present) -> None:
    """Parents that are not there, and rows that would end up above themselves."""
    parents = {name: unit.parent for name, unit in present.units.items()}
    parents.update({name: row.parent for name, row in reading.rows.items()})
    for name, row in reading.rows.items():
        if not row.parent:
            continue
        if row.parent not in parents:
            reading.wrong(reading.lines[name], PARENT, f"没有名为“{row.parent}”的单位，请填单位全称")
        elif name in above(name, parents):
            reading.wrong(reading.lines[name], PARENT, f"“{name}”会成为自己的上级")


def above(name: str, parents: dict[str, str]) -> set[str]:
    """All that stand above `name`; it is among them itself when the chain is a ring."""
    found: set[str] = set()
    parent = parents.get(name, "")
    while parent and parent not in found:
        found.add(parent)
        parent = parents.get(parent, "")
    return found


def check_names(reading: Reading, present: Present) -> None:
    """One text means one unit or one group. What already stands twice is not the table's fault and is passed over."""
    owners: dict[str, str] = {}
    for group, aliases in present.groups.items():
        for text in (group, *aliases):
            owners.setdefault(text, f"分组“{group}”")
    for name, unit in present.units.items():
        if name not in reading.rows:
            for text, _ in unit.names():
                owners.setdefault(text, f"单位“{name}”")
    for name, row in reading.rows.items():
        mine = f"单位“{name}”"
        before = {text for text, _ in present.units[name].names()} if name in present.units else set()
        for text, column in row.names():
            owner = owners.setdefault(text, mine)
            if owner != mine and text not in before:
                reading.wrong(reading.lines[name], column, f"“{text}”已指{owner}")
    for name, row in reading.rows.items():
        for group in row.groups:
            if group not in present.groups and group in owners:
                reading.wrong(reading.lines[name], GROUPS, f"“{group}”已指{owners[group]}，不能作分组名称")
