"""Who sees which rows: the policy table as a filter, for lists, pages and buttons alike."""

from __future__ import annotations

import pytest

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.items.operations import issue_all
from tracker.items.queries import (
    acts_for,
    events_of,
    fellow_units,
    get_assignment,
    visible_assignments,
    visible_items,
)
from tracker.items.registration import register_speech


@pytest.fixture
def items(world):
    """Item 1: 财政局 leads, 审计局 supports. Item 2: the townships. Both issued."""
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    a_draft(speech, lead=[a_name("各乡镇")])
    made = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)
    issue_all([item.pk for item in made], by=world.viewer("officer"), at=NOW)
    return made


SEEN = {
    "officer": {("1", "财政局"), ("1", "审计局"), ("2", "柳河镇"), ("2", "石桥镇")},
    "lead_clerk": {("1", "财政局"), ("1", "审计局")},
    "support_clerk": {("1", "审计局")},
    "town_clerk": {("2", "柳河镇")},
    "leader": {("1", "财政局"), ("1", "审计局")},
    "stranger": set(),
    "former": set(),
    "admin": set(),
}


@pytest.mark.parametrize("who", SEEN)
def test_rows_follow_the_policy(world, items, who):
    viewer = world.viewer(who)
    seen = {(row.item.item_no[-1], row.unit.short_name) for row in visible_assignments(viewer)}
    assert seen == SEEN[who]
    assert {item.item_no[-1] for item in visible_items(viewer)} == {number for number, _ in SEEN[who]}


FELLOWS: dict[str, list[tuple[str, str]]] = {
    "officer": [],  # sees the parts themselves
    "lead_clerk": [],
    "support_clerk": [("财政局", "牵头"), ("林业局", "配合")],
    "stranger": [("财政局", "牵头"), ("审计局", "配合")],  # here a liaison of the other supporting unit
    "town_clerk": [],
    "leader": [],
    "former": [],
    "admin": [],
}


@pytest.mark.parametrize("who", FELLOWS)
def test_a_supporting_unit_knows_the_other_units_by_name(world, who):
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门"), a_name("林业局"), a_name("石桥镇"), a_name("柳河镇")])
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    viewer = world.viewer(who)
    # Before it is issued the item is the office's own draft, for everybody.
    assert fellow_units(viewer, item) == []
    issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    # Parts that were cancelled or wait to be issued are nobody's business.
    item.assignments.filter(unit=world.units["石桥镇"]).update(state="registered")
    item.assignments.filter(unit=world.units["柳河镇"]).update(state="cancelled")
    assert fellow_units(viewer, item) == FELLOWS[who]
    # No row, report or line of the history comes with the name.
    if who == "support_clerk":
        assert {row.unit.short_name for row in visible_assignments(viewer)} == {"审计局"}
        assert {
            event.assignment.unit.short_name for event in events_of(viewer, item) if event.assignment
        } == {"审计局"}


def test_units_that_lead_together_are_not_shown_to_each_other(world, items):
    assert fellow_units(world.viewer("town_clerk"), items[1]) == []
    # Nor does supporting one item show the units of another.
    assert fellow_units(world.viewer("support_clerk"), items[1]) == []


def test_units_learn_of_an_item_only_when_it_is_issued(world):
    speech = a_speech(world)
    a_draft(speech)
    register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)
    assert not visible_items(world.viewer("lead_clerk")).exists()
    assert visible_items(world.viewer("officer")).count() == 1


def test_buttons_agree_with_the_table(world, items):
    own = items[0].assignments.get(unit=world.units["财政局"])
    assert acts_for(world.viewer("lead_clerk"), own) == ("acknowledge",)
    assert acts_for(world.viewer("officer"), own) == ("suspend", "cancel")
    assert acts_for(world.viewer("leader"), own) == ()


def test_the_unseen_is_not_there(world, items):
    from django.http import Http404

    with pytest.raises(Http404):
        get_assignment(world.viewer("stranger"), items[0].assignments.first().pk)


def test_history_shows_a_support_only_its_own_lines(world, items):
    lines = events_of(world.viewer("support_clerk"), items[0])
    assert {event.assignment.unit.short_name for event in lines if event.assignment} == {"审计局"}
