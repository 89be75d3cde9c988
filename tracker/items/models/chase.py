"""Who was chased when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment


class Chase(models.Model):
    """One urging of a unit (催办). At most one for a part of an item and a day, whoever urges."""

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="chases", verbose_name="单位任务"
    )
    on = models.DateField("日期")
    words = models.CharField("附言", max_length=200, blank=True)
    # None: a level of an escalation ladder came due, and nobody had to press anything.
    chased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="催办人",
    )
    # In whose name: the lead unit, the unit above or the office, as it was called that day.
    chased_for = models.CharField("催办单位", max_length=80)
    chased_at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办记录"
        ordering = ["-chased_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["assignment", "on"], name="chased_once_a_day")]

    def __str__(self) -> str:
        return f"{self.assignment} {self.on}"
