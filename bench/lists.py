"""Lists at 1 000 and 100 000 rows: server time, growth and number of queries of the pages everybody opens. Prints one JSON line.

`python bench/lists.py [ROWS …]` (1000 100000) fills a database of its own, in bulk, one size after the other, and asks each page as the
office's people do. SQLite in a temporary folder; with `--database postgres://user@host/name` or DATABASE_URL a database of its own on that server,
dropped at the end. `ms` is the best server time of seven requests, templates included, `ratio` the largest size over the smallest, `queries` by size.
`bare_ms` is what the rows of one page cost by themselves, led there by an index and nothing else done; `times_bare` each page over it, taken in the
same moments. `--explain` prints the plan of every query of the pages (to standard error). Exits 1 when a goal is missed: a page in MOST_TIMES_BARE
times the bare rows at the largest size (200 ms where those take 7 ms; `over_200_ms` names the pages beyond that here), more than
MOST_QUERIES queries at any size, a plan that reads the whole table of parts or items where an index is meant to lead.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
PAGE_MS, MOST_TIMES_BARE, RUNS = 200, 30, 7
# Few at every size; a page that finds nothing, and one whose rows are gathered instead of walked, ask fewer.
MOST_QUERIES = 24
# Pages whose first query must walk an index instead of reading a table.
WALKED = ("first", "light", "number", "deep", "unit")


def main() -> int:
    """Fills, measures, prints; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int, default=[1000, 100_000])
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--explain", action="store_true")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="luoshi-lists-"))
    url, drop = own_database(asked.database)
    os.environ.update(DJANGO_SETTINGS_MODULE="tracker.settings", TRACKER_DATA_DIR=str(home), DATABASE_URL=url)
    try:
        return measured(sorted(asked.rows), explain=asked.explain)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        drop()


def own_database(server: str) -> tuple[str, Any]:
    """The address of a database made for this run ("" for SQLite), and what removes it."""
    if not server.startswith("postgres"):
        return "", lambda: None
    import psycopg

    name, parts = f"luoshi_lists_{os.getpid()}", urlsplit(server)

    def do(statement: str) -> None:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(statement)  # type: ignore[arg-type]

    def drop() -> None:
        from django.db import connections

        connections.close_all()
        do(f"drop database if exists {name}")

    do(f"create database {name}")
    return urlunsplit(parts._replace(path=f"/{name}")), drop


