"""核查 from an item's page: planning a look, and writing down what was found. Forms open in the row's slot or in the card."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Refused, Stale
from tracker.items.queries import get_assignment, get_check
from tracker.items.verification import plan_verification, record_finding

from .acts import demand, in_slot, item_answer
from .forms import FindingForm, PlanCheckForm


@require_http_methods(["GET", "POST"])
def plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """安排核查 of one unit's part."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.CHECK, assignment)
    form = PlanCheckForm(request.POST or None, initial={"planned_on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        try:
            made = plan_verification(pk, by=request.viewer, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{assignment.unit}：已安排{made.get_kind_display()}。")
            return item_answer(request, assignment.item_id)
        except Refused as error:
            form.add_error(None, str(error))
    context = {"assignment": assignment, "item": assignment.item, "form": form, "label": "安排核查"}
    return shown(request, context, "portal/_plan_check.html", f"#slot-{pk}")


@require_http_methods(["GET", "POST"])
def find(request: ViewerRequest, pk: int) -> HttpResponse:
    """填写核查结果."""
    check = get_check(request.viewer, pk)
    assignment = check.assignment
    demand(request, Act.CHECK, assignment)
    form = FindingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            done = record_finding(pk, by=request.viewer, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{assignment.unit}：{done.get_kind_display()}结果已记录。")
            return item_answer(request, assignment.item_id)
        except Stale as error:
            messages.warning(request, str(error))
            return item_answer(request, assignment.item_id)
        except Refused as error:
            form.add_error(None, str(error))
    context = {
        "assignment": assignment,
        "item": assignment.item,
        "check": check,
        "form": form,
        "label": "填写核查结果",
    }
    return shown(request, context, "portal/_finding.html", f"#check-slot-{pk}")


def shown(request: ViewerRequest, context: dict[str, object], template: str, slot: str) -> HttpResponse:
    """The form in its slot, or on a page of its own."""
    context |= {"template": template, "section": "portal:items", "board": "item"}
    return in_slot(request, template, context, slot)
