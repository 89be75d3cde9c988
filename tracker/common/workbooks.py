"""Reads workbooks that people kept by hand: any sheet, with types, merged cells, formulas and errors told apart. Knows no columns.

openpyxl reads the values; what its fast mode leaves out (merged ranges, formulas without a result) is looked up in the
sheet's own XML. Nothing is repaired silently: what cannot be read says why, and the caller knows row and column.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from .dates import day_of, is_of_our_time
from .sheets import BadSheet, guard, text_of

MAX_COLUMNS = 100
# A ledger of 10,000 rows of long texts unpacks to 30 MB.
MAX_UNPACKED = 80 * 1024 * 1024
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# A formula whose result the program that wrote the file has not kept.
_EMPTY_FORMULA = re.compile(rb"<c ([^>]*)>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_REF = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
# Days of 2000 to 2100 as Excel counts them.
FIRST_SERIAL, LAST_SERIAL = 36526, 73415


class BadCell(Exception):
    """A cell that cannot be taken; the message says why in Chinese, without row and column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `text` as people read it, `value` as the file holds it; `trouble` says why it cannot be trusted, "" where it can."""

    text: str = ""
    value: Any = None
    trouble: str = ""
    is_percent: bool = False


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, first and last row and column, all counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        return self.right - self.left + 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it: its number in the sheet, and its cells from the first column on."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, place: int) -> Cell:
        """The cell in a column counted from 0; an empty one beyond the end."""
        return self.cells[place] if place < len(self.cells) else EMPTY


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, its rows that are not empty, its merged ranges."""

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...]

    def merge_over(self, number: int, place: int) -> Merge | None:
        """The merged range that covers a cell (row from 1, column from 0)."""
        for one in self.merges:
            if one.top <= number <= one.bottom and one.left <= place + 1 <= one.right:
                return one
        return None


def open_workbook(data: bytes, *, most_rows: int, first_rows: int | None = None) -> list[Sheet]:
    """The sheets of a workbook that hold anything, hidden ones left out; `first_rows` reads only the beginning of each.

    Raises BadSheet with a sentence: not an .xlsx, old format, password, macros, links to other files, too large, damaged,
    or more than `most_rows` rows on one sheet.
    """
    from openpyxl import load_workbook

    guard(data, most=MAX_UNPACKED)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = []
            for one in book.worksheets:
                if one.sheet_state == "visible":
                    raw = archive.read(one._worksheet_path.lstrip("/"))
                    found.append(sheet_of(one, raw, most_rows, first_rows))
        return [sheet for sheet in found if sheet.rows]
    except BadSheet:
        raise
    except Exception as error:
        # openpyxl raises whatever its many parsers raise; for the person it is one thing.
        raise BadSheet("文件已损坏或不是 Excel 工作簿（.xlsx），请用表格软件另存为 .xlsx 后重试。") from error


def sheet_of(source: Any, raw: bytes, most_rows: int, first_rows: int | None) -> Sheet:
    """One sheet with its values, merges and empty formulas."""
    # What a damaged file claims as its size is not to be believed.
    source.reset_dimensions()
    empty_formulas = set(formulas_without_result(raw))
    rows: list[Row] = []
    for number, found in enumerate(source.iter_rows(max_col=MAX_COLUMNS, max_row=first_rows), start=1):
        cells = [
            Cell(trouble="公式没有算出结果，请改填数值或文字")
            if (number, place) in empty_formulas
            else cell_of(one)
            for place, one in enumerate(found, start=1)
        ]
        while cells and cells[-1] == EMPTY:
            cells.pop()
        if cells:
            rows.append(Row(number, tuple(cells)))
        if len(rows) > most_rows:
            raise BadSheet(f"工作表“{source.title}”超过{most_rows}行，请分成几个文件。")
    return Sheet(source.title, tuple(rows), tuple(merges_of(raw)))


def cell_of(found: Any) -> Cell:
    """A cell as openpyxl gives it."""
    value = found.value
    if value is None:
        return EMPTY
    if found.data_type == "e":
        return Cell(str(value), None, f"公式出错（{value}），请改填数值或文字")
    if isinstance(value, str):
        text = text_of(value)
        return Cell(text, text) if text else EMPTY
    is_percent = isinstance(value, int | float) and "%" in (found.number_format or "")
    return Cell(words_of(value, is_percent=is_percent), value, "", is_percent)


def words_of(value: Any, *, is_percent: bool) -> str:
    """A value as people read it in the sheet: 0.8 with a percent format is "80%", a moment keeps its hour."""
    if is_percent and not isinstance(value, bool):
        return f"{value * 100:.10g}%"
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.12g}"
    return text_of(value)


