"""Writes on units and on the office's calendar. An import is confirmed as it was shown, or not at all.

The policy stands above this package (access asks org who holds which post), so an import knows whoever confirms it only
as somebody who may or may not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.imports import Plan
from tracker.common.sheets import Line

from .calendar_import import DayRow, plan_days
from .imports_units import UnitRow, plan_units
from .models import Alias, CalendarDay, Unit, UnitGroup
from .numbering import locked_office
from .queries import calendar_overrides
from .roster import present

SOURCE = "本办导入"
# access.policy.Act.MANAGE_UNITS; a test holds the two together.
MANAGE_UNITS = "manage_units"
CHANGED = "预览之后资料有了变动，请重新核对下面的变化再确认。"


class Asked(Protocol):
    """Whoever acts, as the policy sees them (access.policy.Viewer)."""

    def may(self, act: Any) -> bool: ...


def import_units(lines: Sequence[Line], *, shown: str, by: Asked) -> Plan:
    """Writes what the table changes, all or nothing; `shown` is the digest of the plan the person confirmed.

    Done before (the second of two clicks), it changes nothing and says so by an empty plan. Raises Refused where the
    table has problems, Stale where the units have changed since the preview, Forbidden.
    """
    require(by)
    return confirmed(lambda: plan_units(lines, present()), write_units, shown)


def import_days(lines: Sequence[Line], *, shown: str, by: Asked) -> Plan:
    """Writes the office's calendar days, as import_units does units. Raises Refused, Stale, Forbidden."""
    require(by)
    return confirmed(lambda: plan_days(lines, calendar_overrides()), write_days, shown)


def require(by: Asked) -> None:
    """Raises Forbidden unless the policy lets `by` manage units."""
    if not by.may(MANAGE_UNITS):
        raise Forbidden("只有督查专员和系统管理员可以导入单位和工作日历。")


def confirmed(plan_now: Callable[[], Plan], write: Callable[[Sequence[Any]], None], shown: str) -> Plan:
    """Plans again under the office's lock and writes what is still as it was shown. Raises Refused, Stale."""
    try:
        with transaction.atomic():
            locked_office()
            plan = plan_now()
            if still_as(plan, shown):
                write(plan.wanted)
    except IntegrityError:
        # Somebody took one of the names by hand, without the lock.
        raise Stale(CHANGED) from None
    return plan


def still_as(plan: Plan, shown: str) -> bool:
    """True for a plan to write now, False for one with nothing to do. Raises Refused or Stale."""
    if plan.problems:
        first = plan.problems[0]
        raise Refused(f"第{first.row}行“{first.column}”{first.text}。请改好后重新上传。")
    if not plan.does_something:
        return False
    if plan.digest != shown:
        raise Stale(CHANGED)
    return True


def write_units(rows: Sequence[UnitRow]) -> None:
    """Writes the rows: units first, then what refers to them. Aliases that go are gone before others take them."""
    units = {}
    for row in rows:
        columns = {
            "short_name": row.short_name,
            "kind": row.kind,
            "order": row.order,
            "is_active": row.is_active,
        }
        units[row.name], _ = Unit.objects.update_or_create(name=row.name, defaults=columns)
    names = {row.parent for row in rows} | {group for row in rows for group in row.groups}
    ids = dict(Unit.objects.filter(name__in=names).values_list("name", "pk"))
    for row in rows:
        Unit.objects.filter(pk=units[row.name].pk).update(parent=ids.get(row.parent))
        Alias.objects.filter(unit=units[row.name]).exclude(text__in=row.aliases).delete()
    groups = {group.name: group for group in UnitGroup.objects.all()}
    for row in rows:
        unit = units[row.name]
        for text in row.aliases:
            Alias.objects.get_or_create(text=text, defaults={"unit": unit})
        for name in row.groups:
            if name not in groups:
                groups[name] = UnitGroup.objects.create(name=name, order=len(groups))
        unit.groups.set([groups[name] for name in row.groups])


def write_days(rows: Sequence[DayRow]) -> None:
    """Writes the days."""
    for row in rows:
        columns = {"is_workday": row.is_workday, "name": row.name, "source": SOURCE}
        CalendarDay.objects.update_or_create(day=row.day, defaults=columns)


def remember_name(text: str, *, unit_id: int | None = None, group_id: int | None = None) -> bool:
    """From now on `text` means this unit or group, in every speech; is that new? Raises Refused where it already means another.

    The same thing said twice is no error: the alias is there once.
    """
    text = text.strip()
    if not text or len(text) > 80:
        raise Refused("别名应为1至80个字。")
    alias, is_new = Alias.objects.get_or_create(
        text=text, defaults={"unit_id": unit_id, "group_id": group_id}
    )
    if (alias.unit_id, alias.group_id) != (unit_id, group_id):
        raise Refused(f"“{text}”已经是“{alias.unit or alias.group}”的别名，请先在单位资料中改正。")
    return is_new


def forget_name(text: str, *, unit_id: int | None = None, group_id: int | None = None) -> None:
    """`text` no longer means this unit or group; nothing happens where it means another by now, or none."""
    Alias.objects.filter(text=text, unit=unit_id, group=group_id).delete()
