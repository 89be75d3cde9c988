"""What the desk does with an announced regime: the rhythm in dispute is asked, adopting and declining are acts to take back."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.build import a_draft, a_speech
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.meetings import announced, decisions
from tracker.meetings.models import DeskAct, Draft, RegimeDraft
from tracker.regimes import operations
from tracker.regimes.models import Regime

DEKAD, HALF = "FREQ=MONTHLY;BYMONTHDAY=10,20,-1", "FREQ=MONTHLY;BYMONTHDAY=15,-1"
TEXT = "建立周通报、旬督查制度，每半个月开展一次督查。"
STEPS = [
    {"what": "bulletin", "text": "周通报", "start": 2, "end": 5, "rrule": "FREQ=WEEKLY", "time": ""},
    {"what": "inspection", "text": "旬督查", "start": 6, "end": 9, "rrule": DEKAD, "time": ""},
]
READING = {"step": 1, "text": "每半个月开展一次督查", "start": 12, "end": 22, "rrule": HALF}


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def regime(world) -> RegimeDraft:
    speech = a_speech(world, TEXT)
    return RegimeDraft.objects.create(
        speech=speech, title="周通报、旬督查", start=2, end=9, steps=STEPS, readings=[READING]
    )


def now(regime: RegimeDraft) -> RegimeDraft:
    return RegimeDraft.objects.get(pk=regime.pk)


def settle(regime, rule, by) -> list[int]:
    revision = now(regime).revision
    return announced.settle(regime.pk, step="1", rule=rule, revision=revision, by=by, at=NOW)


def adopt(regime, by, at=NOW, **columns) -> Regime:
    plain = {"starts_on": TODAY, "ends_on": None, "reason": ""}
    return operations.adopt(now(regime), by=by, at=at, **(plain | columns))


def test_slogan_and_detail_are_asked(regime):
    (asked,) = announced.questions(regime)
    assert "旬督查" in asked.words and "每半个月开展一次督查" in asked.words
    assert [one.key for one in asked.answers] == [DEKAD, HALF]
    assert asked.answers[1].label == "按细则：每月的15日、最后一天"


def test_the_chosen_rhythm_goes_to_the_step_and_to_its_draft(regime, by):
    slogan = a_draft(regime.speech, start=6, end=9, quote="旬督查", rrule=DEKAD)
    other = a_draft(regime.speech, start=2, end=5, quote="周通报", rrule="FREQ=WEEKLY")
    assert settle(regime, HALF, by) == [slogan.pk]
    assert [step["rrule"] for step in now(regime).steps] == ["FREQ=WEEKLY", HALF]
    assert Draft.objects.get(pk=slogan.pk).rrule == HALF
    assert Draft.objects.get(pk=other.pk).rrule == "FREQ=WEEKLY"
    assert announced.questions(now(regime)) == ()


def test_undo_brings_step_and_draft_back(regime, by):
    slogan = a_draft(regime.speech, start=6, end=9, quote="旬督查", rrule=DEKAD)
    settle(regime, HALF, by)
    operations.undo(regime.speech_id, by=by, at=NOW)
    assert now(regime).steps == STEPS and len(announced.questions(now(regime))) == 1
    assert Draft.objects.get(pk=slogan.pk).rrule == DEKAD


def test_a_rhythm_is_settled_once_and_only_as_offered(regime, by):
    with pytest.raises(Refused):
        settle(regime, "FREQ=YEARLY", by)
    settle(regime, DEKAD, by)
    with pytest.raises(Refused):
        settle(regime, HALF, by)
    with pytest.raises(Stale):
        announced.settle(regime.pk, step="1", rule=HALF, revision=0, by=by, at=NOW)


def test_adopting_is_taken_back_while_nothing_fell_due(regime, by):
    adopt(regime, by)
    assert now(regime).decision == "adopted" and DeskAct.objects.get().kind == "adopt"
    operations.undo(regime.speech_id, by=by, at=NOW)
    assert now(regime).decision == "proposed" and not Regime.objects.exists()
    adopt(regime, by)


def test_adopting_stays_once_a_time_has_passed(regime, by):
    adopt(regime, by)
    later = NOW + dt.timedelta(days=8)  # the first week is over
    with pytest.raises(Refused, match="已经开始执行"):
        operations.undo(regime.speech_id, by=by, at=later)
    assert Regime.objects.count() == 1 and now(regime).decision == "adopted"


def test_declining_is_remembered_and_taken_back(regime, by):
    announced.decline(regime.pk, revision=0, by=by, at=NOW)
    assert now(regime).decision == "declined"
    with pytest.raises(Refused):
        announced.decline(regime.pk, revision=1, by=by, at=NOW)
    operations.undo(regime.speech_id, by=by, at=NOW)
    assert now(regime).decision == "proposed"


def test_the_acts_on_drafts_and_regimes_are_taken_back_in_their_order(regime, by):
    draft = a_draft(regime.speech, decision=Draft.Decision.PROPOSED)
    announced.decline(regime.pk, revision=0, by=by, at=NOW)
    decisions.decide(draft.pk, "accepted", revision=0, by=by, at=NOW)
    assert operations.undo(regime.speech_id, by=by, at=NOW).kind == "accept"
    assert operations.undo(regime.speech_id, by=by, at=NOW).kind == "decline"


def test_only_officers(regime, world):
    clerk = world.viewer("lead_clerk")
    with pytest.raises(Forbidden):
        settle(regime, HALF, clerk)
    with pytest.raises(Forbidden):
        announced.decline(regime.pk, revision=0, by=clerk, at=NOW)
