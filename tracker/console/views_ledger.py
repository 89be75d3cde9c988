"""台账导入: hand in a ledger, say what its columns are, look at what it would become, have it written, take it back."""

from __future__ import annotations

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
from tracker.access.policy import Act
from tracker.common.dates import is_of_our_time
from tracker.common.downloads import download
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.sheetfield import SheetField
from tracker.common.sheets import BadSheet
from tracker.items.ledger_import import operations, queries
from tracker.items.ledger_import.fields import FIELDS
from tracker.items.ledger_import.working import STAGES
from tracker.items.models import LedgerImport
from tracker.items.states import State as Standing
from tracker.org.likeness import likely
from tracker.org.queries import known_names

PAGE = 50
State = LedgerImport.State
UNDER_WAY = frozenset(STAGES) | {running for running, _ in STAGES.values()}


class LedgerForm(forms.Form):
    """A ledger to bring in."""

    file = SheetField(label="台账（.xlsx）")


class ColumnsForm(forms.Form):
    """Which column is what, and what holds for the whole file."""

    basis = forms.CharField(label="立项依据", max_length=200, required=False)
    approver = forms.CharField(label="批准人", max_length=60, required=False)
    reference_on = forms.DateField(
        label="推算日期",
        error_messages={"required": "请填写推算日期。", "invalid": "日期应写作 2026-06-10 的样子。"},
    )
    closed_on = forms.DateField(
        label="销号日期",
        required=False,
        error_messages={"invalid": "日期应写作 2026-06-10 的样子。"},
    )

    def __init__(self, row: LedgerImport, data: Any = None) -> None:
        options = row.options
        super().__init__(data, initial={**options, **{f"col-{key}": at for key, at in row.mapping.items()}})
        choices = [
            ("", "没有这一列"),
            *((place, title or f"第{place + 1}列") for place, title in enumerate(row.titles)),
        ]
        for field in FIELDS:
            self.fields[f"col-{field.key}"] = forms.TypedChoiceField(
                label=field.label, choices=choices, coerce=int, empty_value=None, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("reference_on", "closed_on"):
            if cleaned.get(name) and not is_of_our_time(cleaned[name]):
                self.add_error(name, "日期应在2000年至2100年之间，请核对年份。")
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        chosen = {field.key: self.cleaned_data[f"col-{field.key}"] for field in FIELDS}
        return {key: place for key, place in chosen.items() if place is not None}

    @property
    def options(self) -> dict[str, str]:
        days = {name: self.cleaned_data[name] for name in ("reference_on", "closed_on")}
        written = {name: day.isoformat() if day else "" for name, day in days.items()}
        return {"basis": self.cleaned_data["basis"], "approver": self.cleaned_data["approver"], **written}


@require_GET
@needs(Act.IMPORT_LEDGER)
def ledgers(request: ViewerRequest) -> HttpResponse:
    """The ledgers that were brought in, and the form for another."""
    return listing(request, LedgerForm())


def listing(request: ViewerRequest, form: LedgerForm, status: int = 200) -> HttpResponse:
    found = queries.visible_imports(request.viewer).defer("examples", "options")
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "section": "portal:items"}
    return render(request, "console/ledgers.html", context, status=status)


@require_POST
@needs(Act.IMPORT_LEDGER)
def ledger_upload(request: ViewerRequest) -> HttpResponse:
    """Takes a ledger in and goes on to its columns. Nothing is written yet."""
    form = LedgerForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            row = operations.receive(upload.read(), name=upload.name, by=request.viewer, at=timezone.now())
            return redirect("console:ledger", row.pk)
        except (BadSheet, Refused) as error:
            form.add_error("file", str(error))
    return listing(request, form, status=422)


@require_GET
@needs(Act.IMPORT_LEDGER)
def ledger(request: ViewerRequest, pk: int) -> HttpResponse:
    """One ledger, wherever it stands on its way."""
    row = queries.get_import(request.viewer, pk)
    return page_of(request, row, ColumnsForm(row))