def measured(sizes: list[int], *, explain: bool) -> int:
    """Asks every page at every size; prints the figures and returns 1 where a goal is missed."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from bench.support.goals import told
    from bench.support.ledger import fill

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    figures: dict[str, Any] = {
        "database": connection.vendor,
        "rows": sizes,
        "fill_s": [],
        "bare_ms": [],
        "ms": {},
        "times_bare": {},
        "queries": {},
    }
    faults: list[str] = []
    for size in sizes:
        started = time.perf_counter()
        people = fill(size, timezone.now())
        settle(connection)
        figures["fill_s"].append(round(time.perf_counter() - started, 1))
        plain = []
        for name, (person, path) in pages(people).items():
            client = signed_in(person)
            path = path() if callable(path) else path
            taken, alone = milliseconds(client, path)
            plain.append(alone)
            figures["ms"].setdefault(name, []).append(taken)
            figures["times_bare"][name] = round(taken / alone, 1)
            statements = queries(client, path)
            figures["queries"].setdefault(name, []).append(len(statements))
            if size == sizes[-1]:
                faults += looked_at(connection, name, statements, explain=explain)
        figures["bare_ms"].append(round(min(plain), 2))
    figures["ratio"] = {name: round(ms[-1] / ms[0], 1) for name, ms in figures["ms"].items()}
    figures["slowest_ms"] = max(ms[-1] for ms in figures["ms"].values())
    figures["over_200_ms"] = [name for name, ms in figures["ms"].items() if ms[-1] >= PAGE_MS]
    figures["most_times_bare"] = max(figures["times_bare"].values())
    figures["most_queries"] = max(max(found) for found in figures["queries"].values())
    figures["table_scans"] = len(faults)
    figures["scanned"] = faults
    return told(
        figures,
        (
            ("most_times_bare", "<", MOST_TIMES_BARE),
            ("most_queries", "<=", MOST_QUERIES),
            ("table_scans", "<=", 0),
        ),
    )


def settle(connection: Any) -> None:
    """What a database does by itself after a while: statistics, and on PostgreSQL the map of visible rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def pages(people: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Name → (who looks, the path or what finds it)."""
    from django.urls import reverse
    from django.utils import timezone

    officer, items = people["officer"], reverse("portal:items")
    today = timezone.localdate()
    week = f"due_from={today}&due_to={today + dt.timedelta(6 - today.weekday())}"
    wanted = {
        "first": (officer, items),
        "light": (officer, f"{items}?sort=light"),
        "number": (officer, f"{items}?sort=no"),
        "second": (officer, lambda: later(officer, items, 1)),
        "hundredth": (officer, lambda: later(officer, items, 99)),
        "deep": (officer, lambda: deep(items)),
        "by_unit": (officer, f"{items}?unit={people['unit']}&state=open"),
        "week": (officer, f"{items}?{week}"),
        "checking": (officer, f"{items}?state=checking"),
        "closed": (officer, f"{items}?state=closed"),
        "red": (officer, f"{items}?light=red"),
        "rare_words": (officer, f"{items}?q=第77号"),
        "no_such_words": (officer, f"{items}?q=查无此事"),
        "unit": (officer, reverse("portal:unit", args=[people["unit"]])),
        "item": (officer, reverse("portal:item", args=[any_item()])),
    }
    # The same of everybody, as far as it is theirs.
    for who in ("officer", "leader", "chief", "liaison"):
        person = people[who]
        mine = {
            who: items,
            f"{who}_red": f"{items}?light=red",
            f"{who}_week": f"{items}?{week}&state=open",
            f"{who}_words": f"{items}?q=森林防火+台账",
            f"{who}_search": f"{reverse('portal:search')}?q=森林防火",
        }
        wanted |= {
            name: (person, path) for name, path in mine.items() if (person, path) not in wanted.values()
        }
    return wanted


def any_item() -> int:
    """An item in the middle of the ledger."""
    from tracker.items.models import ResponsibilityItem

    ids = ResponsibilityItem.objects.order_by("pk").values_list("pk", flat=True)
    return ids[len(ids) // 2]


def deep(items: str) -> str:
    """The page behind the middle of the list, as its own links lead there."""
    from tracker.items.models import UnitAssignment
    from tracker.items.states import OPEN

    dated = UnitAssignment.objects.filter(state__in=OPEN, due_on__isnull=False).order_by("due_on", "item")
    middle = dated[dated.count() // 2]
    return f"{items}?after=0.{middle.due_on}.{middle.item_id}"


def later(person: Any, items: str, steps: int) -> str:
    """The page so many steps on from the first."""
    from django.utils import timezone

    from tracker.access.viewers import viewer_of
    from tracker.items import filters
    from tracker.items.clock import clock_at
    from tracker.items.paging import page_of

    at = timezone.now()
    viewer = viewer_of(person, on=timezone.localdate(at))
    question = filters.ask(viewer, filters.Wanted(), clock_at(at))
    after = ""
    for _ in range(steps):
        after = page_of(question, after=after).after or after
    return f"{items}?after={after}"


def bare_rows() -> float:
    """Milliseconds for the parts of the first page's items alone: one query along an index, one for what is shown of them."""
    from tracker.items.models import UnitAssignment
    from tracker.items.paging import PAGE
    from tracker.items.states import Stage

    started = time.perf_counter()
    soonest = UnitAssignment.objects.filter(stage=Stage.RUNNING, due_on__isnull=False).order_by(
        "due_on", "item"
    )
    ids = list(soonest.values_list("item", flat=True)[:PAGE])
    parts = UnitAssignment.objects.filter(item__in=ids).select_related("item__speech", "unit").order_by()
    list(parts.defer("item__speech__text", "item__speech__outline", "item__speech__details"))
    return (time.perf_counter() - started) * 1000


def signed_in(person: Any) -> Any:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def milliseconds(client: Any, path: str) -> tuple[float, float]:
    """The best of some requests and of the bare rows between them, the first of each left out: what else the machine does is not the page's time."""
    taken, alone = [], []
    for _ in range(RUNS + 1):
        alone += [bare_rows(), bare_rows()]
        started = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return round(min(taken[1:]), 1), min(alone[2:])


def queries(client: Any, path: str) -> list[str]:
    """The statements one request makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return [query["sql"] for query in asked]


def looked_at(connection: Any, name: str, statements: list[str], *, explain: bool) -> list[str]:
    """Reads the plans of the statements that order a list; a table of parts or items read from end to end is a fault."""
    faults = []
    for sql in statements:
        if not sql.startswith("SELECT") or not (explain or (name in WALKED and "ORDER BY" in sql)):
            continue
        with connection.cursor() as cursor:
            plan = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
            cursor.execute(f"{plan} {sql}".replace("%", "%%"))
            lines = [str(row[-1]) for row in cursor.fetchall()]
        if explain:
            print(f"== {name}\n{sql[:2000]}", *lines, sep="\n   ", file=sys.stderr)
        if name in WALKED and "ORDER BY" in sql:
            faults += [f"{name}: {line.strip()}" for line in lines if is_scan(line)]
    return faults


def is_scan(line: str) -> bool:
    """Does this line of a plan read a large table from end to end, in no order?"""
    large = ("items_unitassignment", "items_responsibilityitem")
    words = line.replace('"', "").strip()
    return any(
        words.startswith(f"SCAN {table}") and "USING" not in words or f"Seq Scan on {table}" in words
        for table in large
    )


if __name__ == "__main__":
    sys.exit(main())
