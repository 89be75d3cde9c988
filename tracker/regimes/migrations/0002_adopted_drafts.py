from __future__ import annotations

from typing import Any

from django.db import migrations


def tell_adopted(apps: Any, schema_editor: Any) -> None:
    """Announced regimes that were adopted before say so themselves now."""
    regime, draft = apps.get_model("regimes", "Regime"), apps.get_model("meetings", "RegimeDraft")
    adopted = regime.objects.exclude(draft=None).values_list("draft", flat=True)
    draft.objects.filter(pk__in=list(adopted)).update(decision="adopted")


class Migration(migrations.Migration):
    dependencies = [
        ("regimes", "0001_initial"),
        ("meetings", "0007_desk_questions"),
    ]

    operations = [migrations.RunPython(tell_adopted, migrations.RunPython.noop)]
