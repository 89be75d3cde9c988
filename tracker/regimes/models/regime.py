"""Regimes, their steps and the items they hold for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.items.models import ResponsibilityItem
from tracker.meetings.models import RegimeDraft, Speech

from .ladder import EscalationLadder


class Regime(models.Model):
    """A regime the office has adopted, from a day until a day; a daily one needs its reason and its end (DOMAIN c2).

    A change is a new row that `replaces` this one from its own first day on: what was asked before stays as it was asked.
    """

    class Scope(models.TextChoices):
        SPEECH = "speech", "来源讲话的事项"
        CHOSEN = "chosen", "选定的事项"
        ALL = "all", "全部事项"

    name = models.CharField("名称", max_length=200)
    speech = models.ForeignKey(
        Speech, models.PROTECT, null=True, blank=True, related_name="regimes", verbose_name="来源讲话"
    )
    draft = models.OneToOneField(
        RegimeDraft, models.PROTECT, null=True, blank=True, related_name="regime", verbose_name="讲话中的制度"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="取代的版本"
    )
    version = models.PositiveSmallIntegerField("版本", default=1)
    scope = models.CharField("适用范围", max_length=10, choices=Scope, default=Scope.SPEECH)
    ladder = models.ForeignKey(
        EscalationLadder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regimes",
        verbose_name="督办阶梯",
    )
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    # Replaced before its first day: it never asked anything.
    is_withdrawn = models.BooleanField("未执行", default=False)
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
    """One step: what happens (report, bulletin, inspection …) how often, by which clock time, and who does it.

    `roll`: where a day off moves to. A day that a leader named is a ceiling, so by default to the working day before (DOMAIN c9).
    """

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

    class Doer(models.TextChoices):
        LEADS = "leads", "牵头单位"
        UNITS = "units", "牵头和配合单位"
        OFFICE = "office", "本办"

    class Roll(models.TextChoices):
        BACK = "back", "提前到之前的工作日"
        FORWARD = "forward", "顺延到之后的工作日"
        NONE = "none", "不调整"

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="steps", verbose_name="制度")
    number = models.PositiveSmallIntegerField("序号")
    what = models.CharField("事项", max_length=20, choices=What)
    words = models.CharField("原文", max_length=120)
    rrule = models.CharField("频次", max_length=120, blank=True)
    time = models.TimeField("时刻", null=True, blank=True)
    doer = models.CharField("由谁做", max_length=10, choices=Doer, default=Doer.LEADS)
    roll = models.CharField("遇休息日", max_length=10, choices=Roll, default=Roll.BACK)

    class Meta:
        verbose_name = verbose_name_plural = "制度环节"
        ordering = ["regime", "number"]
        constraints = [models.UniqueConstraint(fields=["regime", "number"], name="step_number_once")]

    def __str__(self) -> str:
        return self.words


class RegimeItem(models.Model):
    """An item that was put under a regime by hand; nothing is asked for the time before `attached_at`."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="chosen", verbose_name="制度")
    item = models.ForeignKey(ResponsibilityItem, models.PROTECT, related_name="+", verbose_name="责任事项")
    attached_at = models.DateTimeField("纳入时间")
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "制度适用事项"
        ordering = ["regime", "item"]
        constraints = [models.UniqueConstraint(fields=["regime", "item"], name="item_under_regime_once")]

    def __str__(self) -> str:
        return f"{self.regime} {self.item}"
