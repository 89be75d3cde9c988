"""A step of a ladder from draft to signature, as an officer and a unit's liaison see it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, visit, why_not
from tests.support.build import an_assignment
from tests.support.ladders import a_ladder, moment, pass_time
from tracker.items import operations as items
from tracker.regimes.escalation.ladders import LevelText
from tracker.regimes.models import Escalation

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


def test_a_letter_is_read_explained_and_signed(live_server, world):
    letter = LevelText("提醒函", "yellow", overdue_days=1, is_workdays=True)
    a_ladder(world, "default", letter, at=moment(1, 5), starts_on=dt.date(2026, 1, 5))
    part = an_assignment(world, due_on=dt.date(2026, 2, 6))
    items.issue(part.pk, by=world.viewer("officer"), at=moment(1, 12))
    (step,) = pass_time(moment(2, 9))
    page = reverse("console:escalation", args=[step.pk])

    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:escalations"))
        assert faults(tab) == []
        tab.locator(f"a[href='{page}']").click()
        tab.get_by_role("heading", name="财政局：提醒函").wait_for()
        assert faults(tab) == []
        tab.get_by_role("button", name="请单位说明").click()
        tab.get_by_text("还没有收到").wait_for()
    with visit(live_server, world.lead_clerk, size=PHONE) as tab:
        tab.goto(reverse("portal:owed"))
        tab.get_by_role("link", name="作说明").first.click()
        assert faults(tab) == []
        tab.fill("#id_text", "资料未齐，3月10日前办完。")
        tab.get_by_role("button", name="提交说明").click()
        tab.get_by_text("说明已提交").wait_for()
    with visit(live_server, world.officer2, size=PHONE) as tab:
        tab.goto(page)
        assert "单位于3月2日说明：资料未齐，3月10日前办完。" in tab.inner_text(".letter")
        button = tab.get_by_role("button", name="批准并发出")
        button.evaluate("it => { it.click(); it.click(); }")
        tab.get_by_text("已批准并发出").wait_for()
        assert faults(tab) == []
    made = Escalation.objects.get()
    assert (made.state, made.doc_no) == ("issued", "督提〔2026〕1号")
