"""A unit made on the spot for a name: once, with an end where it is temporary, and gone again with its act."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech, an_item
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.console.unit_form import kind_of
from tracker.items.operations import issue_all
from tracker.items.registration import names_on, register_speech
from tracker.items.unissued import homeless
from tracker.meetings import decisions, naming
from tracker.meetings.models import DeskAct, Draft
from tracker.org.founding import NewUnit
from tracker.org.models import Alias, Post, Unit, UnitGroup
from tracker.org.queries import known_names, unit_in_use

NAME = "县塘坝整治工作专班"
UNTIL = dt.date(2026, 12, 31)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def drafts(world) -> list[Draft]:
    speech = a_speech(world)
    return [
        a_draft(speech, lead=[a_name("塘坝专班")], decision=Draft.Decision.PROPOSED),
        a_draft(speech, support=[a_name("塘坝专班")], decision=Draft.Decision.PROPOSED),
    ]


def make(drafts, by, *, always=False, written="塘坝专班", revision=0, **new):
    wanted = {"name": NAME, "short_name": "", "kind": "temporary", "ends_on": UNTIL, **new}
    return naming.settle_new(
        drafts[0].pk, written=written, new=NewUnit(**wanted), always=always, revision=revision, by=by, at=NOW
    )


def test_a_temporary_body_is_made_and_meant_in_every_draft(world, drafts, by):
    unit, number = make(drafts, by, parent_id=world.units["林业局"].pk, liaison="李小林")
    assert (number, unit.name, unit.kind, unit.ends_on, unit.parent) == (
        2, NAME, "temporary", UNTIL, world.units["林业局"],
    )  # fmt: skip
    post = Post.objects.get(unit=unit)
    assert (post.person, post.role, post.valid_from, post.valid_until) == (
        world.stranger,
        "liaison",
        TODAY,
        UNTIL,
    )
    one, other = (Draft.objects.get(pk=draft.pk) for draft in drafts)
    assert names_on(TODAY).units(one.lead[0]) == names_on(TODAY).units(other.support[0]) == (unit.pk,)
    act = DeskAct.objects.get()
    assert (act.kind, act.unit, act.by, act.at) == ("new_unit", unit, world.officer, NOW)


def test_a_draft_without_a_lead_gets_the_new_unit(world, drafts, by):
    Draft.objects.filter(pk=drafts[0].pk).update(lead=[])
    unit, _ = make(drafts, by, written="", name="县防汛抗旱指挥部")
    assert Draft.objects.get(pk=drafts[0].pk).lead[0]["unit"] == unit.pk


def test_taken_back_the_unit_is_gone_and_the_draft_is_whole(world, drafts, by):
    make(drafts, by, always=True, liaison="李小林")
    undone = decisions.undo(drafts[0].speech_id, by=by, at=NOW)
    assert undone.unit_id is None
    assert not Unit.objects.filter(name=NAME).exists() and not Alias.objects.filter(text="塘坝专班").exists()
    assert not Post.objects.filter(role="liaison", valid_from=TODAY).exists()
    assert Draft.objects.get(pk=drafts[0].pk).lead == [a_name("塘坝专班")]
    # And it can be made again.
    make(drafts, by, revision=2)


def test_a_unit_in_use_stays_when_its_act_is_taken_back(world, drafts, by):
    unit, _ = make(drafts, by)
    other = a_draft(a_speech(world, text="另一篇"), lead=[a_name("专班", unit=unit.pk)])
    assert decisions.undo(drafts[0].speech_id, by=by, at=NOW).unit_id == unit.pk
    assert names_on(TODAY).units(Draft.objects.get(pk=other.pk).lead[0]) == (unit.pk,)


@pytest.mark.parametrize("use", ["post", "group", "child", "assignment"])
def test_whatever_refers_to_the_unit_keeps_it(world, drafts, by, use):
    unit, _ = make(drafts, by)
    if use == "post":
        Post.objects.create(person=world.stranger, unit=unit, role="head", valid_from=TODAY)
    elif use == "group":
        UnitGroup.objects.create(name="各专班").members.add(unit)
    elif use == "child":
        Unit.objects.create(name="专班办公室", short_name="专班办", parent=unit)
    else:
        speech = a_speech(world, text="另一篇")
        a_draft(speech, lead=[a_name(NAME)])
        register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)
    decisions.undo(drafts[0].speech_id, by=by, at=NOW)
    assert Unit.objects.filter(pk=unit.pk).exists()


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ({"name": " "}, "1至80个字"),
        ({"name": "长" * 81}, "1至80个字"),
        ({"name": "长" * 60}, "简称"),
        ({"name": "青禾县财政局"}, "已有“青禾县财政局”，请直接选它"),
        ({"short_name": "财政局"}, "已有“青禾县财政局”"),
        ({"name": "县财政"}, "已经是别的单位"),
        ({"name": "各乡镇"}, "已经是别的单位"),
        ({"kind": "ministry"}, "请选择单位类别"),
        ({"ends_on": None}, "存续至哪一天"),
        ({"ends_on": TODAY - dt.timedelta(days=1)}, "今天之后"),
        ({"ends_on": dt.date(9999, 12, 31)}, "10年之内"),
        ({"parent_id": 987_654}, "上级单位不存在"),
        ({"liaison": "没有此人"}, "没有这个人员"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_left(world, drafts, by, new, told):
    before = Unit.objects.count()
    with pytest.raises(Refused, match=told):
        make(drafts, by, **new)
    assert Unit.objects.count() == before and not DeskAct.objects.exists()


def test_a_unit_out_of_use_is_not_made_again(world, drafts, by):
    Unit.objects.create(name=NAME, short_name="专班", is_active=False)
    with pytest.raises(Refused, match="已停用"):
        make(drafts, by)


def test_a_stale_or_forbidden_act_makes_no_unit(world, drafts, by):
    with pytest.raises(Stale):
        make(drafts, by, revision=5)
    for who in ("lead_clerk", "leader", "admin"):
        with pytest.raises(Forbidden):
            make(drafts, world.viewer(who))
    assert not Unit.objects.filter(name=NAME).exists()


def test_a_body_that_ends_before_the_deadline_is_marked(world, drafts, by, signed_in):
    make(drafts, by, ends_on=dt.date(2026, 3, 10))
    page = (
        signed_in(world.officer).get(reverse("console:speech", args=[drafts[0].speech_id])).content.decode()
    )
    assert "存续至2026-03-10，早于时限" in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("县塘坝整治工作专班", "temporary"),
        ("防汛抗旱指挥部", "temporary"),
        ("乡村振兴领导小组办公室", "temporary"),
        ("青山镇", "township"),
        ("城关街道办", "street"),
        ("县城投公司", "company"),
        ("县委宣传部", "party"),
        ("县中医院", "public_institution"),
        ("县民政局", "department"),
    ],
)
def test_the_kind_is_guessed_from_the_name(name, kind):
    assert kind_of(name) == kind


class TestPages:
    def post(self, client, drafts, **fields):
        form = {
            "revision": 0, "written": "塘坝专班", "name": NAME, "kind": "temporary", "ends_on": "2026-12-31",
        }  # fmt: skip
        return client.post(reverse("console:draft_unit", args=[drafts[0].pk]), {**form, **fields}, **HTMX)

    def test_the_form_knows_the_name_and_its_kind(self, world, drafts, signed_in):
        address = reverse("console:draft_unit", args=[drafts[0].pk])
        page = signed_in(world.officer).get(address, {"written": "塘坝专班"}, **HTMX).content.decode()
        assert 'value="塘坝专班"' in page and '<option value="temporary" selected>' in page

    def test_a_refusal_keeps_what_was_typed_in_its_place(self, world, drafts, signed_in):
        answer = self.post(signed_in(world.officer), drafts, name="财政局", liaison="李小林")
        page = answer.content.decode()
        assert answer.status_code == 422 and answer["HX-Retarget"] == f"#name{drafts[0].pk}"
        assert "已有“青禾县财政局”" in page and 'value="李小林"' in page

    def test_who_comes_second_keeps_what_was_typed_and_sees_why(self, world, drafts, signed_in):
        decisions.edit(
            drafts[0].pk, revision=0, by=world.viewer("officer2"), at=NOW, fields={"action": "别人改的"}
        )
        answer = self.post(signed_in(world.officer), drafts)
        page = answer.content.decode()
        assert answer.status_code == 409 and "郑督查" in page and f'value="{NAME}"' in page
        assert 'name="revision" value="1"' in page and not Unit.objects.filter(name=NAME).exists()

    def test_made_it_is_said(self, world, drafts, signed_in):
        answer = self.post(signed_in(world.officer), drafts)
        assert answer.status_code == 200 and f"已新设“{NAME}”，用于2条" in answer.content.decode()

    def test_members_keep_what_was_ticked_when_refused(self, world, drafts, signed_in):
        draft = a_draft(drafts[0].speech, lead=[a_name("各乡镇", group=world.townships.pk)])
        client, address = signed_in(world.officer), reverse("console:draft_members", args=[draft.pk])
        page = client.get(address, {"field": "lead", "written": "各乡镇"}, **HTMX).content.decode()
        assert page.count(" checked") == 2
        form = {"revision": 0, "field": "lead", "written": "各乡镇", "stay": [world.units["石桥镇"].pk]}
        answer = client.post(address, form, **HTMX)
        page = answer.content.decode()
        assert answer.status_code == 422 and "请写明除外的原因" in page and page.count(" checked") == 1
        decisions.decide(draft.pk, "proposed", revision=0, by=world.viewer("officer2"), at=NOW)
        answer = client.post(address, {**form, "reason": "已完成整治"}, **HTMX)
        page = answer.content.decode()
        assert answer.status_code == 409 and 'value="已完成整治"' in page and page.count(" checked") == 1
        answer = client.post(address, {**form, "reason": "已完成整治", "revision": 1}, **HTMX)
        assert answer.status_code == 200 and "1个单位，除外1个" in answer.content.decode()


class TestAfterItsLastDay:
    """A temporary body is used up to its last day, that day included; nothing needs to run for it to end."""

    LAST = TODAY + dt.timedelta(days=30)

    @pytest.fixture
    def body(self, world):
        return Unit.objects.create(
            name="青禾县防汛专班",
            short_name="防汛专班",
            kind=Unit.Kind.TEMPORARY,
            order=99,
            ends_on=self.LAST,
        )

    def test_it_is_neither_known_nor_suggested(self, world, body):
        name, after = a_name("防汛专班"), self.LAST + dt.timedelta(days=1)
        assert names_on(self.LAST).units(name) == (body.pk,)
        assert names_on(after).units(name) == ()
        key = f"unit:{body.pk}"
        assert key in {one.key for one in known_names(self.LAST)}
        assert key not in {one.key for one in known_names(after)}
        assert unit_in_use(body.pk, self.LAST) == body and unit_in_use(body.pk, after) is None

    def test_a_collective_loses_it(self, world, body):
        group = UnitGroup.objects.create(name="各专班", kind=Unit.Kind.TEMPORARY)
        assert names_on(self.LAST).members[group.pk] == (body.pk,)
        assert names_on(self.LAST + dt.timedelta(days=1)).members[group.pk] == ()

    def test_it_is_not_registered_as_responsible(self, world, body):
        a_draft(a_speech(world), lead=[a_name("防汛专班")])
        late = NOW + dt.timedelta(days=31)
        item = register_speech(
            Draft.objects.get().speech_id, basis="会议", approver="县长", by=world.viewer("officer"), at=late
        )[0]
        assert not item.assignments.exists() and [one["text"] for one in item.unresolved] == ["防汛专班"]

    def test_its_open_duties_are_shown_to_the_officer_and_not_issued(self, world, body):
        by = world.viewer("officer")
        item = an_item(world, lead=[a_name("防汛专班")])
        assert homeless(by, self.LAST) == []
        (one,) = homeless(by, self.LAST + dt.timedelta(days=1))
        assert (one.item_no, one.unit, one.ended_on) == (item.item_no, "防汛专班", self.LAST)
        assert issue_all([item.pk], by=by, at=NOW + dt.timedelta(days=31)) == 0
        assert issue_all([item.pk], by=by, at=NOW + dt.timedelta(days=30)) == 1
        assert homeless(world.viewer("stranger"), self.LAST + dt.timedelta(days=1)) == []

    def test_the_page_names_them_and_lights_its_menu(self, world, signed_in, body):
        an_item(world, lead=[a_name("防汛专班")])
        client = signed_in(world.officer)
        assert "要另定单位" not in client.get(reverse("console:unissued")).content.decode()
        Unit.objects.filter(pk=body.pk).update(ends_on=TODAY - dt.timedelta(days=1))
        answer = client.get(reverse("console:unissued"))
        page = answer.content.decode()
        assert "要另定单位" in page and "存续至2026-03-01" in page
        assert answer.context["section"] == "console:speeches"
