"""The reminder plan as rows: which reminder of which assignment falls when. Posting one is a conditional update."""

from __future__ import annotations

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
