"""Reads a list of units (名称, 简称, 成员) from a json, csv or xlsx file into UnitEntry values. It must not guess missing names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from .draft import UnitEntry

_COLUMNS = {
    "name": ("name", "名称", "单位", "单位名称", "全称"),
    "aliases": ("aliases", "简称", "别名", "又名"),
    "members": ("members", "成员", "成员单位", "包含"),
    "key": ("key", "编号", "代码"),
}
_SEPARATOR = re.compile(r"[、,，;；|/\s]+")
_BIGGEST = 5_000_000


def read_units(path: Path) -> list[UnitEntry]:
    """The units of a file. Raises OSError where it cannot be opened, ValueError with a Chinese sentence where it is no list of units.

    A json file is a list of {"name": "县应急管理局", "aliases": ["县应急局"], "members": []}; the others have a header row.
    """
    if path.stat().st_size > _BIGGEST:
        raise ValueError("文件过大，请只保留单位名录。")
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        return _entries(_xlsx_rows(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    if text.lstrip().startswith(("[", "{")):
        return _json_entries(text)
    return _entries(csv.reader(io.StringIO(text)))


def _json_entries(text: str) -> list[UnitEntry]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ValueError(f"不是正确的 JSON（{error}）。") from None
    rows = data.get("units") if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise ValueError("应是单位的列表。")
    entries = []
    for row in rows:
        if isinstance(row, str):
            row = {"name": row}
        if not isinstance(row, dict) or not row.get("name"):
            raise ValueError("每个单位都要有 name。")
        entries.append(
            UnitEntry(
                str(row["name"]),
                _listed(row.get("aliases")),
                _listed(row.get("members")),
                str(row.get("key") or ""),
            )
        )
    return entries


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(word for word in _SEPARATOR.split(value) if word)
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else ()


def _xlsx_rows(data: bytes) -> list[list[str]]:
    import openpyxl

    try:
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).active
        return [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
    except Exception:
        raise ValueError("不是正确的 xlsx 文件。") from None


def _entries(rows: Iterable[Sequence[str]]) -> list[UnitEntry]:
    """Units of a table whose first row names the columns."""
    table = [row for row in rows if any(cell.strip() for cell in row)]
    if not table:
        raise ValueError("没有内容。")
    places = {
        field: next((i for i, title in enumerate(table[0]) if title.strip().lower() in titles), None)
        for field, titles in _COLUMNS.items()
    }
    if places["name"] is None:
        raise ValueError("第一行要有“名称”一列。")

    def cell(row: Sequence[str], field: str) -> str:
        place = places[field]
        return row[place].strip() if place is not None and place < len(row) else ""

    return [
        UnitEntry(
            cell(row, "name"), _listed(cell(row, "aliases")), _listed(cell(row, "members")), cell(row, "key")
        )
        for row in table[1:]
        if cell(row, "name")
    ]
