"""Doubts as questions: each has its kind, its answers give the columns they promise, an answer is an act like any other."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches
from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.registration import register_speech
from tracker.meetings import bridge, decisions, doubts
from tracker.meetings.models import DeskAct, Draft
from tracker.org.models import Office

PLAIN = {"due_text": "", "due_on": None, "due_kind": "", "decision": Draft.Decision.PROPOSED}


@pytest.fixture
def by(world):
    return world.viewer("officer")


@pytest.fixture
def speech(world):
    return a_speech(world)


def asked(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Kind of question → the labels of its answers."""
    now = Draft.objects.select_related("same_as").get(pk=draft.pk)
    open_now = doubts.questions(now, doubts.around(now.speech))
    return {one.kind: tuple(answer.label for answer in one.answers) for one in open_now}


def answer(draft: Draft, kind: str, key: str, by, day: dt.date | None = None) -> Draft:
    revision = Draft.objects.get(pk=draft.pk).revision
    doubts.answer(draft.pk, kind=kind, key=key, day=day, revision=revision, by=by, at=NOW)
    return Draft.objects.get(pk=draft.pk)


def test_a_draft_that_says_everything_is_not_asked(speech):
    assert asked(a_draft(speech)) == {}


def test_a_vague_time_offers_the_office_default_and_takes_it_only_when_chosen(speech, by):
    Office.objects.update(default_workdays=3)
    draft = a_draft(speech, **PLAIN | {"due_text": "尽快", "due_kind": "asap"})
    # Monday 2 March: three workdays later is Thursday.
    assert asked(draft) == {
        "time_vague": ("办公室默认期限（3个工作日，3月5日（周四））", "自定日期", "不定时限")
    }
    assert Draft.objects.get(pk=draft.pk).due_on is None
    now = answer(draft, "time_vague", "default", by)
    assert (now.due_on, now.due_kind, now.due_text) == (dt.date(2026, 3, 5), "by", "尽快")
    assert "办公室默认期限3个工作日" in now.due_trace and asked(draft) == {}


def test_a_day_of_ones_own_must_come_and_be_sensible(speech, by):
    draft = a_draft(speech, **PLAIN)
    with pytest.raises(Refused):
        answer(draft, "time_missing", "day", by)
    with pytest.raises(Refused):
        answer(draft, "time_missing", "day", by, dt.date(2206, 3, 20))
    assert answer(draft, "time_missing", "day", by, dt.date(2026, 3, 20)).due_on == dt.date(2026, 3, 20)


def test_no_limit_is_an_answer_and_asked_no_more(speech, by):
    draft = a_draft(speech, **PLAIN)
    now = answer(draft, "time_missing", "none", by)
    assert now.due_on is None and now.settled == {"time_missing": "不定时限"} and asked(draft) == {}


def test_the_days_of_an_ambiguous_time_are_offered(speech, by):
    draft = a_draft(speech, due_text="元旦前", due_on=dt.date(2026, 12, 31), due_alternatives=["2027-01-01"])
    assert asked(draft)["time_ambiguous"][:2] == ("12月31日（周四）", "2027年1月1日（周五）")
    now = answer(draft, "time_ambiguous", "2027-01-01", by)
    assert (now.due_on, now.due_alternatives) == (dt.date(2027, 1, 1), [])
    assert asked(draft) == {}


def test_the_other_day_is_not_lost_between_engine_and_desk():
    found = speeches.extract("县财政局要在元旦前拨付到位。", on=dt.date(2026, 11, 16))
    columns = bridge.draft_columns(found.items[0], 1, proposed=True)
    assert columns["due_alternatives"] == ["2027-01-01"]


def test_a_missing_unit_offers_the_one_before(speech, by):
    a_draft(speech, start=0, lead=[a_name("县财政局")])
    draft = a_draft(speech, start=20, lead=[], decision=Draft.Decision.PROPOSED)
    assert asked(draft)["unit_missing"] == ("承前“县财政局”", "选择单位", "暂不确定")
    now = answer(draft, "unit_missing", "before", by)
    assert [name["text"] for name in now.lead] == ["县财政局"] and now.lead_inherited
    # Whoever has chosen it is not asked whether it is right.
    assert asked(draft) == {}


def test_the_unit_after_is_offered_too_where_it_stands_under_the_same_heading(speech, by):
    a_draft(speech, start=0, section=["一、"], lead=[a_name("县财政局")])
    draft = a_draft(speech, start=20, section=["一、"], lead=[], decision=Draft.Decision.PROPOSED)
    a_draft(speech, start=30, section=["一、"], lead=[a_name("县审计局")])
    assert asked(draft)["unit_missing"][:2] == ("承前“县财政局”", "同下条“县审计局”")
    Draft.objects.filter(pk=draft.pk).update(section=["二、"])
    assert asked(draft)["unit_missing"][0] == "承前“县财政局”"
    Draft.objects.filter(speech=speech, start=30).update(section=["二、"])
    assert asked(draft)["unit_missing"][0] == "同下条“县审计局”"


def test_a_unit_from_before_that_is_wrong_is_asked_for(speech, by):
    draft = a_draft(speech, lead_inherited=True, decision=Draft.Decision.PROPOSED)
    assert set(asked(draft)) == {"unit_inherited"}
    assert answer(draft, "unit_inherited", "no", by).lead == []
    assert set(asked(draft)) == {"unit_missing"}


