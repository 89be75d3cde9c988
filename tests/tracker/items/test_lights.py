"""Lights: derived from dates, state and a passed-in moment."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.world import SHANGHAI
from tracker.common.workdays import calendar_for
from tracker.items.lights import Due, light
from tracker.items.states import State

CLOSING = dt.time(18)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def shown(
    due: str | None,
    now: str,
    *,
    state: str = State.IN_PROGRESS,
    time: dt.time | None = None,
    done: str | None = None,
):
    made = light(
        state,
        Due(dt.date.fromisoformat(due), time, CLOSING) if due else None,
        at(done) if done else None,
        at=at(now),
        near=3,
        workdays=calendar_for(),
    )
    return made.colour, made.phrase


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        ("2026-03-20", "2026-03-02T09:00", ("green", "还有18天")),
        ("2026-03-09", "2026-03-02T09:00", ("green", "还有5个工作日")),
        ("2026-03-05", "2026-03-02T09:00", ("yellow", "还有3个工作日")),
        ("2026-03-02", "2026-03-02T17:59", ("yellow", "今天18:00前")),
        ("2026-03-02", "2026-03-02T18:00", ("yellow", "今天18:00前")),
        ("2026-03-02", "2026-03-02T18:01", ("red", "今日已过时")),
        ("2026-02-28", "2026-03-02T09:00", ("red", "逾期2天")),
        # The eve of National Day: seven days off, so the 8th is no workday away on the evening before.
        ("2026-10-08", "2026-09-30T19:00", ("yellow", "还有1个工作日")),
        ("2026-10-04", "2026-10-01T09:00", ("yellow", "节后到期")),
    ],
)
def test_running_work(due, now, expected):
    assert shown(due, now) == expected


def test_a_clock_time_counts_before_closing():
    assert shown("2026-03-02", "2026-03-02T10:00", time=dt.time(9, 30)) == ("red", "今日已过时")


@pytest.mark.parametrize(
    ("state", "done", "expected"),
    [
        (State.CLOSE_REQUESTED, "2026-03-01T10:00", ("blue", "按时")),
        (State.CLOSED, "2026-03-02T18:00", ("blue", "按时")),
        (State.CLOSED, "2026-03-05T10:00", ("grey", "迟3天")),
    ],
)
def test_finished_work_is_judged_by_when_it_was_handed_in(state, done, expected):
    assert shown("2026-03-02", "2026-06-01T09:00", state=state, done=done) == expected


def test_work_without_a_date_is_never_late():
    assert shown(None, "2030-01-01T00:00")[0] == "green"


@pytest.mark.parametrize(
    ("state", "done", "expected"),
    [
        # Judged like work with a date: not begun, handed in, done.
        (State.REGISTERED, None, ("grey", "未交办")),
        (State.ISSUED, None, ("green", "正常")),
        (State.CLOSE_REQUESTED, "2026-03-01T10:00", ("blue", "待核查")),
        (State.VERIFYING, "2026-03-01T10:00", ("blue", "待核查")),
        (State.CLOSED, "2026-03-01T10:00", ("blue", "已办结")),
        (State.CLOSED, None, ("blue", "已办结")),
        (State.CANCELLED, None, ("grey", "已撤销")),
    ],
)
def test_work_without_a_date_is_normal_only_while_it_is_done(state, done, expected):
    made = light(
        state,
        None,
        at(done) if done else None,
        at=at("2026-03-02T09:00"),
        near=3,
        workdays=calendar_for(),
    )
    assert (made.colour, made.word) == expected
