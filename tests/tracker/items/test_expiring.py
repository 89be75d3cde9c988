"""Sheets and ledgers of which nothing was entered: announced, then gone with their file; what was entered stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_ledger, an_assignment
from tests.support.world import NOW
from tests.tracker.items.test_feedback_sheets import answer, compared, exported, returned
from tracker.common.errors import Stale
from tracker.items import expiring
from tracker.items.feedback.columns import CONTENT
from tracker.items.feedback.differences import differences
from tracker.items.feedback.operations import enter, enter_row
from tracker.items.ledger_import import operations as ledgers
from tracker.items.ledger_import import working
from tracker.items.models import LedgerImport, ProgressReport, ReturnedSheet
from tracker.items.states import State
from tracker.jobs.tasks import housekeeping, litter
from tracker.notices.models import Message

DAY = dt.timedelta(days=1)
TOLD, GONE = NOW + 24 * DAY, NOW + 32 * DAY


@pytest.fixture
def sheet(world) -> ReturnedSheet:
    an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    return returned(world, answer(exported(world), {CONTENT: "甲"}))


def subjects() -> list[str]:
    rows = Message.objects.filter(kind__startswith="upload_", channel="inapp").order_by("pk")
    return list(rows.values_list("subject", flat=True))


def test_it_is_announced_a_week_before_and_gone_with_its_file_afterwards(
    world, sheet, django_capture_on_commit_callbacks
):
    assert housekeeping(NOW + 22 * DAY) == 0 and subjects() == []
    assert litter(TOLD) == 1 and housekeeping(TOLD) == 1 and housekeeping(TOLD) == 0
    assert "将于4月2日后清除" in subjects()[0]
    # Once announced it has its week, however late the announcement was.
    assert expiring.expire(TOLD + 6 * DAY) == 0 and ReturnedSheet.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert expiring.expire(GONE) == 1 and expiring.expire(GONE) == 0
    assert not ReturnedSheet.objects.exists() and not sheet.file.storage.exists(sheet.file.name)
    assert len(subjects()) == 2 and "已清除" in subjects()[1]
    assert set(Message.objects.filter(kind__startswith="upload_").values_list("recipient", flat=True)) == {
        world.officer.pk
    }


def test_a_machine_that_stood_still_removes_nothing_unannounced(sheet):
    assert expiring.expire(NOW + 90 * DAY) == 1
    assert ReturnedSheet.objects.get().warned_at == NOW + 90 * DAY


def test_a_sheet_with_one_row_entered_stays_for_ever(world, sheet):
    chosen = {row: one.revision for row, one in compared(world, sheet).items()}
    enter(sheet, chosen, all_or_none=False, by=world.viewer("officer"), at=NOW)
    assert expiring.expire(GONE) == expiring.waiting(GONE) == 0 and subjects() == []


def test_whoever_enters_a_sheet_that_has_gone_is_told(world, sheet):
    (row,) = [one for one in differences(world.viewer("officer"), sheet) if one.kind == "new"]
    ReturnedSheet.objects.filter(pk=sheet.pk).delete()
    with pytest.raises(Stale, match="已过期清除"):
        enter_row(sheet, row, 1, by=world.viewer("officer"), at=NOW)
    assert not ProgressReport.objects.exists()


def test_the_same_file_after_it_went_is_a_new_sheet_and_told_anew(world, sheet):
    data = sheet.file.open("rb").read()
    expiring.expire(TOLD)
    expiring.expire(GONE)
    again = returned(world, data)
    assert again.pk != sheet.pk
    ReturnedSheet.objects.update(uploaded_at=NOW - 60 * DAY)
    assert expiring.expire(GONE) == 1 and len(subjects()) == 3


@pytest.fixture
def ledger(world) -> LedgerImport:
    return ledgers.receive(a_ledger(), name="台账.xlsx", by=world.viewer("officer"), at=NOW)


def read(ledger: LedgerImport, by) -> None:
    """Its columns are settled and its rows checked."""
    options = {**ledger.options, "basis": "会议", "approver": "县长"}
    ledgers.set_columns(ledger.pk, mapping=ledger.mapping, options=options, by=by, at=NOW)
    working.work(ledger.pk, at=NOW)


@pytest.mark.parametrize("is_read", [False, True])
def test_a_ledger_nobody_confirms_goes_the_same_way(
    world, ledger, is_read, django_capture_on_commit_callbacks
):
    if is_read:
        read(ledger, world.viewer("officer"))
    assert litter(TOLD) == 1 and housekeeping(TOLD) == 1 and housekeeping(TOLD + 6 * DAY) == 0
    assert subjects() == ["【台账】台账.xlsx还没有确认导入，将于4月2日后清除"]
    told = Message.objects.filter(kind="upload_expiring", channel="inapp").get()
    assert (told.recipient, told.url) == (world.officer, reverse("console:ledger", args=[ledger.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        assert expiring.expire(GONE) == 1 and expiring.expire(GONE) == 0
    assert not LedgerImport.objects.exists() and not ledger.file.storage.exists(ledger.file.name)
    assert len(subjects()) == 2 and "已清除" in subjects()[1]


def test_a_ledger_that_was_written_or_is_on_its_way_stays(world, ledger):
    by = world.viewer("officer")
    read(ledger, by)
    ledgers.confirm(ledger.pk, by=by, at=NOW)
    assert expiring.expire(GONE) == expiring.waiting(GONE) == 0
    working.work(ledger.pk, at=NOW)
    assert expiring.expire(GONE) == expiring.waiting(GONE) == 0
    ledgers.take_back(ledger.pk, by=by, at=NOW)
    working.work(ledger.pk, at=NOW)
    assert LedgerImport.objects.get().state == "undone"
    assert expiring.expire(GONE) == expiring.waiting(GONE) == 0 and subjects() == []
