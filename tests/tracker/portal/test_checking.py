"""核查 from the pages: planning, the finding, the draw."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import TODAY
from tracker.items.models import Verification
from tracker.items.states import State

HTMX = {"HX-Request": "true"}


@pytest.fixture
def assignment(world):
    return an_assignment(world, state=State.ACKNOWLEDGED)


def test_an_officer_plans_and_writes_down_what_was_found(world, signed_in, assignment):
    officer = signed_in(world.officer)
    plan = reverse("portal:plan_check", args=[assignment.pk])
    assert officer.get(plan, headers=HTMX)["HX-Retarget"] == f"#slot-{assignment.pk}"
    officer.post(plan, {"kind": "visit", "planned_on": str(TODAY)}, headers=HTMX)
    check = Verification.objects.get()
    listed = officer.get(reverse("console:checks")).content.decode()
    assert "明查暗访" in listed and "今天" in listed
    find = reverse("portal:find_check", args=[check.pk])
    # Before it is made the unit does not find it, not even by its address.
    assert signed_in(world.lead_clerk).get(find).status_code == 404
    missing = officer.post(find, {"result": "", "finding": "只完成两处"}, headers=HTMX).content.decode()
    assert "请选择结果" in missing and "只完成两处" in missing
    board = officer.post(
        find, {"result": "partly", "percent": "40", "finding": "只完成两处<b>"}, headers=HTMX
    ).content.decode()
    assert "部分属实" in board and "只完成两处&lt;b&gt;" in board
    page = signed_in(world.lead_clerk).get(reverse("portal:item", args=[assignment.item_id])).content.decode()
    assert "部分属实" in page and "安排核查</a>" not in page


def test_a_draw_is_listed_with_its_seed(world, signed_in, assignment):
    officer = signed_in(world.officer)
    given = {"scope": "open", "size": "1", "planned_on": str(TODAY), "seed": "四月"}
    assert officer.post(reverse("console:checks_draw"), given).status_code == 302
    page = officer.get(reverse("console:checks")).content.decode()
    assert "四月" in page and "抽查" in page
    again = officer.post(reverse("console:checks_draw"), given)
    assert again.status_code == 422 and "没有可以抽查" in again.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("size", "", "请填写数量"), ("size", "三", "数量应是整数"), ("planned_on", "明天", "日期应写作")],
)
def test_a_bad_field_is_said(world, signed_in, field, value, why):
    given = {"scope": "open", "size": "1", "planned_on": str(TODAY), field: value}
    page = signed_in(world.officer).post(reverse("console:checks_draw"), given)
    assert page.status_code == 422 and why in page.content.decode()
