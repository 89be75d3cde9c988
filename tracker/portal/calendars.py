"""日历订阅: a person's page about the address of their calendar, and the calendar itself, which is fetched without signing in."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act, Relation
from tracker.common.errors import Forbidden
from tracker.items import calendar_feeds
from tracker.items.clock import clock_at
from tracker.reports.calendar_file import calendar_file


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Act.SEE, *Relation)
def calendar_feed(request: ViewerRequest) -> HttpResponse:
    """The page; a POST makes the address or a new one, and this answer alone shows it."""
    secret = ""
    if request.method == "POST":
        try:
            secret = calendar_feeds.new_feed(by=request.viewer, at=timezone.now())
        except Forbidden as error:
            raise PermissionDenied(str(error)) from error
    address = settings.ORIGIN + reverse("portal:calendar_file", args=[secret]) if secret else ""
    context = {"feed": calendar_feeds.feed_of(request.viewer), "address": address}
    return render(request, "portal/calendar_feed.html", context)


@require_POST
@needs(Act.SEE, *Relation)
def calendar_end(request: ViewerRequest) -> HttpResponse:
    """停止订阅: the address is worth nothing from now on."""
    ended = calendar_feeds.end_feed(by=request.viewer)
    messages.success(request, "已停止订阅，原来的地址不再有效。" if ended else "没有正在使用的订阅地址。")
    return redirect("portal:calendar_feed")


@login_not_required
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever was given the address, as they may see it today; 304 where nothing has changed since."""
    at = timezone.now()
    viewer = calendar_feeds.subscriber(secret, on=timezone.localdate(at))
    if viewer is None:
        raise Http404("没有这个订阅地址。")
    body = calendar_file(viewer, clock_at(at))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
    answer["Content-Disposition"] = 'attachment; filename="luoshi.ics"'
    patch_cache_control(answer, private=True, no_cache=True)
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
