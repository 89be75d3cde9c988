"""Files that no row names: what a worker left that was killed between writing a file and committing its row, or between a row's end and its file's.

A file younger than STAYS is never looked at: its row may still be on the way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField

STAYS = dt.timedelta(days=1)
# Of one run; the next finds the rest.
MOST = 500


def sweep(at: dt.datetime) -> int:
    """Deletes the stray files there are at `at`; how many."""
    found = list(islice(strays(at), MOST))
    for storage, name in found:
        storage.delete(name)
    return len(found)


def number(at: dt.datetime) -> int:
    """How many files a sweep would delete."""
    return sum(1 for _ in islice(strays(at), MOST))


def strays(at: dt.datetime) -> Iterator[tuple[Storage, str]]:
    """The old files in the folders of our rows' files that no row names; one query a folder."""
    for field in file_fields():
        # Read before the rows: a file that is named later is no stray then.
        old = [
            name
            for name in files_under(field.storage, str(field.upload_to).partition("/")[0])
            if field.storage.get_modified_time(name) < at - STAYS
        ]
        named = set(field.model._base_manager.values_list(field.name, flat=True)) if old else set()
        yield from ((field.storage, name) for name in old if name not in named)


def file_fields() -> list[FileField]:
    """The columns of the product's rows that name files, each with a folder of its own (upload_to)."""
    models = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("tracker.")
        for model in config.get_models()
    ]
    return [field for model in models for field in model._meta.get_fields() if isinstance(field, FileField)]


def files_under(storage: Storage, folder: str) -> list[str]:
    """The names of all files in a folder and those below it; [] where there is none."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = [name for inner in folders for name in files_under(storage, f"{folder}/{inner}")]
    return [f"{folder}/{name}" for name in files] + below
