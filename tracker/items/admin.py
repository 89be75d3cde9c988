"""Items, units' parts, reports and history, to look at. Every change is an operation with its line in the history."""

from __future__ import annotations

from django.contrib import admin

from tracker.common.adminbase import ReadOnlyAdmin, ReadOnlyInline

from .models import (
    ActLink,
    BulkAct,
    BulkRow,
    CalendarFeed,
    Chase,
    Comment,
    CommentVersion,
    DefaultView,
    Event,
    Evidence,
    ExtensionRequest,
    ImportRow,
    InstructionTarget,
    ItemSketch,
    ItemSource,
    LeaderInstruction,
    LedgerHabit,
    LedgerImport,
    Milestone,
    MilestoneTemplate,
    ProgressReport,
    ResponsibilityItem,
    ReturnedSheet,
    ReviewRequest,
    SamplePlan,
    SavedView,
    TakenRow,
    UnitAssignment,
    UnsavedReport,
    Verification,
)


class AssignmentInline(ReadOnlyInline):
    model = UnitAssignment
    fields = ["unit", "role", "state", "due_on", "issued_at", "acknowledged_at", "closed_at"]


@admin.register(ResponsibilityItem)
class ResponsibilityItemAdmin(ReadOnlyAdmin):
    list_display = ["item_no", "task", "speech", "leader_in_charge", "is_listed", "registered_at"]
    list_filter = ["is_listed", "extension_allowed"]
    search_fields = ["item_no", "task", "quote"]
    date_hierarchy = "registered_at"
    list_select_related = ["speech", "leader_in_charge"]
    inlines = [AssignmentInline]


