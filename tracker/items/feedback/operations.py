"""Takes feedback sheets in and enters the chosen rows, by the same acts as on the pages. Every row of a file is entered once.

The rows of one file are taken in one order and their assignments locked first, so that two files never wait for each other for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from tracker.access.policy import Act, Relation, Viewer
from tracker.common.errors import Forbidden, Refused, Stale
from tracker.items.models import ReturnedSheet, TakenRow, UnitAssignment
from tracker.items.operations import Entered, acknowledge, request_close
from tracker.items.progress import UNCHANGED, Told, report_progress
from tracker.items.uploads import drop, fingerprint, kept_once

from .differences import Difference, differences
from .reading import read_sheet, to_json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the chosen rows: how many were entered, and row number → why not."""

    entered: int
    refused: dict[int, str]


def require(by: Viewer) -> None:
    """Raises Forbidden unless the policy lets `by` enter sheets for some unit."""
    if not by.may(Act.ENTER_SHEET, [Relation.OWN]):
        raise Forbidden("您的岗位不能录入反馈表。")


def receive(data: bytes, *, name: str, by: Viewer, at: dt.datetime) -> ReturnedSheet:
    """Keeps a returned sheet with what was read in it; nothing is entered yet. The same file again is the same sheet.

    Raises BadSheet for a file that cannot be read or is none of ours, Refused for one without any row or with a secrecy mark, Forbidden.
    """
    require(by)
    sha256 = fingerprint(data, name=name)
    mine = ReturnedSheet.objects.filter(sha256=sha256, uploaded_by=by.actor_id)
    earlier = mine.first()
    if earlier is not None:
        return earlier
    table = read_sheet(data)
    if not table.rows:
        raise Refused("表里没有任务行，请重新导出反馈表填写。")
    columns = {
        "name": name,
        "size": len(data),
        "rows": [to_json(row) for row in table.rows],
        "row_count": len(table.rows),
        "notes": list(table.notes),
        "uploaded_at": at,
    }
    made = ReturnedSheet(sha256=sha256, uploaded_by_id=by.actor_id, **columns)
    return kept_once(made, data, same=mine)


def discard(sheet_id: int, *, by: Viewer) -> bool:
    """Throws a sheet away of which nothing was entered; False where something was, and it stays."""
    require(by)
    with transaction.atomic():
        found = held(sheet_id)
        if found is None:
            return True
        if TakenRow.objects.filter(sheet=found).exists():
            return False
        return drop(ReturnedSheet.objects.filter(pk=sheet_id))


def held(sheet_id: int) -> ReturnedSheet | None:
    """The sheet, its row locked until the transaction ends, None when it is gone: entering and throwing away follow each other."""
    return ReturnedSheet.objects.select_for_update().filter(pk=sheet_id).first()


def throwable_sheet(sheet_id: int) -> ReturnedSheet | None:
    """The sheet, held, while nothing of it was entered; else None."""
    sheet = held(sheet_id)
    return None if sheet is None or TakenRow.objects.filter(sheet=sheet).exists() else sheet


def enter(
    sheet: ReturnedSheet, chosen: Mapping[int, int], *, all_or_none: bool, by: Viewer, at: dt.datetime
) -> Outcome:
    """Enters the chosen rows: row number → the revision of the task that the person had before them.

    A row entered before is passed over, so that the same file twice changes nothing. With `all_or_none` one row that
    cannot be entered leaves all of them out and raises Refused naming it; else each row stands for itself.
    """
    require(by)
    found = {one.read.number: one for one in differences(by, sheet)}
    wanted = [one for number in chosen if (one := found.get(number)) and one.kind in ("new", "conflict")]
    # By item and assignment, the order in which every sheet takes its rows.
    wanted.sort(key=lambda one: (one.task.item_id, one.task.pk) if one.task else (0, 0))
    refused = {
        number: f"{'；'.join(f'{bad.column}：{bad.text}' for bad in found[number].read.problems_found)}"
        for number in chosen
        if number in found and found[number].kind == "bad"
    }
    if not all_or_none:
        return one_by_one(sheet, wanted, chosen, refused, by=by, at=at)
    if refused:
        number, why = next(iter(refused.items()))
        raise Refused(f"第{number}行{why}。整表没有写入。")
    with transaction.atomic():
        locked = UnitAssignment.objects.select_for_update().filter(
            pk__in=[one.task.pk for one in wanted if one.task]
        )
        list(locked.order_by("pk").values_list("pk", flat=True))
        entered = 0
        for one in wanted:
            try:
                entered += enter_row(sheet, one, chosen[one.read.number], by=by, at=at)
            except (Refused, Stale, Forbidden) as error:
                raise Refused(f"第{one.read.number}行：{error}整表没有写入。") from error
    return Outcome(entered, {})


def one_by_one(
    sheet: ReturnedSheet,
    wanted: list[Difference],
    chosen: Mapping[int, int],
    refused: dict[int, str],
    *,
    by: Viewer,
    at: dt.datetime,
) -> Outcome:
    """Enters each row in a transaction of its own."""
    entered = 0
    for one in wanted:
        try:
            entered += enter_row(sheet, one, chosen[one.read.number], by=by, at=at)
        except (Refused, Stale, Forbidden) as error:
            refused[one.read.number] = str(error)
    return Outcome(entered, refused)


@transaction.atomic
def enter_row(sheet: ReturnedSheet, one: Difference, seen: int, *, by: Viewer, at: dt.datetime) -> bool:
    """Enters one row: signs for the task where nobody has, reports, asks to close. False where somebody entered it before."""
    assert one.task is not None
    read, task = one.read, one.task
    if held(sheet.pk) is None:
        raise Stale("这份反馈表已被放弃或已过期清除，请重新上传。")
    try:
        with transaction.atomic():
            row = TakenRow.objects.create(
                sheet=sheet,
                sha256=sheet.sha256,
                number=read.number,
                assignment=task,
                asked_close=read.asks_close,
                taken_by_id=by.actor_id,
                taken_at=at,
            )
    except IntegrityError:
        return False
    entered = Entered(sheet.name, sheet.sha256, read.number)
    if one.signs:
        acknowledge(task.pk, by=by, at=at, seen_revision=seen, entered=entered)
        seen += 1
    if read.content:
        report = report_progress(task.pk, told_by(one), seen_revision=seen, by=by, at=at, entered=entered)
        TakenRow.objects.filter(pk=row.pk).update(report=report)
        seen += 1
    if read.asks_close:
        request_close(task.pk, by=by, at=at, seen_revision=seen, entered=entered)
    return True


def told_by(one: Difference) -> Told:
    """What the row reports."""
    read = one.read
    if one.is_unchanged:
        return Told(UNCHANGED, read.problems, read.next_steps, one.said_percent, is_unchanged=True)
    amount = Decimal(read.amount) if read.amount is not None else None
    return Told(read.content, read.problems, read.next_steps, read.percent, amount)
