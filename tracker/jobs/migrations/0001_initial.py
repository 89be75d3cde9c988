from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="作业")),
                ("started_at", models.DateTimeField(verbose_name="开始")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="处理数")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="错误")),
            ],
            options={
                "verbose_name": "作业心跳",
                "verbose_name_plural": "作业心跳",
                "ordering": ["name"],
            },
        ),
    ]
