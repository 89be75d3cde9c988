"""Adopted regimes and their steps, to look at; they are adopted on the regimes page."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin, ReadOnlyInline

from .models import Regime, RegimeStep


class StepInline(ReadOnlyInline):
    model = RegimeStep


@admin.register(Regime)
class RegimeAdmin(ReadOnlyAdmin):
    list_display = ["name", "starts_on", "ends_on", "speech", "adopted_by", "adopted_at"]
    search_fields = ["name", "reason", "speech__title"]
    date_hierarchy = "starts_on"
    list_select_related = ["speech", "adopted_by"]
    inlines = [StepInline]


@admin.register(RegimeStep)
class RegimeStepAdmin(ReadOnlyAdmin):
    list_display = ["regime", "number", "what", "words", "rrule", "time"]
    list_filter = ["what"]
    search_fields = ["words", "regime__name"]
    list_select_related = ["regime"]
