"""Returned sheets of which nothing was ever entered: whoever handed one in is told that it will go, and later that it is gone.

A sheet with a single row entered is what the history refers to, and stays. Nothing goes without having been announced a week before,
however long the machine stood still.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from tracker.items.lights import SHANGHAI
from tracker.items.models import ReturnedSheet, TakenRow
from tracker.items.uploads import drop
from tracker.notices.operations import post
from tracker.notices.rendering import render

from .operations import held

# After so many days without a row entered it is announced, and so many days later it goes.
RESTS, WARNING = dt.timedelta(days=23), dt.timedelta(days=7)
MOST = 200


def untouched() -> QuerySet[ReturnedSheet]:
    """The sheets of which nothing was entered, oldest first."""
    return ReturnedSheet.objects.filter(taken__isnull=True).order_by("uploaded_at", "pk")


def to_warn(at: dt.datetime) -> QuerySet[ReturnedSheet]:
    """The sheets whose going is to be announced at `at`."""
    return untouched().filter(warned_at=None, uploaded_at__lt=at - RESTS)


def to_drop(at: dt.datetime) -> QuerySet[ReturnedSheet]:
    """The sheets that were announced long enough ago."""
    return untouched().filter(warned_at__lt=at - WARNING)


def waiting(at: dt.datetime) -> int:
    """How many sheets expire() would announce or remove; one query."""
    return (to_warn(at) | to_drop(at)).count()


def expire(at: dt.datetime) -> int:
    """Announces and removes what is due, at most MOST of each; how many."""
    ids = [list(rows.values_list("pk", flat=True)[:MOST]) for rows in (to_drop(at), to_warn(at))]
    return sum(remove(pk, at) for pk in ids[0]) + sum(warn(pk, at) for pk in ids[1])


@transaction.atomic
def warn(pk: int, at: dt.datetime) -> bool:
    """Tells whoever handed it in; the mark and the message together, once."""
    if not to_warn(at).filter(pk=pk).exists():
        return False
    if not ReturnedSheet.objects.filter(pk=pk, warned_at=None).update(warned_at=at):
        return False
    tell("sheet_expiring", ReturnedSheet.objects.select_related("uploaded_by").get(pk=pk), at)
    return True


@transaction.atomic
def remove(pk: int, at: dt.datetime) -> bool:
    """Removes it with its file, unless a row of it was entered at the last moment, and says so to whoever handed it in."""
    sheet = held(pk)
    if sheet is None or TakenRow.objects.filter(sheet=sheet).exists():
        return False
    tell("sheet_expired", sheet, at)
    return drop(ReturnedSheet.objects.filter(pk=pk))


def tell(kind: str, sheet: ReturnedSheet, at: dt.datetime) -> None:
    """One message; its key is the sheet's, so that a second worker's is none."""
    person = sheet.uploaded_by
    url = (
        reverse("portal:feedback")
        if kind == "sheet_expired"
        else reverse("portal:feedback_sheet", args=[sheet.pk])
    )
    context = {
        "sheet": sheet,
        "person": person,
        "last": (at + WARNING).astimezone(SHANGHAI).date(),
        "url": url,
    }
    post(key=f"{kind}:s{sheet.pk}:{sheet.sha256[:12]}", kind=kind, recipient=person, rendered=render(kind, context), url=url, at=at)  # fmt: skip
