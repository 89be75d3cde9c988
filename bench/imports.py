"""An old ledger of 1,000 and of 10,000 rows brought in and taken back: how long anybody else waits to write. Prints one JSON line.

`python bench/imports.py [ROWS …]` on SQLite in a temporary folder: it has one writer at a time, so a long transaction stops the office. A second
connection asks for the write lock all the while, as any officer's click does; `wait_ms` is its longest wait by step, `seconds` what the step
took. Exits 1 when a goal is missed: no wait of two seconds, and at most four times as long a wait for ten times the rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
WAIT_MS, GROWTH = 2000, 4
HEAD = ("编号", "重点任务", "责任单位", "协办单位", "办结时限", "完成情况", "进展情况")


def main() -> int:
    """Fills, brings in, takes back, prints; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int, default=[1000, 10_000])
    home = Path(tempfile.mkdtemp(prefix="luoshi-imports-"))
    os.environ.update(DJANGO_SETTINGS_MODULE="tracker.settings", TRACKER_DATA_DIR=str(home), DATABASE_URL="")
    try:
        return measured(sorted(parser.parse_args().rows))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measured(sizes: list[int]) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    officer = founded()
    found = {str(size): one_ledger(size, officer) for size in sizes}
    waits = [max(step["wait_ms"] for step in steps.values()) for steps in found.values()]
    missed = [f"{max(waits)} ms"] if max(waits) > WAIT_MS else []
    # Waits below a tenth of a second are the machine's own.
    if waits[-1] > GROWTH * max(waits[0], 100):
        missed.append("grows with the file")
    print(json.dumps({"imports": found, "ratio": round(waits[-1] / max(waits[0], 1), 1), "missed": missed}))
    return 1 if missed else 0


def founded() -> Any:
    """Thirty units and an officer."""
    from tracker.access.viewers import viewer_of
    from tracker.org.models import Person, Post, Unit

    day = dt.date(2026, 1, 1)
    Unit.objects.bulk_create(Unit(name=f"第{n}局", short_name=f"{n}局", order=n) for n in range(1, 31))
    person = Person.objects.create(username="officer", full_name="张督查")
    Post.objects.create(person=person, role="officer", valid_from=day)
    return viewer_of(person, on=dt.date(2026, 3, 2))


def ledger_of(rows: int) -> bytes:
    """A workbook with so many rows, each of its own wording."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEAD)
    for n in range(1, rows + 1):
        words = f"推进第{n}号片区{n % 97}号管网改造和{n % 89}号道路修复，按期通过验收"
        sheet.write_row(n, 0, (f"台{rows}-{n}", words, f"第{n % 30 + 1}局", f"第{(n + 7) % 30 + 1}局", "2026-09-30", "办理中", f"已完成第{n}段勘察"))  # fmt: skip
    book.close()
    return buffer.getvalue()


def one_ledger(rows: int, officer: Any) -> dict[str, dict[str, float]]:
    """The steps of one ledger: seconds and longest wait of another writer each."""
    from tracker.items.ledger_import import operations, working
    from tracker.items.models import LedgerImport

    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    row = operations.receive(ledger_of(rows), name="台账.xlsx", by=officer, at=at)
    options = {**row.options, "basis": "县长办公会", "approver": "县长"}
    operations.set_columns(row.pk, mapping=row.mapping, options=options, by=officer, at=at)

    def work() -> None:
        while working.work(row.pk, at=at):
            pass

    found = {"check": timed(work)}
    operations.confirm(row.pk, by=officer, at=at)
    found["write"] = timed(work)
    assert LedgerImport.objects.get(pk=row.pk).state == "applied"
    operations.take_back(row.pk, by=officer, at=at)
    found["undo"] = timed(work)
    assert LedgerImport.objects.get(pk=row.pk).state == "undone"
    return found


def timed(work: Callable[[], None]) -> dict[str, float]:
    """What a step took, and the longest that a second connection waited for the write lock meanwhile."""
    from django.db import connection

    over, longest = threading.Event(), [0.0]

    def knock() -> None:
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=300, isolation_level=None)
        while not over.is_set():
            started = time.perf_counter()
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            longest[0] = max(longest[0], time.perf_counter() - started)
            time.sleep(0.02)
        other.close()

    thread = threading.Thread(target=knock)
    thread.start()
    started = time.perf_counter()
    try:
        work()
    finally:
        over.set()
        thread.join()
    return {"seconds": round(time.perf_counter() - started, 1), "wait_ms": round(1000 * longest[0])}


if __name__ == "__main__":
    sys.exit(main())
