"""A long desk: the same handful of queries for ten drafts and for a hundred and twenty, and what is drawn once is drawn right."""

from __future__ import annotations

import cProfile
import pstats
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.build import a_name, a_speech
from tests.support.world import TODAY
from tracker.meetings.models import Draft, Speech

HTMX = {"HTTP_HX_REQUEST": "true"}


def a_long_speech(world, drafts: int) -> Speech:
    """A speech of `drafts` orders, each with doubts, unknown names and every field."""
    orders = [f"县财政局要在3月20日前完成第{number}批预算审计，县审计局配合" for number in range(drafts)]
    text = "\n".join(f"{order}。这项工作事关群众切身利益，要站在全局的高度认识它。" for order in orders)
    speech = a_speech(world, text=text, outline=[{"start": 0, "end": 5, "level": 1, "text": "一、审计"}])
    Draft.objects.bulk_create(
        Draft(
            speech=speech,
            ordinal=number + 1,
            start=text.index(order),
            end=text.index(order) + len(order),
            quote=order,
            action=order,
            section=[f"（{number // 12}）"],
            due_text="3月20日前",
            due_on=TODAY,
            due_kind="by",
            confidence=0.9,
            reasons=["deadline"],
            doubts=["没有写明时限"],
            lead=[a_name("县财政局" if number % 3 else "县才政局")],
            support=[a_name("审计部门")],
            decision=("proposed", "accepted", "rejected")[number % 3],
            reject_reason="重复" if number % 3 == 2 else "",
        )  # fmt: skip
        for number, order in enumerate(orders)
    )
    return speech


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.officer)


@pytest.mark.parametrize("drafts", [10, 120])
def test_the_desk_opens_with_the_same_few_queries_however_long_it_is(world, officer, drafts):
    address = reverse("console:speech", args=[a_long_speech(world, drafts).pk])
    officer.get(address)
    with CaptureQueriesContext(connection) as asked:
        officer.get(address)
    assert len(asked) < 20, [one["sql"][:90] for one in asked]


@pytest.mark.parametrize("drafts", [10, 120])
def test_an_act_costs_the_same_however_long_the_desk_is(world, officer, drafts):
    speech = a_long_speech(world, drafts)
    one = Draft.objects.filter(speech=speech, decision="proposed").first()
    with CaptureQueriesContext(connection) as asked:
        officer.post(
            reverse("console:draft_decide", args=[one.pk]), {"decision": "accepted", "revision": 0}, **HTMX
        )
    assert len(asked) <= 30, [found["sql"][:90] for found in asked]


def test_every_card_has_the_buttons_of_its_own_draft_and_state(world, officer):
    speech = a_long_speech(world, 9)
    Draft.objects.filter(speech=speech, ordinal=4).update(revision=7)
    page = officer.get(reverse("console:speech", args=[speech.pk])).content.decode()
    cards = re.findall(r'<article class="draft [^>]*data-draft="(\d+)".*?</article>', page, re.S)
    assert len(cards) == 9
    for draft in Draft.objects.filter(speech=speech):
        card = page[page.index(f'<article class="draft draft-{draft.decision}" id="d{draft.pk}"') :]
        card = card[: card.index("</article>")]
        ours = {
            reverse(f"console:draft_{act}", args=[draft.pk])
            for act in ("decide", "edit", "split", "merge", "history")
        }
        assert ours <= set(re.findall(r'="([^"]*)"', card))
        assert {int(pk) for pk in re.findall(r"/drafts/(\d+)/", card)} == {draft.pk}
        assert set(re.findall(r'name="revision" value="(\d+)"', card)) == {str(draft.revision)}
        assert ('data-act="accept"' in card) == (draft.decision != "accepted")
        assert ('data-act="restore"' in card) == (draft.decision != "proposed")


