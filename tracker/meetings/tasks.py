"""Doors for django-q2: an id in, one operation called."""

from __future__ import annotations

from django.utils import timezone

from . import operations


def parse(speech_id: int) -> bool:
    """Parses one speech; False when there was nothing to do."""
    return operations.parse(speech_id, at=timezone.now())
