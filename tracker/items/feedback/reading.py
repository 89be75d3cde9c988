"""Reads a feedback sheet that came back: sorted, with columns moved, rows deleted, sheets added. Pure: bytes in, rows and problems out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from tracker.common.imports import Problem
from tracker.common.sheets import BadSheet
from tracker.common.workbooks import BadCell, Row, Sheet, number_of, open_workbook, percent_of, refuse_trouble

from .columns import (
    AMOUNT,
    ANSWERS,
    CLOSE,
    CODE,
    CONTENT,
    LONGEST,
    NEEDED,
    NEXT,
    NO,
    NUMBER,
    PERCENT,
    PROBLEMS,
    TITLES,
    YES,
)

MOST_ROWS = 1100
# The titles stand within the first rows, below a heading or two.
LOOKED_AT = 30


@dataclass(slots=True)
class Read:
    """A row as it was read: its number in the sheet, its code and number as they stand, its answers, what is wrong with it.

    `amount` is a decimal as text, for the row is kept as JSON.
    """

    number: int
    code: str = ""
    slip_no: str = ""
    content: str = ""
    problems: str = ""
    next_steps: str = ""
    percent: int | None = None
    amount: str | None = None
    asks_close: bool = False
    wrong: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in, and nothing is wrong."""
        said = self.content or self.problems or self.next_steps or self.asks_close or self.wrong
        return not said and self.percent is None and self.amount is None

    def add(self, column: str, text: str) -> None:
        """Notes what is wrong in a column."""
        self.wrong.append({"column": column, "text": text})

    @property
    def problems_found(self) -> list[Problem]:
        return [Problem(self.number, one["column"], one["text"]) for one in self.wrong]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a returned sheet, and what is to be told about the file as a whole."""

    rows: tuple[Read, ...]
    notes: tuple[str, ...]


def to_json(row: Read) -> dict[str, Any]:
    """The row as it is kept."""
    return asdict(row)


def from_json(data: dict[str, Any]) -> Read:
    """The row that to_json kept."""
    return Read(**data)


def read_sheet(data: bytes) -> Table:
    """The answers in a file. Raises BadSheet with one sentence where it is no feedback sheet of ours or cannot be read."""
    sheets = open_workbook(data, most_rows=MOST_ROWS)
    found = [(sheet, head) for sheet in sheets if (head := head_of(sheet))]
    if not found:
        raise BadSheet(
            "没有找到反馈表：表头应有“"
            + "”“".join(NEEDED)
            + "”各列。请在系统导出的反馈表里填写，不要另建表格。"
        )
    if len(found) > 1:
        names = "”“".join(sheet.name for sheet, _ in found)
        raise BadSheet(f"工作表“{names}”都是反馈表，请每个文件只留一张，分几次上传。")
    sheet, head = found[0]
    places = places_of(head)
    rows = [read_row(row, places, sheet) for row in sheet.rows if row.number > head.number]
    mark_twice(rows)
    others = [one.name for one in sheets if one is not sheet]
    notes = (f"没有读取其他工作表：{'、'.join(others)}。",) if others else ()
    return Table(tuple(row for row in rows if row.code or not row.is_blank), notes)


def head_of(sheet: Sheet) -> Row | None:
    """The row of titles, None where the sheet has none."""
    for row in sheet.rows:
        if row.number > LOOKED_AT:
            return None
        if set(NEEDED) <= {cell.text for cell in row.cells}:
            return row
    return None


def places_of(head: Row) -> dict[str, int]:
    """Title → column, from 0, wherever it was moved. Raises BadSheet for a title that stands twice or is missing."""
    words = [cell.text for cell in head.cells]
    wanted = (*ANSWERS, NUMBER, CODE)
    twice = [title for title in wanted if words.count(title) > 1]
    if twice:
        raise BadSheet("表头有重复的列：" + "、".join(twice) + "，请删去多出来的。")
    missing = [title for title in wanted if title not in words]
    if missing:
        raise BadSheet("表头缺少这些列：" + "、".join(missing) + "。请重新导出反馈表填写。")
    return {title: words.index(title) for title in TITLES if title in words}


def read_row(row: Row, places: dict[str, int], sheet: Sheet) -> Read:
    """One row; every answer that cannot be taken has its problem."""
    read = Read(row.number, code=row.at(places[CODE]).text, slip_no=row.at(places[NUMBER]).text)
    for title in (*ANSWERS, CODE, NUMBER):
        merge = sheet.merge_over(row.number, places[title])
        if merge is not None:
            read.add(title, "单元格是合并的，看不出填给哪一行，请取消合并后分别填写")
    for title, name in ((CONTENT, "content"), (PROBLEMS, "problems"), (NEXT, "next_steps")):
        setattr(read, name, taken(read, title, lambda title=title: words_in(row, places, title)) or "")  # type: ignore[misc]
    read.percent = taken(read, PERCENT, lambda: percent_of(row.at(places[PERCENT])))
    amount = taken(read, AMOUNT, lambda: number_of(row.at(places[AMOUNT])))
    read.amount = None if amount is None else f"{amount:f}"
    read.asks_close = bool(taken(read, CLOSE, lambda: yes_in(row.at(places[CLOSE]).text)))
    if not read.code and not read.is_blank:
        read.add(CODE, "这一行没有校验码，无法对应到任务；请在导出的表里原行填写，不要另加行")
    if not read.content and (read.percent is not None or read.amount or read.problems or read.next_steps):
        read.add(CONTENT, "填了别的内容，但没有填进展情况")
    return read


def taken(read: Read, title: str, value: Callable[[], Any]) -> Any:
    """The value, or None with its problem noted."""
    try:
        return value()
    except BadCell as error:
        read.add(title, str(error))
        return None


def words_in(row: Row, places: dict[str, int], title: str) -> str:
    """The words of a text column. Raises BadCell."""
    cell = row.at(places[title])
    refuse_trouble(cell)
    if len(cell.text) > LONGEST[title]:
        raise BadCell(f"有{len(cell.text)}字，最多{LONGEST[title]}字")
    return cell.text


def yes_in(text: str) -> bool:
    """是 or 否; an empty cell means 否. Raises BadCell for other words."""
    if text in ("", NO, "×", "不申请"):
        return False
    if text in (YES, "√", "申请", "申请销号"):
        return True
    raise BadCell(f"“{text[:10]}”应填“{YES}”或“{NO}”")


def mark_twice(rows: Iterable[Read]) -> None:
    """Notes rows that carry one code twice: nobody can tell which of them holds."""
    by_code: dict[str, list[Read]] = {}
    for row in rows:
        if row.code:
            by_code.setdefault(row.code, []).append(row)
    for same in by_code.values():
        for row in same if len(same) > 1 else ():
            others = "、".join(str(one.number) for one in same if one is not row)
            row.add(CODE, f"与第{others}行是同一项任务，请只留一行")
