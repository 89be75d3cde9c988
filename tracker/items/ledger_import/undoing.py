"""Takes a whole import back while none of its items has moved. The items leave every list; their history stays, with one line more.

One transaction hides the whole; what is hidden is then taken apart a few items at a time, by as many workers as it takes.
"""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction

from tracker.common.errors import Refused
from tracker.items.act_names import act_label
from tracker.items.history import digest, set_ends
from tracker.items.models import Event, ItemSketch, LedgerImport, ProgressReport, UnitAssignment

from .writing import BATCH, RUN, circumstances_of, hold, items_of, parts_of, slices

NAMED = 5
OTHERS = "不能撤回：有任务已经产生了别的记录（如催办、核查、邮件里的办理链接）。"


def undo(row: LedgerImport, at: dt.datetime) -> bool:
    """Marks the items as withdrawn, removes their parts and reports, and says so in each history; True when all is done.

    Raises Refused naming the items that have moved and by what, before anything is done; Lost.
    """
    if items_of(row).filter(withdrawn_at=None).exists():
        hide(row, at)
    # The line is written last, with the parts gone: an item with one line is one that is still to be taken apart.
    left = list(items_of(row).filter(history_length=1).values_list("pk", flat=True))
    done, whole = items_of(row).count() - len(left), max(1, items_of(row).count())
    for some in slices(left):
        done += len(some)
        with transaction.atomic():
            hold(row, progress=99 * done // whole)
            take_apart(row, list(some), at)
    if len(left) > RUN:
        return False
    hold(row, state=LedgerImport.State.UNDONE, progress=100, lease_until=None, error="")
    return True


@transaction.atomic
def hide(row: LedgerImport, at: dt.datetime) -> None:
    """The import is gone for everybody from now on, or the reason why it cannot go. Raises Refused, Lost."""
    # Parts first, then items: the order in which every act takes them.
    list(parts_of(row).select_for_update(of=("self",)).values_list("pk", flat=True))
    list(items_of(row).select_for_update(of=("self",)).values_list("pk", flat=True))
    told = blockers(row)
    if told:
        raise Refused(f"不能撤回：{'；'.join(told)}。")
    if has_others(row):
        raise Refused(OTHERS)
    hold(row, error="")
    parts_of(row).update(is_hidden=True)
    items_of(row).update(withdrawn_at=at)


def take_apart(row: LedgerImport, some: list[int], at: dt.datetime) -> None:
    """Some hidden items: what hangs on them goes, and their history gets its last line."""
    ProgressReport.objects.filter(assignment__item__in=some).delete()
    UnitAssignment.with_hidden.filter(item__in=some).delete()
    ItemSketch.objects.filter(item__in=some).delete()
    items, events = list(items_of(row).filter(pk__in=some)), []
    beside = circumstances_of(row.undone_by, row.undone_at, "undo_import")
    for item in items:
        event = Event(item=item, number=2, act="undo_import", by_id=row.undone_by_id, at=at)
        event.data = {**beside, "ledger": {"name": row.name, "sha256": row.sha256}}
        event.digest = digest(event, item.history_digest)
        item.history_length, item.history_digest = 2, event.digest
        events.append(event)
    Event.objects.bulk_create(events, batch_size=BATCH)
    set_ends(items)


def has_others(row: LedgerImport) -> bool:
    """Does anything hang on the parts or their reports that does not go with them? Whatever is protected from being lost."""
    reports = ProgressReport.objects.filter(assignment__in=parts_of(row).values("pk"))
    for rows, ours in ((parts_of(row), (ProgressReport, Event)), (reports, ())):
        for relation in rows.model._meta.related_objects:
            kept = getattr(relation, "on_delete", None) in (models.PROTECT, models.RESTRICT)
            if not kept or relation.related_model in ours:
                continue
            there = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": rows.order_by().values("pk")}
            )
            if there.exists():
                return True
    return False


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
    for part in parts_of(row).filter(revision__gt=1).select_related("item"):
        first.setdefault(part.item.item_no, f"{part.item.item_no}的任务已有改动")
    told = list(first.values())
    more = [f"另有{len(told) - NAMED}个事项也已办理"] if len(told) > NAMED else []
    return told[:NAMED] + more
