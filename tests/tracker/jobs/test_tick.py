"""The minute tick: what is due runs, each by itself, and a heartbeat says so."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string
from django_q.models import Failure

from tests.support.build import an_assignment
from tests.support.ladders import a_ladder
from tests.support.scoring import a_scheme
from tests.support.world import NOW, World
from tracker.access.policy import Viewer
from tracker.items import operations as items
from tracker.items.instructions import Words, give_instruction
from tracker.items.models import UnitAssignment
from tracker.jobs import schedules, tasks, tick
from tracker.jobs.models import Heartbeat
from tracker.notices.models import Message
from tracker.org.models import CalendarDay
from tracker.regimes.models import OfficeDuty, Regime, RegimeStep, SlotCursor
from tracker.regimes.operations import RegimeText, StepText, create
from tracker.reminders.models import DigestPlan
from tracker.reminders.operations import plan_due
from tracker.reminders.replanning import replan
from tracker.reminders.reporting import open_slots

MINUTE = dt.timedelta(minutes=1)
READS = re.compile(r"SELECT|DECLARE \S+ (NO SCROLL )?CURSOR (WITH HOLD )?FOR SELECT")


def ran(at: dt.datetime) -> set[str]:
    return set(tick.tick(at))


def fails(at: dt.datetime) -> int:
    raise LookupError("the mail server's address is wrong")


def test_it_carries_a_duty_from_issue_to_mail(world: World, settings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    assignment = an_assignment(world)
    items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)

    done = tick.tick(NOW)

    assert (done["plan_reminders"], done["deliver"]) == (1, 1)
    assert Message.objects.get(channel="mail").state == Message.State.SENT
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_every_ticker_runs_in_the_first_tick_and_then_by_its_cadence(db: None) -> None:
    every = {ticker.name for ticker in schedules.SCHEDULES}

    assert ran(NOW) == every
    # The scheduler looks every 31 s: a second tick within the minute does nothing, one 59 s later does.
    assert ran(NOW + MINUTE / 3) == set()
    assert ran(NOW + MINUTE - dt.timedelta(seconds=1)) == {
        ticker.name for ticker in schedules.SCHEDULES if ticker.every == MINUTE
    }
    assert ran(NOW + dt.timedelta(days=1)) == every


def test_it_leaves_a_heartbeat_for_itself_and_each_ticker(db: None) -> None:
    tick.tick(NOW)

    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    assert set(beats) == {"tick", *(ticker.name for ticker in schedules.SCHEDULES)}
    assert all(beat.started_at == NOW and beat.finished_at for beat in beats.values())


def test_one_failing_ticker_does_not_stop_the_others(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = schedules.SCHEDULES
    broken = dataclasses.replace(first, run=f"{__name__}.fails")
    monkeypatch.setattr(tick, "SCHEDULES", (broken, *others))

    assert tick.tick(NOW)[broken.name] == 0

    beat = Heartbeat.objects.get(name=broken.name)
    assert beat.error == "LookupError: the mail server's address is wrong"
    assert not Heartbeat.objects.exclude(name=broken.name).exclude(error="").exists()
    # The error goes away with the next good run.
    monkeypatch.setattr(tick, "SCHEDULES", schedules.SCHEDULES)
    tick.tick(NOW + MINUTE)
    beat.refresh_from_db()
    assert beat.error == ""


left = [3, 2, 0]


def in_batches(at: dt.datetime) -> int:
    return left.pop(0)


def endless(at: dt.datetime) -> int:
    return 1


def test_a_ticker_goes_on_from_batch_to_batch_until_nothing_is_left_or_its_time_is_over(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticker, other, *_ = schedules.SCHEDULES
    two = (
        dataclasses.replace(ticker, run=f"{__name__}.in_batches"),
        dataclasses.replace(other, run=f"{__name__}.endless"),
    )
    monkeypatch.setattr(tick, "SCHEDULES", two)
    monkeypatch.setattr(tick, "BUDGET_SECONDS", 0)
    assert tick.tick(NOW) == {ticker.name: 3, other.name: 1}
    monkeypatch.setattr(tick, "BUDGET_SECONDS", 0.01)
    done = tick.tick(NOW + MINUTE)
    assert done[ticker.name] == 2 and done[other.name] > 1


def test_a_clock_set_back_does_not_silence_the_tickers(db: None) -> None:
    tick.tick(NOW)

    assert "deliver" in ran(NOW - dt.timedelta(hours=1))


def test_the_door_for_the_queue_takes_no_arguments(db: None, fixed_day) -> None:
    tasks.tick()

    assert Heartbeat.objects.get(name="tick").started_at == NOW


def test_a_ticker_can_be_run_by_hand_at_any_moment(world: World) -> None:
    assignment = an_assignment(world)
    items.issue(assignment.pk, by=world.viewer("officer"), at=NOW)

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("tick", *arguments, stdout=out)
        return out.getvalue()

    assert run("plan_reminders", "--dry-run").startswith("plan_reminders: 1 waiting")
    assert run("plan_reminders", "--at", "2026-03-02T09:00").startswith("plan_reminders: 1 done")
    assert run("post_reminders", "--dry-run", "--at", "2026-03-11T08:29").startswith(
        "post_reminders: 0 waiting"
    )
    assert run("post_reminders", "--at", "2026-03-11T08:30").startswith("post_reminders: 1 done")
    # A run by hand must not make a dead cluster look alive.
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize("ticker", schedules.SCHEDULES, ids=lambda ticker: ticker.name)
def test_a_dry_run_writes_nothing_and_says_what_waits(busy: dt.datetime, ticker: schedules.Ticker) -> None:
    out = StringIO()
    with CaptureQueriesContext(connection) as asked:
        call_command("tick", ticker.name, "--dry-run", "--at", busy.isoformat(), stdout=out)

    # PostgreSQL reads long lists by a cursor: DECLARE … CURSOR … FOR SELECT.
    assert [sql for sql in (query["sql"] for query in asked) if not READS.match(sql)] == []
    waiting = int(out.getvalue().split()[1])
    # What is said to wait is what there is to do: without it the run has nothing to do, with it something.
    assert waiting > 0, ticker.name
    assert import_string(ticker.run)(busy) > 0


@pytest.fixture
def busy(world: World, settings, tmp_path) -> dt.datetime:
    """An office in which every ticker has something to do at the moment returned."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    officer, later = world.viewer("officer"), dt.datetime(2026, 3, 11, 9, 0, tzinfo=NOW.tzinfo)
    a_ladder(world)
    a_scheme(world)
    step = StepText("report", "每周三报", "FREQ=WEEKLY;BYDAY=WE", doer=RegimeStep.Doer.LEADS)
    bulletin = StepText("bulletin", "每周通报", "FREQ=WEEKLY;BYDAY=MO")
    regime = RegimeText("周报告", NOW.date(), None, "", Regime.Scope.ALL, (step, bulletin))
    first = an_assignment(world)
    items.issue(first.pk, by=officer, at=NOW)
    overdue = an_assignment(world, "林业局", due_on=NOW.date() + dt.timedelta(days=3))
    items.issue(overdue.pk, by=officer, at=NOW)
    answered_by(NOW.date() + dt.timedelta(days=4), first, by=world.viewer("leader"))
    create(regime, by=officer, at=NOW)
    for _ in range(9):
        replan(NOW)
    plan_due(NOW)
    open_slots(NOW)
    # Two weeks of nothing: reminders are due, the horizon has come near, a sender has died, the calendar has changed.
    second = an_assignment(world, "审计局")
    items.issue(second.pk, by=officer, at=later)
    Message.objects.filter(channel="mail").update(state="sending", lease_until=NOW, attempts=1)
    Message.objects.filter(pk=Message.objects.filter(channel="mail").latest("pk").pk).update(state="queued")
    SlotCursor.objects.update(until=NOW.date())
    OfficeDuty.objects.all().delete()
    CalendarDay.objects.create(day=dt.date(2026, 3, 18), is_workday=False)
    DigestPlan.objects.create(person=world.lead_clerk, kind="liaison", time=dt.time(8, 30), next_at=NOW)
    Failure.objects.create(
        id="x", name="x", func="f", started=NOW - MINUTE * 99999, stopped=NOW - MINUTE * 99999, success=False
    )
    return later


def answered_by(day: dt.date, part: UnitAssignment, *, by: Viewer) -> None:
    """A leader asks for an answer by that day."""
    give_instruction(part.item, Words("抓紧", answer_by=day), to=[part.pk], token="a" * 32, by=by, at=NOW)


@pytest.mark.parametrize(
    "arguments", [["nobody"], ["deliver", "--at", "gestern"], ["deliver", "--at", "2026-02-30T08:00"]]
)
def test_a_mistyped_run_by_hand_is_refused(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("tick", *arguments)
