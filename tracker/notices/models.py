"""The outbox: every message that leaves, or that a person finds inside, is a row here before anything is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Message(models.Model):
    """One message to one person by one channel. `key` says what it is about and for which period: the same key is sent once.

    Life: queued → sending (with a lease) → sent | failed | withheld; an expired lease goes back to queued by the reaper.
    Subject and bodies are rendered once, when the message is posted.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        WITHHELD = "withheld", "不发送"

    key = models.CharField("唯一键", max_length=200, unique=True)
    kind = models.CharField("类型", max_length=30)
    channel = models.CharField("渠道", max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name="收件人"
    )
    address = models.CharField("地址", max_length=254, blank=True)
    subject = models.CharField("主题", max_length=200)
    body_text = models.TextField("正文")
    body_html = models.TextField("HTML 正文", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    thread = models.CharField("会话", max_length=120, blank=True)
    unsubscribe = models.CharField("停收链接", max_length=200, blank=True)
    message_id = models.CharField("Message-ID", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField("生成时间")
    next_attempt_at = models.DateTimeField("下次发送")
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    error = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="message_queued", condition=models.Q(state="queued")
            ),
            models.Index(fields=["lease_until"], name="message_sending", condition=models.Q(state="sending")),
            # Few rows among very many: the status page and its number ask for them at every look.
            models.Index(fields=["created_at"], name="message_failed", condition=models.Q(state="failed")),
            models.Index(fields=["recipient", "channel", "read_at"], name="message_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One attempt to hand a message to its channel, and how it ended."""

    class Outcome(models.TextChoices):
        SENT = "sent", "成功"
        TROUBLE = "trouble", "暂时失败"
        REFUSED = "refused", "拒收"
        LOST = "lost", "中断"

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name="消息")
    attempt = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("时间")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    detail = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投递记录"
        ordering = ["message", "attempt"]
        constraints = [models.UniqueConstraint(fields=["message", "attempt"], name="delivery_attempt_once")]

    def __str__(self) -> str:
        return f"{self.message_id} #{self.attempt}"


class RobotPace(models.Model):
    """When a group robot's queue of messages is free again: what `pacing` counts by, the same for all senders."""

    robot = models.CharField("群机器人", max_length=100, unique=True)
    free_at = models.DateTimeField("空闲时间")

    class Meta:
        verbose_name = verbose_name_plural = "群机器人节奏"
        ordering = ["robot"]

    def __str__(self) -> str:
        return self.robot
