"""分解 from the portal: a unit hands parts of its duty to the units below it, and settles their dates after its own moved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.items.queries import act_label, get_assignment
from tracker.items.subtree import Below, hand_down, offered_units, settle_dates

from .acts import board_answer, board_of, demand, in_slot
from .forms import HandDownForm


@require_http_methods(["GET", "POST"])
def divide(request: ViewerRequest, pk: int) -> HttpResponse:
    """分解 a part: units, words and a date; everything is issued at once."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.HAND_DOWN, assignment)
    offered = offered_units(request.viewer, assignment)
    if not offered:
        messages.warning(request, f"{assignment.unit}没有下级单位，请联系督查室在单位名册中登记。")
        return board_answer(request, assignment)
    first = {"task": assignment.wording}
    form = HandDownForm(request.POST if request.method == "POST" else None, initial=first, offered=offered)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        below = Below(given["unit_ids"], given["task"], given["due_on"])
        try:
            made = hand_down(pk, below, by=request.viewer, at=timezone.now())
            messages.success(
                request, f"已分解到{len(made)}个单位：{'、'.join(str(part.unit) for part in made)}。"
            )
            return board_answer(request, assignment)
        except (Refused, Stale) as error:
            form.add_error(None, str(error))
    context: dict[str, object] = {
        "assignment": assignment,
        "item": assignment.item,
        "offered": offered,
        "chosen": request.POST.getlist("unit_ids"),
        "form": form,
        "label": act_label("hand_down"),
        "template": "portal/_hand_down.html",
        "board": board_of(request),
        "section": "portal:items",
    }
    return in_slot(request, "portal/_hand_down.html", context, f"#slot-{pk}")


@require_POST
def settle(request: ViewerRequest, pk: int) -> HttpResponse:
    """Moves the dates below that lie beyond the part's own deadline to it."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.HAND_DOWN, assignment)
    try:
        moved = settle_dates(pk, by=request.viewer, at=timezone.now())
        messages.success(request, f"已调整{len(moved)}个下级任务的时限。")
    except (Refused, Stale) as error:
        messages.warning(request, str(error))
    return board_answer(request, assignment)
