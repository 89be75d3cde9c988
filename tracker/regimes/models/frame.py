"""What plans are made by, as it was when they were made: the one row by which a change is noticed and worked off."""

from __future__ import annotations

from django.db import models


class PlanFrame(models.Model):
    """The calendar, closing time and reminder days that reminders, report slots and digests were last planned by; one row.

    `number` rises with every change of these and of the regimes: whoever plans reads it first and looks again before the
    end, so that nothing is written by rules that have changed meanwhile. `workdays`: year → one character a day from 1
    January, "1" worked. While a change is being worked off: `first` and `last` changed day, the `stage` and the row it has
    reached (`after`), and the calendar `before` it.
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    number = models.PositiveIntegerField("序号", default=0)
    workdays = models.JSONField("工作日", default=dict)
    closing = models.TimeField("下班时间", null=True)
    reminder_workdays = models.CharField("到期前提醒(工作日)", max_length=40, blank=True)
    changed_at = models.DateTimeField("最近变动", null=True)
    first = models.DateField("变动首日", null=True)
    last = models.DateField("变动末日", null=True)
    before = models.JSONField("变动前的工作日", default=dict)
    stage = models.CharField("重排进度", max_length=20, blank=True)
    after = models.BigIntegerField("已重排到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "排期依据"

    def __str__(self) -> str:
        return f"{self.number} {self.stage}".strip()
