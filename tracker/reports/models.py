"""Papers that were written from live data and then frozen: once issued, figures and file never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Paper(models.Model):
    """A numbered supervision paper. `figures` keeps what it says, word for word, and the numbers it was written from.

    `token` names the click that made it: the same form sent twice makes one paper. `file` is written after the row, from
    `figures` alone, so that a crash in between loses nothing.
    """

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", "督查通报"

    class State(models.TextChoices):
        DRAFTED = "drafted", "草拟"
        APPROVED = "approved", "已核准"
        ISSUED = "issued", "已印发"

    kind = models.CharField("文种", max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("期号")
    title = models.CharField("标题", max_length=200)
    period_from = models.DateField("起")
    period_to = models.DateField("止")
    figures = models.JSONField("数据", default=dict)
    file = models.FileField("文件", upload_to="papers/%Y", blank=True)
    token = models.CharField(max_length=40, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFTED)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    drafted_at = models.DateTimeField("拟稿时间")

    class Meta:
        verbose_name = verbose_name_plural = "督查文稿"
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "year", "number"], name="paper_number_once")]

    def __str__(self) -> str:
        return self.title
