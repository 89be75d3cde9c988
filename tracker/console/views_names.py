"""Which unit a name on a draft means: the question and its answer, a unit made on the spot, the members of a collective."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.items.registration import names_on
from tracker.meetings import members, naming, queries, unsaved_forms
from tracker.meetings.models import Draft
from tracker.meetings.unsaved_forms import MEMBERS, UNIT, Place
from tracker.org.queries import all_unit_names, known_names, people_names, unit_names

from .asking import cards_of
from .desk import Outcome
from .naming import members_of
from .unit_form import NewUnitForm, kind_of
from .views_drafts import after_several, card_page, whole


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_name(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask who is meant (GET), take the answer for the whole speech (POST); answers with the cards."""
    found = queries.get_draft(request.viewer, pk)
    written = written_of(request)
    if request.method == "GET":
        context = {
            "draft": found,
            "written": written,
            "likely": naming.suggestions(found, written, on=timezone.localdate()),
            "known": known_names(timezone.localdate()),
            "may_make": request.viewer.may(Act.MANAGE_UNITS),
            "may_remember": request.viewer.may(Act.MANAGE_UNITS) and bool(written),
        }
        return render(request, "console/_draft_name.html", context)
    try:
        number = naming.settle(
            pk,
            written=written,
            key=request.POST.get("key") or request.POST.get("other", ""),
            always="always" in request.POST,
            revision=whole(request.POST.get("revision", "")),
            by=request.viewer,
            at=timezone.now(),
        )
    except (Refused, Stale) as error:
        return card_page(request, pk, problem=str(error), status=409 if isinstance(error, Stale) else 422)
    return named_page(request, found, said=f"已认定单位（{number}条）。")


def named_page(request: ViewerRequest, found: Draft, *, said: str) -> HttpResponse:
    """The cards on which a name was just settled, the one that was asked first; without htmx the page.

    Names change neither tally nor highlights, so the desk around the cards stays as it is.
    """
    if not request.htmx:
        return after_several(request, found.speech_id, Outcome(said, lit=found.pk))
    drafts = queries.drafts_of_last_act(request.viewer, found.speech)
    drafts.sort(key=lambda draft: draft.pk != found.pk)
    context = {
        "cards": cards_of(request.viewer, found.speech, drafts),
        "said": said,
        "may_decide": request.viewer.may(Act.DECIDE_DRAFT),
    }
    return render(request, "console/_cards.html", context)


def written_of(request: ViewerRequest) -> str:
    """The name that is asked about."""
    return (request.POST if request.method == "POST" else request.GET).get("written", "")[:80]


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
@needs(Act.MANAGE_UNITS)
def draft_unit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Make a unit and let the name mean it; answers with the cards, or with the form as filled in where it cannot be made."""
    found = queries.get_draft(request.viewer, pk)
    written = written_of(request)
    place = Place(UNIT, pk, written)
    first: dict[str, object] = {"name": written, "kind": kind_of(written)}
    left = unsaved_forms.kept_form(place, request.viewer) if request.method == "GET" else None
    if left:
        first |= unsaved_forms.first(left.fields)
    posted = request.POST if request.method == "POST" else None
    form = NewUnitForm(unit_names(timezone.localdate()), posted, initial=first, auto_id=f"u{pk}-%s")
    context: dict[str, object] = {
        "draft": found, "written": written, "form": form, "people": people_names(), "left": left,
        "always": "always" in (left.fields if left else request.POST),
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "console/_draft_unit.html", context)
    problem: Exception | None = None
    if form.is_valid():
        try:
            unit, number = naming.settle_new(
                pk,
                written=written,
                new=form.wanted(),
                always="always" in request.POST,
                revision=whole(request.POST.get("revision", "")),
                by=request.viewer,
                at=timezone.now(),
            )
            unsaved_forms.forget_form(place, by=request.viewer)
            said = f"已新设“{unit.name}”，用于{number}条。"
            return named_page(request, found, said=said)
        except (Refused, Stale) as error:
            problem = error
    return asked_again(request, "console/_draft_unit.html", context, pk, problem)


@require_http_methods(["GET", "POST"])
@needs(Act.DECIDE_DRAFT)
def draft_members(request: ViewerRequest, pk: int) -> HttpResponse:
    """Whom a collective stands for (GET); take members out or back in (POST); answers with the card."""
    found = queries.get_draft(request.viewer, pk)
    asked = request.POST if request.method == "POST" else request.GET
    field, written = asked.get("field", ""), written_of(request)
    context: dict[str, object] = {"field": field, "written": written, "reason": asked.get("reason", "")}
    place = Place(MEMBERS, pk, f"{field}:{written}")
    problem: Exception | None = None
    if request.method == "GET" and (left := unsaved_forms.kept_form(place, request.viewer)):
        context |= {
            "left": left,
            "stay": {whole(one) for one in left.fields.get("stay", [])},
            "reason": "".join(left.fields.get("reason", [])),
        }
    if request.method == "POST":
        stay = {whole(one) for one in request.POST.getlist("stay")}
        context["stay"] = stay
        try:
            members.adjust(
                pk,
                name=(field, written),
                stay=stay,
                reason=request.POST.get("reason", ""),
                revision=whole(request.POST.get("revision", "")),
                by=request.viewer,
                at=timezone.now(),
            )
            unsaved_forms.forget_form(place, by=request.viewer)
            return card_page(request, pk)
        except (Refused, Stale) as error:
            problem = error
    return members_page(request, pk, found, context, problem)


def members_page(
    request: ViewerRequest, pk: int, found: Draft, context: dict[str, object], problem: Exception | None
) -> HttpResponse:
    """The list of members; after a refusal as it was ticked, beside what the draft says now."""
    now = queries.get_draft(request.viewer, pk) if problem else found
    names = getattr(now, str(context["field"])) if context["field"] in ("lead", "support") else []
    name = next((one for one in names if one["text"] == context["written"]), None)
    meaning = names_on(timezone.localdate())
    context |= {
        "draft": now,
        "members": members_of(name, meaning, all_unit_names()) if name else [],
    }
    if problem is None:
        return render(request, "console/_draft_members.html", context)
    return asked_again(request, "console/_draft_members.html", context, pk, problem)


def asked_again(
    request: ViewerRequest, template: str, context: dict[str, object], pk: int, problem: Exception | None
) -> HttpResponse:
    """The question again, in its own place on the card, as it was filled in; `problem` says why it could not be done."""
    # Whoever was too late sees the draft as it is now, and what was typed stands beside it.
    context |= {"draft": queries.get_draft(request.viewer, pk), "problem": str(problem or "")}
    response = render(request, template, context, status=409 if isinstance(problem, Stale) else 422)
    response["HX-Retarget"], response["HX-Reswap"] = f"#name{pk}", "innerHTML"
    return response
