"""复核 from the portal: a unit contests a decision or takes that back, somebody else decides; the list of all with the days left."""

from __future__ import annotations

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
from tracker.items import reviewing
from tracker.items.clock import clock_at
from tracker.items.queries import relations

from .acts import demand, in_slot, item_answer
from .forms import ReasonForm, ReviewForm

PAGE = 30


@require_GET
@needs(Act.SEE, *Relation)
def every(request: ViewerRequest) -> HttpResponse:
    """复核申请: what waits with its last day, then what was decided."""
    viewer, clock = request.viewer, clock_at(timezone.now())
    page = Paginator(reviewing.in_turn(viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": reviewing.lines_of(list(page.object_list), viewer, clock),
        "section": "portal:items",
    }
    return render(request, "portal/reviews.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: ViewerRequest, pk: int) -> HttpResponse:
    """申请复核 of one decision, a line of the history."""
    event = reviewing.get_contested(request.viewer, pk)
    assignment = event.assignment
    assert assignment is not None
    demand(request, Act.ASK_REVIEW, assignment)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reviewing.ask_review(
                pk, reason=form.cleaned_data["reason"], by=request.viewer, clock=clock_at(timezone.now())
            )
            messages.success(request, "复核申请已提交，30 日内会有其他人作出复核决定。")
            return item_answer(request, assignment.item_id)
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
    context: dict[str, object] = {
        "event": event,
        "assignment": assignment,
        "item": assignment.item,
        "contested": reviewing.label_of(event.act) if event.act in reviewing.CONTESTABLE else "",
        "form": form,
        "label": "申请复核",
        "template": "portal/_ask_review.html",
        "section": "portal:items",
    }
    return in_slot(request, "portal/_ask_review.html", context, f"#review-slot-{pk}")


@require_POST
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """撤回复核申请."""
    review = reviewing.get_review(request.viewer, pk)
    demand(request, Act.ASK_REVIEW, review.assignment)
    try:
        reviewing.withdraw_review(pk, by=request.viewer, at=timezone.now())
        messages.success(request, "复核申请已撤回，原决定不变。")
    except Stale as error:
        messages.warning(request, str(error))
    return item_answer(request, review.assignment.item_id)


@require_http_methods(["GET", "POST"])
def decide(request: ViewerRequest, pk: int) -> HttpResponse:
    """作出复核决定: the page with decision, contest and answer; whoever has to stand aside is told so."""
    viewer = request.viewer
    review = reviewing.get_review(viewer, pk)
    if not viewer.may(Act.DECIDE_REVIEW, relations(viewer, review.assignment)):
        raise PermissionDenied("您的岗位不能作出复核决定。")
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reviewing.decide_review(pk, by=viewer, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "复核决定已作出，并已告知申请单位。")
            return redirect("portal:item", pk=review.assignment.item_id)
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
            review.refresh_from_db()
    clock = clock_at(timezone.now())
    context = {
        "line": reviewing.lines_of([review], viewer, clock)[0],
        "review": review,
        "item": review.assignment.item,
        "form": form,
        "section": "portal:items",
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "portal/review.html", context, status=status)
