"""免登录办理: what a link in a mail does, once, and everything that makes it do nothing."""

from __future__ import annotations

import datetime as dt
import logging
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, stand_in
from tracker.common.masking import MaskLinks
from tracker.items import operations
from tracker.items.boards import item_board
from tracker.items.clock import clock_at
from tracker.items.link_use import Answer, use
from tracker.items.links import LIFE, offer, post_with_links
from tracker.items.models import ActLink, Event, ExtensionRequest, ProgressReport, UnitAssignment
from tracker.items.progress import Told, report_progress
from tracker.items.states import State
from tracker.notices.delivery import deliver
from tracker.notices.models import Message
from tracker.notices.oneclick import MARK, token_of
from tracker.org.models import Person

ORIGIN = "https://luoshi.example"


@pytest.fixture(autouse=True)
def reachable(settings):
    settings.ORIGIN = ORIGIN
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def links(assignment, person) -> dict[str, str]:
    """Act → address of the links made for the person now."""
    made = offer(assignment, person, at=NOW)
    return {one.act: reverse("portal:link", args=[token_of(MARK.fullmatch(one.mark)[1])]) for one in made}


def working(world) -> UnitAssignment:
    assignment = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    report_progress(assignment.pk, Told("已开工", percent=30), by=world.viewer("lead_clerk"), at=NOW)
    assignment.refresh_from_db()
    return assignment


def test_the_issue_mail_carries_a_link_that_signs_for_the_duty_once(world):
    assignment = an_assignment(world)
    operations.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    deliver(NOW)
    letter = next(one for one in mail.outbox if one.to == ["lead_clerk@qinghe.example"])
    address = re.search(rf"{ORIGIN}(/l/\S+)", letter.body)[1]
    assert address in letter.alternatives[0][0]
    client = Client()
    page = client.get(address)
    assert page.status_code == 200 and "将代表财政局签收" in page.content.decode()
    # A scanner that looks at every link has done nothing.
    assert client.head(address).status_code == 200
    assert UnitAssignment.objects.get(pk=assignment.pk).state == State.ISSUED
    done = client.post(address)
    assert done.status_code == 200 and "已签收" in done.content.decode()
    assert UnitAssignment.objects.get(pk=assignment.pk).acknowledged_by == world.lead_clerk
    again = client.post(address)
    assert again.status_code == 410 and "只能用一次" in again.content.decode()
    assert Event.objects.filter(act="acknowledge").count() == 1
    # The history says how it was done, and nobody was signed in by it.
    line = item_board(world.viewer("officer"), assignment.item, clock_at(NOW)).events[0]
    assert line.by == "钱小明（邮件链接）" and "sessionid" not in client.cookies
    assert client.get(reverse("portal:owed")).status_code == 302


def test_headers_keep_the_address_to_itself(world):
    answer = Client().get(links(an_assignment(world, state=State.ISSUED), world.lead_clerk)["acknowledge"])
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]


def test_what_is_stored_opens_nothing(world):
    assignment = an_assignment(world)
    operations.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    letter = Message.objects.get(channel="mail", recipient=world.lead_clerk)
    secret = MARK.search(letter.body_text)[1]
    row = ActLink.objects.get(act="acknowledge")
    assert secret not in row.digest and ORIGIN + "/l/" not in letter.body_text + letter.body_html
    for forged in (secret, f"{secret}.wrong", Signer(salt="other", sep=".").sign(secret)):
        assert Client().post(reverse("portal:link", args=[forged])).status_code == 404
    # The inbox, which others of the office may look at over a shoulder, does not have it.
    inbox = Message.objects.get(channel="inapp", recipient=world.lead_clerk)
    assert "免登录" not in inbox.body_text and MARK.search(inbox.body_text) is None


def test_no_link_without_an_address_people_can_reach(world, settings):
    assignment = an_assignment(world, state=State.ISSUED)
    for origin in ("http://127.0.0.1:8000", "http://localhost:8000"):
        settings.ORIGIN = origin
        assert offer(assignment, world.lead_clerk, at=NOW) == ()
    settings.ORIGIN = ORIGIN
    Person.objects.filter(pk=world.lead_clerk.pk).update(email="")
    world.lead_clerk.refresh_from_db()
    assert offer(assignment, world.lead_clerk, at=NOW) == ()


def test_only_what_the_person_could_do_now_is_offered(world):
    assignment = an_assignment(world, state=State.ISSUED)
    assert set(links(assignment, world.lead_clerk)) == {"acknowledge", "ask_extension"}
    for who in ("stranger", "former", "officer", "leader", "support_clerk"):
        assert links(assignment, world.people[who]) == {}
    assert set(links(working(world), world.lead_clerk)) == {"report", "unchanged", "ask_extension"}


def test_a_short_report_with_its_figure(world):
    address = links(working(world), world.lead_clerk)["report"]
    client = Client()
    bad = client.post(address, {"content": "完成主体", "percent": "150"})
    assert bad.status_code == 422 and "完成主体" in bad.content.decode()
    assert ActLink.objects.filter(used_at__isnull=False).count() == 0
    assert client.post(address, {"content": "完成主体<b>", "percent": "60"}).status_code == 200
    last = ProgressReport.objects.first()
    assert (last.content, last.percent, last.reported_by) == ("完成主体<b>", 60, world.lead_clerk)


