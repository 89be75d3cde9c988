"""Writes a checked ledger, all its good rows or none, a few at a time so that nobody waits for the database.

Every slice is a short transaction, conditional on the claim. What is written stands aside (parts hidden, items in no list) until the last
row is in; then one short transaction under the office's numbering lock shows the whole. A worker that was killed is followed by one
that goes on with the rows that are missing; where the whole can no longer be shown, what was written is removed again (`clear`).
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from tracker.access.viewers import viewer_of
from tracker.common.dates import SHANGHAI
from tracker.common.errors import Refused
from tracker.items.charge import Leaders, leaders_on
from tracker.items.history import circumstances, digest, set_ends
from tracker.items.models import (
    Event,
    ImportRow,
    ItemSketch,
    LedgerImport,
    ProgressReport,
    ResponsibilityItem,
    UnitAssignment,
)
from tracker.items.numbering import next_batch
from tracker.items.sketches import keep_marks, marks_of, wording
from tracker.items.states import OPEN, State
from tracker.org.models import Person
from tracker.org.numbering import locked_office
from tracker.org.queries import unit_names

# Rows a transaction: a tenth of a second or two, in which others wait on SQLite. Rows a run: half a minute, well within a lease.
SLICE, RUN = 100, 4000
# SQLite keeps no queue: who waits looks again after at most a tenth of a second, and would find the next slice under way for ever.
PAUSE = 0.11
BATCH = 500
AGAIN = "检查之后单位或编号有了变动，请重新检查后再导入。"


class Lost(Exception):
    """Another worker has taken the claim over."""


def hold(row: LedgerImport, **columns: Any) -> None:
    """The claim, kept in the caller's transaction: a worker that took over waits for it to end. Raises Lost."""
    mine = LedgerImport.objects.filter(pk=row.pk, state=row.state, claims=row.claims)
    if not mine.update(**columns):
        raise Lost


def circumstances_of(person: Person | None, at: dt.datetime | None, act: str) -> dict[str, Any]:
    """What the lines say of whoever decided, as it was when they did: for whom they stood in."""
    if person is None or at is None:
        return {}
    return circumstances(viewer_of(person, on=at.astimezone(SHANGHAI).date()), act, None)


