"""The layout of GB/T 9704 in the file itself (DOMAIN c3), and text that means harm."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn

from tracker.reports import official
from tracker.reports.document import Paper, Piece, Section, Table, plain
from tracker.reports.layout import BODY_FONT, HEAD_FONT, TITLE_FONT

HOSTILE = '<w:p/>&amp;]]> {{ 7*7 }} {% x %} "引号" \x00\x07\x1b\ud800\uffff <script>alert(1)</script> \u202e反\n第二行\t尾'


def a_paper(**columns: object) -> Paper:
    """A short bulletin of an invented office."""
    base = {
        "mark": "青禾县人民政府督查通报",
        "doc_no": "督通〔2026〕3号",
        "title_lines": ("关于2026年3月2日至8日", "责任事项办理情况的通报"),
        "addressee": "各有关单位",
        "opening": (plain("现通报如下。"),),
        "sections": (
            Section("总体情况", (plain("共3件。"),)),
            Section(
                "各单位办理情况",
                (plain("见下表。"),),
                Table(("单位", "任务"), ((Piece("财政局"), Piece("3")),), (3, 1), left=(0,), has_total=True),
            ),
        ),
        "closing": "特此通报。",
        "issuer": "青禾县人民政府督查室",
        "date": "2026年3月8日",
        "notes": ("计件。",),
    }
    return Paper(**(base | columns))  # type: ignore[arg-type]


def opened(paper: Paper):
    return Document(io.BytesIO(official.docx(paper)))


def form_of(paragraph) -> dict[str, str | None]:
    """Font, size and colour of the paragraph's first run."""
    run = paragraph.runs[0]._r.rPr
    colour = run.find(qn("w:color"))
    return {
        "font": run.find(qn("w:rFonts")).get(qn("w:eastAsia")),
        "size": run.find(qn("w:sz")).get(qn("w:val")),
        "colour": colour.get(qn("w:val")) if colour is not None else None,
    }


def paragraph_with(document, text: str):
    return next(p for p in document.paragraphs if p.text == text)


def test_it_sets_the_page_and_the_grid_of_the_standard() -> None:
    section = opened(a_paper()).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    assert (section.right_margin.mm, section.bottom_margin.mm) == pytest.approx((26, 35), abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")] == [
        "linesAndChars",
        "579",
        "-848",
    ]


def test_it_sets_mark_title_levels_and_body_in_their_faces() -> None:
    document = opened(a_paper())
    assert form_of(paragraph_with(document, "青禾县人民政府督查通报")) | {"size": ""} == {
        "font": TITLE_FONT,
        "size": "",
        "colour": "E60012",
    }
    assert form_of(paragraph_with(document, "责任事项办理情况的通报"))["size"] == "44"
    assert form_of(paragraph_with(document, "一、总体情况"))["font"] == HEAD_FONT
    assert form_of(paragraph_with(document, "共3件。")) == {"font": BODY_FONT, "size": "32", "colour": None}
    # The addressee stands flush left and ends in a full-width colon.
    assert paragraph_with(document, "各有关单位：").paragraph_format.first_line_indent == 0


def test_it_draws_the_red_rule_below_the_number_and_the_imprint_at_the_foot() -> None:
    document = opened(a_paper())
    rule = paragraph_with(document, "督通〔2026〕3号")._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:color")) == "E60012"
    imprint = paragraph_with(document, "\t青禾县人民政府督查室\t2026年3月8日印发")
    frame = imprint._p.pPr.find(qn("w:framePr"))
    assert (frame.get(qn("w:vAnchor")), frame.get(qn("w:yAlign"))) == ("margin", "bottom")


def test_it_numbers_odd_pages_on_the_right_and_even_ones_on_the_left() -> None:
    document = opened(a_paper())
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
    assert document.settings.odd_and_even_pages_header_footer


def test_it_names_fall_backs_for_every_face_it_uses() -> None:
    archive = zipfile.ZipFile(io.BytesIO(official.docx(a_paper())))
    fonts = archive.read("word/fontTable.xml").decode()
    used = set(re.findall(r'w:eastAsia="([^"]+)"', archive.read("word/document.xml").decode()))
    assert used and all(f'w:name="{name}"' in fonts for name in used)
    assert "w:altName" in fonts


def test_it_keeps_hostile_text_as_text_everywhere() -> None:
    table = Table(("单位", HOSTILE), ((Piece(HOSTILE), Piece("1")),), (3, 1))
    paper = a_paper(
        mark=HOSTILE,
        doc_no=HOSTILE,
        title_lines=(HOSTILE,),
        addressee=HOSTILE,
        sections=(Section(HOSTILE, (plain(HOSTILE),), table),),
        issuer=HOSTILE,
        notes=(HOSTILE,),
    )
    document = opened(paper)
    text = "\n".join(p.text for p in document.paragraphs) + document.tables[0].rows[1].cells[0].text
    # Nothing was interpreted, and only what no file can hold is gone.
    assert text.count("{{ 7*7 }}") == 10
    assert text.count("<script>alert(1)</script>") == 10
    assert "\x07" not in text and "\ud800" not in text


def test_it_makes_a_long_name_smaller_rather_than_break_it() -> None:
    document = opened(a_paper(mark="青禾经济技术开发区高新技术产业园区管理委员会督查通报"))
    size = int(form_of(document.paragraphs[1])["size"] or 0) / 2
    # 26 characters at four fifths of their width stay within the 442 pt of the type area.
    assert 26 * size * 0.8 <= 442.3
