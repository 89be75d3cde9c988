"""The one lock behind every running number of the office (batches of items, issues of papers)."""

from __future__ import annotations

from .models import Office


def locked_office() -> Office:
    """The office's row, locked until the transaction ends: whoever takes a number holds it, so no two take the same.

    To be called inside a transaction. On SQLite the write lock of the IMMEDIATE transaction serves.
    """
    Office.objects.get_or_create(singleton=True, defaults={"name": "督查室"})
    return Office.objects.select_for_update().get(singleton=True)
