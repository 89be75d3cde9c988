"""The reminder plan, to look at; it follows from deadlines."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin

from .models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "kind", "due_on", "moment", "state", "posted_at"]
    list_filter = ["state", "kind"]
    search_fields = ["assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "moment"
    list_select_related = ["assignment__item", "assignment__unit"]
