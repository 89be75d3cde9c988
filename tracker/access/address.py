"""From which address somebody asks; the log-in lock counts by it. Believes a header only where a proxy of ours sets it."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The person's address: with TRACKER_BEHIND_PROXY the last entry of X-Forwarded-For, which our proxy wrote.

    Whatever stands before it came with the request: "1.2.3.4, 10.0.0.7" → "10.0.0.7". An entry that is no address (the
    database column takes nothing else) and a request without the header count as the proxy's own. None on a Unix socket.
    """
    near: str | None = request.META.get("REMOTE_ADDR") or None
    if not settings.BEHIND_PROXY:
        return near
    last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        # A zone ("fe80::1%eth0") is an address to Python and none to PostgreSQL.
        return near if "%" in last else str(ipaddress.ip_address(last))
    except ValueError:
        return near
