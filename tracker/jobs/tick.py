"""One tick: runs the tickers that are due, each by itself, and leaves a heartbeat. Reads no clock: `at` is the tick's now."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.db import DatabaseError
from django.utils.module_loading import import_string

from .models import Heartbeat
from .schedules import SCHEDULES, TICK, Ticker

log = logging.getLogger(__name__)
# The scheduler of django-q looks every 31 s, so ticks are not exactly a minute apart.
SLACK = dt.timedelta(seconds=30)
SET_BACK = dt.timedelta(minutes=3)
ERROR_LENGTH = 300
# A ticker goes on from batch to batch for so long; what is left then waits for the next minute. All of them together stay
# well below django-q's time limit for a task (300 s), or a long queue would end in an endless row of broken-off ticks.
BUDGET_SECONDS = 15


def tick(at: dt.datetime) -> dict[str, int]:
    """Runs every ticker that is due at `at`; returns name → rows handled. One that fails does not stop the others."""
    pulse(at)
    done = {ticker.name: run(ticker, at) for ticker in SCHEDULES if claim(ticker, at)}
    Heartbeat.objects.filter(name=TICK, started_at=at).update(finished_at=at, done=sum(done.values()))
    return done


def pulse(at: dt.datetime) -> None:
    """The tick's own heartbeat, which the health check watches: it says that queue, scheduler and a worker are alive."""
    Heartbeat.objects.update_or_create(name=TICK, defaults={"started_at": at, "error": ""})


def claim(ticker: Ticker, at: dt.datetime) -> bool:
    """Takes the ticker's turn by compare-and-set; False when it is not due or another tick has taken it.

    A last run far in the future (the clock was set back) does not count; one a little ahead is a brother's who started
    after this tick and was faster.
    """
    beat, created = Heartbeat.objects.get_or_create(name=ticker.name, defaults={"started_at": at})
    if created:
        return True
    if -SET_BACK < at - beat.started_at < ticker.every - SLACK:
        return False
    seen = Heartbeat.objects.filter(pk=beat.pk, started_at=beat.started_at)
    return seen.update(started_at=at, finished_at=None) == 1


def run(ticker: Ticker, at: dt.datetime) -> int:
    """Runs a claimed ticker, batch after batch, and writes down how it went; returns how many rows it handled."""
    started = time.monotonic()
    done, error = 0, ""
    try:
        job = import_string(ticker.run)
        while batch := job(at):
            done += batch
            if time.monotonic() - started > BUDGET_SECONDS:
                break
    except Exception as failure:
        log.exception("ticker %s failed", ticker.name)
        error = f"{type(failure).__name__}: {failure}"[:ERROR_LENGTH]
    ended = at + dt.timedelta(seconds=time.monotonic() - started)
    try:
        mine = Heartbeat.objects.filter(name=ticker.name, started_at=at)
        mine.update(finished_at=ended, done=done, error=error)
    except DatabaseError:
        log.exception("the heartbeat of %s could not be written", ticker.name)
    return done


def backlog(ticker: Ticker, at: dt.datetime) -> int:
    """How many rows wait for the ticker at `at`; changes nothing."""
    number: int = import_string(ticker.backlog)(at)
    return number


def ticker_named(name: str) -> Ticker | None:
    """The ticker of that name, or None."""
    return next((ticker for ticker in SCHEDULES if ticker.name == name), None)
