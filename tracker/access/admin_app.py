"""Puts our admin site in the place of Django's own. Loaded before any model, so it imports nothing of the project."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    """django.contrib.admin with the site of access/site.py."""

    default_site = "tracker.access.site.OfficeAdminSite"
