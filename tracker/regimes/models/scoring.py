"""考评: schemes, their dated versions and rules, the ledger of points, appeals, and talks with the lowest ranked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tracker.items.models import Event, UnitAssignment
from tracker.org.models import Unit

USER = settings.AUTH_USER_MODEL


def points(label: str, **given: object) -> models.DecimalField:
    """A column of points: up to ±9999.99, two places."""
    return models.DecimalField(label, max_digits=6, decimal_places=2, **given)  # type: ignore[arg-type]


class ScoringScheme(models.Model):
    """One way of scoring. Off until an office turns it on; at most one is on. `revision` makes postings take turns.

    `posted_at`: up to when the history has been read into the ledger.
    """

    class Cadence(models.TextChoices):
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF = "half", "每半年"

    name = models.CharField("名称", max_length=100)
    cadence = models.CharField("考评周期", max_length=10, choices=Cadence, default=Cadence.MONTH)
    is_on = models.BooleanField("启用", default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    posted_at = models.DateTimeField("已记分到", null=True, blank=True, editable=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="制定人")
    made_at = models.DateTimeField("制定时间")

    class Meta:
        verbose_name = verbose_name_plural = "考评办法"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["is_on"], condition=models.Q(is_on=True), name="one_scheme_is_on")
        ]

    def __str__(self) -> str:
        return self.name


class SchemeSwitch(models.Model):
    """Who turned scoring on or off, when and why. Never changed: what happened while it was off gives no points."""

    scheme = models.ForeignKey(
        ScoringScheme, models.PROTECT, related_name="switches", verbose_name="考评办法"
    )
    is_on = models.BooleanField("启用")
    reason = models.CharField("依据和理由", max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "考评启停记录"
        ordering = ["scheme", "at", "id"]

    def __str__(self) -> str:
        return f"{self.scheme} {'启用' if self.is_on else '停用'}"


class SchemeVersion(models.Model):
    """The rules of a scheme from the first day of a period on. A period is counted by one version and keeps it."""

    scheme = models.ForeignKey(
        ScoringScheme, models.PROTECT, related_name="versions", verbose_name="考评办法"
    )
    number = models.PositiveSmallIntegerField("版本")
    starts_on = models.DateField("起")
    base = points("基础分", default=Decimal(100))
    floor = points("最低分", default=Decimal(0))
    ceiling = points("最高分", default=Decimal(120))
    is_weighed = models.BooleanField("按事项数折算", default=True)
    few = models.PositiveSmallIntegerField("参加排名的最少事项数", default=3)
    by_kind = models.BooleanField("按单位类别分组排名", default=True)
    talk_last = models.PositiveSmallIntegerField("提请约谈的末位单位数", default=0)
    appeal_days = models.PositiveSmallIntegerField(
        "申诉期限(工作日)", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    decide_days = models.PositiveSmallIntegerField(
        "答复期限(工作日)", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    early_days = models.PositiveSmallIntegerField("提前办结的天数", default=5)
    # Copied from the office when the version was made: a later change of hours must not change what was counted.
    closing = models.TimeField("下班时间", default=dt.time(18, 0))
    reason = models.CharField("修订理由", max_length=200, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="制定人")
    made_at = models.DateTimeField("制定时间")

    class Meta:
        verbose_name = verbose_name_plural = "考评办法版本"
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_once"),
            models.UniqueConstraint(fields=["scheme", "starts_on"], name="scheme_version_starts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} 第{self.number}版"


class ScoringRule(models.Model):
    """Points for one kind of event (scoring/kinds.py) by role; `cap`: the most one unit gets or loses by it in a period."""

    version = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="rules", verbose_name="版本")
    kind = models.CharField("计分事项", max_length=20)
    lead = points("牵头")
    support = points("配合")
    cap = points("每期上限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "计分规则"
        ordering = ["version", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="rule_of_a_kind_once")]

    def __str__(self) -> str:
        return self.kind


class ScorePeriod(models.Model):
    """One period. Frozen, its figures never change any more: what turns out later is put right in the next one.

    `figures`: the results as they were frozen, one dict a unit (posting.figures_of).
    """

    scheme = models.ForeignKey(ScoringScheme, models.PROTECT, related_name="periods", verbose_name="考评办法")
    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+", verbose_name="版本")
    key = models.CharField("周期", max_length=10)
    first = models.DateField("起")
    last = models.DateField("止")
    frozen_at = models.DateTimeField("定分时间", null=True, blank=True)
    frozen_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定分人"
    )
    figures = models.JSONField("定分结果", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考评周期"
        ordering = ["scheme", "-first"]
        constraints = [models.UniqueConstraint(fields=["scheme", "key"], name="score_period_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.key}"


class ScoreEntry(models.Model):
    """One line of the ledger of points; never changed and never deleted. It names the line of the history it follows from.

    `fact` is what it is about (scoring/facts.py); number 1 gives the points, later numbers put them right, in the period that was
    open then (`belongs` is the one it is about), with the reason.
    """

    scheme = models.ForeignKey(ScoringScheme, models.PROTECT, related_name="+", verbose_name="考评办法")
    period = models.ForeignKey(ScorePeriod, models.PROTECT, related_name="entries", verbose_name="计入周期")
    belongs = models.ForeignKey(ScorePeriod, models.PROTECT, related_name="+", verbose_name="所属周期")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="score_entries", verbose_name="单位")
    assignment = models.ForeignKey(UnitAssignment, models.PROTECT, related_name="+", verbose_name="单位任务")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", verbose_name="依据的办理记录")
    fact = models.CharField("依据", max_length=60)
    number = models.PositiveSmallIntegerField("次序", default=1)
    kind = models.CharField("计分事项", max_length=20)
    role = models.CharField("分工", max_length=10)
    points = points("分值")
    is_capped = models.BooleanField("已到上限", default=False)
    happened_at = models.DateTimeField("发生时间")
    words = models.CharField("说明", max_length=200, blank=True)
    reason = models.CharField("更正理由", max_length=200, blank=True)
    posted_at = models.DateTimeField("记分时间")

    class Meta:
        verbose_name = verbose_name_plural = "记分"
        ordering = ["period", "unit", "happened_at", "id"]
        constraints = [models.UniqueConstraint(fields=["scheme", "fact", "number"], name="fact_scored_once")]
        indexes = [models.Index(fields=["period", "unit"], name="score_entry_period_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fact} {self.points}"


class NotedEvent(models.Model):
    """A line that the system wrote into a history because something was left undone; `key` keeps it from being written twice."""

    key = models.CharField("依据", max_length=60, unique=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+", verbose_name="办理记录")

    class Meta:
        verbose_name = verbose_name_plural = "系统记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.key


class ScoreAppeal(models.Model):
    """申诉: a unit contests one entry, once; somebody else than the author of what it follows from decides within a time."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        UPHELD = "upheld", "维持记分"
        CHANGED = "changed", "撤销记分"
        WITHDRAWN = "withdrawn", "已撤回"

    entry = models.OneToOneField(ScoreEntry, models.PROTECT, related_name="appeal", verbose_name="记分")
    reason = models.TextField("申诉理由", max_length=1000)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="申诉人")
    asked_at = models.DateTimeField("申诉时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("答复意见", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考评申诉"
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["asked_at"], name="appeal_waiting", condition=models.Q(state="asked"))
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class RankingTalk(models.Model):
    """排名靠后约谈: proposed for a frozen period, decided by the approver it names, then held. Nothing follows by itself (DOMAIN c1 art. 21)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        APPROVED = "approved", "已批准，待约谈"
        DECLINED = "declined", "不予约谈"
        HELD = "held", "已约谈"

    period = models.ForeignKey(ScorePeriod, models.PROTECT, related_name="talks", verbose_name="考评周期")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    rank = models.PositiveSmallIntegerField("名次")
    total = points("得分")
    reason = models.CharField("提请理由", max_length=200)
    approver = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="批准人")
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提请人")
    proposed_at = models.DateTimeField("提请时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    decided_at = models.DateTimeField("批示时间", null=True, blank=True)
    answer = models.CharField("批示意见", max_length=200, blank=True)
    held_on = models.DateField("约谈日期", null=True, blank=True)
    note = models.CharField("约谈情况", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "排名靠后约谈"
        ordering = ["-proposed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["period", "unit"], name="one_ranking_talk_a_period")]

    def __str__(self) -> str:
        return f"{self.period} {self.unit}"
