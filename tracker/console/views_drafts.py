"""Acts on drafts of the review desk: each parses, calls one operation, and answers with the card, or with the desk where several cards change."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.meetings import cutting, decisions, queries, unsaved
from tracker.meetings.models import Draft, UnsavedAddition
from tracker.regimes import operations as regimes

from .asking import cards_of
from .desk import Outcome, desk_page, form_page, wants_all
from .draft_form import DraftForm
from .forms import AcceptAllForm
from .review import cuts
from .tracing import steps


def whole(text: str) -> int:
    """A number from a form; -1, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@require_GET
@needs(Act.SEE_SPEECHES)
def draft(request: ViewerRequest, pk: int) -> HttpResponse:
    """One card as it is now (leaving the form without saving)."""
    return card_page(request, queries.get_draft(request.viewer, pk).pk)


@require_POST
@needs(Act.DECIDE_DRAFT)
def draft_decide(request: ViewerRequest, pk: int) -> HttpResponse:
    """Accept, reject or restore one draft; answers with its card as it is now."""
    queries.get_draft(request.viewer, pk)
    return after_act(
        request,
        pk,
        lambda: decisions.decide(
            pk,
            request.POST.get("decision", ""),
            revision=whole(request.POST.get("revision", "")),
            reason=request.POST.get("reason", ""),
            by=request.viewer,
            at=timezone.now(),
        ),
    )


