"""django-q's schedule rows: exactly one, whatever was there before. And what the daily cleaning takes away."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_q.models import Failure, Schedule, Task

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.jobs import tasks
from tracker.jobs.checks import RULES
from tracker.jobs.schedules import SCHEDULES, TICK, sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


def test_it_makes_the_one_row() -> None:
    out = StringIO()
    call_command("sync_schedules", stdout=out)

    row = Schedule.objects.get()
    assert (row.name, row.func, row.schedule_type, row.cron) == (
        TICK,
        "tracker.jobs.tasks.tick",
        "C",
        "* * * * *",
    )
    # Arguments are the poison of django-q's schedules: there are none.
    assert not row.args and not row.kwargs and row.repeats == -1
    assert row.next_run == NOW + dt.timedelta(minutes=1) and "created" in out.getvalue()


def test_a_second_run_changes_nothing() -> None:
    sync(NOW)
    before = Schedule.objects.values().get()

    assert sync(NOW + dt.timedelta(seconds=30)) == []

    assert Schedule.objects.values().get() == before


def test_it_corrects_the_row_in_place_and_removes_strays() -> None:
    sync(NOW)
    kept = Schedule.objects.get()
    Schedule.objects.filter(pk=kept.pk).update(args="foo(", cron="bad cron")
    Schedule.objects.create(name=TICK, func="os.getcwd")
    Schedule.objects.create(name=None, func="os.getcwd", schedule_type="M")

    done = sync(NOW)

    assert Schedule.objects.get().pk == kept.pk
    assert Schedule.objects.get().args is None and Schedule.objects.get().cron == "* * * * *"
    assert len([line for line in done if line.startswith("removed")]) == 2


def test_it_wakes_a_tick_that_a_wrong_clock_put_far_ahead() -> None:
    sync(NOW)
    Schedule.objects.update(next_run=NOW + dt.timedelta(days=400))

    sync(NOW)

    assert Schedule.objects.get().next_run == NOW


def test_every_ticker_says_what_it_is_for() -> None:
    names = [ticker.name for ticker in SCHEDULES]
    assert len(names) == len(set(names)) and TICK not in names
    for ticker in SCHEDULES:
        assert ticker.why.endswith(".") and ticker.every >= dt.timedelta(minutes=1) and len(ticker.name) <= 40


def test_the_operators_guide_names_every_ticker_and_the_decision_every_check() -> None:
    guide = (settings.BASE_DIR / "docs" / "operating.md").read_text(encoding="utf-8")
    decision = (settings.BASE_DIR / "docs" / "decisions" / "0006-queue.md").read_text(encoding="utf-8")
    numbers = {rule[0] for rule in RULES}

    assert all(f"| `{ticker.name}` |" in guide for ticker in SCHEDULES)
    assert min(numbers) in decision and numbers < {f"luoshi.E{n:03}" for n in range(11, 20)}


def a_task(number: int, *, success: bool, stopped: dt.datetime) -> None:
    Task.objects.create(
        id=f"{number:032}", name=f"t{number}", func="f", started=stopped, stopped=stopped, success=success
    )


def test_housekeeping_takes_old_failures_and_sessions_and_nothing_else() -> None:
    old = NOW - tasks.KEEP_FAILURES - dt.timedelta(days=1)
    a_task(1, success=False, stopped=old)
    a_task(2, success=False, stopped=NOW)
    a_task(3, success=True, stopped=old)
    Session.objects.create(session_key="a", session_data="", expire_date=NOW - dt.timedelta(seconds=1))
    Session.objects.create(session_key="b", session_data="", expire_date=NOW + dt.timedelta(hours=1))

    assert tasks.litter(NOW) == 2
    assert tasks.housekeeping(NOW) == 2
    assert tasks.housekeeping(NOW) == 0

    assert Failure.objects.count() == 1 and Task.objects.count() == 2
    assert list(Session.objects.values_list("session_key", flat=True)) == ["b"]


def test_correcting_the_tick_writes_only_what_was_wrong() -> None:
    sync(NOW)
    Schedule.objects.filter(name=TICK).update(cron="0 * * * *")
    with CaptureQueriesContext(connection) as queries:
        sync(NOW)
    (written,) = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert '"cron"' in written.split("WHERE")[0] and '"next_run"' not in written and '"task"' not in written


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its indexes by itself")
def test_housekeeping_counts_the_indexes_of_sqlite(world) -> None:
    an_assignment(world)
    tasks.housekeeping(NOW)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from sqlite_stat1 where tbl = 'items_unitassignment'")
        assert cursor.fetchone()[0] >= 5
