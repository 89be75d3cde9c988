"""Who is put in charge by the words: every example of the module, read by the module."""

from __future__ import annotations

import pytest

from speeches.who.leaders import NO, YES, leader_in


@pytest.mark.parametrize(("text", "leader"), YES)
def test_a_leader_put_in_charge_is_found(text: str, leader: str) -> None:
    where = leader_in(text)
    assert where is not None and text[where[0] : where[1]] == leader


@pytest.mark.parametrize("text", [*NO, "", "由" * 5000, "由王" * 5000])
def test_nobody_else_is_taken_for_one(text: str) -> None:
    assert leader_in(text) is None
