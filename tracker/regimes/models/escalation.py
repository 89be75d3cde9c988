"""What a ladder has brought about: steps proposed, approved, refused or lapsed; and when each duty is looked at next."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.items.models import UnitAssignment

from .ladder import EscalationLevel, Instrument


class Escalation(models.Model):
    """One level of a ladder reached by one duty (督办措施). Once for a duty, a level and an occurrence, whoever looks and how often.

    `occurrence` names what happened: "due:2026-03-20" the deadline that passed, "slots:2026-03-06" the first of the reports
    missing in a row, "late:…", "red:…", "look:7". Anything but a 催办 waits for its approver; what is approved is frozen in `letter`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待批准"
        HELD = "held", "暂缓"
        ISSUED = "issued", "已发出"
        REJECTED = "rejected", "不同意"
        LAPSED = "lapsed", "已失效"
        PASSED = "passed", "未单独提出"

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="escalations", verbose_name="单位任务"
    )
    level = models.ForeignKey(
        EscalationLevel, models.PROTECT, related_name="escalations", verbose_name="阶梯级次"
    )
    occurrence = models.CharField("事由", max_length=40)
    cause = models.CharField("事由说明", max_length=120)
    came_due_at = models.DateTimeField("达到条件")
    opened_at = models.DateTimeField("提出时间")
    # As they were when it was drafted, whatever the ladder or the set says later.
    kind = models.CharField("文种", max_length=20, choices=Instrument.Kind)
    name = models.CharField("文书", max_length=40)
    colour = models.CharField("颜色", max_length=10, choices=EscalationLevel.Colour)
    title = models.CharField("标题", max_length=200, blank=True)
    body = models.TextField("内容", blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="改稿人"
    )  # fmt: skip
    edited_at = models.DateTimeField("改稿时间", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    revision = models.PositiveIntegerField(default=1, editable=False)
    held_until = models.DateField("暂缓至", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )  # fmt: skip
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    number = models.PositiveIntegerField("序号", null=True, blank=True)
    doc_no = models.CharField("文号", max_length=40, blank=True)
    letter = models.JSONField("定稿", default=dict, blank=True)
    # 说明: the unit's own account of why, asked for before the decision; it goes into the paper.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="要求说明人"
    )  # fmt: skip
    asked_at = models.DateTimeField("要求说明时间", null=True, blank=True)
    explain_by = models.DateField("说明期限", null=True, blank=True)
    explanation = models.TextField("单位说明", blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="说明人"
    )  # fmt: skip
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办措施"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "level", "occurrence"], name="escalation_once"),
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="escalation_number_once",
            ),
            # One at a time: a unit is not pressed by two papers about one duty.
            models.UniqueConstraint(
                fields=["assignment"],
                condition=models.Q(state__in=["waiting", "held"]),
                name="one_escalation_waits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                name="escalation_waiting",
                condition=models.Q(state__in=["waiting", "held"]),
            ),
            models.Index(fields=["state", "opened_at"], name="escalation_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.name} {self.occurrence}"


class EscalationCursor(models.Model):
    """When a duty under a ladder is looked at next; the ticker finds the due ones by index. No row: nothing can come of it."""

    assignment = models.OneToOneField(
        UnitAssignment, models.CASCADE, related_name="escalation_cursor", verbose_name="单位任务"
    )
    look_at = models.DateTimeField("下次查看")

    class Meta:
        verbose_name = verbose_name_plural = "阶梯进度"
        indexes = [models.Index(fields=["look_at", "id"], name="escalation_look_at")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.look_at}"
