"""考评得分 for a unit: every point with the line of the history behind it, an appeal against it, and the answer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.common.workdays import calendar_for
from tracker.org.queries import all_unit_names, calendar_overrides
from tracker.regimes.scoring import appeals, queries
from tracker.regimes.scoring.freezing import results
from tracker.regimes.scoring.periods import words_of

PAGE = 30


class AskedForm(forms.Form):
    """Which period, which unit."""

    period = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    unit = forms.IntegerField(required=False, min_value=1, max_value=2**31)


class ReasonForm(forms.Form):
    """Why points are contested."""

    reason = forms.CharField(
        max_length=1000,
        error_messages={"required": "请填写申诉理由。", "max_length": "申诉理由最多1000字。"},
    )


class AnswerForm(forms.Form):
    """Whether an appeal is granted, and why."""

    granted = forms.TypedChoiceField(
        choices=[("0", "维持记分"), ("1", "撤销这条记分")],
        coerce=lambda value: value == "1",
        error_messages={"required": "请选择维持或者撤销。"},
    )
    answer = forms.CharField(
        max_length=1000,
        error_messages={"required": "请填写答复意见。", "max_length": "答复意见最多1000字。"},
    )


@require_GET
@needs(Act.SEE_SCORES, *Relation)
def scores(request: ViewerRequest) -> HttpResponse:
    """A unit's points in one period; whoever may see several units chooses one."""
    viewer, at = request.viewer, timezone.now()
    form = AskedForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    period = queries.get_period(asked.get("period"))
    seen, names = queries.seen_units(viewer, Act.SEE_SCORES), all_unit_names()
    ranked = {one.unit: one for one in results(period, at=at)} if period else {}
    units = [(pk, names.get(pk, "")) for pk in sorted(ranked) if seen is None or pk in seen]
    units = units or [(pk, names.get(pk, "")) for pk in sorted(viewer.units)]
    chosen = next((pk for pk, _ in units if pk == asked.get("unit")), units[0][0] if units else None)
    workdays = calendar_for(calendar_overrides())
    lines = queries.entries(viewer, period, chosen, at=at, workdays=workdays) if period and chosen else []
    context = {
        "period": period,
        "words": words_of(period.key) if period else "",
        "periods": [(one.pk, words_of(one.key), one.frozen_at) for one in queries.periods()],
        "units": units,
        "chosen": chosen,
        "unit": names.get(chosen or 0, ""),
        "result": queries.ResultLine(chosen, "", ranked[chosen]) if chosen in ranked else None,
        "lines": lines,
        "may_appeal": bool(chosen in viewer.units and chosen and queries.may_about(viewer, Act.APPEAL_SCORE, chosen)),
        "may_rank": viewer.may(Act.DECIDE_TALK),
        "is_on": any(one.is_on for one in queries.schemes()),
    }  # fmt: skip
    return render(request, "portal/scores.html", context)


@require_GET
@needs(Act.SEE_SCORES, *Relation)
def score_appeals(request: ViewerRequest) -> HttpResponse:
    """Every appeal the viewer may see, those that wait first, with the last day for the answer."""
    page = Paginator(queries.appeals(request.viewer), PAGE).get_page(request.GET.get("page"))
    workdays, today = calendar_for(calendar_overrides()), timezone.localdate()
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": [
            (one, queries.label_of(one.entry.kind), until, until < today)
            for one in page.object_list
            for until in [queries.decide_until(one, workdays)]
        ],
    }
    return render(request, "portal/score_appeals.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.APPEAL_SCORE, *Relation)
def score_ask(request: ViewerRequest, pk: int) -> HttpResponse:
    """申诉 against one line."""
    viewer = request.viewer
    entry = queries.get_entry(viewer, pk)
    if entry.unit_id not in viewer.units:
        raise PermissionDenied("只有被记分的单位可以申诉。")
    workdays = calendar_for(calendar_overrides())
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = appeals.appeal(
                pk, reason=form.cleaned_data["reason"], by=viewer, at=timezone.now(), workdays=workdays
            )
            messages.success(request, "申诉已提交，由原经办人以外的人答复。")
            return redirect("portal:score_appeal", pk=made.pk)
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
    context = {
        "entry": entry,
        "label": queries.label_of(entry.kind),
        "until": queries.appeal_until(entry, workdays),
        "form": form,
        "section": "portal:scores",
    }
    return render(request, "portal/score_ask.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.SEE_SCORES, *Relation)
def score_appeal(request: ViewerRequest, pk: int) -> HttpResponse:
    """One appeal: what is contested, why, and the answer; whoever may answer finds the form here."""
    viewer = request.viewer
    found = queries.get_appeal(viewer, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        try:
            if form.is_valid():
                appeals.decide(pk, by=viewer, at=timezone.now(), **form.cleaned_data)
                messages.success(request, "已答复，并已告知申诉单位。")
                return redirect("portal:score_appeals")
            if not queries.may_answer(viewer, found):
                raise Forbidden("您的岗位不能答复考评申诉。")
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
            found = queries.get_appeal(viewer, pk)
    waits = found.state == "asked"
    may = queries.may_answer(viewer, found)
    context = {
        "appeal": found,
        "entry": found.entry,
        "label": queries.label_of(found.entry.kind),
        "until": queries.decide_until(found, calendar_for(calendar_overrides())),
        "form": form,
        "decides": waits and may,
        "stands_aside": waits and not may and queries.holds_answer(viewer, found),
        "withdraws": waits and found.entry.unit_id in viewer.units,
        "section": "portal:scores",
    }
    return render(request, "portal/score_appeal.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Act.APPEAL_SCORE, *Relation)
def score_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """撤回申诉."""
    queries.get_appeal(request.viewer, pk)
    try:
        appeals.withdraw(pk, by=request.viewer, at=timezone.now())
        messages.success(request, "申诉已撤回，原记分不变。")
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Stale as error:
        messages.warning(request, str(error))
    return redirect("portal:score_appeal", pk=pk)
