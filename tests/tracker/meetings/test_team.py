"""Who is on a desk, and what was typed and not saved: neither ever changes a draft."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_draft, a_speech
from tests.support.world import NOW
from tracker.common.errors import Forbidden, Stale
from tracker.jobs import tasks
from tracker.meetings import decisions, presence, unsaved
from tracker.meetings.models import DeskVisit, Draft, UnsavedEdit

SECONDS = dt.timedelta(seconds=1)


@pytest.fixture
def draft(world) -> Draft:
    return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)


def arrive(draft, viewer, *, tab="t", at=NOW, editing=False, draft_id=None) -> None:
    presence.arrive(draft.speech_id, tab=tab, draft_id=draft_id, is_editing=editing, by=viewer, at=at)


class TestPresence:
    def test_another_officer_is_named_with_the_draft_in_hand(self, world, draft):
        arrive(draft, world.viewer("officer2"), editing=True, draft_id=draft.pk)
        seen = presence.others(draft.speech_id, world.viewer("officer"), NOW + SECONDS)
        assert seen == [presence.Visitor("郑督查", draft.pk, 1, True)]

    def test_nobody_sees_themselves(self, world, draft):
        arrive(draft, world.viewer("officer"))
        assert presence.others(draft.speech_id, world.viewer("officer"), NOW) == []

    def test_a_tab_that_falls_silent_counts_as_closed(self, world, draft):
        arrive(draft, world.viewer("officer2"))
        late = NOW + presence.STAYS
        assert presence.others(draft.speech_id, world.viewer("officer"), late) == []

    def test_of_two_tabs_the_one_in_which_somebody_writes_is_told(self, world, draft):
        other = world.viewer("officer2")
        arrive(draft, other, tab="a", editing=True, draft_id=draft.pk)
        arrive(draft, other, tab="b", at=NOW + SECONDS)
        seen = presence.others(draft.speech_id, world.viewer("officer"), NOW + SECONDS)
        assert [(one.draft, one.is_editing) for one in seen] == [(draft.pk, True)]
        presence.leave(draft.speech_id, tab="a", by=other)
        assert [one.is_editing for one in presence.others(draft.speech_id, world.viewer("officer"), NOW)] == [
            False
        ]

    def test_calling_again_makes_no_second_row(self, world, draft):
        for _ in range(3):
            arrive(draft, world.viewer("officer2"))
        assert DeskVisit.objects.count() == 1

    @pytest.mark.parametrize("wrong", ["other desk", "no such draft"])
    def test_a_draft_of_another_desk_is_no_draft_in_hand(self, world, draft, wrong):
        other = a_draft(a_speech(world, text="别的讲话")).pk if wrong == "other desk" else 10**9
        arrive(draft, world.viewer("officer2"), editing=True, draft_id=other)
        seen = presence.others(draft.speech_id, world.viewer("officer"), NOW)
        assert seen == [presence.Visitor("郑督查", 0, 0, False)]


class TestUnsaved:
    def keep(self, world, draft, fields, who="officer", revision=0, at=NOW) -> bool:
        return unsaved.keep(draft, fields, revision=revision, by=world.viewer(who), at=at)

    def test_each_officer_has_a_version_of_each_draft(self, world, draft):
        self.keep(world, draft, {"action": "甲"})
        self.keep(world, draft, {"action": "乙"}, who="officer2")
        self.keep(world, draft, {"action": "丙"})
        assert unsaved.kept(draft, world.viewer("officer")).fields == {"action": "丙"}
        assert unsaved.kept(draft, world.viewer("officer2")).fields == {"action": "乙"}
        assert UnsavedEdit.objects.count() == 2

    def test_a_form_that_is_as_it_was_keeps_nothing(self, world, draft):
        self.keep(world, draft, {"action": "甲"})
        assert not self.keep(world, draft, {})
        assert unsaved.kept(draft, world.viewer("officer")) is None

    def test_what_arrives_after_saving_is_too_late(self, world, draft):
        decisions.edit(
            draft.pk, revision=0, by=world.viewer("officer"), at=NOW, fields={"action": "保存了的"}
        )
        draft.refresh_from_db()
        with pytest.raises(Stale):
            self.keep(world, draft, {"action": "保存前的"})
        assert not UnsavedEdit.objects.exists()

    def test_what_a_colleague_saved_meanwhile_does_not_stop_the_keeping(self, world, draft):
        decisions.edit(draft.pk, revision=0, by=world.viewer("officer2"), at=NOW, fields={"action": "别人的"})
        draft.refresh_from_db()
        assert self.keep(world, draft, {"action": "我的"})

    def test_only_officers_keep(self, world, draft):
        with pytest.raises(Forbidden):
            self.keep(world, draft, {"action": "甲"}, who="lead_clerk")


def test_housekeeping_drops_what_nobody_came_back_for(world, draft):
    arrive(draft, world.viewer("officer2"))
    unsaved.keep(draft, {"action": "甲"}, revision=0, by=world.viewer("officer"), at=NOW)
    tasks.housekeeping(NOW + dt.timedelta(minutes=5))
    assert DeskVisit.objects.exists() and UnsavedEdit.objects.exists()
    tasks.housekeeping(NOW + dt.timedelta(days=2))
    assert not DeskVisit.objects.exists() and UnsavedEdit.objects.exists()
    tasks.housekeeping(NOW + dt.timedelta(days=15))
    assert not UnsavedEdit.objects.exists()
