"""核查: what is to be looked at and when, and random draws for spot checks."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused
from tracker.items.filters import STATE_SETS
from tracker.items.queries import sample_plans, waiting_checks
from tracker.items.verification import MAX_SAMPLE, draw_sample

PAGE = 50
SCOPES = [("closed", "已销号"), ("checking", STATE_SETS["checking"][0]), ("open", STATE_SETS["open"][0])]


class DrawForm(forms.Form):
    """How many to draw, from what, to be looked at by when. The seed may be given, so that a draw can be made before witnesses."""

    scope = forms.ChoiceField(label="范围", choices=SCOPES)
    size = forms.IntegerField(
        label="数量",
        min_value=1,
        max_value=MAX_SAMPLE,
        error_messages={"required": "请填写数量。", "invalid": "数量应是整数。"},
    )
    planned_on = forms.DateField(
        label="核查日期",
        error_messages={"required": "请填写核查日期。", "invalid": "日期应写作 2026-06-10 的样子。"},
    )
    seed = forms.CharField(label="随机种子", max_length=64, required=False)


@require_GET
@needs(Act.CHECK)
def checks(request: ViewerRequest) -> HttpResponse:
    """The looks that wait, soonest first, and the draws."""
    return page(request, DrawForm(initial={"planned_on": timezone.localdate(), "size": 5}))


@require_POST
@needs(Act.CHECK)
def draw(request: ViewerRequest) -> HttpResponse:
    """随机抽取."""
    form = DrawForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        scope = given.pop("scope")
        states = ["closed"] if scope == "closed" else sorted(STATE_SETS[scope][1])
        try:
            plan = draw_sample(states=states, by=request.viewer, at=timezone.now(), **given)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已从{plan.population}项中抽取{plan.size}项，种子 {plan.seed}。")
            return redirect("console:checks")
    return page(request, form, status=422)


def page(request: ViewerRequest, form: DrawForm, status: int = 200) -> HttpResponse:
    waiting = Paginator(waiting_checks(request.viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": waiting,
        "plans": sample_plans(request.viewer),
        "today": timezone.localdate(),
    }
    return render(request, "console/checks.html", context, status=status)
