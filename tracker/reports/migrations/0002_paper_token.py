from __future__ import annotations

import uuid

from django.db import migrations, models


def name_each(apps, schema_editor):
    papers = apps.get_model("reports", "Paper").objects
    for paper in papers.filter(token=""):
        papers.filter(pk=paper.pk).update(token=uuid.uuid4().hex)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.AddField(
            "paper", "token", models.CharField(max_length=40, default="", editable=False), False
        ),
        migrations.AlterField(
            "paper", "file", models.FileField(blank=True, upload_to="papers/%Y", verbose_name="文件")
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField("paper", "token", models.CharField(max_length=40, unique=True, editable=False)),
    ]
