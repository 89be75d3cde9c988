"""Requests to have a decision looked at again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .history import Event
from .item import UnitAssignment


class ReviewRequest(models.Model):
    """复核申请: a unit contests one decision, a line of the history, at most once; somebody else than its author decides (DOMAIN c1 art. 17).

    Both terms of 30 days are derived (reviewing.last_day), never stored.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待复核"
        UPHELD = "upheld", "维持原决定"
        CHANGED = "changed", "改变原决定"
        WITHDRAWN = "withdrawn", "已撤回"

    event = models.OneToOneField(Event, models.PROTECT, related_name="review", verbose_name="原决定")
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="reviews", verbose_name="单位任务"
    )
    reason = models.TextField("申请理由")
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
        verbose_name="复核人",
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    answer = models.TextField("复核意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核申请"
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["asked_at"], name="review_waiting", condition=models.Q(state="asked"))
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_state_display()}"
