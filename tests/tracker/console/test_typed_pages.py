"""The small forms of the desk are kept as they are typed: a new unit, members of a collective, a regime's days, the registration."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW
from tracker.common.errors import Forbidden
from tracker.meetings import unsaved_forms
from tracker.meetings.models import Draft, RegimeDraft, UnsavedForm
from tracker.meetings.unsaved_forms import REGISTER, UNIT, Place

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def draft(world) -> Draft:
    lead = [a_name("各乡镇", group=world.townships.pk), a_name("塘坝专班")]
    return a_draft(a_speech(world), lead=lead)


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


def keep(client, form, about, part="", act="keep", **fields):
    address = reverse(f"console:typed_{act}", args=[form, about.pk])
    return client.post(f"{address}?part={part}" if part else address, fields)


def page(client, name, about, **asked) -> str:
    return client.get(reverse(f"console:{name}", args=[about.pk]), asked, **HTMX).content.decode()


def test_a_new_unit_comes_back_as_typed_until_it_is_made(world, signed_in, officer, draft):
    form = {"name": "塘坝整治专班", "kind": "temporary", "ends_on": "2026-09-30", "liaison": "李"}
    assert keep(officer, "unit", draft, "塘坝专班", **form, always="on").json() == {"at": "09:00"}
    told = page(officer, "draft_unit", draft, written="塘坝专班")
    assert "上次没有提交的内容，09:00" in told
    assert all(f'value="{words}"' in told for words in ("塘坝整治专班", "2026-09-30", "李"))
    assert 'name="always" checked' in told
    # Another name of the same draft, and another officer, start with an empty form.
    assert "上次没有提交" not in page(officer, "draft_unit", draft, written="别的专班")
    assert "上次没有提交" not in page(signed_in(world.officer2), "draft_unit", draft, written="塘坝专班")
    made = {**form, "liaison": "", "written": "塘坝专班", "revision": draft.revision}
    answer = officer.post(reverse("console:draft_unit", args=[draft.pk]), made, **HTMX)
    assert answer.status_code == 200
    assert not UnsavedForm.objects.exists()


def test_the_ticks_of_a_collective_come_back(world, officer, draft):
    town = world.units["石桥镇"].pk
    keep(officer, "members", draft, "lead:各乡镇", stay=[town], reason="不在流域")
    told = page(officer, "draft_members", draft, field="lead", written="各乡镇")
    assert f'value="{town}" checked' in told and told.count("checked") == 1
    assert 'value="不在流域"' in told
    sent = {"field": "lead", "written": "各乡镇", "stay": town, "reason": "不在流域", "revision": 0}
    officer.post(reverse("console:draft_members", args=[draft.pk]), sent, **HTMX)
    assert not UnsavedForm.objects.exists()


def test_the_days_of_a_regime_come_back_and_the_preview_follows_them(officer, draft):
    steps = [{"what": "bulletin", "text": "周通报", "start": 0, "end": 3, "rrule": "FREQ=WEEKLY", "time": ""}]
    regime = RegimeDraft.objects.create(speech=draft.speech, title="周通报", start=0, end=3, steps=steps)
    keep(officer, "regime", regime, starts_on="2026-04-01", ends_on="2026-06-30", reason="汛期")
    told = page(officer, "regime_preview", regime)
    assert all(f'value="{words}"' in told for words in ("2026-04-01", "2026-06-30", "汛期"))
    # While days are being changed, what stands in the form counts.
    assert 'value="2026-05-01"' in page(officer, "regime_preview", regime, starts_on="2026-05-01")


def test_a_registration_comes_back_until_it_is_done(officer, draft):
    keep(officer, "register", draft.speech, basis="县政府专题会", approver="王县长")
    told = page(officer, "speech", draft.speech)
    assert 'value="县政府专题会"' in told and 'value="王县长"' in told
    assert 'name="issue_now" id="id_issue_now" checked' not in told
    officer.post(
        reverse("console:speech_register", args=[draft.speech_id]), {"basis": "会", "approver": "王"}
    )
    assert not UnsavedForm.objects.exists()


def test_leaving_a_form_drops_it_and_an_empty_one_is_not_kept(officer, draft):
    keep(officer, "unit", draft, "塘坝专班", name="塘坝")
    assert keep(officer, "unit", draft, "塘坝专班", act="forget").status_code == 204
    assert not UnsavedForm.objects.exists()
    assert keep(officer, "unit", draft, "塘坝专班", name=" ").status_code == 204
    assert not UnsavedForm.objects.exists()


def test_strange_forms_and_endless_fields_are_no_trouble(officer, draft):
    assert keep(officer, "nonsense", draft, name="甲").status_code == 404
    keep(officer, "unit", draft, "长" * 300, name="长" * 9000, secret="密")
    kept = UnsavedForm.objects.get()
    assert len(kept.fields["name"][0]) == unsaved_forms.LONGEST and "secret" not in kept.fields
    assert len(kept.part) == 100


def test_only_whoever_may_send_a_form_can_have_it_kept(world, draft):
    with pytest.raises(Forbidden):
        unsaved_forms.keep_form(
            Place(UNIT, draft.pk), {"name": ["甲"]}, speech_id=draft.speech_id, by=world.viewer("leader"), at=NOW
        )  # fmt: skip


def test_what_nobody_came_back_for_is_dropped_after_a_fortnight(world, draft):
    place = Place(REGISTER, draft.speech_id)
    by = world.viewer("officer")
    unsaved_forms.keep_form(place, {"basis": ["会"]}, speech_id=draft.speech_id, by=by, at=NOW)
    assert not unsaved_forms.forgotten_forms(NOW + dt.timedelta(days=13)).exists()
    assert unsaved_forms.forgotten_forms(NOW + dt.timedelta(days=15)).exists()
