"""Writes a checked ledger: all its good rows as items, or none, in one transaction under the office's numbering lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from tracker.common.errors import Refused
from tracker.items.charge import Leaders, leaders_on
from tracker.items.history import digest, set_ends
from tracker.items.lights import SHANGHAI
from tracker.items.models import (
    Event,
    ImportRow,
    LedgerImport,
    ProgressReport,
    ResponsibilityItem,
    UnitAssignment,
)
from tracker.items.numbering import next_batch
from tracker.items.sketches import keep_marks, marks_of, wording
from tracker.items.states import OPEN, State
from tracker.org.numbering import locked_office
from tracker.org.queries import unit_names

BATCH = 500
AGAIN = "检查之后单位或编号有了变动，请重新检查后再导入。"


def write(row: LedgerImport, at: dt.datetime) -> None:
    """Makes an item of every good row, with its parts, its progress and the first line of its history.

    Raises Refused where units or numbers have changed since the check.
    """
    rows = list(ImportRow.objects.filter(ledger=row, is_good=True).order_by("number"))
    marks = {
        one.number: marks_of(wording(one.plan["task"], one.plan["target"])) for one in rows if is_open(one)
    }
    with transaction.atomic():
        office = locked_office()
        today = at.astimezone(SHANGHAI).date()
        refuse_changes(rows, today)
        year = today.year
        batch = next_batch(year)
        mine = LedgerImport.objects.filter(
            pk=row.pk, state=LedgerImport.State.APPLYING, attempts=row.attempts
        )
        if not mine.update(
            state=LedgerImport.State.APPLIED,
            progress=100,
            lease_until=None,
            error="",
            batch_year=year,
            batch_no=batch,
        ):
            return
        leaders = leaders_on(today)
        prefix = f"{office.number_prefix}〔{year}〕{batch}"
        items = [
            item_of(one, f"{prefix}-{number}", number, row, leaders, at) for number, one in enumerate(rows, 1)
        ]
        ResponsibilityItem.objects.bulk_create(items, batch_size=BATCH)
        write_parts(rows, items, row, at)
        write_history(rows, items, row, at)
        keep_marks((item, marks.get(one.number, ())) for one, item in zip(rows, items, strict=True))


def refuse_changes(rows: Iterable[ImportRow], today: dt.date) -> None:
    """Raises Refused where a unit went out of use or a number came in since the check."""
    active = set(unit_names(today))
    numbers = {row.source_no for row in rows if row.source_no}
    taken = set(
        ResponsibilityItem.objects.filter(withdrawn_at=None)
        .exclude(source_no="")
        .values_list("source_no", flat=True)
    )
    if numbers & taken or any(part["unit"] not in active for row in rows for part in row.plan["parts"]):
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
    )


def write_history(
    rows: list[ImportRow], items: list[ResponsibilityItem], ledger: LedgerImport, at: dt.datetime
) -> None:
    """The first line of every item's history: from which row of which file it came, and what it said."""
    events = []
    for row, item in zip(rows, items, strict=True):
        data = {
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
