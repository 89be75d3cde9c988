"""岗位代理: who stands in for whom. Everybody for their own posts, an administrator for everybody's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tracker.access.guards import ViewerRequest
from tracker.access.policy import Act
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.notices.deputies import end_deputy, name_deputy
from tracker.org import deputies as rows

from .forms_deputies import DeputyForm

PAGE = 25


@require_http_methods(["GET", "POST"])
def deputies(request: ViewerRequest) -> HttpResponse:
    """The deputies that concern the viewer, and the form that names one. What was typed stays beside what was wrong."""
    viewer, today = request.viewer, timezone.localdate()
    posts = list(rows.posts_to_give(viewer, today))
    if request.method == "POST" and not posts:
        raise PermissionDenied("您没有可以指定代理的岗位。")
    form = DeputyForm(
        request.POST if request.method == "POST" else None, posts=posts, initial={"valid_from": today}
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = name_deputy(
                given["post"],
                deputy=given["deputy"],
                days=(given["valid_from"], given["valid_until"]),
                reason=given["reason"],
                by=viewer,
                at=timezone.now(),
                today=today,
            )
            messages.success(request, f"已指定{made.person}代理{made.post.person}。")
            return redirect("portal:deputies")
        except Refused as error:
            form.add_error(None, str(error))
    page = Paginator(rows.deputies_for(viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "posts": posts,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "today": today,
        "manages": viewer.may(Act.MANAGE_DEPUTIES),
        "colleagues": rows.colleagues(viewer, today) if posts else [],
    }
    return render(request, "portal/deputies.html", context, status=422 if form.errors else 200)


@require_POST
def deputy_end(request: ViewerRequest, pk: int) -> HttpResponse:
    """结束代理, at once."""
    if request.viewer.person_id is None:
        raise PermissionDenied("请先登录。")
    try:
        ended = end_deputy(pk, by=request.viewer, at=timezone.now(), today=timezone.localdate())
        messages.success(request, f"{ended.person}代理{ended.post.person}已结束。")
    except Forbidden as error:
        raise PermissionDenied(str(error)) from error
    except Stale as error:
        messages.info(request, str(error))
    return redirect("portal:deputies")
