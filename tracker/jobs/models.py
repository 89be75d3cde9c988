"""The pulse of the background work: when each ticker last ran. The health check watches it."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """The last run of one ticker. `name` is a name from jobs/schedules.py."""

    name = models.CharField("作业", max_length=40, unique=True)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    done = models.PositiveIntegerField("处理数", default=0)
    error = models.CharField("错误", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作业心跳"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
