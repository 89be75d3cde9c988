"""催办 from the portal: one unit's part, or all of an item's that the viewer may urge."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act, Relation
from tracker.items import chasing
from tracker.items.queries import get_assignment, get_item

from .acts import board_answer, by_form, demand, item_answer
from .forms import ChaseForm


@require_http_methods(["GET", "POST"])
def one(request: ViewerRequest, pk: int) -> HttpResponse:
    """催办 one part, with a few words."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.CHASE, assignment)
    why = chasing.why_not_chased(assignment, timezone.now())
    if why:
        messages.warning(request, why)
        return board_answer(request, assignment)
    form = ChaseForm(request.POST if request.method == "POST" else None)
    return by_form(request, assignment, "chase", form, "portal/_chase.html", chasing.chase)


@require_POST
def every(request: ViewerRequest, pk: int) -> HttpResponse:
    """催办 all parts that need it, in one click."""
    item = get_item(request.viewer, pk)
    if not request.viewer.may(Act.CHASE, Relation):
        raise PermissionDenied("只有牵头单位、上级单位和督查室可以催办。")
    done = chasing.chase_all(item.pk, by=request.viewer, at=timezone.now())
    if done.units:
        messages.success(request, f"已催办{len(done.units)}个单位：{'、'.join(done.units)}。")
    for sentence in dict.fromkeys(done.passed_over):
        messages.info(request, sentence)
    if not done.units and not done.passed_over:
        messages.info(request, "现在没有需要催办的单位。")
    return item_answer(request, pk)
