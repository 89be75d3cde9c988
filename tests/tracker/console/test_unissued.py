"""待交办: registered now, issued later, all of it or what is ticked; nothing goes out twice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.items.models import ResponsibilityItem
from tracker.items.registration import register_speech
from tracker.items.unissued import waiting
from tracker.notices.models import Message

ADDRESS = "/console/unissued/"


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


@pytest.fixture
def items(world) -> list[ResponsibilityItem]:
    """Two registered items of one speech: one of 财政局 and 审计局, one of all townships."""
    speech = a_speech(world)
    a_draft(speech, support=[a_name("审计部门")])
    a_draft(speech, lead=[a_name("各乡镇")], action="报送进展")
    return register_speech(speech.pk, basis="会议", approver="李县长", by=world.viewer("officer"), at=NOW)


def states(item) -> set[str]:
    return set(item.assignments.values_list("state", flat=True))


def test_what_is_registered_without_issuing_waits_on_the_page(world, officer):
    speech = a_speech(world)
    a_draft(speech)
    form = {"basis": "会议", "approver": "李县长"}
    told = officer.post(reverse("console:speech_register", args=[speech.pk]), form, follow=True)
    assert "尚未交办，可随时在“待交办”中发出" in told.content.decode()
    item = ResponsibilityItem.objects.get()
    assert states(item) == {"registered"} and not Message.objects.exists()
    page = officer.get(ADDRESS).content.decode()
    assert item.item_no in page and "李县长批准" in page and "财政局" in page
    assert ADDRESS in officer.get(reverse("console:speech", args=[speech.pk])).content.decode()


def test_only_what_is_ticked_goes_out(officer, items):
    answer = officer.post(ADDRESS, {"item": [items[0].pk], "shown": [one.pk for one in items]}, follow=True)
    assert "发出2份交办单（1条事项）" in answer.content.decode()
    assert states(items[0]) == {"issued"} and states(items[1]) == {"registered"}


def test_all_is_what_was_shown(world, officer, items):
    """What a colleague registers between look and click does not go out unseen."""
    speech = a_speech(world, text="另一篇讲话。")
    a_draft(speech, start=0, end=3)
    later = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer2"), at=NOW)[0]
    officer.post(ADDRESS, {"all": "1", "shown": [one.pk for one in items]})
    assert states(items[0]) == states(items[1]) == {"issued"}
    assert states(later) == {"registered"}


def test_a_second_click_sends_nothing_and_says_so(world, officer, items):
    for _ in range(2):
        answer = officer.post(ADDRESS, {"all": "1", "shown": [one.pk for one in items]}, follow=True)
    assert "没有重复发出" in answer.content.decode()
    assert Message.objects.filter(recipient=world.lead_clerk, channel="inapp").count() == 1


@pytest.mark.parametrize("sent", [{}, {"item": ["", "x", "-1", "999999999999999"]}])
def test_nothing_ticked_or_nonsense_sends_nothing(officer, items, sent):
    answer = officer.post(ADDRESS, sent, follow=True)
    assert answer.status_code == 200 and states(items[0]) == {"registered"}


def test_what_nobody_can_be_sent_is_listed_apart(world, officer):
    speech = a_speech(world)
    a_draft(speech, lead=[a_name("县某某专班")])
    item = register_speech(speech.pk, basis="会议", approver="县长", by=world.viewer("officer"), at=NOW)[0]
    page = officer.get(ADDRESS).content.decode()
    assert "还不能交办" in page and item.item_no in page and "县某某专班" in page
    assert "没有待交办的事项" in page


def test_an_empty_page_says_what_it_is_for(officer):
    assert "没有待交办的事项" in officer.get(ADDRESS).content.decode()


def test_one_query_however_much_waits(world, items):
    viewer = world.viewer("officer")
    with CaptureQueriesContext(connection) as asked:
        found = waiting(viewer)
    assert len(asked) == 1
    assert [(one.title, [item.units for item in one.items]) for one in found] == [
        ("在全县重点工作推进会上的讲话", [("财政局", "审计局"), ("柳河镇", "石桥镇")])
    ]
