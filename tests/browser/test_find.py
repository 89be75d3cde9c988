"""Finding words on the review desk: both columns, from one place to the next, and nothing of the page is changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, visit, why_not
from tests.support.build import a_draft, a_speech
from tracker.meetings.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

TEXT = (
    "各位同志,县财政局要在3月20日前完成预算审计,审计部门配合。\n"
    + "各乡镇每周一报送进展情况。\n" * 40
    + "最后强调审计纪律。"
)
PAINTED = "name => [...(CSS.highlights.get(name) || [])].map((range) => range.toString())"


@pytest.fixture
def speech(world):
    speech = a_speech(world, text=TEXT)
    a_draft(speech, decision=Draft.Decision.PROPOSED)
    return speech


def find(tab, words: str) -> None:
    tab.get_by_label("在原文和草稿中查找").fill(words)


def test_the_words_are_found_in_both_columns_and_walked_through(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        before = tab.locator("#desk").inner_html()
        tab.keyboard.press("/")
        # The last one cuts through a mark: 预算审计 belongs to a draft, the comma after it does not.
        find(tab, "审计,")
        tab.get_by_text("1/1（原文1处").wait_for()
        find(tab, "审计")
        tab.locator(".desk-find output").get_by_text("1/").wait_for()
        total = len(tab.evaluate(PAINTED, "found"))
        assert set(tab.evaluate(PAINTED, "found")) == {"审计"} and total >= 4
        for _ in range(2):
            tab.keyboard.press("Enter")
        tab.locator(".desk-find output").get_by_text(f"3/{total}").wait_for()
        assert tab.get_by_text("最后强调审计纪律。").is_visible()
        tab.keyboard.press("Shift+Enter")
        tab.locator(".desk-find output").get_by_text(f"2/{total}").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("Escape")
        assert not tab.get_by_label("在原文和草稿中查找").is_visible()
        assert tab.evaluate(PAINTED, "found") == []
        assert len(tab.locator("#desk").inner_html()) == len(before)
        # The desk's own keys work again.
        tab.keyboard.press("j")
        tab.locator("article.is-lit").wait_for()


@pytest.mark.parametrize("words", ["没有这个词", "<script>", "\\", "("])
def test_what_is_not_there_is_told(live_server, world, speech, words):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("/")
        find(tab, words)
        tab.get_by_text("没有找到").wait_for()


def test_a_phone_has_a_button_for_it(live_server, world, speech):
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.get_by_role("button", name="查找", exact=True).click()
        find(tab, "纪律")
        tab.get_by_text("1/1（原文1处，草稿0处）").wait_for()
        assert faults(tab) == []
