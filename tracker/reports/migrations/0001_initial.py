from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # The steps before the first release; a trial database that took them all goes on from here.
    replaces = [
        ("reports", "0002_paper_token"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("bulletin", "督查通报")], max_length=20, verbose_name="文种"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("number", models.PositiveIntegerField(verbose_name="期号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("period_from", models.DateField(verbose_name="起")),
                ("period_to", models.DateField(verbose_name="止")),
                ("figures", models.JSONField(default=dict, verbose_name="数据")),
                ("file", models.FileField(blank=True, upload_to="papers/%Y", verbose_name="文件")),
                ("token", models.CharField(editable=False, max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("drafted", "草拟"), ("approved", "已核准"), ("issued", "已印发")],
                        default="drafted",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="拟稿时间")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查文稿",
                "verbose_name_plural": "督查文稿",
                "ordering": ["-year", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "year", "number"), name="paper_number_once")
                ],
            },
        ),
    ]
