"""Doors for django-q2 and the small jobs that belong to no app of their own. Each is bounded and may run twice."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_q.models import Failure

from tracker.api.idempotency import forgotten as forgotten_keys
from tracker.items import bulk, expiring, unsaved_reports
from tracker.items.job_queries import unplanned_count
from tracker.items.ledger_import import working
from tracker.meetings import presence, unsaved, unsaved_forms
from tracker.meetings.operations import reap_parsing
from tracker.notices import delivery

from . import strays
from . import tick as ticks

KEEP_FAILURES = dt.timedelta(days=30)


def tick() -> dict[str, int]:
    """The minute tick, called by django-q2 without arguments; the only place where background work reads the clock."""
    return ticks.tick(timezone.now())


def reap(at: dt.datetime) -> int:
    """Returns to their queues what killed workers held: messages, speeches, ledgers and bulk acts whose lease is over."""
    return delivery.reap(at) + reap_parsing(at) + working.reap(at) + bulk.reap(at)


def abandoned(at: dt.datetime) -> int:
    """Messages whose lease is over."""
    return delivery.abandoned(at)


def unplanned(at: dt.datetime) -> int:
    """Assignments that changed since their reminders were planned."""
    return unplanned_count()


def housekeeping(at: dt.datetime) -> int:
    """Deletes expired sessions, failure records of the queue older than 30 days, tabs long closed, forms nobody came back to, keys of the
    interface older than a day, files no row names, and returned sheets and ledgers of which nothing was entered, announced a week before; how many.
    Counts for SQLite what its indexes hold.
    """
    count_indexes()
    return sum(rows.delete()[0] for rows in old_rows(at)) + strays.sweep(at) + expiring.expire(at)


def count_indexes() -> None:
    """What PostgreSQL does by itself: without it SQLite chooses its indexes blindly, and a ledger's import makes old counts wrong."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # A thousand entries of each index say enough; reading all of a large office's takes seconds.
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


def litter(at: dt.datetime) -> int:
    """How many rows and files housekeeping would delete."""
    return sum(rows.count() for rows in old_rows(at)) + strays.number(at) + expiring.waiting(at)


def old_rows(at: dt.datetime) -> tuple:
    """The rows nobody needs any more."""
    return (
        Session.objects.filter(expire_date__lt=at),
        Failure.objects.filter(stopped__lt=at - KEEP_FAILURES),
        presence.gone(at),
        bulk.forgotten(at),
        *unsaved.forgotten(at),
        unsaved_forms.forgotten_forms(at),
        unsaved_reports.forgotten(at),
        forgotten_keys(at),
    )
