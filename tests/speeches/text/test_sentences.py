"""Sentences with their sections, and clauses."""

from __future__ import annotations

import pytest

from speeches.document import Document
from speeches.text.parts import Sentence
from speeches.text.reading import read
from speeches.text.sentences import clauses


def _sentences(text: str) -> list[str]:
    return [s.text for s in read(Document(text, (), "txt")).sentences]


def _clauses(words: str) -> list[str]:
    return [c.text for c in clauses(Sentence(0, 0, len(words), words, 0, 0))]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("各村要排查。各组要登记!谁来负责?", 3),
        ("各村要排查;各组要登记;", 2),
        ("各村要排查\n各组要登记", 2),
        ("落实“一案三制;一岗双责”要求。", 1),
        ("他说:“要抓紧。”然后散会。", 1),
        ("落实《办法(试行);细则》。", 1),
        ("。。。!!!", 1),
    ],
)
def test_it_ends_a_sentence_where_it_ends(text: str, count: int) -> None:
    assert len(_sentences(text)) == count


def test_it_gives_the_text_back_word_for_word() -> None:
    text = "一、要求\n各乡镇要排查;建立台账,6月底前报县应急局!(一)抓重点。县住建局负责“两违”整治。"
    reading = read(Document(text, (), "txt"))
    for sentence in reading.sentences:
        assert reading.folded.text[sentence.start : sentence.end] == sentence.text
        for clause in clauses(sentence):
            assert reading.folded.text[clause.start : clause.end] == clause.text


def test_it_knows_the_section_of_a_sentence_and_its_label() -> None:
    text = "一、工作要求\n(一)抓排查。各村要逐户排查。一是要登记造册,二是要拍照留存。\n二、组织保障\n各村要成立专班。"
    found = {s.text: s for s in read(Document(text, (), "txt")).sentences}
    deep = found["各村要逐户排查。"]
    assert [h.label for h in deep.section] == ["一、", "(一)"]
    assert found["一是要登记造册,二是要拍照留存。"].label == "一是"
    assert [h.title for h in found["各村要成立专班。"].section] == ["组织保障"]
    assert found["(一)抓排查。"].is_heading
    assert not deep.is_heading


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("各乡镇要排查,建立台账。", ["各乡镇要排查", "建立台账"]),
        ("补助1,200元,每户一次", ["补助1,200元", "每户一次"]),
        ("每天17:00前报送", ["每天17:00前报送"]),
        ("落实“早发现,早报告”要求,抓紧整改", ["落实“早发现,早报告”要求", "抓紧整改"]),
        ("会议要求:各村要登记", ["会议要求", "各村要登记"]),
        ("牵头单位:县工信局", ["牵头单位:县工信局"]),
        (",,,", []),
    ],
)
def test_it_cuts_clauses_at_commas_and_keeps_pairs_whole(words: str, expected: list[str]) -> None:
    assert _clauses(words) == expected


def test_it_takes_a_ledger_note_into_the_sentence_before_it() -> None:
    text = "1.开展消防通道整治。(牵头单位:县消防大队;完成时限:6月底)\n2.改造三座公厕。\n责任单位:县城管局"
    first, second = read(Document(text, (), "txt")).sentences
    assert first.text.endswith("6月底)")
    assert first.text[first.note - first.start :].startswith("(牵头单位")
    assert second.text[second.note - second.start :] == "责任单位:县城管局"


def test_it_cuts_a_sentence_without_end_marks_into_bearable_pieces() -> None:
    found = read(Document("各村要排查," * 2000, (), "txt")).sentences
    assert max(len(s.text) for s in found) <= 1600
    assert sum(len(s.text) for s in found) == len("各村要排查," * 2000)
