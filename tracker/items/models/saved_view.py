"""Questions to the item list that somebody keeps under a name, and calendar feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """常用筛选: a question to the item list under a name, a person's own or the whole office's. Holds no rows: who opens it sees their own.

    `asked` is the question as it stands in an address, cleaned (saved_views.cleaned): "state=open&light=red".
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="保存人"
    )
    name = models.CharField("名称", max_length=30)
    asked = models.CharField("筛选条件", max_length=600)
    is_shared = models.BooleanField("全室共用", default=False)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["-is_shared", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_named_once"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(is_shared=True), name="shared_view_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """默认打开: the one view with which a person's list opens, their own or one that the office shares. It goes with the view."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员"
    )
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="opened_by", verbose_name="常用筛选")

    class Meta:
        verbose_name = verbose_name_plural = "默认打开的筛选"
        ordering = ["person"]

    def __str__(self) -> str:
        return f"{self.person}：{self.view}"


class CalendarFeed(models.Model):
    """日历订阅: one address for each person, under which a calendar program fetches what they may see. Holds the hash of its secret alone."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员"
    )
    digest = models.CharField("校验值", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["person"]

    def __str__(self) -> str:
        return str(self.person)
