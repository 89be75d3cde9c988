"""报送情况, 本室应办 and the writing of a regime: what each person sees, and what a mistake is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, World
from tracker.items import operations as items
from tracker.items.models import Event
from tracker.items.progress import Told, report_progress
from tracker.regimes.models import OfficeDuty, Regime, ReportSlot
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText, StepText, create

WEEKLY = StepText("report", "每周五报进展", "FREQ=WEEKLY;BYDAY=FR", doer="leads")
BULLETIN = StepText("bulletin", "每周一通报", "FREQ=WEEKLY;BYDAY=MO")
LATER = dt.datetime(2026, 3, 18, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def slots(world: World, time_machine) -> list[ReportSlot]:
    """财政局 and 林业局 each lead a duty; on 18 March 财政局 has reported once, 林业局 never."""
    officer = world.viewer("officer")
    for unit in ("财政局", "林业局"):
        items.issue(an_assignment(world, unit).pk, by=officer, at=NOW)
    create(RegimeText("周报告", NOW.date(), None, "", "all", (WEEKLY, BULLETIN)), by=officer, at=NOW)
    open_due(LATER)
    mine = ReportSlot.objects.filter(assignment__unit=world.units["财政局"])
    clerk = world.viewer("lead_clerk")
    items.acknowledge(mine[0].assignment_id, by=clerk, at=NOW)
    report_progress(mine[0].assignment_id, Told("已完成初稿"), by=clerk, at=NOW + dt.timedelta(days=2))
    time_machine.move_to(LATER, tick=False)
    return list(mine)


def test_the_map_shows_each_week_with_words(world, slots, signed_in):
    page = signed_in(world.officer).get(reverse("console:slots"))
    rows = {row.unit: [cell.words for cell in row.cells][-3:] for row in page.context["heat"].rows}
    assert rows == {"财政局": ["✓1", "漏1", "待1"], "林业局": ["漏1", "漏1", "待1"]}


def test_a_leader_sees_the_units_in_charge_alone(world, slots, signed_in):
    page = signed_in(world.leader).get(reverse("console:slots"))
    assert [row.unit for row in page.context["heat"].rows] == ["财政局"]
    assert {line.unit for line in page.context["lines"]} == {str(world.units["财政局"])}


def test_the_list_is_asked_by_standing_and_unit(world, slots, signed_in):
    client = signed_in(world.officer)
    page = client.get(reverse("console:slots"), {"standing": "missing", "unit": world.units["林业局"].pk})
    assert [f"{line.due_at.astimezone(SHANGHAI):%m%d}" for line in page.context["lines"]] == ["0313", "0306"]
    # A question that makes no sense asks for everything.
    assert (
        client.get(reverse("console:slots"), {"unit": "x", "first": "heute"}).context["page"].paginator.count
        > 4
    )


def test_the_pages_cost_the_same_whatever_exists(world, slots, signed_in, django_assert_max_num_queries):
    client = signed_in(world.officer)
    for address in ("console:slots", "console:duties"):
        with django_assert_max_num_queries(12):
            client.get(reverse(address))


def test_an_excuse_needs_a_reason_and_stands_in_the_history(world, slots, signed_in):
    client, missed = signed_in(world.officer), slots[1]
    address = reverse("console:slot_excuse", args=[missed.pk])
    assert "请填写免报理由" in client.post(address, {"reason": " "}).content.decode()
    assert client.post(address, {"reason": "全员抗洪"}).status_code == 302
    event = Event.objects.get(act="excuse_slot")
    assert (event.assignment_id, event.data) == (
        missed.assignment_id,
        {"due_on": "2026-03-13", "reason": "全员抗洪"},
    )
    # The second click changes nothing and says so.
    assert "已经报送、免报或不需报" in client.post(address, {"reason": "再来"}).content.decode()
    assert Event.objects.filter(act="excuse_slot").count() == 1


def test_what_was_reported_needs_no_excuse(world, slots, signed_in):
    answer = signed_in(world.officer).post(
        reverse("console:slot_excuse", args=[slots[0].pk]), {"reason": "休假"}
    )
    assert answer.status_code == 422
    assert not ReportSlot.objects.exclude(excused_at=None).exists()


def test_the_office_ticks_off_what_it_owed(world, slots, signed_in):
    client = signed_in(world.officer)
    waiting = client.get(reverse("console:duties")).context["waiting"]
    assert [(duty.what, duty.is_late) for duty in waiting][:2] == [("通报", True), ("通报", True)]
    address = reverse("console:duty_settle", args=[waiting[0].pk])
    client.post(address, {"note": "第3期"})
    duty = OfficeDuty.objects.get(pk=waiting[0].pk)
    assert (duty.done_by, duty.done_at, duty.note) == (world.officer, LATER, "第3期")
    assert "刚由他人办结" in client.post(address, follow=True).content.decode()
    client.post(address, {"back": "1"})
    duty.refresh_from_db()
    assert duty.done_at is None


def test_units_see_what_they_owe_and_nothing_of_others(world, slots, signed_in):
    page = signed_in(world.lead_clerk).get(reverse("portal:owed"))
    assert [(line.unit, line.standing) for line in page.context["slots"]] == [
        (str(world.units["财政局"]), "missing"), (str(world.units["财政局"]), "open"),
    ]  # fmt: skip
    assert signed_in(world.town_clerk).get(reverse("portal:owed")).context["slots"] == []


def test_the_sheet_holds_the_rows_of_the_list(world, slots, signed_in):
    answer = signed_in(world.leader).get(reverse("console:slots_export"))
    assert answer["Content-Type"].endswith("sheet")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def step(number: int, **columns: str) -> dict[str, str]:
    row = {
        "what": "report",
        "words": "",
        "rhythm": "",
        "said": "",
        "rrule": "",
        "time": "",
        "doer": "leads",
        "roll": "back",
    }
    return {f"s{number}-{name}": value for name, value in (row | columns).items()}


def form(*steps: dict[str, str], **head: str) -> dict[str, str]:
    plain = {
        "name": "月报告",
        "starts_on": "2026-03-19",
        "ends_on": "",
        "reason": "",
        "scope": "all",
        "item_nos": "",
        "version": "",
    }
    return plain | head | {key: value for one in steps for key, value in one.items()}


def test_a_regime_is_written_in_words(world, slots, signed_in):
    client = signed_in(world.officer)
    answer = client.post(
        reverse("console:regime_new"),
        form(step(0, words="每月报", rhythm="每月25日前", time="17:00"), step(1)),
    )
    assert answer.status_code == 302
    made = Regime.objects.get(name="月报告")
    assert [(one.rrule, one.time, one.doer) for one in made.steps.all()] == [
        ("FREQ=MONTHLY;BYMONTHDAY=25", dt.time(17), "leads")
    ]


def test_every_mistake_is_told_at_once_and_what_was_typed_stays(world, slots, signed_in):
    typed = form(
        step(0, words="报", rhythm="隔三差五"), step(1, words="又报", rhythm="每周一", time="25:99"), name=""
    )
    page = signed_in(world.officer).post(reverse("console:regime_new"), typed)
    body = page.content.decode()
    assert page.status_code == 422
    for sentence in ("请填写制度名称", "读不出“隔三差五”多久一次", "时刻写作 17:00 的样子", "又报"):
        assert sentence in body
    assert Regime.objects.count() == 1


def test_the_preview_shows_the_burden_and_adopts_nothing(world, slots, signed_in):
    daily = form(step(0, words="每天报", rhythm="每天"), ends_on="2026-04-30", reason="防汛", preview="1")
    page = signed_in(world.officer).post(reverse("console:regime_new"), daily)
    assert page.context["preview"].over == 2
    assert "个单位将超过每月" in page.content.decode()
    assert Regime.objects.count() == 1


def test_a_change_begins_a_new_version(world, slots, signed_in):
    client, old = signed_in(world.officer), Regime.objects.get()
    page = client.get(reverse("console:regime_edit", args=[old.pk]))
    assert page.context["rows"][0]["rhythm"].value() == "每周的周五"
    changed = form(step(0, words="每周三报", rhythm="每周三"), name="周报告", version="1")
    assert client.post(reverse("console:regime_edit", args=[old.pk]), changed).status_code == 302
    # Sent once more, it is told that there is a newer version.
    assert client.post(reverse("console:regime_edit", args=[old.pk]), changed).status_code == 404
    assert Regime.objects.get(replaces=old).steps.get().rrule == "FREQ=WEEKLY;BYDAY=WE"


@pytest.mark.parametrize("key", ["daily", "weekly", "monthly", "ladder", "backward"])
def test_every_preset_can_be_adopted_as_it_stands(world, slots, signed_in, key):
    client = signed_in(world.officer)
    page = client.get(reverse("console:regime_new"), {"preset": key})
    rows = {field.html_name: field.value() or "" for row in page.context["rows"] for field in row}
    rows = {name: f"{value:%H:%M}" if isinstance(value, dt.time) else value for name, value in rows.items()}
    head = form(name=f"试行{key}", reason="专项行动", ends_on="2026-12-31")
    # What goes over the monthly limit is shown once more before it is taken (tests/tracker/reports/test_burden.py).
    assert client.post(reverse("console:regime_new"), head | rows | {"seen_over": "1"}).status_code == 302
    assert Regime.objects.get(name=f"试行{key}").steps.count() >= 3


def test_a_regime_is_stopped(world, slots, signed_in):
    client, regime = signed_in(world.officer), Regime.objects.get()
    address = reverse("console:regime_stop", args=[regime.pk])
    assert "不能早于今天" in client.post(address, {"last": "2026-03-01"}).content.decode()
    assert client.post(address, {"last": "2026-03-20"}).status_code == 302
    regime.refresh_from_db()
    assert regime.ends_on == dt.date(2026, 3, 20)
