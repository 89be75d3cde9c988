"""GB/T 9704-2012 in .docx terms: page, grid, fonts, paragraphs, tables, page numbers (DOMAIN c3). Knows no kind of paper.

Built by code and not from a template file: text can then carry no template code, and every measure stands here once.
Fonts are named, never shipped; each name has its fall-backs in the file's font table.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.common.sheets import printable

RED = "E60012"
TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEAD_FONT = "黑体"
SUB_FONT = "楷体_GB2312"
SONG_FONT = "宋体"
LATIN_FONT = "Times New Roman"
# Named font → what a machine without it may use instead, in order.
FALLBACKS = {
    TITLE_FONT: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC",
    BODY_FONT: "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC",
    HEAD_FONT: "SimHei,华文黑体,STHeiti,Noto Sans CJK SC",
    SUB_FONT: "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC",
    SONG_FONT: "SimSun,华文宋体,STSong,Noto Serif CJK SC",
}
# Twips. On the upright page the type area is 156 × 225 mm and 22 lines of 28 characters fill it.
MM = 1440 / 25.4
TOP, BOTTOM, BINDING, CUT = 2098, 1984, 1587, 1474
LINE = 579
# 156 mm / 28 = 15.79 pt is 0.21 pt less than the 16 pt character; charSpace counts 1/4096 pt. Without it only 27 fit.
# LibreOffice gives a character wider than its cell two cells, so the text itself is taken off the grid and set
# tighter by 5 twips and on exact lines: 22 × 28 in every program, with the grid still declared for people who edit.
CHAR_SPACE = -848
TIGHTER = -5
AREA = 8845
CHAR = AREA / 28
PAGE = (11906, 16838)


@dataclass(frozen=True, slots=True)
class Form:
    """How a paragraph looks. Sizes in points, indents in characters of the body, `line` and `before` in twips (exact)."""

    font: str = BODY_FONT
    size: float = 16
    align: str = "both"
    first: float = 2
    left: float = 0
    right: float = 0
    line: int = LINE
    before: int = 0
    colour: str = ""
    scale: int = 100
    keep: bool = False
    outline: int | None = None


BODY = Form()
LEVEL_1 = Form(font=HEAD_FONT, keep=True, outline=0)
BLANK = Form(first=0)


def element(tag: str, **attributes: object) -> Any:
    """An element of the w: namespace: element("jc", val="center")."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def new_document(*, title: str, author: str, across: bool = False) -> Any:
    """An empty document with the page, the grid, the fonts and the page numbers set; `across` for landscape tables."""
    from docx import Document

    document = Document()
    section = document.sections[0]
    properties = section._sectPr
    for name in ("pgSz", "pgMar", "cols", "docGrid"):
        for old in properties.findall(element(name).tag):
            properties.remove(old)
    width, height = reversed(PAGE) if across else PAGE
    size = element("pgSz", w=width, h=height, **({"orient": "landscape"} if across else {}))
    # Turned for a table, the binding side becomes the top.
    sides = (BINDING, CUT, BOTTOM, TOP) if across else (TOP, BOTTOM, BINDING, CUT)
    margins = dict(zip(("top", "bottom", "left", "right"), sides, strict=True))
    properties.append(size)
    properties.append(element("pgMar", **margins, header=851, footer=950 if across else 1400, gutter=0))
    properties.append(element("cols", space=425))
    properties.append(element("docGrid", type="linesAndChars", linePitch=LINE, charSpace=CHAR_SPACE))
    set_styles(document)
    name_fallbacks(document)
    page_numbers(document, section, across=across)
    document.core_properties.title = printable(title)[:250]
    document.core_properties.author = printable(author)[:250]
    document.core_properties.comments = ""
    # The library's own template is from 2013; a paper carries its date in its text.
    dates = document.core_properties._element
    for child in [child for child in dates if child.tag.endswith(("}created", "}modified"))]:
        dates.remove(child)
    return document


