"""Two officers make the same unit at the same moment, each for a name of a draft: it is made once, and no draft is left half settled."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest

from tests.races.runners import at_once
from tests.support.build import a_draft, a_name, a_speech
from tests.support.world import NOW, World, make_world
from tracker.common.errors import Refused, Stale
from tracker.meetings import decisions, naming
from tracker.meetings.models import DeskAct, Draft
from tracker.org.founding import NewUnit
from tracker.org.models import Unit

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


def test_a_unit_made_twice_at_once_is_made_once() -> None:
    world = make_world()
    for number in range(ROUNDS):
        new = NewUnit(f"第{number}专班", f"专班{number}", "temporary", ends_on=dt.date(2026, 12, 31))
        drafts = [
            a_draft(a_speech(world, text=f"第{number}次，第{place}篇"), lead=[a_name("专班")])
            for place in range(3)
        ]

        def press(draft: Draft, who: str, new: NewUnit = new) -> str:
            by = world.viewer(who)
            try:
                naming.settle_new(draft.pk, written="专班", new=new, always=False, revision=0, by=by, at=NOW)
            except (Refused, Stale) as refusal:
                return str(refusal)
            return "made"

        people = ("officer", "officer2", "officer")
        answers = at_once(*[lambda d=d, w=w: press(d, w) for d, w in zip(drafts, people, strict=True)])
        assert answers.count("made") == 1
        assert all(new.name in answer for answer in answers if answer != "made")
        unit = Unit.objects.get(name=new.name)
        settled = [
            draft for draft in Draft.objects.filter(pk__in=[one.pk for one in drafts]) if draft.revision
        ]
        assert [draft.lead[0]["unit"] for draft in settled] == [unit.pk]
        assert DeskAct.objects.filter(unit=unit).count() == 1


def test_a_unit_is_taken_back_while_another_draft_takes_it() -> None:
    """Whoever wins: no draft is left with a unit that is not there."""
    world = make_world()
    for number in range(ROUNDS):
        fight_for(world, f"第{number}专班")


def fight_for(world: World, name: str) -> None:
    new = NewUnit(name, name, "temporary", ends_on=dt.date(2026, 12, 31))
    mine, other = (a_draft(a_speech(world, text=f"{name}，{one}"), lead=[a_name("专班")]) for one in "甲乙")
    by, second = world.viewer("officer"), world.viewer("officer2")
    unit, _ = naming.settle_new(mine.pk, written="专班", new=new, always=False, revision=0, by=by, at=NOW)

    def take() -> None:
        key = f"unit:{unit.pk}"
        with suppress(Refused, Stale):
            naming.settle(other.pk, written="专班", key=key, always=False, revision=0, by=second, at=NOW)

    at_once(lambda: decisions.undo(mine.speech_id, by=by, at=NOW), take)
    assert Draft.objects.get(pk=mine.pk).lead[0]["unit"] is None
    named = Draft.objects.get(pk=other.pk).lead[0]["unit"]
    assert named is None or Unit.objects.filter(pk=named).exists()
