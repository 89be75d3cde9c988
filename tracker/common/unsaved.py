"""Keeping what is typed into an open form, field by field: what every kind of form that is kept (of drafts, of reports) has in common.

A kept form is a row of its own model with `fields` (as the form gave them) and `kept_at`, unique on whose it is and what it is
about. It is never a decision: nothing reads it but the form it came from.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
# So long may a form wait for its person to come back.
KEEP = dt.timedelta(days=14)


def put(
    model: type[Model],
    fields: dict[str, Any],
    *,
    at: dt.datetime,
    beside: dict[str, Any] | None = None,
    **whose: Any,
) -> bool:
    """Keeps `fields` in place of what was kept for `whose`; empty ones drop it. True where something is kept now.

    `beside` are further columns of the row.
    """
    rows = model._default_manager
    if not fields:
        rows.filter(**whose).delete()
        return False
    rows.update_or_create(**whose, defaults={"fields": fields, "kept_at": at, **(beside or {})})
    return True


def old(model: type[Row], at: dt.datetime) -> QuerySet[Row]:
    """The forms that nobody came back for."""
    return model._default_manager.filter(kept_at__lt=at - KEEP)