def set_styles(document: Any) -> None:
    """Normal is the body of a paper: the grid counts its characters by this style's size."""
    normal = document.styles["Normal"]
    run = normal.element.get_or_add_rPr()
    for child in list(run):
        run.remove(child)
    put_font(run, BODY_FONT, 16)
    run.insert(1, element("snapToGrid", val=0))
    run.append(element("lang", val="en-US", eastAsia="zh-CN"))
    paragraph = normal.element.get_or_add_pPr()
    for child in list(paragraph):
        paragraph.remove(child)
    for name in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        paragraph.append(element(name, val=0))
    paragraph.append(element("spacing", before=0, after=0, line=LINE, lineRule="exact"))
    paragraph.append(element("jc", val="both"))


def put_font(run: Any, font: str, size: float, *, colour: str = "", scale: int = 100) -> None:
    """Fills an rPr: one font for Chinese, Times for digits and letters (a song face has them too wide for a table)."""
    latin = SONG_FONT if font == SONG_FONT else LATIN_FONT if font in (BODY_FONT, SUB_FONT) else font
    run.append(element("rFonts", ascii=latin, hAnsi=latin, eastAsia=font, cs=latin))
    if colour:
        run.append(element("color", val=colour))
    if size == 16:
        run.append(element("spacing", val=TIGHTER))
    if scale != 100:
        run.append(element("w", val=scale))
    run.append(element("sz", val=round(size * 2)))
    run.append(element("szCs", val=round(size * 2)))


def name_fallbacks(document: Any) -> None:
    """Writes the font table: the names used, each with the fonts to take where it is not installed."""
    from xml.sax.saxutils import quoteattr

    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/><w:charset w:val='86'/>"
        "<w:family w:val='auto'/><w:pitch w:val='variable'/></w:font>"
        for name, others in FALLBACKS.items()
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            text = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{namespace}">{fonts}</w:fonts>'
            relation.target_part._blob = text.encode()


def set_paragraph(paragraph: Any, form: Form) -> None:
    """Gives a python-docx paragraph its form. Children of pPr stand in the order the schema asks for."""
    place = paragraph._p.get_or_add_pPr()
    if form.keep:
        place.append(element("keepNext"))
    place.append(element("spacing", before=form.before, after=0, line=form.line, lineRule="exact"))
    indents: dict[str, int] = {}
    for name, chars in (("firstLine", form.first), ("left", form.left), ("right", form.right)):
        # Word takes the characters, others the twips; zero is written too, for it must win over the style.
        indents[f"{name}Chars"] = round(100 * chars)
        indents[name] = round(CHAR * chars)
    place.append(element("ind", **indents))
    place.append(element("jc", val=form.align))
    if form.outline is not None:
        place.append(element("outlineLvl", val=form.outline))


def put_text(paragraph: Any, text: str, form: Form) -> None:
    """Adds a run; characters no file can hold are left out, markup in the text is just text."""
    run = paragraph.add_run(printable(text))
    put_font(run._r.get_or_add_rPr(), form.font, form.size, colour=form.colour, scale=form.scale)


def add(place: Any, text: str, form: Form = BODY) -> Any:
    """A paragraph at the end of a document or a cell; returns it."""
    paragraph = place.add_paragraph()
    set_paragraph(paragraph, form)
    if text:
        put_text(paragraph, text, form)
    return paragraph


def border(paragraph: Any, **sides: dict[str, object]) -> None:
    """Rules above or below a paragraph: border(p, bottom={"sz": 18, "space": 8, "color": RED}); sz counts 1/8 pt."""
    rules = element("pBdr")
    for side, look in sides.items():
        rules.append(element(side, val="single", **look))
    before_spacing(paragraph, rules)


