"""From accepted drafts to numbered items: expansion, unknown names, numbers."""

from __future__ import annotations

import pytest

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.common.errors import Forbidden, Refused
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.items.registration import register_speech, settle_name
from tracker.meetings.models import Draft
from tracker.org.models import Alias, Unit

WORDS = {"basis": "县长办公会议", "approver": "王副县长"}


def register(world, speech, who="officer"):
    return register_speech(speech.pk, **WORDS, by=world.viewer(who), at=NOW)


def test_a_collective_becomes_one_assignment_per_member(world):
    speech = a_speech(world)
    a_draft(speech, lead=[a_name("各乡镇", group=world.townships.pk)])
    item = register(world, speech)[0]
    assert set(item.assignments.values_list("unit__short_name", "role", "named_as")) == {
        ("柳河镇", "lead", "各乡镇"),
        ("石桥镇", "lead", "各乡镇"),
    }


def test_a_name_is_known_by_name_short_name_or_alias(world):
    speech = a_speech(world)
    for name in ("青禾县财政局", "财政局", "县财政"):
        a_draft(speech, lead=[a_name(name)])
    register(world, speech)
    assert set(UnitAssignment.objects.values_list("unit__short_name", flat=True)) == {"财政局"}
    assert UnitAssignment.objects.count() == 3


def test_an_unknown_name_stays_visible_until_an_officer_settles_it(world):
    speech = a_speech(world)
    a_draft(speech, lead=[a_name("县财政局")], support=[a_name("有关部门")])
    item = register(world, speech)[0]
    assert item.unresolved == [{"text": "有关部门", "role": "support"}]
    row = settle_name(
        item.pk, written="有关部门", unit_id=world.units["林业局"].pk, by=world.viewer("officer"), at=NOW
    )
    assert (row.role, row.named_as, row.due_on) == ("support", "有关部门", item.draft.due_on)
    item.refresh_from_db()
    assert item.unresolved == []
    # The second of two clicks is told so.
    with pytest.raises(Refused, match="已经确定"):
        settle_name(
            item.pk, written="有关部门", unit_id=world.units["审计局"].pk, by=world.viewer("officer"), at=NOW
        )


@pytest.mark.parametrize("by_id", [True, False])
def test_a_unit_out_of_use_is_given_nothing(world, by_id):
    forestry = world.units["林业局"]
    Alias.objects.create(text="林业部门", unit=forestry)
    Unit.objects.filter(pk=forestry.pk).update(is_active=False)
    speech = a_speech(world)
    matched = {"unit": forestry.pk} if by_id else {}
    a_draft(speech, lead=[a_name("县财政局")], support=[a_name("林业部门", **matched)])
    item = register(world, speech)[0]
    # Known by its id or by its alias, it is no unit any more: an officer has to say who it is now.
    assert item.unresolved == [{"text": "林业部门", "role": "support"}]
    assert set(item.assignments.values_list("unit__short_name", flat=True)) == {"财政局"}


def test_ids_that_have_gone_fall_back_to_the_words(world):
    speech = a_speech(world)
    a_draft(
        speech,
        lead=[a_name("县财政局", unit=987_654)],
        support=[a_name("各乡镇", group=987_654), a_name("某某局", unit=987_655)],
    )
    item = register(world, speech)[0]
    assert set(item.assignments.values_list("unit__short_name", flat=True)) == {"财政局", "柳河镇", "石桥镇"}
    assert item.unresolved == [{"text": "某某局", "role": "support"}]


def test_a_unit_named_twice_leads_once(world):
    speech = a_speech(world)
    a_draft(speech, lead=[a_name("县财政局")], support=[a_name("县财政"), a_name("审计部门")])
    item = register(world, speech)[0]
    assert set(item.assignments.values_list("unit__short_name", "role")) == {
        ("财政局", "lead"),
        ("审计局", "support"),
    }


def test_numbers_run_through_the_batch_and_go_on_later(world):
    speech = a_speech(world)
    a_draft(speech)
    a_draft(speech)
    assert [item.item_no for item in register(world, speech)] == ["督〔2026〕1-1", "督〔2026〕1-2"]
    a_draft(speech)
    assert [item.item_no for item in register(world, speech)] == ["督〔2026〕1-3"]
    other = a_speech(world, text="另一篇讲话。")
    a_draft(other)
    assert [item.item_no for item in register(world, other)] == ["督〔2026〕2-1"]


def test_a_second_click_finds_nothing_left(world):
    speech = a_speech(world)
    a_draft(speech)
    register(world, speech)
    with pytest.raises(Refused, match="没有已采纳"):
        register(world, speech)
    assert ResponsibilityItem.objects.count() == 1


def test_proposed_and_rejected_drafts_are_left_out(world):
    speech = a_speech(world)
    a_draft(speech, decision=Draft.Decision.PROPOSED)
    a_draft(speech, decision=Draft.Decision.REJECTED)
    with pytest.raises(Refused):
        register(world, speech)


@pytest.mark.parametrize("words", [{"basis": " ", "approver": "王副县长"}, {"basis": "会议", "approver": ""}])
def test_basis_and_approver_are_needed(world, words):
    speech = a_speech(world)
    a_draft(speech)
    with pytest.raises(Refused, match="立项依据和批准人"):
        register_speech(speech.pk, **words, by=world.viewer("officer"), at=NOW)


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
def test_only_officers_register(world, who):
    speech = a_speech(world)
    a_draft(speech)
    with pytest.raises(Forbidden):
        register(world, speech, who)


def test_the_leader_in_charge_of_the_lead_unit_is_named(world):
    speech = a_speech(world)
    a_draft(speech)
    assert register(world, speech)[0].leader_in_charge == world.leader
