"""What the fields of a draft ask while somebody types: a month of the calendar, what words mean, which units are known. They read only."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused
from tracker.common.months import month_of
from tracker.common.workdays import calendar_for
from tracker.items.registration import names_on
from tracker.meetings import queries
from tracker.meetings.typed import read_limit, read_rhythm
from tracker.org.likeness import matching
from tracker.org.queries import calendar_overrides, known_names
from tracker.regimes.calendar import upcoming

from .draft_form import KINDS, SPLIT
from .naming import known_marks, offers

# A line of names longer than this is no line of names.
LONGEST_LINE = 2000


def day_of(text: str) -> dt.date | None:
    """A day or the first of a month from an address: "2026-06-10", "2026-06"; None for anything else."""
    try:
        return dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return None


@require_GET
@needs(Act.SEE_SPEECHES)
def month(request: ViewerRequest) -> HttpResponse:
    """One month with workdays and festivals, the chosen day marked."""
    today = timezone.localdate()
    chosen = day_of(request.GET.get("day", ""))
    shown = day_of(request.GET.get("month", "")) or chosen or today
    context = {
        "month": month_of(shown, calendar_for(calendar_overrides())),
        "chosen": chosen,
        "today": today,
        "weekdays": "一二三四五六日",
    }
    return render(request, "console/_month.html", context)


@require_GET
@needs(Act.DECIDE_DRAFT)
def reads(request: ViewerRequest, pk: int) -> HttpResponse:
    """What a time limit (due_text) or a frequency (rhythm) in words means for this speech, or why it cannot be read."""
    found = queries.get_speech(request.viewer, pk)
    context: dict[str, object] = {}
    try:
        if words := request.GET.get("due_text", "").strip():
            limit = read_limit(words, on=found.held_on)
            context = {"limit": limit, "kind": KINDS.get(limit.kind, limit.kind)}
        elif words := request.GET.get("rhythm", "").strip():
            rhythm = read_rhythm(words, on=found.held_on)
            days = upcoming(
                rhythm.rrule, starts_on=found.held_on, ends_on=None, after=timezone.localdate(),
                workdays=calendar_for(calendar_overrides()).workdays,
            )  # fmt: skip
            context = {"rhythm": rhythm, "days": days}
    except Refused as error:
        context = {"problem": str(error)}
    return render(request, "console/_read.html", context)


@require_GET
@needs(Act.DECIDE_DRAFT)
def names(request: ViewerRequest) -> HttpResponse:
    """Units and groups for what is being typed (q), and which names of the whole line nobody answers to."""
    line = request.GET.get("line", "")[:LONGEST_LINE]
    typed = request.GET.get("q", "").translate(SPLIT).rpartition("、")[2][:80]
    meaning = names_on(timezone.localdate())
    context = {
        "offers": offers(matching(typed, known_names(timezone.localdate())), meaning),
        "marks": known_marks(line, meaning),
    }
    return render(request, "console/_names.html", context)
