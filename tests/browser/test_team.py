"""Two officers on one desk in two real browsers, and what is left of a form when its page dies."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.urls import reverse

from tests.support.browser import (
    DESKTOP,
    faults,
    meanwhile,
    session_of,
    tabs_of,
    until,
    visit,
    why_not,
)
from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.meetings import cutting, decisions
from tracker.meetings.models import DeskVisit, Draft, Speech, UnsavedAddition, UnsavedEdit

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

ORDERS = [f"县财政局要在3月{day}日前完成第{day}批预算审计，并将结果报县政府" for day in range(10, 22)]


@pytest.fixture
def speech(world) -> Speech:
    """Twelve drafts still to decide: more than one screen of cards."""
    text = "\n".join(["同志们：", *(f"{order}。" for order in ORDERS), "谢谢大家。"])
    made = a_speech(world, text=text)
    for order in ORDERS:
        start = text.index(order)
        a_draft(made, start=start, end=start + len(order), quote=order, action=order,
                lead=[a_name("县财政局", made)], decision=Draft.Decision.PROPOSED)  # fmt: skip
    return made


def draft(speech: Speech, ordinal: int) -> Draft:
    return Draft.objects.get(speech=speech, ordinal=ordinal)


def look(tab) -> None:
    """What the tab does by itself every few seconds, now."""
    tab.evaluate("window.htmx.trigger(document.getElementById('team'), 'look')")


def test_each_officer_sees_the_other_and_what_is_in_hand(live_server, world, speech):
    address = reverse("console:speech", args=[speech.pk])
    with tabs_of(live_server, world.officer, world.officer2) as (mine, theirs):
        mine.goto(address)
        theirs.goto(address)
        theirs.locator(".team-others").get_by_text("周督查也在本页").wait_for()
        theirs.keyboard.press("j")
        theirs.keyboard.press("e")
        theirs.get_by_label("工作任务").wait_for()
        look(mine)
        mine.locator(".team-others").get_by_text("郑督查正在改第1条").wait_for()
        mine.locator("article .draft-visitor").get_by_text("郑督查正在改").wait_for()
        # A closed tab is gone at once.
        theirs.close()
        until(
            mine,
            "() => { htmx.trigger(document.getElementById('team'), 'look'); return !document.querySelector('[data-who]'); }",
        )
    assert not DeskVisit.objects.filter(officer=world.officer2).exists()


def test_what_a_colleague_decides_comes_in_without_moving_what_i_look_at(live_server, world, speech):
    other = world.viewer("officer2")
    first, second, eighth = (draft(speech, ordinal) for ordinal in (1, 2, 8))
    listed = Draft.objects.filter(speech=speech).exclude(decision="replaced")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        for _ in range(8):
            tab.keyboard.press("j")
        card = tab.locator(f"#d{eighth.pk}")
        card.get_by_text("依据与经过").wait_for()
        until(tab, "id => document.activeElement.id === id", f"d{eighth.pk}")
        until(tab, STILL)
        stood = card.bounding_box()["y"]
        numbers: list[str] = []

        def acts() -> None:
            decisions.decide(first.pk, "rejected", revision=0, reason="与其他事项重复", by=other, at=NOW)
            cutting.split(second.pk, place=second.start + 22, revision=0, by=other, at=NOW)
            numbers.extend(map(str, listed.values_list("ordinal", flat=True)))

        meanwhile(acts)
        look(tab)
        tab.locator('article[data-state="rejected"]').get_by_text("与其他事项重复").wait_for()
        assert tab.locator("article[data-draft]").count() == 13
        assert tab.locator(f"mark.o-rejected.o-first[data-of='{first.pk}']").count() == 1
        assert tab.locator('[data-tally="rejected"]').inner_text() == "1"
        assert tab.locator("article[data-draft] .draft-no").all_inner_texts() == numbers
        until(tab, STILL)
        assert abs(card.bounding_box()["y"] - stood) <= 1
        assert tab.evaluate("document.activeElement.id") == f"d{eighth.pk}"
        # What came in can be acted upon.
        tab.locator(f"#d{first.pk}").get_by_role("button", name="恢复待定").click()
        tab.locator(f"#d{first.pk}[data-state=proposed]").wait_for()
        assert faults(tab) == []


STILL = """() => {
  const column = document.querySelector('.review-drafts');
  const still = window.stood === column.scrollTop;
  window.stood = column.scrollTop;
  return still;
}"""


def test_an_open_form_is_left_alone_and_told(live_server, world, speech):
    other, first, second = world.viewer("officer2"), draft(speech, 1), draft(speech, 2)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        task = tab.get_by_label("工作任务")
        task.fill("我改的任务")

        def acts() -> None:
            decisions.edit(first.pk, revision=0, by=other, at=NOW, fields={"action": "别人改的任务"})
            decisions.decide(second.pk, "accepted", revision=0, by=other, at=NOW)

        meanwhile(acts)
        look(tab)
        tab.get_by_text("这一条刚被别人改动").wait_for()
        tab.locator(f"#d{second.pk}[data-state=accepted]").wait_for()
        assert task.input_value() == "我改的任务"
        assert tab.evaluate("document.activeElement.tagName") == "TEXTAREA"
        tab.get_by_role("button", name="保存并采纳").click()
        tab.get_by_role("cell", name="别人改的任务").wait_for()
        assert task.input_value() == "我改的任务"


def test_a_killed_page_loses_nothing_that_was_kept(live_server, world, speech):
    """The renderer dies in the middle of the form, as when memory runs out; nobody pressed anything that saves."""
    from playwright.sync_api import Error

    first = draft(speech, 1)
    address = reverse("console:speech", args=[speech.pk])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(address)
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        for label, words in (("工作任务", "完成全部预算审计"), ("目标要求", "覆盖率100%")):
            with tab.expect_response("**/keep/"):
                tab.get_by_label(label).fill(words)
                tab.keyboard.press("Tab")
        with tab.expect_event("crash"), suppress(Error):
            tab.goto("chrome://crash")
    assert UnsavedEdit.objects.get().fields == {"action": "完成全部预算审计", "target": "覆盖率100%"}
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(address)
        tab.locator(f"#d{first.pk} .draft-visitor").get_by_text("有未保存的修改").wait_for()
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_text("上次未保存的修改，09:00").wait_for()
        assert tab.get_by_label("工作任务").input_value() == "完成全部预算审计"
        assert tab.get_by_label("目标要求").input_value() == "覆盖率100%"
        assert faults(tab) == []
        tab.get_by_role("button", name="保存并采纳").click()
        tab.locator(f"#d{first.pk}[data-state=edited]").wait_for()
    assert not UnsavedEdit.objects.exists()


CHOOSE = """() => {
  const line = document.querySelectorAll('[data-at]')[1];
  const range = document.createRange();
  range.setStart(line.firstChild, 0);
  range.setEnd(line.firstChild, 14);
  const chosen = window.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
}"""


def test_a_killed_page_loses_nothing_of_a_draft_that_is_being_added(live_server, world):
    from playwright.sync_api import Error

    text = "同志们：\n县林业局要在3月底前完成补植，并报县政府。"
    speech = a_speech(world, text=text)
    address = reverse("console:speech", args=[speech.pk])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(address)
        tab.evaluate(CHOOSE)
        tab.keyboard.press("n")
        tab.get_by_label("工作任务").wait_for()
        with tab.expect_response("**/addition/keep/"):
            tab.get_by_label("工作任务").fill("完成全部补植")
            tab.keyboard.press("Tab")
        with tab.expect_event("crash"), suppress(Error):
            tab.goto("chrome://crash")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(address)
        tab.get_by_text("有一条补录没有保存，09:00").wait_for()
        tab.get_by_role("link", name="接着填").click()
        tab.get_by_text("上次没有保存的内容已填在下面").wait_for()
        assert tab.get_by_label("工作任务").input_value() == "完成全部补植"
        assert faults(tab) == []
        tab.get_by_role("button", name="补录并采纳").click()
        tab.get_by_text("已补录第1条").wait_for()
        assert tab.get_by_text("有一条补录没有保存").count() == 0
    assert Draft.objects.get().action == "完成全部补植"
    assert not UnsavedAddition.objects.exists()


def test_cancelling_drops_the_draft_that_was_being_added(live_server, world):
    speech = a_speech(world, text="同志们：\n县林业局要在3月底前完成补植，并报县政府。")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.evaluate(CHOOSE)
        tab.keyboard.press("n")
        tab.get_by_label("工作任务").fill("不要保存")
        tab.get_by_text("已暂存").wait_for()
        with tab.expect_response("**/addition/forget/"):
            tab.get_by_role("button", name="取消").click()
    assert not UnsavedAddition.objects.exists()


def test_leaving_the_form_drops_what_was_typed(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_label("工作任务").fill("不要保存")
        tab.get_by_text("已暂存").wait_for()
        with tab.expect_response("**/forget/"):
            tab.keyboard.press("Escape")
        tab.get_by_role("button", name="采纳").first.wait_for()
    assert not UnsavedEdit.objects.exists()


def test_what_is_typed_after_the_session_has_ended_comes_back_after_signing_in(live_server, world, speech):
    from django.contrib.sessions.models import Session

    address = reverse("console:speech", args=[speech.pk])
    again = session_of(world.officer, live_server)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(address)
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_label("工作任务").wait_for()
        kept = again["value"]
        meanwhile(lambda: Session.objects.exclude(session_key=kept).delete())
        tab.get_by_label("工作任务").fill("登录过期以后填的")
        tab.get_by_text("登录已过期，所填内容先留在本页").wait_for()
        # The card is still the form: no log-in page in its place.
        tab.get_by_role("button", name="保存并采纳").click()
        tab.get_by_text("登录已过期，这一步没有完成").wait_for()
        assert tab.get_by_label("工作任务").input_value() == "登录过期以后填的"
        tab.context.add_cookies([again])
        tab.goto(address)
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_text("上次未保存的修改").wait_for()
        assert tab.get_by_label("工作任务").input_value() == "登录过期以后填的"
