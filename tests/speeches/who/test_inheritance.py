"""Who inherits a duty whose sentence names nobody."""

from __future__ import annotations

import pytest

from speeches.document import Document
from speeches.text.reading import read
from speeches.text.sentences import clauses
from speeches.who.inheritance import Trail
from speeches.who.names import mentions
from speeches.who.opening import opens_with_act
from speeches.who.roles import assign


def _heirs(text: str) -> list[list[str]]:
    """For each sentence the names that would inherit it."""
    trail = Trail()
    heirs = []
    for sentence in read(Document(text, (), "txt")).sentences:
        heirs.append([m.text for m in trail.doer(sentence)])
        trail.enter(sentence, assign(sentence, clauses(sentence), mentions(sentence)))
    return heirs


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("各乡镇要开展排查。要建立台账,逐一销号。", ["各乡镇"]),
        ("各乡镇要开展排查。每周五前报送进度。", ["各乡镇"]),
        ("县住建局、县水利局要认真核查。6月底前形成清单。", ["县住建局", "县水利局"]),
        ("各乡镇要排查,县防办将结果汇总。每天通报一次。", ["县防办"]),
        ("各村要登记。同时,组织党员上门走访。", ["各村"]),
        ("各科室要自查。自查报告周五前报医务科。", ["各科室"]),
        ("各单位要整改,方案由负责人签字。按季度报告进展。", ["各单位"]),
        ("各乡镇要开展排查。医保个人缴费每人每年四百元。", []),
        ("要充实力量,县司法局负责督查。同时,要配齐装备。", []),
        ("要加快进度。要建立台账。", []),
        ("请大家抓紧落实。要建立台账。", []),
        ("各乡镇要开展排查。\n要建立台账。", []),
        ("(一)抓排查。各乡镇要全面排查。\n(二)抓整改。要逐项销号。", []),
        ("一、县住建局\n要在6月底前完成验收。", ["县住建局"]),
        ("(一)县应急局、县消防大队工作要求\n每月开展一次抽查。", ["县应急局", "县消防大队"]),
    ],
)
def test_it_hands_a_duty_to_the_doer_before_it_or_to_nobody(text: str, last: list[str]) -> None:
    assert _heirs(text)[-1] == last


def test_it_lets_nothing_pass_from_one_speech_to_the_next() -> None:
    body = "".join(f"第{n}项工作已经完成,效果很好,群众满意。" for n in range(20))
    text = f"篇1:清洁行动讲话\n同志们:\n{body}各乡镇要开展排查。\n篇2:供暖讲话\n同志们:\n要建立台账。"
    assert _heirs(text)[-1] == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("要建立台账", True),
        ("6月10日前出具正式方案", True),
        ("每周通报一次", True),
        ("对发现的问题立行立改", True),
        ("党费按月足额交纳", False),
        ("单笔支出五十万元以上的实行联签", False),
        ("应急演练每月一次", False),
    ],
)
def test_it_tells_an_act_from_a_thing_at_a_sentences_head(text: str, answer: bool) -> None:
    assert opens_with_act(text) is answer


def test_it_lets_a_unit_on_a_line_of_its_own_speak_for_the_lines_below() -> None:
    text = "在任务交办会上的讲话\n同志们:\n今天把任务交到各单位手上,请记好。\n县林业局\n要在5月底前完成疫木清理,每周报一次进度。\n县气象局\n要在汛前校准全部雨量计。"
    heirs = _heirs(text)
    assert heirs[-3] == ["县林业局"] and heirs[-1] == ["县气象局"]
