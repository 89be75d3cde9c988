"""One key from two sides at once, and one reminder from two tickers, on two real connections."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import transaction

from tests.races.runners import at_once
from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, World, make_world
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.jobs import tick
from tracker.jobs.models import Heartbeat
from tracker.jobs.schedules import MINUTE, SCHEDULES
from tracker.notices.models import Message
from tracker.notices.operations import post
from tracker.notices.rendering import Rendered
from tracker.reminders import operations
from tracker.reminders.models import Reminder

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
WORDS = Rendered("【提醒】请报送进展", "请于本周五前报送。")
MORNING = dt.datetime(2026, 3, 11, 8, 30, tzinfo=SHANGHAI)


@pytest.fixture
def office(transactional_db: None) -> World:
    return make_world()


def send(office: World, key: str) -> Message | None:
    return post(key=key, kind="test", recipient=office.lead_clerk, rendered=WORDS, at=NOW)


def test_one_key_from_two_threads_gives_one_row(office: World) -> None:
    def post_all() -> int:
        return sum(send(office, f"race:{n}") is not None for n in range(15))

    assert sum(at_once(post_all, post_all)) == 15
    assert Message.objects.count() == 30  # inbox and mail


def test_one_key_from_two_transactions_leaves_both_whole(office: World) -> None:
    def act(name: str) -> int:
        with transaction.atomic():
            before = send(office, f"own:{name}")
            again = send(office, "shared")
            after = send(office, f"after:{name}")
        return [before is not None, again is not None, after is not None].count(True)

    # One of the two found "shared" there already; neither lost what it did around it.
    assert sorted(at_once(lambda: act("a"), lambda: act("b"))) == [2, 3]
    keys = set(Message.objects.filter(channel="inapp").values_list("key", flat=True))
    assert keys == {f"{key}:inapp" for key in ("own:a", "own:b", "after:a", "after:b", "shared")}


def test_a_key_whose_first_poster_fails_is_posted_by_the_second(office: World) -> None:
    inserted, go_on = threading.Event(), threading.Event()

    def fails() -> str:
        try:
            with transaction.atomic():
                send(office, "shared")
                inserted.set()
                go_on.wait(timeout=1)
                raise RuntimeError("the act failed")
        except RuntimeError:
            return "rolled back"

    def follows() -> bool:
        inserted.wait(timeout=30)
        return send(office, "shared") is not None

    assert at_once(fails, follows) == ["rolled back", True]
    assert Message.objects.filter(channel="inapp").count() == 1


def issued(office: World, number: int) -> list[UnitAssignment]:
    made = []
    for _ in range(number):
        assignment = an_assignment(office)
        items.issue(assignment.pk, by=office.viewer("officer"), at=NOW)
        made.append(assignment)
    Message.objects.all().delete()
    return made


def test_two_planners_make_one_plan(office: World) -> None:
    issued(office, 8)

    at_once(lambda: operations.plan_due(NOW), lambda: operations.plan_due(NOW))

    assert Reminder.objects.filter(kind="due-7d").count() == 8
    assert Reminder.objects.count() == 8 * 14


def test_two_tickers_post_each_reminder_once(office: World) -> None:
    issued(office, 8)
    operations.plan_due(NOW)

    posted = at_once(lambda: operations.post_due(MORNING), lambda: operations.post_due(MORNING))

    assert sum(posted) == 8
    assert Message.objects.filter(channel="inapp", kind="reminder").count() == 8
    assert Reminder.objects.filter(state="posted").count() == 8


def test_a_closing_and_a_reminder_at_once_leave_no_reminder_behind(office: World) -> None:
    made = issued(office, 6)
    operations.plan_due(NOW)
    officer = office.viewer("officer")

    def cancel_all() -> None:
        for assignment in made:
            items.cancel(assignment.pk, reason="合并办理", by=officer, at=MORNING)

    at_once(cancel_all, lambda: operations.post_due(MORNING))
    operations.plan_due(MORNING)

    # Each was either posted before it was closed or dropped after; none waits any more.
    assert not Reminder.objects.filter(state="planned").exists()
    posted = Reminder.objects.filter(state="posted").count()
    assert Message.objects.filter(channel="inapp", kind="reminder").count() == posted


def test_two_ticks_in_one_minute_run_each_ticker_once(office: World) -> None:
    tick.tick(NOW)
    later = NOW + dt.timedelta(minutes=2)

    def claim_all(at: dt.datetime) -> int:
        return sum(tick.claim(ticker, at) for ticker in SCHEDULES)

    soon = later + dt.timedelta(seconds=1)
    each_minute = sum(ticker.every == MINUTE for ticker in SCHEDULES)
    assert sum(at_once(lambda: claim_all(later), lambda: claim_all(soon))) == each_minute
    assert Heartbeat.objects.count() == len(SCHEDULES) + 1
