"""工作提示卡: a unit's month on one card, to read, print and send."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.errors import Refused
from tracker.org.queries import all_unit_names
from tracker.regimes.scoring.queries import may_about, seen_units
from tracker.reports import prompt_card
from tracker.reports.burden import months_until


class CardForm(forms.Form):
    """Whose card of which month; a question that makes no sense asks for the first unit and this month."""

    unit = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False)


def month_of(form: CardForm) -> dt.date:
    """The first day of the month asked for."""
    form.is_valid()
    asked = form.cleaned_data.get("month")
    return dt.date.fromisoformat(f"{asked}-01") if asked else timezone.localdate().replace(day=1)


@require_GET
@needs(Act.SEE_BURDEN, *Relation)
def show(request: ViewerRequest) -> HttpResponse:
    """The card."""
    viewer, at = request.viewer, timezone.now()
    form = CardForm(request.GET)
    month = month_of(form)
    seen, names = seen_units(viewer, Act.SEE_BURDEN), all_unit_names()
    units = [one for one in prompt_card.units_with_cards(viewer) if seen is None or one[0] in seen]
    units = units or [(pk, names.get(pk, "")) for pk in sorted(viewer.units)]
    asked = form.cleaned_data.get("unit")
    chosen = (
        asked if asked in names and may_about(viewer, Act.SEE_BURDEN, asked) else units[0][0] if units else 0
    )
    following = months_until((timezone.localdate().replace(day=28) + dt.timedelta(days=9)), 7)
    context = {
        "card": prompt_card.card(viewer, chosen, month, at=at),
        "month": month,
        "units": units,
        "choices": reversed(following),
        "may_send": viewer.may(Act.SETTLE_DUTY) and month >= timezone.localdate().replace(day=1),
        "section": "portal:burden",
    }
    return render(request, "portal/prompt_card.html", context)


@require_POST
@needs(Act.SETTLE_DUTY)
def send(request: ViewerRequest) -> HttpResponse:
    """发给各单位."""
    month = month_of(CardForm(request.POST))
    try:
        number = prompt_card.send(month, by=request.viewer, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        words = (
            f"已向{number}个单位发出{month:%-m月}工作提示卡。"
            if number
            else "没有新的工作提示卡要发：本月的已经发过，或没有要提示的事项。"
        )
        messages.success(request, words)
    return redirect(reverse("portal:prompt_card") + f"?month={month:%Y-%m}")
