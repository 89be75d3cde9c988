"""基层负担: how much the units are asked a month, by which regimes, and what could be asked once. A unit reads its own."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.downloads import download
from tracker.common.sheets import Column, printable, write
from tracker.regimes.scoring.queries import seen_units
from tracker.reports import burden

# A cell that begins with one of these would be a formula to a spreadsheet program.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class MonthForm(forms.Form):
    """Which month; anything else is the running one. `kind` of file for an export."""

    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False)
    kind = forms.ChoiceField(choices=[("xlsx", "xlsx"), ("csv", "csv")], required=False)


def asked(request: ViewerRequest) -> tuple[dt.date, str]:
    """The month and the kind of file in the address."""
    form = MonthForm(request.GET)
    form.is_valid()
    month = form.cleaned_data.get("month")
    first = dt.date.fromisoformat(f"{month}-01") if month else timezone.localdate().replace(day=1)
    return first, form.cleaned_data.get("kind") or "xlsx"


@require_GET
@needs(Act.SEE_BURDEN, *Relation)
def meter(request: ViewerRequest) -> HttpResponse:
    """The meter of a month."""
    viewer = request.viewer
    month, _ = asked(request)
    found = burden.burden(viewer, month, units=seen_units(viewer, Act.SEE_BURDEN))
    context = {
        "found": found,
        "month": month,
        "choices": reversed(burden.months_until(timezone.localdate(), 12)),
        "counted": burden.COUNTED,
        "told": burden.TOLD,
        "may_limit": viewer.may(Act.ADOPT_REGIME),
        "section": "portal:burden",
    }
    return render(request, "portal/burden.html", context)


@require_GET
@needs(Act.SEE_BURDEN, *Relation)
def meter_export(request: ViewerRequest) -> FileResponse:
    """The meter as .xlsx or .csv."""
    month, kind = asked(request)
    found = burden.burden(request.viewer, month, units=seen_units(request.viewer, Act.SEE_BURDEN))
    titles = [
        "单位",
        *(f"{one:%Y-%m}" for one in found.months),
        "上限",
        *burden.COUNTED,
        *burden.TOLD,
        "来源",
    ]
    rows = [cells(line) for line in found.lines]
    name = f"基层负担{month:%Y-%m}"
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([titles, *([plain(cell) for cell in row] for row in rows)])
        data = text.getvalue().encode("utf-8-sig")
        return download(data, f"{name}.csv")
    columns = [Column(title, 40 if title == "来源" else 16 if title == "单位" else 10) for title in titles]
    return download(write(name, columns, rows), f"{name}.xlsx")


def cells(line: burden.BurdenLine) -> list[Any]:
    """One row of the file."""
    sources = "；".join(f"{name} {number}次" for name, number in line.sources)
    return [line.unit, *line.months, line.limit, *line.kinds, *line.told, sources]


def plain(cell: Any) -> Any:
    """The cell as text that no spreadsheet program takes for a formula: "=1+1" → "'=1+1"."""
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
