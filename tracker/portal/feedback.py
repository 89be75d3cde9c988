"""反馈表: feedback sheets out, back in, compared row by row, and entered. For officers and for units, each for what they may enter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation, Viewer
from tracker.common.downloads import KINDS, attachment, download
from tracker.common.errors import Refused
from tracker.common.sheetfield import SheetField
from tracker.common.sheets import BadSheet
from tracker.items.clock import clock_at
from tracker.items.feedback import differences, operations, sheet
from tracker.items.feedback.queries import get_sheet, visible_sheets
from tracker.items.models import ReturnedSheet
from tracker.org.queries import groups_with_members, unit_names

PAGE = 25


class ExportForm(forms.Form):
    """Whose tasks go out ("", "group:3", "unit:5") and whether each unit gets a file of its own."""

    whose = forms.ChoiceField(label="哪些单位", required=False)
    apart = forms.BooleanField(label="每个单位一份（压缩包）", required=False)

    def __init__(self, data: Any, *, choices: list[tuple[str, str]], members: dict[str, list[int]]) -> None:
        super().__init__(data)
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        self.members = members

    @property
    def units(self) -> list[int] | None:
        """The units chosen, None for all."""
        whose = self.cleaned_data["whose"]
        return self.members[whose] if whose else None


class ReturnForm(forms.Form):
    """A sheet that came back."""

    file = SheetField(label="交回的反馈表（.xlsx）")


def export_form(viewer: Viewer, data: Any) -> ExportForm:
    """The form with the units and groups the viewer may enter sheets for; five queries at most."""
    members: dict[str, list[int]] = {}
    choices = [("", "全部单位")]
    names = unit_names(timezone.localdate())
    if Relation.ANY in viewer.relations_granting(Act.ENTER_SHEET):
        for group in groups_with_members(timezone.localdate(), aliases=False):
            members[f"group:{group.pk}"] = [unit.pk for unit in group.expanded]  # type: ignore[attr-defined]
            choices.append((f"group:{group.pk}", f"分组：{group.name}"))
    else:
        names = {pk: name for pk, name in names.items() if pk in viewer.units}
    for pk, name in names.items():
        members[f"unit:{pk}"] = [pk]
        choices.append((f"unit:{pk}", name))
    return ExportForm(data, choices=choices, members=members)


@require_GET
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback(request: ViewerRequest) -> HttpResponse:
    """反馈表: export, hand in, and the sheets that came back."""
    return page(request, ReturnForm())


def page(request: ViewerRequest, form: ReturnForm, status: int = 200) -> HttpResponse:
    found = Paginator(visible_sheets(request.viewer).defer("rows"), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "export": export_form(request.viewer, None),
        "page": found,
        "megabytes": settings.UPLOAD_MAX_BYTES // 2**20,
    }
    return render(request, "portal/feedback.html", context, status=status)


@require_GET
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback_export(request: ViewerRequest) -> HttpResponse | FileResponse:
    """The sheet of the chosen units, or one per unit in a zip."""
    form, clock = export_form(request.viewer, request.GET), clock_at(timezone.now())
    if not form.is_valid():
        messages.warning(request, "请选择列表中的单位或分组。")
        return redirect("portal:feedback")
    name, whose = f"进展反馈表{clock.today:%Y%m%d}", form.cleaned_data["whose"]
    if whose:
        name = f"{dict(form.fields['whose'].choices)[whose].removeprefix('分组：')}{name}"  # type: ignore[attr-defined]
    try:
        if form.cleaned_data["apart"]:
            data, name = sheet.archive(request.viewer, form.units, clock), f"{name}.zip"
        else:
            data, name = sheet.workbook(request.viewer, form.units, clock), f"{name}.xlsx"
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("portal:feedback")
    return download(data, name)


@require_POST
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback_return(request: ViewerRequest) -> HttpResponse:
    """Takes a file in and shows what it says beside what is there. Nothing is entered yet."""
    form = ReturnForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = operations.receive(
                upload.read(), name=upload.name[:150], by=request.viewer, at=timezone.now()
            )
            return redirect("portal:feedback_sheet", kept.pk)
        except (BadSheet, Refused) as error:
            form.add_error("file", str(error))
    return page(request, form, status=422)


@require_GET
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback_sheet(request: ViewerRequest, pk: int) -> HttpResponse:
    """The rows of a returned sheet beside what the office has now."""
    return compared(request, get_sheet(request.viewer, pk))


def compared(request: ViewerRequest, found: ReturnedSheet, status: int = 200) -> HttpResponse:
    """The page of a sheet: what can be entered first, what is done last."""
    rows = differences.differences(request.viewer, found)
    order = list(differences.KINDS)
    rows.sort(key=lambda row: (order.index(row.kind), row.read.number))
    counts = differences.counts(rows)
    context = {
        "sheet": found,
        "rows": [row for row in rows if row.kind != "blank"],
        "blank": counts["blank"],
        "counts": [(differences.KINDS[kind], number) for kind, number in counts.items() if number],
        "can_enter": counts["new"] + counts["conflict"],
        "chosen": set(request.POST.getlist("take")),
        "is_asked": request.method == "POST",
        "section": "portal:feedback",
    }
    return render(request, "portal/feedback_sheet.html", context, status=status)


@require_POST
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback_enter(request: ViewerRequest, pk: int) -> HttpResponse:
    """Enters the chosen rows. Each comes with the revision it was compared at, so that nothing is overwritten unseen."""
    found = get_sheet(request.viewer, pk)
    chosen = dict(filter(None, map(pair, request.POST.getlist("take"))))
    if not chosen:
        messages.warning(request, "没有选择要写入的行。")
        return redirect("portal:feedback_sheet", pk)
    try:
        outcome = operations.enter(
            found,
            chosen,
            all_or_none=request.POST.get("way") == "all",
            by=request.viewer,
            at=timezone.now(),
        )
    except Refused as error:
        messages.error(request, str(error))
        return compared(request, found, status=409)
    if outcome.entered:
        messages.success(request, f"已写入{outcome.entered}行。")
    elif not outcome.refused:
        messages.info(request, "所选的行已经录入过，没有重复写入。")
    for number, why in list(outcome.refused.items())[:10]:
        messages.warning(request, f"第{number}行没有写入：{why}")
    return redirect("portal:feedback_sheet", pk)


def pair(text: str) -> tuple[int, int] | None:
    """ "12:5" → row 12 as compared at revision 5; None for anything else ("" is a conflict that is kept)."""
    row, _, revision = text.partition(":")
    if row.isdecimal() and revision.isdecimal() and len(text) < 20:
        return int(row), int(revision)
    return None


@require_POST
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback_discard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throws a sheet away of which nothing was entered."""
    get_sheet(request.viewer, pk)
    if operations.discard(pk, by=request.viewer):
        messages.success(request, "已放弃这份反馈表，没有写入任何内容。")
        return redirect("portal:feedback")
    messages.warning(request, "这份反馈表已有内容写入，作为依据保留。")
    return redirect("portal:feedback_sheet", pk)


@require_GET
@needs(Act.ENTER_SHEET, Relation.OWN)
def feedback_file(request: ViewerRequest, pk: int) -> FileResponse:
    """The file as it came back."""
    found = get_sheet(request.viewer, pk)
    return attachment(found.file, name=found.name, kind=KINDS["xlsx"])
