"""Days typed into the forms of the review: a slip in the year is told in the form and never stored."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.build import a_draft, a_speech
from tests.support.world import NOW, TODAY, World
from tracker.meetings.models import Draft, Speech

SLIPS = ["9999-12-31", "0202-03-20", "0001-01-01", "2046-03-03", "2025-03-01"]


def edit(client: Client, draft: Draft, **fields: str):
    form = {"revision": draft.revision, "action": draft.action, "lead": "县财政局", **fields}
    return client.post(reverse("console:draft_edit", args=[draft.pk]), form)


@pytest.mark.parametrize("due_on", SLIPS)
def test_a_deadline_nobody_means_is_told_in_the_form(world: World, signed_in, due_on: str) -> None:
    draft = a_draft(a_speech(world))
    answer = edit(signed_in(world.officer), draft, due_on=due_on)
    assert answer.status_code == 422 and "请核对年份" in answer.content.decode()
    assert Draft.objects.get(pk=draft.pk).due_on == TODAY.replace(day=20)


@pytest.mark.parametrize("due_on", ["2046-03-02", "2025-03-02", ""])
def test_a_far_but_possible_deadline_is_taken(world: World, signed_in, due_on: str) -> None:
    draft = a_draft(a_speech(world))
    assert edit(signed_in(world.officer), draft, due_on=due_on).status_code == 302
    found = Draft.objects.get(pk=draft.pk).due_on
    assert found == (dt.date.fromisoformat(due_on) if due_on else None)


def test_a_far_deadline_of_the_speech_itself_does_not_bar_an_edit(world: World, signed_in) -> None:
    draft = a_draft(a_speech(world), due_on=dt.date(2060, 12, 31), due_text="到2060年")
    assert edit(signed_in(world.officer), draft, due_on="2060-12-31", target="基本建成").status_code == 302
    assert Draft.objects.get(pk=draft.pk).target == "基本建成"


@pytest.mark.parametrize(
    ("held_on", "is_taken"),
    [
        ("9999-12-31", False),
        ("0202-03-02", False),
        ("1996-03-01", False),
        ("2027-03-03", False),
        ("1996-03-02", True),
        ("2027-03-02", True),
    ],
)
def test_a_speech_is_not_held_in_a_year_nobody_means(
    world: World, signed_in, held_on: str, is_taken: bool
) -> None:
    speech = a_speech(world, state=Speech.State.RECEIVED, uploaded_at=NOW)
    form = {"title": "讲话", "held_on": held_on, "speaker": "", "occasion": ""}
    answer = signed_in(world.officer).post(reverse("console:speech_details", args=[speech.pk]), form)
    speech.refresh_from_db()
    assert answer.status_code == (302 if is_taken else 422)
    assert (speech.state == Speech.State.QUEUED) is is_taken
    assert is_taken or "请核对年份" in answer.content.decode()
