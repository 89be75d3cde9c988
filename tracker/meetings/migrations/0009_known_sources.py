"""Gives every speech that is here already its source, with its file, and its signature."""

from __future__ import annotations

import uuid

from django.db import migrations

from tracker.meetings.bridge import signature


def move(apps, schema_editor):
    Speech, Source = apps.get_model("meetings", "Speech"), apps.get_model("meetings", "Source")
    ShingleHash = apps.get_model("meetings", "ShingleHash")
    for speech in Speech.objects.iterator(chunk_size=50):
        whole = {"start": 0, "end": len(speech.text), "twin": None, "details": details_of(speech)}
        source = Source.objects.create(
            batch=uuid.uuid4(), name=speech.file_name, file=speech.file, text=speech.text, sha256=speech.sha256,
            parts=[whole], uploaded_by=speech.uploaded_by, uploaded_at=speech.uploaded_at,
        )  # fmt: skip
        Speech.objects.filter(pk=speech.pk).update(source=source, details=whole["details"])
        ShingleHash.objects.bulk_create(
            ShingleHash(speech=speech, value=value) for value in signature(speech.text)
        )


def details_of(speech):
    values = {
        "title": speech.title,
        "speaker": speech.speaker,
        "occasion": speech.occasion,
        "level": "",
        "held_on": speech.held_on.isoformat(),
    }
    made = {field: {"value": value, "reason": "", "start": 0, "end": 0} for field, value in values.items()}
    made["held_on"]["reason"] = speech.held_on_reason
    return made


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_source")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
