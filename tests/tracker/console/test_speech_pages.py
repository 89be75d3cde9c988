"""From hand-in to issued slips through the pages an officer uses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.items.models import ResponsibilityItem, UnitAssignment
from tracker.meetings import operations
from tracker.meetings.models import Draft, Speech
from tracker.notices.models import Message

SPEECH = "在全县重点工作推进会上的讲话\n(2026年2月27日)\n同志们:\n县财政局要在3月20日前完成预算审计,县审计局配合。各乡镇每周一将进展情况报县政府督查室。\n"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


def test_pasted_text_goes_all_the_way_to_issued_slips(world, officer):
    answer = officer.post(reverse("console:speech_new"), {"text": SPEECH}, follow=True)
    # The form comes back filled in, with the reason for the date.
    assert (
        "2026年2月27日" in answer.content.decode()
        and "在全县重点工作推进会上的讲话" in answer.content.decode()
    )
    speech = Speech.objects.get()
    details = {"title": speech.title, "held_on": "2026-02-27", "speaker": "李县长", "occasion": "推进会"}
    officer.post(reverse("console:speech_details", args=[speech.pk]), details)
    assert operations.parse(speech.pk, at=NOW)
    officer.post(reverse("console:speech_accept_all", args=[speech.pk]))
    Draft.objects.filter(due_on=dt.date(2026, 3, 20)).update(decision="accepted")
    officer.post(
        reverse("console:speech_register", args=[speech.pk]),
        {"basis": "推进会讲话", "approver": "李县长", "issue_now": "on"},
    )
    item = ResponsibilityItem.objects.get(draft__due_on=dt.date(2026, 3, 20))
    assert set(item.assignments.values_list("unit__short_name", "role", "state")) == {
        ("财政局", "lead", "issued"),
        ("审计局", "support", "issued"),
    }
    assert Message.objects.filter(recipient=world.lead_clerk, kind="item_issue").exists()


def test_the_same_speech_opens_the_earlier_one(world, officer):
    officer.post(reverse("console:speech_new"), {"text": SPEECH})
    again = officer.post(reverse("console:speech_new"), {"text": SPEECH}, follow=True)
    assert Speech.objects.count() == 1
    assert "已于2026年03月02日录入" in again.content.decode()


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (SimpleUploadedFile("空.txt", b""), "空"),
        (SimpleUploadedFile("照片.docx", b"\xff\xd8\xff\xe0" + b"\x00" * 400), "照片|图片|文档"),
    ],
)
def test_a_bad_file_is_answered_with_a_sentence_and_leaves_nothing(world, officer, upload, says):
    import re

    answer = officer.post(reverse("console:speech_new"), {"file": upload})
    assert answer.status_code == 422
    assert re.search(f"answer-words[^>]*>“{upload.name}”没有录入：[^<]*({says})", answer.content.decode())
    assert Speech.objects.count() == 0


def test_a_file_over_the_limit_is_refused_before_it_is_read(world, officer, settings):
    settings.UPLOAD_MAX_BYTES = 10
    answer = officer.post(
        reverse("console:speech_new"), {"file": SimpleUploadedFile("大.txt", "各乡镇".encode() * 20)}
    )
    assert answer.status_code == 422 and Speech.objects.count() == 0


def test_hostile_words_are_shown_as_text(world, officer):
    speech = a_speech(
        world,
        text='<script>alert(1)</script>县财政局要在3月20日前完成"审计"&<img src=x onerror=y>。',
        title="<b>题</b>",
    )
    a_draft(
        speech,
        quote="<script>",
        action='<img src=x onerror="z">',
        start=0,
        end=8,
        section=["<i>"],
        lead=[a_name("<u>局")],
    )
    page = officer.get(reverse("console:speech", args=[speech.pk])).content.decode()
    for raw in ("<script>alert", "<img src=x", "<b>题", "<u>局", "<i>"):
        assert raw not in page
    assert "&lt;script&gt;" in page


class TestDeciding:
    @pytest.fixture
    def draft(self, world):
        return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)

    def test_accepting_answers_with_the_card_as_it_is_now(self, officer, draft):
        address = reverse("console:draft_decide", args=[draft.pk])
        answer = officer.post(address, {"decision": "accepted", "revision": 0}, **HTMX)
        assert answer.status_code == 200 and 'data-state="accepted"' in answer.content.decode()

    def test_a_stale_click_gets_409_and_the_present_card(self, world, signed_in, officer, draft):
        address = reverse("console:draft_decide", args=[draft.pk])
        officer.post(address, {"decision": "accepted", "revision": 0}, **HTMX)
        answer = signed_in(world.officer2).post(
            address, {"decision": "rejected", "reason": "重复", "revision": 0}, **HTMX
        )
        assert answer.status_code == 409
        assert "周督查" in answer.content.decode() and 'data-state="accepted"' in answer.content.decode()

    def test_a_rejection_without_a_reason_changes_nothing(self, officer, draft):
        answer = officer.post(
            reverse("console:draft_decide", args=[draft.pk]),
            {"decision": "rejected", "revision": 0, "reason": " "},
            **HTMX,
        )
        assert answer.status_code == 422
        draft.refresh_from_db()
        assert draft.decision == Draft.Decision.PROPOSED

    @pytest.mark.parametrize("revision", ["", "x", "-3", "99", "1e9"])
    def test_a_bad_revision_is_a_lost_race_not_a_crash(self, officer, draft, revision):
        answer = officer.post(
            reverse("console:draft_decide", args=[draft.pk]),
            {"decision": "accepted", "revision": revision},
            **HTMX,
        )
        assert answer.status_code == 409

    def test_editing_keeps_the_place_of_what_was_left_alone(self, officer, draft):
        place = draft.lead[0]
        fields = {
            "revision": 0,
            "action": "完成全部预算审计",
            "lead": "县财政局,审计部门",
            "due_on": "2026-03-25",
            "rhythm": "每周",
        }
        answer = officer.post(reverse("console:draft_edit", args=[draft.pk]), fields, **HTMX)
        assert answer.status_code == 200
        draft.refresh_from_db()
        assert draft.lead == [place, {"text": "审计部门", "start": 0, "end": 0, "unit": None, "group": None}]
        assert (draft.due_on, draft.due_trace, draft.recurrence_text) == (
            dt.date(2026, 3, 25),
            "督查专员填写",
            "每周",
        )
        assert draft.decision == Draft.Decision.ACCEPTED

    def test_a_stale_edit_shows_both_versions_and_can_be_saved_after_all(
        self, world, signed_in, officer, draft
    ):
        address = reverse("console:draft_edit", args=[draft.pk])
        theirs = {"revision": 0, "action": "只审计一半", "lead": "县财政局", "due_on": "2026-03-20"}
        signed_in(world.officer2).post(address, theirs, **HTMX)
        mine = {"revision": 0, "action": "审计全部预算", "lead": "县财政局", "due_on": "2026-03-20"}
        answer = officer.post(address, mine, **HTMX)
        page = answer.content.decode()
        assert answer.status_code == 409 and "郑督查" in page
        assert "<td>只审计一半</td><td>审计全部预算</td>" in page
        # What is the same on both sides is not listed.
        assert "<td>县财政局</td>" not in page and "<td>2026-03-20</td>" not in page
        # The form holds what was typed, and the revision to save it over.
        assert 'name="revision" value="1"' in page
        assert officer.post(address, mine | {"revision": 1}, **HTMX).status_code == 200
        draft.refresh_from_db()
        assert draft.action == "审计全部预算"

    def test_an_empty_task_comes_back_with_the_form(self, officer, draft):
        answer = officer.post(
            reverse("console:draft_edit", args=[draft.pk]), {"revision": 0, "action": ""}, **HTMX
        )
        assert answer.status_code == 422 and "field-error" in answer.content.decode()


class TestHistory:
    """What was done to a draft, on its card; and taking it back."""

    @pytest.fixture
    def draft(self, world):
        return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)

    def accept(self, officer, draft) -> None:
        officer.post(
            reverse("console:draft_decide", args=[draft.pk]), {"decision": "accepted", "revision": 0}, **HTMX
        )

    def test_the_card_tells_who_did_what_to_which_field(self, officer, draft):
        fields = {"revision": 0, "action": "完成全部审计", "lead": "县财政局", "due_on": "2026-03-20"}
        officer.post(reverse("console:draft_edit", args=[draft.pk]), fields, **HTMX)
        page = officer.get(reverse("console:draft_history", args=[draft.pk]), **HTMX).content.decode()
        assert "周督查 修改" in page
        assert "工作任务：<del>完成预算审计</del> → <ins>完成全部审计</ins>" in page
        assert "完成时限" not in page

    def test_undoing_answers_with_the_desk_as_it_is_now(self, officer, draft):
        self.accept(officer, draft)
        answer = officer.post(reverse("console:speech_undo", args=[draft.speech_id]), **HTMX)
        page = answer.content.decode()
        assert answer.status_code == 200 and "已撤销：采纳" in page
        assert f'data-lit="{draft.pk}"' in page and 'data-state="proposed"' in page

    def test_with_nothing_to_undo_it_says_so(self, officer, draft):
        answer = officer.post(reverse("console:speech_undo", args=[draft.speech_id]), **HTMX)
        assert answer.status_code == 422 and "没有可以撤销的操作" in answer.content.decode()

    def test_the_switch_for_unsure_sentences_stays_on(self, officer, draft):
        Draft.objects.filter(pk=draft.pk).update(is_proposed=False)
        page = officer.post(
            reverse("console:speech_accept_all", args=[draft.speech_id]), {"above": "90", "all": "1"}, **HTMX
        ).content.decode()
        assert f'id="d{draft.pk}"' in page and 'name="all" value="1"' in page

    def test_going_back_answers_with_the_card(self, officer, draft):
        self.accept(officer, draft)
        answer = officer.post(
            reverse("console:draft_revert", args=[draft.pk]), {"to": "0", "revision": "1"}, **HTMX
        )
        assert answer.status_code == 200 and 'data-state="proposed"' in answer.content.decode()


class TestCutting:
    """Splitting, merging and adding through the pages."""

    @pytest.fixture
    def draft(self, world):
        return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)

    def test_the_places_to_cut_are_shown_in_the_words(self, officer, draft):
        Draft.objects.filter(pk=draft.pk).update(quote="要甲，要乙；要丙", end=draft.start + 8)
        page = officer.get(reverse("console:draft_split", args=[draft.pk]), **HTMX).content.decode()
        assert page.count('class="split-place choice"') == 2 and f'value="{draft.start + 3}"' in page

    def test_cutting_answers_with_the_desk_and_both_halves(self, officer, draft):
        answer = officer.post(
            reverse("console:draft_split", args=[draft.pk]),
            {"place": draft.start + 12, "revision": 0},
            **HTMX,
        )
        page = answer.content.decode()
        assert answer.status_code == 200 and page.count("拆分而成") == 2 and f'id="d{draft.pk}"' not in page

    @pytest.mark.parametrize("place", ["", "x", "0", "99999999999999999999"])
    def test_a_place_outside_the_words_is_refused(self, officer, draft, place):
        answer = officer.post(
            reverse("console:draft_split", args=[draft.pk]), {"place": place, "revision": 0}, **HTMX
        )
        assert answer.status_code == 422 and "选一处断开" in answer.content.decode()

    def test_a_stale_merge_gets_409_and_the_present_desk(self, officer, draft):
        a_draft(draft.speech, decision=Draft.Decision.PROPOSED)
        answer = officer.post(reverse("console:draft_merge", args=[draft.pk]), {"revision": 5}, **HTMX)
        assert answer.status_code == 409 and f'id="d{draft.pk}"' in answer.content.decode()

    def test_selected_words_come_back_as_a_filled_form_and_are_saved(self, officer, draft):
        address = reverse("console:draft_new", args=[draft.speech_id])
        start = draft.speech.text.index("各乡镇每周一")
        place = {"start": start, "end": len(draft.speech.text)}
        page = officer.get(address, place, **HTMX).content.decode()
        assert 'value="各乡镇"' in page
        answer = officer.post(address, {**place, "action": "报送进展", "lead": "各乡镇"}, **HTMX)
        assert 'data-state="manual"' in answer.content.decode()
        made = Draft.objects.get(origin="manual")
        assert (
            made.quote == "各乡镇每周一报送进展情况"
            and made.lead[0]["text"] == "各乡镇"
            and made.lead[0]["end"]
        )

    def test_a_form_without_a_task_stays_in_its_place(self, officer, draft):
        address = reverse("console:draft_new", args=[draft.speech_id])
        answer = officer.post(address, {"start": 0, "end": 10, "action": " "}, **HTMX)
        assert answer.status_code == 422 and answer["HX-Retarget"] == "#new-draft"

    def test_nothing_selected_is_answered_with_what_to_do(self, officer, draft):
        answer = officer.get(reverse("console:draft_new", args=[draft.speech_id]), **HTMX)
        assert answer.status_code == 422 and "请先在原文中选中一段文字" in answer.content.decode()


def test_an_unknown_name_is_a_question_with_its_likeliest_answers(world, officer):
    draft = a_draft(a_speech(world), lead=[a_name("县才政局")], decision=Draft.Decision.PROPOSED)
    address = reverse("console:draft_name", args=[draft.pk])
    asked = officer.get(address, {"written": "县才政局"}, **HTMX).content.decode()
    key = f"unit:{world.units['财政局'].pk}"
    assert "“县才政局”指的是哪个单位？" in asked and f'name="key" value="{key}"' in asked
    answer = officer.post(address, {"written": "县才政局", "key": key, "revision": 0}, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200 and "已认定单位（1条）" in page and "未对应单位" not in page
    again = officer.post(address, {"written": "县才政局", "key": key, "revision": 0}, **HTMX)
    assert again.status_code == 409


def test_the_outline_counts_the_orders_under_each_heading(world, officer):
    text = "一、财源\n县财政局要完成审计。\n二、绿化\n县林业局要补植。县林业局要报告。"
    speech = a_speech(
        world,
        text=text,
        outline=[
            {"start": 0, "end": 4, "level": 1, "text": "一、财源"},
            {"start": text.index("二"), "end": text.index("二") + 4, "level": 1, "text": "二、绿化"},
        ],
    )
    for words in ("县财政局要完成审计", "县林业局要补植", "县林业局要报告"):
        a_draft(speech, start=text.index(words), end=text.index(words) + len(words), quote=words)
    page = officer.get(reverse("console:speech", args=[speech.pk]))
    found = [(one.text, one.line, one.drafts) for one in page.context["desk"].headings]
    assert found == [("一、财源", 0, 1), ("二、绿化", text.index("二"), 2)]
    assert f'href="#p{text.index("二")}"' in page.content.decode()
    # In the text itself they are headings for the eye and for a screen reader.
    assert 'role="heading" aria-level="3">二、绿化</span>' in page.content.decode()


def test_registering_twice_makes_one_set_of_items(world, officer):
    speech = a_speech(world)
    a_draft(speech)
    for _ in range(2):
        officer.post(
            reverse("console:speech_register", args=[speech.pk]),
            {"basis": "会议", "approver": "县长", "issue_now": "on"},
        )
    assert ResponsibilityItem.objects.count() == 1
    assert UnitAssignment.objects.get().state == "issued"


def test_the_page_asks_the_database_no_more_for_more_drafts(world, officer, django_assert_max_num_queries):
    speech = a_speech(world)
    for n in range(60):
        a_draft(speech, action=f"任务{n}", decision=Draft.Decision.PROPOSED)
    with django_assert_max_num_queries(20):
        officer.get(reverse("console:speech", args=[speech.pk]))


def test_progress_sends_the_browser_on_when_the_parsing_has_ended(world, officer):
    speech = a_speech(world, state=Speech.State.PARSING, progress=40)
    address = reverse("console:speech_progress", args=[speech.pk])
    assert 'value="40"' in officer.get(address, **HTMX).content.decode()
    Speech.objects.update(state=Speech.State.PARSED)
    assert officer.get(address, **HTMX)["HX-Redirect"] == reverse("console:speech", args=[speech.pk])
