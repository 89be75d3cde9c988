"""Members of a collective on one draft: taken out with a reason, back in, taken back, and told when they have left."""

from __future__ import annotations

import pytest

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.console.naming import members_of
from tracker.console.tracing import steps
from tracker.items.models import Event, UnitAssignment
from tracker.items.registration import names_on, register_speech
from tracker.meetings import decisions, members, queries
from tracker.meetings.models import DeskAct, Draft
from tracker.org.models import Unit
from tracker.org.queries import all_unit_names


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def draft(world) -> Draft:
    """各乡镇 leads, and supports a second draft of the same speech."""
    speech = a_speech(world)
    a_draft(speech, support=[a_name("各乡镇", group=world.townships.pk)])
    return a_draft(speech, lead=[a_name("各乡镇", group=world.townships.pk)])


def take_out(world, draft, by, *short: str, **more) -> Draft:
    towns = {world.units[name].pk for name in ("柳河镇", "石桥镇")}
    out = {world.units[name].pk for name in short}
    asked = {"name": ("lead", "各乡镇"), "stay": towns - out, "reason": "已完成整治", **more}
    revision = more.pop("revision", Draft.objects.get(pk=draft.pk).revision)
    return members.adjust(draft.pk, **{**asked, "revision": revision}, by=by, at=NOW)


def test_a_member_is_taken_out_of_this_name_alone(world, draft, by):
    after = take_out(world, draft, by, "柳河镇")
    town = world.units["柳河镇"]
    assert after.lead[0]["without"] == [{"unit": town.pk, "name": "柳河镇", "reason": "已完成整治"}]
    assert names_on(TODAY).units(after.lead[0]) == (world.units["石桥镇"].pk,)
    other = Draft.objects.get(ordinal=1)
    assert len(names_on(TODAY).units(other.support[0])) == 2 and after.decision == draft.decision
    act = DeskAct.objects.get()
    assert (act.kind, act.by, act.at) == ("members", world.officer, NOW)
    told = steps(queries.history_of(after))[0].differences[0]
    assert (told.before, told.after) == ("各乡镇", "各乡镇（除外：柳河镇，已完成整治）")


def test_taking_out_can_be_undone_and_changed(world, draft, by):
    take_out(world, draft, by, "柳河镇")
    take_out(world, draft, by, "石桥镇", reason="不在流域内")
    assert [one["name"] for one in Draft.objects.get(pk=draft.pk).lead[0]["without"]] == ["石桥镇"]
    decisions.undo(draft.speech_id, by=by, at=NOW)
    assert [one["reason"] for one in Draft.objects.get(pk=draft.pk).lead[0]["without"]] == ["已完成整治"]
    take_out(world, draft, by)
    assert Draft.objects.get(pk=draft.pk).lead[0]["without"] == []


@pytest.mark.parametrize(
    ("short", "more", "told"),
    [
        (("柳河镇",), {"reason": " "}, "请写明除外的原因"),
        (("柳河镇", "石桥镇"), {}, "至少要留一个成员"),
        ((), {}, "没有变化"),
        (("柳河镇",), {"name": ("lead", "县财政局")}, "不是单位分组"),
        (("柳河镇",), {"name": ("report_to", "各乡镇")}, "不是单位分组"),
        (("柳河镇",), {"name": ("pk", "各乡镇")}, "不是单位分组"),
    ],
)
def test_what_makes_no_sense_is_refused(world, draft, by, short, more, told):
    with pytest.raises(Refused, match=told):
        take_out(world, draft, by, *short, **more)
    assert Draft.objects.get(pk=draft.pk).lead == draft.lead


def test_who_comes_second_or_may_not_is_told(world, draft, by):
    with pytest.raises(Stale):
        take_out(world, draft, by, "柳河镇", revision=7)
    with pytest.raises(Forbidden):
        take_out(world, draft, world.viewer("lead_clerk"), "柳河镇")


def test_editing_another_field_keeps_who_is_out(world, draft, by, signed_in):
    from django.urls import reverse

    take_out(world, draft, by, "柳河镇")
    form = {"revision": 1, "action": "整治到位", "lead": "各乡镇、县财政局"}
    signed_in(world.officer).post(reverse("console:draft_edit", args=[draft.pk]), form)
    after = Draft.objects.get(pk=draft.pk)
    assert after.action == "整治到位" and after.lead[0]["without"][0]["name"] == "柳河镇"


def test_only_the_rest_gets_assignments_and_the_item_says_why(world, draft, by, signed_in):
    take_out(world, draft, by, "柳河镇")
    item = register_speech(draft.speech_id, basis="会议", approver="县长", by=by, at=NOW)[1]
    assert [part.unit.short_name for part in item.assignments.all()] == ["石桥镇"]
    event = Event.objects.get(item=item, act="register")
    assert event.data["left_out"][0]["reason"] == "已完成整治"
    page = signed_in(world.officer).get(f"/items/{item.pk}/").content.decode()
    assert "未列入的成员" in page and page.count("已完成整治") == 2


def test_a_member_named_beside_the_collective_takes_part_after_all(world, draft, by):
    Draft.objects.filter(pk=draft.pk).update(support=[a_name("柳河镇")])
    take_out(world, draft, by, "柳河镇")
    item = register_speech(draft.speech_id, basis="会议", approver="县长", by=by, at=NOW)[1]
    assert item.left_out == []
    assert UnitAssignment.objects.get(item=item, unit=world.units["柳河镇"]).role == "support"


def test_members_that_have_left_or_come_since_are_shown(world, draft, by):
    after = take_out(world, draft, by, "柳河镇")
    Unit.objects.filter(pk=world.units["柳河镇"].pk).update(is_active=False)
    Unit.objects.create(name="青禾县青山镇人民政府", short_name="青山镇", kind=Unit.Kind.TOWNSHIP, order=9)
    shown = members_of(after.lead[0], names_on(TODAY), all_unit_names())
    assert [(one.name, one.is_out, one.news) for one in shown] == [
        ("石桥镇", False, ""),
        ("青山镇", False, "新加入"),
        ("柳河镇", True, "已不在该分组"),
    ]


def test_what_is_read_remembers_the_members_of_the_day(world, by):
    from tests.support.build import TEXT
    from tracker.meetings import operations
    from tracker.meetings.models import Speech

    speech = a_speech(world, text=TEXT, state=Speech.State.QUEUED)
    operations.parse(speech.pk, at=NOW)
    names = [name for draft in Draft.objects.filter(speech=speech) for name in draft.lead]
    towns = next(name for name in names if name["group"])
    assert towns["seen"] == [world.units["柳河镇"].pk, world.units["石桥镇"].pk]
