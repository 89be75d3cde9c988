"""工作提示卡: a unit's month on one card, shown, mailed once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import an_item
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused
from tracker.items import operations as items
from tracker.items.milestones import Line, plan_milestones
from tracker.items.models import UnitAssignment
from tracker.notices.models import Message
from tracker.regimes import operations
from tracker.regimes.models import OfficeDuty
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText
from tracker.regimes.presets import preset
from tracker.reports import prompt_card

MARCH = TODAY.replace(day=1)


@pytest.fixture
def duty(world) -> UnitAssignment:
    item = an_item(world, rrule="FREQ=WEEKLY;BYDAY=FR")
    return items.issue(
        item.assignments.get(unit=world.units["财政局"]).pk, by=world.viewer("officer"), at=NOW
    )


def adopted(world):
    chosen = preset("monthly")
    text = RegimeText(chosen.name, TODAY, None, "", "all", chosen.steps)
    operations.create(text, by=world.viewer("officer"), at=NOW)
    open_due(NOW)


def test_a_card_tells_what_is_due_owed_planned_and_when_there_are_meetings(world, duty):
    adopted(world)
    plan_milestones(duty.pk, [Line("制定方案", TODAY.replace(day=10))], seen_revision=duty.revision, by=world.viewer("lead_clerk"), at=NOW)  # fmt: skip
    open_due(NOW)
    card = prompt_card.card(world.viewer("lead_clerk"), duty.unit_id, MARCH, at=NOW)
    assert [(one.on.day, one.words) for one in card.due] == [(20, "完成预算审计")]
    assert card.reports and {one.on.weekday() for one in card.reports} == {4}
    assert [one.words for one in card.steps] == ["制定方案"]
    held = OfficeDuty.objects.filter(step__what="dispatch", due_on__month=3).count()
    assert len(card.meetings) == held
    late = prompt_card.card(world.viewer("lead_clerk"), duty.unit_id, MARCH, at=NOW.replace(day=25))
    assert [one.words for one in late.overdue] == ["完成预算审计"] and late.due == ()


def test_cards_are_sent_once_to_each_unit_that_has_something_on_it(world, duty):
    by = world.viewer("officer")
    assert prompt_card.send(MARCH, by=by, at=NOW) == 1
    assert prompt_card.send(MARCH, by=by, at=NOW + dt.timedelta(hours=1)) == 0
    sent = Message.objects.filter(kind="prompt_card", channel="inapp")
    assert [(one.recipient, "完成预算审计" in one.body_text) for one in sent] == [(world.lead_clerk, True)]
    with pytest.raises(Refused):
        prompt_card.send(MARCH.replace(month=2), by=by, at=NOW)
    with pytest.raises(Forbidden):
        prompt_card.send(MARCH, by=world.viewer("lead_clerk"), at=NOW)


def test_the_ways_lead_to_the_card_and_to_a_citation(world, duty, signed_in):
    client = signed_in(world.officer)
    assert reverse("portal:prompt_card") in client.get(reverse("portal:burden")).content.decode()
    cite = reverse("console:score_cite", args=[duty.pk])
    page = reverse("portal:item", args=[duty.item_id])
    assert cite in client.get(page).content.decode()
    assert cite not in signed_in(world.lead_clerk).get(page).content.decode()


def test_nobody_reads_the_card_of_a_unit_they_do_not_see(world, duty, signed_in):
    address = reverse("portal:prompt_card") + f"?unit={duty.unit_id}&month=2026-03"
    assert "完成预算审计" in signed_in(world.lead_clerk).get(address).content.decode()
    assert "完成预算审计" in signed_in(world.leader).get(address).content.decode()
    assert "完成预算审计" not in signed_in(world.stranger).get(address).content.decode()
    assert signed_in(world.officer).get(reverse("portal:prompt_card") + "?unit=x&month=0").status_code == 200
