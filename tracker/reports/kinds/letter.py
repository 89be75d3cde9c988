"""An instrument (提醒函, 警示函, 督办函, 通报, 约谈建议, 问责建议) as .docx in the letter format of GB/T 9704 (DOMAIN c3).

The name's top edge lies 30 mm from the paper's, a red double rule 4 mm below it and another 20 mm from the lower edge, both 170 mm
wide and centred; the number stands at the right under the first rule; the first page has no number. From frozen words alone.
"""

from __future__ import annotations

from typing import Any

from tracker.regimes.escalation.letter import Letter
from tracker.reports.layout import (
    AREA,
    BODY,
    MM,
    RED,
    TITLE_FONT,
    Form,
    add,
    before_spacing,
    element,
    new_document,
    to_bytes,
)
from tracker.reports.official import KEPT, width_of

name, title = "letter", "督办文书"
NAME_TOP, RULE_WIDTH, LOWER_RULE = 30 * MM, 170 * MM, 277 * MM
MARK_LARGEST = 40
# What ends the body, by kind; a proposal ends with its question.
CLOSING = {
    "reminder": "特此提醒。",
    "warning": "特此警示。",
    "supervision": "特此督办。",
    "bulletin": "特此通报。",
    "interview": "",
    "accountability": "",
}


def docx(letter: Letter) -> bytes:
    """The letter as the bytes of a .docx file."""
    document = new_document(title=letter.title, author=letter.issuer)
    document.sections[0].different_first_page_header_footer = True
    mark(document, letter.mark)
    lower_rule(document)
    add(document, letter.doc_no, Form(align="right", first=0, before=200))
    add(document, "", Form(first=0))
    for line in title_lines(letter.title):
        add(document, line, Form(font=TITLE_FONT, size=22, align="center", first=0, line=660, keep=True))
    add(document, "", Form(first=0))
    add(document, f"{letter.addressee}：", Form(first=0))
    for words in letter.paragraphs:
        add(document, words, BODY)
    closing = CLOSING.get(letter.kind, "")
    if closing:
        add(document, closing, Form(keep=True))
    ending(document, letter)
    return to_bytes(document)


def mark(document: Any, words: str) -> None:
    """The name of the office with the red double rule below, thick over thin."""
    size = min(MARK_LARGEST, int(AREA / 20 / max(len(words), 1)))
    form = Form(font=TITLE_FONT, size=size, align="center", first=0, line=round(size * 24), colour=RED)
    paragraph = add(document, words, form)
    framed(paragraph, round(NAME_TOP - size * 2), "thickThinSmallGap", "bottom", space=11)


def lower_rule(document: Any) -> None:
    """The second red double rule, thin over thick."""
    paragraph = add(document, "", Form(first=0, line=40))
    framed(paragraph, round(LOWER_RULE), "thinThickSmallGap", "top", space=1)


def framed(paragraph: Any, top: int, rule: str, side: str, *, space: int) -> None:
    """Puts a paragraph in a frame as wide as the rules, so many twips below the paper's upper edge, with its rule."""
    lines = element("pBdr")
    lines.append(element(side, val=rule, sz=24, space=space, color=RED))
    before_spacing(paragraph, lines)
    frame = {
        "w": round(RULE_WIDTH),
        "wrap": "notBeside",
        "vAnchor": "page",
        "hAnchor": "page",
        "xAlign": "center",
        "y": top,
    }
    paragraph._p.get_or_add_pPr().insert(0, element("framePr", **frame))


def title_lines(words: str) -> list[str]:
    """The title in lines of at most twenty characters, each about as long as the others."""
    count = -(-len(words) // 20)
    size = -(-len(words) // max(count, 1))
    return [words[start : start + size] for start in range(0, len(words), size)] or [""]


def ending(document: Any, letter: Letter) -> None:
    """Signature and date as for a seal: the date ends four characters from the right, the issuer is centred on it."""
    add(document, "", KEPT)
    add(document, "", KEPT)
    date_half, issuer_half = width_of(letter.date) / 2, width_of(letter.issuer) / 2
    middle = max(4 + date_half, issuer_half + 0.5)
    add(document, letter.issuer, Form(align="right", first=0, right=middle - issuer_half, keep=True))
    add(document, letter.date, Form(align="right", first=0, right=middle - date_half))
