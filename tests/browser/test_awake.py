"""A long desk opens with the buttons of far cards not made yet: nobody may notice, with a mouse, with keys, or without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults, visit, why_not
from tests.support.build import a_draft, a_speech
from tracker.meetings.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

NUMBER = 40
# What is made while the browser is idle is left out, so that a card far away stays as it came.
NEVER_IDLE = "delete window.requestIdleCallback"
# What is out of sight has no height of its own yet.
LAID_OUT = "card => { card.style.contentVisibility = 'visible'; return card.offsetHeight; }"
ASLEEP = "article[hx-disable]"


@pytest.fixture
def drafts(world):
    orders = [f"县财政局要在3月20日前完成第{number}批预算审计" for number in range(NUMBER)]
    text = "。\n".join(orders)
    speech = a_speech(world, text=text)
    for number, order in enumerate(orders):
        a_draft(speech, ordinal=number + 1, start=text.index(order), end=text.index(order) + len(order), quote=order,
                action=order, decision=Draft.Decision.PROPOSED)  # fmt: skip
    return list(Draft.objects.filter(speech=speech).order_by("ordinal"))


def opened(tab, drafts, *, idle: bool = False, at: str = "") -> None:
    if not idle:
        tab.add_init_script(NEVER_IDLE)
    tab.goto(reverse("console:speech", args=[drafts[0].speech_id]) + at)


def test_far_cards_sleep_and_wake_as_they_come_near(live_server, world, drafts):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        opened(tab, drafts)
        last = tab.locator(f"#d{drafts[-1].pk}")
        tab.locator(f"#d{drafts[0].pk} [data-act=accept]").wait_for()
        assert last.locator("button").count() == 0
        assert tab.locator(ASLEEP).count() > NUMBER / 2
        height = last.evaluate(LAID_OUT)
        last.scroll_into_view_if_needed()
        last.locator("[data-act=accept]").wait_for()
        # Its buttons come into room that was kept for them.
        assert abs(last.evaluate(LAID_OUT) - height) <= 4
        assert faults(tab) == []


def test_an_idle_browser_wakes_them_all(live_server, world, drafts):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        opened(tab, drafts, idle=True)
        tab.locator(ASLEEP).first.wait_for(state="detached")
        assert tab.locator("[data-act=accept]").count() == NUMBER


def test_a_key_acts_on_a_card_that_slept(live_server, world, drafts):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        opened(tab, drafts, at=f"#d{drafts[-1].pk}")
        tab.keyboard.press("a")
        tab.locator(f"#d{drafts[-1].pk}[data-decision=accepted]").wait_for()
    assert Draft.objects.filter(decision="accepted").get() == drafts[-1]


def test_without_scripts_every_card_has_its_buttons(live_server, world, drafts):
    with visit(live_server, world.officer, size=DESKTOP, script=False) as tab:
        opened(tab, drafts, idle=True)
        tab.locator(f"#d{drafts[-1].pk}").get_by_role("button", name="采纳").click()
        tab.locator(f"#d{drafts[-1].pk}").get_by_text("已采纳").first.wait_for()
    assert Draft.objects.filter(decision="accepted").get() == drafts[-1]
