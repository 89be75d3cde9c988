"""What the desk asks every few seconds, and the keeping of an open form."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.meetings import decisions
from tracker.meetings.models import DeskVisit, Draft, UnsavedEdit

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def draft(world) -> Draft:
    return a_draft(a_speech(world), decision=Draft.Decision.PROPOSED)


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


def look(client, desk, **fields) -> str:
    return client.post(
        reverse("console:speech_team", args=[desk.speech_id]), {"tab": "t", **fields}, **HTMX
    ).content.decode()


def test_each_is_told_of_the_other_and_of_every_revision(world, signed_in, officer, draft):
    look(signed_in(world.officer2), draft, draft=draft.pk, editing="1")
    decisions.decide(draft.pk, "accepted", revision=0, by=world.viewer("officer2"), at=NOW)
    page = look(officer, draft)
    assert "郑督查正在改第1条" in page and "周督查" not in page
    assert f"{draft.pk}:1" in page


def test_a_closed_tab_is_gone_at_once(world, signed_in, officer, draft):
    other = signed_in(world.officer2)
    look(other, draft)
    assert look(other, draft, leaving="1") == ""
    assert "郑督查" not in look(officer, draft)


@pytest.mark.parametrize("tab", ["", "长" * 500, "<script>"])
def test_a_strange_tab_is_no_trouble(officer, draft, tab):
    look(officer, draft, tab=tab, draft="99999999999999999999")
    assert DeskVisit.objects.get().tab == tab[:32]


@pytest.mark.parametrize("drafts", [1, 40])
def test_being_alone_costs_a_handful_of_queries_however_long_the_desk(officer, draft, drafts):
    for _ in range(drafts - 1):
        a_draft(draft.speech, decision=Draft.Decision.PROPOSED)
    look(officer, draft)
    with CaptureQueriesContext(connection) as asked:
        look(officer, draft)
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]


def keep(client, draft, **fields):
    form = {"revision": draft.revision, "action": draft.action, "lead": "县财政局", "due_on": "2026-03-20"}
    return client.post(reverse("console:draft_keep", args=[draft.pk]), {**form, **fields}, **HTMX)


def test_only_the_fields_that_differ_are_kept_and_come_back(world, signed_in, officer, draft):
    answer = keep(officer, draft, target="覆盖率100%")
    assert answer.json() == {"at": "09:00"}
    assert UnsavedEdit.objects.get().fields == {"target": "覆盖率100%"}
    # A colleague changes another field: what I did not touch is as they left it.
    decisions.edit(
        draft.pk, revision=0, by=world.viewer("officer2"), at=NOW, fields={"action": "别人改的任务"}
    )
    page = officer.get(reverse("console:draft_edit", args=[draft.pk]), **HTMX).content.decode()
    assert "上次未保存的修改，09:00" in page
    assert "<td>无</td><td>覆盖率100%</td>" in page and "别人改的任务" in page
    # Nobody else is offered it, and a fresh form can be had.
    address = reverse("console:draft_edit", args=[draft.pk])
    assert "上次未保存" not in signed_in(world.officer2).get(address, **HTMX).content.decode()
    assert "覆盖率100%" not in officer.get(address, {"fresh": 1}, **HTMX).content.decode()


def test_saving_drops_it_and_a_late_call_does_not_bring_it_back(officer, draft):
    keep(officer, draft, action="先填的")
    fields = {"revision": 0, "action": "保存的", "lead": "县财政局", "due_on": "2026-03-20"}
    officer.post(reverse("console:draft_edit", args=[draft.pk]), fields, **HTMX)
    assert not UnsavedEdit.objects.exists()
    assert keep(officer, draft, action="先填的").status_code == 409
    assert not UnsavedEdit.objects.exists()


def test_values_no_field_would_take_are_kept_as_they_are_and_checked_when_saved(officer, draft):
    assert keep(officer, draft, due_on="31.2.2026", action="长" * 9000).status_code == 200
    kept = UnsavedEdit.objects.get().fields
    assert kept["due_on"] == "31.2.2026" and len(kept["action"]) == 4000


def test_leaving_drops_it(officer, draft):
    keep(officer, draft, action="不要了")
    assert officer.post(reverse("console:draft_forget", args=[draft.pk])).status_code == 204
    assert not UnsavedEdit.objects.exists()


def test_a_registered_draft_keeps_what_was_typed_on_the_page(world, officer, draft):
    """It can no longer be saved, but it can be copied."""
    decisions.decide(draft.pk, "accepted", revision=0, by=world.viewer("officer2"), at=NOW)
    officer.post(
        reverse("console:speech_register", args=[draft.speech_id]), {"basis": "会议", "approver": "县长"}
    )
    fields = {"revision": 0, "action": "我填了很久的", "lead": "县财政局"}
    answer = officer.post(reverse("console:draft_edit", args=[draft.pk]), fields, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422 and "我填了很久的" in page and "已经立项" in page


def test_a_part_of_a_page_has_no_place_for_a_log_in_form(client, db):
    assert client.get(reverse("console:speeches"), **HTMX).status_code == 401
    assert client.get(reverse("console:speeches")).status_code == 302


def test_names_in_the_lead_come_back_as_typed(officer, draft):
    Draft.objects.filter(pk=draft.pk).update(lead=[a_name("县财政局")])
    keep(officer, draft, lead="县财政局、县审计局")
    page = officer.get(reverse("console:draft_edit", args=[draft.pk]), **HTMX).content.decode()
    assert 'value="县财政局、县审计局"' in page
