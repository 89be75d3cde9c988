"""Feedback sheets through the pages: out, back in, compared, entered, and nobody sees another's."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW
from tests.tracker.items.test_feedback_sheets import answer
from tracker.items.feedback.columns import CONTENT, PERCENT
from tracker.items.models import ProgressReport, ReturnedSheet
from tracker.items.states import State


@pytest.fixture
def task(world):
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW, slip_no="督〔2026〕1-1-1")


def exported(client, query: str = "") -> bytes:
    return b"".join(client.get(reverse("portal:feedback_export") + query).streaming_content)


def hand_in(client, data: bytes, name: str = "财政局.xlsx"):
    return client.post(
        reverse("portal:feedback_return"), {"file": SimpleUploadedFile(name, data)}, follow=True
    )


def test_from_export_to_entered(world, signed_in, task):
    client = signed_in(world.officer)
    page = hand_in(client, answer(exported(client), {CONTENT: "完成<b>初稿</b>", PERCENT: 45}))
    text = page.content.decode()
    assert "将写入1行" in text and "完成&lt;b&gt;初稿" in text and "还没有反馈" in text
    enter = reverse("portal:feedback_enter", args=[page.context["sheet"].pk])
    given = {"take": [row.key for row in page.context["rows"]], "way": "all"}
    assert "已写入1行" in client.post(enter, given, follow=True).content.decode()
    # The second click, and the file once more.
    assert "已经录入过，没有重复写入" in client.post(enter, given, follow=True).content.decode()
    assert ProgressReport.objects.count() == 1
    item = client.get(reverse("portal:item", args=[task.item_id])).content.decode()
    assert "按反馈表录入" in item and "按财政局交回的反馈表录入：财政局.xlsx第4行" in item


def test_a_liaison_hands_in_its_own_and_cannot_open_anothers(world, signed_in, task):
    clerk, officer = signed_in(world.lead_clerk), signed_in(world.officer)
    page = hand_in(clerk, answer(exported(clerk), {CONTENT: "甲"}))
    assert "将写入1行" in page.content.decode()
    sheet = ReturnedSheet.objects.get()
    assert (
        signed_in(world.support_clerk).get(reverse("portal:feedback_sheet", args=[sheet.pk])).status_code
        == 404
    )
    assert officer.get(reverse("portal:feedback_sheet", args=[sheet.pk])).status_code == 200
    whose = clerk.get(reverse("portal:feedback")).context["export"].fields["whose"].choices
    assert [label for _, label in whose] == ["全部单位", "财政局"]


def test_a_bad_file_is_explained_at_the_field(world, signed_in, task):
    page = hand_in(signed_in(world.officer), b"not a workbook")
    assert page.status_code == 422 and "不是 Excel 工作簿" in page.content.decode()
    answer_ = signed_in(world.officer).post(reverse("portal:feedback_return"), {})
    assert "请选择文件" in answer_.content.decode()


def test_rows_that_nobody_filled_in_are_counted_and_not_listed(world, signed_in, task):
    an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    client = signed_in(world.officer)
    page = hand_in(client, answer(exported(client), {CONTENT: "甲"}))
    assert [row.kind for row in page.context["rows"]] == ["new"]
    assert "另有1行没有填写" in page.content.decode()


def test_nothing_to_export_is_told(world, signed_in):
    page = signed_in(world.officer).get(reverse("portal:feedback_export"), follow=True)
    assert "目前没有要反馈的任务" in page.content.decode()
    page = signed_in(world.officer).get(reverse("portal:feedback_export") + "?whose=unit:x", follow=True)
    assert "请选择列表中的" in page.content.decode()


def test_the_comparison_takes_as_many_queries_however_many_rows(
    world, signed_in, task, django_assert_max_num_queries
):
    for _ in range(12):
        an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    client = signed_in(world.officer)
    page = hand_in(client, answer(exported(client), *[{CONTENT: "甲"}] * 13))
    with django_assert_max_num_queries(14):
        client.get(reverse("portal:feedback_sheet", args=[page.context["sheet"].pk]))
    with django_assert_max_num_queries(16):
        client.get(reverse("portal:feedback"))
