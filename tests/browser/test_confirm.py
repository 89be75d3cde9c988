"""The confirm page in a real Chromium: text and drafts show each other, every act has a key, nothing hostile runs."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, meanwhile, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.meetings import decisions
from tracker.meetings.models import Draft, Speech
from tracker.org.models import Alias

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

TEXT = "同志们：\n县财政局要在3月20日前完成预算审计。\n各乡镇每周一报送进展情况。\n县林业局要在3月底前完成补植。\n谢谢大家。"


@pytest.fixture
def speech(world) -> Speech:
    """Three drafts still to decide, in the order of the text."""
    made = a_speech(world, text=TEXT)
    for quote, lead in (
        ("县财政局要在3月20日前完成预算审计", "县财政局"),
        ("各乡镇每周一报送进展情况", "各乡镇"),
        ("县林业局要在3月底前完成补植", "县林业局"),
    ):
        start = TEXT.index(quote)
        a_draft(
            made, start=start, end=start + len(quote), quote=quote, action=quote, lead=[a_name(lead, made)],
            spans={"deadline": [start + 5, start + 10]}, decision=Draft.Decision.PROPOSED,
        )  # fmt: skip
    return made


def states(speech: Speech) -> list[str]:
    return list(Draft.objects.filter(speech=speech).order_by("ordinal").values_list("decision", flat=True))


def test_a_speech_is_decided_by_keys_alone(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("a")
        tab.locator('article[data-state="accepted"]').wait_for()
        tab.keyboard.press("j")
        tab.keyboard.press("x")
        tab.keyboard.type("只是例行工作")
        tab.keyboard.press("Enter")
        tab.locator('article[data-state="rejected"]').wait_for()
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_label("工作任务").fill("完成造林补植")
        tab.get_by_role("button", name="保存并采纳").click()
        tab.get_by_text("完成造林补植").wait_for()
        # The highlights and the tally follow.
        assert tab.locator("mark.o-accepted").count() >= 2 and tab.locator("mark.o-rejected").count() >= 1
        tab.locator('[data-tally="accepted"]').get_by_text("2", exact=True).wait_for()
        assert faults(tab) == []
    assert states(speech) == ["accepted", "rejected", "accepted"]


def test_the_last_act_is_taken_back_by_a_key(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("a")
        tab.locator('article[data-state="accepted"]').wait_for()
        tab.keyboard.press("j")
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：采纳").wait_for()
        # The draft that came back is the one to go on with.
        tab.locator('article.is-lit[data-state="proposed"] .draft-no').get_by_text("1", exact=True).wait_for()
        tab.keyboard.press("w")
        tab.get_by_text("周督查 采纳").wait_for()
        assert tab.locator(".draft-history").get_by_text("已撤销").count() == 1
        assert faults(tab) == []
    assert states(speech) == ["proposed"] * 3


def test_a_draft_is_split_and_merged_by_keys(live_server, world):
    words = "县财政局要完成预算审计，并将结果报县政府"
    speech = a_speech(world, text=f"同志们：\n{words}。")
    a_draft(speech, start=5, end=5 + len(words), quote=words, decision=Draft.Decision.PROPOSED)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("s")
        tab.locator("[data-split]").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("1")
        tab.get_by_text("已拆成两条").wait_for()
        assert tab.locator("article[data-draft]").count() == 2
        # The first half is the one to go on with.
        tab.keyboard.press("m")
        tab.get_by_text("已与下一条合并").wait_for()
        assert tab.locator("article[data-draft]").count() == 1
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：合并").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：拆分").wait_for()
        assert tab.locator("article[data-draft]").count() == 1
    assert Draft.objects.exclude(decision="replaced").get().quote == words


def test_selected_words_become_a_draft(live_server, world, speech):
    """Letters beyond the first plane stand before the selection: the browser counts them twice, the text once."""
    text = "同志们：\n\U00020000\U00020001县林业局要在3月底前完成补植。"
    other = a_speech(world, text=text)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[other.pk]))
        assert tab.locator("[data-add]").is_disabled()
        tab.evaluate(
            """() => {
              const lines = document.querySelectorAll('[data-at]');
              const range = document.createRange();
              range.setStart(lines[1].firstChild, 4);
              range.setEnd(lines[1].firstChild, 19);
              const chosen = window.getSelection();
              chosen.removeAllRanges();
              chosen.addRange(range);
            }"""
        )
        tab.keyboard.press("n")
        tab.get_by_label("工作任务").wait_for()
        assert "林业局" in tab.get_by_role("combobox", name="牵头单位（多个单位用顿号隔开）").input_value()
        assert faults(tab) == []
        tab.get_by_label("工作任务").fill("完成补植")
        tab.get_by_role("button", name="补录并采纳").click()
        tab.locator('article[data-state="manual"]').wait_for()
    made = Draft.objects.get(speech=other, origin="manual")
    assert made.quote == "县林业局要在3月底前完成补植" and text[made.start : made.end] == made.quote


def test_the_filter_hides_and_the_keys_pass_over_what_it_hides(live_server, world, speech):
    Draft.objects.filter(speech=speech, ordinal=2).update(
        due_on=None, confidence=0.5, doubts=["没有写明时限"]
    )
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.get_by_label("有日期").check()
        tab.get_by_text("显示2条，共3条").wait_for()
        tab.keyboard.press("Escape")
        for _ in range(3):
            tab.keyboard.press("j")
        assert tab.locator("article.is-lit .draft-no").inner_text() == "3"
        tab.keyboard.press("a")
        tab.locator('article[data-state="accepted"]').wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销").first.wait_for()
        # The desk is new, and still filtered.
        tab.get_by_text("显示2条，共3条").wait_for()
        tab.get_by_label("有日期").uncheck()
        tab.get_by_label("把握", exact=True).last.select_option("80")
        tab.get_by_text("显示1条，共3条").wait_for()
        assert tab.locator("article[data-draft]:visible .draft-no").inner_text() == "2"


def test_accepting_in_passing_goes_on_to_the_next(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        for _ in range(3):
            tab.keyboard.press("d")
        tab.locator('[data-tally="accepted"]').get_by_text("3", exact=True).wait_for()
        assert tab.locator("rect.m-accepted").count() == 3
    assert states(speech) == ["accepted"] * 3


def test_the_outline_the_map_and_the_sheet_of_keys(live_server, world, speech):
    Speech.objects.filter(pk=speech.pk).update(
        outline=[{"start": 5, "end": 9, "level": 1, "text": "一、审计"}]
    )
    third = Draft.objects.get(speech=speech, ordinal=3)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("o")
        tab.get_by_role("link", name="一、审计").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("Enter")
        assert tab.url.endswith("#p5")
        tab.locator(f"rect[data-of='{third.pk}']").click()
        assert "is-lit" in tab.locator(f"#d{third.pk}").get_attribute("class")
        tab.keyboard.press("?")
        tab.get_by_role("dialog").get_by_text("采纳并到下一条").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("Escape")
        tab.get_by_role("dialog").wait_for(state="hidden")


def test_an_unknown_name_is_settled_for_good_by_keys(live_server, world, speech):
    Draft.objects.filter(speech=speech, ordinal=1).update(lead=[a_name("县才政局")])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("q")
        tab.get_by_text("指的是哪个单位").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("0")
        tab.keyboard.press("1")
        tab.get_by_text("已认定单位").wait_for()
        tab.locator("article.is-lit .draft-no").get_by_text("1", exact=True).wait_for()
        kept = []
        meanwhile(lambda: kept.append(Alias.objects.get(text="县才政局").unit_id))
        meanwhile(lambda: kept.append(Draft.objects.get(speech=speech, ordinal=1).lead[0]["unit"]))
        assert kept == [world.units["财政局"].pk] * 2
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：认定单位。“县才政局”不再登记为别名。").wait_for()
    assert not Alias.objects.filter(text="县才政局").exists()
    assert Draft.objects.get(speech=speech, ordinal=1).lead[0]["unit"] is None


def test_each_side_shows_the_other(live_server, world, speech):
    second = Draft.objects.get(speech=speech, ordinal=2)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.locator(f"mark[data-of='{second.pk}']").first.click()
        assert "is-lit" in tab.locator(f"#d{second.pk}").get_attribute("class")
        tab.locator(f"#d{second.pk}").click()
        assert "is-lit" in tab.locator(f"mark[data-of='{second.pk}']").first.get_attribute("class")


def test_a_lost_race_shows_what_the_other_officer_decided(live_server, world, speech):
    first = Draft.objects.get(speech=speech, ordinal=1)
    other = world.viewer("officer2")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        meanwhile(lambda: decisions.decide(first.pk, "rejected", revision=0, reason="重复", by=other, at=NOW))
        tab.keyboard.press("j")
        tab.keyboard.press("a")
        tab.get_by_text("郑督查").first.wait_for()
        assert tab.locator(f"#d{first.pk}").get_attribute("data-state") == "rejected"


def test_a_lost_race_keeps_what_was_typed(live_server, world, speech):
    first = Draft.objects.get(speech=speech, ordinal=1)
    other = world.viewer("officer2")
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_label("工作任务").fill("我改的任务")
        meanwhile(
            lambda: decisions.edit(first.pk, revision=0, by=other, at=NOW, fields={"action": "别人改的任务"})
        )
        tab.get_by_role("button", name="保存并采纳").click()
        tab.get_by_role("cell", name="别人改的任务").wait_for()
        assert tab.get_by_label("工作任务").input_value() == "我改的任务"
        assert faults(tab) == []
        tab.get_by_role("button", name="保存并采纳").click()
        tab.locator('article[data-state="edited"]').get_by_text("我改的任务").first.wait_for()
    first.refresh_from_db()
    assert first.action == "我改的任务"


def test_leaving_the_form_brings_the_card_back(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        tab.keyboard.press("e")
        tab.get_by_label("工作任务").fill("不要保存")
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="采纳").first.wait_for()
    assert states(speech) == ["proposed"] * 3


def test_hostile_words_are_shown_and_never_run(live_server, world):
    words = (
        '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u202e反向\u0007' + "长" * 5000
    )
    speech = a_speech(world, text=words, title='"><script>window.hacked=1</script>')
    a_draft(
        speech,
        start=0,
        end=30,
        quote=words[:30],
        action=words[:200],
        section=["<b onclick=window.hacked=1>"],
        lead=[a_name("<i>局")],
    )
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.locator("article summary").first.click()
        assert tab.evaluate("window.hacked") is None
        assert tab.get_by_text("<script>window.hacked=1</script>").count() >= 1
        assert faults(tab) == []


def test_progress_moves_on_by_itself_when_the_parsing_ends(live_server, world, speech):
    Speech.objects.filter(pk=speech.pk).update(state=Speech.State.PARSING, progress=40)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        assert tab.locator("progress").get_attribute("value") == "40"
        meanwhile(lambda: Speech.objects.filter(pk=speech.pk).update(state=Speech.State.PARSED, progress=100))
        tab.locator("[data-review]").wait_for()


def test_keys_typed_ahead_of_the_answer_wait_for_it(live_server, world):
    """An officer types faster than the desk is drawn again: nothing pressed is lost, nothing falls on a dead button."""
    words = "县财政局要完成预算审计，并将结果报县政府"
    speech = a_speech(world, text=f"同志们：\n{words}。")
    a_draft(speech, start=5, end=5 + len(words), quote=words, decision=Draft.Decision.PROPOSED)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.route("**/undo/**", lambda route: (time.sleep(0.3), route.continue_()))
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.keyboard.press("j")
        for key in "s1muu":
            tab.keyboard.press(key)
        tab.get_by_text("已撤销：拆分").wait_for()
        assert tab.locator("article[data-draft]").count() == 1
    assert Draft.objects.exclude(decision="replaced").get().quote == words
