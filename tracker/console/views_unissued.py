"""待交办: what was registered to be issued later; issue all of it or what is ticked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.items.operations import issue_all
from tracker.items.unissued import homeless, waiting, without_units

from .views_drafts import whole


@require_http_methods(["GET", "POST"])
@needs(Act.ISSUE)
def unissued(request: ViewerRequest) -> HttpResponse:
    """The list (GET); issuing what was shown, or what is ticked of it (POST)."""
    if request.method == "GET":
        context = {
            "speeches": waiting(request.viewer),
            "unsent": without_units(request.viewer),
            "homeless": homeless(request.viewer, timezone.localdate()),
            "section": "console:speeches",
        }
        return render(request, "console/unissued.html", context)
    chosen = {whole(text) for text in request.POST.getlist("shown" if "all" in request.POST else "item")}
    open_items = [item.pk for one in waiting(request.viewer) for item in one.items if item.pk in chosen]
    number = issue_all(open_items, by=request.viewer, at=timezone.now())
    if number:
        messages.success(request, f"已向责任单位发出{number}份交办单（{len(open_items)}条事项）。")
    elif chosen:
        messages.warning(request, "所选事项刚刚已经交办，没有重复发出。")
    else:
        messages.error(request, "请先勾选要交办的事项。")
    return redirect("console:unissued")
