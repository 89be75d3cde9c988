"""Finds the table in a ledger's workbook: its head (one row or two, below any heading), its rows, its section headings. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.common.sheets import BadSheet
from tracker.common.workbooks import Row, Sheet, filled, normal, open_workbook

from .fields import score

MOST_ROWS = 10_000
LOOKED_AT = 20
EXAMPLES = 30
TOTALS = ("合计", "小计", "总计")


@dataclass(frozen=True, slots=True)
class Table:
    """A ledger: the sheet's name, the titles of its columns, the rows below with the section each stands in, remarks."""

    sheet: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Row, str], ...]
    notes: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """What tables with the same titles have in common, in whatever order they stand."""
        words = "\n".join(sorted(filter(None, map(normal, self.titles))))
        return hashlib.sha256(words.encode()).hexdigest()

    def examples(self) -> list[list[str]]:
        """The first rows as text."""
        return [
            [row.at(place).text[:80] for place in range(len(self.titles))] for row, _ in self.rows[:EXAMPLES]
        ]


def read_ledger(data: bytes) -> Table:
    """The ledger in a workbook. Raises BadSheet with one sentence where there is none or it cannot be read."""
    sheets = [filled(sheet) for sheet in open_workbook(data, most_rows=MOST_ROWS + LOOKED_AT)]
    scored = [
        (score([cell.text for cell in row.cells]), sheet, row) for sheet in sheets for row in first(sheet)
    ]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None:
        raise BadSheet("工作簿是空的，没有可以导入的行。")
    points, sheet, head = best
    if points < 2:
        # No title is known: the first row that fills its columns has to do, and a person says what they are.
        head = max(first(sheet), key=lambda row: len({cell.text for cell in row.cells if cell.text}))
    titles, last = titles_of(sheet, head)
    if len([title for title in titles if title]) < 2:
        raise BadSheet(f"工作表“{sheet.name}”里没有找到表头，请确认第一行是列名。")
    rows = tuple(body(sheet, last, titles))
    if not rows:
        raise BadSheet(f"工作表“{sheet.name}”的表头（第{head.number}行）下面没有数据。")
    if len(rows) > MOST_ROWS:
        raise BadSheet(f"一次最多导入{MOST_ROWS}行，请分成几个文件。")
    others = [one.name for one in sheets if one is not sheet]
    notes = (f"读取的是工作表“{sheet.name}”；没有读取：{'、'.join(others)}。",) if others else ()
    return Table(sheet.name[:60], titles, rows, notes)


def first(sheet: Sheet) -> Sequence[Row]:
    """The rows among which the head is looked for."""
    return [row for row in sheet.rows if row.number <= LOOKED_AT]


def titles_of(sheet: Sheet, head: Row) -> tuple[tuple[str, ...], int]:
    """The titles and the last row of the head: 责任单位 over 牵头 and 配合 makes 责任单位/牵头 and 责任单位/配合."""
    words = [" ".join(cell.text.split()) for cell in head.cells]
    over = [one for one in sheet.merges if one.top == one.bottom == head.number and one.width > 1]
    below = next((row for row in sheet.rows if row.number == head.number + 1), None)
    if not over or below is None:
        return tuple(words), head.number
    lower = [" ".join(below.at(place).text.split()) for place in range(max(len(words), len(below.cells)))]
    words += [""] * (len(lower) - len(words))
    pairs = zip(words, lower, strict=True)
    return tuple(top if top == sub or not sub else f"{top}/{sub}" for top, sub in pairs), head.number + 1


def body(sheet: Sheet, last: int, titles: Sequence[str]) -> Iterable[tuple[Row, str]]:
    """The rows below the head with their section; headings across the table, totals and repeated heads are no rows."""
    section = ""
    for row in sheet.rows:
        if row.number <= last:
            continue
        texts = {cell.text for cell in row.cells if cell.text}
        merge = sheet.merge_over(row.number, 0)
        if len(texts) == 1 and merge is not None and merge.width >= min(3, len(titles)):
            section = texts.pop()[:300]
        elif row.at(0).text.startswith(TOTALS) or [cell.text for cell in row.cells] == list(titles):
            continue
        elif texts:
            yield row, section
