"""工作台: where things stand, for officers the whole office, for a leader the units in charge."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.items import boards, figures
from tracker.items.clock import clock_at
from tracker.items.instructions import waiting_instructions
from tracker.items.queries import waiting_extensions
from tracker.items.reviewing import lines_of, waiting_reviews
from tracker.meetings.queries import waiting_drafts
from tracker.regimes.escalation import queries as escalations

from . import charts

LISTED = 8


@require_GET
@needs(Act.SEE_DASHBOARD)
def dashboard(request: ViewerRequest) -> HttpResponse:
    """The dashboard; its queries do not grow with the number of units or items."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    totals = figures.totals(viewer, clock)
    units = figures.by_unit(viewer, clock)
    weeks = figures.weeks(viewer, clock)
    decides = viewer.may(Act.DECIDE_DRAFT)
    context = {
        "clock": clock,
        "totals": totals,
        "units": units,
        "weeks": weeks,
        "late": boards.late_rows(viewer, clock, limit=LISTED),
        "coming": boards.next_due_rows(viewer, clock, limit=LISTED),
        "decides": decides,
        "steps": escalations.lines_of(
            list(escalations.waiting(viewer, clock.today)[:LISTED]), viewer, clock.today
        ),
        "step_count": escalations.waiting(viewer, clock.today).count(),
        "drafts": waiting_drafts(viewer) if decides else 0,
        "extensions": list(waiting_extensions(viewer)[:LISTED]) if viewer.may(Act.DECIDE_EXTENSION) else [],
        "instructed": list(waiting_instructions(viewer)[:LISTED]),
        "reviews": lines_of(list(waiting_reviews(viewer)[:LISTED]), viewer, clock),
        "unsettled": figures.unsettled_count(viewer) if decides else 0,
        "charts": {
            "lights": charts.lights(totals, clock.scheme),
            "trend": charts.trend(weeks),
            "units": charts.units(units, clock.scheme),
        },
    }
    return render(request, "console/dashboard.html", context)
