"""Milestones of a unit's part, and the office's templates for planning them backwards."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from tracker.items.backwards import phases_of

from .item import UnitAssignment


class Milestone(models.Model):
    """One step of a backward plan (倒排工期): what is to be reached by which day, and when it was. Late is derived."""

    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="milestones", verbose_name="单位任务"
    )
    name = models.CharField("节点", max_length=60)
    due_on = models.DateField("应达成日期")
    order = models.PositiveSmallIntegerField("顺序", default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="排定人"
    )
    made_at = models.DateTimeField("排定时间")
    done_on = models.DateField("达成日期", null=True, blank=True)
    done_note = models.CharField("达成说明", max_length=200, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "节点"
        ordering = ["assignment", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["assignment", "name"], name="milestone_named_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"


class MilestoneTemplate(models.Model):
    """How the office lays out work of a certain length. `phases`: one a line, a name and by what share of the time, "组织实施 80"."""

    name = models.CharField("名称", max_length=40, unique=True)
    min_workdays = models.PositiveSmallIntegerField(
        "至少工作日", unique=True, help_text="剩余工作日达到这个数的任务用这个模板；取达到的模板中最大的一个"
    )
    phases = models.TextField(
        "阶段", help_text="每行一个阶段：名称、空格、占全部时间的百分比。例如：组织实施 80；最后一个应为 100"
    )

    class Meta:
        verbose_name = verbose_name_plural = "倒排工期模板"
        ordering = ["min_workdays"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The phases must be readable."""
        try:
            phases_of(self.phases)
        except ValueError as error:
            raise ValidationError({"phases": str(error)}) from error
