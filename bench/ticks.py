"""What a tick costs with 1 000 due rows among few and among very many: it must follow from what is due. Prints one JSON line.

`python bench/ticks.py [FEW MANY]` (10000 1000000 on PostgreSQL, 10000 100000 on SQLite). A database of its own: SQLite in a temporary folder, or one
made on the server of `--database postgres://…` (or DATABASE_URL) and dropped at the end. Filled in bulk to the first size, every ticker
of jobs/schedules.py is timed with `--due` rows (1000) of its own before it; then to the second size, and again. `ms` is processor time, of this
process and of its database backend where that runs on this machine, the best of `--runs`; `idle_ms` with nothing due; `ratio` the second size
over the first. Exits 1 where a ratio is above 1.5 or a ticker is not tried.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
RATIO = 1.5


def main() -> int:
    """Fills, measures, prints; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="one ticker")
    asked = parser.parse_args()
    from bench.support.databases import own_database

    home = Path(tempfile.mkdtemp(prefix="luoshi-ticks-"))
    url, drop = own_database(asked.database, "ticks")
    sizes = asked.rows or ([10_000, 1_000_000] if url else [10_000, 100_000])
    os.environ.update(DJANGO_SETTINGS_MODULE="tracker.settings", TRACKER_DATA_DIR=str(home), DATABASE_URL=url)
    try:
        return measured(sorted(sizes), asked.due, asked.runs, asked.only)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        drop()


def measured(sizes: list[int], due: int, runs: int, only: str) -> int:
    """Times every ticker at every size; prints the figures and returns 1 where one grows."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    # What a mail server takes is measured elsewhere.
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    from bench.support.due import cases, found
    from bench.support.goals import told
    from tracker.jobs.schedules import SCHEDULES

    call_command("migrate", verbosity=0)
    figures: dict[str, Any] = {
        "database": connection.vendor,
        "rows": sizes,
        "due": due,
        "ms": {},
        "idle_ms": {},
    }
    known = cases()
    for size in sizes:
        world = found(size)
        for name, case in known.items():
            if only in ("", name):
                figures["ms"].setdefault(name, []).append(best(case, world, due, runs))
                figures["idle_ms"].setdefault(name, []).append(best(case, world, 0, runs))
    figures["ratio"] = {name: round(ms[-1] / ms[0], 2) for name, ms in figures["ms"].items()}
    figures["idle_ratio"] = {name: round(ms[-1] / ms[0], 2) for name, ms in figures["idle_ms"].items()}
    figures["worst_ratio"] = max(figures["ratio"].values())
    figures["untried"] = sorted({ticker.name for ticker in SCHEDULES} - set(known))
    figures["number_untried"] = len(figures["untried"])
    return told(figures, (("worst_ratio", "<=", RATIO), ("number_untried", "<=", 0)))


def best(case: Any, world: Any, due: int, runs: int) -> float:
    """The best time of some runs in milliseconds, each with its own rows due, on statistics that are up to date."""
    from django.db import connection

    taken = []
    # The first round warms caches and prepared statements up, and is not counted.
    for _ in range(runs + 1):
        at = case.prepare(world, due)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        started = processor_time()
        done = 0
        while batch := case.run(at):
            done += batch
        taken.append((processor_time() - started) * 1000)
        if (done > 0) != (due > 0):
            raise AssertionError(f"{case} handled {done} rows where {due} were due")
        case.clear(world)
    return round(min(taken[1:]), 1)


def processor_time() -> float:
    """Seconds of this process and of the database's process that serves it: what else the machine does is not the ticker's."""
    import psutil
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    try:
        spent = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return own
    return own + spent.user + spent.system


if __name__ == "__main__":
    sys.exit(main())
