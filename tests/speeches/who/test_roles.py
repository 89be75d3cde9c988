"""Roles clause by clause: what carries over, and what an item over several clauses gets."""

from __future__ import annotations

from speeches.text.parts import Sentence
from speeches.text.sentences import clauses
from speeches.who.names import mentions
from speeches.who.roles import Parties, assign, together
from speeches.who.skeleton import M, skeleton


def _parties(words: str) -> tuple[Parties, ...]:
    sentence = Sentence(0, 0, len(words), words, 0, 0)
    return assign(sentence, clauses(sentence), mentions(sentence))


def _leads(words: str) -> list[tuple[list[str], bool]]:
    return [([m.text for m in p.lead], p.carried) for p in _parties(words)]


def test_it_carries_a_lead_to_the_clauses_behind_it() -> None:
    assert _leads("各乡镇要开展排查,建立台账,6月底前上报") == [
        (["各乡镇"], False),
        (["各乡镇"], True),
        (["各乡镇"], True),
    ]


def test_it_stops_carrying_where_another_is_named() -> None:
    assert _leads("各乡镇要排查,县应急局要督导,每周通报") == [
        (["各乡镇"], False),
        (["县应急局"], False),
        (["县应急局"], True),
    ]


def test_it_takes_a_lead_named_behind_the_task_back_to_it() -> None:
    assert _leads("改造三座泵站,汛前完工,由县水利局牵头") == [
        (["县水利局"], True),
        (["县水利局"], True),
        (["县水利局"], False),
    ]


def test_it_names_nobody_where_nobody_is_named() -> None:
    assert _parties("要切实加强领导,狠抓落实") == (Parties(), Parties())


def test_it_gives_one_item_the_leads_named_in_it() -> None:
    item = together(_parties("由县发改局牵头,县财政局配合,县审计局监督"))
    assert [m.text for m in item.lead] == ["县发改局"]
    assert [m.text for m in item.support] == ["县财政局", "县审计局"]
    assert not item.carried


def test_it_sets_the_role_of_each_mention() -> None:
    first, second = _parties("各乡镇每周向县应急局报告,县气象局要配合")
    assert {m.role for m in first.lead} == {"lead"}
    assert {m.role for m in first.report_to} == {"report_to"}
    assert [m.text for m in second.lead] == ["县气象局"]


def test_it_takes_a_modifier_into_the_name() -> None:
    (parties,) = _parties("未完成任务的单位要说明原因")
    (lead,) = parties.lead
    assert (lead.text, lead.start, lead.end) == ("未完成任务的单位", 0, 8)


def test_it_gives_no_parties_for_no_clauses() -> None:
    sentence = Sentence(0, 0, 1, "。", 0, 0)
    assert assign(sentence, clauses(sentence), ()) == ()


def test_its_skeleton_reduces_an_enumeration_to_one_letter() -> None:
    words = "由县住建、国土、林业等部门牵头,各乡镇配合"
    sentence = Sentence(0, 10, 10 + len(words), words, 0, 0)
    bones = skeleton(sentence, mentions(sentence))
    assert bones.text == f"由{M}牵头,{M}配合"
    assert list(bones.origin) == [10, 11, 23, 24, 25, 26, 29, 30]
    assert [len(group) for group in bones.members.values()] == [3, 1]


def test_it_reads_a_text_that_holds_the_letter_itself() -> None:
    first, second = _parties(f"由{M}牵头,各乡镇要配合{M}排查")
    assert [m.text for m in (*first.lead, *second.lead)] == ["各乡镇"]
