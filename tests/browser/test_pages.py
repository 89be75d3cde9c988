"""Every page in a real Chromium, on a desk and on a phone: nothing blocked, nothing too wide, no serious barrier, no foreign host."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.support import many
from tests.support.browser import DESKTOP, PHONE, faults, visit, why_not
from tests.support.build import a_draft, a_name, a_speech, an_assignment, an_item
from tests.support.world import NOW, TODAY, World
from tracker.items import operations
from tracker.items.models import UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import State
from tracker.meetings.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]

OFFICERS = (
    "console:dashboard",
    "console:speeches",
    "console:speech_new",
    "console:speech",
    "console:regimes",
    "console:bulletin",
    "console:papers",
    "console:units",
    "console:calendar",
    "console:status",
    "console:unissued",
    "portal:items",
    "portal:item",
    "portal:unit",
    "portal:inbox",
    "portal:search",
    "portal:bulks",
    "portal:reviews",
    "portal:feedback",
    "portal:deputies",
    "portal:digests",
    "console:wall",
    "console:slots",
    "console:duties",
    "console:regime_new",
    "console:ledgers",
    "console:checks",
)
PAGES = {
    "officer": OFFICERS,
    "lead_clerk": (
        "portal:owed",
        "portal:items",
        "portal:item",
        "portal:report",
        "portal:unit",
        "portal:inbox",
        "portal:feedback",
        "portal:deputies",
        "portal:digests",
        "portal:search",
    ),
    "stranger": ("portal:owed", "portal:items", "portal:inbox"),
    "leader": ("console:dashboard", "console:slots", "console:wall", "portal:items", "portal:item"),
    "former": ("home",),
}


@pytest.fixture
def things(world: World) -> dict[str, int]:
    """A page's worth of everything: long texts, many units, every light, a name without a unit, reports, messages."""
    long = "会同有关部门对辖区内所有在建项目逐一核对手续、资金、进度和安全生产责任落实情况并建立台账" * 2
    speech = a_speech(world)
    item = an_item(world, speech=speech, action=long, target="覆盖率100%", lead=[a_name("县财政局"), a_name("县某某专班")],
                   support=[a_name(name) for name in ("审计局", "林业局", "柳河镇", "石桥镇")])  # fmt: skip
    officer, clerk = world.viewer("officer"), world.viewer("lead_clerk")
    operations.issue_all([item.pk], by=officer, at=NOW - dt.timedelta(9))
    part = item.assignments.get(unit=world.units["财政局"])
    operations.acknowledge(part.pk, by=clerk, at=NOW)
    report_progress(part.pk, Told(long, problems="缺资金", percent=40), by=clerk, at=NOW)
    for days, state in (
        (-9, State.ACKNOWLEDGED),
        (0, State.RETURNED),
        (2, State.CLOSE_REQUESTED),
        (3, State.ISSUED),
    ):
        an_assignment(world, state=state, due_on=TODAY + dt.timedelta(days), finished_at=None)
    an_assignment(world, "林业局", state=State.CLOSED, closed_at=NOW, finished_at=NOW)
    a_draft(speech, decision=Draft.Decision.PROPOSED)
    many.duties(world, 2)
    many.messages(world, 60)
    return {"speech": speech.pk, "item": item.pk, "unit": part.unit_id, "report": part.pk}


def address(name: str, things: dict[str, int]) -> str:
    thing = name.rpartition(":")[2]
    return reverse(name, args=[things[thing]] if thing in things else [])


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("who", PAGES)
def test_no_page_has_a_fault(live_server, world, things, who, size):
    found = {}
    with visit(live_server, world.people[who], size=size) as tab:
        for name in PAGES[who]:
            tab.complaints.clear()
            answer = tab.goto(address(name, things))
            tab.wait_for_load_state("networkidle")
            assert answer.status == 200, name
            if wrong := faults(tab):
                found[name] = wrong
    assert found == {}


def test_the_admin_runs_under_the_same_policy(live_server, world, things):
    """Its layout is Django's own; that nothing on it is blocked is ours."""
    metas = [model._meta for model in admin.site._registry]
    names = [f"admin:{meta.app_label}_{meta.model_name}_changelist" for meta in metas]
    found = {}
    with visit(live_server, world.admin, size=DESKTOP) as tab:
        for name in ("admin:index", *names):
            assert tab.goto(reverse(name)).status == 200, name
            if wrong := [*tab.evaluate("window.violations"), *tab.complaints]:
                found[name] = wrong
    assert found == {}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_pages_before_signing_in_have_no_fault(live_server, world, size):
    with visit(live_server, None, size=size) as tab:
        tab.goto(reverse("login"))
        assert faults(tab) == []
        tab.goto("/nowhere/")
        assert faults(tab) == []


