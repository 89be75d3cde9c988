"""督办措施: what ladders propose and who decides: the desk, one step with its paper, the acts, the .docx."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.downloads import download
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.sheets import Column, write
from tracker.items.filters import unit_choices
from tracker.org.queries import the_office
from tracker.regimes.escalation import deciding, explaining, queries
from tracker.regimes.escalation.facts import OPEN_STATES
from tracker.regimes.escalation.letter import Letter, from_json, letter_of
from tracker.regimes.models import Escalation
from tracker.reports.kinds import letter as paper

PAGE = 30
MOST_EXPORTED = 20_000
COLUMNS = (
    Column("单位", 16), Column("编号", 16), Column("工作任务", 40, wrap=True), Column("阶梯", 18), Column("级", 6), Column("颜色", 6),
    Column("文书", 16), Column("文号", 20), Column("事由", 30, wrap=True), Column("送达", 14), Column("批准人", 14), Column("状态", 12),
    Column("提出时间", 18), Column("决定时间", 18), Column("决定人", 12), Column("理由", 30, wrap=True), Column("单位说明", 40, wrap=True),
)  # fmt: skip
A_DAY = "日期应写作 2026-06-10 的样子。"


class DeskForm(forms.Form):
    """Which steps are listed; a question that makes no sense asks for what waits."""

    tab = forms.ChoiceField(required=False, choices=list(queries.WORDS.items()))
    unit = forms.ChoiceField(required=False)
    q = forms.CharField(required=False, max_length=60)

    def __init__(self, data: Any, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = [("", "全部单位"), *((str(pk), name) for pk, name in units)]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> dict[str, Any]:
        """The arguments of queries.matching."""
        asked = self.cleaned_data
        unit = asked.get("unit")
        return {
            "tab": asked.get("tab") or "waiting",
            "unit": int(unit) if unit else None,
            "words": asked.get("q", ""),
        }


class EditForm(forms.Form):
    """The words of a draft."""

    title = forms.CharField(max_length=200, error_messages={"required": "请填写标题。"})
    body = forms.CharField(max_length=deciding.MOST_WORDS, error_messages={"required": "请填写内容。"})
    seen = forms.IntegerField()


class ActForm(forms.Form):
    """What an act needs beside the draft: the revision that was seen; a reason and a day where it asks for them."""

    seen = forms.IntegerField()
    reason = forms.CharField(required=False, max_length=300, error_messages={"max_length": "理由最多300字。"})
    until = forms.DateField(required=False, error_messages={"invalid": A_DAY})


@require_GET
@needs(Act.SEE_ESCALATIONS, *Relation)
def escalations(request: ViewerRequest) -> HttpResponse:
    """The desk: what waits first, then the other tabs."""
    viewer, today = request.viewer, timezone.localdate()
    form = DeskForm(request.GET, units=unit_choices(viewer))
    page = Paginator(queries.matching(viewer, on=today, **form.wanted), PAGE).get_page(
        request.GET.get("page")
    )
    numbers = queries.counts(viewer, today)
    context = {
        "form": form,
        "tab": form.wanted["tab"],
        "tabs": [(key, queries.WORDS[key], numbers[key]) for key in queries.TABS],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": queries.lines_of(list(page.object_list), viewer, today),
        "today": today,
        "asked": request.GET.urlencode(),
        "manages": viewer.may(Act.MANAGE_LADDERS),
    }
    return render(request, "console/escalations.html", context)


@require_GET
@needs(Act.SEE_ESCALATIONS, *Relation)
def escalations_export(request: ViewerRequest) -> FileResponse:
    """The list with the same question in its address, as .xlsx."""
    viewer, today = request.viewer, timezone.localdate()
    form = DeskForm(request.GET, units=unit_choices(viewer))
    rows = list(queries.matching(viewer, on=today, **form.wanted)[:MOST_EXPORTED])
    data = write("督办措施", COLUMNS, (cells(line) for line in queries.lines_of(rows, viewer, today)))
    return download(data, f"督办措施{today:%Y%m%d}.xlsx")


def cells(line: queries.StepLine) -> tuple[str, ...]:
    """One row of the sheet."""
    opened, decided = (
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "" for at in (line.opened_at, line.decided_at)
    )
    return (
        line.unit, line.item_no, line.task, line.ladder, str(line.level), line.colour_word, line.name, line.doc_no, line.cause,
        line.addressee, line.approver, line.state_word, opened, decided, line.decided_by, line.reason, line.explanation,
    )  # fmt: skip


@require_GET
@needs(Act.SEE_ESCALATIONS, *Relation)
def escalation(request: ViewerRequest, pk: int) -> HttpResponse:
    """One step: its paper as it reads now, what it is about, and what the viewer may do."""
    return step_page(request, queries.get_step(request.viewer, pk))


def step_page(
    request: ViewerRequest, row: Escalation, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The page; with a form that was refused, its errors."""
    viewer, today = request.viewer, timezone.localdate()
    part = row.assignment
    is_open = row.state in OPEN_STATES
    context = {
        "line": queries.line_of(row, viewer, today),
        "row": row,
        "part": part,
        "item": part.item,
        "letter": letter_now(row, today) if row.letter or is_open else None,
        "closing": paper.CLOSING.get(row.kind, ""),
        "is_open": is_open,
        "signs": is_open and deciding.may_sign(viewer, row, part),
        "works": is_open and deciding.may_work_on(viewer, row, part),
        "stands_aside": deciding.stands_aside(viewer, row),
        "form": form,
        "soon": today + dt.timedelta(days=3),
        "today": today,
        "before": queries.steps_of_item(viewer, part.item, today),
        "section": "console:escalations",
    }
    return render(request, "console/escalation.html", context, status=status)


