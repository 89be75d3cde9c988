"""What comes in is recognised before anything is made: classified, here already, nearly here, several in one file."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from tests.support.build import COLLECTION, a_source
from tests.support.world import NOW
from tracker.access.policy import Viewer
from tracker.common.errors import Forbidden, Refused
from tracker.meetings import choices, intake, operations
from tracker.meetings.bridge import Unreadable
from tracker.meetings.models import ShingleHash, Source, Speech

HEAD = "在全县重点工作推进会上的讲话\n(2026年2月27日)\n同志们:\n"
LINES = [f"第{n}，各乡镇要在3月{n}日前完成第{n}项清理，并把名单报县政府督查室备案。\n" for n in range(1, 31)]
SPEECH = HEAD + "".join(LINES)
CHANGED = SPEECH.replace("第7项清理", "第7项排查").replace(LINES[20], "")


def receive(world, source=SPEECH, name="", batch=None) -> Source:
    return intake.receive(source, name=name, max_bytes=10**6, by=world.viewer("officer"), at=NOW, batch=batch)


def keep(world, source, numbers) -> list[Speech]:
    return intake.keep(source.pk, numbers, by=world.viewer("officer"))


def stored_files() -> list[str]:
    folder = Path(default_storage.location)
    return [path.name for path in folder.rglob("*") if path.is_file()]


class TestDetails:
    def test_title_occasion_level_and_day_come_with_their_words(self, world):
        speech = receive(world).speeches.get()
        said = {field: SPEECH[found["start"] : found["end"]] for field, found in speech.details.items()}
        assert (speech.level, speech.get_level_display(), said["level"]) == ("county", "县级", "全县")
        assert (speech.occasion, said["occasion"]) == ("全县重点工作推进会", "全县重点工作推进会")
        assert said["held_on"] == "(2026年2月27日)" and "2026年2月27日" in speech.details["held_on"]["reason"]
        assert speech.details["speaker"] == {"value": "", "reason": "文中没有找到署名", "start": 0, "end": 0}

    def test_the_officers_correction_stands(self, world):
        speech = receive(world).speeches.get()
        operations.submit(
            speech.pk, title="题", speaker="", occasion="", level="municipal", held_on=speech.held_on,
            by=world.viewer("officer"),
        )  # fmt: skip
        speech.refresh_from_db()
        assert speech.level == "municipal" and speech.details["level"]["value"] == "county"


class TestClassified:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("机密★10年\n" + SPEECH, ""),
            (SPEECH + "\n秘密★1年\n在另一次会议上的讲话\n", ""),
            ("绝密\n" + SPEECH, "讲话.txt"),
            ("机\u200b密★\n" + SPEECH, "讲话.txt"),
            (SPEECH, "【秘密】讲话.txt"),
            (SPEECH, "讲话-机密.txt"),
        ],
        ids=["star", "second speech", "bare", "hidden mark", "name in brackets", "name with a dash"],
    )
    def test_nothing_of_it_is_kept_anywhere(self, world, caplog, text, name):
        with caplog.at_level(logging.DEBUG), pytest.raises(intake.Classified, match="不得在非涉密系统"):
            receive(world, text.encode() if name else text, name=name)
        assert Source.objects.count() == Speech.objects.count() == 0
        assert stored_files() == [] and "清理" not in caplog.text
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT * FROM "{table}"')
                assert not any("第7项清理" in str(value) for row in cursor.fetchall() for value in row), table

    def test_a_mark_above_the_page_of_a_word_file_counts(self, world, tmp_path):
        from docx import Document

        paper = Document()
        paper.sections[0].header.paragraphs[0].text = "秘密★5年"
        for line in SPEECH.splitlines():
            paper.add_paragraph(line)
        paper.save(tmp_path / "a.docx")
        with pytest.raises(intake.Classified, match="秘密★5年"):
            receive(world, (tmp_path / "a.docx").read_bytes(), name="a.docx")

    def test_talk_about_secrets_is_no_mark(self, world):
        text = SPEECH + "要严守国家秘密，加强涉密人员管理。\n"
        assert receive(world, text.encode(), name="严守国家秘密工作会议讲话.txt").speeches.count() == 1


class TestHereAlready:
    def test_a_file_of_speeches_that_are_all_here_is_a_duplicate(self, world):
        source = a_source(world)
        keep(world, source, [0, 1])
        with pytest.raises(intake.Duplicate):
            receive(world, COLLECTION)

    def test_one_of_its_speeches_alone_is_a_duplicate(self, world):
        source = a_source(world)
        kept = keep(world, source, [1])
        with pytest.raises(intake.Duplicate) as again:
            receive(world, kept[0].text)
        assert again.value.speech_id == kept[0].pk

    def test_the_same_form_sent_twice_gets_the_same_answer(self, world):
        batch = uuid.uuid4()
        first, second = receive(world, batch=batch), receive(world, batch=batch)
        assert first.pk == second.pk and Speech.objects.count() == 1

    def test_a_dropped_speech_of_a_known_file_can_still_be_taken(self, world):
        source = a_source(world)
        keep(world, source, [0])
        again = receive(world, COLLECTION)
        assert again.pk == source.pk
        assert len(keep(world, again, [1])) == 2


class TestNearlyHere:
    def test_it_waits_and_says_how_much_is_the_same_and_where_it_differs(self, world):
        first = receive(world).speeches.get()
        source = receive(world, CHANGED)
        assert source.state == Source.State.WAITING and Speech.objects.count() == 1
        near = choices.choices_of(world.viewer("officer"), source)[0].near
        assert near.speech == first and 85 < near.percent < 99
        assert "第7项排查" in near.passages[0]["here"] and "第7项清理" in near.passages[0]["there"]
        assert near.passages[1] == {"here": "", "there": LINES[20].strip()}

    def test_another_layout_of_the_same_words_is_told_as_such(self, world):
        receive(world)
        source = receive(world, SPEECH.replace("，", ",").replace("\n", "\n\n"))
        assert choices.choices_of(world.viewer("officer"), source)[0].near.percent == 100

    def test_it_is_taken_on_purpose_with_a_signature_of_its_own(self, world):
        receive(world)
        kept = keep(world, receive(world, CHANGED), [0])
        assert len(kept) == 1 and kept[0].text == CHANGED
        assert ShingleHash.objects.filter(speech=kept[0]).count() == 64

    def test_whoever_may_not_see_the_earlier_one_is_not_told_its_name(self, world):
        receive(world)
        source = receive(world, CHANGED)
        near = choices.choices_of(Viewer(person_id=1, roles=frozenset({"admin"})), source)[0].near
        assert near.speech is None and near.passages == ()

    def test_a_different_speech_is_taken_at_once(self, world):
        receive(world)
        other = "在全县林业工作会议上的讲话\n" + "".join(
            f"县林业局要补植第{n}块林地，逐棵挂牌、专人管护，秋后由县绿化办统一验收。\n" for n in range(20)
        )
        assert receive(world, other).state == Source.State.TAKEN


class TestSeveral:
    def test_each_has_its_own_text_and_its_place_in_the_file(self, world):
        source = a_source(world)
        assert source.state == Source.State.WAITING and Speech.objects.count() == 0
        kept = keep(world, source, [0, 1])
        assert [speech.title for speech in kept] == [
            "在全县森林防火工作会议上的讲话",
            "在全县饮水安全工作会议上的讲话",
        ]
        assert [speech.held_on for speech in kept] == [dt.date(2026, 2, 11), dt.date(2026, 2, 12)]
        for speech in kept:
            place = speech.source_start
            assert speech.source.text[place : place + len(speech.text)] == speech.text
            title = speech.details["title"]
            assert speech.text[title["start"] : title["end"]] == speech.title
        assert stored_files() == [Path(source.file.name).name]

    def test_twice_makes_them_once(self, world):
        source = a_source(world)
        assert [one.pk for one in keep(world, source, [1])] == [one.pk for one in keep(world, source, [1])]
        assert Speech.objects.count() == 1

    def test_all_or_none(self, world, monkeypatch):
        source = a_source(world)
        made = intake.speech_of

        def breaks(source, number, text):
            if number:
                raise RuntimeError("killed")
            return made(source, number, text)

        monkeypatch.setattr(intake, "speech_of", breaks)
        with pytest.raises(RuntimeError):
            keep(world, source, [0, 1])
        source.refresh_from_db()
        assert Speech.objects.count() == 0 and source.state == Source.State.WAITING

    @pytest.mark.parametrize("numbers", [[], [7], [-1]])
    def test_nothing_chosen_is_answered_with_what_to_do(self, world, numbers):
        with pytest.raises(Refused, match="至少保留一篇"):
            keep(world, a_source(world), numbers)

    def test_a_second_copy_in_the_file_is_told(self, world):
        first = COLLECTION[: COLLECTION.index("篇2")]
        source = a_source(world, COLLECTION + first.replace("篇1", "篇3"))
        found = choices.choices_of(world.viewer("officer"), source)
        assert [(one.twin, one.is_wanted) for one in found] == [(None, True), (None, True), (0, False)]

    def test_what_another_file_brought_in_is_told_and_not_made_again(self, world):
        kept = keep(world, a_source(world), [0])[0]
        longer = a_source(
            world, COLLECTION + "篇3：在全县教育工作会议上的讲话\n同志们：\n" + "县教育局要开展排查。" * 40
        )
        found = choices.choices_of(world.viewer("officer"), longer)
        assert [one.same for one in found] == [kept, None, None]
        assert len(keep(world, longer, [0, 1])) == 1 and Speech.objects.count() == 2


class TestThrowingAway:
    def test_a_waiting_file_goes_with_everything(self, world, django_capture_on_commit_callbacks):
        source = a_source(world)
        with django_capture_on_commit_callbacks(execute=True):
            intake.discard(source.pk, by=world.viewer("officer"))
        assert Source.objects.count() == 0 and stored_files() == []

    def test_a_file_with_speeches_stays(self, world):
        source = a_source(world)
        keep(world, source, [0])
        intake.discard(source.pk, by=world.viewer("officer"))
        assert Source.objects.filter(pk=source.pk).exists()

    def test_a_speech_not_confirmed_yet_goes_with_its_file(self, world, django_capture_on_commit_callbacks):
        speech = receive(world, SPEECH.encode(), name="讲话.txt").speeches.get()
        with django_capture_on_commit_callbacks(execute=True):
            assert intake.discard_speech(speech.pk, by=world.viewer("officer"))
        assert Speech.objects.count() == Source.objects.count() == ShingleHash.objects.count() == 0
        assert stored_files() == []

    def test_one_on_its_way_stays(self, world):
        speech = receive(world).speeches.get()
        Speech.objects.update(state=Speech.State.QUEUED)
        assert not intake.discard_speech(speech.pk, by=world.viewer("officer"))
        assert Speech.objects.filter(pk=speech.pk).exists()


@pytest.mark.parametrize("who", ["lead_clerk", "leader", "stranger", "admin"])
@pytest.mark.parametrize("act", ["keep", "discard", "discard_speech"])
def test_only_officers_choose(world, who, act):
    source = a_source(world)
    arguments = (source.pk, [0]) if act == "keep" else (source.pk,)
    with pytest.raises(Forbidden):
        getattr(intake, act)(*arguments, by=world.viewer(who))


def test_a_broken_file_leaves_nothing(world):
    with pytest.raises(Unreadable):
        receive(world, b"\x00\x01\x02" * 500, name="x.docx")
    assert Source.objects.count() == 0 and stored_files() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\文件\\讲话.txt", "讲话.txt"),
        ("../../etc/讲话.txt", "讲话.txt"),
        ("讲话\u202etxt.exe", "讲话txt.exe"),
        ("讲话\n\x07.txt", "讲话.txt"),
        ("长" * 400, "长" * 200),
    ],
)
def test_a_files_name_is_shown_without_tricks(name, shown):
    assert intake.plain_name(name) == shown
