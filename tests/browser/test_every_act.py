"""Every act on a draft by mouse alone and by key alone, each taken back; the words of a new draft chosen by keys; either side shows the other."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults, until, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tracker.meetings.models import DeskAct, Draft, Speech

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

ORDERS = (
    "县财政局要在3月20日前完成预算审计，并将结果报县政府",
    "县审计局要在3月20日前完成预算审计",
    "县林业局要在3月底前完成补植",
)
LEFT_OUT = "各乡镇要在4月10日前清理河道。"
TEXT = f"同志们：\n{ORDERS[0]}。\n{ORDERS[1]}。{LEFT_OUT}\n{ORDERS[2]}。\n谢谢大家。"


@pytest.fixture
def speech(world) -> Speech:
    made = a_speech(world, text=TEXT)
    for order in ORDERS:
        start = TEXT.index(order)
        a_draft(
            made, start=start, end=start + len(order), quote=order, action=order, decision="proposed",
            lead=[a_name(order.split("要")[0], made)],
        )  # fmt: skip
    return made


def open_desk(tab, speech: Speech) -> None:
    tab.goto(reverse("console:speech", args=[speech.pk]))
    tab.locator("article[data-draft] [data-act=accept]").first.wait_for()


def standing(speech: Speech) -> list[tuple[str, str, int | None]]:
    """What the desk shows: quote, decision and first statement of each draft."""
    shown = Draft.objects.filter(speech=speech).exclude(decision="replaced")
    return list(shown.values_list("quote", "decision", "same_as"))


def taken_back(tab, word: str) -> None:
    tab.get_by_role("button", name="撤销", exact=True).click()
    tab.get_by_text(f"已撤销：{word}").wait_for()


def test_every_act_by_mouse_and_taken_back(live_server, world, speech):
    before = standing(speech)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        first = tab.locator("article[data-draft]").first
        first.get_by_role("button", name="采纳").click()
        tab.locator("article[data-state=accepted]").wait_for()
        first.get_by_role("button", name="恢复待定").click()
        tab.locator("article[data-state=accepted]").wait_for(state="detached")
        taken_back(tab, "恢复待定")
        taken_back(tab, "采纳")
        first.locator("summary").get_by_text("舍弃").click()
        first.get_by_placeholder("原因").fill("重复")
        first.get_by_role("button", name="确定舍弃").click()
        tab.locator("article[data-state=rejected]").get_by_text("舍弃原因：重复").wait_for()
        taken_back(tab, "舍弃")
        first.get_by_role("link", name="拆分").click()
        tab.locator(".split-place").first.click()
        tab.get_by_text("已拆成两条").wait_for()
        taken_back(tab, "拆分")
        first.get_by_role("button", name="并入下条").click()
        tab.get_by_text("已与下一条合并").wait_for()
        taken_back(tab, "合并")
        tab.locator("article[data-draft]").nth(1).get_by_role("link", name="重申").click()
        tab.locator(".link-choices .choice").first.click()
        tab.locator("article[data-state=restated]").wait_for()
        taken_back(tab, "并入")
        tab.get_by_role("button", name="全部采纳").click()
        tab.locator('[data-tally="accepted"]').get_by_text("3", exact=True).wait_for()
        taken_back(tab, "批量采纳（3条）")
        # As a mouse selects a paragraph.
        tab.locator(".review-text p").nth(4).click(click_count=3)
        tab.get_by_role("button", name="补录所选").click()
        tab.get_by_role("button", name="补录并采纳").click()
        tab.locator("article[data-state=manual]").wait_for()
        taken_back(tab, "补录")
        tab.locator("article[data-state=manual]").wait_for(state="detached")
        assert faults(tab) == []
    assert standing(speech) == before
    acts = DeskAct.objects.exclude(kind="undo")
    assert {(act.by, act.at is not None, act.undone_at is not None) for act in acts} == {
        (world.officer, True, True)
    }
    assert list(acts.order_by("pk").values_list("kind", flat=True)) == [
        "accept", "restore", "reject", "split", "merge", "restate", "accept_all", "add",
    ]  # fmt: skip


def test_restoring_and_accepting_all_by_keys(live_server, world, speech):
    Draft.objects.filter(speech=speech, ordinal=1).update(decision="rejected", reject_reason="重复")
    Draft.objects.filter(speech=speech, ordinal=3).update(confidence=0.85)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("j")
        tab.keyboard.press("r")
        tab.locator("article.is-lit[data-state=proposed]").wait_for()
        tab.keyboard.press("p")
        until(tab, "() => document.activeElement.id === 'above'")
        tab.keyboard.press("ArrowUp")
        chosen = tab.evaluate("document.activeElement.value")
        assert chosen == "90"
        tab.keyboard.press("Enter")
        tab.get_by_text("已采纳2条把握在90%以上的事项").wait_for()
        # The draft in hand is still the one the keys act on.
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：批量采纳（2条）").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：恢复待定").wait_for()
    assert [decision for _, decision, _ in standing(speech)] == ["rejected", "proposed", "proposed"]


def selected(tab) -> str:
    return tab.evaluate("window.getSelection().toString()")


def test_words_are_chosen_and_added_by_keys_alone(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("v")
        assert selected(tab) == "同志们："
        # What a draft has already is passed over.
        tab.keyboard.press("v")
        assert selected(tab) == LEFT_OUT
        tab.keyboard.press("v")
        assert selected(tab) == "谢谢大家。"
        tab.keyboard.press("v")
        assert selected(tab) == "谢谢大家。"
        tab.keyboard.press("b")
        assert selected(tab) == LEFT_OUT
        tab.keyboard.press("Shift+ArrowLeft")
        assert selected(tab) == LEFT_OUT[:-1]
        assert faults(tab) == []
        tab.keyboard.press("n")
        tab.get_by_label("工作任务").wait_for()
        tab.get_by_role("combobox", name="牵头单位（多个单位用顿号隔开）").focus()
        tab.keyboard.press("Enter")
        tab.locator("article[data-state=manual]").wait_for()
    made = Draft.objects.get(speech=speech, origin="manual")
    assert made.quote == LEFT_OUT[:-1] == TEXT[made.start : made.end]


def test_the_search_for_words_begins_at_the_draft_in_hand(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        for _ in range(3):
            tab.keyboard.press("j")
        tab.keyboard.press("v")
        assert selected(tab) == "谢谢大家。"
        tab.evaluate("window.getSelection().removeAllRanges()")
        tab.keyboard.press("b")
        assert selected(tab) == LEFT_OUT


def test_pointing_at_either_side_or_going_there_shows_the_other(live_server, world, speech):
    second = Draft.objects.get(speech=speech, ordinal=2).pk
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        card, mark = tab.locator(f"#d{second}"), tab.locator(f"#t{second}")
        mark.hover()
        assert "is-near" in card.get_attribute("class")
        tab.locator(".tally").hover()
        card.locator(".draft-task").hover()
        assert "is-near" in mark.get_attribute("class")
        mark.focus()
        assert "is-lit" in card.get_attribute("class")
        tab.keyboard.press("k")
        assert "is-lit" not in card.get_attribute("class")
        card.focus()
        assert "is-lit" in mark.get_attribute("class")


def test_no_two_states_or_kinds_of_words_differ_by_colour_alone(live_server, world, speech):
    """In the text a sign before each order and a line of its own under each kind; on the map a width; on a card a word."""
    first = Draft.objects.get(speech=speech, ordinal=1)
    Draft.objects.filter(pk=first.pk).update(
        target="报县政府", spans={"deadline": [10, 16], "target": [24, 28]}
    )
    Draft.objects.filter(speech=speech, ordinal=2).update(decision="accepted")
    Draft.objects.filter(speech=speech, ordinal=3).update(decision="rejected")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        signs = tab.locator(".review-legend mark").evaluate_all(
            "marks => marks.map((mark) => getComputedStyle(mark, '::before').content)"
        )
        assert len(set(signs)) == len(signs) == 7 and "none" not in signs
        line = "ones => ones.map((one) => getComputedStyle(one).textDecorationStyle)"
        shown = [
            tab.locator(f"{place} .k-{kind}").evaluate_all(line)[0]
            for kind in ("time", "unit", "target")
            for place in (".review-legend", ".review-text p")
        ]
        assert shown == ["double", "double", "dashed", "dashed", "dotted", "dotted"]
        widths = tab.locator("rect.m").evaluate_all("all => all.map((one) => getComputedStyle(one).width)")
        assert widths == ["10px", "6px", "3px"]
        words = tab.locator(".draft-state").all_inner_texts()
        assert words == ["待确认", "已采纳", "已舍弃"]
