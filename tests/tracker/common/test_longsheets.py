"""A long table sent while it is written: the same cells as a short one has, at once, and no half of it that opens."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import load_workbook

from tracker.common import longsheets
from tracker.common.sheets import CELL_LIMIT, Column, write

COLUMNS = (Column("编号", 16), Column("内容", 20, wrap=True), Column("日期", 12), *[Column("数", 6)] * 25)
ROWS = [
    ("=1+1", "甲\x07乙\n第二行 <b> & “引号”", dt.date(2026, 3, 2), 7, *[None] * 24),
    ("x", "长" * (CELL_LIMIT + 5), None, 0, *range(24)),
    ("", " 两端有空格 ", "2026-03-02 09:00", True, *[""] * 24),
]


def opened(data: bytes):
    return load_workbook(io.BytesIO(data)).active


def told(cell) -> tuple:
    """What a cell says and how it looks."""
    return cell.value, cell.number_format, repr(cell.font), repr(cell.alignment), repr(cell.border)


def test_its_cells_heights_and_print_are_those_of_a_short_table():
    long, short = (
        opened(b"".join(longsheets.stream("台账", COLUMNS, ROWS))),
        opened(write("台账", COLUMNS, ROWS)),
    )
    assert long.title == short.title and long.max_row == short.max_row == 4
    for ours, theirs in zip(long.iter_rows(), short.iter_rows(), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert told(one) == told(other)
    # A height that every row has anyway stands in a short table once.
    heights = [[sheet.row_dimensions[n].height or 15 for n in range(2, 5)] for sheet in (long, short)]
    assert heights[0] == pytest.approx(heights[1], abs=0.5)
    for name in ("freeze_panes", "print_title_rows"):
        assert getattr(long, name) == getattr(short, name)
    assert long.auto_filter.ref == short.auto_filter.ref == "A1:AB4"
    assert long.column_dimensions["A"].width == short.column_dimensions["A"].width


def test_words_that_look_like_an_escaped_character_stay_words():
    # As Excel reads it: _x005F_ is the low line that begins the rest.
    data = b"".join(longsheets.stream("台账", COLUMNS[:1], [("_x0041_",)]))
    assert b'<t xml:space="preserve">_x005F_x0041_</t>' in zipfile.ZipFile(io.BytesIO(data)).read(
        longsheets.SHEET
    )


def test_one_without_rows_is_a_table_without_rows():
    sheet = opened(b"".join(longsheets.stream("空", COLUMNS, [])))
    assert sheet.max_row == 1 and sheet.auto_filter.ref == "A1:AB1"


def test_the_first_bytes_go_before_a_row_is_read_and_few_rows_wait():
    taken = 0

    def rows():
        nonlocal taken
        for _ in range(20_000):
            taken += 1
            yield "事项", "内容" * 20, None, 1, *[None] * 24

    pieces = longsheets.stream("台账", COLUMNS, rows())
    assert next(pieces) and taken == 0
    assert next(pieces) is not None and 0 < taken < 500
    sizes = [len(piece) for piece in pieces]
    assert taken == 20_000 and len(sizes) > 50


def test_what_goes_wrong_on_the_way_leaves_nothing_that_opens():
    def rows():
        yield ROWS[0]
        raise ConnectionError("gone")

    got = []
    with pytest.raises(ConnectionError):
        got.extend(longsheets.stream("台账", COLUMNS, rows()))
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(got)))


def test_columns_are_named_as_a_spreadsheet_names_them():
    assert [longsheets.letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
