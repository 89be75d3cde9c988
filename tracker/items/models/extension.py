"""Requests for a later date."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment


class ExtensionRequest(models.Model):
    """A unit's request for a later date (延期申请), and the answer. At most one per assignment waits for its answer."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        GRANTED = "granted", "已同意"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已失效"

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="extensions", verbose_name="单位任务"
    )
    old_due_on = models.DateField("申请时的时限")
    new_due_on = models.DateField("申请延至")
    reason = models.CharField("延期理由", max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(state="asked"), name="one_extension_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(new_due_on__gt=models.F("old_due_on")), name="extension_is_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.old_due_on}→{self.new_due_on}"
