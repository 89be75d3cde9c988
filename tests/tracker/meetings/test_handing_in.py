"""A speech on its way in: received once, parsed by one worker, never lost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.storage import default_storage

from tests.support.build import TEXT
from tests.support.world import NOW, SHANGHAI, TODAY
from tracker.common.errors import Forbidden
from tracker.meetings import intake, operations
from tracker.meetings.bridge import Unreadable
from tracker.meetings.models import Draft, Source, Speech
from tracker.org.models import Season

SPEECH = "在全县重点工作推进会上的讲话\n(2026年2月27日)\n同志们:\n县财政局要在3月20日前完成预算审计,县审计局配合。各乡镇每周一将进展情况报县政府督查室。\n"


def receive(world, source=SPEECH, name=""):
    source = intake.receive(source, name=name, max_bytes=10**6, by=world.viewer("officer"), at=NOW)
    return source.speeches.get()


def submitted(world) -> Speech:
    speech = receive(world)
    return operations.submit(
        speech.pk,
        title=speech.title,
        speaker="李县长",
        occasion="推进会",
        held_on=speech.held_on,
        by=world.viewer("officer"),
    )


def test_the_date_is_proposed_from_the_words_with_the_reason(world):
    speech = receive(world)
    assert speech.held_on == dt.date(2026, 2, 27)
    assert speech.held_on_source == Speech.DateSource.TEXT
    assert "2026年2月27日" in speech.held_on_reason
    assert speech.title == "在全县重点工作推进会上的讲话"


def test_without_a_date_in_the_text_today_stands_in_and_says_so(world):
    speech = receive(world, "同志们:各乡镇要在月底前完成清理。")
    assert (speech.held_on, speech.held_on_source) == (TODAY, Speech.DateSource.TODAY)
    assert "请核对" in speech.held_on_reason


def test_the_same_text_is_recognised_before_anything_is_made(world):
    first = receive(world)
    with pytest.raises(intake.Duplicate) as again:
        receive(world, SPEECH.encode("gb18030"), name="讲话.txt")
    assert again.value.speech_id == first.pk
    assert Speech.objects.count() == 1
    # The second file did not stay behind either.
    assert default_storage.listdir("speeches")[1] == [] if default_storage.exists("speeches") else True


def test_the_day_of_an_earlier_hand_in_is_the_clerks_day(world):
    """Half past midnight in Shanghai is still yesterday in UTC."""
    night = dt.datetime(2026, 3, 3, 0, 30, tzinfo=SHANGHAI)
    intake.receive(SPEECH, name="", max_bytes=10**6, by=world.viewer("officer"), at=night)
    speech = Speech.objects.get()
    with pytest.raises(intake.Duplicate, match="2026年03月03日"):
        receive(world)
    assert speech.uploaded_at == night


def test_a_nul_in_a_file_leaves_every_offset_where_it_was(world):
    speech = receive(
        world, ("各乡镇\0要在月底前完成清理，并报送名单和进展情况。" * 3).encode(), name="讲话.txt"
    )
    assert speech.text.index("要在") == 4 and "\0" not in speech.text


def test_a_file_that_is_no_document_is_refused_whole(world):
    with pytest.raises(Unreadable):
        receive(world, b"\x00\x01\x02" * 500, name="x.docx")
    assert Speech.objects.count() == 0


def test_parsing_makes_drafts_tied_to_their_words(world):
    speech = submitted(world)
    assert operations.parse(speech.pk, at=NOW)
    speech.refresh_from_db()
    assert (speech.state, speech.progress) == (Speech.State.PARSED, 100)
    draft = Draft.objects.get(speech=speech, due_on=dt.date(2026, 3, 20))
    assert speech.text[draft.start : draft.end] == draft.quote
    assert [name["unit"] for name in draft.lead] == [world.units["财政局"].pk]
    begin, end = draft.spans["deadline"]
    assert speech.text[begin:end] == draft.due_text


def test_more_drafts_than_anybody_can_review_are_refused_at_once(world, monkeypatch):
    monkeypatch.setattr(operations, "MOST_DRAFTS", 0)
    speech = submitted(world)
    assert operations.parse(speech.pk, at=NOW)
    speech.refresh_from_db()
    assert speech.state == Speech.State.FAILED and "请按章节拆成几份" in speech.error
    assert not Draft.objects.exists() and speech.text


FLOOD = "在防汛工作会议上的讲话\n(2026年2月27日)\n同志们:\n县林业局要在汛期前完成沿河林带清障。\n"


@pytest.mark.parametrize("registered", [False, True])
def test_a_season_has_dates_only_where_the_office_says_them(world, registered):
    if registered:
        Season.objects.create(name="汛期", first_month=5, first_day=1, last_month=9, last_day=30)
    speech = receive(world, FLOOD)
    operations.submit(
        speech.pk, title="讲话", speaker="", occasion="", held_on=speech.held_on, by=world.viewer("officer")
    )
    assert operations.parse(speech.pk, at=NOW)
    draft = Draft.objects.get(speech=speech, due_text="汛期前")
    expected = (dt.date(2026, 4, 30), "by") if registered else (None, "event")
    assert (draft.due_on, draft.due_kind) == expected


def test_two_workers_do_not_parse_one_speech(world):
    speech = submitted(world)
    Speech.objects.filter(pk=speech.pk).update(
        state=Speech.State.PARSING, lease_until=NOW + dt.timedelta(minutes=5)
    )
    assert operations.parse(speech.pk, at=NOW) is False


def test_a_killed_workers_speech_is_announced_again_and_given_up_in_the_end(world):
    from django_q.models import OrmQ

    speech = submitted(world)
    Speech.objects.filter(pk=speech.pk).update(state=Speech.State.PARSING, lease_until=NOW, attempts=1)
    assert operations.reap_parsing(NOW + dt.timedelta(minutes=30)) == 1
    assert OrmQ.objects.count() == 1
    assert operations.parse(speech.pk, at=NOW + dt.timedelta(minutes=31))
    Speech.objects.filter(pk=speech.pk).update(state=Speech.State.PARSING, lease_until=NOW, attempts=3)
    operations.reap_parsing(NOW + dt.timedelta(minutes=30))
    speech.refresh_from_db()
    assert speech.state == Speech.State.FAILED and "中断" in speech.error


def test_an_announcement_that_got_lost_is_repeated_but_not_every_minute(world):
    speech = submitted(world)
    late = NOW + dt.timedelta(minutes=5)
    assert operations.reap_parsing(late) == 1
    assert operations.reap_parsing(late + dt.timedelta(minutes=1)) == 0
    assert Speech.objects.get(pk=speech.pk).state == Speech.State.QUEUED


def test_submitting_twice_queues_once(world, django_capture_on_commit_callbacks):
    speech = receive(world)
    words = {"title": "讲话", "speaker": "", "occasion": "", "held_on": TODAY, "by": world.viewer("officer")}
    with django_capture_on_commit_callbacks() as hints:
        operations.submit(speech.pk, **words)
        operations.submit(speech.pk, **words)
    assert len(hints) == 1


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
def test_only_officers_hand_in(world, who):
    with pytest.raises(Forbidden):
        intake.receive(TEXT, name="", max_bytes=10**6, by=world.viewer(who), at=NOW)


def test_the_same_form_that_comes_in_between_two_looks_is_answered_alike(world, monkeypatch):
    """Of two at once, the second looks for the text before the first is in, and for its speeches after."""
    form = {
        "name": "讲话.txt",
        "max_bytes": 10**6,
        "by": world.viewer("officer"),
        "at": NOW,
        "batch": uuid.uuid4(),
    }
    refuse = intake.refuse_known

    def first_comes_in(row: Source) -> None:
        monkeypatch.setattr(intake, "refuse_known", refuse)
        intake.receive("县财政局要在3月20日前完成预算审计。", **form)
        refuse(row)

    monkeypatch.setattr(intake, "refuse_known", first_comes_in)
    second = intake.receive("县财政局要在3月20日前完成预算审计。", **form)
    assert second == Source.objects.get() and Speech.objects.count() == 1
