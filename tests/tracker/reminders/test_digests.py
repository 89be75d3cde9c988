"""Digests: what each reader is told, once per period, nothing on quiet days, and their own settings."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, SHANGHAI, World
from tracker.common.workdays import calendar_for
from tracker.items import operations as items
from tracker.items.models import UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.jobs.tick import tick
from tracker.notices.models import Message
from tracker.org.models import Person
from tracker.regimes.opening import open_due
from tracker.regimes.operations import RegimeText, StepText, create
from tracker.reminders import digesting
from tracker.reminders.digests.timing import next_moment
from tracker.reminders.models import DigestPlan, DigestRun, Reminder

CALENDAR = calendar_for()
WEEKLY = StepText("report", "每周五报进展", "FREQ=WEEKLY;BYDAY=FR", doer="leads")


def moment(month: int, day: int, hour: int = 8, minute: int = 30) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def duty(world: World) -> UnitAssignment:
    """财政局's duty, issued at NOW (2 March), due on 20 March; everybody has an address and a plan."""
    Person.objects.exclude(username="").update(email="a@example.org")
    digesting.enrol(NOW)
    return items.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)


def told(world: World, who: str, at: dt.datetime) -> dict[str, list[str]]:
    """Section → notes of what the person would be told."""
    (setting,) = digesting.settings_of(world.people[who], world.viewer(who), at=at)
    return {one.key: [line.note for line in one.lines] for one in setting.digest.sections}


def digests_of(world: World, who: str) -> list[Message]:
    return list(
        Message.objects.filter(recipient=world.people[who], kind="digest", channel="mail").order_by("pk")
    )


@pytest.mark.parametrize(
    ("after", "weekdays", "expected"),
    [
        (moment(3, 2, 8, 0), "workdays", moment(3, 2)),
        (moment(3, 2), "workdays", moment(3, 3)),
        (moment(3, 6, 9), "workdays", moment(3, 9)),
        # The make-up Saturday of 9 May; the holiday of 1 to 5 May.
        (moment(5, 8, 9), "workdays", moment(5, 9)),
        (moment(4, 30, 9), "workdays", moment(5, 6)),
        (moment(3, 2, 9), "15", moment(3, 6)),
        # Friday 1 May is no working day.
        (moment(4, 27, 9), "5", moment(5, 8)),
    ],
)
def test_when_the_next_one_comes(after, weekdays, expected):
    assert next_moment(after, dt.time(8, 30), weekdays, CALENDAR) == expected


def test_a_plan_on_days_that_never_come_does_not_search_for_ever():
    sundays = next_moment(moment(3, 2), dt.time(8, 30), "7", calendar_for())
    assert moment(3, 2) < sundays < moment(3, 2) + dt.timedelta(days=70)


def test_everybody_in_a_post_is_enrolled_once(world):
    assert digesting.enrol(NOW) == 7
    assert digesting.enrol(NOW) == 0
    kinds = dict(DigestPlan.objects.values_list("person__full_name", "kind"))
    assert (kinds["周督查"], kinds["钱小明"], kinds["王副县长"]) == ("officer", "liaison", "leader")
    assert "吴前任" not in kinds and "管理员" not in kinds


def test_a_liaison_is_told_what_is_before_the_unit_once_under_the_first_heading(world, duty):
    assert list(told(world, "lead_clerk", moment(3, 3))) == ["unsigned"]
    items.acknowledge(duty.pk, by=world.viewer("lead_clerk"), at=NOW)
    assert told(world, "lead_clerk", moment(3, 3)) == {}
    assert list(told(world, "lead_clerk", moment(3, 16))) == ["week"]
    assert list(told(world, "lead_clerk", moment(3, 20))) == ["today"]
    assert list(told(world, "lead_clerk", moment(3, 23))) == ["overdue"]
    items.request_close(duty.pk, by=world.viewer("lead_clerk"), at=moment(3, 23))
    items.return_for_rework(duty.pk, reason="缺少报告", by=world.viewer("officer"), at=moment(3, 23))
    assert list(told(world, "lead_clerk", moment(3, 24))) == ["returned"]
    assert told(world, "stranger", moment(3, 24)) == {}


def test_reports_owed_stand_in_it(world, duty):
    items.acknowledge(duty.pk, by=world.viewer("lead_clerk"), at=NOW)
    create(RegimeText("周报告", NOW.date(), None, "", "all", (WEEKLY,)), by=world.viewer("officer"), at=NOW)
    open_due(NOW)
    assert told(world, "lead_clerk", moment(3, 5)) == {"slots": ["财政局 3月6日18:00前"]}
    assert told(world, "lead_clerk", moment(3, 9))["slots"] == [
        "财政局 已过时限，请补报",
        "财政局 3月13日18:00前",
    ]


