"""Escalation ladders and the instruments they reach for: data of the office, versioned and dated."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class InstrumentSet(models.Model):
    """The instruments an office uses, under the names it gives them: 两书一函 means other papers in other places (DOMAIN c7)."""

    name = models.CharField("名称", max_length=60, unique=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办手段"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Instrument(models.Model):
    """One instrument: what kind of paper it is, what the office calls it, and the words a draft begins from.

    `template` holds places such as {任务}; drafting.PLACES lists them. A proposal keeps the name and the words it was drafted with.
    """

    class Kind(models.TextChoices):
        CHASE = "chase", "催办"
        REMINDER = "reminder", "提醒函"
        WARNING = "warning", "警示函"
        SUPERVISION = "supervision", "督办函"
        BULLETIN = "bulletin", "通报"
        INTERVIEW = "interview", "约谈建议"
        ACCOUNTABILITY = "accountability", "问责建议"

    # In whose number sequence it stands: 督提〔2026〕3号.
    MARKS = {
        "reminder": "提",
        "warning": "警",
        "supervision": "函",
        "bulletin": "报",
        "interview": "约",
        "accountability": "责",
    }

    set = models.ForeignKey(
        InstrumentSet, models.PROTECT, related_name="instruments", verbose_name="督办手段"
    )
    kind = models.CharField("文种", max_length=20, choices=Kind)
    name = models.CharField("本办叫法", max_length=40)
    template = models.TextField("文书内容")

    class Meta:
        verbose_name = verbose_name_plural = "督办文书"
        ordering = ["set", "id"]
        constraints = [models.UniqueConstraint(fields=["set", "name"], name="instrument_named_once")]

    def __str__(self) -> str:
        return self.name


class EscalationLadder(models.Model):
    """An escalation ladder (督办阶梯). What it does on a day is said by the version of that day, never by this row.

    One ladder may be the office's: it holds for every duty that no regime puts under a ladder of its own.
    """

    name = models.CharField("名称", max_length=60, unique=True)
    is_general = models.BooleanField("全办通用", default=False)
    general_since = models.DateTimeField("通用自", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设立人"
    )
    made_at = models.DateTimeField("设立时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办阶梯"
        ordering = ["-is_general", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_general"], condition=models.Q(is_general=True), name="one_general_ladder"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LadderVersion(models.Model):
    """What a ladder does from one day to another; a change is a new version, and what came before stays as it was.

    `is_stepwise` (逐级): the next level is proposed only after the one before was decided; otherwise the highest level
    reached takes the place of a lower one that still waits. `needs_other`: whoever wrote in a draft may not approve it.
    `ends_on_report`: a report of the unit ends a draft about lateness, and the days are counted anew from it.
    """

    ladder = models.ForeignKey(
        EscalationLadder, models.PROTECT, related_name="versions", verbose_name="督办阶梯"
    )
    number = models.PositiveSmallIntegerField("版本")
    instruments = models.ForeignKey(InstrumentSet, models.PROTECT, related_name="+", verbose_name="督办手段")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    # Replaced before its first day: it never proposed anything.
    is_withdrawn = models.BooleanField("未执行", default=False)
    is_stepwise = models.BooleanField("逐级", default=True)
    needs_other = models.BooleanField("拟稿人不得批准", default=True)
    ends_on_report = models.BooleanField("反馈后重新起算", default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="确认人"
    )
    made_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "阶梯版本"
        ordering = ["ladder", "number"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "number"], name="ladder_version_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="ladder_version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ladder} 第{self.number}版"


class EscalationLevel(models.Model):
    """One level of a version: what brings it about (whichever comes first), and what is then proposed, to whom, approved by whom.

    A trigger that is None does not count. `is_workdays` is about `overdue_days`; `after_days` are workdays since the
    level before was issued, the matter still standing.
    """

    class Colour(models.TextChoices):
        BLUE = "blue", "蓝"
        GREEN = "green", "绿"
        YELLOW = "yellow", "黄"
        ORANGE = "orange", "橙"
        RED = "red", "红"
        PURPLE = "purple", "紫"
        GREY = "grey", "灰"

    class Addressee(models.TextChoices):
        UNIT = "unit", "责任单位"
        HEAD = "head", "单位主要负责人"
        LEADER = "leader", "分管领导"
        UPPER = "upper", "上级机关"

    class Approver(models.TextChoices):
        OFFICER = "officer", "督查专员"
        LEADER = "leader", "分管领导"
        PERSON = "person", "指定人员"

    version = models.ForeignKey(LadderVersion, models.CASCADE, related_name="levels", verbose_name="阶梯版本")
    number = models.PositiveSmallIntegerField("级")
    overdue_days = models.PositiveSmallIntegerField("逾期(天)", null=True, blank=True)
    is_workdays = models.BooleanField("按工作日", default=False)
    missed_reports = models.PositiveSmallIntegerField("连续漏报(期)", null=True, blank=True)
    late_reports = models.PositiveSmallIntegerField("累计迟报(期)", null=True, blank=True)
    red_times = models.PositiveSmallIntegerField("单位亮红灯(次)", null=True, blank=True)
    red_within = models.PositiveSmallIntegerField("红灯统计期(天)", default=90)
    on_failed_look = models.BooleanField("回头看不属实", default=False)
    after_days = models.PositiveSmallIntegerField("上一级发出后(工作日)", null=True, blank=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+", verbose_name="督办文书")
    colour = models.CharField("颜色", max_length=10, choices=Colour)
    addressee = models.CharField("送达", max_length=10, choices=Addressee, default=Addressee.UNIT)
    approver = models.CharField("批准人", max_length=10, choices=Approver, default=Approver.OFFICER)
    approver_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="指定批准人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "阶梯级次"
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="ladder_level_once"),
            models.CheckConstraint(
                condition=models.Q(approver="person") ^ models.Q(approver_person__isnull=True),
                name="named_approver_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} 第{self.number}级"
