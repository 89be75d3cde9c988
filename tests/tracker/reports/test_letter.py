"""The paper of an instrument: letter format, its words, nothing a word processor would stumble over."""

from __future__ import annotations

import io

import pytest
from docx import Document

from tracker.regimes.escalation.letter import Letter, from_json, to_json
from tracker.regimes.models import Instrument
from tracker.reports.kinds.letter import CLOSING, docx, title_lines

HOSTILE = "<w:p>{{ 7*7 }}\x07&amp;" + "长" * 60
KINDS = [kind for kind in Instrument.Kind.values if kind != "chase"]


def a_letter(kind: str = "warning", **columns) -> Letter:
    return Letter(
        **{
            "kind": kind,
            "mark": "青禾县人民政府督查室",
            "doc_no": "督警〔2026〕3号",
            "title": "关于督〔2026〕1-1事项的警示函",
            "addressee": "青禾县财政局",
            "paragraphs": ("截至目前：逾期9天。", "请抓紧办理。"),
            "issuer": "青禾县人民政府督查室",
            "date": "2026年3月31日",
            **columns,
        }
    )


def opened(letter: Letter):
    return Document(io.BytesIO(docx(letter)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_instrument_has_its_paper(kind):
    words = [paragraph.text for paragraph in opened(a_letter(kind)).paragraphs]
    for one in ("督警〔2026〕3号", "青禾县财政局：", "请抓紧办理。", "2026年3月31日"):
        assert one in words
    # A proposal ends with its own question.
    assert {one for one in words if one.startswith("特此")} == {one for one in [CLOSING[kind]] if one}


def test_the_rules_stand_where_the_standard_puts_them():
    document = opened(a_letter())
    body = document.element.body.xml
    assert 'w:val="thickThinSmallGap"' in body and 'w:val="thinThickSmallGap"' in body
    frames = [
        paragraph._p.pPr.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}framePr")
        for paragraph in document.paragraphs[:2]
    ]
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert [frame.get(f"{w}w") for frame in frames] == ["9638", "9638"]  # 170 mm
    assert frames[1].get(f"{w}y") == "15704"  # 20 mm above the lower edge
    assert document.sections[0].different_first_page_header_footer
    assert document.sections[0].first_page_footer.paragraphs[0].text == ""


def test_hostile_words_are_words():
    words = [
        p.text for p in opened(a_letter(title=HOSTILE, addressee=HOSTILE, paragraphs=(HOSTILE,))).paragraphs
    ]
    assert HOSTILE.replace("\x07", "") in words


def test_the_frozen_words_survive_json():
    letter = a_letter()
    assert from_json(to_json(letter)) == letter


def test_a_long_title_breaks_into_even_lines():
    lines = title_lines("关于" + "某某工作" * 9 + "的警示函")
    assert "".join(lines) == "关于" + "某某工作" * 9 + "的警示函"
    assert max(map(len, lines)) <= 20 and max(map(len, lines)) - min(map(len, lines)) <= 2
