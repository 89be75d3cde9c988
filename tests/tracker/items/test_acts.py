"""Moving an assignment: who may, from which state, and what is left behind."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations
from tracker.items.clock import clock_at, light_of
from tracker.items.history import broken_links
from tracker.items.models import Event, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import State, diagram, possible
from tracker.notices.models import Message

LATER = NOW + dt.timedelta(hours=1)


def issued(world: World) -> UnitAssignment:
    return operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)


def test_issuing_gives_a_slip_number_and_tells_the_unit(world):
    assignment = issued(world)
    # The state has moved and the slip is numbered after its item.
    assert assignment.state == State.ISSUED
    assert assignment.slip_no == f"{assignment.item.item_no}-1"
    # The unit's liaison hears of it by mail and inside; nobody else does.
    told = Message.objects.filter(kind="item_issue").values_list("recipient__username", "channel")
    assert set(told) == {("lead_clerk", "mail"), ("lead_clerk", "inapp")}


def test_a_second_issue_is_refused_and_tells_nobody_again(world):
    assignment = issued(world)
    before = Message.objects.count()
    with pytest.raises(Refused, match="待签收"):
        operations.issue(assignment.pk, by=world.viewer("officer"), at=LATER)
    assert Message.objects.count() == before


def test_the_loser_of_a_race_gets_the_present_state(world, monkeypatch):
    assignment = issued(world)
    record = operations.UnitAssignment.objects.select_related

    def meanwhile(*names):
        """Between the loser's reading and writing, somebody else signs."""
        rows = record(*names)
        get = rows.get

        def get_then_changed(**lookup):
            found = get(**lookup)
            UnitAssignment.objects.filter(pk=found.pk, state=State.ISSUED).update(
                state=State.ACKNOWLEDGED, revision=9
            )
            return found

        rows.get = get_then_changed
        return rows

    monkeypatch.setattr(operations.UnitAssignment.objects, "select_related", meanwhile)
    with pytest.raises(Stale, match="已签收"):
        operations.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=LATER)
    assert Event.objects.filter(act="acknowledge").count() == 0


@pytest.mark.parametrize("who", ["support_clerk", "stranger", "leader", "former", "admin", "officer"])
def test_only_the_unit_itself_can_sign(world, who):
    assignment = issued(world)
    with pytest.raises(Forbidden):
        operations.acknowledge(assignment.pk, by=world.viewer(who), at=LATER)
    assignment.refresh_from_db()
    assert assignment.state == State.ISSUED


def test_the_whole_life_leaves_one_line_per_act(world):
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    pk = issued(world).pk
    operations.acknowledge(pk, by=clerk, at=LATER)
    report_progress(pk, Told("已完成初审。", percent=60), by=clerk, at=LATER)
    operations.request_close(pk, by=clerk, at=LATER)
    operations.return_for_rework(pk, reason="缺少审计报告", by=officer, at=LATER)
    operations.request_close(pk, by=clerk, at=LATER)
    operations.verify(pk, by=officer, at=LATER)
    closed = operations.close(pk, by=officer, at=LATER)
    assert closed.state == State.CLOSED and closed.closed_at == LATER
    acts = list(Event.objects.order_by("number").values_list("act", flat=True))
    assert acts == [
        "register",
        "issue",
        "acknowledge",
        "report",
        "request_close",
        "return",
        "request_close",
        "verify",
        "close",
    ]
    assert list(broken_links()) == []


def test_a_return_needs_its_reason(world):
    pk = issued(world).pk
    clerk = world.viewer("lead_clerk")
    operations.acknowledge(pk, by=clerk, at=LATER)
    operations.request_close(pk, by=clerk, at=LATER)
    with pytest.raises(Refused, match="理由"):
        operations.return_for_rework(pk, reason="  ", by=world.viewer("officer"), at=LATER)


