"""批量操作 from the item list: choose, look at what would happen, confirm, follow, repeat for what was refused."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused
from tracker.items import bulk, filters
from tracker.items.bulk_kinds import KINDS, Given, preview
from tracker.items.clock import clock_at
from tracker.items.models import BulkAct, BulkRow
from tracker.org.queries import unit_names

from .forms import BulkForm
from .views import items_form

PAGE = 30
# So many parts are listed on the page; the numbers and the act are of all of them.
LISTED = 200


@require_GET
@needs(Act.ACT_IN_BULK)
def every(request: ViewerRequest) -> HttpResponse:
    """The bulk acts of the office, newest first."""
    page = Paginator(bulk.plans(request.viewer), PAGE).get_page(request.GET.get("page"))
    for one in page.object_list:
        one.label = KINDS[one.kind].label  # type: ignore[attr-defined]
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "section": "portal:items",
    }
    return render(request, "portal/bulks.html", context)


@require_POST
@needs(Act.ACT_IN_BULK)
def plan(request: ViewerRequest) -> HttpResponse:
    """Prepares an act on the ticked items' parts, or on all that the list's question finds."""
    asked = request.POST.get("asked", "")[:2000]
    back = f"{reverse('portal:items')}?{QueryDict(asked).urlencode()}" if asked else reverse("portal:items")
    try:
        made = bulk.plan(
            request.POST.get("kind", ""),
            chosen(request, asked),
            key=key_of(request.POST.get("key", "")),
            by=request.viewer,
            at=timezone.now(),
        )
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(back)
    return redirect("portal:bulk", pk=made.pk)


def chosen(request: ViewerRequest, asked: str) -> list[int]:
    """The ids of the parts: those that meet the list's question, of all items or of the ticked ones."""
    wanted = items_form(request, QueryDict(asked)).wanted
    question = filters.ask(request.viewer, wanted, clock_at(timezone.now()))
    parts = question.parts()
    if request.POST.get("scope") != "all":
        ticked = [int(text) for text in request.POST.getlist("item") if text.isdecimal() and len(text) < 18]
        parts = parts.filter(item__in=ticked)
    return list(parts.order_by(*filters.PARTS_ORDER).values_list("pk", flat=True)[: bulk.MOST + 1])


def key_of(text: str) -> uuid.UUID:
    """The form's key; a new one where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


@require_GET
@needs(Act.ACT_IN_BULK)
def one(request: ViewerRequest, pk: int) -> HttpResponse:
    """A bulk act as it stands: the preview, how far it is, or what came of it."""
    found = bulk.get_bulk(request.viewer, pk)
    if found.state == BulkAct.State.PLANNED:
        fields = KINDS[found.kind].fields
        data = request.GET if any(name in request.GET for name in fields) else before(found, fields)
        return planned(request, found, data)
    return render(request, "portal/bulk.html", shown(request, found))


def before(found: BulkAct, fields: tuple[str, ...]) -> QueryDict | None:
    """What was given to the act this one repeats, None for a new one."""
    data = QueryDict(mutable=True)
    data.update({name: value for name in fields if (value := found.arguments.get(name))})
    return data or None


def planned(request: ViewerRequest, found: BulkAct, data: Any, status: int = 200) -> HttpResponse:
    """The page before anything happens. Where something has yet to be given there is no preview."""
    kind = KINDS[found.kind]
    form = bulk_form(found, data)
    ready = form.is_valid() if form.is_bound else not any(field.required for field in form.fields.values())
    context = shown(request, found) | {"form": form}
    if ready:
        given = Given(**form.cleaned_data) if form.is_bound else Given()
        parts = bulk.parts_of(request.viewer, found)
        context["preview"] = preview(kind, parts, given, by=request.viewer, at=timezone.now())
    return render(request, "portal/bulk.html", context, status=status)


def bulk_form(found: BulkAct, data: Any) -> BulkForm:
    """The form of the act's kind."""
    kind = KINDS[found.kind]
    units = list(unit_names(timezone.localdate()).items()) if "unit_id" in kind.fields else []
    return BulkForm(data, fields=kind.fields, units=units)


def shown(request: ViewerRequest, found: BulkAct) -> dict[str, Any]:
    """What the page of a bulk act needs in every state."""
    context: dict[str, Any] = {
        "bulk": found,
        "label": KINDS[found.kind].label,
        "listed": LISTED,
        "most_together": bulk.MOST_TOGETHER,
        "is_mine": found.made_by_id == request.viewer.person_id,
        "is_under_way": found.state in (BulkAct.State.WAITING, BulkAct.State.RUNNING),
        "section": "portal:items",
    }
    if found.state in (BulkAct.State.DONE, BulkAct.State.UNDONE):
        context["refused"] = bulk.rows_of(request.viewer, found, BulkRow.State.REFUSED)
        context["done"] = bulk.rows_of(request.viewer, found, BulkRow.State.DONE)
    return context


@require_POST
@needs(Act.ACT_IN_BULK)
def confirm(request: ViewerRequest, pk: int) -> HttpResponse:
    """Carries the act out: at once where the parts are few, else by a worker."""
    found = bulk.get_bulk(request.viewer, pk)
    if found.state != BulkAct.State.PLANNED:
        messages.info(request, "这次操作已经确认过，没有重复执行。")
        return redirect("portal:bulk", pk=pk)
    form = bulk_form(found, request.POST)
    if not form.is_valid():
        return planned(request, found, request.POST, status=422)
    given, at = Given(**form.cleaned_data), timezone.now()
    try:
        is_first = bulk.confirm(pk, given, mode=request.POST.get("mode", ""), by=request.viewer, at=at)
    except Refused as error:
        messages.warning(request, str(error))
        return planned(request, found, request.POST, status=422)
    if is_first and found.total <= bulk.AT_ONCE:  # type: ignore[attr-defined]
        bulk.carry_out(pk, at=at)
    return redirect("portal:bulk", pk=pk)


@require_GET
@needs(Act.ACT_IN_BULK)
def progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far it is, asked for every second; at the end the browser is sent to the page."""
    context = shown(request, bulk.get_bulk(request.viewer, pk))
    if not context["is_under_way"]:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("portal:bulk", args=[pk])
        return response
    return render(request, "portal/_bulk_progress.html", context)


@require_POST
@needs(Act.ACT_IN_BULK)
def again(request: ViewerRequest, pk: int) -> HttpResponse:
    """A new plan for what was refused."""
    bulk.get_bulk(request.viewer, pk)
    try:
        made = bulk.again(pk, by=request.viewer, at=timezone.now())
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("portal:bulk", pk=pk)
    return redirect("portal:bulk", pk=made.pk)
