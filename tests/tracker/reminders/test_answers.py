"""Reminders of answers to leaders' instructions: before, on the day, late; each once, none about the past or to who has answered."""

from __future__ import annotations

import datetime as dt

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, TODAY
from tracker.items.clock import clock_at
from tracker.items.instruction_changes import withdraw_instruction
from tracker.items.instructions import Words, answer_instruction, give_instruction
from tracker.items.models import InstructionTarget
from tracker.items.states import State
from tracker.notices.models import Message
from tracker.org.models import Post
from tracker.reminders.answers import post_answers, waiting_to_post
from tracker.reminders.digests.base import Past
from tracker.reminders.digests.leader import LEADER
from tracker.reminders.digests.liaison import LIAISON
from tracker.reminders.digests.officer import OFFICER

FRIDAY = TODAY + dt.timedelta(days=4)


def on(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), SHANGHAI)


def given(world, answer_by=FRIDAY) -> InstructionTarget:
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    made = give_instruction(
        part.item,
        Words("抓紧整改", answer_by=answer_by),
        to=[part.pk],
        token="a" * 32,
        by=world.viewer("leader"),
        at=NOW,
    )
    return made.targets.get()


def told() -> list[str]:
    return list(
        Message.objects.filter(kind="answer_reminder", channel="inapp")
        .order_by("pk")
        .values_list("subject", flat=True)
    )


def test_before_on_the_day_and_late_each_once(world):
    given(world)
    assert post_answers(on(TODAY)) == post_answers(on(FRIDAY - dt.timedelta(days=1), 8)) == 0
    thursday = on(FRIDAY - dt.timedelta(days=1))
    assert waiting_to_post(thursday) == 1 and post_answers(thursday) == 1
    assert post_answers(thursday) == waiting_to_post(thursday) == 0
    assert post_answers(on(FRIDAY)) == 1
    # A day late falls on a Saturday, three days late on the Monday after: one message of both.
    assert post_answers(on(FRIDAY + dt.timedelta(days=1))) == 0
    assert post_answers(on(FRIDAY + dt.timedelta(days=3))) == 1
    assert [words.split("】")[0] for words in told()] == ["【批示提醒", "【批示提醒", "【批示催办"]
    assert "王副县长" in told()[0] and "已逾期3天" in told()[2]


def test_a_clock_that_stood_still_tells_the_newest_alone(world):
    given(world)
    assert post_answers(on(FRIDAY + dt.timedelta(days=20))) == 1
    assert len(told()) == 1 and "已逾期20天" in told()[0]


def test_nobody_is_reminded_of_what_was_answered_withdrawn_or_given_after_the_moment(world):
    target = given(world)
    answer_instruction(target.pk, "已办", by=world.viewer("lead_clerk"), at=NOW)
    other = given_again(world, target)
    withdraw_instruction(other.instruction_id, reason="写错", by=world.viewer("leader"), at=NOW)
    assert post_answers(on(FRIDAY)) == 0
    # Asked for today, for today: the morning's reminder had gone by when it was given.
    given_again(world, target, answer_by=TODAY, token="c" * 32)
    assert post_answers(NOW + dt.timedelta(minutes=5)) == 0 and told() == []


def given_again(world, target, answer_by=FRIDAY, token="b" * 32):
    part = target.assignment
    made = give_instruction(
        part.item,
        Words("再抓紧", answer_by=answer_by),
        to=[part.pk],
        token=token,
        by=world.viewer("leader"),
        at=NOW,
    )
    return made.targets.get()


def test_a_unit_without_a_liaison_is_reminded_when_there_is_one(world):
    given(world)
    post = Post.objects.filter(person=world.lead_clerk)
    post.update(valid_until=TODAY)
    assert post_answers(on(FRIDAY)) == 0
    post.update(valid_until=None)
    assert post_answers(on(FRIDAY)) == 1


def test_the_overdue_stand_in_the_digests_of_those_who_may_see_them(world):
    given(world)
    at = on(FRIDAY + dt.timedelta(days=3))
    clock, past = clock_at(at), Past(NOW)
    lines = {}
    for builder, who in (
        (LIAISON, "lead_clerk"),
        (OFFICER, "officer"),
        (LEADER, "leader"),
        (LIAISON, "stranger"),
        (LIAISON, "support_clerk"),
    ):
        sections = {one.key: one for one in builder.build(world.viewer(who), clock, past).sections}
        lines[who] = [line.note for line in sections["answers"].lines] if "answers" in sections else []
    assert lines == {
        "lead_clerk": ["逾期3天未反馈"],
        "officer": ["财政局 逾期3天未反馈"],
        "leader": ["财政局 逾期3天未反馈"],
        "stranger": [],
        "support_clerk": [],
    }
    # Before its day it burdens nobody but the unit.
    early = clock_at(on(FRIDAY))
    assert not any(
        one.key == "answers" for one in OFFICER.build(world.viewer("officer"), early, past).sections
    )


def test_answers_that_were_reminded_of_do_not_hide_the_others(world):
    part = given(world).assignment
    for token in "bc":
        give_instruction(
            part.item, Words("抓紧", answer_by=FRIDAY), to=[part.pk], token=token * 32, by=world.viewer("leader"), at=NOW
        )  # fmt: skip
    # A batch of one: the first stays owed, and the next run takes the second.
    assert [post_answers(on(FRIDAY), limit=1) for _ in range(4)] == [1, 1, 1, 0]
    assert InstructionTarget.objects.exclude(reminded="").count() == 3
