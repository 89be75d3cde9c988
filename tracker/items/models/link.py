"""Links that let one person do one act on one assignment without signing in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .item import UnitAssignment


class ActLink(models.Model):
    """One link sent by mail (免登录办理). Holds the hash of its secret, never the secret; used once, dead when withdrawn or expired.

    `address` is where it was sent: after a change of the person's address the old mailbox opens nothing.
    """

    class Act(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", "签收"
        UNCHANGED = "unchanged", "报“无变化”"
        REPORT = "report", "反馈进展"
        ASK_EXTENSION = "ask_extension", "申请延期"

    digest = models.CharField("校验值", max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="收件人"
    )
    assignment = models.ForeignKey(
        UnitAssignment, models.PROTECT, related_name="links", verbose_name="单位任务"
    )
    act = models.CharField("办理内容", max_length=15, choices=Act)
    address = models.CharField("寄往", max_length=254)
    issued_at = models.DateTimeField("寄出时间")
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "免登录链接"
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "assignment", "act"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_live_link",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_act_display()} {self.person}"
