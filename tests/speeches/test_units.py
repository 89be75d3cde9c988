"""The list of units for --units: json, csv and xlsx give the same entries, and bad lists say what is wrong."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from speeches.draft import UnitEntry
from speeches.units import read_units

WANTED = [
    UnitEntry("县应急管理局", ("县应急局", "应急局"), ()),
    UnitEntry("各乡镇", (), ("东河镇", "西岭乡")),
]
ROWS = [("名称", "简称", "成员"), ("县应急管理局", "县应急局、应急局", ""), ("各乡镇", "", "东河镇,西岭乡")]


def test_json_csv_and_xlsx_give_the_same_units(tmp_path: Path) -> None:
    json_file = tmp_path / "units.json"
    json_file.write_text(
        '[{"name": "县应急管理局", "aliases": ["县应急局", "应急局"]}, {"name": "各乡镇", "members": ["东河镇", "西岭乡"]}]',
        encoding="utf-8",
    )
    csv_file = tmp_path / "units.csv"
    csv_file.write_bytes("\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS).encode("gb18030"))
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "units.xlsx")
    for name in ("units.json", "units.csv", "units.xlsx"):
        assert read_units(tmp_path / name) == WANTED, name


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "{", "JSON"),
        ("a.json", '[{"aliases": []}]', "name"),
        ("a.csv", "单位简称\n应急局", "名称"),
        ("a.csv", "", "没有内容"),
        ("a.xlsx", "no workbook", "xlsx"),
    ],
)
def test_a_bad_list_says_what_is_wrong(tmp_path: Path, name: str, content: str, told: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        read_units(path)
