"""The rows of duties: one module a concern; everybody else imports them from here."""

from __future__ import annotations

from .bulk import BulkAct, BulkRow
from .chase import Chase
from .comment import Comment, CommentVersion
from .extension import ExtensionRequest
from .feedback import ReturnedSheet, TakenRow
from .history import Event
from .instruction import InstructionTarget, LeaderInstruction
from .item import ItemSketch, ItemSource, ResponsibilityItem, UnitAssignment
from .ledger_import import ImportRow, LedgerHabit, LedgerImport
from .link import ActLink
from .milestone import Milestone, MilestoneTemplate
from .progress import Evidence, ProgressReport, UnsavedReport
from .review import ReviewRequest
from .saved_view import CalendarFeed, DefaultView, SavedView
from .verification import SamplePlan, Verification

__all__ = [
    "ActLink",
    "BulkAct",
    "BulkRow",
    "CalendarFeed",
    "Chase",
    "Comment",
    "CommentVersion",
    "Event",
    "Evidence",
    "ExtensionRequest",
    "InstructionTarget",
    "ItemSketch",
    "ItemSource",
    "LeaderInstruction",
    "ImportRow",
    "LedgerHabit",
    "LedgerImport",
    "Milestone",
    "MilestoneTemplate",
    "ProgressReport",
    "ResponsibilityItem",
    "ReviewRequest",
    "ReturnedSheet",
    "SamplePlan",
    "DefaultView",
    "SavedView",
    "TakenRow",
    "UnitAssignment",
    "UnsavedReport",
    "Verification",
]
