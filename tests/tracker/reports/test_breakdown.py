"""任务分解表: what was registered, what was accepted, in the order of the speech, as .docx and .xlsx."""

from __future__ import annotations

import io

from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, World
from tracker.items.registration import register_speech
from tracker.meetings.models import Draft
from tracker.reports import breakdown


def test_it_lists_registered_items_and_accepted_drafts_in_the_order_of_the_speech(world: World) -> None:
    speech = a_speech(world)
    a_draft(
        speech, lead=[a_name("县财政局")], support=[a_name("审计部门"), a_name("某某专班")], target="全部完成"
    )
    register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)
    a_draft(
        speech,
        action="报送进展情况",
        lead=[a_name("各乡镇")],
        due_text="",
        due_on=None,
        recurrence_text="每周一",
    )
    a_draft(speech, action="还没有定", decision=Draft.Decision.PROPOSED)
    a_draft(speech, action="舍弃了", decision=Draft.Decision.REJECTED)
    first, second = breakdown.build(world.viewer("officer"), speech).lines
    assert (first.number, first.task, first.target) == ("1", "完成预算审计", "全部完成")
    # Matched units by their short names, the unmatched one as it was said and marked.
    assert (first.leads, first.supports) == ("财政局", "审计局、某某专班（待定）")
    assert first.due == "3月20日前\n2026-03-20"
    assert first.item_no.startswith("督〔2026〕")
    assert (second.number, second.item_no, second.leads, second.frequency) == (
        "2",
        "未立项",
        "各乡镇",
        "每周一",
    )


def test_a_registered_item_keeps_its_deadline_while_its_unit_is_unknown(world: World) -> None:
    speech = a_speech(world)
    a_draft(speech, lead=[a_name("某某专班")])
    register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)
    (line,) = breakdown.build(world.viewer("officer"), speech).lines
    assert (line.leads, line.due) == ("某某专班（待定）", "3月20日前\n2026-03-20")


def test_its_document_lies_across_with_nine_columns(world: World) -> None:
    speech = a_speech(world)
    a_draft(speech, action="完成<审计>&{{ 1 }}\x07")
    document = Document(io.BytesIO(breakdown.docx(breakdown.build(world.viewer("officer"), speech))))
    section = document.sections[0]
    assert section.page_width > section.page_height
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == list(breakdown.HEAD)
    assert table.rows[1].cells[2].text == "完成<审计>&{{ 1 }}"
    # The head repeats on every page.
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_its_workbook_has_the_same_rows(world: World) -> None:
    speech = a_speech(world)
    a_draft(speech, action="=SUM(A1)")
    data = breakdown.xlsx(breakdown.build(world.viewer("officer"), speech))
    title, head, row = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert title[0] == f"{speech.title}任务分解表"
    assert head == breakdown.HEAD
    assert row[:3] == (1, "未立项", "=SUM(A1)")


def test_it_can_be_downloaded_by_officers_only(world: World, signed_in) -> None:
    speech = a_speech(world)
    a_draft(speech)
    for ending in ("docx", "xlsx"):
        url = reverse(f"console:breakdown_{ending}", args=[speech.pk])
        answer = signed_in(world.officer).get(url)
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        for persona in ("leader", "lead_clerk", "stranger", "admin"):
            assert signed_in(world.people[persona]).get(url).status_code == 403
    assert (
        signed_in(world.officer).get(reverse("console:breakdown_docx", args=[speech.pk + 1])).status_code
        == 404
    )


def test_it_is_an_empty_table_with_a_sentence_when_nothing_was_accepted(world: World) -> None:
    table = breakdown.build(world.viewer("officer"), a_speech(world))
    document = Document(io.BytesIO(breakdown.docx(table)))
    assert "还没有采纳的任务" in "\n".join(p.text for p in document.paragraphs)
