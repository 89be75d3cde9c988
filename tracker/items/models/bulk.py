"""One act on many parts at once: the plan, and what came of each part."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment


class BulkAct(models.Model):
    """批量操作: an act prepared for many parts, looked at, then carried out. `key` makes one plan of a form sent twice.

    `arguments` are bulk_kinds.Given as JSON. A worker holds it by a lease; `attempts` is the claim's own number.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "待确认"
        WAITING = "waiting", "等待执行"
        RUNNING = "running", "正在执行"
        DONE = "done", "已执行"
        UNDONE = "undone", "未执行"

    class Mode(models.TextChoices):
        EACH = "each", "逐项执行"
        ALL = "all", "全部成功才执行"

    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField("操作", max_length=20)
    arguments = models.JSONField("内容", default=dict)
    mode = models.CharField("方式", max_length=10, choices=Mode, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人"
    )
    made_at = models.DateTimeField("准备时间")
    started_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "批量操作"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["state", "lease_until"], name="bulk_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"


class BulkRow(models.Model):
    """One part of a bulk act. `state` changes in the transaction of the act on the part, so that it is done once."""

    class State(models.TextChoices):
        WAITING = "waiting", "待执行"
        DONE = "done", "已完成"
        REFUSED = "refused", "未执行"

    bulk = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows", verbose_name="批量操作")
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="bulk_rows", verbose_name="单位任务"
    )
    ordinal = models.PositiveIntegerField("序号")
    state = models.CharField("结果", max_length=10, choices=State, default=State.WAITING)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量操作明细"
        ordering = ["bulk", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["bulk", "assignment"], name="bulk_row_once")]
        indexes = [models.Index(fields=["bulk", "state"], name="bulk_row_state")]

    def __str__(self) -> str:
        return f"{self.bulk_id}-{self.ordinal}"
