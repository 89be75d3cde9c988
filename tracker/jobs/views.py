"""How the background work is doing: /healthz for machines (numbers, never names), the status page for people.

The page stands here and not in `console`, which may not import `jobs`; its address and template are the console's.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tracker.access.guards import ViewerRequest, needs
from tracker.access.policy import Act
from tracker.common.errors import Refused
from tracker.notices.dead_letters import retry

from .queries import health as state_of_health
from .queries import status as state_of_all


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """GET /healthz: 200 while the database answers and a worker has ticked within three minutes, else 503."""
    try:
        now = state_of_health(timezone.now())
    except DatabaseError:
        return JsonResponse({"status": "down", "database": False}, status=503)
    age = None if now.heartbeat_age is None else round(now.heartbeat_age)
    body = {
        "status": "ok" if now.is_alive else "stale",
        "database": True,
        "heartbeat_age": age,
        "backlog": now.backlog,
    }
    return JsonResponse(body, status=200 if now.is_alive else 503)


@needs(Act.SEE_STATUS)
@require_safe
def status(request: ViewerRequest) -> HttpResponse:
    """运行状态: tickers, backlog, failed messages, units nobody answers for."""
    return render(request, "console/status.html", {"status": state_of_all(timezone.now())})


@needs(Act.SEE_STATUS)
@require_POST
def message_retry(request: ViewerRequest, pk: int) -> HttpResponse:
    """重发: one failed message goes back to the queue."""
    try:
        retry(pk, by=request.viewer, at=timezone.now())
        messages.success(request, "已重新排队，将在一分钟内再次发送。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("console:status")
