"""说明 from the portal: a unit says why, before a paper about its duty is signed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.regimes.escalation import explaining, queries

from .acts import demand


class ExplainForm(forms.Form):
    """The unit's own words."""

    text = forms.CharField(
        max_length=explaining.MOST,
        error_messages={"required": "请填写说明。", "max_length": f"说明最多{explaining.MOST}字。"},
    )


@require_http_methods(["GET", "POST"])
def explain(request: ViewerRequest, pk: int) -> HttpResponse:
    """作说明."""
    row = queries.get_asked(request.viewer, pk)
    part = row.assignment
    demand(request, Act.EXPLAIN, part)
    form = ExplainForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                explaining.explain(pk, text=form.cleaned_data["text"], by=request.viewer, at=timezone.now())
                messages.success(request, "说明已提交，督查室作决定时会一并考虑，并写入文书和办理记录。")
                return redirect("portal:item", pk=part.item_id)
            except Refused as error:
                form.add_error("text", str(error))
            except Stale as error:
                messages.info(request, str(error))
                return redirect("portal:item", pk=part.item_id)
    context = {
        "row": row,
        "part": part,
        "item": part.item,
        "form": form,
        "is_open": explaining.is_open(row),
        "today": timezone.localdate(),
        "section": "portal:items",
    }
    return render(request, "portal/explain.html", context, status=status)
