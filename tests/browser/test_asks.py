"""Questions on the cards in a real Chromium: T to the next doubt, digits answer, U takes back; restatements and earlier orders by keys."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, meanwhile, visit, why_not
from tests.support.build import a_draft, a_name, a_speech, an_item
from tests.support.world import NOW
from tracker.items.models import ItemSource
from tracker.meetings import decisions
from tracker.meetings.models import Draft, Speech

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

TEXT = "同志们：\n县财政局要在3月20日前完成预算审计。\n尽快把饮水工程管网改造12处做完。\n再强调一遍，预算审计要完成。\n谢谢大家。"


@pytest.fixture
def speech(world) -> Speech:
    """A draft that says everything, one without unit or day, and one that states the first again."""
    made = a_speech(world, text=TEXT)
    proposed = {"decision": Draft.Decision.PROPOSED}
    first = a_draft(made, quote="县财政局要在3月20日前完成预算审计", start=5, end=21, **proposed)
    second = "尽快把饮水工程管网改造12处做完"
    start = TEXT.index(second)
    a_draft(
        made, start=start, end=start + len(second), quote=second, action="把饮水工程管网改造12处做完", lead=[],
        due_text="尽快", due_on=None, due_kind="asap", **proposed,
    )  # fmt: skip
    third = "再强调一遍，预算审计要完成"
    start = TEXT.index(third)
    a_draft(
        made,
        start=start,
        end=start + len(third),
        quote=third,
        action="预算审计要完成",
        same_as=first,
        **proposed,
    )
    return made


def draft(speech: Speech, ordinal: int) -> Draft:
    return Draft.objects.get(speech=speech, ordinal=ordinal)


def open_desk(tab, speech: Speech) -> None:
    tab.goto(reverse("console:speech", args=[speech.pk]))
    tab.locator("article[data-draft]").first.wait_for()


def test_doubts_are_answered_by_keys_alone(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("t")
        tab.locator("article.is-lit").get_by_text("没有点明谁来办").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("1")  # the unit before
        tab.locator("article.is-lit [data-ask=time_vague]").wait_for()
        tab.keyboard.press("1")  # the office's default
        tab.locator("article.is-lit").get_by_text("2026-03-09").wait_for()
        tab.keyboard.press("t")
        tab.locator("article.is-lit").get_by_text("与第1条重复").wait_for()
        tab.keyboard.press("1")
        tab.locator('article[data-state="restated"]').wait_for()
        tab.locator('[data-tally="restated"]').get_by_text("1", exact=True).wait_for()
        assert tab.locator("[data-ask]").count() == 0
        assert faults(tab) == []
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：答疑").wait_for()
        tab.locator("article.is-lit [data-ask=restatement]").wait_for()
    second, third = draft(speech, 2), draft(speech, 3)
    assert (second.due_on, second.lead_inherited) == (dt.date(2026, 3, 9), True)
    assert (third.decision, third.settled) == ("proposed", {})


def test_a_day_of_ones_own_is_typed(live_server, world, speech):
    Draft.objects.filter(speech=speech, ordinal=2).update(lead=[a_name("县财政局")])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("t")
        tab.locator("article.is-lit [data-ask=time_vague]").wait_for()
        tab.keyboard.press("2")
        day = tab.locator("article.is-lit input[name=day]")
        day.wait_for()
        assert day.evaluate("field => field === document.activeElement")
        day.fill("2026-03-18")
        tab.keyboard.press("Enter")
        tab.locator("article.is-lit").get_by_text("2026-03-18").wait_for()
    assert draft(speech, 2).due_on == dt.date(2026, 3, 18)


def test_a_unit_is_chosen_from_the_question(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("t")
        tab.locator("article.is-lit [data-ask=unit_missing]").wait_for()
        tab.keyboard.press("2")
        tab.locator("article.is-lit .name-slot select").wait_for()
        # The digits now answer the question that was opened, not the one on the card.
        tab.locator("article.is-lit .name-slot select").select_option(label="林业局")
        tab.locator("article.is-lit .name-slot").get_by_role("button", name="选定").click()
        tab.get_by_text("已认定单位").wait_for()
        tab.locator("article.is-lit [data-ask=time_vague]").wait_for()
    assert draft(speech, 2).lead[0]["text"] == "林业局"


def test_an_unknown_name_is_asked_when_the_key_comes_to_it(live_server, world, speech):
    Draft.objects.filter(speech=speech).exclude(ordinal=1).delete()
    Draft.objects.filter(speech=speech).update(lead=[a_name("县才政局")])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("t")
        tab.get_by_text("“县才政局”指的是哪个单位").wait_for()
        tab.keyboard.press("1")
        tab.get_by_text("已认定单位").wait_for()
        tab.keyboard.press("t")
        assert tab.locator(".name-slot form").count() == 0
    assert draft(speech, 1).lead[0]["unit"] == world.units["财政局"].pk


def test_keys_typed_ahead_answer_the_questions_in_turn(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        for key in "t13t2":
            tab.keyboard.press(key)
        tab.locator("article[data-doubt]").first.wait_for(state="detached")
    second, third = draft(speech, 2), draft(speech, 3)
    assert (second.due_on, second.settled["time_vague"]) == (None, "不定时限")
    assert (third.same_as, third.decision) == (None, "proposed")


def test_an_answer_that_comes_too_late_shows_what_happened(live_server, world, speech):
    other, second = world.viewer("officer2"), draft(speech, 2)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("t")
        tab.locator("article.is-lit [data-ask]").wait_for()
        meanwhile(lambda: decisions.decide(second.pk, "accepted", revision=0, by=other, at=NOW))
        tab.keyboard.press("1")
        tab.locator("article.is-lit .plain-error").get_by_text("郑督查").wait_for()
        # The question is asked again, of the draft as it is now.
        assert tab.locator('article.is-lit[data-state="accepted"] [data-ask]').count() == 1
    assert draft(speech, 2).lead == []


def test_the_filter_for_doubts_and_the_key_go_together(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.get_by_label("有疑点").check()
        tab.get_by_text("显示2条，共3条").wait_for()
        tab.get_by_label("牵头单位").first.select_option("县财政局")
        tab.get_by_text("显示1条，共3条").wait_for()
        tab.keyboard.press("Escape")
        # The one without a unit is hidden: the key passes over it.
        tab.keyboard.press("t")
        tab.locator("article.is-lit .draft-no").get_by_text("3", exact=True).wait_for()


def test_a_restatement_is_linked_by_keys_and_stands_with_the_item(live_server, world, speech):
    Draft.objects.filter(speech=speech, ordinal=3).update(same_as=None)
    third = draft(speech, 3).pk
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("j")
        tab.keyboard.press("a")
        tab.locator('article[data-state="accepted"]').wait_for()
        tab.keyboard.press("j")
        tab.keyboard.press("j")
        tab.keyboard.press("l")
        tab.get_by_text("这一条是对哪一条的重申").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("1")
        tab.get_by_text("作为重申并入第1条").wait_for()
        tab.keyboard.press("g")
        tab.get_by_label("批准人").fill("王副县长")
        tab.keyboard.press("Enter")
        tab.get_by_text("已立项1条").wait_for()
        tab.locator("article .item-no").first.click()
        tab.get_by_text("又见于 1 处").wait_for()
        assert tab.get_by_text("再强调一遍，预算审计要完成").count() >= 1
        assert faults(tab) == []
        tab.locator("figure.quote").last.get_by_role("link", name="在讲话中查看").click()
        tab.locator(f"#d{third}.is-lit").wait_for()


def test_an_earlier_order_is_joined_by_a_key(live_server, world, speech):
    earlier = a_speech(world, text="此前的讲话。", title="二月调度会上的讲话", held_on=dt.date(2026, 2, 3))
    item = an_item(world, speech=earlier, action="完成农村饮水工程管网改造12处")
    Draft.objects.filter(speech=speech, ordinal=2).update(lead=[a_name("县财政局")])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_desk(tab, speech)
        tab.keyboard.press("t")
        tab.locator("article.is-lit").get_by_text("2月3日已部署，尚未办结").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("1")
        tab.get_by_text(f"作为重申并入{item.item_no}").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：并入已有事项").wait_for()
        tab.locator("article.is-lit [data-ask=earlier]").wait_for()
        tab.keyboard.press("1")
        tab.get_by_text(f"作为重申并入{item.item_no}").wait_for()
        tab.keyboard.press("g")
        tab.get_by_label("批准人").fill("王副县长")
        tab.keyboard.press("Enter")
        tab.get_by_text("没有另立新事项").wait_for()
    assert ItemSource.objects.get().item == item


def test_the_questions_fit_a_phone(live_server, world, speech):
    with visit(live_server, world.officer, size=PHONE) as tab:
        open_desk(tab, speech)
        tab.locator("[data-ask=unit_missing]").wait_for()
        assert faults(tab) == []
        tab.locator("[data-ask=unit_missing]").get_by_role("button").first.click()
        tab.locator("[data-ask=time_vague]").wait_for()
        assert faults(tab) == []
    assert draft(speech, 2).lead_inherited
