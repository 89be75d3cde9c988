"""Feedback sheets that units filled in with Excel or WPS and gave back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment
from .progress import ProgressReport


class ReturnedSheet(models.Model):
    """A feedback sheet that came back (收回的反馈表), as it was read: `rows` as feedback.reading keeps them. The file is kept with it.

    One row per person and file: the same file handed in again is the same sheet. `warned_at`: since when whoever handed it in knows that
    it will go, for nothing of it was entered (expiring.py).
    """

    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64)
    file = models.FileField("文件", upload_to="sheets/%Y")
    size = models.PositiveBigIntegerField("字节数")
    rows = models.JSONField("读出的行", default=list)
    row_count = models.PositiveIntegerField("行数", default=0)
    notes = models.JSONField("说明", default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    warned_at = models.DateTimeField("告知将清除", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "收回的反馈表"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "uploaded_by"], name="sheet_once_per_person")
        ]

    def __str__(self) -> str:
        return self.name


class TakenRow(models.Model):
    """A row of a returned sheet that was written into the system: once per file and row, whoever handed the file in."""

    sheet = models.ForeignKey(
        ReturnedSheet, models.PROTECT, related_name="taken", verbose_name="收回的反馈表"
    )
    sha256 = models.CharField("文件校验值", max_length=64)
    number = models.PositiveIntegerField("行号")
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="sheet_rows", verbose_name="单位任务"
    )
    report = models.OneToOneField(
        ProgressReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheet_row",
        verbose_name="进展反馈",
    )
    asked_close = models.BooleanField("申请销号", default=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    taken_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "已录入的反馈表行"
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sha256", "number"], name="sheet_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.number}行"
