"""Lights and lateness: pure functions of dates, state and a passed-in now. Never stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.common.dates import SHANGHAI
from tracker.common.workdays import Workdays

from .states import OPEN, State


@dataclass(frozen=True, slots=True)
class Light:
    """What a person sees: `colour` (green, yellow, red, blue, grey), its Chinese word, and a phrase such as 逾期2天.

    `look` and `sign`: the colour the office shows it in and that colour's word, where it is another one (light_schemes.py).
    """

    colour: str
    word: str
    phrase: str
    look: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, by whose closing time: the moment counts as in time until `moment` (inclusive)."""

    on: dt.date
    time: dt.time | None
    closing: dt.time

    @property
    def moment(self) -> dt.datetime:
        """The last moment in time, in Shanghai: the clock time given, else close of business (Civil Code art. 203)."""
        return dt.datetime.combine(self.on, self.time or self.closing, SHANGHAI)


def light(
    state: str,
    due: Due | None,
    finished_at: dt.datetime | None,
    *,
    at: dt.datetime,
    near: int,
    workdays: Workdays,
    judged: Due | None = None,
) -> Light:
    """The light of one assignment at the moment `at`; `near` is the number of workdays that counts as near due.

    `judged` is the deadline by which work that was handed in counts as in time, where it is not `due`. Done in time is blue, done late grey (DESIGN §5); work handed in (申请销号) is judged by when it was handed in.
    """
    if state == State.CANCELLED:
        return Light("grey", "已撤销", "")
    if state == State.SUSPENDED:
        return Light("grey", "中止", "")
    # What is done and what has not begun is judged before the date: work without one is no more "normal" then than other work.
    if state == State.CLOSED or finished_at is not None:
        return finished(state, judged or due, finished_at)
    if state not in OPEN:
        return Light("grey", "未交办", "")
    if due is None:
        return Light("green", "正常", "未定时限")
    return running(due, at=at, near=near, workdays=workdays)


def finished(state: str, due: Due | None, finished_at: dt.datetime | None) -> Light:
    """The light of work that was handed in or closed."""
    word = "已办结" if state == State.CLOSED else "待核查"
    if due is None:
        return Light("blue", word, "")
    if finished_at is None or finished_at <= due.moment:
        return Light("blue", word, "按时")
    days = (finished_at.astimezone(SHANGHAI).date() - due.on).days
    return Light("grey", word, f"迟{days}天" if days else "当日迟")


def running(due: Due, *, at: dt.datetime, near: int, workdays: Workdays) -> Light:
    """The light of work still to be done."""
    today = at.astimezone(SHANGHAI).date()
    if at > due.moment:
        days = (today - due.on).days
        return Light("red", "逾期", f"逾期{days}天" if days else "今日已过时")
    if due.on == today:
        return Light("yellow", "临期", f"今天{due.moment:%H:%M}前")
    left = sum(
        1
        for n in range(1, min((due.on - today).days, 60) + 1)
        if workdays.is_workday(today + dt.timedelta(n))
    )
    calendar_days = (due.on - today).days
    if left <= near:
        return Light(
            "yellow",
            "临期",
            f"还有{left}个工作日" if left else "节后到期" if calendar_days > 2 else "休息日到期",
        )
    return Light("green", "正常", f"还有{calendar_days}天" if calendar_days > 14 else f"还有{left}个工作日")
