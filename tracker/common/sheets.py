"""Spreadsheets in and out: one table per .xlsx, text kept as text (long ones out: longsheets.py). Knows no columns of the field and no models.

What goes out is never a formula or a link, whatever it starts with; what comes in is bounded before it is unpacked.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

# What XML 1.0 cannot hold: a file with one of these does not open.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CELL_LIMIT = 32_000  # Excel's is 32,767; xlsxwriter leaves longer cells empty without a word
MAX_ROWS = 5000
MAX_COLUMNS = 60
# openpyxl takes a second and 50 MB of memory for two of these; a table of 5,000 units is under five.
MAX_UNPACKED = 12 * 1024 * 1024
MAX_RATIO = 200
_LINKED = "文件引用了别的文件（外部链接），请把这些单元格粘贴为数值，断开链接后重试。"
# What a table of the office has no need for: the beginning of a part's name → what to do about it.
REFUSED_PARTS = (
    ("xl/vbaproject", "文件里有宏，请另存为不带宏的 .xlsx 后重试。"),
    ("xl/macrosheets/", "文件里有宏，请另存为不带宏的 .xlsx 后重试。"),
    ("xl/externallinks/", _LINKED),
    ("xl/connections.xml", _LINKED),
    ("xl/embeddings/", "文件里嵌有别的文件，请删去后重试。"),
    ("xl/activex/", "文件里有控件，请删去后重试。"),
)


class BadSheet(Exception):
    """The file is not a table we can read; the message is one Chinese sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column to write: its title and its width in half-width characters; `wrap` for long texts."""

    title: str
    width: int = 12
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was read: its number in the sheet (the first row below the titles is 2) and its cells by title, as text."""

    number: int
    cells: dict[str, str]


def printable(text: str) -> str:
    """The text without characters that no .docx or .xlsx can hold: "甲\\x07乙" → "甲乙". Line breaks and tabs stay."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def write(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    heading: str = "",
    is_dated: bool = True,
) -> bytes:
    """A workbook of one sheet: an optional heading line, titles, rows; ready for the printer (A4, across).

    Cells may be text, whole numbers, days or None. Text is written as text: "=1+1" stays "=1+1". One that is not dated
    tells nothing of when it was made: the same rows are the same bytes.
    """
    buffer = io.BytesIO()
    fill(new_book(buffer, is_dated=is_dated), name, columns, rows, heading=heading)
    return buffer.getvalue()


def fill(
    book: Any, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, heading: str = ""
) -> None:
    """Writes the one sheet of a workbook, in the order of its rows, and closes it."""
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", "", printable(name))[:31] or "Sheet1")
    frame = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    head = book.add_format(
        {**frame, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEFF2"}
    )
    cell, long = book.add_format(frame), book.add_format({**frame, "text_wrap": True})
    day = book.add_format({**frame, "num_format": "yyyy-mm-dd"})
    top = 0
    if heading:
        style = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "font_name": "宋体"}
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), printable(heading), book.add_format(style))
        sheet.set_row(0, 30)
        top = 1
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(top, place, column.title, head)
    last = top
    for last, values in enumerate(rows, start=top + 1):
        sheet.set_row(last, height_of(columns, values))
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            write_cell(sheet, last, place, value, long if column.wrap else cell, day)
    sheet.autofilter(top, 0, last, len(columns) - 1)
    set_for_print(sheet, top)
    book.close()


def new_book(buffer: IO[bytes], *, is_dated: bool = True) -> Any:
    """A workbook to write, in which no text becomes a formula or a link."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    if not is_dated:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
    return book


