"""Who asks: the token of each request, its client, its person's viewer, its scope. A session or a cookie counts for nothing here."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from tracker.access.address import client_address
from tracker.access.policy import Viewer
from tracker.access.throttle import too_often
from tracker.access.viewers import viewer_of
from tracker.common.errors import Forbidden

from .clients import note_use, recognised
from .models import ApiClient
from .problems import OutOfScope, TooMany
from .scopes import Scope, needed

# Wrong tokens from one address within ten minutes; a whole office may share it.
GUESSES, STRETCH = 30, 600


class ApiRequest(HttpRequest):
    """A request that has passed Bearer (for type checking only)."""

    auth: ApiClient
    viewer: Viewer


class Bearer(HttpBearer):
    """`Authorization: Bearer luoshi_…`. Puts the client on request.auth and its person's viewer on request.viewer."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiClient | None:
        """The client, or None (401). Raises TooMany, OutOfScope, and Forbidden for a client whose person holds no post today."""
        at = timezone.now()
        client = recognised(token, at=at)
        if client is None:
            if too_often("api-guess", client_address(request) or "", most=GUESSES, seconds=STRETCH):
                raise TooMany
            return None
        # The minute is in the name: the file cache begins its time anew with each count.
        if too_often("api", f"{client.prefix}:{at:%Y%m%d%H%M}", most=client.per_minute, seconds=60):
            raise TooMany
        demand_scope(client, request)
        viewer = viewer_of(client.person, on=timezone.localdate(at), via="api")
        if not viewer.roles:
            raise Forbidden("这个客户端代表的人员今天没有在任岗位，什么也不能查看和办理。")
        request.viewer = viewer  # type: ignore[attr-defined]
        note_use(client, at=at)
        return client


def demand_scope(client: ApiClient, request: HttpRequest) -> None:
    """Raises OutOfScope unless the token is for this operation."""
    name = request.resolver_match.url_name if request.resolver_match else None
    asked = needed(name or "", request.method or "")
    if asked is None or asked not in client.scopes:
        raise OutOfScope(f"这个令牌没有“{Scope(asked).label if asked else '这项操作'}”的权限范围。")
