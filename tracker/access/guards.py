"""What a view says first: which act of the office it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from .policy import Act, Relation, Viewer

View = Callable[..., HttpResponseBase]


class ViewerRequest(HttpRequest):
    """A request that has passed ViewerMiddleware (for type checking only)."""

    viewer: Viewer
    htmx: HtmxDetails


def needs(act: Act, *under: Relation) -> Callable[[View], View]:
    """Refuses (403) a viewer whom the policy does not grant `act`; the view behind it need not ask again.

    A page of rows names the relations `under` which a grant opens it (its rows are filtered again): needs(Act.SEE, *Relation).
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: ViewerRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.viewer.may(act, under):
                raise PermissionDenied("您的岗位没有这项权限。")
            return view(request, *args, **kwargs)

        return guarded

    return wrap
