"""What people say to each other about a duty."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import ResponsibilityItem, UnitAssignment


class Comment(models.Model):
    """One remark (留言) on an item, or on one unit's part of it: whoever sees that may read it. `token` is the form's: sent twice, kept once."""

    item = models.ForeignKey(
        ResponsibilityItem, models.PROTECT, related_name="comments", verbose_name="责任事项"
    )
    assignment = models.ForeignKey(
        UnitAssignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name="单位任务",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="留言人"
    )
    written_as = models.CharField("署名", max_length=100)
    text = models.TextField("内容")
    token = models.CharField(max_length=32, editable=False)
    revision = models.PositiveSmallIntegerField(default=1, editable=False)
    written_at = models.DateTimeField("留言时间")
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name="提到的人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "留言"
        ordering = ["-written_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["author", "token"], name="comment_sent_once")]
        indexes = [models.Index(fields=["item", "-written_at"], name="comment_thread")]

    def __str__(self) -> str:
        return self.text[:40]


class CommentVersion(models.Model):
    """The words of a comment before they were changed or withdrawn. Never changed, never deleted."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="versions", verbose_name="留言")
    number = models.PositiveSmallIntegerField("版次")
    text = models.TextField("内容")
    until = models.DateTimeField("用到")

    class Meta:
        verbose_name = verbose_name_plural = "留言旧文"
        ordering = ["comment", "number"]
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="comment_version_once")]

    def __str__(self) -> str:
        return self.text[:40]
