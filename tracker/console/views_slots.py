"""报送情况: how the units report week by week, the single slots behind it, and an excuse for one of them; 本室应办 of the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.downloads import download
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.sheets import Column, write
from tracker.items.filters import unit_choices
from tracker.regimes import owed
from tracker.regimes.settling import excuse, settle_duty, unsettle_duty
from tracker.regimes.slots import WORDS, Standing

PAGE = 50
MOST_EXPORTED = 20_000
COLUMNS = (
    Column("单位", 16), Column("编号", 16), Column("工作任务", 40, wrap=True), Column("应报时限", 18),
    Column("报送时间", 18), Column("情况", 8), Column("报送要求", 36, wrap=True), Column("免报理由", 24, wrap=True),
)  # fmt: skip


class SlotsForm(forms.Form):
    """Which slots are listed; a question that makes no sense asks for everything."""

    standing = forms.ChoiceField(
        required=False, choices=[("", "全部"), *((key.value, word) for key, word in WORDS.items())]
    )
    unit = forms.ChoiceField(required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)

    def __init__(self, data: Any, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [("", "全部单位"), *((str(pk), name) for pk, name in units)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """The arguments of owed.matching."""
        asked = self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}
        unit = asked.get("unit")
        standing = asked.get("standing")
        return {
            "standings": [standing] if standing else [],
            "unit": int(unit) if unit else None,
            "first": asked.get("first"),
            "last": asked.get("last"),
        }


class ExcuseForm(forms.Form):
    """Why this report is not asked for."""

    reason = forms.CharField(
        max_length=200,
        error_messages={"required": "请填写免报理由。", "max_length": "免报理由最多200字。"},
    )


@require_GET
@needs(Act.SEE_DASHBOARD)
def slots(request: ViewerRequest) -> HttpResponse:
    """The map of the last eight weeks, and the list."""
    viewer, at = request.viewer, timezone.now()
    form = SlotsForm(request.GET, units=unit_choices(viewer))
    found = Paginator(owed.matching(viewer, at=at, **form.wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "heat": owed.heat(viewer, at=at),
        "form": form,
        "page": found,
        "pages": found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1),
        "lines": owed.lines_of(found.object_list),  # type: ignore[arg-type]
        "at": at,
        "may_excuse": viewer.may(Act.EXCUSE_SLOT),
        "excusable": (Standing.OPEN, Standing.AHEAD, Standing.MISSING),
        "asked": request.GET.urlencode(),
    }
    return render(request, "console/slots.html", context)


@require_GET
@needs(Act.SEE_DASHBOARD)
def slots_export(request: ViewerRequest) -> FileResponse:
    """The list with the same question in its address, as .xlsx."""
    viewer, at = request.viewer, timezone.now()
    form = SlotsForm(request.GET, units=unit_choices(viewer))
    rows = owed.lines_of(owed.matching(viewer, at=at, **form.wanted)[:MOST_EXPORTED])
    data = write("报送情况", COLUMNS, (cells(line) for line in rows))
    return download(data, f"报送情况{timezone.localdate():%Y%m%d}.xlsx")


def cells(line: owed.SlotLine) -> tuple[str, ...]:
    """One row of the sheet."""
    moments = (
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "" for at in (line.due_at, line.submitted_at)
    )
    return (line.unit, line.item_no, line.task, *moments, line.word, "；".join(line.sources), line.excuse)


@require_http_methods(["GET", "POST"])
@needs(Act.EXCUSE_SLOT)
def slot_excuse(request: ViewerRequest, pk: int) -> HttpResponse:
    """免报: asks for the reason, then excuses."""
    owed.get_slot(request.viewer, pk)
    (line,) = owed.lines_of(owed.standing_rows(request.viewer, timezone.now()).filter(pk=pk))
    form = ExcuseForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                excuse(pk, reason=form.cleaned_data["reason"], by=request.viewer, at=timezone.now())
            except (Refused, Stale) as error:
                form.add_error("reason", str(error))
            else:
                messages.success(
                    request, f"已准予{line.unit}免报{timezone.localtime(line.due_at):%-m月%-d日}这一期。"
                )
                return redirect("console:slots")
    context = {"form": form, "line": line, "section": "console:slots"}
    return render(request, "console/slot_excuse.html", context, status=status)


@require_GET
@needs(Act.SEE_REGIMES)
def duties(request: ViewerRequest) -> HttpResponse:
    """本室应办: what the office itself owes, and what it did last."""
    at = timezone.now()
    context = {
        "waiting": owed.office_duties(request.viewer, at=at),
        "done": owed.duties_done(request.viewer),
        "may_settle": request.viewer.may(Act.SETTLE_DUTY),
        "section": "console:duties",
    }
    return render(request, "console/duties.html", context)


@require_POST
@needs(Act.SETTLE_DUTY)
def duty_settle(request: ViewerRequest, pk: int) -> HttpResponse:
    """已办, or taken back with `back`."""
    try:
        if request.POST.get("back"):
            unsettle_duty(pk, by=request.viewer)
            messages.success(request, "已改回待办。")
        else:
            settle_duty(pk, note=request.POST.get("note", ""), by=request.viewer, at=timezone.now())
            messages.success(request, "已记为办结。")
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Stale as error:
        messages.warning(request, str(error))
    return redirect("console:duties")
