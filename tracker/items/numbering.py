"""Batches of items: those of speeches and those of imported ledgers run in one sequence a year."""

from __future__ import annotations

from django.db.models import Max

from tracker.meetings.queries import last_batch

from .models import LedgerImport


def next_batch(year: int) -> int:
    """The next batch number of the year; the office's row is locked by the caller (org.numbering)."""
    imported = LedgerImport.objects.filter(batch_year=year).aggregate(last=Max("batch_no"))["last"] or 0
    return max(last_batch(year), imported) + 1
