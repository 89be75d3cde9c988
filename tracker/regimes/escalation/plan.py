"""What a ladder brings about for one duty at a moment: a pure function of the ladder, the facts and the time. No clock, no rows.

Rules: nothing that lies before `Facts.since` counts, so a ladder laid on late says nothing about the past; nothing comes due before
the version's own first moment, so a changed ladder rewrites nothing; a level is reached once for an occurrence; one paper waits at a
time; what no longer stands lapses. What is reached and not proposed by itself is told too, so that nothing is lost silently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from tracker.common import hours
from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays
from tracker.items.lights import Due
from tracker.items.states import EXTENDABLE, OPEN

DAY = dt.timedelta(days=1)
# No break is as long: a calendar without workdays is a mistake, and the search for one must end.
LONGEST_BREAK = 60
OVERTAKEN = "同时达到更高一级"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """What reaches a level (None: does not count), any of them. `overdue_days` from 1 on, as EscalationLevel says."""

    overdue_days: int | None = None
    is_workdays: bool = False
    missed_reports: int | None = None
    late_reports: int | None = None
    red_times: int | None = None
    red_within: int = 90
    on_failed_look: bool = False
    after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Level(Triggers):
    """One level as the planner counts it."""

    number: int

    @classmethod
    def of(cls, number: int, written: Any) -> Level:
        """The level with the triggers of one that is written down or stored."""
        return cls(number, **{trigger.name: getattr(written, trigger.name) for trigger in fields(Triggers)})


@dataclass(frozen=True, slots=True)
class Ladder:
    """A version of a ladder: nothing comes due before `starts_at`; levels in the order of their numbers."""

    starts_at: dt.datetime
    levels: tuple[Level, ...]
    is_stepwise: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """A report that was asked for (not void, not excused) and when it came in, None where it did not."""

    due_at: dt.datetime
    answered_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A level that was reached before. `is_open`: waits for its approver; else `at` is when it was decided."""

    level: int
    occurrence: str
    is_open: bool
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """How one duty stands. Counting begins at `since`: when the ladder was laid on it, it was issued, or the unit got it back.

    `slots` oldest first; `reds`: when other duties of the unit turned red, before this one where at the same moment;
    `looks`: failed look-backs that stand (id, when). `reported_at`: the unit's last report, where the ladder ends with it what it has
    drafted about lateness. `taken` without what has lapsed: that can come again.
    """

    state: str
    due: Due | None
    since: dt.datetime
    slots: tuple[Slot, ...] = ()
    reds: tuple[dt.datetime, ...] = ()
    looks: tuple[tuple[int, dt.datetime], ...] = ()
    reported_at: dt.datetime | None = None
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """A level, the occurrence it is reached in, and since when."""

    level: Level
    occurrence: str
    moment: dt.datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done now: propose one level at most, note the ones passed over, let lapse what no longer stands.

    `overtakes`: the open step that the proposed one takes the place of. `look_at`: when to look again, None for never by itself.
    """

    propose: Reached | None
    passed: tuple[Reached, ...]
    lapsed: tuple[tuple[Taken, str], ...]
    overtakes: Taken | None
    look_at: dt.datetime | None


def plan(ladder: Ladder, facts: Facts, *, at: dt.datetime, calendar: Workdays) -> Plan:
    """What the ladder brings about at `at`. Asked again after its answer was kept, it has nothing more to say."""
    stands = standing(facts, at)
    ends = [
        (step, why_ended(step.occurrence, step.at, facts, stands)) for step in facts.taken if step.is_open
    ]
    lapsed = tuple((step, why) for step, why in ends if why)
    waiting = next((step for step, why in ends if not why), None)
    fresh = [one for one in reached(ladder, facts, at, calendar) if is_fresh(one, ladder, facts)]
    coming = steps_of(fresh, facts, calendar) if ladder.is_stepwise else fresh
    now = [one for one in coming if one.moment <= at and one.occurrence in stands]
    hopes = stands | coming_up(facts)
    later = [one.moment for one in coming if one.moment > at and one.occurrence in hopes]
    later += next_slot(ladder, facts, at)
    look_at = min(later, default=None)
    if not now or (waiting and ladder.is_stepwise):
        return Plan(None, (), lapsed, None, look_at)
    best = max(now, key=lambda one: (one.level.number, -one.moment.timestamp(), one.occurrence))
    if ladder.is_stepwise:
        return Plan(best, (), lapsed, None, look_at)
    if waiting and waiting.level >= best.level.number:
        return Plan(None, tuple(now), lapsed, None, look_at)
    return Plan(best, tuple(one for one in now if one != best), lapsed, waiting, look_at)


def is_fresh(one: Reached, ladder: Ladder, facts: Facts) -> bool:
    """Not about the past, and above every level that was taken in its occurrence."""
    if one.moment < max(facts.since, ladder.starts_at):
        return False
    return all(step.level < one.level.number for step in facts.taken if step.occurrence == one.occurrence)


def steps_of(fresh: list[Reached], facts: Facts, calendar: Workdays) -> list[Reached]:
    """逐级: of each occurrence only the lowest level, and nothing before the workday after the last step was decided."""
    found: dict[str, Reached] = {}
    for one in sorted(fresh, key=lambda one: one.level.number):
        found.setdefault(one.occurrence, one)
    decided = [step.at for step in facts.taken if not step.is_open]
    if not decided:
        return list(found.values())
    floor = morning(workdays_after(max(decided), 1, calendar))
    return [Reached(one.level, one.occurrence, max(one.moment, floor)) for one in found.values()]


def reached(ladder: Ladder, facts: Facts, at: dt.datetime, calendar: Workdays) -> list[Reached]:
    """Every level with the moment at which it is reached, known ones ahead of `at` too; the earliest for each occurrence."""
    found: dict[tuple[int, str], Reached] = {}
    below = None
    for level in sorted(ladder.levels, key=lambda level: level.number):
        for occurrence, moment in moments(level, facts, at, calendar):
            keep(found, Reached(level, occurrence, moment))
        for occurrence, moment in after_step(level, below, facts, calendar):
            keep(found, Reached(level, occurrence, moment))
        below = level
    return list(found.values())


def keep(found: dict[tuple[int, str], Reached], one: Reached) -> None:
    """Keeps the earlier of two moments."""
    key = (one.level.number, one.occurrence)
    if key not in found or one.moment < found[key].moment:
        found[key] = one


def moments(
    level: Level, facts: Facts, at: dt.datetime, calendar: Workdays
) -> Iterator[tuple[str, dt.datetime]]:
    """(occurrence, when the level is reached in it) by the level's own triggers."""
    due = facts.due
    if level.overdue_days and due:
        began = max(due.moment, facts.since, facts.reported_at or facts.since)
        yield f"due:{due.on}", overdue_moment(level, began, calendar)
    streak = missing(facts, at)
    if level.missed_reports and len(streak) >= level.missed_reports:
        yield f"slots:{day_of(streak[0].due_at)}", streak[level.missed_reports - 1].due_at
    if level.late_reports:
        for slot in late(facts, at)[level.late_reports - 1 :: level.late_reports]:
            assert slot.answered_at is not None
            yield f"late:{day_of(slot.due_at)}", slot.answered_at
    if level.red_times and due and due.moment >= facts.since and times_red(level, facts, due.moment):
        # Until this moment it can still be handed in in time.
        yield f"red:{due.on}", due.moment + dt.timedelta(seconds=1)
    if level.on_failed_look:
        for pk, moment in facts.looks:
            yield f"look:{pk}", moment


