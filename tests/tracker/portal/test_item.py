"""One item's page, the unit's page and the inbox."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_name, a_speech, an_assignment, an_item
from tests.support.world import NOW
from tracker.items import operations
from tracker.items.progress import Told, report_progress
from tracker.items.states import State
from tracker.notices.models import Message


def item_page(client, item) -> str:
    return client.get(reverse("portal:item", args=[item.pk])).content.decode()


def test_it_shows_words_deadline_and_units_and_where_it_was_said(world, signed_in):
    assignment = an_assignment(world)
    page = item_page(signed_in(world.officer), assignment.item)
    assert assignment.item.quote in page
    assert "3月20日\uff08周五\uff0918:00前" in page and "含当日" in page
    assert reverse("console:speech", args=[assignment.item.speech_id]) in page


def test_a_unit_reads_the_words_but_gets_no_link_to_the_speech(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    page = item_page(signed_in(world.lead_clerk), assignment.item)
    assert assignment.item.quote in page
    assert reverse("console:speech", args=[assignment.item.speech_id]) not in page


def test_a_supporting_unit_sees_its_own_part_and_who_leads(world, signed_in):
    item = an_item(world, support=[a_name("县审计局")])
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    leads = item.assignments.get(unit=world.units["财政局"])
    type(leads).objects.filter(pk=leads.pk).update(state=State.CLOSE_REQUESTED, finished_at=NOW)
    page = item_page(signed_in(world.support_clerk), item)
    assert reverse("portal:unit", args=[world.units["审计局"].pk]) in page
    # The other one by name and role, without its state or its page.
    assert "其他责任单位：财政局（牵头）" in page and "2 个" in page
    assert reverse("portal:unit", args=[world.units["财政局"].pk]) not in page
    assert "申请销号" not in page and "待核查" not in page
    # Whoever leads sees the parts themselves.
    assert "其他责任单位" not in item_page(signed_in(world.lead_clerk), item)


def test_names_without_a_unit_stay_visible_and_the_officer_can_settle_them(world, signed_in):
    item = an_item(world, lead=[a_name("县某某专班")])
    client = signed_in(world.officer)
    page = item_page(client, item)
    assert "单位未确定" in page and "县某某专班" in page
    chosen = {"written": "县某某专班", "unit": world.units["林业局"].pk}
    client.post(reverse("portal:settle", args=[item.pk]), chosen)
    assert item.assignments.get().unit == world.units["林业局"]
    assert "单位未确定" not in item_page(client, item)


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (20, "时间已过50%，完成20%，欠进度30个百分点"),
        (45, "时间已过50%，完成45%，达进度"),
        (80, "时间已过50%，完成80%，超进度30个百分点"),
    ],
)
def test_pace_is_shown_with_its_figures_and_how_it_is_reckoned(
    world, signed_in, time_machine, percent, words
):
    part = operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    clerk = world.viewer("lead_clerk")
    operations.acknowledge(part.pk, by=clerk, at=NOW)
    owed = reverse("portal:owed")
    assert "进度怎么算" not in item_page(signed_in(world.lead_clerk), part.item)
    report_progress(part.pk, Told("已完成初审", percent=percent), by=clerk, at=NOW)
    # Half of the time from issue (2 March, 9:00) to the deadline (20 March, 18:00).
    time_machine.move_to(NOW + dt.timedelta(days=9, hours=4, minutes=30), tick=False)
    for page in (
        item_page(signed_in(world.officer), part.item),
        signed_in(world.lead_clerk).get(owed).content.decode(),
    ):
        assert words in page and "低10个百分点以上为欠进度" in page


def test_text_from_a_speech_is_escaped(world, signed_in):
    item = an_item(world, action="<script>alert(1)</script>", speech=a_speech(world, title="<b>会</b>"))
    page = item_page(signed_in(world.officer), item)
    assert "<script>alert" not in page and "<b>会</b>" not in page


def test_its_queries_do_not_grow_with_the_units(world, signed_in, django_assert_max_num_queries):
    names = [a_name(name) for name in ("财政局", "审计局", "林业局", "柳河镇", "石桥镇")]
    item = an_item(world, lead=names)
    operations.issue_all([item.pk], by=world.viewer("officer"), at=NOW)
    client = signed_in(world.officer)
    # Session, person, posts (2), item, office, calendar, draft, parts, reports, extensions, events, sources, checks, reviews, the bell, milestones.
    with django_assert_max_num_queries(23):
        item_page(client, item)


def test_a_unit_page_counts_and_lists_what_the_viewer_may_see(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    address = reverse("portal:unit", args=[assignment.unit_id])
    page = signed_in(world.officer).get(address).content.decode()
    assert assignment.item.item_no in page and world.lead_clerk.full_name in page
    assert signed_in(world.stranger).get(address).status_code == 404


def test_following_a_message_marks_it_read_and_leads_to_its_item(world, signed_in):
    assignment = operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    message = Message.objects.get(recipient=world.lead_clerk, channel="inapp")
    client = signed_in(world.lead_clerk)
    assert message.subject in client.get(reverse("portal:inbox")).content.decode()
    answer = client.get(reverse("portal:message", args=[message.pk]))
    assert answer["Location"] == reverse("portal:item", args=[assignment.item_id])
    message.refresh_from_db()
    assert message.read_at == NOW


def test_all_messages_can_be_marked_read_but_only_ones_own(world, signed_in):
    operations.issue(an_assignment(world).pk, by=world.viewer("officer"), at=NOW)
    signed_in(world.stranger).post(reverse("portal:read_all"))
    unread = Message.objects.filter(recipient=world.lead_clerk, channel="inapp", read_at__isnull=True)
    assert unread.count() == 1
    signed_in(world.lead_clerk).post(reverse("portal:read_all"))
    assert unread.count() == 0
