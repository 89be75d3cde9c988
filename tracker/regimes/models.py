"""Regimes as data: who reports, issues, checks or meets how often (日报告、周通报、旬督查、季拉练)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.meetings.models import RegimeDraft, Speech


class Regime(models.Model):
    """A regime the office has adopted, from a day until a day; a daily one needs its reason and its end (DOMAIN c2)."""

    name = models.CharField("名称", max_length=200)
    speech = models.ForeignKey(
        Speech, models.PROTECT, null=True, blank=True, related_name="regimes", verbose_name="来源讲话"
    )
    draft = models.OneToOneField(
        RegimeDraft, models.PROTECT, null=True, blank=True, related_name="regime", verbose_name="讲话中的制度"
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    reason = models.CharField("设立理由", max_length=200, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="确认人"
    )
    adopted_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "工作制度"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="regime_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RegimeStep(models.Model):
    """One step: what happens (report, bulletin, inspection …) how often, by which clock time."""

    class What(models.TextChoices):
        REPORT = "report", "报告"
        BULLETIN = "bulletin", "通报"
        INSPECTION = "inspection", "督查"
        FIELD_REVIEW = "field_review", "拉练"
        DISPATCH = "dispatch", "调度"
        SUMMARY = "summary", "汇总"
        APPRAISAL = "appraisal", "评比"
        MEETING = "meeting", "会议"
        PROMPT = "prompt", "提示"
        LADDER = "ladder", "阶梯措施"
        OTHER = "other", "其他"

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="steps", verbose_name="制度")
    number = models.PositiveSmallIntegerField("序号")
    what = models.CharField("事项", max_length=20, choices=What)
    words = models.CharField("原文", max_length=120)
    rrule = models.CharField("频次", max_length=120, blank=True)
    time = models.TimeField("时刻", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "制度环节"
        ordering = ["regime", "number"]
        constraints = [models.UniqueConstraint(fields=["regime", "number"], name="step_number_once")]

    def __str__(self) -> str:
        return self.words
