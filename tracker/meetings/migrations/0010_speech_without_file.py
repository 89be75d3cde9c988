"""The file is kept with its source."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_known_sources")]
    operations = [
        migrations.RemoveField(model_name="speech", name="file"),
        migrations.RemoveField(model_name="speech", name="file_name"),
    ]
