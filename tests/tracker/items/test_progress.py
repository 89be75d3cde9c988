"""进展反馈: figures, files and the click without news; and what an officer is made to look at."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.build import an_assignment
from tests.support.world import NOW, World
from tracker.common.errors import Refused, Stale
from tracker.items import evidence
from tracker.items.flags import flags_of
from tracker.items.models import Event, Evidence, ProgressReport, ResponsibilityItem, UnitAssignment
from tracker.items.pace import Amount, Pace, amount_of, expected_progress, kept, percent_of
from tracker.items.progress import Told, report_progress, report_unchanged
from tracker.items.queries import reports_of
from tracker.items.states import State

PDF = b"%PDF-1.7 invented"


@pytest.fixture
def assignment(world: World) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)


@pytest.fixture
def kept_files() -> Path:
    """The folder in which this test's files are kept."""
    return Path(default_storage.location)


def told(world: World, assignment: UnitAssignment, *words, files=(), **figures) -> ProgressReport:
    given = Told(*(words or ("完成初稿",)), **figures)
    return report_progress(assignment.pk, given, files=files, by=world.viewer("lead_clerk"), at=NOW)


def a_file(name: str = "审计报告.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("target", "amount"),
    [
        ("4785户", Amount(Decimal(4785), "户")),
        ("不少于2次", Amount(Decimal(2), "次")),
        ("1.5万元", Amount(Decimal("1.5"), "万元")),
        ("50%以上", None),
        ("3名至5名", None),
        ("", None),
        ("0户", None),
    ],
)
def test_a_target_that_is_one_number_takes_amounts(target, amount):
    assert amount_of(target) == amount


def test_all_but_one_is_not_all():
    assert percent_of(Decimal(4784), Amount(Decimal(4785), "户")) == 99
    assert percent_of(Decimal(5000), Amount(Decimal(4785), "户")) == 100


@pytest.mark.parametrize(
    ("percent", "expected", "pace", "words"),
    [
        (45, 60, Pace.BEHIND, "时间已过60%，完成45%，欠进度15个百分点"),
        (50, 60, Pace.ON, "时间已过60%，完成50%，达进度"),
        (71, 60, Pace.AHEAD, "时间已过60%，完成71%，超进度11个百分点"),
    ],
)
def test_pace_shows_its_figures(percent, expected, pace, words):
    found = kept(percent, expected)
    assert found is not None and (found.pace, found.words) == (pace, words)


def test_pace_is_silent_where_the_data_is():
    assert kept(None, 10) is None and kept(10, None) is None
    assert expected_progress(NOW, NOW, NOW) is None
    assert expected_progress(NOW, NOW.replace(day=12), NOW.replace(day=4)) == 20


def test_an_amount_gives_the_percentage(world, assignment):
    ResponsibilityItem.objects.update(target="200户")
    report = told(world, assignment, amount=Decimal(50))
    assert (report.percent, report.amount) == (25, Decimal(50))


def test_an_amount_without_a_number_to_reach_is_refused(world, assignment):
    with pytest.raises(Refused, match="完成比例"):
        told(world, assignment, amount=Decimal(50))


def test_one_click_repeats_the_figures_and_a_second_one_is_stale(world, assignment):
    told(world, assignment, percent=40)
    revision = UnitAssignment.objects.get(pk=assignment.pk).revision
    clerk = world.viewer("lead_clerk")
    report = report_unchanged(assignment.pk, seen_revision=revision, by=clerk, at=NOW)
    assert (report.percent, report.is_unchanged) == (40, True)
    with pytest.raises(Stale):
        report_unchanged(assignment.pk, seen_revision=revision, by=clerk, at=NOW)
    assert ProgressReport.objects.count() == 2


def test_nothing_reported_yet_cannot_be_unchanged(world, assignment):
    with pytest.raises(Refused, match="还没有反馈"):
        report_unchanged(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)


def test_a_file_is_kept_under_another_name_and_named_in_the_history(world, assignment, kept_files):
    told(world, assignment, files=[a_file("../../审计报告.pdf")])
    row = Evidence.objects.get()
    assert row.name == "审计报告.pdf" and row.size == len(PDF)
    stored = on_disk(kept_files)
    assert len(stored) == 1 and "审计" not in stored[0].name and stored[0].read_bytes() == PDF
    assert Event.objects.get(act="report").data["files"] == [{"name": "审计报告.pdf", "sha256": row.sha256}]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([a_file("木马.exe", b"MZ")], "“木马.exe”的类型不能上传"),
        ([a_file("网页.html", b"<script>")], "类型不能上传"),
        ([a_file("假的.pdf", b"<html>")], "“假的.pdf”的内容与它的类型不符"),
        ([a_file("空.txt", b"")], "空文件"),
        ([a_file("好.pdf"), a_file("坏.png", PDF)], "“坏.png”"),
        ([a_file(f"{n}.pdf") for n in range(10)], "最多上传9个"),
        ([a_file("无后缀", PDF)], "类型不能上传"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_kept(world, assignment, kept_files, files, why):
    with pytest.raises(Refused, match=why):
        told(world, assignment, files=files)
    assert not ProgressReport.objects.exists() and on_disk(kept_files) == []


def test_a_large_file_is_refused(world, assignment, kept_files, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(Refused, match="超过"):
        told(world, assignment, files=[a_file()])


def test_a_file_that_cannot_be_written_takes_the_others_back(world, assignment, kept_files, monkeypatch):
    save = Evidence.save
    calls = []

    def fail_second(self, **how):
        calls.append(self)
        if len(calls) == 2:
            raise OSError("disk full")
        return save(self, **how)

    monkeypatch.setattr(Evidence, "save", fail_second)
    with pytest.raises(OSError):
        told(world, assignment, files=[a_file("一.pdf"), a_file("二.pdf")])
    assert on_disk(kept_files) == [] and not ProgressReport.objects.exists()


def test_only_who_sees_the_assignment_gets_its_files(world, assignment, kept_files):
    told(world, assignment, files=[a_file()])
    pk = Evidence.objects.get().pk
    for who in ("lead_clerk", "officer", "leader"):
        assert evidence.get_evidence(world.viewer(who), pk).name == "审计报告.pdf"
    for who in ("stranger", "support_clerk", "former", "admin"):
        with pytest.raises(evidence.Http404):
            evidence.get_evidence(world.viewer(who), pk)


def test_an_officer_is_made_to_look_twice(world, assignment):
    first = told(world, assignment, "已完成初稿。", percent=60)
    copied = told(world, assignment, "已完成 初稿", percent=50)
    quiet = report_unchanged(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)
    whole = told(world, assignment, "全部完成", percent=100)
    reports = reports_of(world.viewer("officer"), assignment.item)
    found = flags_of(reports, reopened=[assignment.pk])
    assert found == {
        copied.pk: ("文字与上次相同", "比例由60%退到50%"),
        whole.pk: ("完成100%但没有佐证材料", "曾销号后重新办理"),
    }
    assert first.pk not in found and quiet.pk not in found
