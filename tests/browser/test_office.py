"""What an officer does for many duties at once and about what was decided: bulk acts, the wall chart, a review that a unit asks for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults_at_both, visit, why_not
from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY
from tracker.items import operations
from tracker.items.milestones import Line, plan_milestones
from tracker.items.models import ReviewRequest, UnitAssignment
from tracker.items.states import State

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


def test_a_bulk_act_is_previewed_confirmed_and_answered_row_by_row(live_server, world):
    parts = [
        an_assignment(world, unit, state=state, issued_at=NOW)
        for unit, state in (("财政局", State.CLOSE_REQUESTED), ("审计局", State.VERIFYING), ("林业局", State.SUSPENDED))
    ]  # fmt: skip
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("portal:items"))
        tab.get_by_label("勾选本页全部事项").check()
        tab.get_by_label("批量操作").select_option(label="销号")
        tab.get_by_role("button", name="对勾选的事项").click()
        tab.get_by_role("heading", name="预览").wait_for()
        shown = tab.locator("main").inner_text()
        assert "2 项可以销号" in shown and "1 项不能" in shown and "现在是“挂账中止”" in shown
        assert faults_at_both(tab, "bulk-preview") == []
        tab.get_by_role("button", name="确认销号 2 项").click()
        tab.get_by_role("heading", name="已销号").wait_for()
        assert faults_at_both(tab, "bulk-done") == []
        tab.get_by_role("link", name="批量记录").click()
        tab.get_by_role("heading", name="批量记录").wait_for()
        assert faults_at_both(tab, "bulks") == []
    states = [UnitAssignment.objects.get(pk=part.pk).state for part in parts]
    assert states == [State.CLOSED, State.CLOSED, State.SUSPENDED]


def test_the_wall_shows_every_unit_its_bars_and_leads_to_the_item(live_server, world):
    late = an_assignment(
        world, state=State.IN_PROGRESS, issued_at=NOW - dt.timedelta(9), due_on=TODAY - dt.timedelta(4)
    )
    ahead = an_assignment(
        world, "审计局", state=State.IN_PROGRESS, issued_at=NOW, due_on=TODAY + dt.timedelta(30)
    )
    plan_milestones(
        ahead.pk, [Line("制定方案", TODAY), Line("完成", TODAY + dt.timedelta(30))],
        seen_revision=ahead.revision, by=world.viewer("officer"), at=NOW,
    )  # fmt: skip
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:wall"))
        assert tab.locator(".wall-unit a").all_inner_texts() == ["财政局", "审计局"]
        assert faults_at_both(tab, "wall") == []
        tab.get_by_label("亮灯").select_option(label="逾期")
        tab.get_by_role("button", name="查看").click()
        tab.wait_for_url("**light=red*")
        assert tab.locator(".wall-unit a").all_inner_texts() == ["财政局"]
        # A bar is a link that a keyboard finds, too.
        tab.locator("svg.wall-lane a").first.focus()
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"**{reverse('portal:item', args=[late.item_id])}")


def test_a_unit_asks_for_a_review_and_somebody_else_decides(live_server, world):
    part = an_assignment(world, state=State.CLOSE_REQUESTED, issued_at=NOW, due_on=TODAY)
    operations.return_for_rework(part.pk, reason="材料不全", by=world.viewer("officer"), at=NOW)
    page = reverse("portal:item", args=[part.item_id])
    with visit(live_server, world.lead_clerk, size=DESKTOP) as tab:
        tab.goto(page)
        tab.get_by_role("link", name="申请复核").click()
        tab.get_by_label("申请复核的理由").fill("材料已于3月1日补齐")
        assert faults_at_both(tab, "review-ask") == []
        tab.get_by_role("button", name="提交复核申请").click()
        tab.get_by_text("复核申请已提交").wait_for()
        assert faults_at_both(tab, "review-asked") == []
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        # Who made the decision is told why there is no button.
        tab.goto(reverse("portal:reviews"))
        tab.get_by_text("须由其他人复核").wait_for()
        assert tab.get_by_role("link", name="办理复核").count() == 0
    with visit(live_server, world.officer2, size=DESKTOP) as tab:
        tab.goto(reverse("portal:reviews"))
        assert faults_at_both(tab, "reviews") == []
        tab.get_by_role("link", name="办理复核").click()
        tab.get_by_label("改变原决定").check()
        tab.get_by_label("复核意见").fill("材料齐全，原决定撤销")
        assert faults_at_both(tab, "review-decide") == []
        tab.get_by_role("button", name="作出复核决定").click()
        tab.get_by_text("复核决定已作出").wait_for()
    assert ReviewRequest.objects.get().state == "changed"
    assert UnitAssignment.objects.get(pk=part.pk).state == State.CLOSE_REQUESTED