def test_an_officer_is_told_what_has_come_in_since_the_last_one(world, duty):
    clerk = world.viewer("lead_clerk")
    items.acknowledge(duty.pk, by=clerk, at=NOW)
    report_progress(duty.pk, Told("初稿已成"), by=clerk, at=moment(3, 3, 10))
    digesting.send_due(moment(3, 4))
    (letter,) = digests_of(world, "officer")
    assert "初稿已成" in letter.body_text
    # Told once: the day after there is nothing new.
    digesting.send_due(moment(3, 5))
    assert len(digests_of(world, "officer")) == 1
    items.request_close(duty.pk, by=clerk, at=moment(3, 5, 10))
    assert list(told(world, "officer", moment(3, 6))) == ["checking"]


def test_a_leader_hears_of_red_lights_and_of_moves_in_the_ranking(world, duty):
    leader = world.leader.posts.get()
    leader.in_charge.add(world.units["林业局"])
    other = items.issue(an_assignment(world, "林业局").pk, by=world.viewer("officer"), at=NOW)
    assert told(world, "leader", moment(3, 3)) == {}
    digesting.send_due(moment(3, 23))
    (letter,) = digests_of(world, "leader")
    assert "逾期2项" in letter.body_text
    items.request_close(
        duty.pk, by=world.viewer("lead_clerk"), at=moment(3, 23, 10)
    ) if duty.state != "issued" else None
    UnitAssignment.objects.filter(pk=other.pk).update(
        state="closed", finished_at=moment(3, 20), closed_at=moment(3, 23)
    )
    found = told(world, "leader", moment(3, 24))
    assert set(found) == {"red"} or found["moves"]


def test_empty_ones_are_recorded_and_not_sent(world, duty):
    digesting.send_due(moment(3, 3))
    runs = {run.person_id: run.state for run in DigestRun.objects.all()}
    assert runs[world.lead_clerk.pk] == "sent" and runs[world.stranger.pk] == "empty"
    assert Message.objects.filter(kind="digest", recipient=world.stranger).count() == 0


def test_it_is_made_once_a_day_whoever_runs_twice(world, duty):
    plans = list(digesting.due(moment(3, 3)))
    assert digesting.send_due(moment(3, 3)) == 1
    clock = digesting.clock_at(moment(3, 3))
    assert [digesting.send_one(plan, clock) for plan in plans] == [False] * len(plans)
    # A clock that was set back: the day has its run.
    DigestPlan.objects.update(next_at=moment(3, 3))
    assert digesting.send_due(moment(3, 3, 9)) == 0
    assert len(digests_of(world, "lead_clerk")) == 1


def test_after_a_week_without_workers_there_is_one_of_today(world, duty):
    digesting.send_due(moment(3, 16, 11))
    (letter,) = digests_of(world, "lead_clerk")
    assert "3月16日" in letter.subject
    assert set(DigestPlan.objects.values_list("next_at", flat=True)) == {moment(3, 17)}


@pytest.mark.parametrize("at", [moment(3, 7), moment(3, 3, 23)])
def test_nobody_is_written_to_on_a_day_off_or_at_night(world, duty, at):
    DigestPlan.objects.update(next_at=at)
    assert digesting.send_due(at) == 0
    assert not DigestRun.objects.exists()


def test_whoever_left_the_post_gets_none(world, duty):
    world.lead_clerk.posts.update(valid_until=dt.date(2026, 3, 2))
    digesting.send_due(moment(3, 3))
    assert digests_of(world, "lead_clerk") == []


def test_reminders_of_the_morning_are_told_in_the_digest_alone(world, duty):
    items.acknowledge(duty.pk, by=world.viewer("lead_clerk"), at=NOW)
    DigestPlan.objects.update(next_at=moment(3, 11))
    tick(moment(3, 2, 9))
    tick(moment(3, 11))
    assert Reminder.objects.get(state="posted").kind == "due-7d"
    mine = Message.objects.filter(recipient=world.lead_clerk, kind="reminder")
    assert [message.channel for message in mine] == ["inapp"]
    (letter,) = digests_of(world, "lead_clerk")
    assert "临近时限" in letter.body_text


def test_without_a_morning_digest_a_reminder_is_a_mail_of_its_own(world, duty):
    items.acknowledge(duty.pk, by=world.viewer("lead_clerk"), at=NOW)
    digesting.change(
        "liaison", is_on=True, time=dt.time(16), weekdays="workdays", takes_reminders=True, by=world.viewer("lead_clerk"), at=NOW
    )  # fmt: skip
    tick(moment(3, 2, 9))
    tick(moment(3, 11))
    assert Message.objects.filter(recipient=world.lead_clerk, kind="reminder", channel="mail").count() == 1


def test_the_mail_can_be_ended_by_one_click_and_official_notices_cannot(world, duty, client):
    digesting.send_due(moment(3, 3))
    tick(moment(3, 3, 9))
    (letter,) = [one for one in mail.outbox if "每日摘要" in one.subject]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    others = [one for one in mail.outbox if "每日摘要" not in one.subject]
    assert others and all("List-Unsubscribe" not in one.extra_headers for one in others)
    address = "/" + letter.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    # To look is not to act: scanners open every link.
    assert client.get(address).status_code == 200
    assert DigestPlan.objects.get(person=world.lead_clerk).is_on
    assert client.post(address).status_code == 200
    assert not DigestPlan.objects.get(person=world.lead_clerk).is_on
    assert client.post(address[:-3] + "xx/").status_code == 404


