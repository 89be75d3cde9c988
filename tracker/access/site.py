"""The admin site: open to superusers and to whoever holds an administrator's post today, and to nobody else."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class OfficeAdminSite(AdminSite):
    """Django's admin; who may enter follows from the posts held, and there is one log-in page for all."""

    site_header = "落实 系统管理"
    site_title = "落实"
    index_title = "系统管理"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """May this person enter? What they may do inside is asked of access.backends."""
        user = request.user
        if not user.is_active:
            return False
        return bool(getattr(user, "is_superuser", False)) or "admin" in request.viewer.roles  # type: ignore[attr-defined]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sends to the portal's log-in page; somebody signed in without the right is refused."""
        if request.user.is_authenticated:
            raise PermissionDenied("系统管理只对系统管理员开放。")
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))
