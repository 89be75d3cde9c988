"""Listens to word/document.xml and collects its paragraphs and table rows in reading order, as a reader sees them.

Insertions are in; deletions, comments, hidden text, field codes, tables of contents, headers and footnotes are out.
It must never emit a text twice: a merged cell counts once, of two renderings of a text box the first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from speeches.readers.base import Limits, Unreadable, labelled
from speeches.readers.wordlists import Lists, Styles, is_on, number_of

_SKIPPED = frozenset((
    "del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "sdtPr", "sdtEndPr",
    "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblPrExChange",
    "tblGridChange", "sectPrChange", "numberingChange", "sectPr", "tblPr", "tblGrid", "rt", "rubyPr",
    "fldData", "binData", "annotation",
))  # fmt: skip
_SIGNS = {"cr": "\n", "noBreakHyphen": "-", "tab": "\t", "ptab": "\t"}
Block = tuple[str, str]


@dataclass(slots=True)
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str = ""
    level: int = -1
    hid_text: bool = False
    joins_next: bool = False
    after: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    cells: list[list[Block]] = field(default_factory=list)
    deleted: bool = False
    covered: bool = False
    width: int = 1


class Body:
    """The listener; after parsing, `blocks` are (text, "text" | "row") in order."""

    def __init__(self, styles: Styles, lists: Lists, limits: Limits) -> None:
        self.blocks: list[Block] = []
        self._styles, self._lists, self._limits = styles, lists, limits
        self._sinks = [self.blocks]
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[_Row] = []
        self._runs: list[bool] = []  # whether each open run is hidden
        self._open: dict[str, int] = {}  # how many of pPr, rPr, trPr, t are open
        self._skip = 0
        self._carried = ""
        self._characters = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._skip or tag in _SKIPPED:
            if not self._skip and tag == "del":
                self._mark_deleted()
            self._skip += 1
        elif tag in ("pPr", "rPr", "trPr", "t"):
            self._open[tag] = self._open.get(tag, 0) + 1
        elif tag == "p":
            self._paragraphs.append(_Paragraph())
        elif tag == "r":
            self._runs.append(False)
        elif tag in ("tr", "tc", "txbxContent"):
            self._begin(tag)
        elif self._open.get("pPr"):
            self._paragraph_property(tag, attributes)
        elif self._open.get("rPr"):
            self._run_property(tag, attributes)
        elif tag in ("vMerge", "gridSpan"):
            self._cell_property(tag, attributes)
        elif self._runs:
            self._sign(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skip:
            self._skip -= 1
        elif tag in self._open:
            self._open[tag] -= 1
        elif tag == "p" and self._paragraphs:
            self._end_paragraph(self._paragraphs.pop())
        elif tag == "r" and self._runs:
            self._runs.pop()
        elif tag == "tc" and len(self._sinks) > 1 and self._rows:
            self._end_cell(self._sinks.pop(), self._rows[-1])
        elif tag == "tr" and self._rows:
            self._end_row(self._rows.pop())
        elif tag == "txbxContent" and len(self._sinks) > 1:
            inner = self._sinks.pop()
            (self._paragraphs[-1].after if self._paragraphs else self._sinks[-1]).extend(inner)

    def text(self, data: str) -> None:
        """Characters; only those of w:t in a visible run count."""
        if not self._skip and self._open.get("t"):
            self._write(data)

    def _write(self, data: str) -> None:
        if not self._paragraphs:
            return
        if self._runs and self._runs[-1]:
            self._paragraphs[-1].hid_text = True
            return
        self._characters += len(data)
        if self._characters > self._limits.max_text_chars:
            raise Unreadable(
                f"文件的文字超过 {self._limits.max_text_chars // 10_000} 万字，请拆分成几个文件后再上传。"
            )
        self._paragraphs[-1].parts.append(data)

    def _begin(self, tag: str) -> None:
        if tag == "tr":
            self._rows.append(_Row())
            return
        if tag == "tc" and self._rows:
            self._rows[-1].covered, self._rows[-1].width = False, 1
        self._sinks.append([])

    def _mark_deleted(self) -> None:
        if self._open.get("trPr") and self._rows:
            self._rows[-1].deleted = True
        elif self._open.get("pPr") and self._paragraphs:
            self._paragraphs[-1].joins_next = True

    def _paragraph_property(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._paragraphs:
            return
        paragraph, value = self._paragraphs[-1], attributes.get("val", "")
        if tag == "pStyle":
            paragraph.style = value
        elif tag == "numId":
            paragraph.list_id = value
        elif tag == "ilvl":
            paragraph.level = number_of(value)

    def _run_property(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._runs:
            return
        if tag == "vanish":
            self._runs[-1] = is_on(attributes)
        elif tag == "rStyle":
            self._runs[-1] = self._styles.is_hidden(attributes.get("val", ""))

    def _cell_property(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._rows:
            return
        if tag == "vMerge":
            self._rows[-1].covered = attributes.get("val", "continue") == "continue"
        else:
            self._rows[-1].width = max(1, min(64, number_of(attributes.get("val"), 1)))

    def _sign(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            if attributes.get("type", "textWrapping") == "textWrapping":
                self._write("\n")
        elif tag == "sym":
            self._write(_symbol(attributes.get("char", "")))
        elif tag in _SIGNS:
            self._write(_SIGNS[tag])

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        text = self._carried + "".join(paragraph.parts)
        self._carried = ""
        sink = self._sinks[-1]
        if paragraph.joins_next:
            # Its paragraph mark is deleted: once the change is accepted it runs on into the next paragraph.
            self._carried = text
        elif not self._styles.is_contents(paragraph.style) and (text.strip() or not paragraph.hid_text):
            label = self._label(paragraph)
            if text.strip():
                sink.append((labelled(label, text.lstrip()) if label else text, "text"))
        sink.extend(paragraph.after)

    def _label(self, paragraph: _Paragraph) -> str:
        list_id, level, owner = self._styles.list_of(paragraph.style)
        if paragraph.list_id:
            list_id, level = paragraph.list_id, max(paragraph.level, 0)
        elif paragraph.level >= 0:
            level = paragraph.level
        return self._lists.label(list_id, level, owner) if list_id not in ("", "0") else ""

    @staticmethod
    def _end_cell(blocks: list[Block], row: _Row) -> None:
        row.cells.append([] if row.covered else blocks)
        row.cells.extend([] for _ in range(row.width - 1))

    def _end_row(self, row: _Row) -> None:
        filled = [cell for cell in row.cells if cell]
        if row.deleted or not filled:
            return
        if len(filled) == 1 and len(filled[0]) > 1:
            # A table used as a frame: one cell holds the page, its paragraphs are paragraphs.
            self._sinks[-1].extend(filled[0])
            return
        cells = (" ".join(" ".join(text.split()) for text, _ in cell) for cell in row.cells)
        self._sinks[-1].append(("\t".join(cells), "row"))


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    # Symbol fonts live in the private use area, where a code point means nothing without its font.
    return chr(number) if 0x20 <= number < 0xD800 else ""
