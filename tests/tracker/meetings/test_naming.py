"""Which unit a name means: proposed by likeness, chosen by a person, remembered only on request."""

from __future__ import annotations

import pytest

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.registration import names_on, register_speech
from tracker.meetings import decisions, naming
from tracker.meetings.models import Draft
from tracker.org.models import Alias


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def speech(world):
    return a_speech(world)


@pytest.fixture
def drafts(speech) -> list[Draft]:
    """Two drafts name 县才政局 (a slip of the same sound), as lead and in support; a third has no lead."""
    return [
        a_draft(speech, lead=[a_name("县才政局")], decision=Draft.Decision.PROPOSED),
        a_draft(speech, support=[a_name("县才政局")], decision=Draft.Decision.PROPOSED),
        a_draft(speech, lead=[], decision=Draft.Decision.PROPOSED),
    ]


def settle(draft, by, world, **more) -> int:
    asked = {"written": "县才政局", "key": f"unit:{world.units['财政局'].pk}", "always": False, **more}
    return naming.settle(draft.pk, revision=Draft.objects.get(pk=draft.pk).revision, by=by, at=NOW, **asked)


def test_a_slip_of_the_same_sound_is_suggested_first(world, drafts):
    assert naming.suggestions(drafts[0], "县才政局", on=TODAY)[0].key == f"unit:{world.units['财政局'].pk}"


def test_without_a_lead_the_leads_nearby_are_offered(world, speech, drafts):
    a_draft(speech, start=900, end=910, lead=[a_name("青禾县林业局")])
    offered = [one.label for one in naming.suggestions(drafts[2], "", on=TODAY)]
    assert offered == ["财政局", "林业局"]


def test_one_choice_settles_the_name_in_every_draft_and_keeps_its_words(world, drafts, by):
    assert settle(drafts[0], by, world) == 2
    one, other = (Draft.objects.get(pk=draft.pk) for draft in drafts[:2])
    assert one.lead == [a_name("县才政局") | {"unit": world.units["财政局"].pk}]
    assert other.support[0]["unit"] == world.units["财政局"].pk
    assert not Alias.objects.filter(text="县才政局").exists()


def test_it_is_one_act_to_take_back(world, speech, drafts, by):
    settle(drafts[0], by, world)
    decisions.undo(speech.pk, by=by, at=NOW)
    assert Draft.objects.get(pk=drafts[0].pk).lead[0]["unit"] is None


def test_always_makes_it_an_alias_of_the_office(world, drafts, by):
    settle(drafts[0], by, world, always=True)
    assert names_on(TODAY).units(a_name("县才政局")) == (world.units["财政局"].pk,)


def test_taken_back_the_alias_is_forgotten_with_the_choice(world, speech, drafts, by):
    settle(drafts[0], by, world, always=True)
    assert decisions.undo(speech.pk, by=by, at=NOW).alias == "县才政局"
    assert not Alias.objects.filter(text="县才政局").exists()
    assert names_on(TODAY).units(Draft.objects.get(pk=drafts[0].pk).lead[0]) == ()


def test_an_alias_that_another_act_made_too_or_that_was_corrected_stays(world, speech, drafts, by):
    other = a_draft(
        a_speech(world, text="另一篇"), lead=[a_name("县才政局")], decision=Draft.Decision.PROPOSED
    )
    settle(drafts[0], by, world, always=True)
    settle(other, by, world, always=True)
    decisions.undo(speech.pk, by=by, at=NOW)
    assert Alias.objects.get(text="县才政局").unit == world.units["财政局"]
    Alias.objects.update(unit=world.units["审计局"])
    decisions.undo(other.speech_id, by=by, at=NOW)
    assert Alias.objects.get(text="县才政局").unit == world.units["审计局"]


def test_an_alias_of_before_stays_when_the_choice_is_taken_back(world, speech, drafts, by):
    Alias.objects.create(text="县才政局", unit=world.units["财政局"])
    settle(drafts[0], by, world, always=True)
    assert decisions.undo(speech.pk, by=by, at=NOW).alias == ""
    assert Alias.objects.filter(text="县才政局").exists()


def test_an_alias_of_another_unit_is_not_taken_over(world, drafts, by):
    Alias.objects.create(text="县才政局", unit=world.units["审计局"])
    with pytest.raises(Refused, match="审计局"):
        settle(drafts[0], by, world, always=True)
    assert Draft.objects.get(pk=drafts[0].pk).lead[0]["unit"] is None


def test_a_group_can_be_meant_and_a_draft_without_lead_gets_one(world, drafts, by):
    assert settle(drafts[2], by, world, written="", key=f"group:{world.townships.pk}") == 1
    lead = Draft.objects.get(pk=drafts[2].pk).lead
    assert lead[0]["text"] == "各乡镇" and len(names_on(TODAY).units(lead[0])) == 2


@pytest.mark.parametrize("key", ["", "unit:999999", "group:", "x", "unit:1 or 1=1"])
def test_there_must_be_such_a_unit(world, drafts, by, key):
    with pytest.raises(Refused):
        settle(drafts[0], by, world, key=key)


def test_a_registered_draft_keeps_its_names(world, speech, drafts, by):
    decisions.decide(drafts[0].pk, "accepted", revision=0, by=by, at=NOW)
    register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)
    assert settle(drafts[1], by, world) == 1


def test_a_stale_choice_changes_nothing(world, drafts, by):
    with pytest.raises(Stale):
        naming.settle(
            drafts[0].pk, written="县才政局", key=f"unit:{world.units['财政局'].pk}", always=True,
            revision=7, by=by, at=NOW,
        )  # fmt: skip
    assert not Alias.objects.filter(text="县才政局").exists()


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
def test_only_officers_settle_names(world, drafts, who):
    with pytest.raises(Forbidden):
        settle(drafts[0], world.viewer(who), world)
