"""常用筛选: saving, renaming, sharing and deleting the questions of the item list. The rules are items/saved_views.py's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.errors import Forbidden, Refused
from tracker.items import saved_views


@require_GET
@needs(Act.SEE, *Relation)
def views(request: ViewerRequest) -> HttpResponse:
    """The views of the person and those the office shares."""
    return page(request)


def page(request: ViewerRequest, *, asked: str = "", wrong: int | None = None, why: str = "") -> HttpResponse:
    """The page; after a refusal with what was typed and why, at the view `wrong` or, without one, at a new one for the question `asked`."""
    found = list(saved_views.views_for(request.viewer))
    context = {
        "views": found,
        "shares": request.viewer.may(Act.ACT_IN_BULK),
        "name_length": saved_views.NAME_LENGTH,
        "asked": asked,
        "wrong": wrong if any(view.pk == wrong for view in found) else None,
        "why": why,
        "wish": wish_of(request),
        "section": "portal:items",
    }
    return render(request, "portal/views.html", context, status=422 if why else 200)


@require_POST
@needs(Act.SEE, *Relation)
def view_save(request: ViewerRequest) -> HttpResponse:
    """Keeps the question in `asked`, and goes back to it."""
    asked = saved_views.cleaned(request.POST.get("asked", "")[:2000])
    try:
        made = saved_views.save_view(asked, wish_of(request), by=request.viewer, at=timezone.now())
        messages.success(request, f"已保存常用筛选“{made.name}”。")
    except Refused as error:
        return page(request, asked=asked, why=str(error))
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    return redirect(f"{reverse('portal:items')}?{asked or 'sort=due'}")


@require_POST
@needs(Act.SEE, *Relation)
def view_change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Renames it, shares it."""
    try:
        saved_views.change_view(pk, wish_of(request), by=request.viewer)
        messages.success(request, "已修改。")
    except Refused as error:
        return page(request, wrong=pk, why=str(error))
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    return redirect("portal:views")


@require_POST
@needs(Act.SEE, *Relation)
def view_default(request: ViewerRequest, pk: int) -> HttpResponse:
    """默认打开: the list opens with it, or with `off` no more."""
    try:
        if "off" in request.POST:
            saved_views.open_plain(pk, by=request.viewer)
            messages.success(request, "打开“责任事项”时不再先用筛选。")
        else:
            saved_views.open_with(pk, by=request.viewer)
            messages.success(request, "已设为默认打开。")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("portal:views")


@require_POST
@needs(Act.SEE, *Relation)
def view_delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Drops one's own."""
    if saved_views.delete_view(pk, by=request.viewer):
        messages.success(request, "已删除。")
    else:
        messages.info(request, "这个常用筛选已经删除，或不是您保存的。")
    return redirect("portal:views")


def wish_of(request: HttpRequest) -> saved_views.Wish:
    """What the form asks for."""
    sent = request.POST
    return saved_views.Wish(sent.get("name", ""), "shared" in sent, "default" in sent)
