"""没有送达的消息 at an officer's own machine and on a phone: found, looked over, sent again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults_at_both, visit, why_not
from tests.support.world import World
from tests.tracker.notices.rows import a_message
from tracker.notices.models import Message
from tracker.org.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


@pytest.fixture
def failed(world: World) -> None:
    """Three that failed: to an address that has changed, to nobody's, and to a group."""
    common = {"state": Message.State.FAILED, "attempts": 9}
    mail = {"channel": "mail", "address": "old@qinghe.example", **common}
    subject = "【到期提醒】督〔2026〕1-1 对老旧小区燃气管道逐栋排查，3个工作日后到期"
    a_message(world.lead_clerk, "a", subject=subject, error="550 5.1.1 没有这个信箱", **mail)
    a_message(world.support_clerk, "b", subject="【每日摘要】3月2日，逾期2项", error="邮件服务器中断", **mail)
    a_message(world.officer, "c", subject="【每日摘要】3月2日", error="企业微信群机器人拒收：93000", channel="wecom", address="督查群", **common)  # fmt: skip
    Person.objects.filter(pk=world.support_clerk.pk).update(email="")


def test_what_failed_is_looked_over_and_sent_again(live_server, failed, world) -> None:
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:status"))
        tab.get_by_role("link", name="全部 3 条").click()
        assert faults_at_both(tab, "dead_letters") == []
        tab.get_by_role("checkbox", name="勾选本页全部消息").check()
        tab.get_by_role("button", name="重发勾选的").click()
        tab.get_by_role("heading", name="现在不能重发").wait_for()
        assert faults_at_both(tab, "dead_letters_retry") == []
        tab.get_by_role("button", name="重发这2条").click()
        tab.get_by_text("2条消息已重新排队").wait_for()
        assert tab.complaints == []
    assert Message.objects.filter(state=Message.State.QUEUED).count() == 2
