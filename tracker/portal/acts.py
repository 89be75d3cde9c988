"""Acts on assignments from the portal's buttons and forms: each is one operation, answered by the board it was done on.

With htmx the answer is the board anew, with the messages beside it; without, a redirect to the page. A refusal is a message,
a lost race the 409 page, a forbidden act the 403 page.
"""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import operations
from tracker.items.models import UnitAssignment
from tracker.items.moves import PLAIN, REASONED
from tracker.items.queries import act_label, acts_for, get_assignment, get_item, relations
from tracker.items.registration import settle_name
from tracker.items.states import MOVES, State
from tracker.org.queries import unit_names

from .forms import ReasonForm, SettleForm
from .views import item_context, owed_context


@require_http_methods(["GET", "POST"])
def act(request: ViewerRequest, pk: int, act: str) -> HttpResponse:
    """POST does the act; GET shows the form of an act that needs a reason."""
    assignment = get_assignment(request.viewer, pk)
    if act in PLAIN and request.method == "POST":
        return done(request, assignment, lambda: PLAIN[act](pk, by=request.viewer, at=timezone.now()), act)
    if act not in REASONED:
        raise Http404("没有这项操作。")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return asking(request, assignment, act, form, "portal/_reason.html")
    reason = form.cleaned_data["reason"]
    return done(
        request,
        assignment,
        lambda: REASONED[act](pk, reason=reason, by=request.viewer, at=timezone.now()),
        act,
    )


@require_POST
def issue_item(request: ViewerRequest, pk: int) -> HttpResponse:
    """交办 of every registered part of an item at once."""
    item = get_item(request.viewer, pk)
    if not request.viewer.may(Act.ISSUE):
        raise PermissionDenied("只有督查专员可以交办。")
    count = operations.issue_all([item.pk], by=request.viewer, at=timezone.now())
    messages.success(request, f"已交办 {count} 个单位。" if count else "没有待交办的单位。")
    return item_answer(request, pk)


@require_POST
def settle(request: ViewerRequest, pk: int) -> HttpResponse:
    """Gives a name of the item that no unit answered to its unit."""
    item = get_item(request.viewer, pk)
    if not request.viewer.may(Act.REGISTER):
        raise PermissionDenied("只有督查专员可以确定责任单位。")
    form = SettleForm(request.POST, units=list(unit_names(timezone.localdate()).items()))
    if not form.is_valid():
        messages.warning(request, "请选择单位。")
        return item_answer(request, pk)
    chosen = form.cleaned_data
    try:
        made = settle_name(
            item.pk, written=chosen["written"], unit_id=chosen["unit"], by=request.viewer, at=timezone.now()
        )
        messages.success(request, f"“{chosen['written']}”已确定为{made.unit}。")
    except Refused as error:
        messages.warning(request, str(error))
    return item_answer(request, pk)


def demand(request: ViewerRequest, act: Act, assignment: UnitAssignment) -> None:
    """Raises PermissionDenied for whoever sees the assignment but may not do the act."""
    if not request.viewer.may(act, relations(request.viewer, assignment)):
        raise PermissionDenied("您的岗位不能办理这项操作。")


def done(
    request: ViewerRequest, assignment: UnitAssignment, perform: Callable[[], object], act: str
) -> HttpResponse:
    """Performs the act and answers with the board it was done on, whatever came of it."""
    try:
        perform()
        messages.success(request, f"{assignment.unit}：已{act_label(act)}。")
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Stale as error:
        if not request.htmx:
            return render(request, "409.html", {"exception": error, "item": assignment.item}, status=409)
        messages.warning(request, str(error))
    except Refused as error:
        # A second click on the same button is no mistake worth a warning.
        again = act in MOVES and assignment.state == MOVES[act].target and act != "report"
        already = f"这项任务已是“{State(assignment.state).label}”，无需重复操作。"
        messages.info(request, already) if again else messages.warning(request, str(error))
    return board_answer(request, assignment)


def board_answer(request: ViewerRequest, assignment: UnitAssignment) -> HttpResponse:
    """The board the act was done on, as it is now."""
    if board_of(request) == "owed":
        return owed_answer(request, assignment.pk)
    return item_answer(request, assignment.item_id)


def board_of(request: ViewerRequest) -> str:
    """Which board the button stood on: "owed" or "item"."""
    return request.POST.get("board") or request.GET.get("board") or "item"


def owed_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """The "what we owe" board anew, or a redirect to its page at the row."""
    if request.htmx:
        return fragment(render(request, "portal/_owed.html", {**owed_context(request), "swap": True}))
    return redirect("portal:owed")


def item_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """The item's board anew, or a redirect to its page."""
    if request.htmx:
        return fragment(render(request, "portal/_item.html", {**item_context(request, pk), "swap": True}))
    return redirect("portal:item", pk=pk)


def fragment(response: HttpResponse) -> HttpResponse:
    """The response replaces the whole board, wherever the button stood."""
    return reswap(retarget(response, "#board"), "outerHTML")


def asking(
    request: ViewerRequest, assignment: UnitAssignment, act: str, form: object, template: str
) -> HttpResponse:
    """The form of an act, as a fragment or on a page of its own; only for whoever could do it now."""
    try:
        operations.demand_post(act, assignment, request.viewer)
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    if act not in acts_for(request.viewer, assignment):
        messages.warning(
            request, f"这项任务现在是“{State(assignment.state).label}”，不能{MOVES[act].label}。"
        )
        return item_answer(request, assignment.item_id)
    context = {
        "assignment": assignment,
        "item": assignment.item,
        "act": act,
        "label": MOVES[act].label,
        "form": form,
        "template": template,
        "board": board_of(request),
        "section": "portal:items",
    }
    return in_slot(request, template, context, f"#slot-{assignment.pk}")


def by_form(
    request: ViewerRequest,
    assignment: UnitAssignment,
    act: str,
    form: forms.Form,
    template: str,
    perform: Callable[..., object],
) -> HttpResponse:
    """The form of an act in the row's slot, and what is done with it. What was typed stays beside what was wrong."""
    if form.is_bound and form.is_valid():
        try:
            perform(assignment.pk, by=request.viewer, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{assignment.unit}：已{act_label(act)}。")
            return board_answer(request, assignment)
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
    context: dict[str, object] = {
        "assignment": assignment,
        "item": assignment.item,
        "act": act,
        "label": act_label(act),
        "form": form,
        "template": template,
        "board": board_of(request),
        "section": "portal:items",
    }
    return in_slot(request, template, context, f"#slot-{assignment.pk}")


def in_slot(request: ViewerRequest, template: str, context: dict[str, object], slot: str) -> HttpResponse:
    """A form in its slot on the board; without htmx, on a page of its own (`template` is in the context, too)."""
    if not request.htmx:
        return render(request, "portal/act.html", context)
    return reswap(retarget(render(request, template, context), slot), "innerHTML")
