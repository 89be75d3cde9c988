"""How the background work is doing: for the health check (cheap) and for the status page (whole)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django_q.models import Failure, OrmQ
from django_q.status import Stat

from tracker.meetings import weights
from tracker.notices import delivery
from tracker.notices.dead_letters import DeadLetter, letters, matching
from tracker.notices.queries import Backlog
from tracker.notices.queries import backlog as message_backlog
from tracker.reminders.queries import Unanswered, units_without_liaison

from .models import Heartbeat
from .schedules import MINUTE, SCHEDULES, TICK, Ticker
from .tick import backlog

# Of the messages that failed; all of them stand on a page of their own.
SHOWN = 10
# A tick comes every minute, up to 31 s late; three minutes without one means that nobody works.
STALE = dt.timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Health:
    """What /healthz says: is the database there, how old the last tick is (None: there was none), what waits."""

    heartbeat_age: float | None
    backlog: int

    @property
    def is_alive(self) -> bool:
        return self.heartbeat_age is not None and self.heartbeat_age < STALE.total_seconds()


@dataclass(frozen=True, slots=True)
class TickerView:
    """One ticker as the status page shows it. `late`: it should have run by now and has not. `waiting`: rows for it to do.

    `lag`: whole minutes since it should have run, None before its first run.
    """

    name: str
    label: str
    why: str
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    done: int
    error: str
    late: bool
    lag: int | None
    waiting: int


@dataclass(frozen=True, slots=True)
class StatusView:
    """The whole page. `is_alive` False: no worker has ticked for three minutes, and nothing is sent or parsed.

    `queued`: tasks in django-q's database queue (None where the queue is Redis); `task_failures`: failed tasks kept.
    `workers`: worker processes that have shown themselves in the last seconds (None: none has, which may also mean that they run on
    another machine without a common cache), `workers_wanted` how many a cluster is set to have.
    `weights`: the office's own, None where speeches are read with those the software brings.
    """

    at: dt.datetime
    is_alive: bool
    last_tick: dt.datetime | None
    tickers: tuple[TickerView, ...]
    messages: Backlog
    failed: list[DeadLetter]
    without_liaison: tuple[Unanswered, ...]
    queued: int | None
    task_failures: int
    workers: int | None
    workers_wanted: int
    weights: weights.Version | None

    @property
    def is_short_of_workers(self) -> bool:
        """Are there fewer worker processes than one cluster has?"""
        return self.workers is not None and self.workers < self.workers_wanted


def health(at: dt.datetime) -> Health:
    """Three numbers by two index look-ups; raises DatabaseError where the database does not answer."""
    last = Heartbeat.objects.filter(name=TICK).values_list("started_at", flat=True).first()
    return Health(age_of(last, at), delivery.waiting(at))


def age_of(last: dt.datetime | None, at: dt.datetime) -> float | None:
    """Seconds since a heartbeat; one from the future (the clock was set back) is fresh, not minus an hour old."""
    return None if last is None else max(0.0, (at - last).total_seconds())


def status(at: dt.datetime) -> StatusView:
    """The state of all background work at `at`. The caller's view asks the policy (Act.SEE_STATUS)."""
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    last = beats[TICK].started_at if TICK in beats else None
    messages = message_backlog(at)
    return StatusView(
        at=at,
        is_alive=Health(age_of(last, at), messages.due).is_alive,
        last_tick=last,
        tickers=tuple(view_of(ticker, beats.get(ticker.name), at) for ticker in SCHEDULES),
        messages=messages,
        failed=letters(matching()[:SHOWN]),
        without_liaison=units_without_liaison(timezone.localdate(at)),
        queued=queued_tasks(),
        task_failures=Failure.objects.count(),
        workers=seen_workers(),
        workers_wanted=settings.Q_CLUSTER["workers"],
        weights=weights.in_use(),
    )


def seen_workers() -> int | None:
    """Worker processes of all clusters whose sentinels have lately written to the cache; None where none has."""
    clusters = Stat.get_all()
    return sum(len(one.workers) for one in clusters) if clusters else None


def queued_tasks() -> int | None:
    """Tasks in the database queue; None where another broker was chosen."""
    from django_q.conf import Conf

    return OrmQ.objects.count() if Conf.ORM else None


def view_of(ticker: Ticker, beat: Heartbeat | None, at: dt.datetime) -> TickerView:
    """One line of the page."""
    late = beat is None or at - beat.started_at > ticker.every + STALE
    return TickerView(
        name=ticker.name,
        label=ticker.label,
        why=ticker.why,
        started_at=beat.started_at if beat else None,
        finished_at=beat.finished_at if beat else None,
        done=beat.done if beat else 0,
        error=beat.error if beat else "",
        late=late,
        lag=max(0, int((at - beat.started_at - ticker.every) / MINUTE)) if beat else None,
        waiting=backlog(ticker, at),
    )
