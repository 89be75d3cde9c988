"""The office's units and days as tables: read for people, for comparing with an import, and for export."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tracker.common.sheets import Column, write

from . import calendar_import, imports_units
from .imports_units import Present, UnitRow
from .models import CalendarDay, Post, Unit, UnitGroup
from .queries import groups_with_members, held_on

UNIT_COLUMNS = tuple(
    Column(title, width, wrap=title in (imports_units.ALIASES, imports_units.GROUPS))
    for title, width in zip(imports_units.TITLES, (36, 20, 12, 36, 40, 30, 8, 8), strict=True)
)
DAY_COLUMNS = tuple(
    Column(title, width) for title, width in zip(calendar_import.TITLES, (14, 12, 30), strict=True)
)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the list shows it; `groups` includes those it belongs to by its kind."""

    pk: int
    name: str
    short_name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    is_active: bool
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group as the list shows it: how many active units it stands for, and whether a kind decides."""

    pk: int
    name: str
    kind: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]


def unit_lines(*, words: str = "", kind: str = "", group: int | None = None) -> list[UnitLine]:
    """Units in the office's order, those in use first; `words` are looked for in names and aliases. Four queries."""
    rows = Unit.objects.select_related("parent").prefetch_related("aliases", "groups")
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__text__icontains=word)
        )
    if kind in Unit.Kind.values:
        rows = rows.filter(kind=kind)
    by_kind: dict[str, list[str]] = {}
    for one in UnitGroup.objects.all():
        if one.kind:
            by_kind.setdefault(one.kind, []).append(one.name)
        if one.pk == group:
            rows = rows.filter(Q(groups=one) | Q(kind=one.kind, kind__gt="", is_active=True))
    return [
        UnitLine(
            pk=unit.pk,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.get_kind_display(),
            parent=str(unit.parent or ""),
            aliases=tuple(alias.text for alias in unit.aliases.all()),
            groups=tuple(
                dict.fromkeys([*(one.name for one in unit.groups.all()), *by_kind.get(unit.kind, [])])
            ),
            is_active=unit.is_active,
            ends_on=unit.ends_on,
        )
        for unit in rows.order_by("-is_active", "order", "pk").distinct()
    ]


def present() -> Present:
    """All units and groups for comparing; a group lists its members, not those of a kind. Four queries."""
    units = (
        Unit.objects.select_related("parent").prefetch_related("aliases", "groups").order_by("order", "pk")
    )
    return Present(
        units={
            unit.name: UnitRow(
                name=unit.name,
                short_name=unit.short_name,
                kind=unit.kind,
                parent=unit.parent.name if unit.parent else "",
                aliases=tuple(sorted(alias.text for alias in unit.aliases.all())),
                groups=tuple(sorted(group.name for group in unit.groups.all())),
                order=unit.order,
                is_active=unit.is_active,
            )
            for unit in units
        },
        groups={
            group.name: tuple(alias.text for alias in group.aliases.all())
            for group in UnitGroup.objects.prefetch_related("aliases")
        },
    )


def heads_of(unit_ids: set[int], on: dt.date) -> dict[int, list[str]]:
    """Unit id → the names of its heads on the day `on`; units without one are left out. One query."""
    posts = Post.objects.filter(
        held_on(on), unit_id__in=unit_ids, role=Post.Role.HEAD, person__is_active=True
    )
    heads: dict[int, list[str]] = {}
    for unit_id, name in posts.order_by("pk").values_list("unit_id", "person__full_name"):
        heads.setdefault(unit_id, []).append(name)
    return heads


def units_xlsx() -> bytes:
    """All units in the columns of the import: read back in, it changes nothing."""
    order = imports_units.TITLES.index(imports_units.ORDER)
    rows = (unit.cells() for unit in present().units.values())
    return write("单位", UNIT_COLUMNS, ((*row[:order], int(row[order]), *row[order + 1 :]) for row in rows))


def units_template() -> bytes:
    """An empty table to fill in."""
    return write("单位", UNIT_COLUMNS, ())


def group_lines(on: dt.date) -> list[GroupLine]:
    """Groups in the office's order with the units each stands for on the day."""
    return [
        GroupLine(
            pk=group.pk,
            name=group.name,
            kind=group.get_kind_display() if group.kind else "",
            aliases=tuple(alias.text for alias in group.aliases.all()),
            members=tuple(str(unit) for unit in group.expanded),  # type: ignore[attr-defined]
        )
        for group in groups_with_members(on)
    ]


def day_lines() -> list[CalendarDay]:
    """The office's own days, the latest first."""
    return list(CalendarDay.objects.order_by("-day"))


def days_xlsx() -> bytes:
    """The office's own days in the columns of the import: read back in, it changes nothing."""
    days = CalendarDay.objects.order_by("day")
    rows = (calendar_import.DayRow(row.day, row.is_workday, row.name).cells() for row in days)
    return write("工作日历", DAY_COLUMNS, rows)


def days_template() -> bytes:
    """An empty table to fill in."""
    return write("工作日历", DAY_COLUMNS, ())
