"""A long table as .xlsx, sent while it is written: whatever its length, the first bytes go at once and a few rows are in memory.

Everything around the rows (styles, widths, printing) is taken from a workbook that sheets.py writes with two sample rows; the rows
of the table stand in their place, text as text.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from .archives import Out
from .sheets import Column, clipped, height_of, write

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
# Day 0 of a spreadsheet's calendar.
ZERO = dt.date(1899, 12, 30)
# What a reader would take for an escaped character.
LOOKS_ESCAPED = re.compile(r"(_x[0-9a-fA-F]{4}_)")
# So many characters are gathered before they are packed and sent.
PIECE = 2**17


@dataclass(frozen=True, slots=True)
class Frame:
    """A workbook without its rows: its other parts, its sheet before and after them, and the style of each column and of a day."""

    parts: dict[str, bytes]
    before: str
    after: str
    styles: tuple[str, ...]
    day: str


def frame_of(name: str, columns: Sequence[Column]) -> Frame:
    """The frame of a table, from one that holds an empty row and a row of days."""
    sample = write(name, columns, [[None] * len(columns), [ZERO + dt.timedelta(1)] * len(columns)])
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    text = parts.pop(SHEET).decode()
    head, empty, days = re.findall(r"<row .*?</row>", text)
    before, after = text.split(empty + days)
    styles = re.findall(r's="(\d+)"', empty)
    # How many rows there will be nobody knows yet; programs do without it.
    before = re.sub(r"<dimension [^>]*/>", "", before)
    return Frame(parts, before, after, tuple(styles), re.findall(r's="(\d+)"', days)[0])


def stream(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of the workbook, piece by piece. What `rows` raises ends it unfinished, so that nobody takes a part for the whole."""
    frame, out, last = frame_of(name, columns), Out(), 1
    letters = [letter(place) for place in range(len(columns))]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        with archive.open(SHEET, "w") as member:
            member.write(frame.before.encode())
            yield out.taken()
            waiting, length = [], 0
            for last, values in enumerate(rows, start=2):
                waiting.append(row_xml(frame, columns, letters, last, values))
                length += len(waiting[-1])
                if length > PIECE:
                    member.write("".join(waiting).encode())
                    waiting, length = [], 0
                    yield out.taken()
            tail = re.sub(r'(<autoFilter ref="A1:[A-Z]+)\d+', rf"\g<1>{last}", frame.after)
            member.write(("".join(waiting) + tail).encode())
        filtered = rb"(_FilterDatabase[^>]*>[^<]*\$)\d+"
        frame.parts[BOOK] = re.sub(filtered, rb"\g<1>%d" % last, frame.parts[BOOK])
        for part, data in frame.parts.items():
            archive.writestr(part, data)
    yield out.taken()


def row_xml(
    frame: Frame, columns: Sequence[Column], letters: Sequence[str], number: int, values: Sequence[Any]
) -> str:
    """One row of the sheet."""
    places = zip(letters, frame.styles, values, strict=True)
    cells = "".join(cell_xml(f"{name}{number}", style, frame.day, value) for name, style, value in places)
    return f'<row r="{number}" ht="{height_of(columns, values):g}" customHeight="1">{cells}</row>'


def cell_xml(place: str, style: str, day: str, value: Any) -> str:
    """One cell by the type of its value, as sheets.write_cell has it."""
    if value is None or value == "":
        return f'<c r="{place}" s="{style}"/>'
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return f'<c r="{place}" s="{day}"><v>{(value - ZERO).days}</v></c>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    text = LOOKS_ESCAPED.sub(r"_x005F\1", escape(clipped(str(value))))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def letter(place: int) -> str:
    """The name of a column: letter(0) == "A", letter(27) == "AB"."""
    more, last = divmod(place, 26)
    return (letter(more - 1) if more else "") + chr(ord("A") + last)
