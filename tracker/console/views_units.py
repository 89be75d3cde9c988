"""Units and groups: the list, export, import with a preview; and the same for the office's calendar days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.downloads import download
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.imports import Plan
from tracker.items.job_queries import open_by_unit
from tracker.org import calendar_import, imports_units, operations, roster
from tracker.org.forms import ConfirmForm, UploadForm, signed
from tracker.org.models import Unit
from tracker.org.queries import calendar_overrides


@dataclass(frozen=True, slots=True)
class Table:
    """What can be imported: its words for the page, its columns, how it is planned and how it is written."""

    noun: str
    name: str
    titles: tuple[str, ...]
    hints: tuple[str, ...]
    plan: Callable[[list], Plan]
    template: Callable[[], bytes]
    write: Callable[..., Plan]

    @property
    def back(self) -> str:
        """The address of the list."""
        return "console:units" if self.name == "unit" else "console:calendar"

    @property
    def start(self) -> str:
        """The address of the first step."""
        return f"console:{self.name}_import"

    @property
    def confirm(self) -> str:
        """The address of the second step."""
        return f"console:{self.name}_import_confirm"

    @property
    def blank(self) -> str:
        """The address of the empty table."""
        return f"console:{self.name}_template"


TABLES = {
    "unit": Table(
        noun="单位",
        name="unit",
        titles=imports_units.TITLES,
        hints=(
            "按单位名称（全称）识别：已有的更新，没有的新建；表里没有的单位保持不变。",
            "上级单位填全称，可以是同一张表里的单位；别名、分组有几个的，用分号隔开。",
            "类别可填：" + "、".join(imports_units.KINDS) + "。",
            "简称留空同全称，排序留空排在最后，在用留空为“是”。别名、分组、上级单位留空会清空原有内容。",
            "一个名称（全称、简称、别名、分组名）只能指一个单位或分组。",
        ),
        plan=lambda lines: imports_units.plan_units(lines, roster.present()),
        template=roster.units_template,
        write=operations.import_units,
    ),
    "calendar": Table(
        noun="工作日历",
        name="calendar",
        titles=calendar_import.TITLES,
        hints=(
            "每行一天。法定节假日和调休系统已内置公布过的年份；新一年的通知印发后，或本地另有规定时，在这里导入。",
            "“上班/放假”一列填“上班”或“放假”；日期如2027-01-01。",
            "表里没有的日子保持不变。导入后，新解析的讲话和临期亮灯按新日历计算；已确认的时限、已排好的提醒不会自动改动。",
        ),
        plan=lambda lines: calendar_import.plan_days(lines, calendar_overrides()),
        template=roster.days_template,
        write=operations.import_days,
    ),
}


@require_GET
@needs(Act.SEE_UNITS)
def units(request: ViewerRequest) -> HttpResponse:
    """All units with their groups and aliases."""
    words, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    group = request.GET.get("group", "")
    lines = roster.unit_lines(words=words, kind=kind, group=int(group) if group.isdecimal() else None)
    counts = open_by_unit()
    context = {
        "units": [(line, counts.get(line.pk, 0)) for line in lines],
        "groups": roster.group_lines(timezone.localdate()),
        "words": words,
        "kind": kind,
        "group": group,
        "kinds": Unit.Kind.choices,
        "is_filtered": bool(words or kind or group),
        "may_manage": request.viewer.may(Act.MANAGE_UNITS),
        "sees_all": request.viewer.may(Act.SEE),
    }
    return render(request, "console/units.html", context)


@require_GET
@needs(Act.SEE_UNITS)
def units_export(request: ViewerRequest) -> FileResponse:
    """All units as .xlsx, in the columns of the import."""
    return download(roster.units_xlsx(), f"单位{timezone.localdate():%Y%m%d}.xlsx")


@require_GET
@needs(Act.SEE_UNITS)
def calendar(request: ViewerRequest) -> HttpResponse:
    """The office's own calendar days."""
    context = {
        "days": roster.day_lines(),
        "may_manage": request.viewer.may(Act.MANAGE_UNITS),
        "section": "console:units",
    }
    return render(request, "console/units_calendar.html", context)


@require_GET
@needs(Act.SEE_UNITS)
def calendar_export(request: ViewerRequest) -> FileResponse:
    """The office's own days as .xlsx, in the columns of the import."""
    return download(roster.days_xlsx(), f"工作日历{timezone.localdate():%Y%m%d}.xlsx")


@require_GET
@needs(Act.MANAGE_UNITS)
def table_template(request: ViewerRequest, key: str) -> FileResponse:
    """An empty table to fill in."""
    table = TABLES[key]
    return download(table.template(), f"{table.noun}导入模板.xlsx")


@require_http_methods(["GET", "POST"])
@needs(Act.MANAGE_UNITS)
def table_import(request: ViewerRequest, key: str) -> HttpResponse:
    """First step: choose a file, see what it would change. Nothing is written."""
    table = TABLES[key]
    form = UploadForm(request.POST or None, request.FILES or None, titles=table.titles)
    context: dict[str, object] = {"form": form, "table": table, "section": "console:units"}
    if request.method == "POST" and form.is_valid():
        context |= preview(table, form.lines)
    return render(request, "console/unit_import.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Act.MANAGE_UNITS)
def table_confirm(request: ViewerRequest, key: str) -> HttpResponse:
    """Second step: write what was shown. Where it no longer comes to the same, the new preview is shown instead."""
    table = TABLES[key]
    form = ConfirmForm(request.POST, titles=table.titles)
    if not form.is_valid():
        messages.error(request, "预览已过期，请重新上传文件。")
        return redirect(table.start)
    try:
        plan = table.write(form.lines, shown=form.cleaned_data["shown"], by=request.viewer)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except (Refused, Stale) as error:
        messages.error(request, str(error))
        context: dict[str, object] = {"form": UploadForm(titles=table.titles), "table": table}
        context |= {"section": "console:units", **preview(table, form.lines)}
        return render(request, "console/unit_import.html", context, status=409)
    if plan.wanted:
        counts = f"新增{len(plan.new)}个，更新{len(plan.changed)}个，不变{len(plan.same)}个"
        messages.success(request, f"已导入：{counts}。")
    else:
        messages.info(request, "表中内容与现有资料一致，没有需要写入的变化。")
    return redirect(table.back)


def preview(table: Table, lines: list) -> dict[str, object]:
    """What the rows would change, and the rows themselves for the confirmation."""
    plan = table.plan(lines)
    confirm = {"rows": signed(lines, table.titles), "shown": plan.digest}
    return {"plan": plan, "confirm": ConfirmForm(initial=confirm, titles=table.titles)}
