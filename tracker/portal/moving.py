"""Who answers for a duty, changed from its page: another unit, another role, another leader in charge."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.items.charge import leaders_on
from tracker.items.leading import change_leader, named
from tracker.items.queries import get_assignment, get_item
from tracker.items.reassigning import change_role, hand_over
from tracker.org.queries import unit_names

from .acts import by_form, demand, in_slot, item_answer
from .forms import HandOverForm, LeaderForm, ReasonForm


@require_http_methods(["GET", "POST"])
def unit(request: ViewerRequest, pk: int) -> HttpResponse:
    """改派 a part to another unit."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.REASSIGN, assignment)
    others = [
        (key, name) for key, name in unit_names(timezone.localdate()).items() if key != assignment.unit_id
    ]
    form = HandOverForm(request.POST if request.method == "POST" else None, units=others)
    return by_form(request, assignment, "hand_over", form, "portal/_hand_over.html", hand_over)


@require_http_methods(["GET", "POST"])
def role(request: ViewerRequest, pk: int) -> HttpResponse:
    """调整分工 of a part: lead becomes support, or the other way round."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.REASSIGN, assignment)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return by_form(request, assignment, "change_role", form, "portal/_change_role.html", change_role)


@require_http_methods(["GET", "POST"])
def leader(request: ViewerRequest, pk: int) -> HttpResponse:
    """变更分管领导 of an item."""
    item = get_item(request.viewer, pk)
    if not request.viewer.may(Act.CHANGE_LEADER):
        raise PermissionDenied("只有督查专员可以变更分管领导。")
    form = LeaderForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            now = change_leader(pk, by=request.viewer, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"分管领导已变更为{named(now)}。")
            return item_answer(request, pk)
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
    context: dict[str, object] = {
        "item": item,
        "now": named(item),
        "names": leaders_on(timezone.localdate()).names,
        "form": form,
        "label": "变更分管领导",
        "template": "portal/_leader.html",
        "section": "portal:items",
    }
    return in_slot(request, "portal/_leader.html", context, "#leader-slot")
