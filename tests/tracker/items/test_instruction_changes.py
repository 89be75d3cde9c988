"""A wrong 批示 taken back or given anew: who may, what stays, who is told, and what nobody owes any more."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.urls import reverse

from tests.support.world import NOW, TODAY, stand_in
from tests.tracker.items.test_instructions import FRIDAY, HTMX, PAPER, give, item  # noqa: F401
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.history import broken_links
from tracker.items.instruction_changes import correct_instruction, withdraw_instruction
from tracker.items.instructions import (
    Words,
    answer_instruction,
    instructions_of,
    owed_answers,
    waiting_instructions,
)
from tracker.items.models import Event, InstructionTarget, LeaderInstruction
from tracker.notices.models import Message

BOTH = ("财政局", "审计局")


def withdraw(world, made, who="leader", reason="写错了事项"):
    return withdraw_instruction(made.pk, reason=reason, by=world.viewer(who), at=NOW)


def test_what_is_withdrawn_is_owed_by_nobody_and_its_answers_stay(world, item):  # noqa: F811
    made = give(world, item, who="officer", units=BOTH, answer_by=FRIDAY, **PAPER)
    target = made.targets.get(assignment__unit=world.units["财政局"])
    answer_instruction(target.pk, "已开工", by=world.viewer("lead_clerk"), at=NOW)
    Message.objects.all().delete()
    withdraw(world, made, "officer2")
    assert (
        not waiting_instructions(world.viewer("officer")).exists()
        and owed_answers(world.viewer("support_clerk")) == []
    )
    (shown,) = instructions_of(world.viewer("lead_clerk"), item)
    assert (shown.withdrawn_as, shown.withdrawn_why) == ("郑督查", "写错了事项")
    assert shown.shown[0].answer == "已开工"
    # Every unit it went to reads why, each once; and each part's history has its line.
    told = Message.objects.filter(kind="item_withdraw_instruction", channel="inapp")
    assert {one.recipient for one in told} == {world.lead_clerk, world.support_clerk}
    assert all("写错了事项" in one.body_text for one in told)
    assert Event.objects.filter(act="withdraw_instruction").count() == 2 and list(broken_links()) == []
    other = InstructionTarget.objects.get(instruction=made, answered_at=None)
    with pytest.raises(Stale, match="已经撤回"):
        answer_instruction(other.pk, "迟了", by=world.viewer("support_clerk"), at=NOW)
    with pytest.raises(Stale, match="已由郑督查撤回"):
        withdraw(world, made, "officer")


@pytest.mark.parametrize(
    ("given_by", "paper", "who", "error"),
    [
        ("leader", {}, "leader", None),
        ("leader", {}, "deputy", None),  # of the leader
        ("leader", {}, "officer", Forbidden),  # a leader's own words are not the office's to take back
        ("officer", PAPER, "officer2", None),
        ("officer", PAPER, "leader", Forbidden),
        ("officer", PAPER, "lead_clerk", Forbidden),
        ("leader", {}, "stranger", Http404),
        ("leader", {}, "former", Http404),
    ],
)
def test_who_may_take_one_back(world, item, given_by, paper, who, error):  # noqa: F811
    made = give(world, item, who=given_by, **paper)
    stand_in(world, holder="leader")
    if error is None:
        withdraw(world, made, who)
        return
    with pytest.raises(error):
        withdraw(world, made, who)
    assert LeaderInstruction.objects.get().withdrawn_at is None


def test_it_needs_a_reason(world, item):  # noqa: F811
    with pytest.raises(Refused, match="理由"):
        withdraw(world, give(world, item), reason=" ")


def correct(world, wrong, text="改为月底前完成", token="b" * 32, to=("财政局",), **words):
    parts = wrong.item.assignments.filter(unit__in=[world.units[name] for name in to]).values_list(
        "pk", flat=True
    )
    return correct_instruction(
        wrong.pk,
        Words(text, **words),
        reason="日期有误",
        to=parts,
        token=token,
        by=world.viewer("leader"),
        at=NOW,
    )


def test_a_correction_stands_in_its_place_once(world, item):  # noqa: F811
    wrong = give(world, item, answer_by=FRIDAY)
    made = correct(world, wrong, answer_by=FRIDAY)
    assert correct(world, wrong, answer_by=FRIDAY) == made
    wrong.refresh_from_db()
    assert made.corrects == wrong and wrong.withdrawn_why == "日期有误"
    assert [one.instruction for one in owed_answers(world.viewer("lead_clerk"))] == [made]
    with pytest.raises(Stale):
        correct(world, wrong, token="c" * 32)


def test_a_correction_that_cannot_be_given_leaves_the_wrong_one(world, item):  # noqa: F811
    wrong = give(world, item)
    with pytest.raises(Refused, match="选择要送达的单位"):
        correct(world, wrong, to=())
    wrong.refresh_from_db()
    assert wrong.withdrawn_at is None and not Event.objects.filter(act="withdraw_instruction").exists()


def test_the_pages_keep_what_was_typed_and_do_it(world, item, signed_in):  # noqa: F811
    made = give(world, item, answer_by=FRIDAY)
    leader = signed_in(world.leader)
    where = reverse("portal:instruction_correct", args=[made.pk])
    form = leader.get(where, headers=HTMX).content.decode()
    assert "请抓紧，每周报我。" in form and FRIDAY.isoformat() in form
    sent = {
        "text": "改：每月报我。",
        "token": "d" * 32,
        "to": [made.targets.get().assignment_id],
        "reason": "",
    }
    answer = leader.post(where, sent, headers=HTMX)
    assert "请填写更正的理由" in answer.content.decode() and "改：每月报我。" in answer.content.decode()
    assert "已更正" in leader.post(where, {**sent, "reason": "笔误"}, headers=HTMX).content.decode()
    now = LeaderInstruction.objects.get(withdrawn_at=None)
    answer = leader.post(reverse("portal:instruction_withdraw", args=[now.pk]), {"reason": ""}, headers=HTMX)
    assert "请填写理由" in answer.content.decode()
    page = leader.post(
        reverse("portal:instruction_withdraw", args=[now.pk]), {"reason": "<b>撤</b>"}, headers=HTMX
    )
    assert (
        "&lt;b&gt;撤" in page.content.decode()
        and not LeaderInstruction.objects.filter(withdrawn_at=None).exists()
    )
    page = signed_in(world.lead_clerk).get(reverse("portal:item", args=[item.pk])).content.decode()
    assert "已更正" in page and "已撤回" in page and str(TODAY.year) in page
