"""What happens to every request: text no database takes is refused, and the viewer is put on the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .viewers import viewer_of


class PlainTextMiddleware:
    """Refuses (400) a request with a NUL character in a field: PostgreSQL stores none, and no person types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        fields = (*request.GET.lists(), *request.POST.lists())
        if "\0" in request.path or any("\0" in value for _, values in fields for value in values):
            return HttpResponseBadRequest(
                "提交的内容含有无法处理的字符，请删去后重试。", content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Pages of somebody not signed in lead to the log-in page; a part of a page (htmx) is 401, for it has no place for a log-in form."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.headers.get("HX-Request") == "true":
            return HttpResponse("登录已过期。", status=401, content_type="text/plain; charset=utf-8")
        return super().handle_no_permission(request, view_func)


class ViewerMiddleware:
    """request.viewer: the policy's view of whoever asks, on today's date in Shanghai."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user, on=timezone.localdate()))  # type: ignore[attr-defined]
        return self.get_response(request)
