"""A long import bit by bit: short transactions, a worker killed between any two of them, nothing half written before anybody's eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.support.world import NOW
from tests.tracker.items.test_ledger_import import LATER, applied, checked, variant
from tracker.items.feed import events_after
from tracker.items.history import broken_links
from tracker.items.job_queries import assignments_to_plan, open_by_unit
from tracker.items.ledger_import import operations, working, writing
from tracker.items.models import (
    Event,
    ImportRow,
    ItemSketch,
    ProgressReport,
    ResponsibilityItem,
    UnitAssignment,
)
from tracker.items.queries import visible_assignments, visible_items
from tracker.items.searching import search

AFTER = LATER + working.LEASE + dt.timedelta(minutes=1)


class Killed(BaseException):
    """The worker's process is gone: nothing of its code goes on."""


@contextmanager
def killed_at(words: str, time: int) -> Iterator[None]:
    """Kills the worker when a statement with these words is about to be made for the n-th time."""
    left = [time]

    def watch(execute, sql, params, many, context):
        if words in sql:
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), pytest.raises(Killed):
        yield


@contextmanager
def rows_per_transaction(table: str) -> Iterator[list[int]]:
    """How many rows each outermost transaction (here: savepoint) of a worker put into a table."""
    depth, touched = [0], []

    def watch(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            depth[0] += 1
            if depth[0] == 1:
                touched.append(0)
        depth[0] -= sql.startswith("RELEASE")
        if sql.startswith(f'INSERT INTO "{table}"'):
            # PostgreSQL is given a list of values for each column, SQLite a row after the other.
            touched[-1] += len(params[0]) if "UNNEST" in sql else sql.count("(%s")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield touched


@pytest.fixture
def small(monkeypatch):
    """Two rows a transaction, four a run, and nobody who waits to be let in."""
    monkeypatch.setattr(writing, "PAUSE", 0)
    monkeypatch.setattr(writing, "SLICE", 2)
    monkeypatch.setattr(writing, "RUN", 4)


@pytest.fixture
def confirmed(world, small):
    """Five good rows that wait to be written, and who looks."""
    row = checked(
        world, *[variant(编号=f"台-{number}", 重点任务=f"完成第{number}段河道的清淤") for number in range(5)]
    )
    operations.confirm(row.pk, by=world.viewer("officer"), at=NOW)
    return row


def nothing_is_there(world) -> None:
    """No list, search, figure, feed or job knows of what is written and not shown."""
    for who in ("officer", "lead_clerk", "leader"):
        viewer = world.viewer(who)
        assert not visible_items(viewer).exists() and not visible_assignments(viewer).exists()
        assert search(viewer, "清淤").items == ()
    assert open_by_unit() == {} and assignments_to_plan(10) == []
    assert events_after(world.viewer("officer"), 0, size=10).events == ()


def test_no_transaction_writes_more_than_its_slice_and_all_are_shown_at_once(world, confirmed):
    with rows_per_transaction("items_responsibilityitem") as written:
        assert working.work(confirmed.pk, at=LATER)
        confirmed.refresh_from_db()
        # A run is over: four rows are written, nobody sees them, the next worker's turn is announced.
        assert (confirmed.state, confirmed.progress, confirmed.attempts) == ("to_apply", 79, 0)
        assert ResponsibilityItem.objects.count() == 4
        nothing_is_there(world)
        assert working.work(confirmed.pk, at=LATER)
    assert max(written) == 2 and sum(written) == 5
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.hidden_after) == ("applied", None)
    numbers = visible_items(world.viewer("officer")).order_by("number").values_list("item_no", flat=True)
    assert list(numbers) == [f"督〔2026〕1-{number}" for number in range(1, 6)]
    assert UnitAssignment.objects.count() == UnitAssignment.with_hidden.count() == 10
    # The stream has them now, each once.
    assert len(events_after(world.viewer("officer"), 0, size=10).events) == 5
    assert list(broken_links()) == []


@pytest.mark.parametrize("time", range(1, 4))
def test_a_worker_killed_in_any_slice_is_followed_by_one_that_goes_on(world, confirmed, time):
    with killed_at('INSERT INTO "items_itemsketch"', time):
        working.work(confirmed.pk, at=LATER)
        working.work(confirmed.pk, at=LATER)
    nothing_is_there(world)
    assert ResponsibilityItem.objects.count() == 2 * (time - 1)
    working.reap(AFTER)
    while working.work(confirmed.pk, at=AFTER):
        pass
    confirmed.refresh_from_db()
    assert confirmed.state == "applied" and visible_items(world.viewer("officer")).count() == 5
    assert Event.objects.count() == 5 and ProgressReport.objects.count() == 5
    assert list(broken_links()) == []


def test_what_cannot_be_shown_any_more_is_removed_and_can_be_checked_anew(world, confirmed):
    working.work(confirmed.pk, at=LATER)
    world.units["审计局"].is_active = False
    world.units["审计局"].save(update_fields=["is_active"])
    working.work(confirmed.pk, at=LATER)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.error[:8]) == ("to_clear", "检查之后单位或编")
    with killed_at('DELETE FROM "items_responsibilityitem"', 2):
        working.work(confirmed.pk, at=LATER)
    working.reap(AFTER)
    while working.work(confirmed.pk, at=AFTER):
        pass
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.batch_no, confirmed.hidden_after) == ("checked", None, None)
    assert "重新检查" in confirmed.error
    for model in (ResponsibilityItem, UnitAssignment, Event, ProgressReport, ItemSketch):
        assert not model._base_manager.exists()
    # Said anew, the rows tell what is wrong; nothing is in the way of another check.
    operations.set_columns(confirmed.pk, mapping=confirmed.mapping, options=confirmed.options, by=world.viewer("officer"), at=AFTER)  # fmt: skip
    assert working.work(confirmed.pk, at=AFTER)
    assert ImportRow.objects.filter(is_good=True).count() == 0


def test_an_undo_hides_the_whole_at_once_and_goes_on_after_a_killed_worker(world, small):
    row = applied(world, *[variant(编号=f"台-{number}") for number in range(3)])
    operations.take_back(row.pk, by=world.viewer("officer"), at=LATER)
    with killed_at('INSERT INTO "items_event"', 2):
        working.work(row.pk, at=LATER)
    assert not visible_items(world.viewer("officer")).exists() and not UnitAssignment.objects.exists()
    assert UnitAssignment.with_hidden.exists()
    working.reap(AFTER)
    while working.work(row.pk, at=AFTER):
        pass
    row.refresh_from_db()
    assert row.state == "undone" and not UnitAssignment.with_hidden.exists()
    assert Event.objects.filter(act="undo_import").count() == 3 and list(broken_links()) == []


def test_a_worker_that_was_overtaken_writes_nothing_more(world, confirmed):
    slow = working.claimed(confirmed.pk, LATER)
    assert slow is not None
    working.reap(AFTER)
    while working.work(confirmed.pk, at=AFTER):
        pass
    with pytest.raises(writing.Lost):
        writing.write(slow, AFTER)
    assert ResponsibilityItem.objects.count() == 5