def test_settings_are_kept_and_mistakes_told(world, duty, signed_in):
    client = signed_in(world.lead_clerk)
    address = reverse("portal:digest_change", args=["liaison"])
    assert (
        "时刻请在07:00至20:00之间"
        in client.post(address, {"time": "23:00", "every": "workdays"}).content.decode()
    )
    assert "请至少选一天" in client.post(address, {"time": "09:00", "every": "some"}).content.decode()
    client.post(address, {"is_on": "on", "time": "09:00", "every": "some", "days": ["1", "4"]})
    plan = DigestPlan.objects.get(person=world.lead_clerk)
    assert (plan.weekdays, plan.time, plan.takes_reminders, plan.next_at) == (
        "14",
        dt.time(9),
        False,
        moment(3, 5, 9, 0),
    )
    assert (
        client.post(
            reverse("portal:digest_change", args=["officer"]), {"time": "09:00", "every": "workdays"}
        ).status_code
        == 403
    )


def test_one_at_once_and_not_two_by_a_double_click(world, duty, signed_in):
    client = signed_in(world.lead_clerk)
    address = reverse("portal:digest_now", args=["liaison"])
    assert "已发出" in client.post(address, follow=True).content.decode()
    assert "刚刚发过" in client.post(address, follow=True).content.decode()
    assert len(digests_of(world, "lead_clerk")) == 1


def test_hostile_text_stays_text(world, duty):
    item = duty.item
    item.task = "<script>alert(1)</script>\r\nBcc: x@example.org"
    item.save(update_fields=["task"])
    digesting.send_due(moment(3, 3))
    (letter,) = digests_of(world, "lead_clerk")
    assert "<script>" not in letter.body_html and "\n" not in letter.subject


def test_a_digest_costs_the_same_whatever_it_holds(world, duty, django_assert_max_num_queries):
    for _ in range(4):
        items.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    DigestPlan.objects.exclude(person=world.lead_clerk).delete()
    with django_assert_max_num_queries(30):
        assert digesting.send_due(moment(3, 3)) == 1


def test_a_liaison_answers_from_the_mail_by_one_click(world, duty, client, settings):
    settings.ORIGIN = "https://luoshi.example"
    clerk = world.viewer("lead_clerk")
    digesting.send_due(moment(3, 3))
    (letter,) = digests_of(world, "lead_clerk")
    # Not signed yet, so there is nothing to answer with; in the outbox there is a mark and no address that opens anything.
    assert "免登录签收" in letter.body_text and "免登录报" not in letter.body_text
    assert "luoshi-link-" in letter.body_html and "/l/" not in letter.body_text
    inbox = Message.objects.get(recipient=world.lead_clerk, kind="digest", channel="inapp")
    assert "luoshi-link-" not in inbox.body_text and "免登录" not in inbox.body_text

    items.acknowledge(duty.pk, by=clerk, at=moment(3, 3, 9))
    report_progress(duty.pk, Told("初稿已成"), by=clerk, at=moment(3, 3, 10))
    DigestPlan.objects.filter(person=world.lead_clerk).update(next_at=moment(3, 16))
    digesting.send_due(moment(3, 16))
    tick(moment(3, 16, 8, 31))
    sent = next(one for one in mail.outbox if "联络员每日摘要】3月16日" in one.subject)
    addresses = dict(re.findall(r"免登录(.+?)（.+?）：https://luoshi\.example(\S+)", sent.body))
    assert set(addresses) == {"反馈进展", "报“无变化”"}
    with time_machine.travel(moment(3, 16, 9), tick=False):
        assert client.get(addresses["报“无变化”"]).status_code == 200
        assert duty.reports.count() == 1
        client.post(addresses["报“无变化”"])
        assert duty.reports.count() == 2
        # Once and no more.
        client.post(addresses["报“无变化”"])
        assert duty.reports.count() == 2


def test_links_stand_for_what_the_reader_may_do_now_and_only_so_many(world, duty, settings, monkeypatch):
    settings.ORIGIN = "https://luoshi.example"
    monkeypatch.setattr(digesting, "MOST_LINKED", 2)
    for _ in range(3):
        items.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    digesting.send_due(moment(3, 3))
    (letter,) = digests_of(world, "lead_clerk")
    assert letter.body_text.count("luoshi-link-") == 2
    # The officer's digest asks nobody to answer.
    assert all("luoshi-link-" not in one.body_text for one in digests_of(world, "officer"))


def test_without_an_address_people_can_reach_there_are_no_links(world, duty):
    digesting.send_due(moment(3, 3))
    (letter,) = digests_of(world, "lead_clerk")
    assert "luoshi-link-" not in letter.body_text + letter.body_html
