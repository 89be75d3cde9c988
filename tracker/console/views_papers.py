"""督查通报: preview of a period from live data, download, 定稿; the frozen papers; the breakdown table of a speech."""

from __future__ import annotations

import datetime as dt
import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.downloads import download
from tracker.common.errors import Forbidden, Refused
from tracker.meetings.queries import get_speech
from tracker.reports import breakdown, official, operations, queries
from tracker.reports.kinds import bulletin as kind
from tracker.reports.period import DAY, Period, between, month_of, week_of


class PeriodForm(forms.Form):
    """The days of a paper; `period` after is_valid(). Both empty means this week."""

    start = forms.DateField(label="起", required=False, error_messages={"invalid": "请填写正确的起始日期。"})
    end = forms.DateField(label="止", required=False, error_messages={"invalid": "请填写正确的截止日期。"})
    period: Period

    def __init__(self, data: QueryDict, *, today: dt.date) -> None:
        super().__init__({"start": data.get("from", ""), "end": data.get("to", "")})
        self.today = today
        self.period = week_of(today)

    def clean(self) -> dict:
        """One day alone means from or until that day; raises the form's error for an impossible period."""
        read = self.cleaned_data
        start: dt.date | None = read.get("start")
        end: dt.date | None = read.get("end")
        if not self.errors and (start or end):
            first = start or end or self.today
            try:
                self.period = between(first, end or max(first, self.today))
            except ValueError as error:
                raise forms.ValidationError(str(error)) from None
        return read


def shortcuts(today: dt.date) -> list[tuple[str, Period]]:
    """The periods one click away."""
    week, month = week_of(today), month_of(today)
    return [
        ("本周", week),
        ("上周", week_of(week.start - DAY)),
        ("本月", month),
        ("上月", month_of(month.start - DAY)),
    ]


@require_GET
@needs(Act.SEE_PAPERS)
def bulletin(request: ViewerRequest) -> HttpResponse:
    """The bulletin of a period as it reads now."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = PeriodForm(request.GET, today=today)
    form.is_valid()
    written = kind.build(request.viewer, form.period, now)
    context = {
        "form": form,
        "period": form.period,
        "bulletin": written,
        "paper": written.paper,
        # The list shows what is now; of a period that is over it would show something else.
        "linked": not form.period.is_over(today),
        "shortcuts": shortcuts(today),
        "earlier": queries.papers_of(request.viewer, kind.name, form.period),
        "may_write": request.viewer.may(Act.WRITE_PAPER),
        "sees_all": Relation.ANY in request.viewer.relations_granting(Act.SEE),
        "token": uuid.uuid4().hex,
        "most_demands": operations.MOST_DEMANDS,
    }
    return render(request, "console/bulletin.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Act.SEE_PAPERS)
def bulletin_docx(request: ViewerRequest) -> HttpResponseBase:
    """The same as a .docx, without a number: a draft for the desk."""
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        messages.error(request, "请先选好统计时段。")
        return redirect("console:bulletin")
    written = kind.build(request.viewer, form.period, now)
    return download(official.docx(written.paper), f"督查通报(未定稿){form.period.words}.docx")


@require_POST
@needs(Act.WRITE_PAPER)
def bulletin_freeze(request: ViewerRequest) -> HttpResponse:
    """定稿."""
    now = timezone.now()
    form = PeriodForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        messages.error(request, "请先选好统计时段。")
        return redirect("console:bulletin")
    try:
        paper = operations.freeze_bulletin(
            form.period,
            demands=request.POST.get("demands", ""),
            token=request.POST.get("token", ""),
            by=request.viewer,
            at=now,
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect("console:bulletin")
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, f"已定稿：{queries.words_of(paper).doc_no}。内容已固定，以后的变化不影响本期。")
    return redirect("console:paper_page", paper.pk)


@require_GET
@needs(Act.SEE_PAPERS)
def papers(request: ViewerRequest) -> HttpResponse:
    """All frozen papers."""
    page = Paginator(queries.visible_papers(request.viewer), 20).get_page(request.GET.get("page"))
    return render(request, "console/papers.html", {"page": page, "section": "console:bulletin"})


@require_GET
@needs(Act.SEE_PAPERS)
def paper_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """A frozen paper in the browser."""
    found = queries.get_paper(request.viewer, pk)
    context = {
        "frozen": found,
        "paper": queries.words_of(found),
        "linked": False,
        "section": "console:bulletin",
    }
    return render(request, "console/papers_one.html", context)


@require_GET
@needs(Act.SEE_PAPERS)
def paper(request: ViewerRequest, pk: int) -> FileResponse:
    """The file of a frozen paper."""
    found = operations.with_file(queries.get_paper(request.viewer, pk))
    name = f"{queries.words_of(found).doc_no} {found.title}.docx"
    return download(found.file.open("rb"), name)


@require_GET
@needs(Act.SEE_SPEECHES)
def breakdown_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """任务分解表 of a speech to look at and to print: A4 across, with its head on every page."""
    speech = get_speech(request.viewer, pk)
    table = breakdown.build(request.viewer, speech)
    return render(request, "console/breakdown.html", {"speech": speech, "table": table})


@require_GET
@needs(Act.SEE_SPEECHES)
def breakdown_docx(request: ViewerRequest, pk: int) -> FileResponse:
    """任务分解表 of a speech as .docx."""
    table = breakdown.build(request.viewer, get_speech(request.viewer, pk))
    return download(breakdown.docx(table), f"{table.title}.docx")


@require_GET
@needs(Act.SEE_SPEECHES)
def breakdown_xlsx(request: ViewerRequest, pk: int) -> FileResponse:
    """任务分解表 of a speech as .xlsx."""
    table = breakdown.build(request.viewer, get_speech(request.viewer, pk))
    return download(breakdown.xlsx(table), f"{table.title}.xlsx")
