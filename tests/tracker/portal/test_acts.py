"""Acts from buttons and forms: what is done, and what the person is answered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW
from tracker.items.models import ProgressReport, UnitAssignment
from tracker.items.states import State

HTMX = {"HX-Request": "true"}


def act(assignment: UnitAssignment, name: str) -> str:
    return reverse("portal:act", args=[assignment.pk, name])


def said(answer) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in answer.wsgi_request._messages]


def state(assignment: UnitAssignment) -> str:
    assignment.refresh_from_db()
    return assignment.state


def test_signing_takes_one_click_and_stays_on_the_board(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    answer = signed_in(world.lead_clerk).post(act(assignment, "acknowledge"), {"board": "owed"}, headers=HTMX)
    assert state(assignment) == State.ACKNOWLEDGED
    page = answer.content.decode()
    assert answer["HX-Retarget"] == "#board" and "<html" not in page
    assert "已签收。" in page and "反馈进展" in page


def test_without_script_the_board_is_shown_again(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    answer = signed_in(world.lead_clerk).post(act(assignment, "acknowledge"), {"board": "owed"})
    assert answer["Location"] == reverse("portal:owed")


def test_a_second_click_changes_nothing_and_is_no_mistake(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    client = signed_in(world.lead_clerk)
    client.post(act(assignment, "acknowledge"))
    answer = client.post(act(assignment, "acknowledge"))
    assert "无需重复操作" in said(answer)[-1]
    assert assignment.events.filter(act="acknowledge").count() == 1


def test_an_act_that_the_state_does_not_allow_is_refused_with_a_sentence(world, signed_in):
    assignment = an_assignment(world, state=State.CLOSED)
    answer = signed_in(world.lead_clerk).post(act(assignment, "acknowledge"))
    assert answer.status_code == 302 and "不能签收" in said(answer)[0]


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("officer", 403), ("leader", 403), ("former", 404)]
)
def test_signing_is_the_units_own(world, signed_in, who, status):
    assignment = an_assignment(world, state=State.ISSUED)
    assert signed_in(world.people[who]).post(act(assignment, "acknowledge")).status_code == status
    assert state(assignment) == State.ISSUED


def test_an_unknown_act_is_not_found(world, signed_in):
    assignment = an_assignment(world, state=State.ISSUED)
    assert signed_in(world.officer).post(act(assignment, "explode")).status_code == 404


def told(assignment: UnitAssignment, **fields) -> dict:
    return {"content": "已完成初稿", "percent": "60", "revision": assignment.revision, **fields}


def test_a_report_is_kept_with_its_parts(world, signed_in):
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    address = reverse("portal:report", args=[assignment.pk])
    signed_in(world.lead_clerk).post(address, told(assignment, problems="缺资金", next_steps="催办"))
    report = ProgressReport.objects.get()
    assert (report.content, report.problems, report.next_steps, report.percent) == (
        "已完成初稿",
        "缺资金",
        "催办",
        60,
    )
    assert state(assignment) == State.IN_PROGRESS


def test_a_report_sent_twice_is_kept_once(world, signed_in):
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    address, client, form = (
        reverse("portal:report", args=[assignment.pk]),
        signed_in(world.lead_clerk),
        told(assignment),
    )
    client.post(address, form)
    again = client.post(address, form)
    assert again.status_code == 409
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"content": "  "}, {"percent": "101"}, {"percent": "-1"}, {"revision": ""}]
)
def test_a_report_that_cannot_be_read_comes_back_with_its_words(world, signed_in, fields):
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    address = reverse("portal:report", args=[assignment.pk])
    form = {**told(assignment, problems="缺资金"), **fields}
    page = signed_in(world.lead_clerk).post(address, form, headers=HTMX).content.decode()
    assert not ProgressReport.objects.exists()
    assert "缺资金" in page


def test_the_form_opens_in_the_row(world, signed_in):
    assignment = an_assignment(world, state=State.ACKNOWLEDGED)
    answer = signed_in(world.lead_clerk).get(reverse("portal:report", args=[assignment.pk]), headers=HTMX)
    assert answer["HX-Retarget"] == f"#slot-{assignment.pk}" and "<html" not in answer.content.decode()


def test_sending_back_needs_a_reason_and_tells_it(world, signed_in):
    assignment = an_assignment(world, state=State.CLOSE_REQUESTED, finished_at=NOW)
    client = signed_in(world.officer)
    assert "退回重办的理由" in client.get(act(assignment, "return")).content.decode()
    client.post(act(assignment, "return"), {"reason": " "})
    assert state(assignment) == State.CLOSE_REQUESTED
    client.post(act(assignment, "return"), {"reason": "缺验收记录"})
    assert state(assignment) == State.RETURNED
    page = client.get(reverse("portal:item", args=[assignment.item_id])).content.decode()
    assert "缺验收记录" in page


def test_all_waiting_parts_of_an_item_are_issued_at_once(world, signed_in):
    assignment = an_assignment(world)
    client, address = signed_in(world.officer), reverse("portal:issue_item", args=[assignment.item_id])
    assert "已交办 1 个单位" in said(client.post(address))[0]
    assert "没有待交办的单位" in said(client.post(address))[-1]


def test_acts_need_the_pages_token(world):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.lead_clerk, backend="django.contrib.auth.backends.ModelBackend")
    assignment = an_assignment(world, state=State.ISSUED)
    assert client.post(act(assignment, "acknowledge")).status_code == 403
    assert state(assignment) == State.ISSUED
