"""Tables and ledger notes: who leads stands behind the task."""

from __future__ import annotations

from speeches.document import Document
from speeches.text.reading import read
from speeches.text.sentences import clauses
from speeches.who.names import mentions
from speeches.who.roles import Parties, assign


def _first(text: str) -> tuple[Parties, ...]:
    sentence = read(Document(text, (), "txt")).sentences[0]
    return assign(sentence, clauses(sentence), mentions(sentence))


def _names(parties: Parties) -> tuple[list[str], list[str]]:
    return [m.text for m in parties.lead], [m.text for m in parties.support]


def test_it_lets_a_note_speak_for_the_task_before_it() -> None:
    parties = _first(
        "1.对沿街商铺开展一轮走访,建立问题清单。(牵头单位:县商务局;配合单位:县税务局、各街道;完成时限:5月底)"
    )
    assert _names(parties[0]) == (["县商务局"], ["县税务局", "各街道"])
    assert _names(parties[1]) == (["县商务局"], ["县税务局", "各街道"])


def test_it_lets_a_note_on_the_next_line_speak_for_the_task() -> None:
    parties = _first("1.改造三座公厕\n责任单位:县城管局")
    assert _names(parties[0]) == (["县城管局"], [])


def test_it_prefers_the_unit_to_the_person_to_ask() -> None:
    parties = _first("1.整修两座塘坝。(责任单位:县水利局;责任人:陆远;完成时限:汛前)")
    assert _names(parties[0]) == (["县水利局"], [])


def test_it_reads_the_cells_of_a_row() -> None:
    parties = _first("1\t开展消防通道整治\t县消防大队\t县城管局、各街道\t6月底前")
    assert _names(parties[1]) == (["县消防大队"], ["县城管局", "各街道"])
