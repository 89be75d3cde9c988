"""考评 with an officer, a unit's liaison and a leader at their own machines: a scheme tried and turned on, an appeal answered, a talk approved."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, tabs_of, visit, why_not
from tests.support.scoring import a_scheme, a_slot, issued
from tests.support.world import NOW, World
from tracker.regimes.models import ScoreEntry, ScorePeriod, ScoringScheme
from tracker.regimes.scoring import posting
from tracker.regimes.scoring.freezing import freeze

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]
APRIL = dt.datetime(2026, 4, 1, 9, tzinfo=NOW.tzinfo)


def press(tab, name: str) -> None:
    """Presses the first button of that name and waits for what it answers."""
    with tab.expect_response(lambda answer: answer.request.method == "POST"):
        tab.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture
def scored(world: World) -> ScorePeriod:
    """March with an overdue duty and a missing report of 财政局, and 林业局 without a fault."""
    part = issued(world)
    a_slot(part, NOW.replace(day=6, hour=18))
    issued(world, "林业局", due_on=dt.date(2026, 4, 30))
    a_scheme(world, talk_last=1)
    posting.post(NOW)
    posting.post(APRIL)
    return ScorePeriod.objects.get(key="2026-03")


def test_a_scheme_is_tried_saved_and_turned_on(live_server, world):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:scores"))
        tab.get_by_role("link", name="制定考评办法").first.click()
        tab.get_by_label("漏报：牵头单位的分值").fill("-0.8")
        press(tab, "试算上一期")
        tab.get_by_role("heading", name="试算：2026年2月").wait_for()
        # What was typed stays.
        assert tab.get_by_label("漏报：牵头单位的分值").input_value() == "-0.8"
        press(tab, "保存（不启用）")
        tab.get_by_text("尚未启用").first.wait_for()
        tab.get_by_placeholder("依据和理由").fill("县政府常务会议决定")
        press(tab, "启用")
        tab.get_by_text("已启用").first.wait_for()
        assert faults(tab) == []
    assert ScoringScheme.objects.get().is_on


def test_points_are_read_contested_answered_and_a_talk_is_approved(live_server, world, scored):
    with (
        time_machine.travel(APRIL, tick=False),
        tabs_of(live_server, world.lead_clerk, world.officer, world.leader) as (clerk, officer, leader),
    ):
        clerk.goto(reverse("portal:scores") + f"?period={scored.pk}")
        clerk.get_by_text("逾期未办结").first.wait_for()
        clerk.get_by_role("row").filter(has_text="漏报").get_by_role("link", name="申诉").click()
        clerk.get_by_label("申诉理由").fill("当日全县停电，次日已补报纸质材料")
        press(clerk, "提交申诉")
        clerk.get_by_text("待答复").first.wait_for()

        officer.goto(reverse("console:scores"))
        officer.get_by_role("link", name="申诉").first.click()
        officer.get_by_role("link", name="查看").first.click()
        officer.get_by_label("撤销这条记分").check()
        officer.get_by_label("答复意见").fill("停电属实，撤销扣分")
        press(officer, "答复")
        officer.get_by_text("撤销记分").first.wait_for()
        officer.goto(reverse("console:scores") + f"?period={scored.pk}")
        press(officer, "定分并告知各单位")
        officer.get_by_text("已定分，并已告知各单位").first.wait_for()
        officer.get_by_placeholder("提请理由").fill("排名末位")
        officer.get_by_label("批准人").select_option(label="王副县长")
        press(officer, "提请约谈")
        officer.get_by_text("待批准").first.wait_for()

        leader.goto(reverse("console:scores") + f"?period={scored.pk}")
        press(leader, "同意约谈")
        leader.get_by_text("已批准，待约谈").first.wait_for()
        assert [faults(tab) for tab in (clerk, officer, leader)] == [[], [], []]
    points = ScoreEntry.objects.filter(kind="report_missing").values_list("points", flat=True)
    assert sum(points) == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_no_page_of_scores_and_burden_has_a_fault(live_server, world, scored, size):
    freeze(scored.pk, by=world.viewer("officer"), at=APRIL)
    scheme = ScoringScheme.objects.get()
    entry = ScoreEntry.objects.filter(unit=world.units["财政局"]).first()
    pages = {
        "officer": [
            reverse("console:scores") + f"?period={scored.pk}",
            reverse("console:score_scheme_edit", args=[scheme.pk]),
            reverse("console:score_cite", args=[entry.assignment_id]),
            reverse("portal:burden") + "?month=2026-03",
            reverse("portal:prompt_card") + f"?unit={entry.unit_id}&month=2026-03",
            reverse("portal:score_appeals"),
        ],
        "lead_clerk": [
            reverse("portal:scores") + f"?period={scored.pk}",
            reverse("portal:score_ask", args=[entry.pk]),
        ],
    }
    found = {}
    for who, addresses in pages.items():
        with visit(live_server, world.people[who], size=size) as tab:
            for address in addresses:
                tab.complaints.clear()
                assert tab.goto(address).status == 200, address
                tab.wait_for_load_state("networkidle")
                if wrong := faults(tab):
                    found[address] = wrong
    assert found == {}
