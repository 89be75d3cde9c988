"""Reading and writing tables: what goes in is bounded, what goes out is text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from tracker.common.sheets import CELL_LIMIT, MAX_ROWS, BadSheet, Column, printable, read, write


def a_book(*rows: tuple) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cells_of(data: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|'/c calc'!A1", "+86", "-3", "@SUM(A1)", "http://example.com", "0012"]
)
def test_it_writes_text_as_text_whatever_it_starts_with(text: str) -> None:
    data = write("表", [Column("甲")], [(text,)])
    cell = load_workbook(io.BytesIO(data)).active["A2"]
    assert (cell.value, cell.hyperlink) == (text, None)
    # openpyxl reads any cell that begins with "=" as a formula; the file itself says it is a string.
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and 't="s"' in sheet


def test_it_writes_numbers_days_and_nothing_as_such() -> None:
    assert cells_of(
        write("表", [Column("甲"), Column("乙"), Column("丙")], [(3, dt.date(2026, 3, 2), None)])
    )[1] == (
        3,
        dt.datetime(2026, 3, 2),
        None,
    )


def test_it_shortens_what_no_cell_can_hold_and_says_so() -> None:
    value = cells_of(write("表", [Column("甲")], [("长" * 40_000,)]))[1][0]
    assert len(value) == CELL_LIMIT + 2 and value.endswith("……")


def test_it_leaves_out_what_no_file_can_hold() -> None:
    assert printable("甲\x00\x07\ud800\ufffe乙\r\n丙") == "甲乙\n丙"
    assert cells_of(write("[表]:*?/\\", [Column("甲")], [("甲\x01乙",)]))[1] == ("甲乙",)


def test_it_reads_below_the_titles_wherever_they_stand() -> None:
    lines = read(
        a_book(
            ("单位一览表",),
            ("序号", "名称", "日期"),
            (1, " 甲 ", dt.date(2027, 1, 1)),
            (None, None),
            (2, 12.0, "x"),
        ),
        titles=("名称", "日期"),
    )
    assert [(line.number, line.cells) for line in lines] == [
        (3, {"名称": "甲", "日期": "2027-01-01"}),
        (5, {"名称": "12", "日期": "x"}),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "不是 Excel"),
        ("单位名称,简称".encode(), "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
        (b"PK\x03\x04" + b"\0" * 100, "不是 Excel"),
        (a_book(("姓名",), ("张三",)), "没有“名称”一列"),
        (a_book(("名称",), ("甲",)), "缺少这些列：日期"),
        (a_book(("名称", "日期", "日期"), ("甲", "", "")), "重复的列：日期"),
        (a_book(("名称", "日期"), *[("甲", "")] * (MAX_ROWS + 1)), f"最多导入{MAX_ROWS}行"),
    ],
    ids=["empty", "csv", "xls", "cut off", "other table", "missing", "twice", "too many"],
)
def test_it_says_in_one_sentence_what_is_wrong_with_a_file(data: bytes, says: str) -> None:
    with pytest.raises(BadSheet, match=says):
        read(data, titles=("名称", "日期"))


def test_it_refuses_a_damaged_workbook() -> None:
    whole = a_book(("名称", "日期"), ("甲", "乙"))
    parts = {
        part: zipfile.ZipFile(io.BytesIO(whole)).read(part)
        for part in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    }
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(BadSheet, match="损坏"):
        read(buffer.getvalue(), titles=("名称", "日期"))


def test_it_refuses_a_bomb_before_unpacking_it() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 150_000_000)
    assert len(buffer.getvalue()) < 1_000_000
    with pytest.raises(BadSheet, match="过大"):
        read(buffer.getvalue(), titles=("名称",))


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    columns = [Column("甲", 11, wrap=True), Column("乙", 5)]
    data = write("表", columns, [("短", "长" * 50), ("长" * 20, ""), ("一\n二\n三", ""), ("长" * 5000, "")])
    heights = load_workbook(io.BytesIO(data)).active.row_dimensions
    assert [heights[row].height for row in (2, 3, 4, 5)] == [None, 55.5, 42, 408.75]
