"""A report that is typed in a real browser survives a reload, another browser and an ended session."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests.support.browser import DESKTOP, PHONE, faults, meanwhile, session_of, until, visit, why_not
from tests.support.build import an_assignment
from tests.support.world import make_world
from tracker.items.models import ProgressReport, UnsavedReport
from tracker.items.states import State

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
    pytest.mark.django_db(transaction=True),
]


def open_form(tab) -> None:
    tab.goto(reverse("portal:owed"))
    tab.click(".owed-acts a.btn >> nth=0")
    tab.wait_for_selector("form[data-keep] textarea[name=content]")


def content(tab) -> str:
    return tab.input_value("form[data-keep] textarea[name=content]")


def type_and_wait(tab, words: str) -> None:
    tab.fill("form[data-keep] textarea[name=content]", words)
    until(tab, "document.querySelector('[data-kept]').textContent.includes('已暂存')")


def test_it_is_there_after_a_reload_and_in_another_browser_and_gone_when_sent(live_server) -> None:
    world = make_world()
    an_assignment(world, state=State.ACKNOWLEDGED, issued_at=timezone.now())
    with visit(live_server, world.lead_clerk, size=DESKTOP) as tab:
        open_form(tab)
        type_and_wait(tab, "已完成主体工程")
        open_form(tab)
        assert content(tab) == "已完成主体工程"
    with visit(live_server, world.lead_clerk, size=PHONE) as tab:
        open_form(tab)
        assert content(tab) == "已完成主体工程" and "已恢复您" in tab.content()
        assert faults(tab) == []
        tab.click("text=提交反馈")
        tab.wait_for_selector("text=已反馈进展")
    assert ProgressReport.objects.get().content == "已完成主体工程"
    assert not UnsavedReport.objects.exists()


def test_an_ended_session_leaves_the_words_in_the_tab_and_hands_them_over(live_server) -> None:
    world = make_world()
    an_assignment(world, state=State.ACKNOWLEDGED, issued_at=timezone.now())
    with visit(live_server, world.lead_clerk, size=DESKTOP) as tab:
        open_form(tab)
        meanwhile(lambda: Session.objects.all().delete())
        tab.fill("form[data-keep] textarea[name=content]", "断线前写的")
        until(tab, "document.querySelector('[data-kept]').textContent.includes('登录已过期')")
        cookies: list = []
        meanwhile(lambda: cookies.append(session_of(world.lead_clerk, live_server)))
        tab.context.add_cookies(cookies)
        open_form(tab)
        until(tab, "document.querySelector('form[data-keep] textarea[name=content]')?.value === '断线前写的'")
