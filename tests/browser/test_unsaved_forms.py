"""A browser that dies while a small form of the desk is open: what was typed is there when the form is opened again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tracker.meetings.models import Draft, UnsavedForm

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


@pytest.fixture
def draft(world) -> Draft:
    lead = [a_name("塘坝专班"), a_name("各乡镇", group=world.townships.pk)]
    return a_draft(a_speech(world), lead=lead, decision=Draft.Decision.ACCEPTED)


def test_a_reload_gives_back_a_new_unit_and_a_registration(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        card = tab.locator(f"#d{draft.pk}")
        open_unit(tab, card)
        card.get_by_label("单位名称").fill("塘坝整治专班")
        card.get_by_label("联络员").fill("李小林")
        card.get_by_text("已暂存").wait_for()
        tab.get_by_label("批准人").fill("王县长")
        tab.locator("#register").get_by_text("已暂存").wait_for()
        tab.reload()
        assert tab.get_by_label("批准人").input_value() == "王县长"
        open_unit(tab, card)
        card.get_by_text("上次没有提交的内容").wait_for()
        assert card.get_by_label("单位名称").input_value() == "塘坝整治专班"
        assert card.get_by_label("联络员").input_value() == "李小林"
        assert faults(tab) == []
        # Left on purpose, it is gone.
        with tab.expect_response(lambda answer: answer.url.endswith("/forget/") or "/forget/?" in answer.url):
            card.get_by_role("button", name="取消").click()
        open_unit(tab, card)
        card.get_by_label("单位名称").wait_for()
        assert not card.get_by_text("上次没有提交的内容").count()
    assert UnsavedForm.objects.get().form == "register"


def test_what_is_kept_while_one_sends_is_not_offered_again(live_server, world, draft):
    def slowly(route) -> None:
        tab.wait_for_timeout(400)
        route.continue_()

    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.route("**/keep/**", slowly)
        tab.get_by_label("批准人").fill("王县长")
        with tab.expect_navigation():
            tab.keyboard.press("Enter")
        tab.get_by_text("已立项").first.wait_for()
    assert not UnsavedForm.objects.exists()


def open_unit(tab, card) -> None:
    card.get_by_text("塘坝专班").first.click()
    card.get_by_role("link", name="新设单位或专班").click()


def test_a_tick_taken_out_of_a_collective_survives_a_lost_network(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        card = tab.locator(f"#d{draft.pk}")
        card.get_by_role("link", name="各乡镇").click()
        card.get_by_label("石桥镇").wait_for()
        tab.route("**/keep/**", lambda route: route.abort())
        card.get_by_label("石桥镇").uncheck()
        card.get_by_text("网络不通").wait_for()
        tab.unroute("**/keep/**")
        tab.reload()
        card.get_by_role("link", name="各乡镇").click()
        # It waited in the tab, is handed over and shown.
        card.get_by_text("上次没有提交的内容").wait_for()
        assert not card.get_by_label("石桥镇").is_checked() and card.get_by_label("柳河镇").is_checked()
