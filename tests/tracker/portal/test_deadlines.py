"""Asking for a later date, answering and moving a deadline, from the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY
from tracker.items.extensions import ask_extension
from tracker.items.models import ExtensionRequest, UnitAssignment
from tracker.items.states import State

HTMX = {"HX-Request": "true"}


@pytest.fixture
def assignment(world) -> UnitAssignment:
    return an_assignment(world, state=State.ACKNOWLEDGED)


LATER = TODAY + dt.timedelta(days=40)


def test_a_liaison_asks_in_the_row_and_the_officer_answers_on_the_item(world, signed_in, assignment):
    ask = reverse("portal:ask_extension", args=[assignment.pk])
    clerk = signed_in(world.lead_clerk)
    form = clerk.get(f"{ask}?board=owed", headers=HTMX)
    assert form["HX-Retarget"] == f"#slot-{assignment.pk}" and "申请延至" in form.content.decode()
    given = {"new_due_on": str(LATER), "reason": "审计资料未到", "board": "owed"}
    board = clerk.post(ask, given, headers=HTMX)
    assert board["HX-Retarget"] == "#board" and "已申请延期" in board.content.decode()
    # While it waits the row says so and does not ask again.
    assert "延期待答复：至4月11日" in board.content.decode() and f'"{ask}?board' not in board.content.decode()

    officer = signed_in(world.officer)
    assert "审计资料未到" in officer.get(reverse("console:dashboard")).content.decode()
    asked = ExtensionRequest.objects.get()
    page = officer.get(reverse("portal:item", args=[assignment.item_id])).content.decode()
    assert f'id="extension-{asked.pk}"' in page and "同意延期" in page
    officer.post(reverse("portal:answer_extension", args=[asked.pk]), {"granted": "yes"})
    assignment.refresh_from_db()
    assert assignment.due_on == LATER
    page = officer.get(reverse("portal:item", args=[assignment.item_id])).content.decode()
    assert "原时限" in page and "同意延期</button>" not in page


@pytest.mark.parametrize(
    ("day", "why"),
    [("", "请填写新的时限"), ("明年", "日期应写作"), ("2020-01-01", "应晚于"), ("9999-99-99", "日期应写作")],
)
def test_what_is_wrong_is_said_at_the_field_and_the_words_stay(world, signed_in, assignment, day, why):
    ask = reverse("portal:ask_extension", args=[assignment.pk])
    page = (
        signed_in(world.lead_clerk).post(ask, {"new_due_on": day, "reason": "资料<b>未到"}).content.decode()
    )
    assert why in page and "资料&lt;b&gt;未到" in page
    assert not ExtensionRequest.objects.exists()


def test_a_refusal_without_words_is_asked_for_them(world, signed_in, assignment):
    asked = ask_extension(
        assignment.pk,
        new_due_on=assignment.due_on + dt.timedelta(days=5),
        reason="等",
        by=world.viewer("lead_clerk"),
        at=NOW,
    )
    client, address = signed_in(world.officer), reverse("portal:answer_extension", args=[asked.pk])
    for given, said in (
        ({"granted": "no", "answer": ""}, "不同意延期，请填写理由。"),
        ({"granted": "no", "answer": "长" * 501}, "答复意见最多500字。"),
        ({"granted": "maybe", "answer": "先放一放"}, "请选择同意或不同意。"),
    ):
        for headers, status in ((HTMX, 200), ({}, 422)):
            answer = client.post(address, given, headers=headers)
            page = answer.content.decode()
            assert answer.status_code == status and said in page and f">{given['answer']}</textarea>" in page
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_the_office_sets_another_date(world, signed_in, assignment):
    change = reverse("portal:reschedule", args=[assignment.pk])
    given = {"new_due_on": str(LATER), "reason": "会议统一调整"}
    signed_in(world.officer).post(change, given, headers=HTMX)
    assignment.refresh_from_db()
    assert assignment.due_on == LATER
    # A second click brings the same date and is told so.
    again = signed_in(world.officer).post(change, given, headers=HTMX)
    assert "相同" in again.content.decode()


def test_a_late_unit_is_told_that_it_is_too_late(world, signed_in):
    assignment = an_assignment(world, state=State.ACKNOWLEDGED, due_on=TODAY - dt.timedelta(days=1))
    client = signed_in(world.lead_clerk)
    answer = client.get(reverse("portal:ask_extension", args=[assignment.pk]))
    assert answer.status_code == 302
    assert "时限已过" in [str(message) for message in answer.wsgi_request._messages][0]