def slices(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows of one run, as many at a time as a transaction takes. In between, whoever waits to write is let in."""
    for at in range(0, min(len(rows), RUN), SLICE):
        if at and connection.vendor == "sqlite":
            time.sleep(PAUSE)
        yield rows[at : at + SLICE]


def items_of(row: LedgerImport) -> QuerySet[ResponsibilityItem]:
    """The items of an import, shown or not, in the order in which every act takes them."""
    return ResponsibilityItem.objects.filter(import_row__ledger=row).order_by("pk")


def parts_of(row: LedgerImport) -> QuerySet[UnitAssignment]:
    """The parts of an import, shown or not."""
    return UnitAssignment.with_hidden.filter(item__import_row__ledger=row).order_by("pk")


def write(row: LedgerImport, at: dt.datetime) -> bool:
    """Makes an item of every good row, with its parts, its progress and the first line of its history; True when all are in.

    Raises Refused where units or numbers have changed since the check, Lost.
    """
    begin(row, at)
    numbers = dict(enumerate(ImportRow.objects.filter(ledger=row, is_good=True).order_by("number").values_list("pk", flat=True), 1))  # fmt: skip
    there = set(items_of(row).values_list("import_row", flat=True))
    missing = [(number, pk) for number, pk in numbers.items() if pk not in there]
    leaders = leaders_on(at.astimezone(SHANGHAI).date())
    for some in slices(missing):
        write_slice(row, some, leaders, at, percent=99 * (len(there) + len(some)) // len(numbers))
        there.update(pk for _, pk in some)
    if len(there) < len(numbers):
        return False
    show(row, at)
    return True


@transaction.atomic
def begin(row: LedgerImport, at: dt.datetime) -> None:
    """Takes the number of the batch, once; and looks whether the rows can be shown at all before the first is written."""
    office = locked_office()
    hold(row, error="")
    if row.batch_no is None:
        today = at.astimezone(SHANGHAI).date()
        refuse_changes(row, today)
        row.batch_year, row.batch_no = today.year, next_batch(today.year)
        row.hidden_after = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        hold(row, batch_year=row.batch_year, batch_no=row.batch_no, hidden_after=row.hidden_after)
    row.prefix = f"{office.number_prefix}〔{row.batch_year}〕{row.batch_no}"  # type: ignore[attr-defined]


def write_slice(
    ledger: LedgerImport, some: Sequence[tuple[int, int]], leaders: Leaders, at: dt.datetime, *, percent: int
) -> None:
    """Some rows, given as (number in the batch, id), with all that belongs to them."""
    found = ImportRow.objects.in_bulk([pk for _, pk in some])
    rows = [found[pk] for _, pk in some]
    # Worked out before the transaction: of an order's wording that takes longer than writing it.
    marks = [marks_of(wording(one.plan["task"], one.plan["target"])) if is_open(one) else () for one in rows]
    items = [
        item_of(one, f"{ledger.prefix}-{number}", number, ledger, leaders, at)  # type: ignore[attr-defined]
        for one, (number, _) in zip(rows, some, strict=True)
    ]
    with transaction.atomic():
        hold(ledger, progress=percent)
        ResponsibilityItem.objects.bulk_create(items, batch_size=BATCH)
        write_parts(rows, items, ledger, at)
        write_history(rows, items, ledger, at)
        keep_marks(zip(items, marks, strict=True))


@transaction.atomic
def show(row: LedgerImport, at: dt.datetime) -> None:
    """The whole import is there for everybody from now on. Raises Refused where units or numbers have changed meanwhile."""
    locked_office()
    hold(row, state=LedgerImport.State.APPLIED, progress=100, lease_until=None, error="", hidden_after=None)
    refuse_changes(row, at.astimezone(SHANGHAI).date())
    parts_of(row).update(is_hidden=False)
    items_of(row).update(withdrawn_at=None)


def clear(row: LedgerImport, at: dt.datetime) -> bool:
    """Removes what was written and never shown, history too, for nobody could know of it; True when nothing is left."""
    left = list(items_of(row).values_list("pk", flat=True))
    for some in slices(left):
        with transaction.atomic():
            hold(row, progress=min(99, row.progress + 1))
            for model, name in ((ItemSketch, "item"), (Event, "item"), (ProgressReport, "assignment__item")):
                model.objects.filter(**{f"{name}__in": some}).delete()
            UnitAssignment.with_hidden.filter(item__in=some).delete()
            ResponsibilityItem.objects.filter(pk__in=some).delete()
    if len(left) > RUN:
        return False
    hold(row, batch_year=None, batch_no=None, hidden_after=None)
    row.batch_year = row.batch_no = row.hidden_after = None
    return True


def refuse_changes(row: LedgerImport, today: dt.date) -> None:
    """Raises Refused where a unit went out of use or a number came in since the check."""
    active = set(unit_names(today))
    taken = ResponsibilityItem.objects.filter(withdrawn_at=None).exclude(source_no="")
    good = ImportRow.objects.filter(ledger=row, is_good=True)
    if good.exclude(source_no="").filter(source_no__in=taken.values("source_no")).exists():
        raise Refused(AGAIN)
    plans = good.values_list("plan__parts", flat=True)
    if any(part["unit"] not in active for parts in plans.iterator() for part in parts):
        raise Refused(AGAIN)


def is_open(row: ImportRow) -> bool:
    """Does any part of it still run?"""
    return any(part["state"] in OPEN for part in row.plan["parts"])


def item_of(
    row: ImportRow, item_no: str, number: int, ledger: LedgerImport, leaders: Leaders, at: dt.datetime
) -> ResponsibilityItem:
    """One item, not saved yet."""
    plan = row.plan
    leader = leaders.by_name.get(plan["leader"])
    return ResponsibilityItem(
        item_no=item_no,
        number=number,
        source_no=row.source_no,
        import_row=row,
        task=plan["task"],
        target=plan["target"],
        section=plan["section"],
        quote=plan["quote"],
        basis=plan["basis"][:200],
        approver=plan["approver"][:60],
        leader_in_charge=leader,
        leader_text="" if leader else plan["leader"],
        rrule=plan["rrule"][:120],
        recurrence_text=plan["recurrence_text"],
        registered_by_id=ledger.applied_by_id or 0,
        registered_at=at,
        withdrawn_at=at,
    )


def moment(day: str | None, hour: int = 9) -> dt.datetime | None:
    """A day of the ledger as a moment of that day."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), SHANGHAI) if day else None


def write_parts(
    rows: list[ImportRow], items: list[ResponsibilityItem], ledger: LedgerImport, at: dt.datetime
) -> None:
    """The units' parts and, where the ledger tells of progress, one report each."""
    pairs = [(item, part) for row, item in zip(rows, items, strict=True) for part in row.plan["parts"]]
    parts = [part_of(item, part, at) for item, part in pairs]
    UnitAssignment.objects.bulk_create(parts, batch_size=BATCH)
    reports = [
        ProgressReport(
            assignment=made,
            content=part["content"] or "（导入的台账没有写进展情况）",
            problems=part["problems"],
            next_steps=part["next_steps"],
            percent=part["percent"],
            reported_by_id=ledger.applied_by_id or 0,
            reported_at=at,
        )
        for made, (_, part) in zip(parts, pairs, strict=True)
        if part.get("content") or part.get("percent") is not None
    ]
    ProgressReport.objects.bulk_create(reports, batch_size=BATCH)


def part_of(item: ResponsibilityItem, part: dict[str, Any], at: dt.datetime) -> UnitAssignment:
    """One unit's part as the ledger has it."""
    state = part["state"]
    is_told = state != State.REGISTERED
    done = moment(part["closed_on"], 12)
    return UnitAssignment(
        item=item,
        unit_id=part["unit"],
        role=part["role"],
        named_as=part["named_as"],
        due_text=part["due_text"],
        due_on=dt.date.fromisoformat(part["due_on"]) if part["due_on"] else None,
        state=state,
        issued_at=(moment(part["issued_on"]) or done or at) if is_told else None,
        finished_at=done or (at if state == State.CLOSE_REQUESTED else None),
        closed_at=done,
        is_hidden=True,
    )


def write_history(
    rows: list[ImportRow], items: list[ResponsibilityItem], ledger: LedgerImport, at: dt.datetime
) -> None:
    """The first line of every item's history: from which row of which file it came, and what it said."""
    events, beside = [], circumstances_of(ledger.applied_by, ledger.applied_at, "import")
    for row, item in zip(rows, items, strict=True):
        data = {
            **beside,
            "basis": item.basis,
            "approver": item.approver,
            "ledger": {
                "name": ledger.name,
                "sha256": ledger.sha256,
                "row": row.number,
                "number": row.source_no,
            },
            "parts": [
                {key: part[key] for key in ("unit", "role", "due_on", "state")} for part in row.plan["parts"]
            ],
        }
        event = Event(item=item, number=1, act="import", by_id=ledger.applied_by_id, at=at, data=data)
        event.digest = digest(event, "")
        item.history_length, item.history_digest = 1, event.digest
        events.append(event)
    Event.objects.bulk_create(events, batch_size=BATCH)
    set_ends(items)
