"""Speeches and what was read out of them, to look at. Decisions are made on the confirm page, where each leaves its trace."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin, ReadOnlyInline

from .models import (
    DeskAct,
    DeskVisit,
    Draft,
    DraftChange,
    RegimeChange,
    RegimeDraft,
    ShingleHash,
    Source,
    Speech,
    UnsavedAddition,
    UnsavedEdit,
    UnsavedForm,
)


@admin.register(Speech)
class SpeechAdmin(ReadOnlyAdmin):
    list_display = ["title", "held_on", "speaker", "state", "uploaded_by", "uploaded_at"]
    list_filter = ["state", "held_on_source"]
    search_fields = ["title", "speaker", "occasion"]
    date_hierarchy = "held_on"
    list_select_related = ["uploaded_by"]


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "state", "uploaded_by", "uploaded_at"]
    list_filter = ["state"]
    search_fields = ["name"]
    list_select_related = ["uploaded_by"]
    # Files leave through views that ask the policy; the store has no address of its own.
    exclude = ["file", "text"]


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ["speech", "ordinal", "action", "due_on", "confidence", "decision", "decided_by"]
    list_filter = ["decision", "is_proposed"]
    search_fields = ["action", "quote", "speech__title"]
    list_select_related = ["speech", "decided_by"]


class DraftChangeInline(ReadOnlyInline):
    model = DraftChange


@admin.register(DraftChange)
class DraftChangeAdmin(ReadOnlyAdmin):
    list_display = ["act", "draft", "before", "after"]
    list_select_related = ["act", "draft"]


@admin.register(DeskAct)
class DeskActAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "kind", "speech", "alias", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["by", "speech"]
    inlines = [DraftChangeInline]


@admin.register(RegimeDraft)
class RegimeDraftAdmin(ReadOnlyAdmin):
    list_display = ["title", "speech", "decision"]
    list_filter = ["decision"]
    search_fields = ["title", "speech__title"]
    list_select_related = ["speech"]


@admin.register(RegimeChange)
class RegimeChangeAdmin(ReadOnlyAdmin):
    list_display = ["act", "regime_draft", "before", "after"]
    list_select_related = ["act", "regime_draft"]


@admin.register(ShingleHash)
class ShingleHashAdmin(ReadOnlyAdmin):
    list_display = ["speech", "value"]
    list_select_related = ["speech"]


@admin.register(UnsavedEdit)
class UnsavedEditAdmin(ReadOnlyAdmin):
    list_display = ["draft", "officer", "kept_at"]
    list_select_related = ["draft", "officer"]


@admin.register(UnsavedAddition)
class UnsavedAdditionAdmin(ReadOnlyAdmin):
    list_display = ["speech", "officer", "kept_at"]
    list_select_related = ["speech", "officer"]


@admin.register(UnsavedForm)
class UnsavedFormAdmin(ReadOnlyAdmin):
    list_display = ["form", "about", "part", "officer", "kept_at"]
    list_select_related = ["officer"]


@admin.register(DeskVisit)
class DeskVisitAdmin(ReadOnlyAdmin):
    list_display = ["speech", "officer", "draft", "is_editing", "seen_at"]
    list_select_related = ["speech", "officer", "draft"]
