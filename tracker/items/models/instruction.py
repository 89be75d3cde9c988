"""What leaders write on a duty, and what units answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import ResponsibilityItem, UnitAssignment


class LeaderInstruction(models.Model):
    """A leader's written instruction (批示) on an item. `answer_by` set: each unit concerned owes an answer by that day.

    `leader_name` is whose it is; `entered_as` who put it in: the leader, a deputy, or an officer from the paper, with the
    paper's date and number. Its words are never changed: a wrong one is withdrawn with a reason, and one given in its place names it
    (`corrects`). No points are made of it.
    """

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="instructions", verbose_name="责任事项"
    )
    leader_name = models.CharField("批示领导", max_length=60)
    text = models.TextField("批示内容")
    given_on = models.DateField("批示日期")
    paper_no = models.CharField("文号", max_length=60, blank=True)
    answer_by = models.DateField("要求反馈", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_as = models.CharField("录入署名", max_length=100)
    entered_at = models.DateTimeField("录入时间")
    token = models.CharField(max_length=32, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    withdrawn_as = models.CharField("撤回署名", max_length=100, blank=True)
    withdrawn_why = models.CharField("撤回理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导批示"
        ordering = ["-given_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["entered_by", "token"], name="instruction_sent_once")]

    def __str__(self) -> str:
        return f"{self.leader_name}：{self.text[:40]}"


class InstructionTarget(models.Model):
    """One unit's part that an instruction was sent to, with the unit's answer once there is one.

    `reminded`: the last reminder of the answer that was posted, "due-1d:2026-03-20"; "" before the first.
    """

    instruction = models.ForeignKey(
        LeaderInstruction, models.PROTECT, related_name="targets", verbose_name="批示"
    )
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="instructed", verbose_name="单位任务"
    )
    answer = models.TextField("反馈", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="反馈人",
    )
    answered_as = models.CharField("反馈署名", max_length=100, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    reminded = models.CharField("已提醒", max_length=30, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "批示送达单位"
        ordering = ["instruction", "assignment__role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instruction", "assignment"], name="instructed_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="instruction_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["instruction"],
                name="instruction_waiting",
                condition=models.Q(answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.instruction} → {self.assignment.unit}"
