"""The announced regime on the desk in a real Chromium: the rhythm in dispute, the preview, adopting, declining and taking back by keys."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tracker.meetings.models import Draft, RegimeDraft
from tracker.regimes.models import Regime

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

DEKAD, HALF = "FREQ=MONTHLY;BYMONTHDAY=10,20,-1", "FREQ=MONTHLY;BYMONTHDAY=15,-1"
TEXT = "建立周通报、旬督查制度。每半个月开展一次督查。县财政局要在3月20日前完成预算审计。"


@pytest.fixture
def regime(world) -> RegimeDraft:
    """周通报、旬督查, whose detail says every half month; the slogan is a draft too."""
    speech = a_speech(world, TEXT)
    steps = [
        {"what": "bulletin", "text": "周通报", "start": 2, "end": 5, "rrule": "FREQ=WEEKLY", "time": ""},
        {"what": "inspection", "text": "旬督查", "start": 6, "end": 9, "rrule": DEKAD, "time": ""},
    ]
    reading = {"step": 1, "text": "每半个月开展一次督查", "start": 12, "end": 22, "rrule": HALF}
    a_draft(
        speech, start=6, end=9, quote="旬督查", action="旬督查", lead=[a_name("各乡镇")], due_on=None, due_text="",
        due_kind="", rrule=DEKAD, recurrence_text="旬", decision=Draft.Decision.PROPOSED,
    )  # fmt: skip
    a_draft(speech, decision=Draft.Decision.PROPOSED)
    return RegimeDraft.objects.create(
        speech=speech, title="周通报、旬督查", start=2, end=9, steps=steps, readings=[reading]
    )


def open_desk(tab, regime) -> None:
    tab.goto(reverse("console:speech", args=[regime.speech_id]))
    tab.locator("[data-regime]").wait_for()


def test_a_regime_is_settled_previewed_adopted_and_taken_back_by_keys(live_server, world, regime):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, regime)
        tab.keyboard.press("z")
        tab.locator("[data-regime]:focus").wait_for()
        tab.get_by_text("口号说“旬督查”").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("2")
        tab.locator("[data-regime] [data-act=preview]").wait_for()
        tab.locator("[data-regime]:focus").wait_for()
        tab.keyboard.press("a")
        tab.locator("table.month").first.wait_for()
        assert tab.locator("table.month").count() == 4 and tab.locator("table.loads tbody tr").count() == 1
        tab.locator("[data-regime]:focus").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("a")
        tab.locator("[data-regime]").get_by_text("已确认执行").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：执行制度").wait_for()
        tab.locator("[data-regime] [data-act=preview]").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：答疑").wait_for()
        tab.get_by_text("口号说“旬督查”").wait_for()
        assert faults(tab) == []
    assert not Regime.objects.exists() and RegimeDraft.objects.get().steps[1]["rrule"] == DEKAD


def test_the_rhythm_that_was_chosen_stands_on_the_card_of_the_draft(live_server, world, regime):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, regime)
        tab.keyboard.press("z")
        tab.locator("[data-regime]:focus").wait_for()
        tab.keyboard.press("2")
        tab.locator("[data-regime] [data-act=preview]").wait_for()
        # The card has the new revision: accepting it is not too late.
        tab.keyboard.press("j")
        tab.keyboard.press("a")
        tab.locator('article[data-state="accepted"]').wait_for()
        assert tab.locator(".plain-error").count() == 0
    assert Draft.objects.get(ordinal=1).rrule == HALF


def test_a_regime_is_declined_by_a_key(live_server, world, regime):
    RegimeDraft.objects.update(readings=[])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, regime)
        tab.keyboard.press("z")
        tab.locator("[data-regime]:focus").wait_for()
        tab.keyboard.press("x")
        tab.locator("[data-regime]").get_by_text("不执行").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：不执行制度").wait_for()
    assert RegimeDraft.objects.get().decision == "proposed"


def test_a_daily_regime_asks_reason_and_end_before_it_is_adopted(live_server, world, regime):
    step = {"what": "report", "text": "日报告", "start": 2, "end": 5, "rrule": "FREQ=DAILY", "time": "17:00"}
    RegimeDraft.objects.update(readings=[], steps=[step])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, regime)
        tab.keyboard.press("z")
        tab.locator("[data-regime]:focus").wait_for()
        tab.keyboard.press("a")
        tab.get_by_text("超过每月8次的上限").wait_for()
        # The first field left to fill has the cursor.
        tab.locator("input[name=ends_on]:focus").wait_for()
        tab.locator("input[name=ends_on]").fill("2026-03-06")
        tab.locator("input[name=ends_on]").press("Tab")
        # One week of reports in place of a month: the sum is made anew while one goes on typing.
        tab.get_by_label("设立理由").fill("汛前集中整治")
        tab.get_by_text("超过每月8次的上限").wait_for(state="detached")
        assert tab.get_by_label("设立理由").input_value() == "汛前集中整治"
        tab.get_by_label("设立理由").press("Enter")
        tab.locator("[data-regime]").get_by_text("已确认执行").wait_for()
    assert Regime.objects.get().reason == "汛前集中整治"


def test_the_preview_fits_a_phone(live_server, world, regime):
    RegimeDraft.objects.update(readings=[])
    with visit(live_server, world.officer, size=PHONE) as tab:
        open_desk(tab, regime)
        tab.get_by_role("button", name="预览后确认执行").click()
        tab.locator("table.month").first.wait_for()
        assert faults(tab) == []
