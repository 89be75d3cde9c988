"""Importing units through the pages: preview, confirm, once, and never half."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.support.build import an_assignment
from tests.support.world import World
from tests.tracker.org.test_sheets import a_book
from tracker.access.policy import Act
from tracker.common.errors import Forbidden
from tracker.common.sheets import Line
from tracker.org.imports_units import TITLES, plan_units
from tracker.org.models import Alias, CalendarDay, Unit, UnitGroup
from tracker.org.operations import MANAGE_UNITS, import_days, import_units
from tracker.org.roster import present

NEW_TOWN = ("青禾县青山镇人民政府", "青山镇", "乡镇", "", "青山；青山镇政府", "山区乡镇", "20", "是")


def upload(client, data: bytes, name: str = "unit"):
    file = SimpleUploadedFile("表.xlsx", data)
    return client.post(reverse(f"console:{name}_import"), {"file": file})


def confirm(client, page, name: str = "unit"):
    return client.post(reverse(f"console:{name}_import_confirm"), page.context["confirm"].initial)


def exported(client, name: str = "console:units_export") -> bytes:
    return b"".join(client.get(reverse(name)).streaming_content)


@pytest.fixture
def client(world: World, signed_in):
    return signed_in(world.officer)


def test_it_writes_nothing_before_the_confirmation(client) -> None:
    page = upload(client, a_book(TITLES, NEW_TOWN))
    assert page.status_code == 200
    assert [change.name for change in page.context["plan"].new] == ["青禾县青山镇人民政府"]
    assert "将新建分组“山区乡镇”" in page.content.decode()
    assert not Unit.objects.filter(short_name="青山镇").exists()


def test_it_writes_units_aliases_and_groups_when_confirmed(client) -> None:
    page = upload(client, a_book(TITLES, NEW_TOWN))
    assert confirm(client, page).status_code == 302
    unit = Unit.objects.get(name="青禾县青山镇人民政府")
    assert (unit.kind, unit.order) == ("township", 20)
    assert sorted(unit.aliases.values_list("text", flat=True)) == ["青山", "青山镇政府"]
    assert [group.name for group in unit.groups.all()] == ["山区乡镇"]


def test_it_does_a_double_click_once(client) -> None:
    page = upload(client, a_book(TITLES, NEW_TOWN))
    assert [confirm(client, page).status_code for _ in range(2)] == [302, 302]
    assert Unit.objects.filter(short_name="青山镇").count() == 1
    assert UnitGroup.objects.filter(name="山区乡镇").count() == 1


def test_it_asks_again_when_the_units_changed_in_between(client, world: World) -> None:
    row = ("青禾县林业局", "林业局", "政府部门", "", "县林业", "", "2", "是")
    page = upload(client, a_book(TITLES, row))
    Unit.objects.filter(short_name="林业局").update(kind=Unit.Kind.INSTITUTION)
    answer = confirm(client, page)
    assert answer.status_code == 409
    # Nothing was written, and the page shows what would now change, ready to be confirmed.
    assert not Alias.objects.filter(text="县林业").exists()
    assert ("类别", "事业单位", "政府部门") in [
        (field.title, field.old, field.new) for field in answer.context["plan"].changed[0].fields
    ]
    assert confirm(client, answer).status_code == 302
    assert Alias.objects.filter(text="县林业").exists()


def test_it_refuses_the_confirmation_when_a_name_was_taken_in_between(client, world: World) -> None:
    page = upload(client, a_book(TITLES, NEW_TOWN))
    Alias.objects.create(text="青山", unit=world.units["林业局"])
    answer = confirm(client, page)
    assert answer.status_code == 409
    assert answer.context["plan"].problems[0].column == "别名(;分隔)"
    assert not Unit.objects.filter(short_name="青山镇").exists()


def test_it_moves_an_alias_in_one_import(client, world: World) -> None:
    rows = {
        unit[0]: unit
        for unit in load_workbook(io.BytesIO(exported(client))).active.iter_rows(min_row=2, values_only=True)
    }
    finance, audit = list(rows["青禾县财政局"]), list(rows["青禾县审计局"])
    finance[4], audit[4] = "县财政局", "审计部门；县审计局；县财政"
    assert confirm(client, upload(client, a_book(TITLES, tuple(audit), tuple(finance)))).status_code == 302
    assert Alias.objects.get(text="县财政").unit == world.units["审计局"]


def test_it_reads_its_own_export_back_without_a_change(client) -> None:
    confirm(client, upload(client, a_book(TITLES, NEW_TOWN)))
    page = upload(client, exported(client))
    plan = page.context["plan"]
    assert (plan.wanted, plan.problems, len(plan.same)) == ((), (), Unit.objects.count())
    assert "与现有资料一致" in page.content.decode()


def test_it_shows_row_and_column_of_every_problem(client) -> None:
    page = upload(client, a_book(TITLES, ("甲镇", "", "村庄", "没有的上级"), ("", "无名", "乡镇")))
    text = page.content.decode()
    assert (
        "第2行" in text
        and "没有“村庄”这一类" in text
        and "没有名为“没有的上级”的单位" in text
        and "第3行" in text
    )
    assert "确认导入" not in text


def test_it_explains_a_file_it_cannot_read(client) -> None:
    page = upload(client, b"not a workbook")
    assert page.status_code == 422
    assert "不是 Excel 工作簿" in page.content.decode()


def test_it_refuses_rows_that_were_not_signed_here(client) -> None:
    answer = client.post(
        reverse("console:unit_import_confirm"), {"rows": "W1tdXQ:forged", "shown": "0" * 64}, follow=True
    )
    assert "预览已过期" in answer.content.decode()


def test_it_escapes_what_the_table_says(client) -> None:
    row = ("<script>alert(1)</script>镇", "甲", "乡镇")
    assert "<script>alert(1)" not in upload(client, a_book(TITLES, (*row, *[""] * 5))).content.decode()


def test_it_gives_a_template_with_just_the_titles(client) -> None:
    data = b"".join(client.get(reverse("console:unit_template")).streaming_content)
    assert list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)) == [TITLES]


@pytest.mark.parametrize("persona", ["lead_clerk", "leader", "stranger"])
def test_it_is_not_for_everybody(world: World, signed_in, persona: str) -> None:
    client = signed_in(world.people[persona])
    for name in ("units", "units_export", "unit_import", "unit_template", "calendar", "calendar_import"):
        assert client.get(reverse(f"console:{name}")).status_code == 403
    assert client.post(reverse("console:unit_import_confirm"), {}).status_code == 403


def test_it_lists_units_by_name_alias_kind_and_group(client, world: World) -> None:
    def names(query: str) -> list[str]:
        return [unit.short_name for unit, _ in client.get(reverse("console:units") + query).context["units"]]

    assert names("?q=审计部门") == ["审计局"]
    assert names("?kind=township") == ["柳河镇", "石桥镇"]
    # 各乡镇 has no members of its own: its kind decides.
    assert names(f"?group={world.townships.pk}") == ["柳河镇", "石桥镇"]
    assert names("?q=不存在") == []


def test_it_counts_the_open_tasks_of_each_unit(client, world: World) -> None:
    for state in ("acknowledged", "in_progress", "closed", "cancelled"):
        an_assignment(world, state=state)
    counts = {unit.short_name: count for unit, count in client.get(reverse("console:units")).context["units"]}
    assert (counts["财政局"], counts["林业局"]) == (2, 0)


def test_it_lists_units_with_as_many_queries_however_many(
    client, world: World, django_assert_max_num_queries
) -> None:
    for number in range(30):
        Unit.objects.create(name=f"第{number}中心", short_name=f"{number}中心")
    with django_assert_max_num_queries(14):
        client.get(reverse("console:units"))


def test_it_imports_calendar_days_the_same_way(client) -> None:
    book = a_book(
        ("日期", "上班/放假", "说明"), ("2027-10-01", "放假", "国庆"), ("2027年10月9日", "上班", "调休")
    )
    page = upload(client, book, "calendar")
    assert not CalendarDay.objects.exists()
    assert confirm(client, page, "calendar").status_code == 302
    assert [(row.day.isoformat(), row.is_workday, row.name) for row in CalendarDay.objects.all()] == [
        ("2027-10-01", False, "国庆"),
        ("2027-10-09", True, "调休"),
    ]
    assert (
        upload(client, exported(client, "console:calendar_export"), "calendar").context["plan"].wanted == ()
    )
    bad = upload(
        client, a_book(("日期", "上班/放假", "说明"), ("2027-02-30", "也许", "")), "calendar"
    ).context["plan"]
    assert [(problem.row, problem.column) for problem in bad.problems] == [(2, "日期"), (2, "上班/放假")]


@pytest.mark.parametrize("persona", ["lead_clerk", "support_clerk", "leader", "stranger", "former"])
def test_the_import_itself_asks_the_policy(world: World, persona: str) -> None:
    by = world.viewer(persona)
    with pytest.raises(Forbidden, match="只有督查专员和系统管理员"):
        import_units([Line(2, dict(zip(TITLES, NEW_TOWN, strict=True)))], shown="", by=by)
    with pytest.raises(Forbidden, match="只有督查专员和系统管理员"):
        import_days([], shown="", by=by)
    assert not Unit.objects.filter(short_name="青山镇").exists()


@pytest.mark.parametrize("persona", ["officer", "admin"])
def test_officers_and_administrators_import(world: World, persona: str) -> None:
    assert MANAGE_UNITS == Act.MANAGE_UNITS
    lines = [Line(2, dict(zip(TITLES, NEW_TOWN, strict=True)))]
    shown = plan_units(lines, present()).digest
    import_units(lines, shown=shown, by=world.viewer(persona))
    assert Unit.objects.filter(short_name="青山镇").exists()
