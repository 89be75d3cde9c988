"""What units report, with its evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment


class ProgressReport(models.Model):
    """What a unit said it did (进展反馈). Never changed after it was sent."""

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="reports", verbose_name="单位任务"
    )
    content = models.TextField("进展情况")
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下步措施", blank=True)
    percent = models.PositiveSmallIntegerField("完成比例(%)", null=True, blank=True)
    # How much of the number to be reached is done, in the target's own measure.
    amount = models.DecimalField("完成数量", max_digits=16, decimal_places=4, null=True, blank=True)
    is_unchanged = models.BooleanField("无变化", default=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填报人"
    )
    reported_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = verbose_name_plural = "进展反馈"
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) | models.Q(percent__lte=100),
                name="percent_up_to_100",
            )
        ]

    def __str__(self) -> str:
        return self.content[:40]


class Evidence(models.Model):
    """A file that came with a progress report (佐证材料). `name` is what the unit called it; on disk the name is random."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="evidence", verbose_name="进展反馈"
    )
    name = models.CharField("文件名", max_length=150)
    file = models.FileField("文件", upload_to="evidence/%Y")
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["report", "id"]

    def __str__(self) -> str:
        return self.name


class UnsavedReport(models.Model):
    """What somebody has typed into the report of an assignment and not sent: the fields as the form gave them. Nobody else sees it."""

    assignment = models.ForeignKey(
        UnitAssignment, models.CASCADE, related_name="unsaved", verbose_name="单位任务"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="填写人"
    )
    fields = models.JSONField("填写的内容", default=dict)
    kept_at = models.DateTimeField("暂存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未提交的反馈"
        constraints = [models.UniqueConstraint(fields=["assignment", "person"], name="unsaved_report_once")]
        indexes = [models.Index(fields=["kept_at"], name="unsaved_report_age")]

    def __str__(self) -> str:
        return f"{self.assignment_id}-{self.person_id}"
