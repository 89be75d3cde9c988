"""The desk with its questions: opening it costs the same number of queries whatever it shows."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.build import a_draft, a_name, a_speech, an_item
from tests.support.world import TODAY
from tracker.meetings.models import Draft, RegimeDraft


def test_fewer_than_twenty_queries_whatever_the_number_of_drafts(world, signed_in):
    """With every kind of question, an earlier order and a regime on the desk."""
    earlier = a_speech(world, text="此前的讲话。", held_on=dt.date(2026, 2, 3))
    an_item(world, speech=earlier, action="完成农村饮水工程管网改造12处")
    speech = a_speech(world)
    RegimeDraft.objects.create(speech=speech, title="周通报", start=0, end=3)
    client, counts = signed_in(world.officer), []
    for number in (4, 40):
        for _ in range(number):
            first = a_draft(speech, lead=[], due_on=None, due_kind="asap", decision=Draft.Decision.PROPOSED)
            a_draft(speech, action="农村饮水工程管网改造12处要完成", lead=[a_name("县财政局")])
            a_draft(speech, same_as=first, due_alternatives=["2026-04-01"])
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("console:speech", args=[speech.pk])).content.decode()
        assert "2月3日已部署" in page and "没有点明谁来办" in page and "重复" in page
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20


def test_whoever_only_looks_is_asked_nothing(world, signed_in):
    """Only officers see speeches today; the page must not rely on it."""
    from tracker.console.asking import asked_of
    from tracker.items.registration import names_on

    speech = a_speech(world)
    draft = a_draft(speech, lead=[], decision=Draft.Decision.PROPOSED)
    asked = asked_of(world.viewer("stranger"), speech, [draft], names_on(TODAY))
    assert "earlier" not in {question.kind for question in asked[draft.pk]}


def test_an_answer_without_script_leads_back_to_the_card(world, signed_in):
    draft = a_draft(a_speech(world), lead=[], decision=Draft.Decision.PROPOSED)
    columns = {"revision": 0, "answer": "unit_missing:none"}
    answer = signed_in(world.officer).post(reverse("console:draft_answer", args=[draft.pk]), columns)
    assert answer["Location"].endswith(f"#d{draft.pk}")
    draft.refresh_from_db()
    assert draft.settled == {"unit_missing": "暂不确定"}


def test_bad_answers_are_refused_in_words(world, signed_in):
    draft = a_draft(a_speech(world), due_on=None, due_text="", due_kind="", decision=Draft.Decision.PROPOSED)
    client, path = signed_in(world.officer), reverse("console:draft_answer", args=[draft.pk])
    for columns in (
        {},
        {"answer": "x"},
        {"answer": "time_missing:day", "day": "2026-99-99"},
        {"answer": ":" * 99},
    ):
        answer = client.post(path, {"revision": 0, **columns}, headers={"hx-request": "true"})
        assert answer.status_code == 422 and "plain-error" in answer.content.decode()
