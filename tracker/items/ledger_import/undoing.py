"""Takes a whole import back while none of its items has moved. The items leave every list; their history stays, with one line more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError

from tracker.common.errors import Refused
from tracker.items.history import digest, set_ends
from tracker.items.models import (
    Event,
    ItemSketch,
    LedgerImport,
    ProgressReport,
    ResponsibilityItem,
    UnitAssignment,
)
from tracker.items.queries import act_label

BATCH = 500
NAMED = 5


def undo(row: LedgerImport, at: dt.datetime) -> None:
    """Removes parts and reports of the import, marks its items as withdrawn, and says so in each history.

    All or nothing. Raises Refused naming the items that have moved and by what.
    """
    with transaction.atomic():
        # Parts first, then items: the order in which every act takes them.
        parts = UnitAssignment.objects.filter(item__import_row__ledger=row)
        list(parts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        ours = ResponsibilityItem.objects.filter(import_row__ledger=row).order_by("pk")
        items = list(ours.select_for_update(of=("self",)))
        told = blockers(row)
        if told:
            raise Refused(f"不能撤回：{'；'.join(told)}。")
        mine = LedgerImport.objects.filter(pk=row.pk, state=LedgerImport.State.UNDOING, attempts=row.attempts)
        if not mine.update(state=LedgerImport.State.UNDONE, progress=100, lease_until=None, error=""):
            return
        try:
            ProgressReport.objects.filter(assignment__in=parts).delete()
            parts.delete()
        except ProtectedError as error:
            raise Refused("不能撤回：有任务已经产生了别的记录（如催办、核查、邮件里的办理链接）。") from error
        ItemSketch.objects.filter(item__in=ours).delete()
        events = []
        for item in items:
            event = Event(item=item, number=2, act="undo_import", by_id=row.undone_by_id, at=at)
            event.data = {"ledger": {"name": row.name, "sha256": row.sha256}}
            event.digest = digest(event, item.history_digest)
            item.history_length, item.history_digest = 2, event.digest
            events.append(event)
        Event.objects.bulk_create(events, batch_size=BATCH)
        set_ends(items)
        ResponsibilityItem.objects.filter(import_row__ledger=row).update(withdrawn_at=at)


def blockers(row: LedgerImport) -> list[str]:
    """What has happened to items of the import since, item by item, the first few by name; [] when it can be taken back."""
    later = (
        Event.objects.filter(item__import_row__ledger=row, number__gt=1)
        .select_related("item", "by")
        .order_by("item_id", "number")
    )
    first: dict[str, str] = {}
    for event in later.iterator():
        words = f"{event.item.item_no}已由{event.by or '系统'}{act_label(event.act)}"
        first.setdefault(event.item.item_no, words)
    touched = UnitAssignment.objects.filter(item__import_row__ledger=row, revision__gt=1).select_related(
        "item"
    )
    for part in touched:
        first.setdefault(part.item.item_no, f"{part.item.item_no}的任务已有改动")
    told = list(first.values())
    more = [f"另有{len(told) - NAMED}个事项也已办理"] if len(told) > NAMED else []
    return told[:NAMED] + more
