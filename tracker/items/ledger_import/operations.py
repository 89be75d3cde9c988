"""What people decide about a ledger on its way in: hand it in, say what its columns are, have it written, take it back, throw it away.

Reading, writing and taking back are a worker's (working.py); here a decision is written down and a worker is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_q.tasks import async_task

from tracker.access.policy import Act, Viewer
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.models import LedgerHabit, LedgerImport
from tracker.items.registration import names_on
from tracker.items.states import State as Standing
from tracker.items.uploads import drop, fingerprint, kept_once
from tracker.org.operations import remember_name

from .fields import FIELDS, guessed
from .reading import Table, read_ledger

State = LedgerImport.State
# States in which nothing is under way and the columns may be said anew.
AT_REST = (State.MAPPING, State.CHECKED)


def require(by: Viewer) -> None:
    """Raises Forbidden unless the policy lets `by` bring ledgers in."""
    if not by.may(Act.IMPORT_LEDGER):
        raise Forbidden("只有督查专员可以导入台账。")


def read(import_id: int) -> LedgerImport:
    """The import. Raises Stale where it was thrown away."""
    found = LedgerImport.objects.filter(pk=import_id).first()
    if found is None:
        raise Stale("这份台账刚被放弃，没有写入任何事项。")
    return found


def receive(data: bytes, *, name: str, by: Viewer, at: dt.datetime) -> LedgerImport:
    """Keeps a ledger with its head as read and its columns as guessed, or as said last time for the same titles.

    The same file that is on its way already is given back. Raises BadSheet for what is no ledger, Refused for one that is in or has a
    secrecy mark, Forbidden.
    """
    require(by)
    sha256 = fingerprint(data, name=name)
    same = LedgerImport.objects.filter(sha256=sha256).exclude(state=State.UNDONE)
    earlier = same.first()
    if earlier is not None:
        if earlier.state == State.APPLIED and earlier.applied_at:
            day = earlier.applied_at.astimezone(SHANGHAI)
            raise Refused(f"这个文件已于{day:%Y年%-m月%-d日}导入，没有再次导入；要重新导入，请先撤回那一次。")
        return earlier
    table = read_ledger(data)
    made = LedgerImport(
        name=name[:150],
        sha256=sha256,
        size=len(data),
        sheet=table.sheet,
        titles=list(table.titles),
        examples=table.examples(),
        fingerprint=table.fingerprint,
        notes=list(table.notes),
        uploaded_by_id=by.actor_id,
        uploaded_at=at,
        **remembered(table, at),
    )
    return kept_once(made, data, same=same)


def remembered(table: Table, at: dt.datetime) -> dict[str, Any]:
    """Mapping and options as they were for the same titles last time, else as they are guessed."""
    today = at.astimezone(SHANGHAI).date()
    options = {"basis": "", "approver": "", "reference_on": today.isoformat(), "closed_on": "", "states": {}}
    habit = LedgerHabit.objects.filter(fingerprint=table.fingerprint).first()
    if habit is not None:
        places = {title: place for place, title in enumerate(table.titles)}
        mapping = {key: places[title] for key, title in habit.columns.items() if title in places}
        return {"mapping": mapping, "options": {**options, **habit.options}}
    names = names_on(today)
    mapping = guessed(table.titles, table.examples(), lambda text: bool(names.units({"text": text})))
    return {"mapping": mapping, "options": options}


def set_columns(
    import_id: int, *, mapping: Mapping[str, int], options: Mapping[str, Any], by: Viewer, at: dt.datetime
) -> None:
    """Says what the columns are, remembers it for tables with the same titles, and has the rows checked.

    Raises Refused for a missing or doubled column or a missing basis, Stale where the ledger is under way, Forbidden.
    """
    require(by)
    row = read(import_id)
    check_mapping(mapping, options, len(row.titles))
    words = {**options, "states": {**row.options.get("states", {}), **options.get("states", {})}}
    with transaction.atomic():
        move(import_id, AT_REST, State.TO_CHECK, mapping=dict(mapping), options=words)
        LedgerHabit.objects.update_or_create(
            fingerprint=row.fingerprint,
            defaults={
                "columns": {key: row.titles[place] for key, place in mapping.items()},
                # Dates belong to one file; words and names hold for the next one as well.
                "options": {key: words[key] for key in ("basis", "approver", "states")},
                "saved_by_id": by.actor_id,
                "saved_at": at,
            },
        )


def check_mapping(mapping: Mapping[str, int], options: Mapping[str, Any], columns: int) -> None:
    """Raises Refused where a needed field has no column, two fields have one, or nothing says on what basis."""
    for field in FIELDS:
        if field.is_needed and field.key not in mapping:
            raise Refused(f"请选择“{field.label}”是哪一列。")
    places = list(mapping.values())
    if len(set(places)) < len(places) or any(not 0 <= place < columns for place in places):
        raise Refused("一列只能对应一项，请检查重复的选择。")
    for key, label in (("basis", "立项依据"), ("approver", "批准人")):
        if key not in mapping and not options.get(key, "").strip():
            raise Refused(f"没有选“{label}”列，请在下面统一填写{label}。")


def settle_words(
    import_id: int, *, units: Mapping[str, tuple[str, int]], states: Mapping[str, str], by: Viewer
) -> None:
    """Says what unknown names mean (kept as aliases of a unit or group) and words for states; then the rows are checked again.

    Raises Refused where a name is taken by another unit, Stale, Forbidden.
    """
    require(by)
    row = read(import_id)
    known = {word: state for word, state in states.items() if state in Standing.values}
    with transaction.atomic():
        for written, (kind, pk) in units.items():
            remember_name(written, **{f"{kind}_id": pk})
        options = {**row.options, "states": {**row.options.get("states", {}), **known}}
        habits = LedgerHabit.objects.filter(fingerprint=row.fingerprint).first()
        if habits is not None:
            habits.options = {**habits.options, "states": options["states"]}
            habits.save(update_fields=["options"])
        move(import_id, (State.CHECKED,), State.TO_CHECK, options=options)


def confirm(import_id: int, *, by: Viewer, at: dt.datetime) -> None:
    """Has the good rows written as they were shown. A second click finds it under way. Raises Refused, Stale, Forbidden."""
    require(by)
    row = read(import_id)
    if not row.counts.get("good"):
        raise Refused("没有可以导入的行，请先改好问题。")
    move(import_id, (State.CHECKED,), State.TO_APPLY, applied_by_id=by.actor_id, applied_at=at)


def take_back(import_id: int, *, by: Viewer, at: dt.datetime) -> None:
    """Has a whole import taken back. Whether its items have moved is looked at when it is done. Raises Stale, Forbidden."""
    require(by)
    move(import_id, (State.APPLIED,), State.TO_UNDO, undone_by_id=by.actor_id, undone_at=at)


def discard(import_id: int, *, by: Viewer) -> bool:
    """Throws away a ledger of which nothing was written; False where it is under way or in."""
    require(by)
    with transaction.atomic():
        resting = throwable_ledgers().select_for_update().filter(pk=import_id)
        return drop(resting) or not LedgerImport.objects.filter(pk=import_id).exists()


def throwable_ledgers() -> QuerySet[LedgerImport]:
    """The ledgers that rest and of which nothing was ever written."""
    return LedgerImport.objects.filter(state__in=AT_REST, batch_no=None)


def move(import_id: int, sources: tuple[str, ...], target: str, **columns: Any) -> None:
    """The compare-and-set of a decision, and the hint to a worker. Raises Stale where the ledger is somewhere else."""
    waiting = LedgerImport.objects.filter(pk=import_id, state__in=sources)
    if not waiting.update(state=target, progress=0, attempts=0, lease_until=None, error="", **columns):
        now = read(import_id)
        raise Stale(f"这次导入现在是“{now.get_state_display()}”，请刷新后再操作。")
    transaction.on_commit(lambda: announce(import_id))


def announce(import_id: int) -> None:
    """Tells a worker. A hint only: the sweep finds what no message announced."""
    async_task("tracker.items.tasks.import_ledger", import_id)
