"""An official paper as .docx: mark, number, red rule, title, addressee, body, signature, imprint, where GB/T 9704 puts them."""

from __future__ import annotations

from typing import Any

from .document import Paper, Paragraph, Section, numeral
from .layout import (
    AREA,
    BLANK,
    BODY,
    CHAR,
    LEVEL_1,
    MM,
    RED,
    TITLE_FONT,
    Form,
    Grid,
    add,
    add_table,
    before_spacing,
    border,
    element,
    new_document,
    put_text,
    to_bytes,
)

# The mark's top edge lies 35 mm below the top of the type area.
MARK_TOP = 35 * MM
MARK_LARGEST = 52
KEPT = Form(first=0, keep=True)


def docx(paper: Paper) -> bytes:
    """The paper as the bytes of a .docx file."""
    document = new_document(title=paper.title, author=paper.issuer)
    heading(document, paper)
    for words in paper.opening:
        add(document, joined(words))
    for number, section in enumerate(paper.sections, start=1):
        write_section(document, number, section)
    # The signature never stands alone on a page.
    add(document, paper.closing, Form(keep=True))
    ending(document, paper)
    return to_bytes(document)


def joined(words: Paragraph) -> str:
    """The paragraph as plain text."""
    return "".join(piece.text for piece in words)


def heading(document: Any, paper: Paper) -> None:
    """The red mark, the number, the rule, the title and the addressee."""
    # Narrowed to four fifths, as offices do, a long name stays large; a very long one gets smaller.
    size = min(MARK_LARGEST, int(AREA / 20 / (0.8 * max(len(paper.mark), 1))))
    mark = Form(
        font=TITLE_FONT, size=size, align="center", first=0, line=round(size * 24), colour=RED, scale=80
    )
    add(document, "", Form(first=0, line=round(MARK_TOP - size * 3)))
    add(document, paper.mark, mark)
    add(document, "", BLANK)
    add(document, "", BLANK)
    number = add(document, paper.doc_no, Form(align="center", first=0))
    border(number, bottom={"sz": 18, "space": 7, "color": RED})
    add(document, "", BLANK)
    add(document, "", BLANK)
    for line in paper.title_lines:
        add(document, line, Form(font=TITLE_FONT, size=22, align="center", first=0, line=660, keep=True))
    add(document, "", BLANK)
    add(document, f"{paper.addressee}：", Form(first=0))


def write_section(document: Any, number: int, section: Section) -> None:
    """A first-level heading, its paragraphs and its table."""
    add(document, f"{numeral(number)}、{section.heading}", LEVEL_1)
    for words in section.paragraphs:
        add(document, joined(words), BODY)
    if section.table:
        table = section.table
        rows = [[piece.text for piece in row] for row in table.rows]
        add_table(document, Grid(table.head, rows, table.widths, table.left, has_total=table.has_total))
        add(document, "", Form(first=0, line=200))


def ending(document: Any, paper: Paper) -> None:
    """Signature and date as for a seal, then the notes, with the imprint at the foot of the same page."""
    add(document, "", KEPT)
    add(document, "", KEPT)
    # The date ends four characters from the right; the issuer is centred on it, or the date on a longer issuer.
    date_half = width_of(paper.date) / 2
    issuer_half = width_of(paper.issuer) / 2
    middle = max(4 + date_half, issuer_half + 0.5)
    add(document, paper.issuer, Form(align="right", first=0, right=middle - issuer_half, keep=True))
    imprint(document, paper)
    add(document, paper.date, Form(align="right", first=0, right=middle - date_half))
    if paper.notes:
        add(document, "", Form(first=0, line=200))
        note = "；".join(note.rstrip("。") for note in paper.notes)
        add(document, f"（计数说明：{note}。）", Form(size=12, line=420))


def width_of(text: str) -> float:
    """The width in characters of the body; digits and letters are half as wide: "2026年3月5日" → 6.0."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def imprint(document: Any, paper: Paper) -> None:
    """The printing office and the day, between two rules as wide as the type area, on the type area's lower edge.

    A frame, so that it stays there however long the text is; it goes to the page of the paragraph that follows.
    """
    form = Form(size=14, align="left", first=0, line=460)
    paragraph = add(document, "", form)
    rule = {"sz": 8, "space": 1, "color": "000000"}
    border(paragraph, top=rule, bottom=rule)
    tabs = element("tabs")
    tabs.append(element("tab", val="left", pos=round(CHAR)))
    tabs.append(element("tab", val="right", pos=round(AREA - CHAR)))
    before_spacing(paragraph, tabs)
    place = paragraph._p.get_or_add_pPr()
    frame = {
        "w": AREA,
        "wrap": "notBeside",
        "vAnchor": "margin",
        "hAnchor": "margin",
        "xAlign": "left",
        "yAlign": "bottom",
    }
    place.insert(0, element("framePr", **frame))
    put_text(paragraph, f"\t{paper.issuer}\t{paper.date}印发", form)
