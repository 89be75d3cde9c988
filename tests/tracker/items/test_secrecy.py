"""Files that say of themselves that they are classified come in nowhere: feedback sheets, ledgers, evidence; talk about secrets does."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import Workbook

from tests.support.build import LEDGER_HEAD, LEDGER_ROW, a_ledger, an_assignment
from tests.support.world import NOW
from tests.tracker.items.test_feedback_sheets import answer, exported
from tracker.common.errors import Refused
from tracker.items.feedback import operations as sheets
from tracker.items.feedback.columns import CONTENT
from tracker.items.ledger_import import operations as ledgers
from tracker.items.models import Evidence, LedgerImport, ProgressReport, ReturnedSheet
from tracker.items.progress import Told, report_progress
from tracker.items.secrecy import why_not
from tracker.items.states import State


def workbook(*rows: tuple, header: str = "") -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.active.oddHeader.right.text = header
    book.save(buffer)
    return buffer.getvalue()


def document(*paragraphs: str) -> bytes:
    made, buffer = Document(), io.BytesIO()
    for words in paragraphs:
        made.add_paragraph(words)
    made.save(buffer)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TALK = "严守国家秘密，做好保密教育，开展涉密人员培训"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("台账.xlsx", workbook(("机密★10年", "重点任务")), "机密★10年"),
        ("台账.xlsx", workbook(*[("任务", TALK)] * 40, ("密级", "秘密")), "秘密"),
        ("台账.xlsx", workbook(("任务",), header="绝密★启用前"), "绝密★"),
        ("报告.docx", document("机密★5年", "关于防汛的报告"), "机密★5年"),
        ("说明.txt", "秘密\n关于防汛的说明".encode("gb18030"), "秘密"),
        ("报告.wps", OLE + "前文机密★10年后文".encode("utf-16-le"), "密级标志"),
        ("报告（机密）.pdf", b"%PDF-1.7", "文件名写有“机密”"),
        ("附件.zip", archive("一.txt", "秘密-名单.xlsx"), "压缩包里的文件名写有“秘密”"),
    ],
    ids=["cell", "field", "page header", "word", "text", "old binary", "name", "archive"],
)
def test_a_mark_is_found_wherever_it_stands(name, data, says):
    assert says in why_not(data, name) and "不得在非涉密系统中" in why_not(data, name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("台账.xlsx", workbook(("任务", "保密"), (TALK, "商业秘密保护"))),
        ("报告.docx", document("关于防汛的报告", TALK)),
        ("严守国家秘密工作方案.pdf", b"%PDF-1.7"),
        ("报告.wps", OLE + TALK.encode("utf-16-le")),
        ("附件.zip", archive("保密教育.txt")),
        ("坏.xlsx", b"PK\x03\x04 cut off"),
    ],
)
def test_talk_about_secrets_is_no_mark_and_what_cannot_be_read_is_for_its_reader(name, data):
    assert why_not(data, name) == ""


def nothing_is_kept() -> bool:
    return not any(default_storage.exists(folder) for folder in ("sheets", "ledgers", "evidence"))


def test_neither_table_is_kept(world, signed_in):
    an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    officer = world.viewer("officer")
    sheet = answer(exported(world), {CONTENT: "机密★长期"})
    ledger = a_ledger(LEDGER_ROW, head=(*LEDGER_HEAD[:-1], "绝密★启用前"))
    for receive, data in ((sheets.receive, sheet), (ledgers.receive, ledger)):
        with pytest.raises(Refused, match="“表.xlsx”不能上传：文件中写有“.密★"):
            receive(data, name="表.xlsx", by=officer, at=NOW)
    assert not ReturnedSheet.objects.exists() and not LedgerImport.objects.exists() and nothing_is_kept()
    for address in ("portal:feedback", "console:ledgers"):
        assert "不得处理涉密内容" in signed_in(world.officer).get(reverse(address)).content.decode()
    page = signed_in(world.officer).post(
        reverse("portal:feedback_return"), {"file": SimpleUploadedFile("表.xlsx", sheet)}
    )
    assert page.status_code == 422 and "涉密材料不得" in page.content.decode()


def test_evidence_is_refused_with_the_report_whole(world):
    part = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    files = [SimpleUploadedFile("一.txt", b"ok"), SimpleUploadedFile("二.docx", document("秘密★1年", "附件"))]
    with pytest.raises(Refused, match="“二.docx”不能上传"):
        report_progress(part.pk, Told("已办"), files=files, by=world.viewer("lead_clerk"), at=NOW)
    assert not ProgressReport.objects.exists() and not Evidence.objects.exists() and nothing_is_kept()
