"""A regime anew, from a preset or from nothing; a new version of one; and its end."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.regimes import operations, queries
from tracker.regimes.escalation.listing import ladder_names
from tracker.regimes.escalation.presets import LadderPreset, announced, made_from
from tracker.regimes.escalation.presets import preset as ladder_preset
from tracker.regimes.models import Regime, RegimeStep
from tracker.regimes.presets import PRESETS, Preset, preset
from tracker.regimes.preview import Preview, preview_text

from .announcing import step_rows
from .regime_form import HeadForm, StepForm, step_forms, text_of


class StopForm(forms.Form):
    """The last day."""

    last = forms.DateField(
        label="最后一天", error_messages={"required": "请填写最后一天。", "invalid": "日期不正确。"}
    )


@require_http_methods(["GET", "POST"])
@needs(Act.ADOPT_REGIME)
def regime_new(request: ViewerRequest) -> HttpResponse:
    """新建: `?preset=weekly` begins from one."""
    today = timezone.localdate()
    begun = preset(request.GET.get("preset", ""))
    steps = begun.steps if begun else ()
    head = HeadForm(
        initial={
            "name": begun.name if begun else "",
            "starts_on": today,
            "scope": Regime.Scope.CHOSEN,
            "ladder": ladder_for(begun),
        }
    )
    if request.method == "GET":
        return edit_page(request, head, step_forms(steps, today=today))
    return written(
        request, today, lambda text, _: operations.create(text, by=request.viewer, at=timezone.now())
    )


@require_http_methods(["GET", "POST"])
@needs(Act.ADOPT_REGIME)
def regime_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """修改: a new version from a day on."""
    found = queries.text_of(request.viewer, pk)
    if found is None:
        raise Http404("没有这项制度。")
    regime, text = found
    today = timezone.localdate()
    if request.method == "GET":
        head = HeadForm(
            initial={
                "name": text.name,
                "starts_on": max(today + dt.timedelta(1), regime.starts_on),
                "ends_on": text.ends_on,
                "reason": text.reason,
                "scope": text.scope,
                "item_nos": "、".join(text.item_nos),
                "version": regime.version,
                "ladder": text.ladder or announced_ladder(request, text),
            }
        )
        return edit_page(request, head, step_forms(text.steps, today=today), regime)
    return written(
        request,
        today,
        lambda text, version: operations.revise(
            pk, text, seen_version=version, by=request.viewer, at=timezone.now()
        ),
        regime,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.ADOPT_REGIME)
def regime_stop(request: ViewerRequest, pk: int) -> HttpResponse:
    """停止: from which day on nothing more is asked."""
    found = queries.text_of(request.viewer, pk)
    if found is None:
        raise Http404("没有这项制度。")
    form = StopForm(request.POST or None, initial={"last": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                stopped = operations.stop(
                    pk, last=form.cleaned_data["last"], by=request.viewer, at=timezone.now()
                )
            except (Refused, Stale) as error:
                form.add_error("last", str(error))
            else:
                messages.success(
                    request, f"“{stopped.name}”执行到{form.cleaned_data['last']:%-m月%-d日}为止。"
                )
                return redirect("console:regimes")
    context = {"form": form, "regime": found[0], "section": "console:regimes"}
    return render(request, "console/regime_stop.html", context, status=status)


def written(request: ViewerRequest, today: dt.date, write: Any, regime: Regime | None = None) -> HttpResponse:
    """Reads the form; shows the preview where it is asked for, else does the act."""
    head, rows = HeadForm(request.POST), step_forms((), request.POST, today=today)
    # Every row is read, so that every mistake is told at once.
    mistakes = [form for form in (head, *rows) if not form.is_valid()]
    if mistakes:
        return edit_page(request, head, rows, regime, status=422)
    text = text_of(head, rows)
    try:
        if "preview" in request.POST:
            operations.checked(text, around=today, by=request.viewer)
            shown = preview_text(text, by=request.viewer, without=regime)
            return edit_page(request, head, rows, regime, shown=(text, shown))
        if "seen_over" not in request.POST:
            operations.checked(text, around=today, by=request.viewer)
            shown = preview_text(text, by=request.viewer, without=regime)
            if shown.over:
                words = f"执行后会有{shown.over}个单位超过每月{shown.limit}次的上限，请看下面的预览。确有必要的，再次点“确认执行”。"
                head.add_error(None, words)
                return edit_page(request, head, rows, regime, shown=(text, shown), status=422)
        with transaction.atomic():
            ladder = ladder_of(head.cleaned_data["ladder"], request)
            made = write(replace(text, ladder=ladder), head.cleaned_data["version"])
    except (Refused, Stale) as error:
        head.add_error(None, str(error))
        return edit_page(request, head, rows, regime, status=422)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, f"已确认执行：{made.name}。")
    return redirect("console:regimes")


def announced_ladder(request: ViewerRequest, text: operations.RegimeText) -> str:
    """The choice for a regime whose speech announced a ladder, where that was asked for; it holds once the form is sent."""
    if request.GET.get("ladder") != "announced":
        return ""
    said = "".join(step.words for step in text.steps if step.what == RegimeStep.What.LADDER)
    return choice_of(announced(said) or ladder_preset("default"))


def ladder_for(begun: Preset | None) -> str:
    """The choice of ladder that a preset brings."""
    return choice_of(ladder_preset(begun.ladder) if begun else None)


def choice_of(found: LadderPreset | None) -> str:
    """A preset as the form's choice: the office's own of that name, else one to be made; "" for none."""
    if found is None:
        return ""
    there = {name: pk for pk, name in ladder_names()}
    return str(there.get(found.name, f"new:{found.key}"))


def ladder_of(chosen: str, request: ViewerRequest) -> int | None:
    """The ladder that was chosen; one from a preset is made now."""
    kind, _, key = chosen.partition(":")
    if key:
        return made_from(key, by=request.viewer, at=timezone.now()).pk
    return int(kind) if kind else None


def edit_page(
    request: ViewerRequest,
    head: HeadForm,
    rows: list[StepForm],
    regime: Regime | None = None,
    shown: tuple[operations.RegimeText, Preview] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with the preview of what stands in it where one was asked for."""
    text, preview = shown or (None, None)
    context = {
        "head": head,
        "rows": rows,
        "regime": regime,
        "presets": PRESETS,
        "preview": preview,
        "steps": step_rows(text.steps) if text else [],
        "weekdays": "一二三四五六日",
        "section": "console:regimes",
    }
    return render(request, "console/regime_edit.html", context, status=status)
