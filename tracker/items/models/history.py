"""The history nobody can rewrite."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import ResponsibilityItem, UnitAssignment


class Event(models.Model):
    """One line of an item's history, chained: `digest` covers the line and the digest before it. Append-only."""

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="events", verbose_name="责任事项"
    )
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="单位任务"
    )
    number = models.PositiveIntegerField("序号")
    act = models.CharField("动作", max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("时间")
    data = models.JSONField("内容", default=dict)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="event_number_once")]

    def __str__(self) -> str:
        return f"{self.item_id}-{self.number} {self.act}"
