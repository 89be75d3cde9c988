"""How long it takes to find the earlier orders that a speech states again, at 1 000, 10 000 and 100 000 items. Prints one JSON line.

`python bench/earlier.py [ITEMS …]` fills a database of its own (SQLite in a temporary folder), in bulk, one size after the other, and looks up the orders of a
speech of 120 drafts. The words of the items are few (16 places, 12 fields, 10 verbs), so that far more marks coincide than in life. `ms` is the best processor
time of seven look-ups by size, `one_ms` that for a single draft, `ratio` the largest size over the one before it: a look-up depends on what
resembles its drafts, not on what there is. Exits 1 when it grows by more than GROWTH there, or asks more than two queries.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
DRAFTS, RUNS, CHUNK, GROWTH = 120, 7, 2000, 1.5


def main() -> int:
    """Fills, measures, prints; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("items", nargs="*", type=int, default=[1000, 10_000, 100_000])
    sizes = sorted(parser.parse_args().items)
    home = Path(tempfile.mkdtemp(prefix="luoshi-earlier-"))
    os.environ.update(DJANGO_SETTINGS_MODULE="tracker.settings", TRACKER_DATA_DIR=str(home), DATABASE_URL="")
    try:
        return measured(sizes)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measured(sizes: list[int]) -> int:
    """Looks up at every size; prints the figures and returns 1 where a goal is missed."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.support.goals import told
    from bench.support.ledger import found_office
    from tracker.access.viewers import viewer_of
    from tracker.items.earlier import earlier_orders
    from tracker.items.registration import names_on

    call_command("migrate", verbosity=0)
    at = dt.datetime.now(dt.UTC)
    people = found_office(at)
    viewer, names = viewer_of(people["officer"], on=at.date()), names_on(at.date())
    figures: dict[str, Any] = {"ms": {}, "one_ms": {}, "found": {}, "queries": 0}
    there = 0
    for size in sizes:
        add(there, size, people, at)
        there = size
        drafts = asked(size)
        figures["ms"][size] = best(lambda drafts=drafts: earlier_orders(viewer, drafts, names))
        figures["one_ms"][size] = best(lambda drafts=drafts: earlier_orders(viewer, drafts[:1], names))
        with CaptureQueriesContext(connection) as counted:
            figures["found"][size] = len(earlier_orders(viewer, drafts, names))
        figures["queries"] = max(figures["queries"], len(counted))
    times = list(figures["ms"].values())
    figures["ratio"] = round(times[-1] / times[-2], 2) if len(times) > 1 else 1.0
    return told(figures, (("ratio", "<=", GROWTH), ("queries", "<=", 2)))


def add(first: int, upto: int, people: dict[str, Any], at: dt.datetime) -> None:
    """Adds items from number `first` on, each with one part and the marks of its wording."""
    import random

    from bench.support.ledger import ITEMS_A_SPEECH, item_row, part_row, speech_rows
    from tracker.items.models import ResponsibilityItem, UnitAssignment
    from tracker.items.sketches import sketch
    from tracker.meetings.models import Speech
    from tracker.org.models import Unit

    dice, units = random.Random(upto), list(Unit.objects.order_by("order").values_list("pk", flat=True))
    wanted = -(-(upto - first) // ITEMS_A_SPEECH)
    speeches = Speech.objects.bulk_create(
        speech_rows(Speech.objects.count(), wanted, people, at), batch_size=200
    )
    for start in range(0, upto - first, CHUNK):
        numbers = range(start, min(start + CHUNK, upto - first))
        items = ResponsibilityItem.objects.bulk_create(
            item_row(n, first + n, speeches[n // ITEMS_A_SPEECH], people, at) for n in numbers
        )
        UnitAssignment.objects.bulk_create(
            part_row(item, units[item.pk % len(units)], 0, dice, at) for item in items
        )
        sketch(items)


def asked(size: int) -> list[Any]:
    """The drafts of a new speech: every other one states an item again."""
    from bench.support.ledger import FIELDS, PLACES, VERBS
    from tracker.meetings.models import Draft

    drafts = []
    for n in range(DRAFTS):
        serial = size - 1 - n * 7 if n % 2 else size + 5000 + n
        words = (
            f"{PLACES[serial % 16]}片区第{serial}号{FIELDS[serial % 12]}{VERBS[serial // 7 % 10]}要抓紧推进"
        )
        drafts.append(Draft(pk=n + 1, speech_id=0, action=words, target="", lead=[], support=[]))
    return drafts


def best(act: Callable[[], object]) -> float:
    """The least processor time of some runs in milliseconds; the first, which loads what is kept, is left out."""
    taken = []
    for _ in range(RUNS + 1):
        began = time.process_time()
        act()
        taken.append((time.process_time() - began) * 1000)
    return round(min(taken[1:]), 1)


if __name__ == "__main__":
    sys.exit(main())
