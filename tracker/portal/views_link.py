"""免登录办理: the page behind a link in a mail. Nobody is signed in by it; GET tells what a press would do, POST does it once.

No CSRF token: the address itself is the secret, and with `no-referrer` a browser sends "Origin: null", which the check refuses.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.access.address import client_address
from tracker.access.throttle import too_often
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.link_use import GONE, Answer, find, use, why_dead
from tracker.items.models import ActLink
from tracker.items.pace import amount_of

from .forms_link import form_of

# In ten minutes: looks at one link, and tries at links that do not exist from one address (a whole office may share it).
LOOKS, GUESSES, STRETCH = 60, 30, 600


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link's page; 404 for one that was never sent, 410 with a sentence for a dead one, 429 for too many tries."""
    at = timezone.now()
    found = find(token)
    if found is None:
        braked = too_often("guess", client_address(request) or "", most=GUESSES, seconds=STRETCH)
        why = "尝试次数太多，请十分钟后再试。" if braked else "没有这个链接，请核对地址是否完整，或登录办理。"
        return page(request, {"why": why}, 429 if braked else 404)
    if too_often("link", found.digest, most=LOOKS, seconds=STRETCH):
        return page(request, {"why": "打开次数太多，请十分钟后再试。"}, 429)
    why = why_dead(found, at)
    if why:
        return page(request, {"link": found, "why": why}, 410)
    posted = request.POST if request.method == "POST" else None
    form = form_of(found.act, posted, target=amount_of(found.assignment.item.target))
    status = 200
    if posted is not None:
        if form.is_valid():
            return done(request, found, token, form)
        status = 422
    return page(request, {"link": found, "form": form}, status)


def done(request: HttpRequest, found: ActLink, token: str, form: Any) -> HttpResponse:
    """Uses the link, and tells what came of it; what was typed stays beside what was wrong with it."""
    at = timezone.now()
    try:
        use(token, Answer(**form.cleaned_data), at=at)
    except Forbidden:
        return page(request, {"link": found, "why": GONE}, 410)
    except Stale as error:
        return page(request, {"link": found, "why": str(error)}, 409)
    except Refused as error:
        fresh = find(token)
        why = why_dead(fresh, at) if fresh else str(error)
        if why:
            return page(request, {"link": found, "why": why}, 410)
        form.add_error(None, str(error))
        return page(request, {"link": found, "form": form}, 422)
    return page(request, {"link": found, "done": True}, 200)


def page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The small page; the address it stands under goes nowhere."""
    answer = render(request, "portal/link.html", context, status=status)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
