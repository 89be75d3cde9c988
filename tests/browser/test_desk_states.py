"""The desk in every state, on a desk and on a phone: no serious barrier, nothing too wide, and a printed page that can be read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, until, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.items.registration import register_speech
from tracker.meetings.models import Draft, Speech

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

LONG = "会同有关部门对辖区内所有在建项目逐一核对手续、资金、进度和安全生产责任落实情况并建立台账"
ORDERS = (
    "县财政局要在3月20日前完成预算审计",
    f"各乡镇要{LONG}",
    "县某某专班要尽快报送进展情况",
    "县林业局要在3月底前完成补植",
)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])


def a_desk(world, decision: str = Draft.Decision.PROPOSED) -> Speech:
    """Four drafts: an ordinary one, a long one, one whose unit nobody knows, one without a doubt."""
    text = "\n".join(["同志们：", *(f"{order}。" for order in ORDERS), "谢谢大家。"])
    speech = a_speech(world, text=text, outline=[{"start": 0, "end": 4, "level": 1, "text": "一、重点工作"}])
    for order in ORDERS:
        start = text.index(order)
        a_draft(speech, start=start, end=start + len(order), quote=order, action=order, decision=decision,
                lead=[a_name(order.split("要")[0], speech)], due_on=None, due_text="", target="覆盖率100%" * 3,
                section=["一、重点工作"], reasons=["deadline"])  # fmt: skip
    return speech


@SIZES
def test_no_state_of_the_desk_has_a_barrier(live_server, world, size):
    address = reverse("console:speech", args=[a_desk(world).pk])
    found = {}
    with visit(live_server, world.officer, size=size) as tab:

        def looked_at(state: str) -> None:
            if wrong := faults(tab):
                found[state] = wrong
            tab.goto(address)

        def first(act: str) -> None:
            tab.locator(f"article [data-act={act}]").first.click()

        tab.goto(address)
        looked_at("as opened")
        first("edit")
        tab.get_by_label("工作任务").wait_for()
        looked_at("form")
        first("split")
        tab.get_by_text("在哪里断开").wait_for()
        looked_at("split")
        first("reject")
        tab.get_by_placeholder("原因").first.wait_for()
        looked_at("reject")
        first("why")
        tab.get_by_text("系统读出").wait_for()
        looked_at("grounds")
        tab.locator(".chip-open").first.click()
        tab.get_by_text("指的是哪个单位").wait_for()
        looked_at("question")
        tab.locator("[data-outline]").click()
        tab.get_by_role("link", name="一、重点工作").wait_for()
        looked_at("outline")
        tab.get_by_label("有日期").check()
        tab.get_by_text("显示0条，共4条").wait_for()
        looked_at("filtered to nothing")
    assert found == {}


@SIZES
@pytest.mark.parametrize("state", ["empty", "all decided", "registered"])
def test_no_end_of_the_work_has_a_barrier(live_server, world, size, state):
    speech = a_speech(world, text="谢谢大家。") if state == "empty" else a_desk(world, "accepted")
    if state == "registered":
        register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)
    with visit(live_server, world.officer, size=size) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        assert faults(tab) == []


def test_a_phone_reads_and_accepts(live_server, world):
    speech = a_desk(world)
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        card = tab.locator("article[data-draft]").first
        card.get_by_role("button", name="采纳").click()
        tab.locator("article[data-state=accepted]").wait_for()
        tab.locator('[data-tally="accepted"]').get_by_text("1", exact=True).wait_for()
        # Nothing that can be pressed is too small for a finger or off the screen.
        for button in card.locator("button:visible, a.btn:visible, summary.btn:visible").all():
            box = button.bounding_box()
            assert box["height"] >= 24 and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_the_printed_desk_has_the_text_and_the_drafts_and_no_buttons(live_server, world):
    speech = a_desk(world)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        card = tab.locator("article[data-draft]").first
        card.evaluate("it => it.setAttribute('hx-disable', 'acts')")
        room = "it => parseFloat(getComputedStyle(it).paddingBottom)"
        kept = card.evaluate(room)
        tab.emulate_media(media="print")
        # A card asleep keeps room for its buttons on the screen alone.
        assert kept - card.evaluate(room) > 20
        assert tab.locator("article[data-draft]:visible").count() == 4
        assert tab.locator(".review-text p:visible").count() == 6
        assert tab.locator("#desk button:visible, #desk select:visible, #register:visible").count() == 0
        # All of it, not the part that stood in the window.
        for column in (".review-text", ".review-drafts"):
            assert tab.locator(column).evaluate("it => it.scrollHeight - it.clientHeight") <= 1


def test_the_keys_reach_the_end_of_the_work(live_server, world):
    """Registering to issue later, then issuing what is ticked: no mouse."""
    speech = a_desk(world, "accepted")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("g")
        until(tab, "() => document.activeElement.name === 'basis'")
        tab.keyboard.press("Tab")
        tab.keyboard.type("李县长")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        tab.keyboard.press("Enter")
        tab.get_by_text("尚未交办，可随时在“待交办”中发出").wait_for()
        tab.get_by_role("link", name="到“待交办”逐条挑选").focus()
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/unissued/")
        tab.get_by_role("checkbox").first.focus()
        tab.keyboard.press("Space")
        tab.keyboard.press("Enter")
        tab.get_by_text("份交办单（1条事项）").wait_for()
        assert tab.get_by_role("checkbox").count() >= 1
        assert faults(tab) == []
