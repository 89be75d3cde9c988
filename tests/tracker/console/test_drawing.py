"""Where things stand on the wall chart: pure positions, whatever the days."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.console.drawing import ON_PAGE, WORDS, Scale, drawn, ticks
from tracker.items.lights import Light
from tracker.items.marks import Mark
from tracker.items.wall import Bar, UnitBars

TODAY = dt.date(2026, 3, 10)
# A hundred days: one per cent each.
SCALE = Scale(dt.date(2026, 2, 1), dt.date(2026, 5, 11))


def day(n: int) -> dt.date:
    """The day that begins at n per cent."""
    return SCALE.first + dt.timedelta(n)


def a_bar(start: int, due: int | None, colour: str = "green", ended: int | None = None, *marks: int) -> Bar:
    return Bar(
        pk=start,
        item_id=1,
        item_no="督〔2026〕1-1",
        task="完成预算审计",
        role_label="牵头",
        state_label="办理中",
        light=Light(colour, "", ""),
        start=day(start),
        due_on=None if due is None else day(due),
        ended_on=None if ended is None else day(ended),
        marks=tuple(Mark(n, "节点", day(n), None, "", "open", "") for n in marks),
    )


def draw(*bars: Bar):
    [lane] = drawn([UnitBars(1, "财政局", bars, 0)], SCALE, TODAY)
    return lane


def test_a_bar_runs_from_its_first_day_to_the_end_of_its_last():
    [bar] = draw(a_bar(10, 39)).bars
    assert (bar.x, bar.width, bar.tail) == (10.0, 30.0, 0.0)


def test_a_late_bar_has_a_tail_up_to_today_and_one_done_late_to_when_it_ended():
    # Today is the 38th day.
    [late] = draw(a_bar(10, 29, "red")).bars
    assert (late.x + late.width, late.tail_x, late.tail) == (30.0, 30.0, 8.0)
    [done] = draw(a_bar(10, 29, "grey", 34)).bars
    assert done.tail == 5.0
    [in_time] = draw(a_bar(10, 29, "blue", 20)).bars
    assert in_time.tail == 0.0


def test_what_reaches_beyond_the_chart_is_cut_at_its_edges():
    [bar] = draw(a_bar(-20, 150)).bars
    assert (bar.x, bar.width) == (0.0, 100.0)


def test_without_a_deadline_it_runs_on_open():
    [bar] = draw(a_bar(10, None)).bars
    assert (bar.x, bar.width, bar.is_open) == (10.0, 90.0, True)


def test_bars_share_a_lane_only_where_their_words_have_room():
    near, far = int(WORDS) - 5, int(WORDS) + 5
    beside, below = draw(a_bar(0, 3), a_bar(far, 60)), draw(a_bar(0, 3), a_bar(near, 60))
    assert beside.height == ON_PAGE.lane + 6 and below.height == 2 * ON_PAGE.lane + 6
    assert [bar.top for bar in below.bars] == [6, 6 + ON_PAGE.lane]


def test_words_near_the_right_edge_end_there():
    [bar] = draw(a_bar(90, 95)).bars
    assert bar.is_right and bar.text_x == 100.0


@pytest.mark.parametrize("count", [1, 7, 30])
def test_no_two_bars_of_a_lane_overlap(count):
    bars = draw(*[a_bar(n * 3 % 97, n * 3 % 97 + n) for n in range(count)]).bars
    for top in {bar.top for bar in bars}:
        lane = sorted((bar.x, bar.x + bar.width) for bar in bars if bar.top == top)
        assert all(before[1] <= after[0] for before, after in zip(lane, lane[1:], strict=False))


def test_milestones_stand_on_their_day_and_those_outside_are_left_out():
    [bar] = draw(a_bar(10, 60, "green", None, 19, 200)).bars
    assert [point.x for point in bar.points] == [20.0]


def test_a_chart_of_months_has_weeks_and_one_of_years_only_months():
    assert {tick.is_month for tick in ticks(SCALE)} == {True, False}
    years = ticks(Scale(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
    assert len(years) == 24 and all(tick.is_month for tick in years)
    assert years[12].words == "2027年1月" and years[1].words == "2月"
