"""Acts on many parts that meet: two clicks, two workers, a single act in between."""

from __future__ import annotations

import uuid

import pytest

from tests.races.runners import at_once
from tests.support.build import an_assignment
from tests.support.world import NOW, make_world
from tracker.common.errors import Refused, Stale
from tracker.items import bulk, operations
from tracker.items.bulk_kinds import Given
from tracker.items.history import broken_links
from tracker.items.models import BulkAct, BulkRow, Event, UnitAssignment
from tracker.items.states import State

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
UNITS = ("财政局", "审计局", "林业局", "柳河镇")


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    monkeypatch.setattr(bulk, "announce", lambda bulk_id: None)


def test_the_same_form_sent_twice_at_once_is_one_plan() -> None:
    world = make_world()
    part, key = an_assignment(world), uuid.uuid4()
    officer = world.viewer("officer")
    made = at_once(*[lambda: bulk.plan("issue", [part.pk], key=key, by=officer, at=NOW).pk] * 4)
    assert len(set(made)) == 1 and BulkRow.objects.count() == 1


def test_two_confirmations_at_once_are_one_and_two_workers_do_each_part_once() -> None:
    world = make_world()
    parts = [an_assignment(world, unit) for unit in UNITS]
    officer = world.viewer("officer")
    made = bulk.plan("issue", [part.pk for part in parts], key=uuid.uuid4(), by=officer, at=NOW)
    answers = at_once(*[lambda: bulk.confirm(made.pk, Given(), mode="each", by=officer, at=NOW)] * 3)
    assert sorted(answers) == [False, False, True]
    assert sorted(at_once(*[lambda: bulk.carry_out(made.pk, at=NOW)] * 3)) == [False, False, True]
    assert Event.objects.filter(act="issue").count() == 4
    assert list(broken_links()) == []


def test_a_worker_thought_dead_and_its_successor_do_each_part_once() -> None:
    world = make_world()
    parts = [an_assignment(world, unit) for unit in UNITS]
    officer = world.viewer("officer")
    made = bulk.plan("issue", [part.pk for part in parts], key=uuid.uuid4(), by=officer, at=NOW)
    BulkAct.objects.filter(pk=made.pk).update(state="running", attempts=1, mode="each")
    claims = BulkAct.objects.get(pk=made.pk), BulkAct.objects.get(pk=made.pk)

    def work(claim: BulkAct) -> None:
        for row in BulkRow.objects.filter(bulk=claim).select_related("assignment__item", "assignment__unit"):
            bulk.one(claim, row, by=officer, at=NOW)

    at_once(*[lambda claim=claim: work(claim) for claim in claims])
    assert set(BulkRow.objects.values_list("state", flat=True)) == {"done"}
    assert Event.objects.filter(act="issue").count() == 4


@pytest.mark.parametrize("mode", ["each", "all"])
def test_a_single_act_in_between_is_neither_lost_nor_repeated(mode: str) -> None:
    world = make_world()
    parts = [an_assignment(world, unit, state=State.CLOSE_REQUESTED, finished_at=NOW) for unit in UNITS]
    officer, other = world.viewer("officer"), world.viewer("officer2")
    made = bulk.plan("close", [part.pk for part in parts], key=uuid.uuid4(), by=officer, at=NOW)
    bulk.confirm(made.pk, Given(), mode=mode, by=officer, at=NOW)

    def send_back() -> str:
        try:
            operations.return_for_rework(parts[2].pk, reason="数字不符", by=other, at=NOW)
        except (Refused, Stale):
            return "too late"
        return "returned"

    _, single = at_once(lambda: bulk.carry_out(made.pk, at=NOW), send_back)
    states = dict(UnitAssignment.objects.values_list("pk", "state"))
    rows = dict(BulkRow.objects.values_list("assignment", "state"))
    for part in parts:
        assert (states[part.pk] == "closed") == (rows[part.pk] == "done")
    if single == "too late":
        assert set(states.values()) == {"closed"}
    else:
        assert states[parts[2].pk] == "returned"
        assert sum(state == "closed" for state in states.values()) == (3 if mode == "each" else 0)
    assert list(broken_links()) == []
