"""Adopted regimes and their steps, to look at; they are adopted on the regimes page."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin, ReadOnlyInline

from .models import (
    Escalation,
    EscalationCursor,
    EscalationLadder,
    EscalationLevel,
    Instrument,
    InstrumentSet,
    LadderVersion,
    NotedEvent,
    OfficeDuty,
    PlanFrame,
    RankingTalk,
    Regime,
    RegimeItem,
    RegimeStep,
    ReportSlot,
    SchemeSwitch,
    SchemeVersion,
    ScoreAppeal,
    ScoreEntry,
    ScorePeriod,
    ScoringRule,
    ScoringScheme,
    SlotCursor,
)


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


class InstrumentInline(ReadOnlyInline):
    model = Instrument


class LevelInline(ReadOnlyInline):
    model = EscalationLevel


class VersionInline(ReadOnlyInline):
    model = LadderVersion


@admin.register(InstrumentSet)
class InstrumentSetAdmin(ReadOnlyAdmin):
    list_display = ["name", "note"]
    search_fields = ["name", "note"]
    inlines = [InstrumentInline]


@admin.register(Instrument)
class InstrumentAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "set"]
    list_filter = ["kind", "set"]
    search_fields = ["name", "template"]
    list_select_related = ["set"]


@admin.register(EscalationLadder)
class EscalationLadderAdmin(ReadOnlyAdmin):
    list_display = ["name", "is_general", "general_since", "made_by", "made_at"]
    search_fields = ["name"]
    list_select_related = ["made_by"]
    inlines = [VersionInline]


@admin.register(LadderVersion)
class LadderVersionAdmin(ReadOnlyAdmin):
    list_display = [
        "ladder",
        "number",
        "starts_on",
        "ends_on",
        "is_withdrawn",
        "is_stepwise",
        "needs_other",
        "ends_on_report",
        "made_by",
    ]
    list_filter = ["ladder"]
    search_fields = ["ladder__name"]
    date_hierarchy = "starts_on"
    list_select_related = ["ladder", "made_by"]
    inlines = [LevelInline]


@admin.register(EscalationLevel)
class EscalationLevelAdmin(ReadOnlyAdmin):
    list_display = ["version", "number", "instrument", "colour", "addressee", "approver", "approver_person"]
    list_filter = ["colour", "addressee", "approver"]
    search_fields = ["version__ladder__name", "instrument__name"]
    list_select_related = ["version__ladder", "instrument", "approver_person"]


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "name", "cause", "state", "doc_no", "opened_at", "decided_by", "decided_at"]
    list_filter = ["state", "kind"]
    search_fields = ["assignment__item__item_no", "assignment__unit__name", "doc_no", "cause"]
    date_hierarchy = "opened_at"
    list_select_related = ["assignment__item", "assignment__unit", "decided_by"]


@admin.register(EscalationCursor)
class EscalationCursorAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "look_at"]
    search_fields = ["assignment__item__item_no", "assignment__unit__name"]
    list_select_related = ["assignment__item", "assignment__unit"]


@admin.register(ScoringScheme)
class ScoringSchemeAdmin(ReadOnlyAdmin):
    list_display = ["name", "cadence", "is_on", "posted_at", "made_by", "made_at"]
    list_filter = ["is_on", "cadence"]
    search_fields = ["name"]
    list_select_related = ["made_by"]


@admin.register(SchemeSwitch)
class SchemeSwitchAdmin(ReadOnlyAdmin):
    list_display = ["scheme", "is_on", "reason", "by", "at"]
    list_filter = ["is_on"]
    search_fields = ["scheme__name", "reason"]
    list_select_related = ["scheme", "by"]


class RuleInline(ReadOnlyInline):
    model = ScoringRule


@admin.register(SchemeVersion)
class SchemeVersionAdmin(ReadOnlyAdmin):
    list_display = ["scheme", "number", "starts_on", "base", "is_weighed", "few", "reason", "made_by"]
    search_fields = ["scheme__name", "reason"]
    list_select_related = ["scheme", "made_by"]
    inlines = [RuleInline]


@admin.register(ScoringRule)
class ScoringRuleAdmin(ReadOnlyAdmin):
    list_display = ["version", "kind", "lead", "support", "cap"]
    list_filter = ["kind"]
    list_select_related = ["version__scheme"]


@admin.register(ScorePeriod)
class ScorePeriodAdmin(ReadOnlyAdmin):
    list_display = ["scheme", "key", "first", "last", "frozen_at", "frozen_by"]
    search_fields = ["key", "scheme__name"]
    list_select_related = ["scheme", "frozen_by"]


@admin.register(ScoreEntry)
class ScoreEntryAdmin(ReadOnlyAdmin):
    list_display = ["period", "unit", "kind", "role", "points", "number", "event", "happened_at", "reason"]
    list_filter = ["kind", "role"]
    search_fields = ["fact", "unit__name", "assignment__item__item_no"]
    list_select_related = ["period__scheme", "unit", "event"]


@admin.register(NotedEvent)
class NotedEventAdmin(ReadOnlyAdmin):
    list_display = ["key", "event"]
    search_fields = ["key"]
    list_select_related = ["event"]


@admin.register(ScoreAppeal)
class ScoreAppealAdmin(ReadOnlyAdmin):
    list_display = ["entry", "state", "asked_by", "asked_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    search_fields = ["entry__unit__name", "reason", "answer"]
    list_select_related = ["entry", "asked_by", "decided_by"]


@admin.register(RankingTalk)
class RankingTalkAdmin(ReadOnlyAdmin):
    list_display = ["period", "unit", "rank", "total", "state", "approver", "proposed_by", "held_on"]
    list_filter = ["state"]
    search_fields = ["unit__name", "reason", "note"]
    list_select_related = ["period__scheme", "unit", "approver", "proposed_by"]


@admin.register(PlanFrame)
class PlanFrameAdmin(ReadOnlyAdmin):
    list_display = ["number", "closing", "reminder_workdays", "changed_at", "stage", "after"]
