"""The switch for candidates of low confidence together with questions: what is shown, what the keys answer, and that acts leave it on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, faults, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tracker.meetings.models import Draft, Speech

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

ORDERS = ("县财政局要在3月20日前完成预算审计", "林业部门要看好山头", "管网改造3月底前做完", "尽快把台账补齐")
TEXT = "。".join(ORDERS) + "。"


@pytest.fixture
def speech(world) -> Speech:
    """Orders 1 and 3 are proposed, 2 and 4 are candidates of low confidence; 3 and 4 name no unit, 4 no day either."""
    made = a_speech(world, text=TEXT)
    own = [
        {"lead": [a_name("县财政局", unit=world.units["财政局"].pk)]},
        {
            "lead": [a_name("林业部门", unit=world.units["林业局"].pk)],
            "is_proposed": False,
            "confidence": 0.3,
        },
        {"lead": []},
        {
            "lead": [],
            "due_on": None,
            "due_text": "尽快",
            "due_kind": "asap",
            "is_proposed": False,
            "confidence": 0.2,
        },
    ]
    for number, (order, columns) in enumerate(zip(ORDERS, own, strict=True), start=1):
        start = TEXT.index(order)
        a_draft(made, ordinal=number, start=start, end=start + len(order), quote=order, action=order,
                decision=Draft.Decision.PROPOSED, **columns)  # fmt: skip
    return made


def one(speech: Speech, ordinal: int) -> Draft:
    return Draft.objects.get(speech=speech, ordinal=ordinal)


def shown(tab) -> list[str]:
    return tab.locator("article[data-draft] .draft-no").all_inner_texts()


@pytest.mark.parametrize("all_of_them", [False, True])
def test_a_digit_gives_the_unit_that_the_card_names_whatever_is_hidden(
    live_server, world, speech, all_of_them
):
    third = one(speech, 3)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]) + ("?all=1" if all_of_them else ""))
        assert shown(tab) == (["1", "2", "3", "4"] if all_of_them else ["1", "3"])
        tab.locator(f"#d{third.pk}").click(position={"x": 5, "y": 5})
        # Not the forestry of the candidate in between, which may be no order at all.
        tab.locator(f"#d{third.pk} .choice").first.get_by_text("承前“县财政局”").wait_for()
        tab.keyboard.press("1")
        tab.locator(f"#d{third.pk} .draft-fields").get_by_text("县财政局").wait_for()
    assert one(speech, 3).lead[0]["text"] == "县财政局"


def test_questions_of_candidates_are_answered_and_acts_leave_the_switch_on(live_server, world, speech):
    first, fourth = one(speech, 1), one(speech, 4)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]))
        tab.get_by_role("link", name="也看把握不大的").click()
        tab.get_by_role("link", name="只看系统认为是任务的").wait_for()
        assert faults(tab) == []
        # T passes from the third to the candidate that has a question too.
        for _ in range(2):
            tab.keyboard.press("t")
        tab.locator(f"#d{fourth.pk}.is-lit").wait_for()
        asked = tab.locator(f"#d{fourth.pk} .ask-words").inner_text()
        tab.keyboard.press("1")
        tab.locator(f"#d{fourth.pk} .ask-words").filter(has_not_text=asked).or_(
            tab.locator(f"#d{fourth.pk} .draft-fields").get_by_text("县财政局")
        ).first.wait_for()
        # What answers with the whole desk: taking back, and merging into the next.
        tab.keyboard.press("u")
        tab.get_by_text("已撤销").wait_for()
        assert shown(tab) == ["1", "2", "3", "4"]
        tab.locator(f"#d{first.pk}").click(position={"x": 5, "y": 5})
        tab.keyboard.press("m")
        tab.locator("#desk").get_by_text("合并").first.wait_for()
        tab.get_by_role("link", name="只看系统认为是任务的").wait_for()
        assert tab.locator(f"#d{fourth.pk}").count() == 1


def test_without_scripts_taking_back_leaves_the_switch_on(live_server, world, speech):
    with visit(live_server, world.officer, size=DESKTOP, script=False) as tab:
        tab.goto(reverse("console:speech", args=[speech.pk]) + "?all=1")
        tab.get_by_role("button", name="全部采纳").click()
        tab.get_by_role("link", name="只看系统认为是任务的").wait_for()
        assert shown(tab) == ["1", "2", "3", "4"]
