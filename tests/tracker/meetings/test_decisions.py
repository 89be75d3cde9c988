"""Decisions on drafts: once, with who and when, and each can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_draft, a_speech
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.registration import register_speech
from tracker.meetings import decisions, queries
from tracker.meetings.models import DeskAct, Draft


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def speech(world):
    return a_speech(world)


@pytest.fixture
def draft(speech) -> Draft:
    return a_draft(speech, decision=Draft.Decision.PROPOSED)


def decide(draft: Draft, decision: str, by, **more) -> Draft:
    """The decision on the draft as it stands now."""
    now = Draft.objects.get(pk=draft.pk)
    return decisions.decide(now.pk, decision, revision=now.revision, by=by, at=NOW, **more)


def shown(draft: Draft) -> dict:
    """Everything about the draft but the counter of its changes."""
    return Draft.objects.filter(pk=draft.pk).values().get() | {"revision": None}


def test_a_stale_decision_names_who_was_first(world, draft, by):
    decisions.decide(draft.pk, "accepted", revision=0, by=by, at=NOW)
    with pytest.raises(Stale, match="周督查改为“已采纳”"):
        decisions.decide(draft.pk, "rejected", revision=0, reason="重复", by=world.viewer("officer2"), at=NOW)


def test_a_rejection_needs_its_reason(draft, by):
    with pytest.raises(Refused, match="原因"):
        decisions.decide(draft.pk, "rejected", revision=0, by=by, at=NOW)
    assert not DeskAct.objects.exists()


@pytest.mark.parametrize("decision", ["", "replaced", "registered"])
def test_there_are_three_decisions_and_no_others(draft, by, decision):
    with pytest.raises(Refused):
        decisions.decide(draft.pk, decision, revision=0, by=by, at=NOW)


def test_accepting_all_leaves_the_doubtful(speech, by):
    sure = a_draft(speech, decision=Draft.Decision.PROPOSED, confidence=0.9)
    a_draft(speech, decision=Draft.Decision.PROPOSED, confidence=0.5)
    a_draft(speech, decision=Draft.Decision.PROPOSED, confidence=0.9, same_as=sure)
    assert decisions.accept_all(speech.pk, above=0.8, by=by, at=NOW) == [sure.pk]
    assert list(Draft.objects.filter(decision="accepted")) == [sure]
    assert decisions.accept_all(speech.pk, above=0.8, by=by, at=NOW) == []


def test_a_registered_draft_is_closed_to_change(speech, by):
    draft = a_draft(speech)
    register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)
    with pytest.raises(Refused, match="已经立项"):
        decisions.decide(draft.pk, "proposed", revision=draft.revision, by=by, at=NOW)


class TestHistory:
    """Each act is a row."""

    def test_who_when_what_before_and_after(self, draft, by, world):
        decisions.edit(draft.pk, revision=0, by=by, at=NOW, fields={"action": "完成全部审计", "due_on": None})
        made = queries.history_of(draft)[0]
        assert (made.act.kind, made.act.by, made.act.at) == ("edit", world.officer, NOW)
        assert made.before["action"] == "完成预算审计" and made.after["action"] == "完成全部审计"
        assert (made.before["due_on"], made.after["due_on"]) == ("2026-03-20", None)
        # What stayed the same is not listed.
        assert "reject_reason" not in made.after

    def test_saving_the_form_unchanged_is_an_acceptance_and_no_edit(self, draft, by):
        same = {"action": draft.action, "due_on": draft.due_on, "lead": draft.lead}
        saved = decisions.edit(draft.pk, revision=0, by=by, at=NOW, fields=same)
        assert saved.decision == Draft.Decision.ACCEPTED and not saved.is_edited

    def test_a_refused_act_leaves_no_row(self, draft, by):
        with pytest.raises(Stale):
            decisions.decide(draft.pk, "accepted", revision=7, by=by, at=NOW)
        assert not DeskAct.objects.exists()


class TestUndo:
    """An officer's last act, taken back."""

    def test_every_column_comes_back(self, draft, by, speech):
        before = shown(draft)
        decisions.edit(
            draft.pk, revision=0, by=by, at=NOW,
            fields={"action": "别的", "due_on": None, "due_time": dt.time(9, 30), "lead": []},
        )  # fmt: skip
        decisions.undo(speech.pk, by=by, at=NOW)
        assert shown(draft) == before

    def test_it_goes_back_step_by_step(self, draft, by, speech):
        decide(draft, "accepted", by)
        decide(draft, "rejected", by, reason="重复")
        decisions.undo(speech.pk, by=by, at=NOW)
        assert shown(draft)["decision"] == "accepted"
        decisions.undo(speech.pk, by=by, at=NOW)
        assert shown(draft)["decision"] == "proposed"
        with pytest.raises(Refused, match="没有可以撤销"):
            decisions.undo(speech.pk, by=by, at=NOW)

    def test_accepting_all_is_one_act(self, speech, by):
        rows = [a_draft(speech, decision=Draft.Decision.PROPOSED) for _ in range(3)]
        decisions.accept_all(speech.pk, above=0.8, by=by, at=NOW)
        decisions.undo(speech.pk, by=by, at=NOW)
        assert [shown(row)["decision"] for row in rows] == ["proposed"] * 3

    def test_what_another_officer_changed_since_stays(self, world, speech, by):
        rows = [a_draft(speech, decision=Draft.Decision.PROPOSED) for _ in range(2)]
        decisions.accept_all(speech.pk, above=0.8, by=by, at=NOW)
        decide(rows[0], "rejected", world.viewer("officer2"), reason="重复")
        decisions.undo(speech.pk, by=by, at=NOW)
        assert [shown(row)["decision"] for row in rows] == ["rejected", "proposed"]

    def test_a_single_draft_changed_since_is_a_lost_race(self, world, draft, speech, by):
        decide(draft, "accepted", by)
        decide(draft, "rejected", world.viewer("officer2"), reason="重复")
        with pytest.raises(Stale):
            decisions.undo(speech.pk, by=by, at=NOW)
        assert queries.last_act(by, speech).undone_at is None

    def test_nobody_undoes_what_another_did(self, world, draft, speech, by):
        decide(draft, "accepted", by)
        with pytest.raises(Refused):
            decisions.undo(speech.pk, by=world.viewer("officer2"), at=NOW)

    def test_a_registered_draft_stays_registered(self, draft, speech, by):
        decide(draft, "accepted", by)
        register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)
        with pytest.raises(Stale, match="已立项"):
            decisions.undo(speech.pk, by=by, at=NOW)

    @pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
    def test_only_officers_undo(self, world, speech, who):
        with pytest.raises(Forbidden):
            decisions.undo(speech.pk, by=world.viewer(who), at=NOW)