@admin.register(UnitAssignment)
class UnitAssignmentAdmin(ReadOnlyAdmin):
    list_display = ["item", "unit", "role", "upper", "state", "due_on", "issued_at", "closed_at"]
    list_filter = ["state", "role", ("unit", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["item__item_no", "item__task", "task", "unit__name", "unit__short_name"]
    date_hierarchy = "due_on"
    list_select_related = ["item", "unit", "upper__item", "upper__unit"]


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "content", "percent", "reported_by", "reported_at"]
    search_fields = ["content", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "reported_at"
    list_select_related = ["assignment__item", "assignment__unit", "reported_by"]


@admin.register(ActLink)
class ActLinkAdmin(ReadOnlyAdmin):
    """The secret is not here: only its hash, and not even that is shown."""

    list_display = ["assignment", "act", "person", "issued_at", "expires_at", "used_at", "withdrawn_at"]
    list_filter = ["act"]
    search_fields = ["person__full_name", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "issued_at"
    list_select_related = ["assignment__item", "assignment__unit", "person"]
    exclude = ["digest"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["item", "assignment", "written_as", "text", "written_at", "edited_at", "withdrawn_at"]
    search_fields = ["text", "written_as", "item__item_no"]
    date_hierarchy = "written_at"
    list_select_related = ["item", "assignment__item", "assignment__unit"]


@admin.register(CommentVersion)
class CommentVersionAdmin(ReadOnlyAdmin):
    list_display = ["comment", "number", "text", "until"]
    search_fields = ["text", "comment__item__item_no"]
    list_select_related = ["comment"]


class InstructionTargetInline(ReadOnlyInline):
    model = InstructionTarget


@admin.register(LeaderInstruction)
class LeaderInstructionAdmin(ReadOnlyAdmin):
    list_display = ["item", "leader_name", "given_on", "paper_no", "answer_by", "entered_as", "entered_at"]
    search_fields = ["text", "leader_name", "paper_no", "item__item_no"]
    date_hierarchy = "given_on"
    list_select_related = ["item"]
    inlines = [InstructionTargetInline]


@admin.register(InstructionTarget)
class InstructionTargetAdmin(ReadOnlyAdmin):
    list_display = ["instruction", "assignment", "answered_as", "answered_at"]
    search_fields = ["answer", "assignment__item__item_no", "assignment__unit__short_name"]
    list_select_related = ["instruction", "assignment__item", "assignment__unit"]


@admin.register(UnsavedReport)
class UnsavedReportAdmin(ReadOnlyAdmin):
    """That there is one; what is not sent is its writer's alone."""

    list_display = ["assignment", "person", "kept_at"]
    search_fields = ["person__full_name", "assignment__item__item_no"]
    list_select_related = ["assignment__item", "assignment__unit", "person"]
    exclude = ["fields"]


@admin.register(ExtensionRequest)
class ExtensionRequestAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "old_due_on", "new_due_on", "state", "asked_by", "asked_at", "decided_by"]
    list_filter = ["state"]
    search_fields = ["reason", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "asked_at"
    list_select_related = ["assignment__item", "assignment__unit", "asked_by", "decided_by"]


@admin.register(Verification)
class VerificationAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "kind", "planned_on", "result", "percent", "done_by", "done_at"]
    list_filter = ["kind", "result"]
    search_fields = ["finding", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "planned_on"
    list_select_related = ["assignment__item", "assignment__unit", "done_by"]


@admin.register(SamplePlan)
class SamplePlanAdmin(ReadOnlyAdmin):
    list_display = ["made_at", "size", "population", "seed", "made_by"]
    date_hierarchy = "made_at"
    list_select_related = ["made_by"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ["name", "report", "size", "sha256"]
    search_fields = ["name", "sha256"]
    list_select_related = ["report"]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["item", "number", "act", "assignment", "by", "at"]
    list_filter = ["act"]
    search_fields = ["item__item_no", "by__full_name"]
    date_hierarchy = "at"
    list_select_related = ["item", "assignment__item", "assignment__unit", "by"]


@admin.register(ItemSource)
class ItemSourceAdmin(ReadOnlyAdmin):
    list_display = ["item", "speech", "quote", "due_on", "added_by", "added_at"]
    search_fields = ["item__item_no", "quote"]
    list_select_related = ["item", "speech", "added_by"]


@admin.register(ItemSketch)
class ItemSketchAdmin(ReadOnlyAdmin):
    list_display = ["item", "mark"]
    list_select_related = ["item"]


@admin.register(Chase)
class ChaseAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "on", "chased_for", "chased_by", "words"]
    list_filter = ["chased_for"]
    search_fields = ["assignment__item__item_no", "assignment__unit__short_name", "words"]
    date_hierarchy = "on"
    list_select_related = ["assignment__item", "assignment__unit", "chased_by"]


@admin.register(ReturnedSheet)
class ReturnedSheetAdmin(ReadOnlyAdmin):
    list_display = ["name", "uploaded_by", "uploaded_at", "size"]
    search_fields = ["name", "sha256", "uploaded_by__full_name"]
    date_hierarchy = "uploaded_at"
    list_select_related = ["uploaded_by"]
    # Files leave through views that ask the policy; the rows are the units' own words, and long.
    exclude = ["file", "rows"]


@admin.register(TakenRow)
class TakenRowAdmin(ReadOnlyAdmin):
    list_display = ["sheet", "number", "assignment", "asked_close", "taken_by", "taken_at"]
    list_filter = ["asked_close"]
    search_fields = ["sheet__name", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "taken_at"
    list_select_related = ["sheet", "assignment__item", "assignment__unit", "taken_by"]


@admin.register(LedgerImport)
class LedgerImportAdmin(ReadOnlyAdmin):
    list_display = ["name", "state", "uploaded_by", "uploaded_at", "applied_by", "applied_at", "undone_at"]
    list_filter = ["state"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "uploaded_at"
    list_select_related = ["uploaded_by", "applied_by"]
    # Files leave through views that ask the policy; the examples are the ledger's own words, and long.
    exclude = ["file", "examples"]


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ["ledger", "number", "source_no", "task", "is_good"]
    list_filter = ["is_good"]
    search_fields = ["source_no", "task", "item__item_no"]
    list_select_related = ["ledger"]


@admin.register(LedgerHabit)
class LedgerHabitAdmin(ReadOnlyAdmin):
    list_display = ["fingerprint", "saved_by", "saved_at"]
    search_fields = ["fingerprint"]
    list_select_related = ["saved_by"]


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "name", "due_on", "done_on", "done_by"]
    list_filter = [("done_on", admin.EmptyFieldListFilter)]
    search_fields = ["name", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "due_on"
    list_select_related = ["assignment__item", "assignment__unit", "done_by"]


@admin.register(MilestoneTemplate)
class MilestoneTemplateAdmin(admin.ModelAdmin):
    """The office's own data: kept by hand, nothing refers to it."""

    list_display = ["name", "min_workdays", "phases"]
    search_fields = ["name", "phases"]
    list_filter = ["min_workdays"]


@admin.register(BulkAct)
class BulkActAdmin(ReadOnlyAdmin):
    list_display = ["kind", "made_by", "made_at", "mode", "state", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["made_by__full_name"]
    date_hierarchy = "made_at"
    list_select_related = ["made_by"]


@admin.register(BulkRow)
class BulkRowAdmin(ReadOnlyAdmin):
    list_display = ["bulk", "ordinal", "assignment", "state", "note"]
    list_filter = ["state"]
    search_fields = ["assignment__item__item_no", "note"]
    list_select_related = ["bulk", "assignment__item", "assignment__unit"]


@admin.register(ReviewRequest)
class ReviewRequestAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "event", "state", "asked_by", "asked_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    search_fields = ["reason", "assignment__item__item_no", "assignment__unit__short_name"]
    date_hierarchy = "asked_at"
    list_select_related = ["assignment__item", "assignment__unit", "event", "asked_by", "decided_by"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ["name", "owner", "asked", "is_shared", "saved_at"]
    list_filter = ["is_shared"]
    search_fields = ["name", "owner__full_name"]
    list_select_related = ["owner"]


@admin.register(DefaultView)
class DefaultViewAdmin(ReadOnlyAdmin):
    list_display = ["person", "view"]
    search_fields = ["person__full_name", "view__name"]
    list_select_related = ["person", "view"]


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    list_display = ["person", "made_at"]
    exclude = ["digest"]
    search_fields = ["person__full_name", "person__username"]
    list_select_related = ["person"]
