"""Adopted regimes and their steps, to look at; they are adopted on the regimes page."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin, ReadOnlyInline

from .models import OfficeDuty, Regime, RegimeItem, RegimeStep, ReportSlot, SlotCursor


class StepInline(ReadOnlyInline):
    model = RegimeStep


@admin.register(Regime)
class RegimeAdmin(ReadOnlyAdmin):
    list_display = ["name", "version", "scope", "starts_on", "ends_on", "speech", "adopted_by", "adopted_at"]
    list_filter = ["scope", "is_withdrawn"]
    search_fields = ["name", "reason", "speech__title"]
    date_hierarchy = "starts_on"
    list_select_related = ["speech", "adopted_by"]
    inlines = [StepInline]


@admin.register(RegimeStep)
class RegimeStepAdmin(ReadOnlyAdmin):
    list_display = ["regime", "number", "what", "words", "rrule", "time", "doer", "roll"]
    list_filter = ["what", "doer"]
    search_fields = ["words", "regime__name"]
    list_select_related = ["regime"]


@admin.register(RegimeItem)
class RegimeItemAdmin(ReadOnlyAdmin):
    list_display = ["regime", "item", "attached_at", "attached_by"]
    search_fields = ["regime__name", "item__item_no"]
    list_select_related = ["regime", "item", "attached_by"]


@admin.register(ReportSlot)
class ReportSlotAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "due_on", "due_at", "is_void", "excuse"]
    list_filter = ["is_void"]
    search_fields = ["assignment__item__item_no", "assignment__unit__name", "excuse"]
    date_hierarchy = "due_on"
    list_select_related = ["assignment__item", "assignment__unit"]


@admin.register(SlotCursor)
class SlotCursorAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "until"]
    search_fields = ["assignment__item__item_no", "assignment__unit__name"]
    list_select_related = ["assignment__item", "assignment__unit"]


@admin.register(OfficeDuty)
class OfficeDutyAdmin(ReadOnlyAdmin):
    list_display = ["step", "due_on", "done_at", "done_by", "note"]
    search_fields = ["step__words", "step__regime__name", "note"]
    date_hierarchy = "due_on"
    list_select_related = ["step__regime", "done_by"]
