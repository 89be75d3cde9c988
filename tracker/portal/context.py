"""What the frame shows beside the menu: the bell's count of unread messages, and which entry the page belongs to."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from tracker.access.context import menu
from tracker.access.policy import NOBODY, Viewer
from tracker.notices.queries import unread_count


def bell(request: HttpRequest) -> dict[str, object]:
    """Template context: `unread` and `section`. One query, none for a fragment (it has no frame) and for nobody signed in."""
    viewer = getattr(request, "viewer", NOBODY)
    if getattr(request, "htmx", False) or viewer.person_id is None:
        return {}
    return {"unread": unread_count(viewer), "section": section_of(request.path, viewer)}


def section_of(path: str, viewer: Viewer) -> str:
    """The menu entry whose address the path goes on from, the longest first: "/console/speeches/7/" → "console:speeches".

    A view whose address tells nothing (a unit's page) gives its own `section`.
    """
    entries = sorted(
        ((reverse(entry.url), entry.url) for entry in menu(viewer)), key=lambda pair: -len(pair[0])
    )
    return next((name for address, name in entries if path.startswith(address)), "")
