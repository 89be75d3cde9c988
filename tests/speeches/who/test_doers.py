"""Sentences of many worlds: who leads, who supports, who gets the report. The table is doers.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from speeches.text.parts import Sentence
from speeches.text.sentences import clauses
from speeches.who.names import mentions
from speeches.who.roles import assign, together


def _table() -> list[tuple[str, ...]]:
    lines = Path(__file__).with_name("doers.txt").read_text(encoding="utf-8").splitlines()
    return [
        tuple(part.strip() for part in line.split("|")) for line in lines if line and not line.startswith("#")
    ]


def _names(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split()


@pytest.mark.parametrize(("words", "leads", "supports", "receivers"), _table())
def test_it_finds_the_doers_of_a_sentence(words: str, leads: str, supports: str, receivers: str) -> None:
    sentence = Sentence(0, 100, 100 + len(words), words, 0, 0)
    pieces = clauses(sentence)
    parties = together(assign(sentence, pieces, mentions(sentence)))
    assert [m.text for m in parties.lead] == _names(leads)
    assert [m.text for m in parties.support] == _names(supports)
    assert [m.text for m in parties.report_to] == _names(receivers)
    for mention in (*parties.lead, *parties.support, *parties.report_to):
        assert words[mention.start - 100 : mention.end - 100] == mention.text
