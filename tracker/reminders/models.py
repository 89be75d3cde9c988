"""The reminder plan as rows, and who gets which digest when. Posting is a conditional update."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.items.models import UnitAssignment


class Reminder(models.Model):
    """One planned reminder. `kind` such as "due-3d", "due-0d", "late-1d"; `revision` of the assignment it was planned for."""

    class State(models.TextChoices):
        PLANNED = "planned", "待提醒"
        POSTED = "posted", "已提醒"
        DROPPED = "dropped", "已取消"

    assignment = models.ForeignKey(
        UnitAssignment, models.CASCADE, related_name="reminders", verbose_name="单位任务"
    )
    kind = models.CharField("种类", max_length=20)
    due_on = models.DateField("所指时限")
    moment = models.DateTimeField("提醒时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    posted_at = models.DateTimeField("发出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒计划"
        ordering = ["moment", "id"]
        constraints = [models.UniqueConstraint(fields=["assignment", "kind", "due_on"], name="reminder_once")]
        indexes = [
            models.Index(fields=["moment"], name="reminder_planned", condition=models.Q(state="planned"))
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"


class DigestPlan(models.Model):
    """When a person gets a digest of one kind; `next_at` is moved by compare-and-set.

    `weekdays`: "workdays", or the weekdays as digits from Monday 1 to Sunday 7. `takes_reminders`: reminders of single
    tasks go to the inbox alone and are told by mail in this digest.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_plans", verbose_name="收件人"
    )
    kind = models.CharField("种类", max_length=20)
    is_on = models.BooleanField("接收", default=True)
    time = models.TimeField("时刻")
    weekdays = models.CharField("日子", max_length=10, default="workdays")
    takes_reminders = models.BooleanField("到期提醒并入摘要", default=True)
    # The name of a configured group that is told the numbers of this digest, "" for none.
    group = models.CharField("同时发到群", max_length=40, blank=True, default="")
    next_at = models.DateTimeField("下次")

    class Meta:
        verbose_name = verbose_name_plural = "摘要设置"
        ordering = ["person", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="digest_plan_once")]
        indexes = [models.Index(fields=["next_at"], name="digest_next", condition=models.Q(is_on=True))]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class DigestRun(models.Model):
    """One digest that was made: unique per person, kind and period (a day, or the minute of one asked for). Empty ones are not sent."""

    class State(models.TextChoices):
        SENT = "sent", "已发"
        EMPTY = "empty", "无内容，未发"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_runs", verbose_name="收件人"
    )
    kind = models.CharField("种类", max_length=20)
    period = models.CharField("期", max_length=20)
    at = models.DateTimeField("时间")
    state = models.CharField("结果", max_length=10, choices=State)
    # Section → how many lines, for whoever asks later what was told.
    counts = models.JSONField("内容", default=dict)
    memory = models.JSONField("备考", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "摘要记录"
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "period"], name="digest_once")]
        indexes = [models.Index(fields=["person", "kind", "-at"], name="digest_last")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.period}"
