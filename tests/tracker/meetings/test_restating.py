"""A restatement is linked to what it states again: one item, several places."""

from __future__ import annotations

import pytest

from tests.support.build import a_draft, a_speech
from tests.support.world import NOW
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.models import ItemSource, ResponsibilityItem
from tracker.items.registration import register_speech
from tracker.meetings import decisions, restating
from tracker.meetings.models import Draft

WORDS = {"basis": "会议", "approver": "县长"}


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def drafts(world) -> list[Draft]:
    speech = a_speech(world)
    proposed = {"decision": Draft.Decision.PROPOSED}
    return [
        a_draft(speech, action="完成预算审计并公开结果"),
        a_draft(speech, action="报送乡镇防汛物资清单", start=30, **proposed),
        a_draft(
            speech, action="预算审计结果要公开", start=40, quote="再说一遍，预算审计结果要公开", **proposed
        ),
    ]


def link(draft, first, by) -> None:
    revision = Draft.objects.get(pk=draft.pk).revision
    restating.link(draft.pk, to=first.pk, revision=revision, by=by, at=NOW)


def test_the_likeliest_is_offered_first(drafts):
    offered = restating.firsts(drafts[2])
    assert [one.ordinal for one in offered] == [1, 2] and offered[0].percent > 60 > offered[1].percent


def test_a_restatement_is_no_item_but_a_further_source(drafts, by):
    link(drafts[2], drafts[0], by)
    items = register_speech(drafts[0].speech_id, **WORDS, by=by, at=NOW)
    assert [item.task for item in items] == ["完成预算审计并公开结果"]
    source = ItemSource.objects.get()
    assert (source.item, source.quote) == (items[0], "再说一遍，预算审计结果要公开")
    assert [event.act for event in items[0].events.all()] == ["register", "add_source"]


def test_what_restated_a_restatement_follows_it(drafts, by):
    link(drafts[2], drafts[1], by)
    link(drafts[1], drafts[0], by)
    assert Draft.objects.get(pk=drafts[2].pk).same_as_id == drafts[0].pk
    register_speech(drafts[0].speech_id, **WORDS, by=by, at=NOW)
    assert ItemSource.objects.count() == 2 and ResponsibilityItem.objects.count() == 1


def test_the_link_is_taken_back_by_undo_and_by_restoring(drafts, by):
    link(drafts[2], drafts[0], by)
    decisions.undo(drafts[0].speech_id, by=by, at=NOW)
    now = Draft.objects.get(pk=drafts[2].pk)
    assert (now.decision, now.same_as_id) == ("proposed", None)
    link(drafts[2], drafts[0], by)
    decisions.decide(now.pk, "proposed", revision=now.revision + 1, by=by, at=NOW)
    assert Draft.objects.get(pk=now.pk).decision == "proposed"


def test_it_waits_for_its_first_statement_to_be_registered(drafts, by):
    link(drafts[2], drafts[1], by)
    register_speech(drafts[0].speech_id, **WORDS, by=by, at=NOW)
    assert not ItemSource.objects.exists()
    decisions.decide(drafts[1].pk, "accepted", revision=0, by=by, at=NOW)
    register_speech(drafts[0].speech_id, **WORDS, by=by, at=NOW)
    assert ItemSource.objects.get().item.task == "报送乡镇防汛物资清单"


def test_one_that_was_registered_is_closed_to_change(drafts, by):
    link(drafts[2], drafts[0], by)
    register_speech(drafts[0].speech_id, **WORDS, by=by, at=NOW)
    now = Draft.objects.get(pk=drafts[2].pk)
    with pytest.raises(Refused):
        decisions.decide(now.pk, "proposed", revision=now.revision, by=by, at=NOW)
    with pytest.raises(Stale):
        decisions.undo(now.speech_id, by=by, at=NOW)


def test_it_cannot_restate_itself_what_is_gone_or_another_speech(world, drafts, by):
    other = a_draft(a_speech(world, text="另一篇讲话。"))
    decisions.decide(drafts[1].pk, "rejected", revision=0, reason="例行", by=by, at=NOW)
    for first in (drafts[2], drafts[1], other):
        with pytest.raises(Refused):
            link(drafts[2], first, by)


def test_too_late_and_not_allowed(world, drafts, by):
    with pytest.raises(Stale):
        restating.link(drafts[2].pk, to=drafts[0].pk, revision=9, by=by, at=NOW)
    with pytest.raises(Forbidden):
        link(drafts[2], drafts[0], world.viewer("lead_clerk"))
