"""批示: who writes or enters one, whom it reaches, and the answer it is owed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY, stand_in
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations
from tracker.items.history import broken_links
from tracker.items.instructions import (
    Words,
    answer_instruction,
    give_instruction,
    instructions_of,
    owed_answers,
    waiting_instructions,
)
from tracker.items.models import Event, InstructionTarget, LeaderInstruction, ResponsibilityItem
from tracker.items.registration import register_speech
from tracker.notices.models import Message

FRIDAY = TODAY + dt.timedelta(days=4)
PAPER = {"leader_name": "王副县长", "given_on": TODAY, "paper_no": "县办批〔2026〕8号"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def item(world):
    """财政局 leads, 审计局 supports; issued."""
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    made = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    operations.issue_all([made.pk], by=world.viewer("officer"), at=NOW)
    Message.objects.all().delete()
    return made


def give(world, item, who="leader", units=("财政局",), token="a" * 32, text="请抓紧，每周报我。", **words):
    to = item.assignments.filter(unit__in=[world.units[name] for name in units]).values_list("pk", flat=True)
    return give_instruction(item, Words(text, **words), to=to, token=token, by=world.viewer(who), at=NOW)


def test_a_leaders_own_reaches_the_units_of_the_field(world, item):
    made = give(world, item, answer_by=FRIDAY)
    assert (made.leader_name, made.given_on, made.entered_as) == ("王副县长", TODAY, "王副县长")
    told = Message.objects.filter(kind="item_instruct", channel="inapp")
    assert [one.recipient for one in told] == [world.lead_clerk]
    assert "请抓紧，每周报我" in told[0].body_text and "3月6日前反馈" in told[0].subject


def test_an_officer_enters_a_paper_with_its_date_and_number(world, item):
    made = give(world, item, who="officer", units=("财政局", "审计局"), **PAPER)
    assert (made.leader_name, made.entered_as, made.targets.count()) == ("王副县长", "周督查", 2)
    for missing in PAPER:
        with pytest.raises(Refused, match="批示领导、批示日期和文号"):
            give(
                world,
                item,
                who="officer",
                token="b" * 32,
                **{**PAPER, missing: None if missing == "given_on" else ""},
            )


def test_a_leaders_deputy_writes_in_the_leaders_name(world, item):
    stand_in(world, holder="leader")
    made = give(world, item, who="deputy")
    assert (made.leader_name, made.entered_as) == ("王副县长", "冯小代（代王副县长）")


@pytest.mark.parametrize("who", ["lead_clerk", "support_clerk", "stranger", "former", "admin"])
def test_nobody_else_writes_one(world, item, who):
    with pytest.raises(Forbidden):
        give(world, item, who=who)


def test_a_leader_does_not_instruct_another_field(world, item):
    ResponsibilityItem.objects.update(leader_in_charge=None)
    world.leader.posts.get().in_charge.set([world.units["柳河镇"]])
    with pytest.raises(Forbidden):
        give(world, item)


@pytest.mark.parametrize(
    ("units", "words", "sentence"),
    [
        ((), {}, "选择要送达的单位"),
        (("财政局",), {"text": "  "}, "批示内容"),
        (("财政局",), {"answer_by": TODAY - dt.timedelta(days=1)}, "不能早于今天"),
    ],
)
def test_it_says_what_is_missing(world, item, units, words, sentence):
    with pytest.raises(Refused, match=sentence):
        give(world, item, units=units, **words)
    assert not LeaderInstruction.objects.exists()


def test_a_second_click_is_one_instruction(world, item):
    assert give(world, item) == give(world, item)
    assert Event.objects.filter(act="instruct").count() == 1
    assert Message.objects.filter(kind="item_instruct", channel="inapp").count() == 1


def test_it_is_listed_until_it_is_answered_and_the_answer_is_tied_to_it(world, item):
    give(world, item, answer_by=FRIDAY)
    officer, clerk = world.viewer("officer"), world.viewer("lead_clerk")
    target = waiting_instructions(officer).get()
    assert owed_answers(clerk) == [target] and owed_answers(officer) == []
    done = answer_instruction(target.pk, "已召开专题会", by=clerk, at=NOW)
    assert (done.answer, done.answered_by) == ("已召开专题会", world.lead_clerk)
    assert not waiting_instructions(officer).exists() and owed_answers(clerk) == []
    told = Message.objects.filter(kind="item_answer", channel="inapp")
    assert {one.recipient for one in told} == {world.officer, world.officer2, world.leader}
    with pytest.raises(Stale):
        answer_instruction(target.pk, "再答一次", by=clerk, at=NOW)
    assert list(broken_links()) == []


def test_one_that_asks_for_no_answer_waits_for_none(world, item):
    give(world, item)
    assert not waiting_instructions(world.viewer("officer")).exists()


def test_who_sees_the_part_reads_it_and_only_its_unit_answers(world, item):
    give(world, item, answer_by=FRIDAY)
    target = InstructionTarget.objects.get()
    for who, seen in (("officer", 1), ("leader", 1), ("lead_clerk", 1), ("support_clerk", 0)):
        assert len(instructions_of(world.viewer(who), item)) == seen
    for who in ("officer", "leader"):
        with pytest.raises(Forbidden):
            answer_instruction(target.pk, "代答", by=world.viewer(who), at=NOW)
    for who in ("support_clerk", "stranger", "former", "admin"):
        with pytest.raises(Http404):
            answer_instruction(target.pk, "代答", by=world.viewer(who), at=NOW)


def test_the_pages_show_it_on_top_on_the_dashboard_and_among_what_is_owed(world, signed_in, item):
    address = reverse("portal:instruct", args=[item.pk])
    part = item.assignments.get(unit=world.units["财政局"])
    data = {"text": "<b>抓紧</b>", "to": [part.pk], "token": "a" * 32, "answer_by": str(FRIDAY)}
    page = signed_in(world.leader).post(address, data, headers=HTMX).content.decode()
    assert "&lt;b&gt;抓紧&lt;/b&gt;" in page and "待反馈" in page and "<b>抓紧" not in page
    assert "领导批示待反馈" in signed_in(world.officer).get(reverse("console:dashboard")).content.decode()
    clerk = signed_in(world.lead_clerk)
    assert "领导批示待反馈" in clerk.get(reverse("portal:owed")).content.decode()
    answer = reverse("portal:answer_instruction", args=[InstructionTarget.objects.get().pk])
    empty = clerk.post(answer, {"text": "", "board": "owed"}, headers=HTMX).content.decode()
    assert "请填写反馈内容" in empty
    page = clerk.post(answer, {"text": "已办", "board": "owed"}, headers=HTMX).content.decode()
    assert "已反馈批示" in page and "领导批示待反馈" not in page


def test_an_officers_form_keeps_what_was_typed(world, signed_in, item):
    address = reverse("portal:instruct", args=[item.pk])
    data = {
        "text": "抓紧",
        "leader_name": "王副县长",
        "given_on": "昨天",
        "paper_no": "8号",
        "token": "a" * 32,
    }
    page = signed_in(world.officer).post(address, data, headers=HTMX).content.decode()
    assert "日期应写作" in page and "昨天" in page and "8号" in page and "请选择要送达的单位" in page
