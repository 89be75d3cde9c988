"""The regimes a speech announces, on its desk: their steps, the rhythm in dispute, the preview, adopting and declining."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.dates import sensible
from tracker.common.errors import Refused, Stale
from tracker.meetings import announced, queries, unsaved_forms
from tracker.meetings.models import RegimeDraft
from tracker.meetings.unsaved_forms import REGIME, Place
from tracker.regimes import operations
from tracker.regimes.operations import AHEAD, BACK
from tracker.regimes.preview import preview

from .announcing import sheet
from .asking import cards_of
from .views_drafts import whole


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
def regime_preview(request: ViewerRequest, pk: int) -> HttpResponse:
    """Three months of the regime from the day asked for, what it asks of each unit, and the form that adopts it."""
    draft = queries.get_regime_draft(request.viewer, pk)
    return render(request, "console/_announced_preview.html", preview_of(request, draft))


def preview_of(request: ViewerRequest, draft: RegimeDraft) -> dict[str, object]:
    """The context of the preview: from the day of the form, else today or the day of the speech, whichever is later."""
    asked: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    left = None if asked else unsaved_forms.kept_form(Place(REGIME, draft.pk), request.viewer)
    if left:
        asked = unsaved_forms.first(left.fields)
    begins = day_of(asked.get("starts_on", "")) or max(timezone.localdate(), draft.speech.held_on)
    if not sensible(begins, draft.speech.held_on, back=BACK, ahead=AHEAD):
        begins = draft.speech.held_on
    ends = day_of(asked.get("ends_on", ""))
    return {
        **sheet(draft),
        "left": left,
        "starts_on": begins,
        "ends_on": ends,
        "reason": asked.get("reason", "")[:200],
        "preview": preview(draft, starts_on=begins, ends_on=ends if ends and ends >= begins else None),
        "weekdays": "一二三四五六日",
        "may_adopt": request.viewer.may(Act.ADOPT_REGIME),
    }


def day_of(words: str) -> dt.date | None:
    """A day from a form, None for none."""
    try:
        return parse_date(words)
    except ValueError:
        return None


@require_POST
@needs(Act.ADOPT_REGIME)
def regime_settle(request: ViewerRequest, pk: int) -> HttpResponse:
    """Which rhythm a step has; answers with the regime's card, and with the cards of the drafts that take it over."""
    draft = queries.get_regime_draft(request.viewer, pk)
    step, _, rule = request.POST.get("answer", "").partition(":")
    touched: list[int] = []

    def act() -> None:
        touched.extend(
            announced.settle(
                draft.pk, step=step, rule=rule, revision=seen(request), by=request.viewer, at=timezone.now()
            )
        )

    return after(request, pk, act, touched)


@require_POST
@needs(Act.ADOPT_REGIME)
def regime_decline(request: ViewerRequest, pk: int) -> HttpResponse:
    """不执行; answers with the regime's card."""
    draft = queries.get_regime_draft(request.viewer, pk)
    return after(
        request,
        pk,
        lambda: announced.decline(draft.pk, revision=seen(request), by=request.viewer, at=timezone.now()),
    )


@require_POST
@needs(Act.ADOPT_REGIME)
def regime_adopt_here(request: ViewerRequest, pk: int) -> HttpResponse:
    """确认执行 from the preview; answers with the regime's card, or with the preview and what is wrong."""
    draft = queries.get_regime_draft(request.viewer, pk)
    form = AdoptForm(request.POST)
    problems = [error for errors in form.errors.values() for error in errors]
    if form.is_valid():
        try:
            announced.as_seen(pk, seen(request))
            operations.adopt(draft, by=request.viewer, at=timezone.now(), **form.cleaned_data)
            unsaved_forms.forget_form(Place(REGIME, pk), by=request.viewer)
            return card_page(request, pk)
        except Stale as error:
            return card_page(request, pk, problem=str(error), status=409)
        except Refused as error:
            problems = [str(error)]
    context = {**preview_of(request, draft), "problems": problems}
    response = render(request, "console/_announced_preview.html", context, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = f"#preview{pk}", "innerHTML"
    return response


def seen(request: ViewerRequest) -> int:
    """The revision the officer had before them."""
    return whole(request.POST.get("revision", ""))


def after(
    request: ViewerRequest, pk: int, act: Callable[[], None], touched: list[int] | None = None
) -> HttpResponse:
    """Does the act and answers with the card of the regime as it is now."""
    try:
        act()
    except (Refused, Stale) as error:
        return card_page(request, pk, problem=str(error), status=409 if isinstance(error, Stale) else 422)
    return card_page(request, pk, touched=touched or [])


def card_page(
    request: ViewerRequest, pk: int, *, problem: str = "", status: int = 200, touched: list[int] | None = None
) -> HttpResponse:
    """The card of one regime and those of the drafts `touched`; without htmx, the whole page."""
    now = queries.get_regime_draft(request.viewer, pk)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(f"{reverse('console:speech', args=[now.speech_id])}#announced")
    viewer = request.viewer
    context = {
        "sheet": sheet(now),
        "problem": problem,
        "may_adopt": viewer.may(Act.ADOPT_REGIME),
        "may_decide": viewer.may(Act.DECIDE_DRAFT),
        "cards": cards_of(viewer, now.speech, queries.drafts_by_id(touched)) if touched else [],
    }
    return render(request, "console/_announced_answer.html", context, status=status)
