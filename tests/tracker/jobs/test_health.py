"""/healthz for machines and the status view for people."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tests.tracker.notices.rows import a_message
from tracker.items import operations as items
from tracker.jobs import queries, tick
from tracker.jobs.models import Heartbeat
from tracker.jobs.schedules import SCHEDULES
from tracker.notices.models import Message
from tracker.org.models import Post


def test_it_is_stale_before_the_first_tick(db: None, fixed_day, client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "stale", "database": True, "heartbeat_age": None, "backlog": 0}


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (179, 200), (180, 503), (3600, 503)])
def test_it_is_well_for_three_minutes_after_a_tick(db, fixed_day, client, seconds: int, status: int) -> None:
    Heartbeat.objects.create(name="tick", started_at=NOW - dt.timedelta(seconds=seconds))

    answer = client.get("/healthz")

    assert answer.status_code == status
    assert answer.json()["heartbeat_age"] == seconds
    assert "no-store" in answer["Cache-Control"]


def test_it_tells_the_backlog_and_no_names(world: World, client: Client) -> None:
    tick.tick(NOW)
    a_message(world.lead_clerk)

    answer = client.get("/healthz")

    assert answer.json() == {"status": "ok", "database": True, "heartbeat_age": 0, "backlog": 1}


def test_it_is_cheap_and_asks_for_nobody_s_session(db, fixed_day, client, django_assert_num_queries) -> None:
    tick.tick(NOW)

    with django_assert_num_queries(2):
        answer = client.get("/healthz")

    assert not answer.cookies


def test_it_says_so_when_the_database_does_not_answer(db: None, client: Client) -> None:
    def broken(execute, sql, params, many, context):
        raise DatabaseError("the disk is gone")

    with connection.execute_wrapper(broken):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": False}


def test_it_only_answers_questions(db: None, client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_the_status_shows_each_ticker_the_backlog_and_what_failed(world: World) -> None:
    assignment = an_assignment(world)
    items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    Message.objects.all().delete()
    a_message(world.lead_clerk, channel="mail", state=Message.State.FAILED, error="550 没有这个信箱")
    Post.objects.filter(person=world.lead_clerk).delete()

    before = queries.status(NOW)
    tick.tick(NOW)
    after = queries.status(NOW + dt.timedelta(minutes=1))

    assert not before.is_alive and all(t.late for t in before.tickers)
    assert after.is_alive and after.last_tick == NOW and not any(t.late for t in after.tickers)
    assert [t.name for t in after.tickers] == [t.name for t in SCHEDULES]
    waiting = {t.name: t.waiting for t in before.tickers}
    assert waiting["plan_reminders"] == 1 and {t.name: t.done for t in after.tickers}["plan_reminders"] == 1
    assert [m.error for m in after.failed] == ["550 没有这个信箱"] and after.messages.failed == 1
    assert [unit.unit for unit in after.without_liaison] == ["财政局"]


def test_the_status_tells_when_one_ticker_hangs_behind(db: None) -> None:
    tick.tick(NOW)
    Heartbeat.objects.filter(name="deliver").update(started_at=NOW - dt.timedelta(minutes=10))

    late = [t.name for t in queries.status(NOW).tickers if t.late]

    assert late == ["deliver"]


def test_the_status_takes_a_fixed_number_of_queries(world: World, django_assert_num_queries) -> None:
    for n in range(5):
        a_message(world.lead_clerk, f"k{n}", channel="mail", state=Message.State.FAILED)
    tick.tick(NOW)

    # Many: the backlogs of tickers are counted, not supposed, and there are some kinds of litter.
    with django_assert_num_queries(40):
        queries.status(NOW)
