"""Door to the tickers by hand: the same functions as the minute tick runs, at any moment, without leaving a heartbeat."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from tracker.jobs.schedules import SCHEDULES
from tracker.jobs.tick import backlog, ticker_named


def moment(text: str) -> dt.datetime:
    """2026-03-20T08:30 (Shanghai) or with an offset; anything else is an argument error."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment such as 2026-03-20T08:30")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = (
        "Runs one ticker now. It leaves no heartbeat: a run by hand must not make a dead cluster look alive."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=", ".join(ticker.name for ticker in SCHEDULES))
        parser.add_argument("--at", type=moment, help="the moment to take for now, 2026-03-20T08:30")
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows wait")

    def handle(self, *args: Any, **options: Any) -> None:
        ticker = ticker_named(options["name"])
        if ticker is None:
            names = ", ".join(ticker.name for ticker in SCHEDULES)
            raise CommandError(f"There is no ticker {options['name']!r}; there are: {names}")
        at = options["at"] or timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"{ticker.name}: {backlog(ticker, at)} waiting at {at.isoformat()}")
            return
        done = import_string(ticker.run)(at)
        self.stdout.write(f"{ticker.name}: {done} done at {at.isoformat()}")
