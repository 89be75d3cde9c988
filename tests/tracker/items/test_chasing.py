"""催办: who may urge whom, once a day, and whom it would only burden."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_name, an_item
from tests.support.world import NOW, World
from tracker.common.errors import Forbidden, Refused
from tracker.items import operations
from tracker.items.chasing import chase, chase_all
from tracker.items.models import Chase, Event, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import State
from tracker.notices.models import Message
from tracker.org.models import Post

YESTERDAY = NOW - dt.timedelta(days=3)


@pytest.fixture
def parts(world: World) -> dict[str, UnitAssignment]:
    """财政局 leads, 审计局 and 林业局 support; issued last Friday."""
    item = an_item(world, support=[a_name("县审计局"), a_name("林业局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=YESTERDAY)
    return {str(part.unit): part for part in item.assignments.all()}


def inbox(kind: str = "item_chase") -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind=kind, channel="inapp").order_by("recipient")
    return list(rows.values_list("recipient__username", "body_text"))


def test_the_lead_urges_a_supporting_unit_which_reads_who_it_was(world, parts):
    made = chase(parts["审计局"].pk, words="请补报数据", by=world.viewer("lead_clerk"), at=NOW)
    assert made.chased_for == "财政局"
    [(who, words)] = inbox()
    assert who == "support_clerk" and "财政局（钱小明）催办" in words and "请补报数据" in words
    assert Event.objects.get(act="chase").data == {"words": "请补报数据", "for": "财政局"}
    # Nothing moves by it: neither the state nor the revision that a form in another tab was opened with.
    before = parts["审计局"]
    now = UnitAssignment.objects.get(pk=before.pk)
    assert (now.state, now.revision) == (before.state, before.revision)


def test_nobody_is_urged_twice_on_one_day_whoever_urges(world, parts):
    chase(parts["审计局"].pk, by=world.viewer("lead_clerk"), at=NOW)
    with pytest.raises(Refused, match="今天财政局已经催办过审计局"):
        chase(parts["审计局"].pk, by=world.viewer("officer"), at=NOW + dt.timedelta(hours=2))
    assert (Chase.objects.count(), len(inbox()), Event.objects.filter(act="chase").count()) == (1, 1, 1)
    chase(parts["审计局"].pk, by=world.viewer("officer"), at=NOW + dt.timedelta(days=1))
    assert Chase.objects.first().chased_for == world.office.name


@pytest.mark.parametrize("who", ["support_clerk", "stranger", "leader", "admin", "town_clerk"])
def test_only_the_lead_and_the_office_urge(world, parts, who):
    with pytest.raises(Forbidden):
        chase(parts["审计局"].pk, by=world.viewer(who), at=NOW)
    assert not Message.objects.filter(kind="item_chase").exists()


def test_a_lead_does_not_urge_another_lead(world):
    item = an_item(world, lead=[a_name("财政局"), a_name("审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=YESTERDAY)
    other = item.assignments.get(unit=world.units["审计局"])
    with pytest.raises(Forbidden):
        chase(other.pk, by=world.viewer("lead_clerk"), at=NOW)


@pytest.mark.parametrize(
    ("hour", "day", "why"),
    [(8, 2, "工作日8:30"), (20, 2, "20:00"), (9, 7, "工作日")],
)
def test_nobody_is_urged_in_their_free_time(world, parts, hour, day, why):
    with pytest.raises(Refused, match=why):
        chase(parts["审计局"].pk, by=world.viewer("lead_clerk"), at=NOW.replace(hour=hour, day=day))


def test_who_was_told_only_today_has_reported_today_or_has_handed_in_is_left_in_peace(world, parts):
    lead = world.viewer("lead_clerk")
    with pytest.raises(Refused, match="今天刚接到"):
        chase(parts["审计局"].pk, by=lead, at=YESTERDAY + dt.timedelta(hours=1))
    operations.acknowledge(parts["审计局"].pk, by=world.viewer("support_clerk"), at=YESTERDAY)
    report_progress(parts["审计局"].pk, Told("已报"), by=world.viewer("support_clerk"), at=NOW)
    with pytest.raises(Refused, match="今天已经反馈"):
        chase(parts["审计局"].pk, by=lead, at=NOW)
    operations.request_close(parts["审计局"].pk, by=world.viewer("support_clerk"), at=NOW)
    with pytest.raises(Refused, match="不用催办"):
        chase(parts["审计局"].pk, by=lead, at=NOW + dt.timedelta(days=1))


def test_a_unit_without_a_liaison_cannot_be_reached_and_the_lead_is_told(world, parts):
    Post.objects.filter(person=world.support_clerk).delete()
    with pytest.raises(Refused, match="没有联络员"):
        chase(parts["审计局"].pk, by=world.viewer("lead_clerk"), at=NOW)


def test_all_at_once_passes_over_those_that_need_none(world, parts):
    UnitAssignment.objects.filter(pk=parts["林业局"].pk).update(state=State.CLOSED)
    lead = world.viewer("lead_clerk")
    done = chase_all(parts["审计局"].item_id, by=lead, at=NOW)
    assert done.units == ("审计局",) and done.passed_over == ()
    again = chase_all(parts["审计局"].item_id, by=lead, at=NOW)
    assert again.units == () and "已经催办过" in again.passed_over[0]
    # Somebody who sees only their own part urges nobody.
    assert chase_all(parts["审计局"].item_id, by=world.viewer("support_clerk"), at=NOW).units == ()
