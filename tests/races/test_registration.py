"""An officer registers a speech while another one rejects or edits one of its drafts: one of the two is told, never both served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.races.runners import at_once
from tests.support.build import a_draft, a_speech
from tests.support.world import NOW, World, make_world
from tracker.common.errors import Refused, Stale
from tracker.items.models import ResponsibilityItem
from tracker.items.registration import register_speech
from tracker.meetings import decisions
from tracker.meetings.models import Draft, Speech

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

ROUNDS = 4
# The one that is fought over comes last, so that registering the others leaves time between its reading and its writing.
OTHERS = 12


def answer(job: Callable[[], Any]) -> Callable[[], bool]:
    """The job as one that tells whether it was done."""

    def run() -> bool:
        try:
            job()
        except (Refused, Stale):
            return False
        return True

    return run


def fight(world: World, number: int, change: Callable[[Draft], Any]) -> tuple[bool, bool, Draft]:
    """Registers a speech while `change` is done to its last draft: was it registered, was it changed, the draft after."""
    speech: Speech = a_speech(world, text=f"第{number}篇讲话。")
    for _ in range(OTHERS):
        a_draft(speech)
    draft, by = a_draft(speech), world.viewer("officer")
    registered, changed = at_once(
        answer(lambda: register_speech(speech.pk, basis="会议", approver="县长", by=by, at=NOW)),
        answer(lambda: change(draft)),
    )
    # All of the speech or nothing of it: never a part.
    items = ResponsibilityItem.objects.filter(speech=speech).count()
    assert registered or items == 0
    return registered, changed, Draft.objects.get(pk=draft.pk)


def test_a_rejected_draft_is_never_registered() -> None:
    world = make_world()
    other = world.viewer("officer2")

    def reject(draft: Draft) -> None:
        decisions.decide(
            draft.pk, Draft.Decision.REJECTED, revision=draft.revision, reason="重复", by=other, at=NOW
        )

    for number in range(ROUNDS):
        registered, rejected, draft = fight(world, number, reject)
        assert registered or rejected
        # Who rejected in time keeps it out; who came too late was told.
        assert hasattr(draft, "item") == (not rejected)
        assert (draft.decision == Draft.Decision.REJECTED) == rejected


def test_an_item_carries_the_words_the_draft_was_left_with() -> None:
    world = make_world()
    other = world.viewer("officer2")

    def edit(draft: Draft) -> None:
        fields = {"action": "完成专项审计"}
        decisions.edit(draft.pk, revision=draft.revision, by=other, at=NOW, fields=fields)

    for number in range(ROUNDS):
        registered, edited, draft = fight(world, number, edit)
        assert registered or edited
        assert draft.action == ("完成专项审计" if edited else "完成预算审计")
        if registered:
            assert draft.item.task == draft.action
