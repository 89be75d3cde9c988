"""作战图: all duties on one wall, units as rows and days across; for the screen in the hall, for paper, and as a table."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation, Viewer
from tracker.common.downloads import download
from tracker.items import wall
from tracker.items.clock import COLOURS, Clock, clock_at, shown_lights
from tracker.items.filters import unit_choices
from tracker.reports.wall_sheet import xlsx

from . import drawing

# Rows of one screen; the hall's screen turns the page by itself.
UNITS = 8
SECONDS = 30
LONGEST = 3 * 366
SPANS = {"quarter": "近三个月", "half": "近半年", "year": "本年"}


class WallForm(forms.Form):
    """What is asked of the wall; a field with an error asks nothing and says why."""

    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    light = forms.ChoiceField(label="亮灯", required=False)
    leader = forms.TypedChoiceField(label="分管领导", required=False, coerce=int, empty_value=None)
    span = forms.ChoiceField(label="期间", required=False)
    first = forms.DateField(
        label="起", required=False, error_messages={"invalid": "日期应写作 2026-06-10 的样子。"}
    )
    last = forms.DateField(
        label="止", required=False, error_messages={"invalid": "日期应写作 2026-06-10 的样子。"}
    )

    def __init__(self, data: Any, *, units: list[tuple[int, str]], leaders: list[tuple[int, str]]) -> None:
        super().__init__(data)
        offered: dict[str, list[tuple[Any, str]]] = {
            "unit": units,
            "leader": leaders,
            "light": list(COLOURS.items()),
            "span": list(SPANS.items()),
        }
        for name, choices in offered.items():
            first = [("", "近三个月" if name == "span" else "全部")]
            rest = [pair for pair in choices if pair[0] != "quarter"]
            self.fields[name].choices = first + rest  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date", "class": "form-control"})

    def clean(self) -> dict[str, Any]:
        read = super().clean() or self.cleaned_data
        first, last = read.get("first"), read.get("last")
        if first and last and last < first:
            self.add_error("last", "止日不能早于起日。")
        elif first and last and (last - first).days > LONGEST:
            self.add_error("last", "一张图最多三年，请缩短期间。")
        return read

    def asked(self, today: dt.date) -> wall.WallAsked:
        """The question, with the days of the period chosen: by default from a month ago to two months ahead."""
        self.is_valid()
        read = self.cleaned_data
        start, end = span_of(read.get("span", ""), today)
        first, last = read.get("first") or start, read.get("last") or end
        if last < first:
            # Only one of the two was given, and it lies beyond the other's default.
            first, last = (
                (first, first + relativedelta(months=3))
                if read.get("first")
                else (last - relativedelta(months=3), last)
            )
        return wall.WallAsked(first, last, read.get("unit"), read.get("light", ""), read.get("leader"))


def span_of(span: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days of a named period: three months around today from the first of last month, half a year, or the calendar year."""
    if span == "year":
        return today.replace(month=1, day=1), today.replace(month=12, day=31)
    month = today.replace(day=1)
    ahead, back = (5, 1) if span == "half" else (2, 1)
    return month - relativedelta(months=back), month + relativedelta(months=ahead) - drawing.DAY


@require_GET
@needs(Act.SEE_DASHBOARD)
def chart(request: ViewerRequest) -> HttpResponse:
    """The wall, a page of units at a time; with ?screen=1 without the frame, turning its pages by itself."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    form, asked = asked_of(request, viewer, clock)
    rows = wall.on_wall(viewer, asked, clock)
    units = wall.units_on_wall(rows)
    page = Paginator(units, UNITS).get_page(request.GET.get("page"))
    scale = drawing.Scale(asked.first, asked.last)
    on_screen = bool(request.GET.get("screen"))
    look = drawing.ON_SCREEN if on_screen else drawing.ON_PAGE
    lanes = drawing.drawn(wall.bars_of(rows, list(page.object_list), clock), scale, clock.today, look)
    question = request.GET.copy()
    for name in [name for name in question if not question[name] or name in ("page", "screen")]:
        del question[name]
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "lanes": lanes,
        "ticks": drawing.ticks(scale),
        "today_x": scale.x(clock.today) if asked.first <= clock.today <= asked.last else None,
        "clock": clock,
        "total": sum(unit.count for unit in units),
        "legend": [(key, word, drawing.SIGNS[key], look) for key, word, look in shown_lights(clock)],
        "looks": {key: look for key, _, look in shown_lights(clock)},
        "question": question.urlencode(),
        "narrowed": bool(question),
        "sees_all": Relation.ANY in viewer.relations_granting(Act.SEE),
        "seconds": SECONDS,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "next_page": page.next_page_number() if page.has_next() else 1,
    }
    return render(request, "console/wall_screen.html" if on_screen else "console/wall.html", context)


@require_GET
@needs(Act.SEE_DASHBOARD)
def export(request: ViewerRequest) -> FileResponse:
    """Everything on the wall under the same question, as .xlsx."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    _, asked = asked_of(request, viewer, clock)
    return download(xlsx(viewer, asked, clock), f"作战图{clock.today:%Y%m%d}.xlsx")


def asked_of(request: ViewerRequest, viewer: Viewer, clock: Clock) -> tuple[WallForm, wall.WallAsked]:
    """The form and the question in the address."""
    sees_all = Relation.ANY in viewer.relations_granting(Act.SEE)
    leaders = wall.leader_choices(clock.today) if sees_all else []
    form = WallForm(request.GET, units=unit_choices(viewer), leaders=leaders)
    return form, form.asked(clock.today)