def test_no_change_in_one_press(world):
    assert Client().post(links(working(world), world.lead_clerk)["unchanged"]).status_code == 200
    last = ProgressReport.objects.first()
    assert last.is_unchanged and last.percent == 30


def test_asking_for_a_later_date_and_an_act_that_is_refused_leaves_the_link(world):
    address = links(working(world), world.lead_clerk)["ask_extension"]
    early = Client().post(address, {"new_due_on": str(TODAY), "reason": "等待资料"})
    assert (
        early.status_code == 422
        and "应晚于" in early.content.decode()
        and "等待资料" in early.content.decode()
    )
    later = {"new_due_on": str(TODAY.replace(day=30)), "reason": "等待资料"}
    assert Client().post(address, later).status_code == 200
    assert ExtensionRequest.objects.get().asked_by == world.lead_clerk


DEATHS = {
    "expired": "过期",
    "replaced": "较新邮件",
    "post ended": "岗位已经变动",
    "account closed": "岗位已经变动",
    "moved to another unit": "岗位已经变动",
    "address changed": "不是您登记的邮箱",
    "signed for meanwhile": "现在是“已签收”",
    "cancelled meanwhile": "现在是“已撤销”",
}


@pytest.mark.parametrize("how", DEATHS)
def test_it_says_why_it_is_dead_and_does_nothing(world, how):
    assignment = an_assignment(world, state=State.ISSUED, issued_at=NOW)
    address = links(assignment, world.lead_clerk)["acknowledge"]
    if how == "expired":
        ActLink.objects.update(expires_at=NOW)
    elif how == "replaced":
        links(assignment, world.lead_clerk)
    elif how == "post ended":
        world.lead_clerk.posts.update(valid_until=TODAY - dt.timedelta(days=1))
    elif how == "moved to another unit":
        world.lead_clerk.posts.update(unit=world.units["林业局"])
    elif how == "account closed":
        Person.objects.filter(pk=world.lead_clerk.pk).update(is_active=False)
    elif how == "address changed":
        Person.objects.filter(pk=world.lead_clerk.pk).update(email="new@qinghe.example")
    elif how == "signed for meanwhile":
        operations.acknowledge(assignment.pk, by=world.viewer("lead_clerk"), at=NOW)
    else:
        operations.cancel(assignment.pk, reason="重复", by=world.viewer("officer"), at=NOW)
    before = Event.objects.count()
    for send in (Client().get, Client().post):
        answer = send(address)
        assert answer.status_code == 410 and DEATHS[how] in answer.content.decode()
    assert Event.objects.count() == before


def test_a_repeated_post_of_the_message_keeps_the_links_of_the_first(world):
    assignment = an_assignment(world)
    operations.issue(assignment.pk, by=world.viewer("officer"), at=NOW)
    key = Message.objects.get(channel="mail", recipient=world.lead_clerk).key.removesuffix(":mail")
    assignment.refresh_from_db()
    again = post_with_links(
        key=key,
        kind="item_issue",
        recipient=world.lead_clerk,
        context={"assignment": assignment, "item": assignment.item, "person": world.lead_clerk, "url": "/"},
        about=[assignment],
        thread="",
        at=NOW,
    )
    assert again is None
    assert ActLink.objects.filter(withdrawn_at__isnull=True).count() == ActLink.objects.count() == 2


def test_a_deputys_link_dies_with_the_deputising(world):
    assignment = an_assignment(world, state=State.ISSUED)
    row = stand_in(world)
    address = links(assignment, world.deputy)["acknowledge"]
    row.ended_at, row.ended_by = NOW, world.lead_clerk
    row.save(update_fields=["ended_at", "ended_by"])
    assert Client().post(address).status_code == 410
    row.ended_at = row.ended_by = None
    row.save(update_fields=["ended_at", "ended_by"])
    assert Client().post(address).status_code == 200
    assert Event.objects.get(act="acknowledge").data["deputy_for"] == "钱小明"


def test_guessing_is_braked(world):
    client = Client()
    answers = [client.get(reverse("portal:link", args=[f"guess-{n}"])).status_code for n in range(32)]
    assert answers[0] == 404 and answers[-1] == 429
    # Whoever has a real link gets in all the same: a whole office may share the address.
    real = links(an_assignment(world, state=State.ISSUED), world.lead_clerk)["acknowledge"]
    assert client.get(real).status_code == 200


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/l/abcdefghij.klm/", "/l/…/"),
        (reverse("portal:calendar_file", args=["k3_-yVq0aZ"]), "/l/…"),
        ("/l/calendar/k3_-yVq0aZ.ics?x=1 HTTP/1.1", "/l/…?x=1 HTTP/1.1"),
        ("https://luoshi.example/l/k3/y", "https://luoshi.example/l/…"),
        ("/items/3/", "/items/3/"),
    ],
)
def test_logs_do_not_have_the_address(address, logged):
    line = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", address), None)
    assert MaskLinks().filter(line) and line.getMessage() == f"Gone: {logged}"


def test_a_link_lives_a_week(world):
    links(an_assignment(world, state=State.ISSUED), world.lead_clerk)
    assert ActLink.objects.first().expires_at == NOW + LIFE == NOW + dt.timedelta(days=7)


def test_using_one_asks_the_policy_again(world):
    assignment = an_assignment(world, state=State.ISSUED)
    token = links(assignment, world.lead_clerk)["acknowledge"].split("/")[2]
    assert use(token, Answer(), at=NOW).assignment_id == assignment.pk
