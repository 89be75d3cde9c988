"""Regimes: the adopted ones with their next days, and those a speech announced that wait for an officer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.regimes import queries


@require_GET
@needs(Act.SEE_REGIMES)
def regimes(request: ViewerRequest) -> HttpResponse:
    """The page."""
    return render(request, "console/regimes.html", page(request, timezone.localdate()))


def page(request: ViewerRequest, today: dt.date) -> dict[str, Any]:
    """What the page shows."""
    return {
        "waiting": queries.waiting(request.viewer),
        "adopted": queries.adopted(request.viewer, on=today),
        "today": today,
        "may_adopt": request.viewer.may(Act.ADOPT_REGIME),
    }