def overdue_moment(level: Level, began: dt.datetime, calendar: Workdays) -> dt.datetime:
    """The morning of the day on which a matter that went overdue at `began` is so many days late."""
    assert level.overdue_days is not None
    if level.is_workdays:
        return morning(workdays_after(began, level.overdue_days, calendar))
    return morning(day_of(began) + DAY * level.overdue_days)


def times_red(level: Level, facts: Facts, moment: dt.datetime) -> bool:
    """Is this the unit's third, sixth … red light (`red_times` 3) within the days before it?"""
    assert level.red_times is not None
    first = max(facts.since, moment - DAY * level.red_within)
    count = 1 + sum(first <= red <= moment for red in facts.reds)
    return count % level.red_times == 0


def after_step(
    level: Level, below: Level | None, facts: Facts, calendar: Workdays
) -> Iterator[tuple[str, dt.datetime]]:
    """(occurrence, when) so many workdays after the level below was decided there, the matter still standing."""
    if level.after_days is None or below is None:
        return
    for step in facts.taken:
        if step.level == below.number and not step.is_open:
            answered = facts.reported_at if step.occurrence.startswith("due:") else None
            yield (
                step.occurrence,
                morning(workdays_after(max(step.at, answered or step.at), level.after_days, calendar)),
            )


