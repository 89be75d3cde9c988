"""The rows of somebody who does not see everything, gathered or walked: the same rows either way, of every persona."""

from __future__ import annotations

import pytest
from django.db.models import Q

from tests.support.build import an_assignment
from tests.support.world import NOW, person, stand_in
from tracker.items import filters, queries
from tracker.items.clock import clock_at
from tracker.items.filters import Wanted
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.items.paging import page_of
from tracker.items.queries import gathered, listed, sees_many, visible_assignments, visible_items
from tracker.items.states import State
from tracker.org.models import Unit

PERSONAS = (
    "lead_clerk",
    "support_clerk",
    "town_clerk",
    "village_clerk",
    "leader",
    "named",
    "stranger",
    "former",
    "deputy",
)
WANTED = (Wanted(), Wanted(words="第1"), Wanted(state="open"), Wanted(light="grey"), Wanted(role="support"))


@pytest.fixture
def ledger(world):
    """Every reason to see a part, and parts nobody but the office sees; some handed down two levels."""
    village = Unit.objects.create(
        name="柳河镇东村", short_name="东村", kind=Unit.Kind.OTHER, parent=world.units["柳河镇"], order=50
    )
    world.units["东村"] = village
    person(world, "village_clerk", "孙村官", "liaison", "东村")
    person(world, "named", "马副县长", "leader", None)
    stand_in(world)
    states = [State.REGISTERED, State.ISSUED, State.IN_PROGRESS, State.CLOSED, State.CANCELLED]
    names = ["财政局", "审计局", "林业局", "柳河镇"]
    template = an_assignment(world).item
    items = ResponsibilityItem.objects.bulk_create(
        ResponsibilityItem(
            item_no=f"督〔2026〕9-{n}", task=f"第{n}件", basis="会议", approver="县长", registered_by=world.officer,
            registered_at=NOW, speech=template.speech, leader_in_charge=world.named if n % 5 == 0 else None,
        )
        for n in range(40)
    )  # fmt: skip
    for n, item in enumerate(items):
        for place in range(1 + n % 3):
            state = states[(n + place) % 5]
            part = UnitAssignment.objects.create(
                item=item, unit=world.units[names[(n + place) % 4]], role="support" if place else "lead",
                state=state, issued_at=None if state == State.REGISTERED else NOW,
            )  # fmt: skip
        if part.unit == world.units["柳河镇"] and part.state in (State.ISSUED, State.IN_PROGRESS):
            UnitAssignment.objects.create(
                item=item, unit=village, role="sub", upper=part, state=State.ISSUED, issued_at=NOW
            )
    return world


@pytest.mark.parametrize("who", PERSONAS)
def test_gathering_finds_what_the_row_filter_lets_through(ledger, who):
    viewer = ledger.viewer(who)
    seen = visible_assignments(viewer)
    assert set(gathered(viewer).values_list("pk", flat=True)) == set(seen.values_list("pk", flat=True))
    # What lists show has nothing that only the unit above sees.
    few = gathered(viewer, listed(viewer), below=False)
    assert {pk for (pk,) in few} == set(seen.filter(listed(viewer)).values_list("pk", flat=True))
    assert set(visible_items(viewer).values_list("pk", flat=True)) == set(seen.values_list("item", flat=True))


@pytest.mark.parametrize("who", PERSONAS)
def test_a_list_is_the_same_gathered_and_walked(ledger, who):
    viewer, clock = ledger.viewer(who), clock_at(NOW)
    choices = [
        (filters.unit_choices(viewer, walks=w), filters.speech_choices(viewer, walks=w)) for w in (0, 1)
    ]
    assert choices[0] == choices[1]
    for wanted in (*WANTED, Wanted(unit=ledger.units["东村"].pk), Wanted(unit=ledger.units["财政局"].pk)):
        few, many = (filters.ask(viewer, wanted, clock, walks=walks) for walks in (False, True))
        assert {p.pk for p in few.parts()} == {p.pk for p in many.parts()}
        assert filters.counts_by_light(few) == filters.counts_by_light(many)
        assert filters.item_count(few) == filters.item_count(many)
        assert page_of(few).items == page_of(many).items


def test_whoever_sees_many_has_the_list_walked(ledger, monkeypatch):
    leader, clerk = ledger.viewer("leader"), ledger.viewer("stranger")
    assert not sees_many(leader) and sees_many(ledger.viewer("officer"))
    monkeypatch.setattr(
        queries, "GATHERED", UnitAssignment.objects.filter(unit=ledger.units["财政局"]).count() - 1
    )
    assert sees_many(leader)
    monkeypatch.setattr(queries, "GATHERED", 7)
    assert (
        sees_many(ledger.viewer("named")) and UnitAssignment.objects.filter(Q(unit__in=clerk.units)).exists()
    )