def test_a_restatement_is_joined_or_kept_apart(speech, by):
    first = a_draft(speech)
    again, other = (a_draft(speech, same_as=first, decision=Draft.Decision.PROPOSED) for _ in range(2))
    assert asked(again)["restatement"] == ("作为重申并入", "保留为单独事项")
    now = answer(again, "restatement", "join", by)
    assert (now.decision, now.decided_by) == ("restated", Draft.objects.get(pk=again.pk).decided_by)
    kept = answer(other, "restatement", "apart", by)
    assert (kept.decision, kept.same_as) == ("proposed", None)


def test_a_restatement_of_what_was_rejected_is_not_lost(speech, by):
    first = a_draft(speech)
    again = a_draft(speech, same_as=first, decision=Draft.Decision.RESTATED)
    assert asked(again) == {}
    decisions.decide(first.pk, "rejected", revision=0, reason="例行工作", by=by, at=NOW)
    assert asked(again) == {"orphan": ("恢复为单独事项", "一并舍弃")}
    assert answer(again, "orphan", "back", by).decision == "proposed"


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"due_text": "x月x日前", "due_kind": "masked", "due_on": None}, "time_masked"),
        ({"due_text": "汛期前", "due_kind": "event", "due_on": None}, "time_event"),
        ({"due_text": "20日左右", "due_kind": "around"}, "time_around"),
        ({"due_provisional": True}, "time_provisional"),
        (
            {"start": 20, "spans": {"deadline": [5, 10]}, "doubts": ["时限“3月20日前”取自上文，请核对"]},
            "time_carried",
        ),
        ({"rrule": "IRREGULAR", "recurrence_text": "定期"}, "rhythm_vague"),
    ],
)
def test_every_other_doubt_has_its_question(speech, by, columns, kind):
    draft = a_draft(speech, **columns)
    assert set(asked(draft)) == {kind}
    question = doubts.questions(draft, doubts.around(speech))[0]
    answer(draft, kind, question.answers[0].key, by, TODAY)
    assert asked(draft) == {}


def test_an_answer_is_kept_with_who_and_taken_back_by_undo(speech, by):
    draft = a_draft(speech, **PLAIN)
    answer(draft, "time_missing", "default", by)
    act = DeskAct.objects.get(kind="answer")
    assert (act.by_id, act.at) == (by.person_id, NOW)
    decisions.undo(speech.pk, by=by, at=NOW)
    now = Draft.objects.get(pk=draft.pk)
    assert (now.due_on, now.settled) == (None, {}) and set(asked(draft)) == {"time_missing"}


def test_an_answer_to_a_draft_that_changed_comes_too_late(speech, by):
    draft = a_draft(speech, **PLAIN)
    answer(draft, "time_missing", "none", by)
    with pytest.raises(Stale):
        doubts.answer(draft.pk, kind="time_missing", key="default", day=None, revision=0, by=by, at=NOW)


@pytest.mark.parametrize(("kind", "key"), [("time_missing", "tomorrow"), ("unit_missing", "none"), ("", "")])
def test_what_was_not_asked_cannot_be_answered(speech, by, kind, key):
    draft = a_draft(speech, **PLAIN)
    with pytest.raises(Refused):
        answer(draft, kind, key, by)


def test_only_officers_answer(speech, world):
    draft = a_draft(speech, **PLAIN)
    with pytest.raises(Forbidden):
        answer(draft, "time_missing", "none", world.viewer("lead_clerk"))


def test_a_registered_draft_is_asked_nothing(speech, by):
    draft = a_draft(speech, due_text="", due_on=None, due_kind="")
    assert set(asked(draft)) == {"time_missing"}
    register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)
    assert asked(draft) == {}


def test_every_sentence_of_the_engine_has_exactly_one_kind():
    """A new doubt of the engine without a question is shown as a remark, but it should be a decision, not an accident."""
    import json
    import re
    from pathlib import Path

    folder = Path(speeches.__file__).parent / "samples"
    days = json.loads((folder / "dates.json").read_text(encoding="utf-8"))
    said = set()
    for name in ("county", "works", "tasks", "flood", "collection", "fragment"):
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        found = speeches.extract(text, on=dt.date.fromisoformat(days[name]))
        said |= {doubt for draft in found.candidates for doubt in draft.doubts}
    assert len(said) > 20
    kinds = {doubt: [k.name for k in doubts.KINDS if re.search(k.covers, doubt, re.S)] for doubt in said}
    assert {doubt: names for doubt, names in kinds.items() if len(names) != 1} == {}


def test_a_doubt_without_a_question_is_shown_as_it_is(speech):
    draft = a_draft(speech, doubts=["没有写明时限", "数字与前文不一致"])
    assert doubts.remarks(draft) == ("数字与前文不一致",)


def test_a_candidate_of_low_confidence_gives_nobody_its_unit_whether_it_is_shown_or_not(world):
    speech = a_speech(world)
    a_draft(speech, start=0, end=2, lead=[a_name("县财政局")], decision=Draft.Decision.PROPOSED)
    unsure = a_draft(
        speech, start=3, end=5, lead=[a_name("林业部门")], decision=Draft.Decision.PROPOSED, is_proposed=False
    )
    asked = a_draft(speech, start=6, end=8, lead=[], decision=Draft.Decision.PROPOSED)
    shown = list(Draft.objects.filter(speech=speech, is_proposed=True))
    # The page that hides it, the page that shows it, and the answer, which knows nothing of pages.
    for drafts in (shown, list(Draft.objects.filter(speech=speech)), None):
        before = doubts.around(speech, drafts).near(asked)[0]
        assert before[1] == "承前“县财政局”"
    Draft.objects.filter(pk=unsure.pk).update(decision=Draft.Decision.ACCEPTED)
    assert doubts.around(speech).near(asked)[0][1] == "承前“林业部门”"