def merges_of(raw: bytes) -> Iterator[Merge]:
    """The merged ranges in the XML of a sheet."""
    for left, top, right, bottom in _MERGE.findall(raw):
        yield Merge(int(top), column_number(left), int(bottom), column_number(right))


def formulas_without_result(raw: bytes) -> Iterator[tuple[int, int]]:
    """(row, column), from 1, of the formulas whose result is not in the file."""
    for found in _EMPTY_FORMULA.finditer(raw):
        where = _REF.search(found[1])
        if where:
            yield int(where[2]), column_number(where[1])


def column_number(letters: bytes) -> int:
    """The number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def filled(sheet: Sheet) -> Sheet:
    """The sheet with every merged range's words in each of its cells, as people read a ledger with merged cells."""
    rows = {row.number: list(row.cells) for row in sheet.rows}
    for merge in sheet.merges:
        words = rows.get(merge.top, [])
        cell = words[merge.left - 1] if len(words) >= merge.left else EMPTY
        # A range over the whole sheet says nothing of rows that hold nothing.
        for number in range(merge.top, merge.bottom + 1) if cell != EMPTY else ():
            cells = rows.get(number)
            if cells is None:
                continue
            width = min(merge.right, MAX_COLUMNS)
            cells.extend([EMPTY] * (width - len(cells)))
            cells[merge.left - 1 : width] = [cell] * (width - merge.left + 1)
    return replace(sheet, rows=tuple(replace(row, cells=tuple(rows[row.number])) for row in sheet.rows))


def number_of(cell: Cell) -> Decimal | None:
    """The number in a cell, None for an empty one: 80, "８０", "1,200", 0.8 as a percent format's 80. Raises BadCell."""
    refuse_trouble(cell)
    if not cell.text:
        return None
    if isinstance(cell.value, dt.date | dt.time):
        raise BadCell(f"单元格成了日期（{cell.text}），请把格式改为“常规”，再填数字")
    words = unicodedata.normalize("NFKC", cell.text).replace(",", "").replace(" ", "").removesuffix("%")
    try:
        number = Decimal(words)
    except InvalidOperation:
        raise BadCell(f"“{cell.text[:20]}”不是数字") from None
    if isinstance(cell.value, bool) or not number.is_finite():
        raise BadCell(f"“{cell.text[:20]}”不是数字")
    return number


def percent_of(cell: Cell) -> int | None:
    """The percentage in a cell, None for an empty one: 80, "80%", "８０％", 0.8 shown as 80%. Raises BadCell, also for a bare 0.8."""
    number = number_of(cell)
    if number is None:
        return None
    has_mark = unicodedata.normalize("NFKC", cell.text).endswith("%")
    if not has_mark and 0 < number < 1:
        raise BadCell(f"“{cell.text}”看不出是{number * 100:f}%还是不到1%，请填0到100的整数")
    if number != int(number) or not 0 <= number <= 100:
        raise BadCell(f"“{cell.text[:20]}”应是0到100的整数")
    return int(number)


def day_in(cell: Cell) -> dt.date | None:
    """The day in a cell that holds a date, a date's serial number or a plain date in text; None for other words. Raises BadCell."""
    refuse_trouble(cell)
    day: dt.date | None = None
    if isinstance(cell.value, dt.datetime):
        day = cell.value.date()
    elif isinstance(cell.value, dt.date):
        day = cell.value
    elif isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        if not FIRST_SERIAL <= cell.value <= LAST_SERIAL:
            raise BadCell(f"“{cell.text}”不是日期，请写成2026-06-30的样子")
        day = dt.date(1899, 12, 30) + dt.timedelta(int(cell.value))
    else:
        words = unicodedata.normalize("NFKC", cell.text).replace(" ", "")
        if re.fullmatch(r"\d{5}", words) and FIRST_SERIAL <= int(words) <= LAST_SERIAL:
            day = dt.date(1899, 12, 30) + dt.timedelta(int(words))
        else:
            day = day_of(words)
    if day is not None and not is_of_our_time(day):
        raise BadCell(f"“{cell.text}”不像本单位的日期，请核对年份（1900年的日期多半是格式错了）")
    return day


def refuse_trouble(cell: Cell) -> None:
    """Raises BadCell for a formula without a result or with an error."""
    if cell.trouble:
        raise BadCell(cell.trouble)


def normal(title: str) -> str:
    """A column's title for comparing: without blanks, line breaks and remarks in brackets, widths folded: "完成 比例（%）" → "完成比例"."""
    words = unicodedata.normalize("NFKC", title)
    return re.sub(r"\([^)]*\)|[\s*:：_\-—/、.。]", "", words)


def titles_in(row: Row) -> Sequence[str]:
    """The cells of a row as column titles."""
    return [normal(cell.text) for cell in row.cells]
