"""Handing in through the pages: each file its own answer, the same form twice, nothing of what is refused."""

from __future__ import annotations

import re
import tempfile
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.speeches.readers import files
from tests.support.build import COLLECTION, a_source
from tests.support.world import NOW
from tracker.meetings import intake
from tracker.meetings.models import Source, Speech

NEW = "console:speech_new"
SPEECH = "在全县重点工作推进会上的讲话\n(2026年2月27日)\n同志们:\n县财政局要在3月20日前完成预算审计,县审计局配合。\n"
OTHER = "在全市林业会议上的讲话\n同志们:\n县林业局要在5月底前补植两千亩,逐块挂牌。\n"
SECRET = "机密★10年\n在某会上的讲话\n各乡镇要在月底前转移物资。\n"


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


def upload(name: str, data: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def post(client, *files, text="", batch="", **extra):
    return client.post(reverse(NEW), {"file": list(files), "text": text, "batch": batch}, **extra)


def answers(response) -> list[tuple[str, str]]:
    """(kind, words) of each answer on the page."""
    found = re.findall(
        r'<li class="answer answer-(\w+)".*?<bdi class="answer-words">(.*?)</bdi>',
        response.content.decode(),
        re.S,
    )
    return [(kind, words) for kind, words in found]


def test_one_bad_file_of_five_does_not_lose_the_other_four(officer):
    response = post(
        officer,
        upload("甲.txt", SPEECH),
        upload("坏.docx", b"\xff\xd8\xff\xe0" + b"\0" * 400),
        upload("乙.txt", OTHER),
        upload("密.txt", SECRET),
        upload("汇编.txt", COLLECTION),
    )
    kinds = [kind for kind, _ in answers(response)]
    assert kinds == ["taken", "refused", "taken", "classified", "choose"] and response.status_code == 200
    # Each sentence names its file.
    names = ("甲.txt", "坏.docx", "乙.txt", "密.txt", "汇编.txt")
    assert all(f"“{name}”" in words for name, (_, words) in zip(names, answers(response), strict=True))
    assert Speech.objects.count() == 2 and Source.objects.count() == 3


WHOLE = [line for line in SPEECH.splitlines() if line]
LAID_OUT = "".join(f"<p>{line}</p>" for line in WHOLE)
FORMATS = {
    "讲话.txt": SPEECH.encode("gb18030"),
    "讲话.md": SPEECH.encode(),
    "讲话.docx": files.word("".join(files.p(line) for line in WHOLE)),
    "讲话.pdf": files.pdf(files.set_lines(WHOLE)),
    "讲话.html": f"<!doctype html><title>要闻</title><nav>首页 导航</nav><article>{LAID_OUT}</article>".encode(),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_speech_in_each_format_is_the_same_speech(officer, name):
    response = post(officer, upload(name, FORMATS[name]))
    speech = Speech.objects.get()
    assert [line.strip() for line in speech.text.splitlines() if line.strip()] == WHOLE
    assert (speech.level, speech.held_on.isoformat()) == ("county", "2026-02-27")
    # One file alone goes straight on to its details, with the file itself kept beside.
    assert response.status_code == 302 and str(speech.pk) in response["Location"]
    with speech.source.file.open() as kept:
        assert kept.read() == FORMATS[name]


def test_files_and_pasted_text_come_in_together(officer):
    response = post(officer, upload("甲.txt", SPEECH), text=OTHER)
    assert [words.split("已收下")[0] for _, words in answers(response)] == ["“甲.txt”", "“粘贴的文字”"]


def test_the_same_form_sent_twice_gets_the_same_answers(officer):
    batch = str(uuid.uuid4())
    first = post(officer, upload("甲.txt", SPEECH), upload("乙.txt", OTHER), batch=batch)
    second = post(officer, upload("甲.txt", SPEECH), upload("乙.txt", OTHER), batch=batch)
    assert answers(first) == answers(second) and Speech.objects.count() == 2


def test_a_script_gets_the_answer_alone(officer):
    response = post(officer, upload("甲.txt", SPEECH), headers={"X-Handed-In-By": "script"})
    page = response.content.decode()
    assert response.status_code == 200 and "<html" not in page
    assert f'data-next="{reverse("console:speech", args=[Speech.objects.get().pk])}"' in page


def test_what_is_here_already_is_linked(officer):
    post(officer, text=SPEECH)
    response = post(officer, upload("再来.txt", SPEECH.encode("gb18030")))
    assert answers(response) == [
        (
            "duplicate",
            "“再来.txt”没有再次录入：这篇讲话已于2026年03月02日录入：《在全县重点工作推进会上的讲话》。",
        )
    ]
    assert f'href="{reverse("console:speech", args=[Speech.objects.get().pk])}"' in response.content.decode()


@pytest.mark.parametrize("way", ["file", "large file", "text"])
def test_a_classified_text_leaves_no_trace_on_any_disk(officer, way, monkeypatch, tmp_path):
    # Whoever wants a temporary file fails.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    large = SECRET + "各乡镇要在月底前转移物资。\n" * 100_000
    response = {
        "file": lambda: post(officer, upload("密.txt", SECRET)),
        "large file": lambda: post(officer, upload("密.txt", large)),
        "text": lambda: post(officer, text=SECRET),
    }[way]()
    assert response.status_code == 422
    [(kind, words)] = answers(response)
    assert kind == "classified" and "机密★10年" in words and "请改在涉密计算机上办理" in words
    # The page does not carry it back either, and no message keeps it in the session.
    assert "转移物资" not in response.content.decode()
    assert Source.objects.count() == Speech.objects.count() == 0
    assert not Path(default_storage.location).exists()


def test_a_text_that_cannot_be_read_stays_in_the_field(officer):
    response = post(officer, text="\x01\x02\x03\x04" * 30)
    assert response.status_code == 422 and answers(response)[0][0] == "refused"
    assert "\x01\x02\x03\x04" in response.content.decode()


def test_files_too_large_are_told_one_by_one(officer, settings):
    settings.UPLOAD_MAX_BYTES = 400
    response = post(officer, upload("大.txt", SPEECH * 3), upload("小.txt", SPEECH))
    assert [kind for kind, _ in answers(response)] == ["refused", "taken"]
    assert "“大.txt”没有录入：文件超过" in answers(response)[0][1]


def test_more_than_a_request_may_hold_is_refused_and_the_first_ones_kept(officer, settings):
    settings.UPLOAD_MAX_BYTES = len(SPEECH.encode())
    files = [upload(f"{n}.txt", SPEECH.replace("27日", f"{n}日")) for n in range(11, 18)]
    kinds = [kind for kind, _ in answers(post(officer, *files))]
    assert kinds[0] != "refused" and kinds[5:] == ["refused", "refused"]


def test_nothing_at_all_is_answered_with_what_to_do(officer):
    response = post(officer, text=" \n ")
    assert response.status_code == 422 and "请选择文件，或粘贴讲话全文。" in response.content.decode()


def test_a_form_larger_than_the_server_takes_gets_a_page_in_chinese(officer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = post(officer, text=SPEECH * 20)
    assert response.status_code == 400 and "提交的内容过大" in response.content.decode()


def test_what_waits_for_a_choice_is_found_again_in_the_list(world, officer):
    source = a_source(world)
    page = officer.get(reverse("console:speeches")).content.decode()
    assert "汇编.txt" in page and reverse("console:source", args=[source.pk]) in page


def test_keeping_goes_on_to_the_first_and_lists_the_others(world, officer):
    source = a_source(world)
    address = reverse("console:source_keep", args=[source.pk])
    response = officer.post(address, {"keep": ["0", "1"]}, follow=True)
    page = response.content.decode()
    assert "在全县森林防火工作会议上的讲话" in page and "一起交来的2篇" in page and "已录入2篇" in page
    officer.post(address, {"keep": ["0", "1"]})
    assert Speech.objects.count() == 2


@pytest.mark.parametrize("keep", [[], ["x"], ["99"], ["9" * 30], ["-1"]])
def test_no_choice_comes_back_with_the_page(world, officer, keep):
    address = reverse("console:source_keep", args=[a_source(world).pk])
    response = officer.post(address, {"keep": keep})
    assert response.status_code == 422 and "请至少保留一篇" in response.content.decode()


def test_all_of_it_can_be_thrown_away_twice(world, officer):
    source = a_source(world)
    address = reverse("console:source_discard", args=[source.pk])
    assert officer.post(address).status_code == 302
    assert officer.post(address).status_code == 302
    assert Source.objects.count() == 0


def test_a_speech_handed_in_by_mistake_can_be_thrown_away(officer):
    post(officer, text=SPEECH)
    officer.post(reverse("console:speech_discard", args=[Speech.objects.get().pk]))
    assert Speech.objects.count() == Source.objects.count() == 0


def test_each_detail_shows_why_it_was_proposed(officer):
    page = post(officer, text=SPEECH, follow=True).content.decode()
    assert "依据：<bdi>第1行写有“全县”</bdi>" in page and '<option value="county" selected>' in page
    assert "文中没有找到署名" in page and "<mark>" in page and 'id="said-level"' in page


def test_what_the_officer_types_is_taken_without_marks_that_turn_the_line(officer):
    post(officer, text=SPEECH)
    speech = Speech.objects.get()
    details = {
        "title": "\u202e题\u200b目",
        "held_on": "2026-02-27",
        "level": "municipal",
        "speaker": "李\x07平",
    }
    officer.post(reverse("console:speech_details", args=[speech.pk]), details)
    speech.refresh_from_db()
    assert (speech.title, speech.level, speech.speaker) == ("题目", "municipal", "李平")


@pytest.mark.parametrize("title", ["", " ", "\u200b"])
def test_a_title_that_cannot_be_seen_is_none(officer, title):
    post(officer, text=SPEECH)
    address = reverse("console:speech_details", args=[Speech.objects.get().pk])
    response = officer.post(address, {"title": title, "held_on": "2026-02-27"})
    assert response.status_code == 422 and Speech.objects.get().state == Speech.State.RECEIVED


def test_the_page_of_choices_asks_no_more_for_more_speeches(world, officer, django_assert_max_num_queries):
    many = "".join(
        f"篇{n}：在全县第{n}号工作会议上的讲话\n同志们：\n"
        + "".join(f"第{n}号第{k}项工作要抓紧。" for k in range(40))
        + "\n"
        for n in range(1, 41)
    )
    source = intake.receive(many, name="", max_bytes=10**7, by=world.viewer("officer"), at=NOW)
    assert len(source.parts) == 40
    with django_assert_max_num_queries(60):
        officer.get(reverse("console:source", args=[source.pk]))


def test_the_original_file_is_saved_and_never_shown(world, officer):
    source = a_source(world, name="<b>汇编.txt")
    response = officer.get(reverse("console:source_file", args=[source.pk]))
    assert b"".join(response.streaming_content) == COLLECTION.encode()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    kept = intake.keep(source.pk, [1], by=world.viewer("officer"))[0]
    page = officer.get(reverse("console:speech_details", args=[kept.pk])).content.decode()
    assert "&lt;b&gt;汇编.txt" in page and f"第{kept.source_start + 1}字起" in page


def test_pasted_text_has_no_file(officer):
    post(officer, text=SPEECH)
    assert officer.get(reverse("console:source_file", args=[Source.objects.get().pk])).status_code == 404
