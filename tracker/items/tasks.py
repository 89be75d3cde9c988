"""Doors for django-q2: an id in, one operation called."""

from __future__ import annotations

from django.utils import timezone

from . import bulk
from .ledger_import import working


def import_ledger(import_id: int) -> bool:
    """Does what a ledger waits for; False when there was nothing to do."""
    return working.work(import_id, at=timezone.now())


def carry_out(bulk_id: int) -> bool:
    """Carries out a confirmed bulk act, or its next parts."""
    return bulk.carry_out(bulk_id, at=timezone.now())
