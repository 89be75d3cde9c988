from __future__ import annotations

from typing import Any

from django.db import migrations

from tracker.items.sketches import marks_of, wording


def sketch_all(apps: Any, schema_editor: Any) -> None:
    """Items registered before get the marks of their wording, in batches."""
    item, sketch = apps.get_model("items", "ResponsibilityItem"), apps.get_model("items", "ItemSketch")
    rows = item.objects.order_by("pk").values_list("pk", "task", "target").iterator(chunk_size=500)
    batch = []
    for pk, task, target in rows:
        batch += [sketch(item_id=pk, mark=mark) for mark in marks_of(wording(task, target))]
        if len(batch) > 5000:
            sketch.objects.bulk_create(batch)
            batch = []
    sketch.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0005_desk_questions"),
    ]

    operations = [migrations.RunPython(sketch_all, migrations.RunPython.noop)]
