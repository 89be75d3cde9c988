"""What an imported units table would do, without a database."""

from __future__ import annotations

import pytest

from tracker.common.sheets import Line
from tracker.org.imports_units import TITLES, Present, UnitRow, plan_units

COUNTY = UnitRow("青禾县人民政府", "县政府", "department", "", (), (), 1, True)
FINANCE = UnitRow(
    "青禾县财政局", "县财政局", "department", "青禾县人民政府", ("县财政", "财政部门"), ("县直部门",), 2, True
)
PRESENT = Present(
    {unit.name: unit for unit in (COUNTY, FINANCE)}, {"县直部门": ("县直各单位",), "各乡镇": ()}
)


def table(*rows: tuple[str, ...]) -> list[Line]:
    """Lines from row 2 on; missing cells at the end are empty."""
    return [
        Line(number, dict(zip(TITLES, (*row, *[""] * (len(TITLES) - len(row))), strict=True)))
        for number, row in enumerate(rows, start=2)
    ]


def test_it_changes_nothing_when_the_office_is_read_back() -> None:
    plan = plan_units(table(COUNTY.cells(), FINANCE.cells()), PRESENT)
    assert (len(plan.same), plan.wanted, plan.problems) == (2, (), ())
    assert not plan.does_something


def test_it_shows_old_and_new_of_what_changes_and_only_that() -> None:
    cells = list(FINANCE.cells())
    cells[1], cells[4], cells[7] = "财政局", "县财政；财政部门；财政", "否"
    plan = plan_units(table(tuple(cells)), PRESENT)
    assert [(f.title, f.old, f.new) for f in plan.changed[0].fields] == [
        ("简称", "县财政局", "财政局"),
        ("别名(;分隔)", "县财政；财政部门", "县财政；财政；财政部门"),
        ("在用", "是", "否"),
    ]


def test_it_takes_new_units_with_parents_from_the_same_table_in_any_order() -> None:
    plan = plan_units(
        table(
            ("柳河镇农业服务中心", "", "事业单位", "青禾县柳河镇人民政府", "", "服务中心", "", ""),
            (
                "青禾县柳河镇人民政府",
                "柳河镇",
                "乡镇",
                "青禾县人民政府",
                "柳河镇政府；柳河",
                "各乡镇",
                "9",
                "是",
            ),
        ),
        PRESENT,
    )
    assert plan.problems == ()
    assert plan.notes == ("将新建分组“服务中心”。",)
    centre, town = plan.wanted
    # Without a short name the name serves; without an order it comes last.
    assert (centre.short_name, centre.order, centre.is_active) == ("柳河镇农业服务中心", 3, True)
    assert town.aliases == ("柳河", "柳河镇政府")


@pytest.mark.parametrize(
    ("rows", "row", "column", "says"),
    [
        ([("",  "简称", "乡镇")], 2, "单位名称", "不能为空"),
        ([("甲镇", "", "乡镇"), ("甲镇", "", "乡镇")], 3, "单位名称", "与第2行重复"),
        ([("甲镇", "", "村庄")], 2, "类别", "没有“村庄”这一类"),
        ([("甲镇", "", "")], 2, "类别", "不能为空"),
        ([("甲镇", "", "乡镇", "不存在的单位")], 2, "上级单位", "没有名为“不存在的单位”的单位"),
        ([("甲镇", "", "乡镇", "甲镇")], 2, "上级单位", "会成为自己的上级"),
        ([("甲镇", "", "乡镇", "乙镇"), ("乙镇", "", "乡镇", "甲镇")], 3, "上级单位", "会成为自己的上级"),
        ([("青禾县人民政府", "县政府", "政府部门", "青禾县财政局", "", "", "1")], 2, "上级单位", "会成为自己的上级"),
        ([("甲镇", "", "乡镇", "", "县财政")], 2, "别名(;分隔)", "“县财政”已指单位“青禾县财政局”"),
        ([("甲镇", "县财政局", "乡镇")], 2, "简称", "“县财政局”已指单位“青禾县财政局”"),
        ([("甲镇", "", "乡镇", "", "乡镇甲"), ("乙镇", "", "乡镇", "", "乡镇甲")], 3, "别名(;分隔)", "“乡镇甲”已指单位“甲镇”"),
        ([("甲镇", "", "乡镇", "", "各乡镇")], 2, "别名(;分隔)", "“各乡镇”已指分组“各乡镇”"),
        ([("甲镇", "", "乡镇", "", "", "县财政")], 2, "分组(;分隔)", "不能作分组名称"),
        ([("甲镇", "", "乡镇", "", "", "县直各单位")], 2, "分组(;分隔)", "已指分组“县直部门”"),
        ([("甲镇", "", "乡镇", "", "", "", "第三")], 2, "排序", "不是0到"),
        ([("甲镇", "", "乡镇", "", "", "", "-1")], 2, "排序", "不是0到"),
        ([("甲镇", "", "乡镇", "", "", "", "", "也许")], 2, "在用", "应填“是”或“否”"),
        ([("长" * 81, "短", "乡镇")], 2, "单位名称", "超过80字"),
        ([("长" * 41, "", "乡镇")], 2, "简称", "超过40字"),
        ([("甲\n镇", "甲", "乡镇")], 2, "单位名称", "不能换行"),
    ],
)  # fmt: skip
def test_it_names_row_and_column_of_what_cannot_be_taken(rows, row: int, column: str, says: str) -> None:
    plan = plan_units(table(*rows), PRESENT)
    found = [problem for problem in plan.problems if problem.row == row and problem.column == column]
    assert found and says in found[0].text
    assert not plan.does_something


def test_it_lets_an_alias_move_from_one_unit_to_another() -> None:
    cells = list(FINANCE.cells())
    cells[4] = "县财政"
    plan = plan_units(
        table(("青禾县国资中心", "国资中心", "事业单位", "", "财政部门"), tuple(cells)), PRESENT
    )
    assert plan.problems == ()


def test_it_does_not_blame_the_table_for_a_clash_that_was_there_before() -> None:
    twin = UnitRow("青禾县财政局二分局", "县财政局", "department", "", (), (), 3, True)
    present = Present({**PRESENT.units, twin.name: twin}, PRESENT.groups)
    assert plan_units(table(twin.cells(), FINANCE.cells()), present).problems == ()


def test_its_fingerprint_follows_what_would_be_written() -> None:
    one = plan_units(table(("甲镇", "", "乡镇")), PRESENT)
    assert one.digest == plan_units(table(("甲镇", "", "乡镇")), PRESENT).digest
    assert one.digest != plan_units(table(("甲镇", "甲", "乡镇")), PRESENT).digest
    # The same words over another present state are another change.
    moved = Present(
        {**PRESENT.units, "甲镇": UnitRow("甲镇", "甲", "street", "", (), (), 5, True)}, PRESENT.groups
    )
    assert one.digest != plan_units(table(("甲镇", "", "乡镇")), moved).digest
