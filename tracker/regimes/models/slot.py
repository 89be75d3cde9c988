"""Due reports, how far they are opened, and what the office itself owes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.items.models import UnitAssignment

from .regime import RegimeStep


class SlotCursor(models.Model):
    """How far ahead the slots of one assignment are opened; only assignments that owe reports have one."""

    assignment = models.OneToOneField(
        UnitAssignment, models.CASCADE, related_name="slot_cursor", verbose_name="单位任务"
    )
    until = models.DateField("已开到")

    class Meta:
        verbose_name = verbose_name_plural = "应报期进度"
        indexes = [models.Index(fields=["until", "id"], name="slot_cursor_until")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.until}"


class ReportSlot(models.Model):
    """One due report (应报期) of one assignment. In time, late, missing and excused are derived (slots.py), never stored.

    The first report after `opens_at` and up to `lapses_at` answers it. Several regimes that ask on one day ask once:
    `sources` names them, [{"step", "words"}] (step None: the item's own rhythm).
    """

    assignment = models.ForeignKey(
        UnitAssignment, models.CASCADE, related_name="slots", verbose_name="单位任务"
    )
    due_on = models.DateField("应报日")
    due_at = models.DateTimeField("应报时限")
    opens_at = models.DateTimeField("起")
    lapses_at = models.DateTimeField("止")
    sources = models.JSONField("来源", default=list)
    # The duty was not being worked on when the slot fell due: handed in, suspended, cancelled, closed.
    is_void = models.BooleanField("不需报", default=False)
    # How often its time or its sources changed: calendars take the later of two states by it.
    changes = models.PositiveIntegerField(default=0, editable=False)
    excuse = models.CharField("免报理由", max_length=200, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="免报批准人",
    )
    excused_at = models.DateTimeField("免报时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应报期"
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["assignment", "due_on"], name="slot_once")]
        indexes = [models.Index(fields=["due_at"], name="slot_due")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.due_on}"


class OfficeDuty(models.Model):
    """One thing the office itself owes by a step (通报, 督查, 调度 …). A planned look-back is a Verification and is listed beside these."""

    step = models.ForeignKey(RegimeStep, models.PROTECT, related_name="duties", verbose_name="制度环节")
    due_on = models.DateField("应办日")
    due_at = models.DateTimeField("应办时限")
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "本办应办"
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["step", "due_on"], name="office_duty_once")]
        indexes = [
            models.Index(fields=["due_at"], name="office_duty_open", condition=models.Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.due_on}"