def letter_now(row: Escalation, today: dt.date) -> Letter:
    """The signed paper, or the draft as it would read today."""
    return from_json(row.letter) if row.letter else letter_of(row, row.assignment, the_office(), on=today)


@require_GET
@needs(Act.SEE_ESCALATIONS, *Relation)
def escalation_docx(request: ViewerRequest, pk: int) -> HttpResponse | FileResponse:
    """The paper as .docx; without a number while it is a draft."""
    row = queries.get_step(request.viewer, pk)
    if not row.letter and not row.body:
        messages.error(request, "催办没有单独的文书。")
        return redirect("console:escalation", pk)
    letter = letter_now(row, timezone.localdate())
    number = letter.doc_no if row.letter else "（草稿）"
    return download(paper.docx(letter), f"{number} {letter.title}.docx")


@require_POST
@needs(Act.SEE_ESCALATIONS, *Relation)
def escalation_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """改稿."""
    row = queries.get_step(request.viewer, pk)
    form = EditForm(request.POST)
    if not form.is_valid():
        return step_page(request, row, form, 422)
    return done(
        request,
        row,
        form,
        lambda: deciding.edit(pk, **form.cleaned_data, by=request.viewer, at=timezone.now()),
        "已保存改稿。",
    )


@require_POST
@needs(Act.SEE_ESCALATIONS, *Relation)
def escalation_decide(request: ViewerRequest, pk: int, act: str) -> HttpResponse:
    """批准, 不同意, 暂缓, 请单位说明."""
    row = queries.get_step(request.viewer, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        return step_page(request, row, form, 422)
    asked, by, at = form.cleaned_data, request.viewer, timezone.now()
    if act in ("hold", "ask") and asked["until"] is None:
        form.add_error("until", "请填写日期。")
        return step_page(request, row, form, 422)
    acts: dict[str, tuple[Callable[[], Escalation], str]] = {
        "approve": (lambda: deciding.approve(pk, seen=asked["seen"], by=by, at=at), "已批准并发出"),
        "reject": (
            lambda: deciding.reject(pk, reason=asked["reason"], seen=asked["seen"], by=by, at=at),
            "已记为不同意，这一步到此为止",
        ),
        "hold": (
            lambda: deciding.hold(
                pk, until=asked["until"], reason=asked["reason"], seen=asked["seen"], by=by, at=at
            ),
            "已暂缓",
        ),
        "ask": (
            lambda: explaining.ask(pk, until=asked["until"], seen=asked["seen"], by=by, at=at),
            "说明期限已定，单位联络员会收到通知",
        ),
    }
    perform, told = acts[act]
    return done(request, row, form, perform, f"{told}。")


def done(
    request: ViewerRequest, row: Escalation, form: forms.Form, perform: Callable[[], Escalation], told: str
) -> HttpResponse:
    """Performs an act and answers with the step's page; what is refused stays beside what was typed."""
    try:
        made = perform()
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        form.add_error(None, str(error))
        return step_page(request, queries.get_step(request.viewer, row.pk), form, 422)
    except Stale as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"{told}{f'文号{made.doc_no}。' if made.doc_no else ''}")
    return redirect("console:escalation", row.pk)
