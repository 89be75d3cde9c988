"""Spreadsheets that were handed in and of which nothing was ever entered: whoever handed one in is told that it will go, and later that it is gone.

A feedback sheet with a single row entered and a ledger that was written are what the history refers to, and stay. Nothing goes without
having been announced a week before, however long the machine stood still.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from tracker.common.dates import SHANGHAI
from tracker.notices.operations import post
from tracker.notices.rendering import render

from .feedback.operations import throwable_sheet
from .ledger_import.operations import throwable_ledgers
from .models import ReturnedSheet
from .uploads import drop

# After so many days without a row entered it is announced, and so many days later it goes.
RESTS, WARNING = dt.timedelta(days=23), dt.timedelta(days=7)
MOST = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """One kind of spreadsheet that expires: its words, its pages, its rows of which nothing was entered.

    `throwable` locks one of them until the transaction ends; None where it has gone or something was entered meanwhile.
    """

    key: str
    noun: str
    undone: str
    page: str
    every: str
    untouched: Callable[[], QuerySet[Any]]
    throwable: Callable[[int], Any]


SHEET = Upload(
    "sheet", "反馈表", "录入任何一行", "portal:feedback_sheet", "portal:feedback",
    lambda: ReturnedSheet.objects.filter(taken__isnull=True), throwable_sheet,
)  # fmt: skip
LEDGER = Upload(
    "ledger", "台账", "确认导入", "console:ledger", "console:ledgers",
    throwable_ledgers, lambda pk: throwable_ledgers().select_for_update().filter(pk=pk).first(),
)  # fmt: skip
UPLOADS = (SHEET, LEDGER)


def to_warn(kind: Upload, at: dt.datetime) -> QuerySet[Any]:
    """Those whose going is to be announced at `at`, oldest first."""
    return kind.untouched().filter(warned_at=None, uploaded_at__lt=at - RESTS).order_by("uploaded_at", "pk")


def to_drop(kind: Upload, at: dt.datetime) -> QuerySet[Any]:
    """Those that were announced long enough ago, oldest first."""
    return kind.untouched().filter(warned_at__lt=at - WARNING).order_by("uploaded_at", "pk")


def waiting(at: dt.datetime) -> int:
    """How many uploads expire() would announce or remove; one query a kind."""
    return sum((to_warn(kind, at) | to_drop(kind, at)).count() for kind in UPLOADS)


def expire(at: dt.datetime) -> int:
    """Announces and removes what is due, at most MOST of each; how many."""
    done = 0
    for kind in UPLOADS:
        gone, told = (list(rows(kind, at).values_list("pk", flat=True)[:MOST]) for rows in (to_drop, to_warn))
        done += sum(remove(kind, pk, at) for pk in gone) + sum(warn(kind, pk, at) for pk in told)
    return done


@transaction.atomic
def warn(kind: Upload, pk: int, at: dt.datetime) -> bool:
    """Tells whoever handed it in; the mark and the message together, once."""
    row = to_warn(kind, at).filter(pk=pk).first()
    if row is None or not type(row).objects.filter(pk=pk, warned_at=None).update(warned_at=at):
        return False
    tell(kind, "upload_expiring", row, at)
    return True


@transaction.atomic
def remove(kind: Upload, pk: int, at: dt.datetime) -> bool:
    """Removes it with its file, unless something of it was entered at the last moment, and says so to whoever handed it in."""
    row = kind.throwable(pk)
    if row is None:
        return False
    tell(kind, "upload_expired", row, at)
    return drop(type(row).objects.filter(pk=pk))


def tell(kind: Upload, notice: str, row: Any, at: dt.datetime) -> None:
    """One message; its key is the upload's, so that a second worker's is none."""
    person = row.uploaded_by
    url = reverse(kind.every) if notice == "upload_expired" else reverse(kind.page, args=[row.pk])
    last = (at + WARNING).astimezone(SHANGHAI).date()
    context = {"upload": row, "kind": kind, "person": person, "last": last, "url": url}
    key = f"{notice}:{kind.key}{row.pk}:{row.sha256[:12]}"
    post(key=key, kind=notice, recipient=person, rendered=render(notice, context), url=url, at=at)
