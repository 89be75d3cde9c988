"""倒排工期 from the portal: the plan of one part on a page of its own, and reaching its milestones from the item's page."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items import milestones
from tracker.items.clock import Clock, clock_at
from tracker.items.marks import Mark, get_milestone, marks_of
from tracker.items.models import UnitAssignment
from tracker.items.queries import get_assignment

from .acts import demand, item_answer

SPARE = 3


class LineForm(forms.Form):
    """One milestone: a name and a day; both empty for a line that is not wanted."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        required=False, max_length=60, error_messages={"max_length": "名称不能超过60个字。"}
    )
    due_on = forms.DateField(required=False, error_messages={"invalid": "日期应写作 2026-06-10 的样子。"})

    def clean(self) -> dict[str, object]:
        read = super().clean() or self.cleaned_data
        if read.get("name") and not read.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "请填写日期。")
        if read.get("due_on") and not read.get("name") and "name" not in self.errors:
            self.add_error("name", "请填写名称。")
        return read


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=milestones.MOST + SPARE, absolute_max=60)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the page starts from: the lines to show, and whether they are only proposed."""

    lines: list[dict[str, object]]
    is_proposed: bool


@require_http_methods(["GET", "POST"])
def plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """The plan of a part. GET proposes one where there is none, or anew with ?propose=1; POST keeps what stands in the form."""
    assignment = get_assignment(request.viewer, pk)
    demand(request, Act.PLAN_MILESTONES, assignment)
    clock = clock_at(timezone.now())
    marks = marks_of([assignment], clock).get(pk, ())
    started = started_from(assignment, marks, clock, anew="propose" in request.GET)
    error, posted = "", request.method == "POST"
    if posted:
        lines = LineFormSet(request.POST, prefix="m")
        error = keep(request, assignment, lines) if lines.is_valid() else "请更正下面标出的内容。"
        if not error:
            messages.success(request, f"{assignment.unit}：节点已保存。")
            return redirect("portal:item", pk=assignment.item_id)
    else:
        lines = LineFormSet(initial=[*started.lines, *[{}] * SPARE], prefix="m")
    context = {
        "assignment": assignment,
        "item": assignment.item,
        "lines": lines,
        "error": error,
        "reached": [mark for mark in marks if mark.state == "done"],
        "is_proposed": started.is_proposed,
        "revision": request.POST.get("revision", assignment.revision),
        "clock": clock,
        "section": "portal:items",
    }
    return render(request, "portal/milestones.html", context, status=422 if posted else 200)


def keep(request: ViewerRequest, assignment: UnitAssignment, lines: forms.BaseFormSet) -> str:
    """Keeps the plan; why it was not, as a sentence, "" where it was."""
    seen = request.POST.get("revision", "")
    wanted = [
        milestones.Line(one["name"], one["due_on"], one["pk"])
        for one in lines.cleaned_data
        if one.get("name")
    ]
    try:
        milestones.plan_milestones(
            assignment.pk,
            wanted,
            seen_revision=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            by=request.viewer,
            at=timezone.now(),
        )
    except (Refused, Stale) as refusal:
        return str(refusal)
    return ""


def started_from(assignment: UnitAssignment, marks: tuple[Mark, ...], clock: Clock, *, anew: bool) -> Plan:
    """The open milestones, or a proposal where there are none or a new one is asked for."""
    kept = [mark for mark in marks if mark.state != "done"]
    if kept and not anew:
        return Plan([{"pk": mark.pk, "name": mark.name, "due_on": mark.due_on} for mark in kept], False)
    done = {mark.name for mark in marks if mark.state == "done"}
    proposed = [one for one in milestones.proposal(assignment, clock) if one.name not in done]
    return Plan([{"name": one.name, "due_on": one.due_on} for one in proposed], bool(proposed))


@require_POST
def reach(request: ViewerRequest, pk: int) -> HttpResponse:
    """达成 a milestone, with a note."""
    return marked(request, pk, "reach")


@require_POST
def take_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """撤回 a milestone marked by mistake."""
    return marked(request, pk, "take_back")


def marked(request: ViewerRequest, pk: int, act: str) -> HttpResponse:
    """Performs the act and answers with the item's board."""
    milestone = get_milestone(request.viewer, pk)
    item_id = milestone.assignment.item_id
    at = timezone.now()
    try:
        if act == "reach":
            note = request.POST.get("note", "")[:200]
            done = milestones.reach(pk, note=note, by=request.viewer, at=at)
            messages.success(request, f"节点“{done.name}”已达成。")
        else:
            done = milestones.take_back(pk, by=request.viewer, at=at)
            messages.success(request, f"节点“{done.name}”已撤回达成。")
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except (Refused, Stale) as error:
        messages.warning(request, str(error))
    return item_answer(request, item_id)
