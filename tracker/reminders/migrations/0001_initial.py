from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("reminders", "0002_digests"),
        ("reminders", "0003_digest_group"),
    ]

    dependencies = [
        ("items", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("is_on", models.BooleanField(default=True, verbose_name="接收")),
                ("time", models.TimeField(verbose_name="时刻")),
                ("weekdays", models.CharField(default="workdays", max_length=10, verbose_name="日子")),
                ("takes_reminders", models.BooleanField(default=True, verbose_name="到期提醒并入摘要")),
                ("group", models.CharField(blank=True, default="", max_length=40, verbose_name="同时发到群")),
                ("next_at", models.DateTimeField(verbose_name="下次")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest_plans",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "摘要设置",
                "verbose_name_plural": "摘要设置",
                "ordering": ["person", "kind"],
                "indexes": [
                    models.Index(condition=models.Q(("is_on", True)), fields=["next_at"], name="digest_next")
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "kind"), name="digest_plan_once")],
            },
        ),
        migrations.CreateModel(
            name="DigestRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("period", models.CharField(max_length=20, verbose_name="期")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "已发"), ("empty", "无内容，未发")],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="内容")),
                ("memory", models.JSONField(default=dict, verbose_name="备考")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest_runs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "摘要记录",
                "verbose_name_plural": "摘要记录",
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["person", "kind", "-at"], name="digest_last")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "period"), name="digest_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("due_on", models.DateField(verbose_name="所指时限")),
                ("moment", models.DateTimeField(verbose_name="提醒时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "待提醒"), ("posted", "已提醒"), ("dropped", "已取消")],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("posted_at", models.DateTimeField(blank=True, null=True, verbose_name="发出时间")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="items.unitassignment",
                        verbose_name="单位任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒计划",
                "verbose_name_plural": "提醒计划",
                "ordering": ["moment", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")), fields=["moment"], name="reminder_planned"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "kind", "due_on"), name="reminder_once")
                ],
            },
        ),
    ]
