"""A report that is typed and not sent: kept for its writer alone, offered again, dropped when sent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import an_assignment
from tests.support.world import NOW, stand_in
from tracker.items.models import ProgressReport, UnsavedReport
from tracker.items.states import State
from tracker.jobs.tasks import housekeeping

HTMX = {"HX-Request": "true"}
TYPED = {"content": "已完成<b>主体", "problems": "缺资金", "percent": "4", "after": "0"}


@pytest.fixture
def assignment(world):
    return an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)


def keep(client, assignment, **given):
    return client.post(reverse("portal:report_keep", args=[assignment.pk]), {**TYPED, **given})


def form(client, assignment) -> str:
    return client.get(reverse("portal:report", args=[assignment.pk]), headers=HTMX).content.decode()


def test_it_is_offered_again_in_another_browser(world, signed_in, assignment):
    assert keep(signed_in(world.lead_clerk), assignment).json() == {"at": "09:00"}
    again = signed_in(world.lead_clerk)
    page = form(again, assignment)
    assert "已完成&lt;b&gt;主体</textarea>" in page and "缺资金" in page and "已恢复您" in page
    assert "继续填写反馈" in again.get(reverse("portal:owed")).content.decode()


def test_nobody_else_sees_it(world, signed_in, assignment):
    keep(signed_in(world.lead_clerk), assignment)
    stand_in(world)
    assert "缺资金" not in form(signed_in(world.deputy), assignment)
    item = reverse("portal:item", args=[assignment.item_id])
    for who in ("officer", "leader", "deputy"):
        assert "缺资金" not in signed_in(world.people[who]).get(item).content.decode()
    row = UnsavedReport.objects.get()
    page = signed_in(world.admin).get(reverse("admin:items_unsavedreport_change", args=[row.pk]))
    assert page.status_code == 200 and "缺资金" not in page.content.decode()


def test_sending_drops_it_and_a_late_call_does_not_bring_it_back(world, signed_in, assignment):
    clerk = signed_in(world.lead_clerk)
    keep(clerk, assignment)
    sent = {**TYPED, "percent": "40", "revision": assignment.revision}
    clerk.post(reverse("portal:report", args=[assignment.pk]), sent, headers=HTMX)
    assert ProgressReport.objects.count() == 1 and not UnsavedReport.objects.exists()
    assert keep(clerk, assignment).status_code == 409 and not UnsavedReport.objects.exists()
    # The next report is typed anew, and kept.
    assert keep(clerk, assignment, after=ProgressReport.objects.get().pk).status_code == 200


def test_no_change_leaves_what_is_typed(world, signed_in, assignment):
    clerk = signed_in(world.lead_clerk)
    sent = {**TYPED, "percent": "40", "revision": assignment.revision}
    clerk.post(reverse("portal:report", args=[assignment.pk]), sent, headers=HTMX)
    keep(clerk, assignment, after=ProgressReport.objects.get().pk)
    clerk.post(reverse("portal:unchanged", args=[assignment.pk]))
    assert ProgressReport.objects.count() == 2 and UnsavedReport.objects.exists()


def test_leaving_drops_it_and_so_does_emptying(world, signed_in, assignment):
    clerk = signed_in(world.lead_clerk)
    keep(clerk, assignment)
    assert keep(clerk, assignment, content="", problems=" ", percent="").status_code == 204
    assert not UnsavedReport.objects.exists()
    keep(clerk, assignment)
    assert clerk.post(reverse("portal:report_forget", args=[assignment.pk])).status_code == 204
    assert not UnsavedReport.objects.exists()


def test_an_ended_session_is_told_so_that_the_tab_keeps_the_words(world, signed_in, assignment):
    address = reverse("portal:report_keep", args=[assignment.pk])
    assert signed_in(None).post(address, TYPED, headers=HTMX).status_code == 401


def test_what_nobody_comes_back_for_is_cleared(world, signed_in, assignment):
    keep(signed_in(world.lead_clerk), assignment)
    housekeeping(NOW + dt.timedelta(days=13))
    assert UnsavedReport.objects.exists()
    housekeeping(NOW + dt.timedelta(days=15))
    assert not UnsavedReport.objects.exists()
