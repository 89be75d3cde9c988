"""Who is in charge of an item: what the officer wrote, else the office's leader for the lead units, else the words."""

from __future__ import annotations

import pytest

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import LONG_AGO, NOW, TODAY, person
from tracker.items.charge import charge_of, leaders_on
from tracker.items.registration import names_on, parts_of, register_speech
from tracker.org.models import Post

WORDS = "由王副县长牵头，县林业局要在3月底前完成补植"


def charge(draft):
    return charge_of(draft, parts_of(draft, names_on(TODAY)).leading, leaders_on(TODAY))


def test_the_office_s_leader_of_the_lead_unit_is_proposed(world):
    found = charge(a_draft(a_speech(world)))
    assert (found.person, found.source) == (world.leader, "office")


def test_without_one_the_words_are_taken_and_known_by_name(world):
    found = charge(a_draft(a_speech(world), lead=[a_name("林业局")], quote=WORDS))
    assert (found.text, found.person, found.source) == ("王副县长", world.leader, "words")


def test_what_the_officer_wrote_goes_before(world):
    found = charge(a_draft(a_speech(world), leader_text="李书记"))
    assert (found.text, found.person, found.source) == ("李书记", None, "officer")
    assert charge(a_draft(a_speech(world, text="另一篇"), leader_text="无")).text == ""


def test_two_leaders_of_the_lead_units_are_not_decided_between(world):
    other = person(world, "leader2", "刘副县长", Post.Role.LEADER, None)
    other.posts.get().in_charge.add(world.units["审计局"])
    draft = a_draft(a_speech(world), lead=[a_name("县财政局"), a_name("县审计局")])
    assert charge(draft).source == ""


def test_a_leader_is_known_by_name_and_title(world):
    Post.objects.create(
        person=person(world, "w", "王建国", Post.Role.LEADER, None), role=Post.Role.LEADER, title="副县长",
        valid_from=LONG_AGO.replace(year=2021),
    )  # fmt: skip
    names = leaders_on(TODAY).by_name
    assert {names[one].full_name for one in ("王建国", "王建国同志", "副县长王建国", "分管副县长王建国")} == {
        "王建国"
    }
    # 王副县长 is the full name of one and the title of another: it means neither.
    assert "王副县长" not in names


@pytest.mark.parametrize(
    ("leader_text", "person", "text"),
    [("", "王副县长", ""), ("李书记", None, "李书记"), ("无", None, ""), ("王副县长", "王副县长", "")],
)
def test_the_item_names_the_leader(world, leader_text, person, text):
    speech = a_speech(world)
    a_draft(speech, leader_text=leader_text)
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    assert (item.leader_in_charge and item.leader_in_charge.full_name, item.leader_text) == (person, text)
