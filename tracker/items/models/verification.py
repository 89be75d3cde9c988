"""Checks of what units say, and the draws that chose them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment


class SamplePlan(models.Model):
    """One random draw for spot checks (抽查方案): with its seed and the fingerprint of whom it was drawn from it can be drawn again."""

    seed = models.CharField("随机种子", max_length=64)
    size = models.PositiveIntegerField("抽取数量")
    population = models.PositiveIntegerField("范围内任务数")
    population_digest = models.CharField("范围校验值", max_length=64)
    states = models.CharField("范围", max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="抽取人"
    )
    made_at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = verbose_name_plural = "抽查方案"
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.size}/{self.population}"


class Verification(models.Model):
    """One look at an assignment (核查): planned, then found. `reported_percent` is what the unit said at the time."""

    class Kind(models.TextChoices):
        DESK = "desk", "书面核查"
        SPOT = "spot", "抽查"
        VISIT = "visit", "明查暗访"
        LOOKBACK = "lookback", "回头看"

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "属实"
        PARTLY = "partly", "部分属实"
        UNFOUNDED = "unfounded", "不属实"

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="checks", verbose_name="单位任务"
    )
    kind = models.CharField("方式", max_length=10, choices=Kind)
    planned_on = models.DateField("计划日期")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="安排人"
    )
    planned_at = models.DateTimeField("安排时间")
    sample = models.ForeignKey(
        SamplePlan, models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="抽查方案"
    )
    result = models.CharField("结果", max_length=10, choices=Result, blank=True)
    percent = models.PositiveSmallIntegerField("核实比例(%)", null=True, blank=True)
    reported_percent = models.PositiveSmallIntegerField("自报比例(%)", null=True, blank=True)
    finding = models.TextField("核查情况", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核查人",
    )
    done_at = models.DateTimeField("核查时间", null=True, blank=True)
    # A review found that the finding does not stand (reviewing.py).
    is_set_aside = models.BooleanField("经复核撤销", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "核查"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=models.Q(done_at__isnull=True),
                name="one_check_of_a_kind_waits",
            )
        ]
        indexes = [
            models.Index(
                fields=["planned_on"], name="check_waiting", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_kind_display()}"
