"""Frozen papers, to look at; the file is on the page of the paper."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin

from .models import Paper


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "year", "number", "period_from", "period_to", "drafted_by", "drafted_at"]
    list_filter = ["kind", "year"]
    search_fields = ["title"]
    list_select_related = ["drafted_by"]
    # Files leave through views that ask the policy; the store has no address of its own.
    exclude = ["file"]