@require_POST
@needs(Act.DECIDE_DRAFT)
def draft_revert(request: ViewerRequest, pk: int) -> HttpResponse:
    """Back to an earlier state of the draft; answers with its card."""
    queries.get_draft(request.viewer, pk)
    return after_act(
        request,
        pk,
        lambda: decisions.revert(
            pk,
            to=whole(request.POST.get("to", "")),
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=timezone.now(),
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """The card as a form; saving accepts the draft."""
    found = queries.get_draft(request.viewer, pk)
    if request.method == "GET":
        return opened_form(request, found)
    context = form_page(found, request.POST)
    form = cast(DraftForm, context["form"])
    status = 422
    if form.is_valid():
        try:
            decisions.edit(
                pk,
                revision=whole(request.POST.get("revision", "")),
                by=request.viewer,
                at=timezone.now(),
                fields=form.columns(),
            )
            unsaved.forget(pk, by=request.viewer)
            return card_page(request, pk)
        except (Refused, Stale) as error:
            # Nothing typed is lost: the form stays as filled in, beside what the draft has become.
            now = queries.get_draft(request.viewer, pk)
            status = 409 if isinstance(error, Stale) else 422
            context |= {"draft": now, "problem": str(error), "present": form.unlike(now)}
            context["is_closed"] = status == 422
    return render(request, "console/_draft_form.html", context, status=status)


def opened_form(request: ViewerRequest, found: Draft) -> HttpResponse:
    """The form with the draft's fields and, unless a fresh one is asked for, over them what was typed last time and not saved."""
    left = None if "fresh" in request.GET else unsaved.kept(found, request.viewer)
    context = form_page(found, over=left.fields if left else None)
    form = cast(DraftForm, context["form"])
    context |= {"left": left, "present": form.unlike(found) if left else []}
    return render(request, "console/_draft_form.html", context)


@require_GET
@needs(Act.SEE_SPEECHES)
def draft_history(request: ViewerRequest, pk: int) -> HttpResponse:
    """Everything that was done to one draft, asked for when its grounds are opened."""
    found = queries.get_draft(request.viewer, pk)
    context = {
        "draft": found,
        "steps": steps(queries.history_of(found)),
        "may_revert": request.viewer.may(Act.DECIDE_DRAFT) and not hasattr(found, "item"),
    }
    return render(request, "console/_draft_history.html", context)


def after_act(request: ViewerRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    """Does the act and answers with the card as it is now, with the reason where it was refused (422) or too late (409)."""
    try:
        act()
    except (Refused, Stale) as error:
        return card_page(request, pk, problem=str(error), status=409 if isinstance(error, Stale) else 422)
    return card_page(request, pk)


def card_page(request: ViewerRequest, pk: int, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The card of one draft, with those that state it again; without htmx, the whole page at that card."""
    now = queries.get_draft(request.viewer, pk)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(f"{reverse('console:speech', args=[now.speech_id])}#d{pk}")
    again = queries.restatements_of(now) if request.method == "POST" else []
    context = {
        "cards": cards_of(request.viewer, now.speech, [now, *again]),
        "problem": problem,
        "may_decide": request.viewer.may(Act.DECIDE_DRAFT),
    }
    return render(request, "console/_cards.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_split(request: ViewerRequest, pk: int) -> HttpResponse:
    """Where to cut a draft in two; cutting answers with the desk."""
    found = queries.get_draft(request.viewer, pk)
    if request.method == "GET":
        places = cuts(found, cutting.places_to_cut(found))
        return render(request, "console/_draft_split.html", {"draft": found, "cuts": places})
    try:
        first, _ = cutting.split(
            pk,
            place=whole(request.POST.get("place", "")),
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=timezone.now(),
        )
    except (Refused, Stale) as error:
        return refused(request, found.speech_id, error, lit=pk)
    outcome = Outcome("已拆成两条，请分别确认。", lit=first.pk, touched=queries.made_with(first))
    return after_several(request, found.speech_id, outcome)


@require_POST
@needs(Act.DECIDE_DRAFT)
def draft_merge(request: ViewerRequest, pk: int) -> HttpResponse:
    """Make one draft of this one and the next; answers with the desk."""
    found = queries.get_draft(request.viewer, pk)
    try:
        made = cutting.merge(
            pk, revision=whole(request.POST.get("revision", "")), by=request.viewer, at=timezone.now()
        )
    except (Refused, Stale) as error:
        return refused(request, found.speech_id, error, lit=pk)
    outcome = Outcome("已与下一条合并，请确认。", lit=made.pk, touched=queries.made_with(made))
    return after_several(request, found.speech_id, outcome)


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_new(request: ViewerRequest, pk: int) -> HttpResponse:
    """A draft of words selected in the speech: a form prefilled by the engine; saving answers with the desk."""
    found = queries.get_speech(request.viewer, pk)
    asked = request.POST if request.method == "POST" else request.GET
    start, end = whole(asked.get("start", "")), whole(asked.get("end", ""))
    try:
        proposed = cutting.proposed_from(found, start, end, on=timezone.localdate())
        left = left_of(request, found.pk, start, end)
        page = form_page(
            proposed,
            request.POST if request.method == "POST" else None,
            auto_id="new-%s",
            over=left.fields if left else None,
        )
        form = cast(DraftForm, page["form"])
        if request.method == "POST" and form.is_valid():
            made = cutting.add(
                pk, start=start, end=end, fields=form.columns(), by=request.viewer, at=timezone.now()
            )
            unsaved.forget_addition(pk, by=request.viewer)
            outcome = Outcome(f"已补录第{made.ordinal}条。", lit=made.pk, touched=[made.pk])
            return after_several(request, pk, outcome)
    except Refused as error:
        return refused(request, pk, error)
    response = render(
        request,
        "console/_draft_new.html",
        {**page, "speech": found, "left": left},
        status=422 if form.errors else 200,
    )
    # The form stands in its own place on the desk, which only a saved draft replaces.
    response["HX-Retarget"], response["HX-Reswap"] = "#new-draft", "innerHTML"
    return response


def left_of(request: ViewerRequest, speech_id: int, start: int, end: int) -> UnsavedAddition | None:
    """What the officer typed and did not save for these very words, when the form is opened."""
    kept = unsaved.kept_addition(speech_id, request.viewer) if request.method == "GET" else None
    return kept if kept and (kept.start, kept.end) == (start, end) else None


def refused(request: ViewerRequest, pk: int, error: Exception, *, lit: int = 0) -> HttpResponse:
    """The whole desk with the reason why an act was refused (422) or too late (409)."""
    status = 409 if isinstance(error, Stale) else 422
    return after_several(request, pk, Outcome(problem=str(error), status=status, lit=lit))


@require_POST
@needs(Act.DECIDE_DRAFT)
def speech_accept_all(request: ViewerRequest, pk: int) -> HttpResponse:
    """Accept what is sure, from the confidence the officer chose."""
    found = queries.get_heading(request.viewer, pk)
    form = AcceptAllForm(request.POST)
    above = form.cleaned_data["above"] if form.is_valid() else 80
    accepted = decisions.accept_all(found.pk, above=above / 100, by=request.viewer, at=timezone.now())
    said = (
        f"已采纳{len(accepted)}条把握在{above}%以上的事项，请继续核对其余各条。"
        if accepted
        else f"没有把握在{above}%以上而未确认的事项。"
    )
    return after_several(request, pk, Outcome(said, touched=accepted))


@require_POST
@needs(Act.DECIDE_DRAFT)
def speech_undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back the officer's own last act on this speech."""
    found = queries.get_heading(request.viewer, pk)
    try:
        undone = regimes.undo(found.pk, by=request.viewer, at=timezone.now())
    except (Refused, Stale) as error:
        return refused(request, pk, error)
    touched = queries.drafts_touched(undone)
    number = f"（{len(touched)}条）" if len(touched) > 1 else ""
    kept = f"“{undone.unit}”已在别处使用，单位保留。" if undone.unit else ""
    if undone.alias and not decisions.remembered(undone.alias):
        kept = f"“{undone.alias}”不再登记为别名。"
    outcome = Outcome(
        f"已撤销：{undone.get_kind_display()}{number}。{kept}",
        lit=touched[0] if touched else 0,
        touched=touched,
        with_regimes=undone.regime_changes.exists(),
    )
    return after_several(request, pk, outcome)


def after_several(request: ViewerRequest, pk: int, outcome: Outcome) -> HttpResponse:
    """The desk after an act on several drafts; without htmx, the page with a message."""
    if request.htmx:
        return desk_page(request, pk, outcome)
    if outcome.problem:
        messages.error(request, outcome.problem)
    elif outcome.said:
        messages.success(request, outcome.said)
    address = reverse("console:speech", args=[pk]) + ("?all=1" if wants_all(request) else "")
    return redirect(f"{address}#d{outcome.lit}" if outcome.lit else address)
