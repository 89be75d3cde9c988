"""Reporting from the pages: files, amounts, the click without news, and the download."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.items.models import Evidence, ProgressReport, ResponsibilityItem, UnitAssignment
from tracker.items.states import State

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def assignment(world) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)


def send(client, assignment, **given):
    data = {"content": "已完成初稿", "revision": assignment.revision, **given}
    return client.post(reverse("portal:report", args=[assignment.pk]), data, headers=HTMX)


def test_files_go_with_a_report_and_come_back_as_downloads(world, signed_in, assignment):
    clerk = signed_in(world.lead_clerk)
    files = [SimpleUploadedFile("报告.pdf", PDF), SimpleUploadedFile("名单.txt", "甲\n".encode())]
    page = send(clerk, assignment, percent="60", evidence=files).content.decode()
    assert "报告.pdf" in page and "名单.txt" in page
    got = clerk.get(reverse("portal:evidence", args=[Evidence.objects.get(name="报告.pdf").pk]))
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff" and "sandbox" in got["Content-Security-Policy"]


def test_a_bad_file_is_said_at_its_field_and_the_words_stay(world, signed_in, assignment):
    bad = SimpleUploadedFile("脚本.html", b"<script>alert(1)</script>")
    page = send(signed_in(world.lead_clerk), assignment, evidence=[bad]).content.decode()
    assert "“脚本.html”的类型不能上传" in page and "请重新选择文件" in page and "已完成初稿" in page
    assert not ProgressReport.objects.exists()


def test_a_number_to_be_reached_is_reported_in_its_own_measure(world, signed_in, assignment):
    ResponsibilityItem.objects.update(target="200户")
    clerk = signed_in(world.lead_clerk)
    form = clerk.get(reverse("portal:report", args=[assignment.pk]), headers=HTMX).content.decode()
    assert "目标 200户" in form and 'name="percent"' not in form
    assert "完成 25%" in send(clerk, assignment, amount="50").content.decode()
    assert "不能小于" in send(clerk, assignment, amount="-1").content.decode()


def test_one_click_says_that_nothing_changed(world, signed_in, assignment):
    clerk = signed_in(world.lead_clerk)
    board = send(clerk, assignment, percent="60", board="owed").content.decode()
    assert "无变化" in board
    assignment.refresh_from_db()
    address = reverse("portal:unchanged", args=[assignment.pk])
    given = {"revision": assignment.revision, "board": "owed"}
    clerk.post(address, given, headers=HTMX)
    # A double click is one report.
    again = clerk.post(address, given, headers=HTMX).content.decode()
    assert "刚被他人改动" in again or "核对" in again
    assert ProgressReport.objects.filter(is_unchanged=True).count() == 1


def test_a_file_that_has_gone_is_said_to_have_gone(world, signed_in, assignment):
    clerk = signed_in(world.lead_clerk)
    send(clerk, assignment, evidence=[SimpleUploadedFile("报告.pdf", PDF)])
    row = Evidence.objects.get()
    row.file.storage.delete(row.file.name)
    assert clerk.get(reverse("portal:evidence", args=[row.pk])).status_code == 404


def test_marks_are_for_officers(world, signed_in, assignment):
    send(signed_in(world.lead_clerk), assignment, percent="100")
    page = reverse("portal:item", args=[assignment.item_id])
    assert "没有佐证材料" in signed_in(world.officer).get(page).content.decode()
    assert "没有佐证材料" not in signed_in(world.lead_clerk).get(page).content.decode()
