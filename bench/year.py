"""A year of an office, day by day, against a calculation written another way. Prints one JSON line with both counts.

`python bench/year.py [--units 60] [--items 3000] [--days 365]`. Items are issued, fall due and are closed on days drawn at random, under five regimes
(daily, weekly, thrice a month, monthly, quarterly); the tickers run three times a day, weekends and holidays too, on SQLite in a
temporary folder. What they made (report slots, reminders of deadlines, reminders of reports, digests) is counted by rows; what they
should have made by going through the days of the year with lists and bisection. Nobody reports, so that every slot is also missed.
Exits 1 where one count differs from the other.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Lives the year twice, once with the product and once on paper; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--items", type=int, default=3000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="luoshi-year-"))
    os.environ.update(DJANGO_SETTINGS_MODULE="tracker.settings", TRACKER_DATA_DIR=str(home), DATABASE_URL="")
    try:
        import django

        django.setup()
        from django.core.management import call_command

        from bench.support.goals import told

        call_command("migrate", verbosity=0)
        started = time.monotonic()
        made, expected = both(asked.units, asked.items, asked.days, asked.seed)
        differs = [name for name in expected if made.get(name) != expected[name]]
        figures = {
            "made": made,
            "expected": expected,
            "seconds": round(time.monotonic() - started),
            "differ": len(differs),
        }
        return told(figures, (("differ", "<=", 0),))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def both(units: int, items: int, days: int, seed: int) -> tuple[dict[str, int], dict[str, int]]:
    """(what the product made, what it should have made) of one year; the database must be empty."""
    from bench.support.onpaper import expected
    from bench.support.yearlife import lived
    from tracker.common.workdays import calendar_for

    dice = random.Random(seed)
    first = dt.date(2026, 1, 1)
    calendar = calendar_for()
    worked = [
        first + dt.timedelta(n)
        for n in range(-40, days + 500)
        if calendar.is_workday(first + dt.timedelta(n))
    ]
    # (issued, due, closed) by day; what is closed after the last day stays open.
    lives = []
    for _ in range(items):
        issued = first + dt.timedelta(dice.randrange(days))
        due = issued + dt.timedelta(dice.randrange(1, 120))
        lives.append((issued, due, due + dt.timedelta(dice.randrange(-20, 40))))
    lives = [(issued, due, max(closed, issued + dt.timedelta(1))) for issued, due, closed in lives]
    return lived(units, lives, first, days), expected(units, lives, first, days, worked)


if __name__ == "__main__":
    sys.exit(main())
