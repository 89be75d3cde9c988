"""留言: who reads and writes, whom an @ may call, and that nothing said is changed silently."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY, stand_in, upper_office
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.comments import (
    WINDOW,
    comments_of,
    edit_comment,
    subject_of,
    withdraw_comment,
    write_comment,
)
from tracker.items.history import broken_links
from tracker.items.mentions import Subject, may_call, suggestions
from tracker.items.models import Comment, CommentVersion, Event
from tracker.items.operations import issue_all
from tracker.items.queries import visible_assignments
from tracker.items.registration import register_speech
from tracker.notices.models import Message
from tracker.org.models import Person, Post

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def items(world):
    """Item 1: 财政局 leads, 审计局 supports. Item 2: the townships. Both issued."""
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    a_draft(speech, lead=[a_name("各乡镇")])
    made = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)
    issue_all([item.pk for item in made], by=world.viewer("officer"), at=NOW)
    return made


def part(world, item, unit):
    return item.assignments.get(unit=world.units[unit])


def say(world, item, text, *, who="officer", unit=None, token="a" * 32, at=NOW):
    subject = Subject(item, part(world, item, unit) if unit else None)
    return write_comment(subject, text, token=token, by=world.viewer(who), at=at)


def readers(world, item) -> set[str]:
    people = ("officer", "lead_clerk", "support_clerk", "town_clerk", "leader", "stranger", "former", "admin")
    return {who for who in people if comments_of(world.viewer(who), item).exists()}


def test_on_one_part_it_is_read_by_those_who_see_the_part(world, items):
    say(world, items[0], "请补充审计底稿", unit="审计局")
    assert readers(world, items[0]) == {"officer", "lead_clerk", "support_clerk", "leader"}
    Comment.objects.all().delete()
    say(world, items[0], "请按月报", unit="财政局", token="b" * 32)
    assert readers(world, items[0]) == {"officer", "lead_clerk", "leader"}


@pytest.mark.parametrize("who", ["stranger", "former", "admin", "deputy", "upper"])
def test_who_does_not_see_it_cannot_speak_of_it(world, items, who):
    upper_office(world)
    with pytest.raises(Http404):
        subject_of(world.viewer(who), items[0].pk, None)
    with pytest.raises(Forbidden):
        say(world, items[0], "路过", who=who)
    assert not Comment.objects.exists()


def test_a_deputy_speaks_in_both_names(world, items):
    stand_in(world)
    said = say(world, items[0], "已收到", who="deputy", unit="财政局")
    assert said.comment.written_as == "冯小代（代钱小明）"


def test_a_second_click_is_one_comment(world, items):
    first = say(world, items[0], "请加快 @钱小明")
    again = say(world, items[0], "请加快 @钱小明")
    assert first.comment == again.comment and Comment.objects.count() == 1
    assert Event.objects.filter(act="comment").count() == 1
    assert Message.objects.filter(kind="item_mention", channel="inapp").count() == 1


def test_who_is_mentioned_is_told_once_with_the_words(world, items):
    said = say(world, items[0], "@钱小明请看，@孙小红 也请看。联系 a@qinghe.example")
    told = Message.objects.filter(kind="item_mention", channel="inapp")
    assert {one.recipient for one in told} == {world.lead_clerk, world.support_clerk}
    assert "@钱小明请看" in told.first().body_text and said.unknown == ()
    # A change that mentions them again does not tell them twice; somebody new is told.
    edit_comment(
        said.comment.pk, "@钱小明 @王副县长 请看", seen_revision=1, by=world.viewer("officer"), at=NOW
    )
    assert {one.recipient for one in told.all()} == {world.lead_clerk, world.support_clerk, world.leader}


@pytest.mark.parametrize(
    ("who", "unit", "name"),
    [
        ("officer", None, "李小林"),  # has nothing to do with it
        ("officer", None, "吴前任"),  # held the post until last year
        ("officer", None, "管理员"),
        ("lead_clerk", "财政局", "孙小红"),  # supports the item, but does not see the lead's part
        ("support_clerk", "审计局", "赵小河"),
    ],
)
def test_who_may_not_see_it_cannot_be_called(world, items, who, unit, name):
    with pytest.raises(Refused, match=f"不能@{name}"):
        say(world, items[0], f"@{name} 请看", who=who, unit=unit)
    assert not Comment.objects.exists() and not Message.objects.filter(kind="item_mention").exists()


def test_a_township_learns_of_no_other_by_an_at(world, items):
    Person.objects.filter(pk=world.stranger.pk).update(full_name="石小桥")
    Post.objects.create(person=world.stranger, unit=world.units["石桥镇"], role="liaison", valid_from=TODAY)
    subject = Subject(items[1])
    town = world.viewer("town_clerk")
    assert [name for name, _ in suggestions("小", subject, by=town, on=TODAY)] == []
    with pytest.raises(Refused, match="不能@石小桥"):
        say(world, items[1], "@石小桥", who="town_clerk")
    assert [name for name, _ in suggestions("石", subject, by=world.viewer("officer"), on=TODAY)] == [
        "石小桥"
    ]


def test_the_names_offered_are_those_of_the_row_filter(world, items):
    upper_office(world)
    stand_in(world)
    for item in items:
        for one in item.assignments.all():
            for who, person in world.people.items():
                seen = visible_assignments(world.viewer(who)).filter(pk=one.pk).exists()
                assert may_call(person, Subject(item, one), world.viewer("officer"), TODAY) == seen, who
    offered = {name for name, _ in suggestions("", Subject(items[0]), by=world.viewer("officer"), on=TODAY)}
    assert offered == {"钱小明", "孙小红", "王副县长", "郑督查"}


def test_a_name_that_is_nobodys_is_said_to_have_told_nobody(world, items):
    assert say(world, items[0], "@小王同志 请看").unknown == ("小王同志",)


def test_within_the_window_words_change_and_the_earlier_ones_stay(world, items):
    pk = say(world, items[0], "周五前").comment.pk
    officer = world.viewer("officer")
    edit_comment(pk, "周四前", seen_revision=1, by=officer, at=NOW + WINDOW)
    row = Comment.objects.get(pk=pk)
    assert (row.text, row.edited_at, row.revision) == ("周四前", NOW + WINDOW, 2)
    assert [old.text for old in row.versions.all()] == ["周五前"]
    lines = Event.objects.filter(act__in=["comment", "edit_comment"]).order_by("number")
    assert len({line.data["sha256"] for line in lines}) == 2 and list(broken_links()) == []
    with pytest.raises(Stale):
        edit_comment(pk, "周三前", seen_revision=1, by=officer, at=NOW + SECOND)
    with pytest.raises(Refused, match="15分钟"):
        edit_comment(pk, "周三前", seen_revision=2, by=officer, at=NOW + WINDOW + SECOND)


def test_a_withdrawn_one_is_seen_to_have_been_there(world, items):
    pk = say(world, items[0], "发错了").comment.pk
    officer = world.viewer("officer")
    withdraw_comment(pk, by=officer, at=NOW)
    row = comments_of(world.viewer("lead_clerk"), items[0]).get()
    assert row.text == "" and row.withdrawn_at == NOW
    assert CommentVersion.objects.get().text == "发错了"
    with pytest.raises(Stale):
        withdraw_comment(pk, by=officer, at=NOW)


def test_nobody_changes_what_somebody_else_said(world, items):
    pk = say(world, items[0], "请加快").comment.pk
    with pytest.raises(Forbidden):
        edit_comment(pk, "不用加快", seen_revision=1, by=world.viewer("officer2"), at=NOW)
    with pytest.raises(Http404):
        withdraw_comment(pk, by=world.viewer("stranger"), at=NOW)


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001])
def test_words_are_needed_and_not_too_many(world, items, text):
    with pytest.raises(Refused):
        say(world, items[0], text)
