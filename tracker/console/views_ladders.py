"""督办阶梯: the office's ladders and instruments; a ladder anew from a preset, a new version of one, its end; an instrument's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.regimes.escalation import ladders, listing
from tracker.regimes.escalation.drafting import PLACES
from tracker.regimes.escalation.presets import PRESETS, LadderPreset, preset
from tracker.regimes.escalation.preview import LevelCount, preview
from tracker.regimes.models import LadderVersion

from .ladder_form import LadderForm, LevelForm, level_forms, text_of

SECTION = "console:escalations"


class LastForm(forms.Form):
    """The last day."""

    last = forms.DateField(error_messages={"required": "请填写最后一天。", "invalid": "日期不正确。"})


class InstrumentForm(forms.Form):
    """What an instrument is called and says."""

    name = forms.CharField(max_length=40, error_messages={"required": "请填写文书名称。"})
    template = forms.CharField(max_length=4000, error_messages={"required": "请填写文书内容。"})


class NewInstrumentForm(InstrumentForm):
    """The same of one that is added, and its kind."""

    kind = forms.ChoiceField(choices=listing.instrument_kinds(), error_messages={"required": "请选择文种。"})


@require_GET
@needs(Act.MANAGE_LADDERS)
def all_ladders(request: ViewerRequest) -> HttpResponse:
    """The ladders with what each does, the presets, the instruments."""
    today = timezone.localdate()
    lines = listing.ladder_lines(request.viewer, on=today)
    context = {
        "lines": lines,
        "presets": [one for one in PRESETS if one.name not in {line.name for line in lines}],
        "sets": listing.instrument_sets(request.viewer),
        "section": SECTION,
    }
    return render(request, "console/ladders.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.MANAGE_LADDERS)
def ladder_new(request: ViewerRequest) -> HttpResponse:
    """新建, from a preset: `?preset=four`."""
    key = (request.POST if request.method == "POST" else request.GET).get("preset", "") or "default"
    begun = preset(key)
    if begun is None:
        raise Http404("没有这个预设。")
    names = [name for _, name, _ in begun.set.instruments]
    people = listing.signers(timezone.localdate())
    if request.method == "GET":
        head = LadderForm(
            initial={
                "name": begun.name,
                "starts_on": timezone.localdate(),
                "is_stepwise": begun.is_stepwise,
                "needs_other": True,
                "preset": begun.key,
                "is_general": not listing.ladder_names(),
            }
        )
        return edit_page(request, head, level_forms(begun.levels, names=names, people=people), begun=begun)
    head, rows = LadderForm(request.POST), level_forms((), request.POST, names=names, people=people)
    return written(request, head, rows, begun=begun)


@require_http_methods(["GET", "POST"])
@needs(Act.MANAGE_LADDERS)
def ladder_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """修改: a new version from a day on."""
    version, text = listing.text_of(request.viewer, pk)
    names, people = listing.instrument_names(version.instruments_id), listing.signers(timezone.localdate())
    if request.method == "GET":
        head = LadderForm(
            initial={
                "name": text.name,
                "starts_on": max(timezone.localdate(), version.starts_on),
                "is_stepwise": text.is_stepwise,
                "needs_other": text.needs_other,
                "ends_on_report": text.ends_on_report,
                "seen": version.number,
            }
        )
        return edit_page(request, head, level_forms(text.levels, names=names, people=people), version=version)
    head, rows = LadderForm(request.POST), level_forms((), request.POST, names=names, people=people)
    return written(request, head, rows, version=version)


def written(
    request: ViewerRequest,
    head: LadderForm,
    rows: list[LevelForm],
    *,
    begun: LadderPreset | None = None,
    version: LadderVersion | None = None,
) -> HttpResponse:
    """Reads the form; shows the preview where it is asked for, else makes the ladder or its new version."""
    page: dict[str, Any] = {"begun": begun, "version": version}
    # Every card is read, so that every mistake is told at once.
    if [form for form in (head, *rows) if not form.is_valid()]:
        return edit_page(request, head, rows, status=422, **page)
    by, at, is_preview = request.viewer, timezone.now(), "preview" in request.POST
    try:
        with transaction.atomic():
            set_id = set_of(begun, version, request)
            text = ladders.checked(text_of(head, rows, set_id), by=by, at=at)
            shown = preview(text, at=at) if is_preview else None
            if is_preview:
                # The set of a preset was made for the check alone.
                transaction.set_rollback(True)
            elif version is None:
                ladders.create(text, is_general=head.cleaned_data["is_general"], by=by, at=at)
            else:
                seen = head.cleaned_data["seen"] or 0
                ladders.revise(version.ladder_id, text, seen=seen, by=by, at=at)
    except (Refused, Stale) as error:
        head.add_error(None, str(error))
        return edit_page(request, head, rows, status=422, **page)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    if is_preview:
        return edit_page(request, head, rows, shown=shown, **page)
    messages.success(request, f"“{text.name}”从{text.starts_on:%Y年%-m月%-d日}起执行。")
    return redirect("console:ladders")


def set_of(begun: LadderPreset | None, version: LadderVersion | None, request: ViewerRequest) -> int:
    """The instruments a ladder names: those of the version, or of the preset, made where the office has none of them yet."""
    if version is not None:
        return version.instruments_id
    assert begun is not None
    found = begun.set
    return ladders.copy_set(found.name, found.instruments, note=found.note, by=request.viewer).pk


def edit_page(
    request: ViewerRequest,
    head: LadderForm,
    rows: list[LevelForm],
    *,
    begun: LadderPreset | None = None,
    version: LadderVersion | None = None,
    shown: list[LevelCount] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with the preview of what stands in it where one was asked for."""
    context = {
        "head": head,
        "rows": rows,
        "begun": begun,
        "version": version,
        "presets": PRESETS,
        "shown": shown,
        "total": sum(one.count for one in shown) if shown else 0,
        "section": SECTION,
    }
    return render(request, "console/ladder_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Act.MANAGE_LADDERS)
def ladder_stop(request: ViewerRequest, pk: int) -> HttpResponse:
    """停用: from which day on nothing more is proposed."""
    version, _ = listing.text_of(request.viewer, pk)
    form = LastForm(request.POST or None, initial={"last": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            last = form.cleaned_data["last"]
            try:
                ladders.stop(pk, last=last, by=request.viewer, at=timezone.now())
            except (Refused, Stale) as error:
                form.add_error("last", str(error))
            else:
                messages.success(request, f"“{version.ladder}”执行到{last:%-m月%-d日}为止。")
                return redirect("console:ladders")
    context = {"form": form, "version": version, "section": SECTION}
    return render(request, "console/ladder_stop.html", context, status=status)


@require_POST
@needs(Act.MANAGE_LADDERS)
def ladder_general(request: ViewerRequest, pk: int) -> HttpResponse:
    """设为全办通用."""
    listing.text_of(request.viewer, pk)
    made = ladders.make_general(pk, by=request.viewer, at=timezone.now())
    messages.success(request, f"“{made}”现在全办通用，逾期和漏报从此刻起算。")
    return redirect("console:ladders")


@require_http_methods(["GET", "POST"])
@needs(Act.MANAGE_LADDERS)
def instrument_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """改文书: its name and words here."""
    found = listing.get_instrument(request.viewer, pk)
    form = InstrumentForm(request.POST or None, initial={"name": found.name, "template": found.template})

    def act(**words: str) -> str:
        ladders.rename(pk, **words, by=request.viewer)
        return "文书已改，今后的拟稿从新内容开始。"

    return instrument_page(request, form, act, instrument=found, set=found.set)


@require_http_methods(["GET", "POST"])
@needs(Act.MANAGE_LADDERS)
def instrument_new(request: ViewerRequest, pk: int) -> HttpResponse:
    """添文书 to a set."""
    found = listing.get_set(request.viewer, pk)
    form = NewInstrumentForm(request.POST or None)

    def act(**words: str) -> str:
        made = ladders.add_instrument(pk, **words, by=request.viewer)
        return f"已添“{made}”。修订阶梯时可以选用。"

    return instrument_page(request, form, act, instrument=None, set=found)


def instrument_page(
    request: ViewerRequest, form: InstrumentForm, act: Callable[..., str], **shown: Any
) -> HttpResponse:
    """The form, its act once it is sent, and why it was refused."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, act(**form.cleaned_data))
                return redirect("console:ladders")
            except Refused as error:
                form.add_error(None, str(error))
    context = {"form": form, "places": PLACES.items(), "section": SECTION, **shown}
    return render(request, "console/instrument_edit.html", context, status=status)