@pytest.mark.parametrize(("content", "percent"), [("", 10), ("  ", None), ("做了", 101), ("做了", -1)])
def test_an_empty_or_absurd_report_is_refused_and_changes_nothing(world, content, percent):
    pk = issued(world).pk
    clerk = world.viewer("lead_clerk")
    operations.acknowledge(pk, by=clerk, at=LATER)
    with pytest.raises(Refused):
        report_progress(pk, Told(content, percent=percent), by=clerk, at=LATER)
    assert UnitAssignment.objects.get(pk=pk).state == State.ACKNOWLEDGED


@pytest.mark.parametrize("how", ["changed", "removed", "last one removed", "all removed", "inserted"])
def test_a_tampered_history_is_found(world, how):
    assignment = issued(world)
    events = Event.objects.filter(item=assignment.item).order_by("number")
    if how == "changed":
        Event.objects.filter(pk=events[0].pk).update(data={"basis": "别的依据"})
    elif how == "removed":
        Event.objects.filter(pk=events[0].pk).delete()
    elif how == "last one removed":
        Event.objects.filter(pk=events.last().pk).delete()
    elif how == "all removed":
        events.delete()
    else:
        Event.objects.create(
            item=assignment.item, number=3, act="close", by=world.officer, at=LATER, digest="0" * 64
        )
    untouched = issued(world)
    assert (
        [line.split("：")[0] for line in broken_links()]
        == [assignment.item.item_no]
        != [untouched.item.item_no]
    )
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("verify_history", stdout=out)
    assert refused.value.returncode == 1 and assignment.item.item_no in out.getvalue()


def test_an_untouched_history_is_confirmed(world):
    issued(world)
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert "已核对2条办理记录，未发现改动" in out.getvalue()


def test_every_state_but_cancelled_has_a_way_on():
    assert {state for state in State if not possible(state.value)} == {State.CANCELLED}


def test_the_diagram_in_the_docs_is_the_table():
    page = Path(settings.BASE_DIR, "docs/items.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}```" in page


def test_a_suspended_duty_rests_and_is_signed_for_again(world):
    clerk, officer = world.viewer("lead_clerk"), world.viewer("officer")
    pk = issued(world).pk
    operations.acknowledge(pk, by=clerk, at=LATER)
    resting = operations.suspend(pk, reason="等待上级规划", by=officer, at=LATER)
    assert resting.state == State.SUSPENDED
    assert light_of(resting, clock_at(LATER + dt.timedelta(days=90))).word == "中止"
    # The unit cannot work on what rests.
    with pytest.raises(Refused, match="挂账中止"):
        report_progress(pk, Told("继续推进"), by=clerk, at=LATER)
    resumed = operations.resume(pk, reason="规划已批复", by=officer, at=LATER)
    assert resumed.state == State.ISSUED
    assert operations.acknowledge(pk, by=clerk, at=LATER).state == State.ACKNOWLEDGED
    told = Message.objects.filter(channel="inapp", recipient=world.lead_clerk).values_list("kind", flat=True)
    assert set(told) == {"item_issue", "item_suspend", "item_resume"}


@pytest.mark.parametrize("act", ["suspend", "cancel"])
def test_the_unit_cannot_lay_its_duty_down(world, act):
    pk = issued(world).pk
    with pytest.raises(Forbidden):
        getattr(operations, act)(pk, reason="太难", by=world.viewer("lead_clerk"), at=LATER)


def test_a_returned_unit_reads_the_reason_in_its_message(world):
    pk = issued(world).pk
    clerk = world.viewer("lead_clerk")
    operations.acknowledge(pk, by=clerk, at=LATER)
    operations.request_close(pk, by=clerk, at=LATER)
    operations.return_for_rework(pk, reason="缺少审计报告 <原件>", by=world.viewer("officer"), at=LATER)
    mail = Message.objects.get(kind="item_return", channel="mail")
    assert "缺少审计报告 <原件>" in mail.body_text
    assert "缺少审计报告 &lt;原件&gt;" in mail.body_html