def test_a_card_answered_alone_is_the_card_of_the_page(world, officer):
    speech = a_long_speech(world, 3)
    page = officer.get(reverse("console:speech", args=[speech.pk])).content.decode()
    one = Draft.objects.filter(speech=speech).first()
    alone = officer.get(reverse("console:draft", args=[one.pk]), **HTMX).content.decode()
    # The token against forged requests is masked anew in every answer.
    bare = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html) for html in (page, alone)]
    # On the page its buttons wait until it comes into sight.
    awake = re.sub(r' hx-disable="\w*"|</?noscript>', "", bare[0])
    assert bare[1].strip() in awake
    assert "noscript" not in bare[1]


def cost(act) -> int:
    """The function calls of one request: its work, however slow or busy the machine is."""
    counting = cProfile.Profile()
    assert counting.runcall(act).status_code == 200
    return pstats.Stats(counting).total_calls  # type: ignore[attr-defined]


class TestAnswers:
    """An act is answered with what it touched, not with the desk around it."""

    @pytest.fixture
    def speech(self, world) -> Speech:
        return a_long_speech(world, 120)

    def acts(self, speech, officer):
        """Name → the act on the third draft; each is undone."""
        one = Draft.objects.filter(speech=speech).order_by("ordinal")[3]

        def post(name: str, pk: int, **fields):
            revision = Draft.objects.get(pk=one.pk).revision
            return officer.post(
                reverse(f"console:{name}", args=[pk]), {"revision": revision, **fields}, **HTMX
            )

        def undo():
            return post("speech_undo", speech.pk)

        def split():
            return post("draft_split", one.pk, place=one.start + 10)

        def merge():
            return post("draft_merge", one.pk)

        def decide():
            return post("draft_decide", one.pk, decision="accepted")

        return {"decide": decide, "split": split, "merge": merge}, undo

    def test_only_the_cards_that_were_touched_are_drawn(self, speech, officer):
        acts, undo = self.acts(speech, officer)
        page = officer.get(reverse("console:speech", args=[speech.pk])).content
        for name, drawn in (("split", 2), ("merge", 1)):
            answer = acts[name]().content.decode()
            assert len(re.findall(r'data-draft="\d+" data-revision="\d', answer)) == drawn, name
            # The browser keeps the others, each in its place.
            assert answer.count("hx-preserve") == 120 - (1 if name == "split" else 2), name
            assert len(answer) < len(page) / 5
            taken_back = undo().content.decode()
            assert len(re.findall(r'data-draft="\d+" data-revision="\d', taken_back)) == 3 - drawn
            assert "已撤销" in taken_back

    def test_it_takes_a_fraction_of_what_opening_the_desk_takes(self, speech, officer):
        acts, undo = self.acts(speech, officer)
        address = reverse("console:speech", args=[speech.pk])
        # The engine and the templates are loaded first.
        for act in (acts["split"], undo, lambda: officer.get(address)):
            assert act().status_code == 200
        opening = cost(lambda: officer.get(address))
        for name, act in acts.items():
            assert cost(act) < 0.8 * opening, name
            assert cost(undo) < 0.75 * opening, f"undo of {name}"

    def test_accepting_all_costs_little_more_than_opening(self, speech, officer):
        Draft.objects.filter(speech=speech).update(decision="proposed")
        address = reverse("console:speech", args=[speech.pk])
        officer.get(address)
        opening = cost(lambda: officer.get(address))

        def accept_all():
            return officer.post(reverse("console:speech_accept_all", args=[speech.pk]), {"above": 80}, **HTMX)

        def undo():
            return officer.post(reverse("console:speech_undo", args=[speech.pk]), **HTMX)

        assert cost(accept_all) < 1.4 * opening
        assert cost(undo) < 1.4 * opening

    def test_a_change_of_many_drafts_is_one_update_for_those_alike(self, world, officer):
        counts = []
        for drafts in (10, 120):
            speech = a_long_speech(world, drafts)
            Draft.objects.filter(speech=speech).update(decision="proposed")
            officer.post(reverse("console:speech_accept_all", args=[speech.pk]), {"above": 80}, **HTMX)
            with CaptureQueriesContext(connection) as asked:
                officer.post(reverse("console:speech_undo", args=[speech.pk]), **HTMX)
            counts.append(len(asked))
        assert counts[0] == counts[1] < 40
