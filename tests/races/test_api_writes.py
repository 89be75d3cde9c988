"""Two requests under one key at the same moment, and readers of the stream of events beside its writers."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tests.races.runners import at_once
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tests.tracker.api.asking import Asking, token_for
from tracker.api.models import IdempotencyKey
from tracker.items import operations
from tracker.items.feed import events_after
from tracker.items.history import broken_links, record
from tracker.items.models import Event, ProgressReport
from tracker.items.states import State
from tracker.meetings.models import Source, Speech

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
REPORT = {"content": "已完成招标", "percent": 40}


@pytest.fixture
def world(fixed_day):
    return make_world()


def test_two_of_one_key_are_one_report_and_two_answers_alike(world) -> None:
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    token = token_for(world, "lead_clerk")
    answers = at_once(
        *[lambda: Asking(token).post(f"/assignments/{part.pk}/reports", REPORT, key="the-same-key")] * 4
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 3
    assert (ProgressReport.objects.count(), Event.objects.filter(act="report").count()) == (1, 1)
    assert IdempotencyKey.objects.count() == 1 and list(broken_links()) == []


def test_one_key_for_two_bodies_is_one_effect(world) -> None:
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    token = token_for(world, "lead_clerk")

    def send(words: str) -> int:
        body = {"content": words}
        return Asking(token).post(f"/assignments/{part.pk}/reports", body, key="the-same-key").status_code

    assert sorted(at_once(lambda: send("甲"), lambda: send("乙"))) == [201, 422]
    assert ProgressReport.objects.count() == 1


def test_two_keys_on_one_revision_are_one_report(world) -> None:
    part = an_assignment(world, state=State.ACKNOWLEDGED)
    token, body = token_for(world, "lead_clerk"), {**REPORT, "revision": part.revision}
    jobs = [
        lambda key=key: Asking(token).post(f"/assignments/{part.pk}/reports", body, key=key)
        for key in ("key-one-1", "key-two-2")
    ]
    assert sorted(answer.status_code for answer in at_once(*jobs)) == [201, 409]
    assert ProgressReport.objects.count() == 1


def test_one_speech_handed_in_twice_at_once_is_one(world) -> None:
    token, body = token_for(world, "officer"), {"text": "县财政局要在3月20日前完成预算审计。"}
    answers = at_once(*[lambda: Asking(token).post("/speeches", body, key="the-same-key")] * 3)
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (Source.objects.count(), Speech.objects.count()) == (1, 1)


def test_a_line_that_commits_late_is_not_passed_over(world) -> None:
    """PostgreSQL: a line with a lower id is written first and commits last; the reader in between must not go past it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    slow, fast = an_assignment(world), an_assignment(world, "林业局")
    viewer = world.viewer("officer")
    start = events_after(viewer, 0, size=500).cursor
    written, read = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            record(slow.item_id, "add_source", by=viewer, at=NOW)
            written.set()
            assert read.wait(30)

    def write_fast_and_read() -> tuple[int, bool, int]:
        assert written.wait(30)
        operations.issue(fast.pk, by=viewer, at=NOW)
        between = events_after(viewer, start, size=500)
        read.set()
        return len(between.events), between.has_more, between.cursor

    _, between = at_once(write_slowly, write_fast_and_read)
    assert between == (0, True, start)
    after = events_after(viewer, start, size=500).events
    assert [event.act for event in after] == ["add_source", "issue"]