def test_signing_in_leads_to_the_first_page(live_server, world):
    world.lead_clerk.set_password("a-long-pass-2026")
    world.lead_clerk.save(update_fields=["password"])
    with visit(live_server, None, size=DESKTOP) as tab:
        tab.goto("/")
        tab.get_by_label("用户名").fill("lead_clerk")
        tab.get_by_label("密码").fill("a-long-pass-2026")
        tab.get_by_role("button", name="登录").click()
        tab.wait_for_url("**/owed/")
        assert tab.get_by_role("heading", name="我单位的任务").is_visible()


def test_a_liaison_answers_without_leaving_the_page(live_server, world):
    assignment = an_assignment(world, state=State.ISSUED)
    with visit(live_server, world.lead_clerk, size=PHONE) as tab:
        tab.goto(reverse("portal:owed"))
        tab.get_by_role("button", name="签收").click()
        tab.get_by_role("link", name="反馈进展").click()
        tab.get_by_label("进展情况").fill("已完成初稿")
        tab.get_by_label("完成比例").fill("60")
        tab.get_by_role("button", name="提交反馈").click()
        tab.get_by_text("完成 60%").wait_for()
        tab.on("dialog", lambda dialog: dialog.accept())
        tab.get_by_role("button", name="申请销号").click()
        tab.get_by_role("heading", name="等待核查").wait_for()
        assert tab.url.endswith(reverse("portal:owed"))
        assert faults(tab) == []
    assignment.refresh_from_db()
    assert assignment.state == State.CLOSE_REQUESTED
    assert assignment.reports.get().percent == 60


def test_a_double_click_acts_once(live_server, world):
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    with visit(live_server, world.lead_clerk, size=DESKTOP) as tab:
        tab.goto(reverse("portal:report", args=[assignment.pk]))
        tab.get_by_label("进展情况").fill("已完成初稿")
        tab.get_by_role("button", name="提交反馈").dblclick()
        tab.get_by_text("已反馈进展。").first.wait_for()
    assert assignment.reports.count() == 1


def test_a_unit_can_sign_without_script(live_server, world):
    assignment = an_assignment(world, state=State.ISSUED)
    with visit(live_server, world.lead_clerk, size=DESKTOP, script=False) as tab:
        tab.goto(reverse("portal:owed"))
        tab.get_by_role("button", name="签收").click()
        tab.get_by_text("已签收。").wait_for()
    assert UnitAssignment.objects.get(pk=assignment.pk).state == State.ACKNOWLEDGED


def test_the_list_follows_the_filter_and_the_address_the_list(live_server, world):
    late = an_assignment(world, state=State.IN_PROGRESS, due_on=TODAY - dt.timedelta(9)).item.item_no
    fine = an_assignment(world, "林业局", state=State.IN_PROGRESS).item.item_no
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("portal:items"))
        tab.get_by_label("责任单位").select_option(label="林业局")
        tab.wait_for_url("**/items/?*unit=*")
        tab.get_by_text(late, exact=True).wait_for(state="detached")
        tab.go_back()
        tab.get_by_text(late, exact=True).wait_for()
        tab.get_by_role("link", name="逾期 1").click()
        tab.get_by_text(fine, exact=True).wait_for(state="detached")
        assert "light=red" in tab.url
        # The filter form keeps the light that was chosen.
        tab.get_by_label("关键词").fill("审计")
        tab.wait_for_url("**q=*")
        assert "light=red" in tab.url and tab.get_by_text(late, exact=True).is_visible()


def test_the_menu_opens_on_a_phone(live_server, world):
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("portal:items"))
        menu = tab.get_by_role("navigation", name="主菜单")
        assert not menu.is_visible()
        tab.get_by_role("button", name="打开菜单").click()
        menu.get_by_role("link", name="工作台").click()
        tab.wait_for_url("**/console/")


def test_the_charts_are_drawn(live_server, world):
    an_assignment(world, state=State.IN_PROGRESS)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:dashboard"))
        for name in ("chart-lights", "chart-units", "chart-trend"):
            tab.locator(f"#{name} canvas").wait_for()
        tab.locator("#chart-lights canvas").hover(position={"x": 150, "y": 40})
        assert faults(tab) == []


def test_the_keyboard_reaches_the_content_first(live_server, world):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("portal:items"))
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == "跳到正文"
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "main"
