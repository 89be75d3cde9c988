"""Headings of every common numbering, their levels and moods."""

from __future__ import annotations

import pytest

from speeches.document import Document
from speeches.text.mood import mood_of
from speeches.text.outline import labels
from speeches.text.parts import Heading
from speeches.text.reading import read


def _headings(text: str) -> list[tuple[int, str, str]]:
    return [(h.level, h.label, h.title) for h in read(Document(text, (), "txt")).headings]


def test_it_takes_levels_from_the_order_of_appearance() -> None:
    text = "一、形势\n当前任务很重。\n(一)抓宣传\n各村要宣传到户。\n1.入户讲解\n逐户讲解政策。\n(二)抓进度\n各村要加快进度。\n二、要求\n各单位要落实到位。"
    assert _headings(text) == [
        (1, "一、", "形势"),
        (2, "(一)", "抓宣传"),
        (3, "1.", "入户讲解"),
        (2, "(二)", "抓进度"),
        (1, "二、", "要求"),
    ]


def test_it_lets_a_speech_begin_with_round_brackets() -> None:
    text = (
        "(一)抓排查。各村要排查到户。\n1、定人员。每组三人。\n2、定路线。画出图来。\n(二)抓整改。限期改好。"
    )
    assert [(level, label) for level, label, _ in _headings(text)] == [
        (1, "(一)"),
        (2, "1、"),
        (2, "2、"),
        (1, "(二)"),
    ]


def test_it_finds_a_heading_that_runs_into_its_paragraph() -> None:
    text = "(一)政策要讲透。部分群众还不了解,各村要逐户讲。\n(二)名单要核准。各村要核准到人。"
    assert [title for _, _, title in _headings(text)] == ["政策要讲透", "名单要核准"]


def test_it_finds_headings_inside_one_paragraph() -> None:
    text = "三、狠抓落实。一要压实责任。各单位要层层分解。二要加强督查。县督查室要逐项跟踪。"
    assert [label for _, label, _ in _headings(text)] == ["三、", "一要", "二要"]


@pytest.mark.parametrize(
    "text",
    [
        "要做到三点,一是早发现,二是早报告,三是早处置。",
        "一季度、二季度都要抓紧。",
        "第一书记要驻村。",
        "第一时间上报。",
        "一要求进步,二要求团结。",
        "最后核准机会难得。",
    ],
)
def test_it_takes_no_enumeration_within_a_sentence_for_a_heading(text: str) -> None:
    assert _headings(text + "\n" + "其余工作照常推进。") == []


@pytest.mark.parametrize(
    ("text", "label", "number"),
    [
        ("一、总体要求", "一、", 1),
        ("(十二)其他", "(十二)", 12),
        ("3.抓落实", "3.", 3),
        ("③抓落实", "③", 3),
        ("(4)抓落实", "(4)", 4),
        ("第二,抓落实", "第二,", 2),
        ("三是抓落实", "三是", 3),
        ("二要抓落实", "二要", 2),
        ("其三,抓落实", "其三,", 3),
        ("其次,抓落实", "其次,", 2),
        ("第二部分 工作任务", "第二部分", 2),
    ],
)
def test_it_reads_every_numbering(text: str, label: str, number: int) -> None:
    (found,) = labels(text)
    assert (found.text, found.number) == (label, number)


def test_it_takes_a_numbered_order_for_no_heading() -> None:
    text = "二、重点任务\n1.县住建局要在6月底前完成验收。\n2.县水利局要在汛前完成清淤。\n3.县交通局负责道路抢修。"
    assert [label for _, label, _ in _headings(text)] == ["二、"]


def test_it_joins_a_number_to_its_title_on_the_next_line() -> None:
    assert _headings("一、\n加强组织领导\n各单位要成立专班,一把手负总责。")[0] == (1, "一、", "加强组织领导")


@pytest.mark.parametrize(
    ("title", "mood"),
    [
        ("当前存在的主要问题", "describe"),
        ("上半年工作开展情况", "describe"),
        ("充分肯定成绩,正视差距", "describe"),
        ("形势依然严峻", "describe"),
        ("下一步工作要求", "order"),
        ("当前重点任务", "order"),
        ("抓好问题整改", "order"),
        ("强化督查问责", "order"),
        ("提高认识抓落实", "order"),
        ("关于工业经济", ""),
    ],
)
def test_it_knows_the_mood_of_a_heading(title: str, mood: str) -> None:
    assert mood_of(title) == mood


def test_it_hands_the_mood_down_to_headings_without_one() -> None:
    found = read(
        Document(
            "一、存在的问题\n(一)政策宣讲方面\n个别村没有开会。\n二、工作要求\n(一)政策宣讲方面\n各村要开会。",
            (),
            "txt",
        )
    ).headings
    assert [h.mood for h in found] == ["describe", "describe", "order", "order"]


def test_it_points_at_the_words_of_a_heading() -> None:
    reading = read(Document("前言。\n(二)把底数摸清。各村要逐户登记。", (), "txt"))
    (heading,) = reading.headings
    assert isinstance(heading, Heading)
    assert reading.folded.text[heading.start : heading.end] == "(二)把底数摸清"
