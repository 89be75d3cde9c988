"""Spreadsheets through the pages, as an officer has them: a feedback sheet sent out and taken back, an old ledger brought in and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults_at_both, meanwhile, visit, why_not
from tests.support.build import LEDGER_ROW, a_ledger, an_assignment
from tests.support.world import NOW
from tests.tracker.items.test_feedback_sheets import answer
from tracker.items.feedback.columns import CONTENT, PERCENT
from tracker.items.ledger_import import working
from tracker.items.models import LedgerImport, ProgressReport, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import State

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hand_in(tab: Any, name: str, data: bytes) -> None:
    """Chooses a file for the page's only field and sends it."""
    tab.locator("input[type=file]").set_input_files([{"name": name, "mimeType": XLSX, "buffer": data}])
    tab.get_by_role("button", name="上传").click()


def test_a_sheet_goes_out_comes_back_is_compared_and_entered_once(live_server, world):
    first, second, third = (
        an_assignment(world, state=State.IN_PROGRESS, issued_at=NOW, slip_no=f"督〔2026〕1-{n}-1")
        for n in (1, 2, 3)
    )
    clerk = world.viewer("lead_clerk")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("portal:feedback"))
        assert faults_at_both(tab, "feedback") == []
        with tab.expect_download() as coming:
            tab.get_by_role("button", name="导出反馈表").click()
        sent = Path(coming.value.path()).read_bytes()
        meanwhile(lambda: report_progress(second.pk, Told("页面上先报了", percent=50), by=clerk, at=NOW))
        back = answer(
            sent,
            {CONTENT: "已完成初稿", PERCENT: 60},
            {CONTENT: "表里写的", PERCENT: 40},
            {CONTENT: "多报了", PERCENT: "一半"},
        )
        hand_in(tab, "财政局反馈表.xlsx", back)
        tab.get_by_role("heading", name="财政局反馈表.xlsx").wait_for()
        shown = tab.locator("main").inner_text()
        assert "将写入" in shown and "页面上先报了" in shown and "导出后" in shown and "完成比例" in shown
        assert faults_at_both(tab, "feedback-sheet") == []
        tab.get_by_role("button", name="写入所选的行").click()
        tab.get_by_text("录入").first.wait_for()
        tab.get_by_role("link", name="反馈表", exact=True).first.click()
        hand_in(tab, "再来一次.xlsx", back)
        tab.get_by_text("周督查").first.wait_for()
        assert faults_at_both(tab, "feedback-again") == []
    # The row that had moved on was left as it is, the one that cannot be read too.
    told = dict(ProgressReport.objects.values_list("assignment", "content"))
    assert told == {first.pk: "已完成初稿", second.pk: "页面上先报了"} and third.pk not in told


def test_an_old_ledger_is_read_checked_confirmed_and_taken_back(live_server, world):
    def work() -> None:
        """A worker's turn."""
        meanwhile(lambda: working.work(LedgerImport.objects.get().pk, at=NOW))

    def holds(items: int) -> None:
        """As many items stand in the office's list."""

        def count() -> None:
            assert UnitAssignment.objects.values("item").distinct().count() == items

        meanwhile(count)

    data = a_ledger(LEDGER_ROW, ("台-2", "修缮办公楼", "财征局", *LEDGER_ROW[3:]))
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:ledgers"))
        assert faults_at_both(tab, "ledgers") == []
        hand_in(tab, "老台账.xlsx", data)
        tab.get_by_role("heading", name="每一项是哪一列").wait_for()
        assert faults_at_both(tab, "ledger-columns") == []
        tab.get_by_role("button", name="逐行检查").click()
        tab.get_by_text("等待检查").first.wait_for()
        work()
        tab.get_by_role("heading", name="检查结果").wait_for()
        assert "是不是：财政局" in tab.locator("main").inner_text()
        holds(0)
        assert faults_at_both(tab, "ledger-checked") == []
        tab.get_by_role("button", name="导入1个事项").click()
        tab.get_by_text("等待导入").first.wait_for()
        assert faults_at_both(tab, "ledger-waits") == []
        work()
        tab.get_by_role("heading", name="导入的事项").wait_for()
        assert faults_at_both(tab, "ledger-in") == []
        holds(1)
        tab.get_by_role("button", name="撤回整批").click()
        tab.get_by_text("等待撤回").first.wait_for()
        work()
        tab.get_by_role("heading", name="撤回的事项").wait_for()
        holds(0)
