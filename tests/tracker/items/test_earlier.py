"""Orders that are in the system already: found by wording, unit and number, joined at registration, never made twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.build import a_draft, a_name, a_speech, an_item
from tests.support.world import NOW, TODAY
from tracker.common.errors import Refused, Stale
from tracker.items import joining, operations
from tracker.items.earlier import earlier_orders
from tracker.items.models import ItemSketch, ItemSource, ResponsibilityItem, UnitAssignment
from tracker.items.registration import names_on, register_speech
from tracker.items.sketches import HOLDERS, MARKS, sketch
from tracker.meetings import decisions
from tracker.meetings.models import Draft
from tracker.notices.models import Message

TASK = "完成全县农村饮水安全工程管网改造12处"
AGAIN = "农村饮水安全工程管网改造要提速，12处全部完工"


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def item(world, by) -> ResponsibilityItem:
    """An issued item of an earlier speech: 财政局, due on 20 March."""
    made = an_item(
        world, speech=a_speech(world, text="此前的讲话。", held_on=dt.date(2026, 2, 3)), action=TASK
    )
    operations.issue_all([made.pk], by=by, at=NOW)
    return made


@pytest.fixture
def draft(world, item) -> Draft:
    """The same order in a new speech, with another date."""
    return a_draft(
        a_speech(world), action=AGAIN, due_text="3月27日前", due_on=dt.date(2026, 3, 27),
        decision=Draft.Decision.PROPOSED,
    )  # fmt: skip


def found(draft, by) -> dict:
    return earlier_orders(by, [draft], names_on(TODAY))


def answer(draft, key, by) -> Draft:
    revision = Draft.objects.get(pk=draft.pk).revision
    joining.answer(draft.pk, key=key, revision=revision, names=names_on(TODAY), by=by, at=NOW)
    return Draft.objects.get(pk=draft.pk)


def register(draft, by) -> list[ResponsibilityItem]:
    return register_speech(
        draft.speech_id, basis="会议", approver="县长", by=by, at=NOW + dt.timedelta(hours=1)
    )


def test_an_open_item_of_an_earlier_speech_is_found(item, draft, by):
    earlier = found(draft, by)[draft.pk]
    assert (earlier.item_no, earlier.said_on, earlier.due_on) == (
        item.item_no, dt.date(2026, 2, 3), dt.date(2026, 3, 20),
    )  # fmt: skip
    question = joining.question(draft, earlier)
    assert question.words.startswith(f"2月3日已部署，尚未办结：{item.item_no}")
    assert [one.key for one in question.answers] == ["join_day", "join", "apart"]
    assert "3月27日" in question.answers[0].label and "3月20日" in question.answers[0].label


def test_another_unit_is_another_duty(world, draft, by):
    draft.lead = [a_name("青禾县林业局")]
    assert found(draft, by) == {}


def test_a_finished_item_is_not_offered(item, draft, by):
    UnitAssignment.objects.filter(item=item).update(state="closed")
    assert found(draft, by) == {}


def test_an_item_of_the_same_speech_is_not_offered(item, draft, by):
    draft.speech_id = item.speech_id
    assert found(draft, by) == {}


def test_what_somebody_may_not_see_is_not_offered_to_them(world, draft):
    assert found(draft, world.viewer("stranger")) == {}
    assert found(draft, world.viewer("lead_clerk")) != {}


def test_two_queries_whatever_the_number_of_drafts(world, item, draft, by):
    drafts = [draft, *(a_draft(draft.speech, action=f"{AGAIN}之{n}") for n in range(20))]
    names = names_on(TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert len(earlier_orders(by, drafts, names)) == 21
    assert len(asked) == 2


def test_joining_makes_no_item_and_tells_the_unit(item, draft, by):
    answer(draft, "join", by)
    assert not ItemSource.objects.exists()
    assert register(draft, by) == []
    source = ItemSource.objects.get()
    assert (source.item, source.draft, source.due_on) == (item, draft, dt.date(2026, 3, 27))
    part = UnitAssignment.objects.get(item=item)
    assert part.due_on == dt.date(2026, 3, 20)
    told = Message.objects.get(kind="item_source", channel="inapp")
    assert told.recipient.username == "lead_clerk" and "再次部署" in told.subject


def test_the_new_date_is_taken_over_only_by_choice_and_told_once(item, draft, by):
    answer(draft, "join_day", by)
    register(draft, by)
    part = UnitAssignment.objects.get(item=item)
    assert (part.due_on, part.original_due_on) == (dt.date(2026, 3, 27), dt.date(2026, 3, 20))
    assert [event.act for event in item.events.all()] == ["register", "issue", "add_source", "reschedule"]
    told = Message.objects.exclude(kind="item_issue").get(channel="inapp")
    assert told.kind == "item_reschedule" and "再次部署" in told.body_text


def test_a_date_that_may_not_be_put_off_is_not_offered(item, draft, by):
    ResponsibilityItem.objects.filter(pk=item.pk).update(extension_allowed=False)
    question = joining.question(draft, found(draft, by)[draft.pk])
    assert [one.key for one in question.answers] == ["join", "apart"]


def test_it_is_undone_until_it_is_registered(item, draft, by):
    answer(draft, "join", by)
    decisions.undo(draft.speech_id, by=by, at=NOW)
    now = Draft.objects.get(pk=draft.pk)
    assert (now.decision, now.joins, now.settled) == ("proposed", {}, {})
    answer(draft, "join", by)
    register(draft, by)
    with pytest.raises(Stale):
        decisions.undo(draft.speech_id, by=by, at=NOW)


def test_apart_is_remembered(item, draft, by):
    now = answer(draft, "apart", by)
    assert now.decision == "proposed" and not joining.is_open(now)


def test_restoring_asks_anew(item, draft, by):
    now = answer(draft, "join", by)
    decisions.decide(draft.pk, "proposed", revision=now.revision, by=by, at=NOW)
    now = Draft.objects.get(pk=draft.pk)
    assert now.joins == {} and joining.is_open(now)


def test_an_item_finished_meanwhile_stops_the_registration(item, draft, by):
    answer(draft, "join", by)
    UnitAssignment.objects.filter(item=item).update(state="closed")
    with pytest.raises(Refused, match="已经办结"):
        register(draft, by)
    assert not ItemSource.objects.exists()


def test_a_second_registration_adds_nothing(item, draft, by):
    answer(draft, "join", by)
    register(draft, by)
    with pytest.raises(Refused):
        register(draft, by)
    assert ItemSource.objects.count() == 1 and Message.objects.filter(kind="item_source").count() == 2


def test_what_was_not_offered_cannot_be_joined(item, draft, by):
    Draft.objects.filter(pk=draft.pk).update(action="召开年度总结表彰大会筹备会")
    with pytest.raises(Refused):
        answer(draft, "join", by)


def test_every_item_leaves_its_marks(item):
    assert ItemSketch.objects.filter(item=item).count() == 24


def held_by_many(world, item, number: int) -> list[ResponsibilityItem]:
    """That many closed items of other years, worded as this one, whose marks are kept one after the other."""
    years = ResponsibilityItem.objects.bulk_create(
        ResponsibilityItem(
            item_no=f"督〔2025〕1-{n}", speech=item.speech, number=100 + n, task=item.task, target=item.target,
            registered_by=world.officer, registered_at=NOW,
        )
        for n in range(number)
    )  # fmt: skip
    UnitAssignment.objects.bulk_create(
        UnitAssignment(item=one, unit=world.units["财政局"], state="closed") for one in years
    )
    for one in years:
        sketch([one])
    return years


def test_a_mark_is_held_by_few_items_however_many_are_worded_alike(world, item):
    years = held_by_many(world, item, 2 * HOLDERS + 5)
    marks = ItemSketch.objects.filter(item=years[-1]).values_list("mark", flat=True)
    assert len(marks) == MARKS
    for mark in marks:
        holders = ItemSketch.objects.filter(mark=mark).values_list("item", flat=True)
        # The newest are among them, and none is lost before a mark is crowded.
        assert HOLDERS <= len(holders) <= 2 * HOLDERS
        assert {one.pk for one in years[-HOLDERS:]} <= set(holders)


def test_an_open_item_is_found_behind_closed_ones_of_the_same_words(world, item, draft, by):
    held_by_many(world, item, 15)
    assert found(draft, by)[draft.pk].item_id == item.pk
