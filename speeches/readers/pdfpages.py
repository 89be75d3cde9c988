"""The pages of a PDF: lines as pdfium finds them, put together to paragraphs by layout.py.

It must never be called from two threads, nor for a hostile file outside the contained child.
pypdf and pdfplumber were tried: 7 to 50 times slower, and they return Kangxi radicals for Chromium's fonts.
"""

from __future__ import annotations

from typing import Any

from speeches.document import Document
from speeches.readers.base import Deadline, Limits, Unreadable, clean, compose
from speeches.readers.dates import property_date
from speeches.readers.layout import Line, Page, blocks_of
from speeches.readers.radicals import unified

SCANNED = "这份 PDF 是扫描件，没有可以读取的文字，请先用文字识别（OCR）转成 Word 再上传。"
LOCKED = "这份 PDF 设有打开密码，请解除密码后再上传。"
TRUNCATED = "PDF 文件不完整或已损坏，请重新下载或重新导出后再上传。"
# A page with fewer characters than this holds a page number or a stamp, not text.
_FEW = 8


def document_of(data: bytes, limits: Limits) -> Document:
    """The document of a PDF's text layer. Raises Unreadable for scans, passwords, damage and too many pages."""
    import pypdfium2

    tail = data[-2048:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise Unreadable(TRUNCATED)
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(
            LOCKED if "assword" in str(error) or "ecurity" in str(error) else TRUNCATED
        ) from None
    if len(pdf) > limits.max_pages:
        raise Unreadable(f"PDF 有 {len(pdf)} 页，超过 {limits.max_pages} 页，请拆分后再上传。")
    deadline = Deadline(limits.max_seconds)
    pages = [_page(pdf, number, deadline) for number in range(len(pdf))]
    found = [page for page in pages if page is not None]
    if not found:
        raise Unreadable(TRUNCATED)
    if sum(page.characters for page in found) < _FEW * len(found) and any(page.has_image for page in found):
        raise Unreadable(SCANNED)
    if not any(page.characters for page in found):
        raise Unreadable(SCANNED)
    return compose(blocks_of(found), "pdf", _properties(pdf), limits)


def _properties(pdf: Any) -> dict[str, object]:
    found: dict[str, object] = {}
    told = pdf.get_metadata_dict()
    if title := clean(told.get("Title", "")).strip():
        found["title"] = title[:200]
    if created := property_date(told.get("CreationDate")):
        found["created"] = created
    return found


def _page(pdf: Any, number: int, deadline: Deadline) -> Page | None:
    """The lines of one page, or None for a page that cannot be opened (others may be whole)."""
    import pypdfium2

    deadline.check()
    try:
        page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return None
    width, height = page.get_size()
    lines = _lines(text, deadline)
    images = False
    if sum(len(line.text) for line in lines) < _FEW:
        images = any(True for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    text.close()
    page.close()
    return Page(width, height, lines, images)


class _Boxes:
    """Where the characters of one text page lie, by their advance ("loose"): a tight box of ， would end half a character early."""

    def __init__(self, text: Any) -> None:
        import pypdfium2.raw as raw

        self._text, self._raw = text, raw
        self._box = raw.FS_RECTF()

    def of(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of a character in points; zeros when it has no box."""
        box = self._box
        if not self._raw.FPDFText_GetLooseCharBox(self._text, index, box):
            return 0.0, 0.0, 0.0, 0.0
        return box.left, box.bottom, box.right, box.top

    def character(self, index: int) -> str:
        """The character, "\n" at a line's end, "\ufffd" where the font does not say which character a glyph is."""
        code = self._raw.FPDFText_GetUnicode(self._text, index)
        if code in (10, 13):
            return "\n"
        # pdfium passes off glyph numbers as characters where it knows nothing better.
        if self._raw.FPDFText_HasUnicodeMapError(self._text, index) == 1:
            return "\ufffd"
        if code in (0x2, 0xFFFE):  # pdfium's marks for a hyphen at a line's end
            return "-"
        return chr(code) if code and not 0xD800 <= code < 0xE000 else ""

    def is_invented(self, index: int) -> bool:
        """Whether pdfium put the character in itself, as it does with blanks for gaps between drawn characters."""
        return self._raw.FPDFText_IsGenerated(self._text, index) == 1


def _lines(text: Any, deadline: Deadline) -> list[Line]:
    """The lines of a text page in pdfium's order, each with its box; wide gaps inside a line become tabs."""
    boxes = _Boxes(text)
    lines: list[Line] = []
    chars: list[tuple[str, int]] = []
    for index in range(text.count_chars()):
        if index % 2_000 == 0:
            deadline.check()
        char = boxes.character(index)
        if char == "\n":
            _add_line(lines, chars, boxes)
            chars = []
        elif char:
            chars.append((char, index))
    _add_line(lines, chars, boxes)
    return lines


def _add_line(lines: list[Line], chars: list[tuple[str, int]], boxes: _Boxes) -> None:
    """Add the line of these (character, index) pairs, unless it is blank."""
    drawn = [(char, boxes.of(index)) for char, index in chars if not char.isspace()]
    if not drawn:
        return
    height = max(max(box[3] - box[1] for _, box in drawn), 0.1)
    left, right = min(box[0] for _, box in drawn), max(box[2] for _, box in drawn)
    bottom, top = min(box[1] for _, box in drawn), max(box[3] for _, box in drawn)
    parts: list[str] = []
    placed = iter(drawn)
    edge, blank, meant = left, False, False
    for char, index in chars:
        if char.isspace():
            blank, meant = True, meant or not boxes.is_invented(index)
            continue
        box = next(placed)[1]
        gap = box[0] - edge
        if parts and gap > 1.8 * height:
            parts.append("\t")
        elif parts and blank and (meant or _is_word_gap(parts[-1], char, gap / height)):
            parts.append(" ")
        parts.append(char)
        edge, blank, meant = box[2], False, False
    lines.append(Line(unified("".join(parts)), left, bottom, right, top, height))


def _is_word_gap(before: str, after: str, ems: float) -> bool:
    """Whether a gap that pdfium calls a blank, though nobody typed one, divides words.

    Justified Chinese lines are letter-spaced, and Word sets a quarter of an em between 11 and 月: neither is a blank.
    """
    latin = before.isascii() + after.isascii()
    return latin == 2 or (latin == 1 and ems > 0.6)
