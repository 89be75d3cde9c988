"""Folding: one width, one line a paragraph, and every character's way back."""

from __future__ import annotations

import pytest

from speeches.text.normal import fold

SAMPLES = [
    "",
    "\n\n",
    "各乡镇要在６月２０日前，完成核查。",
    "　　一、总体要求\r\n　　各单位要高度重视，\r\n认真落实。",
    "同 志 们：\n今 天 开 会",
    "县住建局 县水利局\n县财政局\t6月底前",
    "‏各\u200b村\u202e要\u2066上报\u2069。",
    "第一行在这里断开的地方是六月\n\n\n二十日，共\r三行",
    "😀各乡镇（街道）要🚩完成整改；",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_it_gives_every_folded_character_its_original(text: str) -> None:
    folded = fold(text)
    for place in range(len(folded.text)):
        origin = folded.at(place)
        assert folded.index(origin) == place
        assert len(folded.span(place, place + 1).of(text)) == 1
    assert folded.at(len(folded.text)) == len(text)


@pytest.mark.parametrize("text", SAMPLES)
def test_it_keeps_every_han_character_in_order(text: str) -> None:
    def han(words: str) -> str:
        return "".join(c for c in words if "\u4e00" <= c <= "\u9fff")

    assert han(fold(text).text) == han(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("６ 月 20 日前，", "6月20日前,"),
        ("各乡镇（街道）：５０％以上！", "各乡镇(街道):50%以上!"),
        ("「两书一函」", "“两书一函”"),
        ("\ufeff各村", "各村"),
        ("各单位要 认真 落实", "各单位要认真落实"),
        ("责任单位：县住建局 县水利局", "责任单位:县住建局 县水利局"),
        ("一、\n加强领导", "一、加强领导"),
        ("要认真组织，\n切实抓好。", "要认真组织,切实抓好。"),
        ("要认真组织\n，切实抓好。", "要认真组织,切实抓好。"),
        ("完成整改。\n二、下一步", "完成整改。\n二、下一步"),
        ("任务\t单位\n排查\t县应急局", "任务\t单位\n排查\t县应急局"),
        ("甲乙丙\n\n\n丁戊己", "甲乙丙\n丁戊己"),
    ],
)
def test_it_folds(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_it_joins_lines_that_were_broken_at_a_fixed_width() -> None:
    whole = "各乡镇要对辖区内的地质灾害隐患点逐一排查建立台账明确责任人和撤离路线确保汛期安全不出问题并于每周五下午将排查情况报县防指办公室汇总由县防指办公室统一通报全县各单位执行"
    broken = "\n".join(whole[i : i + 20] for i in range(0, len(whole), 20)) + "。\n二、下一步工作\n" * 1
    assert fold(broken).text.split("\n")[0] == whole + "。"


def test_it_spans_the_words_and_what_was_deleted_between_them() -> None:
    text = "在 6 月\n20 日前"
    folded = fold("前文,\n" + text)
    start = folded.text.index("6")
    span = folded.span(start, start + 2)
    assert span.of("前文,\n" + text).replace(" ", "") == "6月"


def test_it_gives_an_empty_span_for_an_empty_stretch() -> None:
    span = fold("各村要上报").span(2, 2)
    assert span.start == span.end == 2