def standing(facts: Facts, at: dt.datetime) -> frozenset[str]:
    """The occurrences that still stand: what a proposal, open or to come, can be about."""
    if facts.state not in OPEN:
        return frozenset()
    found = {f"look:{pk}" for pk, _ in facts.looks}
    if facts.state in EXTENDABLE:
        if facts.due and at > facts.due.moment:
            found |= {f"due:{facts.due.on}", f"red:{facts.due.on}"}
        streak = missing(facts, at)
        if streak:
            found.add(f"slots:{day_of(streak[0].due_at)}")
        found |= {f"late:{day_of(slot.due_at)}" for slot in late(facts, at)}
    return frozenset(found)


def coming_up(facts: Facts) -> frozenset[str]:
    """The occurrences that will stand by themselves once their time has come."""
    if facts.due is None or facts.state not in EXTENDABLE:
        return frozenset()
    return frozenset({f"due:{facts.due.on}", f"red:{facts.due.on}"})


def why_ended(occurrence: str, opened_at: dt.datetime, facts: Facts, stands: frozenset[str]) -> str:
    """Why a step that was drafted at a moment is over, in words; "" where it stands."""
    if occurrence not in stands:
        return why_gone(occurrence, facts)
    is_answered = facts.reported_at is not None and facts.reported_at > opened_at
    return "单位已反馈进展" if is_answered and occurrence.startswith("due:") else ""


def why_gone(occurrence: str, facts: Facts) -> str:
    """Why an occurrence no longer stands, in words for the people who waited to decide."""
    if facts.state not in OPEN:
        return {"closed": "已销号", "cancelled": "已撤销", "suspended": "已挂账中止"}.get(
            facts.state, "不再办理"
        )
    what = occurrence.partition(":")[0]
    if what == "look":
        return "核查结论已撤销"
    if facts.state not in EXTENDABLE:
        return "单位已申请销号"
    if what in ("slots", "late"):
        return "单位已补报"
    return f"时限已改为{facts.due.on.month}月{facts.due.on.day}日" if facts.due else "不再有时限"


def missing(facts: Facts, at: dt.datetime) -> list[Slot]:
    """The reports missing in a row up to `at`; any report that came in ends the row."""
    streak: list[Slot] = []
    for slot in facts.slots:
        if slot.due_at <= facts.since or slot.due_at >= at:
            continue
        if slot.answered_at is not None and slot.answered_at <= at:
            streak = []
        else:
            streak.append(slot)
    return streak


def late(facts: Facts, at: dt.datetime) -> list[Slot]:
    """The reports that came in late since counting began."""
    return [
        slot
        for slot in facts.slots
        if slot.due_at > facts.since and slot.answered_at and slot.due_at < slot.answered_at <= at
    ]


def next_slot(ladder: Ladder, facts: Facts, at: dt.datetime) -> list[dt.datetime]:
    """When the next report falls due, where a level counts them and the unit is at work."""
    counts = any(level.missed_reports or level.late_reports for level in ladder.levels)
    if not counts or facts.state not in EXTENDABLE:
        return []
    # A moment later: until then the report can still come in time.
    return [slot.due_at + dt.timedelta(seconds=1) for slot in facts.slots if slot.due_at >= at][:1]


def workdays_after(start: dt.datetime, days: int, calendar: Workdays) -> dt.date:
    """The day that is so many workdays after the day of `start`. ValueError for a calendar without workdays."""
    day, left = day_of(start), days
    for _ in range(LONGEST_BREAK + days * 8):
        if left <= 0:
            return day
        day += DAY
        left -= calendar.is_workday(day)
    raise ValueError(f"no {days} workdays after {start:%Y-%m-%d}")


def morning(day: dt.date) -> dt.datetime:
    """The first moment of a day at which the office works."""
    return dt.datetime.combine(day, hours.FIRST, SHANGHAI)


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def level_today(ladder: Ladder, facts: Facts, *, at: dt.datetime, calendar: Workdays) -> Reached | None:
    """The highest level at which the duty would stand at `at` if the ladder had always held; for a preview, nothing comes of it."""
    stands = standing(facts, at)
    found = [
        one for one in reached(ladder, facts, at, calendar) if one.moment <= at and one.occurrence in stands
    ]
    return max(found, key=lambda one: one.level.number, default=None)
