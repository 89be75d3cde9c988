"""Around the operations: the OpenAPI document, the page that shows it, and answers for addresses and methods that are none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .document import groups_of
from .interface import api
from .problems import problem
from .schemas import Problem

View = Callable[..., HttpResponseBase]


def opened(view: View) -> View:
    """An operation as an address: the token alone decides, no session and so no CSRF; nothing is cached; 405 is a problem, too."""

    @csrf_exempt
    @login_not_required
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        made = view(request, *args, **kwargs)
        if made.status_code != 405:
            return made
        refused = problem(405, "method", "这个地址不支持这种方法。")
        refused["Allow"] = made["Allow"]
        return refused

    return answer


@csrf_exempt
@login_not_required
def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below the interface's."""
    return problem(404, "not_found", "没有这个地址，请对照接口说明。")


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document. The same for everybody: it names no row."""
    made = dict(api.get_openapi_schema(path_prefix="/api/v1"))
    form = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    made["components"]["schemas"] |= {**form.pop("$defs"), "Problem": form}
    return made


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """GET /api/v1/openapi.json, for whoever writes a client."""
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """接口说明: the document as a page of our own, for anybody signed in."""
    return render(request, "api/docs.html", {"groups": groups_of(schema())})
