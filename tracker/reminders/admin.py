"""The reminder plan, to look at; it follows from deadlines."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin

from .models import DigestPlan, DigestRun, Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "kind", "due_on", "moment", "state", "posted_at"]
    list_filter = ["state", "kind"]
    search_fields = ["assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "moment"
    list_select_related = ["assignment__item", "assignment__unit"]


@admin.register(DigestPlan)
class DigestPlanAdmin(ReadOnlyAdmin):
    list_display = ["person", "kind", "is_on", "time", "weekdays", "takes_reminders", "group", "next_at"]
    list_filter = ["kind", "is_on"]
    search_fields = ["person__username", "person__full_name"]
    list_select_related = ["person"]


@admin.register(DigestRun)
class DigestRunAdmin(ReadOnlyAdmin):
    list_display = ["person", "kind", "period", "at", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["person__username", "person__full_name"]
    date_hierarchy = "at"
    list_select_related = ["person"]
