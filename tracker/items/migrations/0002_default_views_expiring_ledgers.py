from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_defaults(apps, schema_editor):
    """Whose list opened with a view of their own, opens with it still."""
    kept = apps.get_model("items", "SavedView").objects.filter(is_default=True)
    default = apps.get_model("items", "DefaultView")
    default.objects.bulk_create(default(person_id=view.owner_id, view=view) for view in kept)


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgerimport",
            name="warned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="告知将清除"),
        ),
        migrations.CreateModel(
            name="DefaultView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opened_by",
                        to="items.savedview",
                        verbose_name="常用筛选",
                    ),
                ),
            ],
            options={
                "verbose_name": "默认打开的筛选",
                "verbose_name_plural": "默认打开的筛选",
                "ordering": ["person"],
            },
        ),
        migrations.RunPython(keep_defaults, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="savedview", name="one_default_view"),
        migrations.RemoveField(model_name="savedview", name="is_default"),
    ]
