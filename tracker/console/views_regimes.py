"""Regimes: the adopted ones with their next days, and those a speech announced that wait for an officer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Forbidden, Refused
from tracker.regimes import operations, queries


class AdoptForm(forms.Form):
    """From when, until when and why."""

    starts_on = forms.DateField(
        label="起", error_messages={"required": "请填写起始日期。", "invalid": "起始日期不正确。"}
    )
    ends_on = forms.DateField(label="止", required=False, error_messages={"invalid": "截止日期不正确。"})
    reason = forms.CharField(
        label="设立理由", required=False, max_length=200, error_messages={"max_length": "设立理由最多200字。"}
    )


@require_GET
@needs(Act.SEE_REGIMES)
def regimes(request: ViewerRequest) -> HttpResponse:
    """The page."""
    return render(request, "console/regimes.html", page(request, timezone.localdate()))


@require_POST
@needs(Act.ADOPT_REGIME)
def regime_adopt(request: ViewerRequest, pk: int) -> HttpResponse:
    """确认执行."""
    draft = queries.waiting_draft(request.viewer, pk)
    if draft is None:
        messages.info(request, "这项制度已经确认过，或讲话已重新解析。")
        return redirect("console:regimes")
    form = AdoptForm(request.POST)
    if form.is_valid():
        try:
            regime = operations.adopt(draft, by=request.viewer, at=timezone.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        else:
            messages.success(request, f"已确认执行：{regime.name}。")
            return redirect("console:regimes")
    context = page(request, timezone.localdate()) | {"form": form, "tried": pk}
    return render(request, "console/regimes.html", context, status=422)


def page(request: ViewerRequest, today: dt.date) -> dict[str, Any]:
    """What the page shows."""
    return {
        "waiting": queries.waiting(request.viewer),
        "adopted": queries.adopted(request.viewer, on=today),
        "today": today,
        "may_adopt": request.viewer.may(Act.ADOPT_REGIME),
    }
