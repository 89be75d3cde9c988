"""卷宗: everything on one item that the viewer may see, safely named, hashed, and the same bytes for the same state."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, TODAY, World, stand_in
from tracker.common.archives import entry, safe_name, unique
from tracker.items import operations
from tracker.items.clock import clock_at
from tracker.items.comments import edit_comment, write_comment
from tracker.items.extensions import ask_extension, decide_extension, reschedule
from tracker.items.instruction_changes import withdraw_instruction
from tracker.items.instructions import Words, answer_instruction, give_instruction
from tracker.items.mentions import Subject
from tracker.items.models import Event, Evidence, ResponsibilityItem
from tracker.items.progress import Told, report_progress
from tracker.items.registration import register_speech
from tracker.items.reviewing import ask_review, decide_review
from tracker.items.verification import plan_verification, record_finding
from tracker.reports.case_file import MANIFEST
from tracker.reports.operations import freeze_bulletin
from tracker.reports.period import month_of

PDF = b"%PDF-1.7 invented"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def item(world: World) -> ResponsibilityItem:
    """财政局 leads, 审计局 supports; both were issued, both reported, one asked for more time and was looked at."""
    officer, clerk = world.viewer("officer"), world.viewer("lead_clerk")
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    made = register_speech(speech.pk, basis="县长办公会", approver="王副县长", by=officer, at=NOW)[0]
    operations.issue_all([made.pk], by=officer, at=NOW)
    lead, support = made.assignments.get(role="lead"), made.assignments.get(role="support")
    operations.acknowledge(lead.pk, by=clerk, at=NOW)
    operations.acknowledge(support.pk, by=world.viewer("support_clerk"), at=NOW)
    files = [SimpleUploadedFile(name, PDF) for name in ("报告:终稿.pdf", "报告:终稿.pdf", "CON.pdf")]
    report_progress(lead.pk, Told("=SUM(1)完成", percent=100), files=files, by=clerk, at=NOW)
    report_progress(support.pk, Told("审计局自己的话"), by=world.viewer("support_clerk"), at=NOW)
    asked = ask_extension(lead.pk, new_due_on=TODAY + dt.timedelta(40), reason="等资料", by=clerk, at=NOW)
    decide_extension(asked.pk, granted=True, answer="同意", by=officer, at=NOW)
    check = plan_verification(lead.pk, kind="desk", planned_on=TODAY, by=officer, at=NOW)
    record_finding(check.pk, result="confirmed", percent=100, finding="属实", by=officer, at=NOW)
    return ResponsibilityItem.objects.get(pk=made.pk)


def taken(client, item: ResponsibilityItem) -> bytes:
    answer = client.get(reverse("portal:case_file", args=[item.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def opened(data: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


def table(archive: zipfile.ZipFile, name: str) -> list[dict]:
    head, *rows = load_workbook(io.BytesIO(archive.read(name))).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_it_holds_everything_under_names_that_every_system_takes(world, signed_in, item):
    archive = opened(taken(signed_in(world.officer), item))
    assert archive.namelist() == [
        "01-封面.docx",
        "02-交办单/督〔2026〕1-1-1 财政局.docx",
        "02-交办单/督〔2026〕1-1-2 审计局.docx",
        "03-进展反馈.xlsx",
        "04-佐证材料/财政局/2026-03-02 报告_终稿.pdf",
        "04-佐证材料/财政局/2026-03-02 报告_终稿-2.pdf",
        "04-佐证材料/财政局/2026-03-02 _CON.pdf",
        "05-延期申请.xlsx",
        "06-核查.xlsx",
        "06-领导批示.xlsx",
        "06-复核.xlsx",
        "06-留言.xlsx",
        "07-消息.xlsx",
        "08-办理记录.xlsx",
        "08-办理记录.csv",
        "09-办理记录校验.txt",
        MANIFEST,
    ]
    assert archive.read(archive.namelist()[4]) == PDF
    report, _ = table(archive, "03-进展反馈.xlsx")
    assert (report["进展情况"], report["完成比例(%)"], report["录入方式"]) == ("=SUM(1)完成", 100, "页面")
    assert table(archive, "05-延期申请.xlsx")[0]["理由"] == "等资料"
    assert table(archive, "06-核查.xlsx")[0]["核查情况"] == "属实"
    assert {row["收件人"] for row in table(archive, "07-消息.xlsx")} >= {"钱小明", "孙小红"}
    assert [row["动作"] for row in table(archive, "08-办理记录.xlsx")][:2] == ["立项", "交办"]
    cover = Document(io.BytesIO(archive.read("01-封面.docx")))
    words = "\n".join(cell.text for grid in cover.tables for row in grid.rows for cell in row.cells)
    assert "完成预算审计" in words and "王副县长" in words and "审计局" in words


def test_the_manifest_lets_anybody_check_every_file(world, signed_in, item):
    archive = opened(taken(signed_in(world.officer), item))
    lines = dict(reversed(line.split("  ", 1)) for line in archive.read(MANIFEST).decode().splitlines())
    assert set(lines) == set(archive.namelist()) - {MANIFEST}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in lines.items())


def test_the_same_state_gives_the_same_bytes_and_a_new_act_others(world, signed_in, item):
    client = signed_in(world.officer)
    first = taken(client, item)
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        assert taken(signed_in(world.officer), item) == first
    operations.suspend(
        item.assignments.get(role="support").pk, reason="等", by=world.viewer("officer"), at=NOW
    )
    assert taken(client, item) != first


def test_a_unit_gets_what_it_may_see_and_nothing_of_others(world, signed_in, item):
    archive = opened(taken(signed_in(world.support_clerk), item))
    everything = "".join(archive.namelist()) + "".join(
        str(table(archive, name)) for name in archive.namelist() if name.endswith(".xlsx")
    )
    assert "审计局自己的话" in everything
    for foreign in ("报告_终稿", "=SUM(1)完成", "等资料", "属实", "钱小明"):
        assert foreign not in everything
    told = archive.read("09-办理记录校验.txt").decode()
    assert "全链校验通过" in told and "您可以查看的" in told and "=SUM" not in told


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("former", 404), ("admin", 404), ("leader", 200)]
)
def test_who_may_take_it(world, signed_in, item, who, status):
    assert signed_in(world.people[who]).get(reverse("portal:case_file", args=[item.pk])).status_code == status


def test_the_bulletins_that_name_it_are_in_it_for_whoever_sees_papers(world, signed_in, item):
    later = NOW + dt.timedelta(days=60)
    period = month_of(later.date())
    paper = freeze_bulletin(period, demands="", token="f" * 12, by=world.viewer("officer"), at=later)
    name = f"02-督查通报/{later.year}年第{paper.number}期 {paper.title}.docx"
    assert item.assignments.get(role="support").pk in paper.figures["late"]
    with time_machine.travel(later, tick=False):
        archive = opened(taken(signed_in(world.officer), item))
        assert name in archive.namelist()
        assert name not in opened(taken(signed_in(world.support_clerk), item)).namelist()
    assert paper.title in "".join(one.text for one in Document(io.BytesIO(archive.read(name))).paragraphs)


def test_a_changed_history_is_told_in_it(world, signed_in, item):
    Event.objects.filter(item=item, number=3).update(data={"to": "closed"})
    told = opened(taken(signed_in(world.officer), item)).read("09-办理记录校验.txt").decode()
    assert "全链校验不通过：第3条" in told


def test_a_file_that_has_gone_is_told_in_its_place(world, signed_in, item):
    default_storage.delete(Evidence.objects.order_by("pk").first().file.name)
    archive = opened(taken(signed_in(world.officer), item))
    assert "已不在服务器上" in archive.read(archive.namelist()[4]).decode()


def test_csv_cells_never_run_as_formulas(world, signed_in, item):
    text = opened(taken(signed_in(world.officer), item)).read("08-办理记录.csv").decode("utf-8-sig")
    assert "'=SUM(1)完成" in text and ",=SUM" not in text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\a.docx", "C__a.docx"),
        ("NUL", "_NUL"),
        ("", "未命名"),
        ("...", "未命名"),
        ("报告\u202egpj.pdf", "报告gpj.pdf"),
        ("长" * 200 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_a_name_stays_where_it_is_put(name, safe):
    assert safe_name(name) == safe


def test_a_path_that_leaves_the_archive_is_refused_and_names_stay_apart():
    for path in ("../a", "/a", "a/../../b", "a\\b", ""):
        with pytest.raises(ValueError, match="leave"):
            entry(path)
    taken_names: set[str] = set()
    assert [unique(name, taken_names) for name in ("甲/A.pdf", "甲/a.pdf", "甲/A.pdf")] == [
        "甲/A.pdf",
        "甲/a-2.pdf",
        "甲/A-3.pdf",
    ]


def test_what_was_said_has_parts_of_its_own_for_who_may_read_it(item, world, signed_in):
    lead, support = item.assignments.get(role="lead"), item.assignments.get(role="support")
    leader, clerk, officer = (world.viewer(who) for who in ("leader", "lead_clerk", "officer"))
    made = give_instruction(
        item, Words("=1+1 抓紧", answer_by=TODAY), to=[lead.pk], token="a" * 32, by=leader, at=NOW
    )
    answer_instruction(made.targets.get().pk, "已加派人手", by=clerk, at=NOW)
    withdraw_instruction(made.pk, reason="写错事项", by=leader, at=NOW)
    said = write_comment(Subject(item, support), "旧话", token="b" * 32, by=officer, at=NOW).comment
    edit_comment(said.pk, "新话", seen_revision=1, by=officer, at=NOW)
    write_comment(Subject(item), "大家看看", token="c" * 32, by=officer, at=NOW)
    reschedule(lead.pk, new_due_on=TODAY + dt.timedelta(50), reason="提级", by=officer, at=NOW)
    contested = Event.objects.get(act="reschedule")
    review = ask_review(contested.pk, reason="来不及", by=clerk, clock=clock_at(NOW))
    decide_review(review.pk, changed=False, answer="维持原定", by=world.viewer("officer2"), at=NOW)
    archive = opened(taken(signed_in(world.officer), item))
    (told,) = table(archive, "06-领导批示.xlsx")
    assert (told["批示内容"], told["反馈"], told["反馈人"], told["送达单位"]) == (
        "=1+1 抓紧",
        "已加派人手",
        "钱小明",
        "财政局",
    )
    assert told["状态"].startswith("王副县长") and told["状态"].endswith("撤回：写错事项")
    comments = table(archive, "06-留言.xlsx")
    assert [(one["关于"], one["内容"]) for one in comments] == [("审计局", "新话"), ("整个事项", "大家看看")]
    assert "旧话" in comments[0]["此前的内容"]
    (judged,) = table(archive, "06-复核.xlsx")
    assert (judged["对哪项决定"], judged["结果"], judged["复核人"]) == ("调整时限", "维持原决定", "郑督查")
    # The supporting unit reads its own comment and neither the lead's instruction nor its review.
    theirs = opened(taken(signed_in(world.support_clerk), item))
    assert table(theirs, "06-领导批示.xlsx") == table(theirs, "06-复核.xlsx") == []
    assert len(table(theirs, "06-留言.xlsx")) == 2
    assert len(table(opened(taken(signed_in(world.lead_clerk), item)), "06-留言.xlsx")) == 2


def test_what_a_deputy_did_names_both_in_every_part(item, world, signed_in):
    lead = item.assignments.get(role="lead")
    stand_in(world)
    stand_in(world, who="stranger", holder="officer")
    unit, office = world.viewer("deputy"), world.viewer("stranger")
    later = {"new_due_on": TODAY + dt.timedelta(60), "reason": "仍缺资料", "by": unit}
    asked = ask_extension(lead.pk, at=NOW + MINUTE, **later)
    decide_extension(asked.pk, granted=False, answer="不再延", by=office, at=NOW + MINUTE)
    look = plan_verification(lead.pk, kind="desk", planned_on=TODAY, by=office, at=NOW + MINUTE)
    record_finding(look.pk, result="confirmed", percent=100, finding="属实", by=office, at=NOW + MINUTE)
    contested = Event.objects.get(act="refuse_extension")
    review = ask_review(contested.pk, reason="确需", by=unit, clock=clock_at(NOW + MINUTE))
    decide_review(review.pk, changed=False, answer="维持", by=world.viewer("officer2"), at=NOW + MINUTE)
    archive = opened(taken(signed_in(world.officer), item))
    both = ("冯小代（代钱小明）", "李小林（代周督查）")
    first, second = table(archive, "05-延期申请.xlsx")
    assert (first["申请人"], first["答复人"]) == ("钱小明", "周督查")
    assert (second["申请人"], second["答复人"]) == both
    check = table(archive, "06-核查.xlsx")[-1]
    assert (check["安排人"], check["核查人"]) == (both[1], both[1])
    (judged,) = table(archive, "06-复核.xlsx")
    assert (judged["申请人"], judged["决定人"], judged["复核人"]) == (*both, "郑督查")
