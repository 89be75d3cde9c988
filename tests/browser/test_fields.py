"""The fields of a draft in a real Chromium, each by keys and by mouse: calendar, words for times, units while one types."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.browser import DESKTOP, PHONE, faults, visit, why_not
from tests.support.build import a_draft, a_name, a_speech
from tracker.meetings.models import Draft
from tracker.org.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not())]


@pytest.fixture
def draft(world) -> Draft:
    return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED, due_on=dt.date(2026, 6, 10))


def open_form(tab, draft: Draft) -> None:
    """Opens the form by its key, and waits until its names have been looked through."""
    tab.goto(reverse("console:speech", args=[draft.speech_id]))
    tab.keyboard.press("j")
    tab.keyboard.press("e")
    tab.locator(".name-mark").first.wait_for()


def focused(tab) -> str:
    """The accessible name of what has the focus."""
    return tab.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.name")


def save(tab) -> None:
    tab.get_by_role("button", name="保存并采纳").click()
    tab.locator('article[data-state="edited"]').wait_for()


def test_a_day_is_chosen_in_the_calendar_by_keys(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_form(tab, draft)
        tab.locator("[name=due_on]").focus()
        tab.keyboard.press("Alt+ArrowDown")
        tab.get_by_role("button", name="6月10日 周三 工作日").wait_for()
        assert focused(tab) == "6月10日 周三 工作日"
        assert faults(tab) == []
        for key, label in (
            ("ArrowRight", "6月11日 周四 工作日"),
            ("ArrowDown", "6月18日 周四 工作日"),
            ("ArrowRight", "6月19日 周五 端午 端午假期"),
            ("End", "6月21日 周日 端午假期"),
            ("Home", "6月15日 周一 工作日"),
            ("ArrowUp", "6月8日 周一 工作日"),
            ("ArrowLeft", "6月7日 周日 高考 周末"),
        ):
            tab.keyboard.press(key)
            assert focused(tab) == label
        # Over the edge of the month, and by whole months.
        tab.keyboard.press("ArrowUp")
        tab.get_by_role("heading", name="2026年5月").wait_for()
        tab.locator('[data-day="2026-05-31"]:focus').wait_for()
        tab.keyboard.press("PageDown")
        tab.get_by_role("heading", name="2026年6月").wait_for()
        tab.locator('[data-day="2026-06-30"]:focus').wait_for()
        tab.keyboard.press("Shift+PageDown")
        tab.get_by_text("2027年放假安排尚未公布").wait_for()
        tab.locator('[data-day="2027-06-30"]:focus').wait_for()
        assert focused(tab).endswith("工作日 暂定")
        tab.keyboard.press("Enter")
        tab.locator(".month").wait_for(state="detached")
        assert tab.locator("[name=due_on]").input_value() == "2027-06-30" and focused(tab) == "due_on"
        save(tab)
    assert Draft.objects.get(pk=draft.pk).due_on == dt.date(2027, 6, 30)


def test_escape_closes_the_calendar_and_not_the_form(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_form(tab, draft)
        tab.locator("[name=due_on]").focus()
        tab.keyboard.press("Alt+ArrowDown")
        tab.locator(".month").wait_for()
        tab.keyboard.press("a")
        tab.keyboard.press("Escape")
        tab.locator(".month").wait_for(state="detached")
        assert focused(tab) == "due_on" and tab.locator("[name=due_on]").input_value() == "2026-06-10"
        tab.keyboard.press("Escape")
        tab.locator('article[data-state="proposed"] [data-act="accept"]').wait_for()


def test_a_day_is_chosen_in_the_calendar_by_mouse(live_server, world, draft):
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.locator('[data-act="edit"]').click()
        tab.get_by_role("button", name="打开日历").click()
        tab.get_by_role("button", name="下个月").click()
        tab.get_by_role("heading", name="2026年7月").wait_for()
        assert faults(tab) == []
        tab.get_by_role("button", name="7月15日 周三 工作日").click()
        tab.locator(".month").wait_for(state="detached")
        assert tab.locator("[name=due_on]").input_value() == "2026-07-15"
        tab.get_by_role("button", name="打开日历").click()
        tab.locator('[aria-selected="true"] [data-day="2026-07-15"]').wait_for()
        tab.get_by_label("工作任务").click()
        tab.locator(".month").wait_for(state="detached")
        save(tab)
    assert Draft.objects.get(pk=draft.pk).due_on == dt.date(2026, 7, 15)


def test_without_script_the_form_is_plain_and_reads_words_all_the_same(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP, script=False) as tab:
        tab.goto(reverse("console:draft_edit", args=[draft.pk]))
        assert tab.locator("[data-open-calendar]").is_hidden()
        assert tab.locator("[name=due_on]").get_attribute("type") == "date"
        tab.locator("[name=due_text]").fill("六月底前")
        tab.locator("[name=rhythm]").fill("每周一")
        tab.get_by_role("button", name="保存并采纳").click()
        tab.get_by_text("2026-06-30").first.wait_for()
    made = Draft.objects.get(pk=draft.pk)
    assert (made.due_on, made.rrule) == (dt.date(2026, 6, 30), "FREQ=WEEKLY;BYDAY=MO")


def test_words_for_times_are_read_while_one_types(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_form(tab, draft)
        due, rhythm = tab.locator("[name=due_text]"), tab.locator("[name=rhythm]")
        due.fill("等通知")
        tab.get_by_text("读不出“等通知”是什么时候").wait_for()
        due.fill("6月15日左右")
        tab.get_by_text("2026年6月15日").wait_for()
        assert tab.locator("[name=due_on]").input_value() == "2026-06-15"
        assert tab.locator("[name=due_kind]").input_value() == "around"
        due.fill("下周三上午10点前")
        tab.get_by_text("2026年3月11日").wait_for()
        assert tab.locator("[name=due_time]").input_value() == "10:00"
        rhythm.fill("每月5日前")
        tab.get_by_text("3月5日（周四）").wait_for()
        assert "4月5日（周日）" in tab.locator(".draft-input-rhythm").inner_text()
        assert faults(tab) == []
        save(tab)
        tab.get_by_text("每月5日前").wait_for()
    made = Draft.objects.get(pk=draft.pk)
    assert (made.due_on, made.due_time, made.due_kind) == (dt.date(2026, 3, 11), dt.time(10), "by")
    assert made.rrule == "FREQ=MONTHLY;BYMONTHDAY=5"


def test_units_are_chosen_while_typing_by_keys(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_form(tab, draft)
        lead = tab.locator("[name=lead]")
        lead.fill("某某办")
        tab.locator(".draft-input-lead .name-mark-open").get_by_text("某某办").wait_for()
        lead.fill("")
        lead.press_sequentially("lyj")
        tab.get_by_role("option", name="林业局").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("ArrowDown")
        assert tab.get_by_role("option", name="林业局").get_attribute("aria-selected") == "true"
        tab.keyboard.press("Enter")
        assert lead.input_value() == "林业局"
        tab.keyboard.type("、shenj")
        tab.get_by_role("option", name="审计局").wait_for()
        # Escape closes the list, not the form.
        tab.keyboard.press("Escape")
        tab.get_by_role("option", name="审计局").wait_for(state="hidden")
        tab.keyboard.press("ArrowDown")
        tab.get_by_role("option", name="审计局").wait_for()
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
        assert lead.input_value() == "林业局、审计局"
        tab.locator(".draft-input-lead .name-mark").get_by_text("审计局").wait_for()
        assert tab.locator(".draft-input-lead .name-mark-open").count() == 0
        tab.keyboard.press("Enter")
        tab.locator('article[data-state="edited"]').wait_for()
    assert [name["text"] for name in Draft.objects.get(pk=draft.pk).lead] == ["林业局", "审计局"]


def test_units_are_chosen_while_typing_by_mouse(live_server, world, draft):
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.locator('[data-act="edit"]').click()
        support = tab.locator("[name=support]")
        support.press_sequentially("水利、镇")
        tab.get_by_role("option", name="石桥镇").click()
        assert support.input_value() == "水利、石桥镇"
        tab.locator(".draft-input-support .name-mark-open").get_by_text("水利").wait_for()
        assert faults(tab) == []
        save(tab)
    made = Draft.objects.get(pk=draft.pk)
    assert [name["text"] for name in made.support] == ["水利", "石桥镇"]


def test_every_field_is_saved_and_taken_back_by_keys(live_server, world, draft):
    before = Draft.objects.get(pk=draft.pk)
    typed = {
        "action": "完成审计", "lead": "林业局", "support": "审计局", "due_text": "六月底前", "leader": "李书记",
        "rhythm": "每周一", "report_to": "县政府", "target": "100%",
    }  # fmt: skip
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_form(tab, draft)
        for name, words in typed.items():
            tab.locator(f"[name={name}]").fill(words)
        tab.get_by_text("2026年6月30日").wait_for()
        tab.locator("[name=target]").press("Enter")
        tab.locator('article[data-state="edited"]').get_by_text("李书记").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：修改").wait_for()
    after = Draft.objects.get(pk=draft.pk)
    for name in (
        "action",
        "lead",
        "support",
        "due_text",
        "due_on",
        "leader_text",
        "rrule",
        "report_to",
        "target",
    ):
        assert getattr(after, name) == getattr(before, name)


def test_a_hostile_name_is_marked_and_never_run(live_server, world, draft):
    hostile = "<img src=x onerror=window.hacked=1>"
    Draft.objects.filter(pk=draft.pk).update(lead=[a_name(hostile)])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        open_form(tab, draft)
        tab.locator("[name=due_text]").fill(hostile)
        tab.locator(".read-problem").wait_for()
        assert tab.evaluate("window.hacked") is None
        assert faults(tab) == []


def collective(world, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(lead=[a_name("各乡镇", group=world.townships.pk)])


def test_a_member_is_taken_out_by_keys(live_server, world, draft):
    collective(world, draft)
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.keyboard.press("j")
        tab.keyboard.press("c")
        tab.get_by_text("“各乡镇”在这一条里指").wait_for()
        tab.locator("[name=stay]:focus").wait_for()
        assert faults(tab) == []
        tab.keyboard.press("Space")
        tab.keyboard.press("Enter")
        # Without a reason it is refused; what was unticked stays so.
        tab.get_by_text("请写明除外的原因").wait_for()
        assert not tab.get_by_role("checkbox", name="柳河镇").is_checked()
        tab.get_by_label("除外的原因").fill("已完成整治")
        tab.keyboard.press("Enter")
        tab.get_by_text("1个单位，除外1个").wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：调整成员").wait_for()
        tab.get_by_text("2个单位").wait_for()
    assert Draft.objects.get(pk=draft.pk).lead == [a_name("各乡镇", group=world.townships.pk)]


def test_a_member_is_taken_out_by_mouse(live_server, world, draft):
    collective(world, draft)
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.get_by_role("link", name="各乡镇").click()
        tab.get_by_role("checkbox", name="石桥镇").uncheck()
        tab.get_by_label("除外的原因").fill("不在流域内")
        assert faults(tab) == []
        tab.get_by_role("button", name="确定", exact=True).click()
        tab.get_by_text("1个单位，除外1个").wait_for()
    assert Draft.objects.get(pk=draft.pk).lead[0]["without"][0]["reason"] == "不在流域内"


def test_a_temporary_body_is_made_by_keys(live_server, world, draft):
    Draft.objects.filter(pk=draft.pk).update(lead=[a_name("塘坝整治专班")])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.keyboard.press("j")
        tab.keyboard.press("q")
        maker = tab.get_by_role("link", name="新设单位或专班")
        maker.wait_for()
        tab.keyboard.press(maker.locator("kbd").inner_text())
        tab.get_by_label("单位名称").wait_for()
        tab.locator("[name=name]:focus").wait_for()
        assert tab.get_by_label("单位名称").input_value() == "塘坝整治专班"
        assert tab.get_by_label("类别").input_value() == "temporary"
        assert faults(tab) == []
        tab.keyboard.press("Enter")
        tab.get_by_text("临时机构请填写存续至哪一天").wait_for()
        tab.locator("[name=name]:focus").wait_for()
        tab.locator("[name=ends_on]").focus()
        tab.keyboard.press("Alt+ArrowDown")
        tab.locator(".month").wait_for()
        tab.keyboard.press("PageDown")
        tab.get_by_role("heading", name="2026年4月").wait_for()
        tab.locator('[data-day="2026-04-02"]:focus').wait_for()
        tab.keyboard.press("Enter")
        tab.locator(".month").wait_for(state="detached")
        tab.keyboard.press("Enter")
        tab.get_by_text("已新设“塘坝整治专班”，用于1条").wait_for()
        made = tab.locator("article .chip:not(.chip-open)").get_by_text("塘坝整治专班")
        made.wait_for()
        tab.keyboard.press("u")
        tab.get_by_text("已撤销：新设单位").wait_for()
        tab.locator("article .chip-open").get_by_text("塘坝整治专班").wait_for()
    assert not Unit.objects.filter(name="塘坝整治专班").exists()


def test_a_unit_is_made_by_mouse(live_server, world, draft):
    Draft.objects.filter(pk=draft.pk).update(lead=[a_name("县粮食局")])
    with visit(live_server, world.officer, size=PHONE) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.get_by_role("link", name="县粮食局").click()
        tab.get_by_role("link", name="新设单位或专班").click()
        tab.get_by_label("单位名称").fill("青禾县粮食局")
        tab.get_by_label("简称").fill("粮食局")
        tab.get_by_label("上级单位").select_option(label="财政局")
        tab.get_by_label("联络员").fill("李小林")
        tab.get_by_label("今后“县粮食局”都指它").check()
        assert faults(tab) == []
        # The calendar of the narrow column stays on the screen.
        tab.get_by_role("button", name="打开日历").click()
        tab.locator(".month").wait_for()
        box = tab.locator(".month").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] and faults(tab) == []
        tab.get_by_label("联络员").click()
        tab.locator(".month").wait_for(state="detached")
        tab.get_by_role("button", name="新设并认定").click()
        tab.get_by_text("已新设“青禾县粮食局”").wait_for()
    unit = Unit.objects.get(name="青禾县粮食局")
    assert (unit.parent, unit.posts.get().person) == (world.units["财政局"], world.stranger)
    assert unit.aliases.get().text == "县粮食局"


def test_a_double_click_on_a_field_opens_the_form_there(live_server, world, draft):
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.locator(".draft-fields dd").get_by_text("2026-06-10").dblclick()
        tab.locator("[name=due_text]:focus").wait_for()
        assert focused(tab) == "due_text"
        tab.keyboard.press("Escape")
        tab.locator(".draft-task").get_by_text("完成预算审计").dblclick()
        tab.locator("[name=action]:focus").wait_for()
        assert faults(tab) == []


def test_a_settled_name_shows_on_every_card_that_has_it(live_server, world, draft):
    Draft.objects.filter(pk=draft.pk).update(lead=[a_name("县才政局")])
    a_draft(draft.speech, start=30, end=40, decision="proposed", lead=[], support=[a_name("县才政局")])
    with visit(live_server, world.officer, size=DESKTOP) as tab:
        tab.goto(reverse("console:speech", args=[draft.speech_id]))
        tab.keyboard.press("j")
        tab.keyboard.press("q")
        tab.get_by_text("指的是哪个单位").wait_for()
        tab.keyboard.press("1")
        tab.get_by_text("已认定单位（2条）").wait_for()
        assert tab.locator(".chip:not(.chip-open)").get_by_text("县才政局").count() == 2
        # The same draft is lit, and its keys are heard at once.
        tab.locator(f"#d{draft.pk}.is-lit").wait_for()
        tab.keyboard.press("a")
        tab.locator(f'#d{draft.pk}[data-state="accepted"]').wait_for()