def page_of(request: ViewerRequest, row: LedgerImport, form: ColumnsForm, status: int = 200) -> HttpResponse:
    """The page of a ledger: columns to match, progress, or what the check found."""
    only = request.GET.get("only", "")
    rows = queries.rows_of(row, bad={"bad": True, "good": False}.get(only))
    shows_columns = row.state == State.MAPPING or form.is_bound or "columns" in request.GET
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "columns": [title or f"第{place + 1}列" for place, title in enumerate(row.titles)],
        "examples": row.examples[:4],
        "fields": [(field, form[f"col-{field.key}"]) for field in FIELDS],
        "is_under_way": row.state in UNDER_WAY,
        "shows_columns": shows_columns and row.state in (State.MAPPING, State.CHECKED),
        "part": only,
        "section": "portal:items",
    }
    if not context["shows_columns"] and not context["is_under_way"]:
        context["page"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        if row.state == State.CHECKED:
            context |= words_to_settle(row)
    return render(request, "console/ledger.html", context, status=status)


def words_to_settle(row: LedgerImport) -> dict[str, Any]:
    """The names and words nobody knew, each with what it most likely means first."""
    unknown = row.counts.get("unknown", [])[:50]
    known = known_names(timezone.localdate()) if unknown else []
    names = []
    for number, written in enumerate(unknown):
        near = likely(written, known, most=3)
        names.append((number, written, near, [one for one in known if one not in near]))
    strange = list(enumerate(row.counts.get("strange", [])[:50]))
    return {"names": names, "strange": strange, "standings": Standing.choices}


def done(request: ViewerRequest, pk: int, perform: Callable[[], object]) -> HttpResponse:
    """Does one act and goes back to the ledger, whatever came of it."""
    try:
        perform()
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except (Refused, Stale) as error:
        messages.warning(request, str(error))
    if not queries.visible_imports(request.viewer).filter(pk=pk).exists():
        return redirect("console:ledgers")
    return redirect("console:ledger", pk)


@require_POST
@needs(Act.IMPORT_LEDGER)
def ledger_columns(request: ViewerRequest, pk: int) -> HttpResponse:
    """Says what the columns are, and has the rows checked."""
    row = queries.get_import(request.viewer, pk)
    form = ColumnsForm(row, request.POST)
    if form.is_valid():
        try:
            operations.set_columns(
                pk, mapping=form.mapping, options=form.options, by=request.viewer, at=timezone.now()
            )
            return redirect("console:ledger", pk)
        except Refused as error:
            form.add_error(None, str(error))
        except Stale as error:
            messages.warning(request, str(error))
            return redirect("console:ledger", pk)
    return page_of(request, row, form, status=422)


@require_POST
@needs(Act.IMPORT_LEDGER)
def ledger_words(request: ViewerRequest, pk: int) -> HttpResponse:
    """Says what unknown names and words mean, and has the rows checked again."""
    row = queries.get_import(request.viewer, pk)
    units: dict[str, tuple[str, int]] = {}
    for number, written in enumerate(row.counts.get("unknown", [])[:50]):
        kind, _, key = request.POST.get(f"name-{number}", "").partition(":")
        if kind in ("unit", "group") and key.isdecimal() and len(key) < 10:
            units[written] = (kind, int(key))
    states = {
        word: request.POST.get(f"word-{n}", "") for n, word in enumerate(row.counts.get("strange", [])[:50])
    }
    states = {word: state for word, state in states.items() if state}
    if not units and not states:
        messages.warning(request, "没有选择任何一个名称或状态。")
        return redirect("console:ledger", pk)
    return done(
        request, pk, lambda: operations.settle_words(pk, units=units, states=states, by=request.viewer)
    )


@require_POST
@needs(Act.IMPORT_LEDGER)
def ledger_apply(request: ViewerRequest, pk: int) -> HttpResponse:
    """Has the good rows written."""
    queries.get_import(request.viewer, pk)
    return done(request, pk, lambda: operations.confirm(pk, by=request.viewer, at=timezone.now()))


@require_POST
@needs(Act.IMPORT_LEDGER)
def ledger_undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Has a whole import taken back."""
    queries.get_import(request.viewer, pk)
    return done(request, pk, lambda: operations.take_back(pk, by=request.viewer, at=timezone.now()))


@require_POST
@needs(Act.IMPORT_LEDGER)
def ledger_discard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throws away a ledger of which nothing was written."""
    queries.get_import(request.viewer, pk)
    if operations.discard(pk, by=request.viewer):
        messages.success(request, "已放弃这份台账，没有写入任何事项。")
        return redirect("console:ledgers")
    messages.warning(request, "这份台账正在处理或已经导入，不能放弃。")
    return redirect("console:ledger", pk)


@require_GET
@needs(Act.IMPORT_LEDGER)
def ledger_progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far the worker is; at the end the page is asked for anew."""
    row = queries.get_import(request.viewer, pk)
    if row.state not in UNDER_WAY:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "console/_ledger_progress.html", {"row": row})


@require_GET
@needs(Act.IMPORT_LEDGER)
def ledger_problems(request: ViewerRequest, pk: int) -> FileResponse:
    """The problems by row and column, as .xlsx."""
    row = queries.get_import(request.viewer, pk)
    name = f"{row.name.removesuffix('.xlsx')}-导入问题.xlsx"
    return download(queries.problems_xlsx(row), name)
