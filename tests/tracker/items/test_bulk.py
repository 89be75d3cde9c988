"""Acts on many parts: the preview agrees with the acts, each or all, once, repeated for what was refused, taken up again after a death."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, World
from tracker.common.errors import Forbidden, Refused
from tracker.items import bulk
from tracker.items.bulk_kinds import KINDS, Given, preview
from tracker.items.history import broken_links
from tracker.items.models import BulkAct, BulkRow, Event, UnitAssignment
from tracker.items.states import State
from tracker.jobs.tasks import housekeeping, reap
from tracker.notices.models import Message

UNITS = ("财政局", "审计局", "林业局", "柳河镇")
EARLIER = NOW - dt.timedelta(days=5)
GIVEN = {
    "issue": Given(),
    "chase": Given(words="请报进展"),
    "extend": Given(days=10, reason="等资料"),
    "close": Given(),
    "reassign": Given(reason="职责调整"),
}


def a_plan(
    world: World, kind: str, parts: list[UnitAssignment], given: Given | None = None, who: str = "officer"
) -> BulkAct:
    ids = [part.pk for part in parts]
    return bulk.plan(kind, ids, key=uuid.uuid4(), by=world.viewer(who), at=NOW, given=given)


def done(
    world: World, kind: str, parts: list[UnitAssignment], given: Given | None = None, mode: str = "each"
) -> BulkAct:
    """The plan, confirmed and carried out."""
    given = given or Given()
    made = a_plan(world, kind, parts, given)
    assert bulk.confirm(made.pk, given, mode=mode, by=world.viewer("officer"), at=NOW)
    while bulk.carry_out(made.pk, at=NOW):
        pass
    return bulk.get_bulk(world.viewer("officer"), made.pk)


def in_every_state(world: World) -> list[UnitAssignment]:
    """One part in each state, some handed in, some without a date, some already past it."""
    return [
        an_assignment(
            world, UNITS[n % 4], state=state, issued_at=EARLIER,
            due_on=(None, TODAY - dt.timedelta(2), TODAY + dt.timedelta(9))[n % 3],
            finished_at=NOW if state in (State.CLOSE_REQUESTED, State.CLOSED) else None,
        )
        for n, state in enumerate(State.values)
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_says_of_every_part_what_then_happens(world, kind):
    parts = in_every_state(world)
    given = GIVEN[kind]
    if kind == "reassign":
        given = Given(reason="职责调整", unit_id=world.units["石桥镇"].pk)
    officer = world.viewer("officer")
    made = a_plan(world, kind, parts, given)
    shown = preview(KINDS[kind], bulk.parts_of(officer, made), given, by=officer, at=NOW)
    before = Message.objects.filter(channel="inapp").count()
    bulk.confirm(made.pk, given, mode="each", by=officer, at=NOW)
    bulk.carry_out(made.pk, at=NOW)
    refused = {row.assignment_id: row.note for row in bulk.rows_of(officer, made, BulkRow.State.REFUSED)}
    assert refused == {line.pk: line.why for line in shown.cannot} and shown.can
    assert {row.assignment_id for row in bulk.rows_of(officer, made, BulkRow.State.DONE)} == {
        line.pk for line in shown.can
    }
    assert Message.objects.filter(channel="inapp").count() - before == shown.messages
    assert list(broken_links()) == []


def test_the_preview_asks_as_little_for_many_as_for_one(world, django_assert_max_num_queries):
    parts = [an_assignment(world, UNITS[n % 4], state=State.ISSUED, issued_at=EARLIER) for n in range(12)]
    officer = world.viewer("officer")
    for kind, given in {**GIVEN, "reassign": Given(reason="x", unit_id=world.units["石桥镇"].pk)}.items():
        made = a_plan(world, kind, parts)
        with django_assert_max_num_queries(10):
            preview(KINDS[kind], bulk.parts_of(officer, made), given, by=officer, at=NOW)


def test_each_by_itself_does_what_can_be_done_and_says_why_not(world):
    ready = an_assignment(world, state=State.CLOSE_REQUESTED, finished_at=NOW)
    other = an_assignment(world, "林业局", state=State.IN_PROGRESS)
    made = done(world, "close", [ready, other])
    ready.refresh_from_db()
    other.refresh_from_db()
    assert (made.state, made.done, made.refused) == ("done", 1, 1)
    assert (ready.state, other.state) == ("closed", "in_progress")
    assert made.rows.get(assignment=other).note == "林业局的这项任务现在是“办理中”，不能销号。"


def test_all_together_does_nothing_where_one_refuses_and_names_every_refusal(world):
    ready = [an_assignment(world, unit, state=State.CLOSE_REQUESTED, finished_at=NOW) for unit in UNITS[:2]]
    not_yet = [an_assignment(world, unit, state=State.ISSUED) for unit in UNITS[2:]]
    lines, letters = Event.objects.count(), Message.objects.count()
    made = done(world, "close", [ready[0], not_yet[0], ready[1], not_yet[1]], mode="all")
    assert (made.state, made.done, made.refused) == ("undone", 0, 2)
    assert set(
        UnitAssignment.objects.filter(pk__in=[one.pk for one in ready]).values_list("state", flat=True)
    ) == {"close_requested"}
    assert (Event.objects.count(), Message.objects.count()) == (lines, letters)


def test_all_together_does_all_where_none_refuses(world):
    parts = [an_assignment(world, unit) for unit in UNITS]
    made = done(world, "issue", parts, mode="all")
    assert (made.state, made.done) == ("done", 4)
    assert set(UnitAssignment.objects.values_list("state", flat=True)) == {"issued"}


def test_the_same_form_twice_is_one_plan_and_confirming_twice_one_act(world):
    part, key = an_assignment(world), uuid.uuid4()
    officer = world.viewer("officer")
    first, second = (bulk.plan("issue", [part.pk], key=key, by=officer, at=NOW) for _ in range(2))
    assert first.pk == second.pk and BulkRow.objects.count() == 1
    assert bulk.confirm(first.pk, Given(), mode="each", by=officer, at=NOW)
    assert not bulk.confirm(first.pk, Given(), mode="all", by=officer, at=NOW)
    assert bulk.carry_out(first.pk, at=NOW) and not bulk.carry_out(first.pk, at=NOW)
    assert Event.objects.filter(act="issue").count() == 1


def test_what_was_refused_can_be_tried_again_with_what_was_given(world):
    ready = an_assignment(world, state=State.ISSUED, due_on=TODAY)
    closed = an_assignment(world, "林业局", state=State.SUSPENDED, due_on=None)
    given = Given(days=3, reason="等资料")
    made = done(world, "extend", [ready, closed], given)
    once, twice = (bulk.again(made.pk, by=world.viewer("officer"), at=NOW) for _ in range(2))
    assert once.pk == twice.pk and Given.of_json(once.arguments) == given
    assert [row.assignment_id for row in once.rows.all()] == [closed.pk]


def test_many_parts_are_done_batch_by_batch(world, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    announced: list[int] = []
    monkeypatch.setattr(bulk, "announce", announced.append)
    parts = [an_assignment(world, unit) for unit in UNITS] + [an_assignment(world)]
    made = done(world, "issue", parts)
    assert (made.state, made.done, made.attempts) == ("done", 5, 3)


def test_a_plan_whose_worker_died_is_taken_up_where_it_was_left(world, monkeypatch):
    announced: list[int] = []
    monkeypatch.setattr(bulk, "announce", announced.append)
    parts = [an_assignment(world, unit) for unit in UNITS]
    made = a_plan(world, "issue", parts)
    bulk.confirm(made.pk, Given(), mode="each", by=world.viewer("officer"), at=NOW)
    # A worker that was killed after the first part.
    BulkAct.objects.filter(pk=made.pk).update(state="running", attempts=1, lease_until=NOW + bulk.LEASE)
    bulk.one(BulkAct.objects.get(pk=made.pk), made.rows.first(), by=world.viewer("officer"), at=NOW)
    assert not bulk.carry_out(made.pk, at=NOW + dt.timedelta(minutes=9))
    later = NOW + dt.timedelta(minutes=11)
    assert reap(later) == 1 and announced == [made.pk]
    assert bulk.carry_out(made.pk, at=later)
    assert Event.objects.filter(act="issue").count() == 4
    assert bulk.get_bulk(world.viewer("officer"), made.pk).done == 4


def test_a_plan_that_kills_its_workers_ends(world):
    made = a_plan(world, "issue", [an_assignment(world)])
    BulkAct.objects.filter(pk=made.pk).update(
        state="running", attempts=bulk.MAX_ATTEMPTS, lease_until=NOW, started_at=NOW
    )
    reap(NOW + dt.timedelta(minutes=1))
    made = bulk.get_bulk(world.viewer("officer"), made.pk)
    assert (made.state, made.refused) == ("done", 1) and "中断" in made.rows.get().note


def test_whoever_has_left_the_post_meanwhile_does_nothing(world):
    part = an_assignment(world)
    made = a_plan(world, "issue", [part])
    bulk.confirm(made.pk, Given(), mode="each", by=world.viewer("officer"), at=NOW)
    world.officer.posts.update(valid_until=TODAY - dt.timedelta(1))
    bulk.carry_out(made.pk, at=NOW)
    part.refresh_from_db()
    assert part.state == "registered" and made.rows.get().note == "您的岗位不能交办这项任务。"


def test_a_plan_is_confirmed_by_whoever_made_it(world):
    made = a_plan(world, "issue", [an_assignment(world)])
    with pytest.raises(Refused, match="周督查准备"):
        bulk.confirm(made.pk, Given(), mode="each", by=world.viewer("officer2"), at=NOW)
    with pytest.raises(Forbidden):
        bulk.confirm(made.pk, Given(), mode="each", by=world.viewer("lead_clerk"), at=NOW)


def test_nothing_chosen_an_unknown_act_and_too_much_are_refused(world, monkeypatch):
    part = an_assignment(world)
    with pytest.raises(Refused, match="先勾选"):
        a_plan(world, "issue", [])
    with pytest.raises(Refused, match="选择要做的操作"):
        a_plan(world, "delete", [part])
    monkeypatch.setattr(bulk, "MOST", 1)
    with pytest.raises(Refused, match="一次最多处理1项"):
        a_plan(world, "issue", [part, an_assignment(world, "林业局")])
    monkeypatch.setattr(bulk, "MOST_TOGETHER", 0)
    made = a_plan(world, "issue", [part])
    with pytest.raises(Refused, match="逐项执行"):
        bulk.confirm(made.pk, Given(), mode="all", by=world.viewer("officer"), at=NOW)
    with pytest.raises(Refused, match="执行方式"):
        bulk.confirm(made.pk, Given(), mode="", by=world.viewer("officer"), at=NOW)


def test_a_plan_nobody_confirmed_is_forgotten_after_a_week(world):
    made = a_plan(world, "issue", [an_assignment(world)])
    kept = done(world, "issue", [an_assignment(world, "林业局")])
    housekeeping(NOW + dt.timedelta(days=8))
    assert not BulkAct.objects.filter(pk=made.pk).exists() and BulkAct.objects.filter(pk=kept.pk).exists()
