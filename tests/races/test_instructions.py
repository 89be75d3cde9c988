"""An instruction entered twice at once, and two people of one unit who answer it at once."""

from __future__ import annotations

import pytest

from tests.races.runners import at_once, outcome
from tests.support.build import an_assignment
from tests.support.world import NOW, TODAY, make_world, stand_in
from tracker.items.history import broken_links
from tracker.items.instructions import Words, answer_instruction, give_instruction
from tracker.items.models import Event, InstructionTarget, LeaderInstruction
from tracker.items.states import State

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_one_form_is_one_instruction_and_one_answer_counts() -> None:
    world = make_world()
    assignment = an_assignment(world, state=State.ACKNOWLEDGED, issued_at=NOW)
    stand_in(world)
    leader = world.viewer("leader")

    def give() -> int:
        words = Words("抓紧", answer_by=TODAY)
        return give_instruction(
            assignment.item, words, to=[assignment.pk], token="a" * 32, by=leader, at=NOW
        ).pk

    assert len(set(at_once(*[give] * 3))) == 1
    assert LeaderInstruction.objects.count() == InstructionTarget.objects.count() == 1
    target = InstructionTarget.objects.get()
    clerks = [world.viewer(who) for who in ("lead_clerk", "deputy", "lead_clerk")]
    answers = at_once(
        *[
            lambda clerk=clerk: outcome(lambda: answer_instruction(target.pk, "已办", by=clerk, at=NOW))
            for clerk in clerks
        ]
    )
    assert sorted(answers) == ["Stale", "Stale", "done"]
    assert Event.objects.filter(act="answer_instruction").count() == 1
    assert list(broken_links()) == []
