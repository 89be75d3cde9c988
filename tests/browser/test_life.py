"""The whole life of a duty with three people at their own machines: an officer, the unit's liaison, the leader in charge."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import faults, tabs_of, why_not
from tests.support.build import an_assignment
from tracker.items.models import Event, UnitAssignment

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


def press(tab, name: str) -> None:
    """Presses the first button of that name and waits for what it answers."""
    with tab.expect_response(lambda answer: answer.request.method == "POST"):
        tab.get_by_role("button", name=name, exact=True).first.click()


def report(tab, words: str, percent: int) -> None:
    """The liaison tells what was done."""
    tab.get_by_role("link", name="反馈进展").click()
    tab.get_by_label("进展情况").fill(words)
    tab.get_by_role("spinbutton", name="完成比例").fill(str(percent))
    press(tab, "提交反馈")
    tab.get_by_text(words).first.wait_for()


def hand_in(tab) -> None:
    """The liaison says that it is done."""
    tab.once("dialog", lambda dialog: dialog.accept())
    press(tab, "申请销号")


def test_three_people_bring_a_duty_from_issue_to_closing(live_server, world):
    part = an_assignment(world)
    page = reverse("portal:item", args=[part.item_id])
    with tabs_of(live_server, world.officer, world.lead_clerk, world.leader) as (officer, clerk, leader):
        officer.goto(page)
        press(officer, "交办")

        clerk.goto(reverse("portal:owed"))
        clerk.get_by_text("待签收").first.wait_for()
        press(clerk, "签收")
        clerk.goto(page)
        report(clerk, "已完成预算初审，涉及12个项目", 60)

        leader.goto(page)
        leader.get_by_text("已完成预算初审").first.wait_for()
        leader.get_by_role("link", name="批示").first.click()
        leader.get_by_label("批示内容").fill("请把压减的项目列出来")
        press(leader, "作批示")
        leader.get_by_text("请把压减的项目列出来").first.wait_for()

        clerk.goto(page)
        clerk.get_by_text("请把压减的项目列出来").first.wait_for()
        report(clerk, "压减项目清单已附后", 100)
        hand_in(clerk)
        clerk.get_by_text("申请销号").first.wait_for()

        officer.goto(page)
        press(officer, "开始核查")
        officer.get_by_role("link", name="退回重办").click()
        officer.get_by_label("退回重办的理由").fill("清单缺少金额")
        press(officer, "退回重办")

        clerk.goto(page)
        clerk.get_by_text("清单缺少金额").first.wait_for()
        report(clerk, "已补充金额，合计320万元", 100)
        hand_in(clerk)

        officer.goto(page)
        officer.once("dialog", lambda dialog: dialog.accept())
        press(officer, "销号")
        officer.get_by_text("已销号").first.wait_for()

        for tab in (officer, clerk, leader):
            tab.goto(page)
            tab.get_by_text("已销号").first.wait_for()
            assert faults(tab) == []
    part.refresh_from_db()
    assert part.state == UnitAssignment.objects.get(pk=part.pk).state == "closed"
    acts = list(Event.objects.filter(item=part.item_id).order_by("number").values_list("act", flat=True))
    wanted = [
        "issue",
        "acknowledge",
        "report",
        "report",
        "request_close",
        "verify",
        "return",
        "report",
        "request_close",
        "close",
    ]
    assert [act for act in acts if act in wanted] == wanted
