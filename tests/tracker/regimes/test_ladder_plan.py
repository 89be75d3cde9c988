"""The planner of ladders, without rows: what is reached when, once, in order, never about the past."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.support.world import SHANGHAI
from tracker.common.workdays import calendar_for
from tracker.items.lights import Due
from tracker.items.states import EXTENDABLE, OPEN, State
from tracker.regimes.escalation.plan import Facts, Ladder, Level, Slot, Taken, plan

CALENDAR = calendar_for()
LONG_AGO = dt.datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
DUE = Due(dt.date(2026, 3, 20), None, dt.time(18))  # a Friday
OVERDUE = Ladder(LONG_AGO, (Level(1, overdue_days=1, is_workdays=True), Level(2, overdue_days=3, is_workdays=True), Level(3, overdue_days=7, is_workdays=True)))  # fmt: skip
REPORTS = Ladder(
    LONG_AGO, (Level(1, missed_reports=1), Level(2, missed_reports=2), Level(3, missed_reports=4))
)


def moment(month: int, day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def facts(**columns) -> Facts:
    return Facts(**{"state": "in_progress", "due": DUE, "since": LONG_AGO, **columns})


def ask(ladder: Ladder, told: Facts, at: dt.datetime):
    return plan(ladder, told, at=at, calendar=CALENDAR)


def level_of(found) -> int | None:
    return found.propose.level.number if found.propose else None


def follow(ladder: Ladder, told: Facts, moments: list[dt.datetime], decide: bool = True):
    """Asks at each moment, keeps each answer as the ticker does; returns (moment, level, occurrence) of what was proposed."""
    story = []
    for at in moments:
        found = ask(ladder, told, at)
        taken = [step for step in told.taken if step not in {gone for gone, _ in found.lapsed}]
        taken = [step for step in taken if step != found.overtakes]
        ends = [replace(found.overtakes, is_open=False, at=at)] if found.overtakes else []
        news = [Taken(one.level.number, one.occurrence, False, at) for one in found.passed]
        if found.propose:
            one = found.propose
            story.append((at, one.level.number, one.occurrence))
            news.append(Taken(one.level.number, one.occurrence, not decide, at))
        told = replace(told, taken=(*taken, *ends, *news))
    return story, told


def every_day(first: dt.datetime, days: int) -> list[dt.datetime]:
    return [first + dt.timedelta(days=n) for n in range(days)]


@pytest.mark.parametrize(
    ("at", "level"),
    [
        (moment(3, 20, 18), None),
        (moment(3, 23, 8), None),  # Monday, before the office opens: the first workday late begins at 8:30
        (moment(3, 23, 8, 30), 1),
    ],
)
def test_a_level_is_reached_in_the_morning_of_its_day(at, level):
    assert level_of(ask(OVERDUE, facts(), at)) == level


def test_days_count_as_the_level_says():
    calendar_days = Ladder(LONG_AGO, (Level(1, overdue_days=3),))
    assert level_of(ask(calendar_days, facts(), moment(3, 23, 9))) == 1  # Friday to Monday
    assert level_of(ask(Ladder(LONG_AGO, (Level(1, overdue_days=3, is_workdays=True),)), facts(), moment(3, 24, 9))) is None  # fmt: skip
    assert level_of(ask(Ladder(LONG_AGO, (Level(1, overdue_days=3, is_workdays=True),)), facts(), moment(3, 25, 9))) == 1  # fmt: skip


def test_a_holiday_and_a_workday_sunday_count_as_the_calendar_says():
    due = Due(
        dt.date(2026, 9, 24), None, dt.time(18)
    )  # the eve of 中秋; Sun 20 Sep worked, Fri 25 – Sun 27 off
    one = Ladder(LONG_AGO, (Level(1, overdue_days=1, is_workdays=True),))
    assert ask(one, facts(due=due), moment(9, 25)).propose is None
    assert level_of(ask(one, facts(due=due), moment(9, 28))) == 1


def test_step_by_step_waits_for_the_decision_and_then_a_workday():
    first = ask(OVERDUE, facts(), moment(4, 1))
    assert level_of(first) == 1 and first.passed == ()
    waiting = facts(taken=(Taken(1, "due:2026-03-20", True, moment(4, 1)),))
    assert ask(OVERDUE, waiting, moment(4, 2)).propose is None
    decided = facts(taken=(Taken(1, "due:2026-03-20", False, moment(4, 2)),))
    assert ask(OVERDUE, decided, moment(4, 2, 13)).propose is None
    assert level_of(ask(OVERDUE, decided, moment(4, 3, 9))) == 2


def test_not_step_by_step_the_highest_is_proposed_and_the_others_are_told():
    free = replace(OVERDUE, is_stepwise=False)
    found = ask(free, facts(), moment(4, 1))
    assert level_of(found) == 3
    assert [one.level.number for one in found.passed] == [1, 2]
    waiting = facts(taken=(Taken(1, "due:2026-03-20", True, moment(3, 23)),))
    found = ask(free, waiting, moment(3, 25, 9))
    assert level_of(found) == 2 and found.overtakes == waiting.taken[0]


def test_a_ladder_laid_on_late_counts_from_then():
    late = facts(since=moment(4, 10, 10))  # 21 days overdue when the ladder was laid on
    assert ask(OVERDUE, late, moment(4, 10, 11)).propose is None
    assert level_of(ask(OVERDUE, late, moment(4, 13, 9))) == 1


def test_a_changed_ladder_brings_nothing_about_before_its_own_first_day():
    new = Ladder(moment(3, 27, 0), (Level(1, overdue_days=1, is_workdays=True), Level(2, overdue_days=2, is_workdays=True), Level(3, overdue_days=6, is_workdays=True)))  # fmt: skip
    told = facts(taken=(Taken(1, "due:2026-03-20", False, moment(3, 23)),))
    assert ask(new, told, moment(3, 27)).propose is None
    assert level_of(ask(new, told, moment(3, 30, 9))) == 3


def test_missing_reports_count_in_a_row_and_any_report_ends_the_row():
    days = [moment(3, day, 18) for day in (6, 13, 20, 27)]
    told = facts(due=None, slots=tuple(Slot(day) for day in days))
    found = ask(REPORTS, told, moment(3, 6, 19))
    assert (level_of(found), found.propose.occurrence) == (1, "slots:2026-03-06")
    assert found.look_at == moment(3, 13, 18) + dt.timedelta(seconds=1)
    told = replace(told, taken=(Taken(1, "slots:2026-03-06", False, moment(3, 6, 19)),))
    assert level_of(ask(REPORTS, told, moment(3, 14))) == 2
    answered = replace(told, slots=(Slot(days[0]), Slot(days[1], moment(3, 14)), *told.slots[2:]))
    assert ask(REPORTS, answered, moment(3, 15)).propose is None
    again = ask(REPORTS, answered, moment(3, 21))
    assert (level_of(again), again.propose.occurrence) == (1, "slots:2026-03-20")


def test_every_third_late_report_counts():
    ladder = Ladder(LONG_AGO, (Level(1, late_reports=3),))
    days = [moment(1, 9 + 7 * n, 18) if n < 3 else moment(2, 7 * (n - 3) + 6, 18) for n in range(6)]
    told = facts(due=None, slots=tuple(Slot(day, day + dt.timedelta(hours=3)) for day in days))
    story, _ = follow(ladder, told, every_day(moment(1, 6), 60))
    assert [(level, occurrence) for _, level, occurrence in story] == [
        (1, f"late:{days[2].date()}"),
        (1, f"late:{days[5].date()}"),
    ]


def test_the_third_red_light_of_a_unit_within_the_days():
    ladder = Ladder(LONG_AGO, (Level(1, red_times=3, red_within=90),))
    for reds, level in (
        ((moment(2, 1), moment(3, 1)), 1),
        ((moment(3, 1),), None),
        ((moment(1, 10), moment(2, 1), moment(3, 1)), None),  # the fourth is not a third again
        ((dt.datetime(2025, 11, 1, tzinfo=SHANGHAI), moment(3, 1)), None),  # before counting began
    ):
        assert level_of(ask(ladder, facts(reds=reds), moment(3, 20, 19))) == level, reds


def test_a_failed_look_back_counts_in_any_open_state():
    ladder = Ladder(LONG_AGO, (Level(1, on_failed_look=True),))
    told = facts(due=None, looks=((7, moment(3, 3)),))
    assert ask(ladder, told, moment(3, 4)).propose.occurrence == "look:7"
    assert level_of(ask(ladder, replace(told, state="verifying"), moment(3, 4))) == 1
    assert ask(ladder, replace(told, state="closed"), moment(3, 4)).propose is None
    assert ask(ladder, replace(told, since=moment(3, 5)), moment(3, 6)).propose is None


def test_the_next_step_so_many_workdays_after_the_one_before():
    ladder = Ladder(LONG_AGO, (Level(1, overdue_days=1), Level(2, after_days=5)))
    told = facts(taken=(Taken(1, "due:2026-03-20", False, moment(3, 23)),))
    assert ask(ladder, told, moment(3, 30, 8)).propose is None
    assert ask(ladder, told, moment(3, 27)).look_at == moment(3, 30, 8, 30)
    assert level_of(ask(ladder, told, moment(3, 30, 8, 30))) == 2


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"state": "close_requested"}, "单位已申请销号"),
        ({"state": "closed"}, "已销号"),
        ({"state": "suspended"}, "已挂账中止"),
        ({"state": "cancelled"}, "已撤销"),
        ({"due": Due(dt.date(2026, 4, 30), None, dt.time(18))}, "时限已改为4月30日"),
        ({"due": None}, "不再有时限"),
    ],
)
def test_what_no_longer_stands_lapses_with_the_reason_and_ends_the_ladder(columns, why):
    open_step = Taken(2, "due:2026-03-20", True, moment(3, 26))
    found = ask(OVERDUE, facts(taken=(open_step,), **columns), moment(4, 10))
    assert found.lapsed == ((open_step, why),)
    assert found.propose is None


def test_a_report_that_came_in_lets_the_draft_about_missing_ones_lapse():
    open_step = Taken(1, "slots:2026-03-06", True, moment(3, 7))
    slots = (Slot(moment(3, 6, 18), moment(3, 9)),)
    found = ask(REPORTS, facts(due=None, slots=slots, taken=(open_step,)), moment(3, 10))
    assert found.lapsed == ((open_step, "单位已补报"),)


LEVELS = st.lists(
    st.builds(
        Level,
        number=st.just(0),
        overdue_days=st.none() | st.integers(1, 20),
        is_workdays=st.booleans(),
        missed_reports=st.none() | st.integers(1, 4),
        late_reports=st.none() | st.integers(1, 3),
        red_times=st.none() | st.integers(1, 3),
        on_failed_look=st.booleans(),
        after_days=st.none() | st.integers(1, 6),
    ),
    min_size=1,
    max_size=5,
).map(lambda levels: tuple(replace(level, number=n) for n, level in enumerate(levels, start=1)))
HOURS = st.integers(0, 24 * 90).map(lambda n: LONG_AGO + dt.timedelta(hours=n))


@st.composite
def worlds(draw):
    ladder = Ladder(draw(HOURS), draw(LEVELS), draw(st.booleans()))
    due = draw(st.none() | HOURS.map(lambda at: Due(at.date(), None, dt.time(18))))
    dues = sorted(draw(st.sets(HOURS, max_size=6)))
    slots = tuple(
        Slot(at, draw(st.none() | st.integers(-48, 96).map(lambda n, at=at: at + dt.timedelta(hours=n))))
        for at in dues
    )
    told = Facts(
        draw(st.sampled_from(sorted(OPEN | {State.CLOSED.value, State.SUSPENDED.value}))),
        due,
        draw(HOURS),
        slots,
        tuple(sorted(draw(st.lists(HOURS, max_size=4)))),
        tuple((n, at) for n, at in enumerate(draw(st.lists(HOURS, max_size=2)))),
    )
    return ladder, told, sorted(draw(st.sets(HOURS, min_size=1, max_size=12)))


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(worlds(), st.booleans())
def test_nothing_twice_nothing_early_one_at_a_time(world, decide):
    ladder, told, moments = world
    story, end = follow(ladder, told, [at for at in moments for _ in range(2)], decide)
    # Once for a level and an occurrence; upwards only within an occurrence that stands.
    keys = [(level, occurrence) for _, level, occurrence in story]
    if decide:
        assert len(keys) == len(set(keys))
    for at, level, occurrence in story:
        one = next(found for found in [ask_level(ladder, told, level, occurrence, at)] if found)
        assert one >= max(told.since, ladder.starts_at) and one <= at
    assert sum(step.is_open for step in end.taken) <= 1
    if told.state not in OPEN:
        assert story == []
    # Asked again, it has nothing more to say.
    again = ask(ladder, end, moments[-1])
    if decide and ladder.is_stepwise and again.propose:
        # Another occurrence may wait its turn; the same step never comes again.
        assert (again.propose.level.number, again.propose.occurrence) not in keys
    elif not ladder.is_stepwise:
        assert again.propose is None and again.passed == ()


def ask_level(ladder, told, level, occurrence, at):
    """The moment at which the level is reached by itself, or the moment of the step where it follows another."""
    from tracker.regimes.escalation.plan import moments

    own = next(one for one in ladder.levels if one.number == level)
    found = [moment for key, moment in moments(own, told, at, CALENDAR) if key == occurrence]
    return min(found) if found and min(found) >= max(told.since, ladder.starts_at) else at


# Shrinking a story of sixty days takes longer than reading it.
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(worlds())
def test_whoever_looks_when_told_to_misses_nothing(world):
    """Looking only at the moments the planner names finds what looking every three hours finds."""
    ladder, told, moments = world
    if told.state not in EXTENDABLE:
        return
    begin, end = LONG_AGO, LONG_AGO + dt.timedelta(days=60)
    # Reports that come in are changes, which have the duty looked at anyway.
    changes = sorted({begin, *(slot.answered_at for slot in told.slots if slot.answered_at and slot.answered_at > begin), *(at for _, at in told.looks)})  # fmt: skip
    lazy, kept, at = [], told, begin
    for _ in range(500):
        found, kept = follow(ladder, kept, [at])
        lazy += found
        planned = ask(ladder, kept, at).look_at
        following = [
            one for one in (planned, *(c for c in changes if c > at)) if one is not None and one > at
        ]
        if not following or min(following) > end:
            break
        at = min(following)
    hourly, _ = follow(ladder, told, [begin + dt.timedelta(hours=3 * n) for n in range(8 * 60)])
    assert {(level, key) for _, level, key in hourly} <= {(level, key) for _, level, key in lazy}
