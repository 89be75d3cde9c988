"""倒排工期: milestones proposed backwards from a deadline, in workdays. Pure functions; no database, no clock.

A plan is a list of phases, each with the share of the time by which it is to be done (制定方案 15, …, 完成并上报 100). The last falls on
the deadline (on the last workday before it, where it is a day off); every other lies as many workdays before it as its share leaves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from tracker.common.workdays import Workdays

from .pace import Amount

DAY = dt.timedelta(days=1)
# Longer spans are counted in no plan; five years of workdays.
LONGEST = 1_300
MOST_PHASES = 12
_PERCENT = re.compile(r"(\d{1,3})%")


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: its name and the share of the time, in per cent, by which it is to be done."""

    name: str
    share: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One milestone proposed."""

    name: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Template:
    """Phases for work that has at least `min_workdays` before it."""

    name: str
    min_workdays: int
    phases: tuple[Phase, ...]


# What an office plans by that has written no templates of its own. A day or two need no plan but the end.
BUILT_IN = (
    Template("当即办理", 0, (Phase("完成并上报", 100),)),
    Template("短期任务", 4, (Phase("明确分工", 25), Phase("完成初步成果", 75), Phase("完成并上报", 100))),
    Template(
        "一般任务",
        12,
        (
            Phase("制定方案", 15),
            Phase("动员部署", 25),
            Phase("完成50%", 60),
            Phase("全部完成", 90),
            Phase("自查上报", 100),
        ),
    ),
    Template(
        "长期任务",
        60,
        (
            Phase("制定方案", 8),
            Phase("动员部署", 15),
            Phase("完成30%", 35),
            Phase("完成60%", 60),
            Phase("全部完成", 88),
            Phase("自查整改", 95),
            Phase("总结上报", 100),
        ),
    ),
)


def phases_of(text: str) -> tuple[Phase, ...]:
    """The phases of a template, one a line: "制定方案 20\\n完成并上报 100". ValueError with a Chinese sentence for anything else."""
    phases = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, share = line.rpartition(" ")
        share = share.removesuffix("%")
        if not name.strip() or not share.isdecimal() or not 1 <= int(share) <= 100:
            raise ValueError(f"“{line}”应写成“组织实施 80”的样子，百分比在1到100之间。")
        phases.append(Phase(name.strip()[:50], int(share)))
    shares = [phase.share for phase in phases]
    if not phases or shares[-1] != 100 or shares != sorted(set(shares)) or len(phases) > MOST_PHASES:
        raise ValueError(f"阶段应有1到{MOST_PHASES}个，百分比从小到大，最后一个为100。")
    if len({phase.name for phase in phases}) != len(phases):
        raise ValueError("阶段的名称不能重复。")
    return tuple(phases)


def suited(templates: Sequence[Template], workdays: int) -> Template:
    """The template for so many workdays: of those whose minimum is reached the greatest, else the least demanding."""
    reached = [one for one in templates if one.min_workdays <= workdays]
    by_minimum = sorted(reached or templates, key=lambda one: one.min_workdays)
    return by_minimum[-1] if reached else by_minimum[0]


def workdays_until(start: dt.date, due: dt.date, calendar: Workdays) -> list[dt.date]:
    """The workdays after `start` up to `due`, `due` included; at most LONGEST of them, the last ones."""
    days = min((due - start).days, 2 * LONGEST)
    found = [day for n in range(days) if calendar.is_workday(day := due - n * DAY)]
    return found[:LONGEST][::-1]


def propose(
    start: dt.date,
    due: dt.date,
    templates: Sequence[Template],
    calendar: Workdays,
    amount: Amount | None = None,
) -> list[Planned]:
    """The milestones of work that begins on `start` and is due on `due`, earliest first; [] where no workday lies between.

    Of phases that fall on one day the later stands, for whoever has done it has done the earlier too. A share in a phase's name
    gets the number it means where the target is one: 完成50% of 4785户 → "完成50%（2393户）".
    """
    days = workdays_until(start, due, calendar)
    if not days:
        return []
    by_day: dict[dt.date, str] = {}
    for phase in suited(templates, len(days)).phases:
        # Rounded up: a share of the time is over when its last workday is.
        place = -(-len(days) * phase.share // 100) - 1
        by_day[days[place]] = with_amount(phase.name, amount)
    return [Planned(name, day) for day, name in sorted(by_day.items())]


def with_amount(name: str, amount: Amount | None) -> str:
    """The phase's name with the number its share means, rounded up to a whole one."""
    share = _PERCENT.search(name)
    if amount is None or share is None:
        return name
    number = (amount.number * int(share[1]) / 100).quantize(Decimal(1), ROUND_UP)
    return f"{name}（{number}{amount.measure}）"
