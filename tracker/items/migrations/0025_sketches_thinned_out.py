from __future__ import annotations

from django.db import migrations, models

HOLDERS = 32


def thin_out(apps, schema_editor):
    """A mark that very many items hold keeps the newest (sketches.thin_out)."""
    sketch = apps.get_model("items", "ItemSketch")
    crowded = (
        sketch.objects.values("mark").annotate(holders=models.Count("pk")).filter(holders__gt=2 * HOLDERS)
    )
    for mark in list(crowded.values_list("mark", flat=True)):
        older = sketch.objects.filter(mark=mark).order_by("-item", "-pk").values_list("pk", flat=True)
        sketch.objects.filter(pk__in=list(older[HOLDERS:])).delete()


class Migration(migrations.Migration):
    dependencies = [("items", "0024_chased_by_a_ladder")]

    operations = [migrations.RunPython(thin_out, migrations.RunPython.noop)]
