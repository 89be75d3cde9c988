"""倒排工期 from the pages: the proposal, what is kept, marking milestones from the item's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY
from tracker.items.milestones import Line, plan_milestones
from tracker.items.models import Milestone, UnitAssignment
from tracker.items.states import State

HTMX = {"HX-Request": "true"}


@pytest.fixture
def part(world) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)


def given(part: UnitAssignment, *lines: tuple[str, str], **more) -> dict[str, object]:
    """What the page's form sends for these lines (name, day)."""
    fields: dict[str, object] = {
        "m-TOTAL_FORMS": len(lines),
        "m-INITIAL_FORMS": 0,
        "revision": UnitAssignment.objects.get(pk=part.pk).revision,
        **more,
    }
    for n, (name, day) in enumerate(lines):
        fields |= {f"m-{n}-name": name, f"m-{n}-due_on": day}
    return fields


def test_a_proposal_is_shown_kept_and_stands_on_the_item_s_page(world, signed_in, part):
    client, address = signed_in(world.lead_clerk), reverse("portal:milestones", args=[part.pk])
    page = client.get(address).content.decode()
    assert "保存后才生效" in page and "制定方案" in page and 'value="2026-03-20"' in page
    assert not Milestone.objects.exists()
    lines = [("制定方案", "2026-03-05"), ("自查上报", "2026-03-20"), ("", "")]
    answer = client.post(address, given(part, *lines))
    assert answer["Location"] == reverse("portal:item", args=[part.item_id])
    item = client.get(reverse("portal:item", args=[part.item_id])).content.decode()
    assert "应于3月5日达成" in item and "调整节点" in item
    # From now on the page shows what is kept; a new proposal only when it is asked for.
    page = client.get(address).content.decode()
    assert "保存后才生效" not in page and "动员部署" not in page
    assert "动员部署" in client.get(f"{address}?propose=1").content.decode()
    assert "节点：制定方案" in client.get(reverse("portal:owed")).content.decode()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("方<b>案", "2026-03-21"), "不能晚于任务的时限2026年3月20日"),
        (("方<b>案", ""), "请填写日期"),
        (("方<b>案", "下周"), "日期应写作"),
        (("", "2026-03-05"), "请填写名称"),
        (("方<b>" + "案" * 60, "2026-03-05"), "不能超过60个字"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, signed_in, part, line, why):
    address = reverse("portal:milestones", args=[part.pk])
    answer = signed_in(world.lead_clerk).post(address, given(part, line))
    page = answer.content.decode()
    assert answer.status_code == 422 and why in page
    assert not line[0] or "方&lt;b&gt;" in page
    assert not Milestone.objects.exists()


def test_a_second_click_and_a_plan_of_somebody_else_are_told(world, signed_in, part):
    client, address = signed_in(world.lead_clerk), reverse("portal:milestones", args=[part.pk])
    form = given(part, ("制定方案", "2026-03-05"))
    client.post(address, form)
    assert "刚被改动" in client.post(address, form).content.decode()
    assert "刚被改动" in client.post(address, {**form, "revision": "x"}).content.decode()
    assert Milestone.objects.count() == 1


def test_a_milestone_is_marked_with_a_click_and_a_note_and_taken_back(world, signed_in, part):
    [row] = plan_milestones(
        part.pk,
        [Line("制定方案", TODAY)],
        seen_revision=part.revision,
        by=world.viewer("lead_clerk"),
        at=NOW,
    )
    client = signed_in(world.lead_clerk)
    reach = reverse("portal:milestone_reach", args=[row.pk])
    board = client.post(reach, {"note": "已<b>印发"}, headers=HTMX).content.decode()
    assert "3月2日达成" in board and "已&lt;b&gt;印发" in board
    assert "刚刚已标记" in client.post(reach, headers=HTMX).content.decode()
    board = client.post(reverse("portal:milestone_take_back", args=[row.pk]), headers=HTMX)
    assert "应于3月2日达成" in board.content.decode()
    # An officer reads it and plans, but does not mark for the unit.
    officer = signed_in(world.officer)
    page = officer.get(reverse("portal:item", args=[part.item_id])).content.decode()
    assert "制定方案" in page and reach not in page


def test_without_a_deadline_nothing_is_proposed_and_a_plan_is_written_by_hand(world, signed_in, part):
    UnitAssignment.objects.filter(pk=part.pk).update(due_on=None)
    client, address = signed_in(world.lead_clerk), reverse("portal:milestones", args=[part.pk])
    page = client.get(address).content.decode()
    assert "未定时限" in page and "重新倒排" not in page
    client.post(address, given(part, ("制定方案", "2026-03-05")))
    assert Milestone.objects.get().name == "制定方案"