class TestReverting:
    """Any earlier state of one draft can be had again."""

    def test_back_to_as_it_was_read_and_to_a_step_between(self, draft, by):
        decisions.edit(draft.pk, revision=0, by=by, at=NOW, fields={"action": "一", "due_on": TODAY})
        decisions.edit(draft.pk, revision=1, by=by, at=NOW, fields={"action": "二"})
        first = queries.history_of(draft)[0]
        now = decisions.revert(draft.pk, to=first.pk, revision=2, by=by, at=NOW)
        assert (now.action, now.due_on, now.decision) == ("一", TODAY, "accepted")
        now = decisions.revert(draft.pk, to=0, revision=3, by=by, at=NOW)
        assert (now.action, now.due_on, now.decision) == ("完成预算审计", TODAY.replace(day=20), "proposed")
        # The way back is an act like any other.
        assert [one.act.kind for one in queries.history_of(draft)] == ["edit", "edit", "revert", "revert"]

    def test_to_the_present_state_there_is_no_way_back(self, draft, by):
        with pytest.raises(Refused):
            decisions.revert(draft.pk, to=0, revision=0, by=by, at=NOW)

    def test_a_stale_revert_changes_nothing(self, draft, by):
        decide(draft, "accepted", by)
        with pytest.raises(Stale):
            decisions.revert(draft.pk, to=0, revision=0, by=by, at=NOW)
        assert shown(draft)["decision"] == "accepted"