def before_spacing(paragraph: Any, made: Any) -> None:
    """Puts `made` before the paragraph's spacing, where the schema wants borders and tabs."""
    place = paragraph._p.get_or_add_pPr()
    place.insert(list(place).index(place.find(element("spacing").tag)), made)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to draw: `widths` are shares of `area` twips; `left` columns are set flush left, the others centred."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    left: Sequence[int] = ()
    area: int = AREA
    size: float = 10.5
    has_total: bool = False


def add_table(document: Any, grid: Grid) -> None:
    """Draws a table with a repeated head; rows are not torn at the end of a page.

    Cells are written as XML directly: python-docx looks every cell up again, which makes a long table quadratic.
    """
    total = sum(grid.widths)
    widths = [grid.area * width // total for width in grid.widths]
    table = element("tbl")
    look = element("tblPr")
    look.append(element("tblW", w=sum(widths), type="dxa"))
    look.append(element("jc", val="center"))
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    look.append(borders)
    look.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=20, type="dxa"))
    look.append(margins)
    table.append(look)
    columns = element("tblGrid")
    for width in widths:
        columns.append(element("gridCol", w=width))
    table.append(columns)
    table.append(
        table_row(
            grid,
            grid.head,
            widths,
            Form(font=HEAD_FONT, size=grid.size, align="center", first=0, line=360),
            is_head=True,
        )
    )
    last = len(grid.rows) - 1
    for number, cells in enumerate(grid.rows):
        font = HEAD_FONT if grid.has_total and number == last else BODY_FONT
        form = Form(font=font, size=grid.size, align="center", first=0, line=320)
        table.append(table_row(grid, cells, widths, form))
    document.element.body.insert(-1, table)


def table_row(
    grid: Grid, cells: Sequence[str], widths: Sequence[int], form: Form, *, is_head: bool = False
) -> Any:
    """One row; a head row repeats on every page."""
    row = element("tr")
    look = element("trPr")
    look.append(element("cantSplit"))
    if is_head:
        look.append(element("tblHeader"))
    row.append(look)
    for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
        is_left = place in grid.left and not is_head
        row.append(table_cell(text, width, form, "left" if is_left else "center"))
    return row


def table_cell(text: str, width: int, form: Form, align: str) -> Any:
    """One cell; line breaks in the text become paragraphs."""
    cell = element("tc")
    look = element("tcPr")
    look.append(element("tcW", w=width, type="dxa"))
    look.append(element("vAlign", val="center"))
    cell.append(look)
    for line in printable(text).split("\n"):
        paragraph = element("p")
        shape = element("pPr")
        shape.append(element("spacing", before=0, after=0, line=form.line, lineRule="exact"))
        shape.append(element("ind", firstLineChars=0, firstLine=0))
        shape.append(element("jc", val=align))
        paragraph.append(shape)
        run = element("r")
        font = element("rPr")
        put_font(font, form.font, form.size)
        run.append(font)
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
        paragraph.append(run)
        cell.append(paragraph)
    return cell


def page_numbers(document: Any, section: Any, *, across: bool) -> None:
    """— 1 — in 4号 song: odd pages one character from the right, even pages one from the left."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]
        sides = {"right": 1.0} if align == "right" else {"left": 1.0}
        form = Form(font=SONG_FONT, size=14, align=align, first=0, line=340, **sides)  # type: ignore[arg-type]
        set_paragraph(paragraph, form)
        put_text(paragraph, "— ", form)
        field(paragraph, "PAGE", form)
        put_text(paragraph, " —", form)


def field(paragraph: Any, code: str, form: Form) -> None:
    """A field such as the page number."""
    for part in ("begin", "code", "separate", "text", "end"):
        run = paragraph.add_run("1" if part == "text" else "")
        put_font(run._r.get_or_add_rPr(), form.font, form.size)
        if part == "code":
            words = element("instrText")
            words.text = f" {code} "
            run._r.append(words)
        elif part != "text":
            run._r.append(element("fldChar", fldCharType=part))


def to_bytes(document: Any) -> bytes:
    """The document as a file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