def height_of(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """The height in points that a row's long texts need: not every program works it out when it opens the file."""
    lines = [
        sum(
            max(1, -(-shown_width(line) // max(1, column.width - 1))) for line in str(value or "").split("\n")
        )
        for column, value in zip(columns, values, strict=True)
        if column.wrap
    ]
    return min(409.0, max(15.0, 13.5 * max(lines, default=1) + 1.5))


def shown_width(text: str) -> int:
    """The width of a text in half-width characters: "完成3户" is 7."""
    return sum(1 if char.isascii() else 2 for char in text)


def set_for_print(sheet: Any, top: int) -> None:
    """The titles stay in sight and stand on every page; A4 across, one page wide, numbered."""
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def write_cell(sheet: Any, row: int, place: int, value: Any, style: Any, day: Any) -> None:
    """Writes one value by its type; anything that is neither a number nor a day is text."""
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), day)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, place, value, style)
    else:
        sheet.write_string(row, place, clipped(str(value)), style)


def clipped(text: str) -> str:
    """The text as a cell can hold it."""
    text = printable(text)
    return text if len(text) <= CELL_LIMIT else text[:CELL_LIMIT] + "……"


def read(data: bytes, *, titles: Sequence[str]) -> list[Line]:
    """The rows below the line of `titles`, which is looked for in the first ten rows; empty rows are passed over.

    Raises BadSheet for anything but an .xlsx with all the titles, and for one beyond the limits.
    """
    from openpyxl import load_workbook

    guard(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What a damaged file claims as its size is not to be believed.
        sheet.reset_dimensions()
        lines = sheet.iter_rows(max_row=MAX_ROWS + 12, max_col=MAX_COLUMNS, values_only=True)
        return lines_below(list(lines), titles)
    except BadSheet:
        raise
    except Exception as error:
        # openpyxl raises whatever its many parsers raise; for the person it is one thing.
        raise BadSheet("文件已损坏或不是 Excel 工作簿（.xlsx），请用表格软件另存为 .xlsx 后重试。") from error


def guard(data: bytes, *, most: int = MAX_UNPACKED) -> None:
    """Raises BadSheet for what is not an .xlsx, for one with macros or links, and for an archive that would unpack beyond `most` bytes."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadSheet("这是旧版（.xls）或加密的文件，请去掉密码并另存为 .xlsx 后重试。")
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise BadSheet("这不是 Excel 工作簿（.xlsx），请用表格软件另存为 .xlsx 后重试。") from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise BadSheet("这不是 Excel 工作簿（.xlsx），请用表格软件另存为 .xlsx 后重试。")
    for part in parts:
        for beginning, sentence in REFUSED_PARTS:
            if part.filename.lower().startswith(beginning):
                raise BadSheet(sentence)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > 1000 or unpacked > most or unpacked > MAX_RATIO * len(data) + 1024 * 1024:
        raise BadSheet("文件展开后过大，请只保留要导入的一张表。")


def lines_below(rows: list[tuple[Any, ...]], titles: Sequence[str]) -> list[Line]:
    """The lines below the titles; raises BadSheet when a title is missing, stands twice, or there are too many rows."""
    for top, row in enumerate(rows[:10]):  # noqa: B007
        found = [text_of(value) for value in row]
        if titles[0] in found:
            break
    else:
        raise BadSheet(f"表中没有“{titles[0]}”一列，请下载模板，按模板填写。")
    missing = [title for title in titles if title not in found]
    if missing:
        raise BadSheet("表中缺少这些列：" + "、".join(missing) + "。请下载模板，按模板填写。")
    twice = [title for title in titles if found.count(title) > 1]
    if twice:
        raise BadSheet("表中有重复的列：" + "、".join(twice) + "。")
    places = {title: found.index(title) for title in titles}
    lines = []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        cells = {title: text_of(row[place]) if place < len(row) else "" for title, place in places.items()}
        if any(cells.values()):
            lines.append(Line(number, cells))
    if len(lines) > MAX_ROWS:
        raise BadSheet(f"一次最多导入{MAX_ROWS}行，请分成几个文件。")
    return lines


def text_of(value: Any) -> str:
    """A cell as text: 12.0 → "12", a day → "2026-10-01", True → "是"; blanks at the ends go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return printable(str(value)).strip()
