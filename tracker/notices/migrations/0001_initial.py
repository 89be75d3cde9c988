from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("notices", "0002_initial"),
        ("notices", "0003_message_failed"),
        ("notices", "0004_unsubscribe"),
    ]

    dependencies = [
        ("org", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="唯一键")),
                ("kind", models.CharField(max_length=30, verbose_name="类型")),
                ("channel", models.CharField(max_length=20, verbose_name="渠道")),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="地址")),
                ("subject", models.CharField(max_length=200, verbose_name="主题")),
                ("body_text", models.TextField(verbose_name="正文")),
                ("body_html", models.TextField(blank=True, verbose_name="HTML 正文")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="链接")),
                ("thread", models.CharField(blank=True, max_length=120, verbose_name="会话")),
                ("unsubscribe", models.CharField(blank=True, max_length=200, verbose_name="停收链接")),
                ("message_id", models.CharField(max_length=200, verbose_name="Message-ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("failed", "发送失败"),
                            ("withheld", "不发送"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="生成时间")),
                ("next_attempt_at", models.DateTimeField(verbose_name="下次发送")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="租约至")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="发送时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅读时间")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["next_attempt_at"],
                        name="message_queued",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["lease_until"],
                        name="message_sending",
                    ),
                    models.Index(
                        condition=models.Q(("state", "failed")), fields=["created_at"], name="message_failed"
                    ),
                    models.Index(fields=["recipient", "channel", "read_at"], name="message_inbox"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("sent", "成功"),
                            ("trouble", "暂时失败"),
                            ("refused", "拒收"),
                            ("lost", "中断"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notices.message",
                        verbose_name="消息",
                    ),
                ),
            ],
            options={
                "verbose_name": "投递记录",
                "verbose_name_plural": "投递记录",
                "ordering": ["message", "attempt"],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "attempt"), name="delivery_attempt_once")
                ],
            },
        ),
    ]
