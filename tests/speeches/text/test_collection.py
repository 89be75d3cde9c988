"""Several speeches in one file, repetitions, page furniture, speakers."""

from __future__ import annotations

import pytest

import speeches
from speeches.document import Document
from speeches.text.collection import split
from speeches.text.normal import fold
from speeches.text.reading import read
from speeches.text.turns import handed_to, speaker_label, speaker_line

BODY = "".join(
    f"第{n}个村要在本月{n + 3}日前完成院落清理,由包村干部逐户验收并拍照留存。" for n in range(1, 12)
)
OTHER = "".join(f"{n}号锅炉要在供暖前完成检修,检修记录交设备科存档,发现缺陷当天处理。" for n in range(1, 12))


def _parts(text: str) -> list[tuple[str, int | None]]:
    document = Document(text, (), "txt")
    return [(part.title, part.duplicate_of) for part in split(document, fold(text))]


def test_it_parts_speeches_at_their_marks() -> None:
    text = f"篇1:在村庄清洁行动会上的讲话\n同志们:\n{BODY}\n篇2:在供暖准备会上的讲话\n同志们:\n{OTHER}"
    assert _parts(text) == [("在村庄清洁行动会上的讲话", None), ("在供暖准备会上的讲话", None)]


def test_it_parts_speeches_at_a_new_title_and_salutation() -> None:
    text = f"在村庄清洁行动会上的讲话\n同志们:\n{BODY}\n在供暖准备会上的讲话\n同志们:\n{OTHER}"
    assert [title for title, _ in _parts(text)] == ["在村庄清洁行动会上的讲话", "在供暖准备会上的讲话"]


def test_it_marks_a_near_copy_and_reads_it_once() -> None:
    text = f"范文1:村庄清洁讲话\n同志们:\n{BODY}\n范文2:村庄清洁讲话\n同志们:\n{BODY.replace('拍照留存', '照相留存', 1)}"
    assert [copy for _, copy in _parts(text)] == [None, 0]
    reading = read(Document(text, (), "txt"))
    assert sum("第1个村" in s.text for s in reading.sentences) == 1
    assert any("重复" in note for note in reading.notes)


def test_it_reads_a_repeated_paragraph_once() -> None:
    again = "各村要在本月底前把清理台账报镇人居办,逾期不报的通报批评。"
    reading = read(Document(f"{again}\n中间还有别的话要讲清楚。\n{again}", (), "txt"))
    assert sum(s.text == again for s in reading.sentences) == 1


def test_it_keeps_one_speech_whole_when_it_hails_its_hearers_again() -> None:
    text = f"在供暖准备会上的讲话\n同志们:\n{OTHER}\n同志们,任务已经明确,要抓紧干。"
    assert len(_parts(text)) == 1


def test_it_gives_offsets_into_the_original_text() -> None:
    text = f"　　篇1：村庄清洁讲话\r\n　　同志们：\r\n{BODY}\r\n　　篇2：供暖讲话\r\n　　同志们：\r\n{OTHER}"
    first, second = split(Document(text, (), "txt"), fold(text))
    assert text[first.start : first.end].startswith("篇1")
    assert text[second.start : second.end].startswith("篇2")
    assert text[second.start : second.end].endswith("当天处理。")


def test_it_parts_a_telephone_conference_by_speakers() -> None:
    text = "主持人:现在开会。下面请张县长讲话。\n张县长:各村要今天转移危房户。\n县应急局王局长:各乡镇每小时报一次雨情。\n主持人:散会。"
    document = Document(text, (), "txt")
    assert [part.speaker for part in split(document, fold(text))] == [
        "主持人",
        "张县长",
        "县应急局王局长",
        "主持人",
    ]


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("张县长:同志们", "张县长"),
        ("主持人:现在开会", "主持人"),
        ("责任领导:张副县长", None),
        ("牵头领导:李书记", None),
        ("会议强调:要抓紧", None),
        ("各位领导:", None),
    ],
)
def test_it_knows_a_speaker_label_from_a_ledger_field(line: str, speaker: str | None) -> None:
    assert speaker_label(line) == speaker


def test_it_hears_who_gets_the_floor() -> None:
    assert handed_to("下面,请县应急局王局长讲话。") == "县应急局王局长"
    assert handed_to("请各单位抓紧落实。") is None


def test_it_reads_a_speaker_below_the_title() -> None:
    assert speaker_line("县长 李平川") == "县长李平川"
    assert speaker_line("各单位要抓紧落实,不得拖延") is None


def test_it_finds_title_speaker_and_occasion() -> None:
    text = f"在全县供暖准备工作会议上的讲话\n副县长 陈远山\n(2024年9月3日)\n同志们:\n{OTHER}"
    (part,) = split(Document(text, (), "txt"), fold(text))
    assert (part.title, part.speaker, part.occasion) == (
        "在全县供暖准备工作会议上的讲话",
        "副县长陈远山",
        "全县供暖准备工作会议",
    )


@pytest.mark.parametrize(
    "line",
    [
        "上一篇:在防汛会上的讲话",
        "首页 > 公文 > 讲话",
        "供暖讲话 本文关键词:供暖,检修,讲话",
        "供暖讲话 本文简介:1号锅炉要在供暖前完成检修,检修记录交设备科存档",
        "下面是小编为大家整理的讲话稿,供大家参考。",
        "预览阅读已结束,剩余3页未读",
        "版权所有 未经授权不得转载",
        "来源:本站原创",
        "第2页 共5页",
        "点击下载",
    ],
)
def test_it_leaves_page_furniture_out(line: str) -> None:
    with_it = read(Document(f"供暖准备会讲话\n{line}\n同志们:\n{OTHER}", (), "txt"))
    without = read(Document(f"供暖准备会讲话\n同志们:\n{OTHER}", (), "txt"))
    assert [s.text for s in with_it.sentences] == [s.text for s in without.sentences]


def test_it_cuts_furniture_out_of_a_sentence() -> None:
    reading = read(Document("各村要持续 当前隐藏内容免费查看开展清理,月底前验收。", (), "txt"))
    assert "隐藏内容" not in "".join(s.text for s in reading.sentences)
    assert "月底前验收" in "".join(s.text for s in reading.sentences)


@pytest.mark.parametrize(
    "line", ["来源不明的资金要在月底前清退。", "作者要署名,各科室必须在周五前登记。", "第一,各村要排查。"]
)
def test_it_takes_no_order_for_furniture(line: str) -> None:
    assert line in [s.text for s in read(Document(f"前言在此。\n{line}", (), "txt")).sentences]


def test_it_leaves_a_list_of_other_texts_out_but_no_list_of_duties() -> None:
    duties = "●抓好管道排查\n●做好燃料储备"
    text = f"供暖准备会讲话\n同志们:\n{OTHER}\n{duties}\n相关文章\n·清洁行动讲话稿\n·桥梁加固讲话稿"
    found = [s.text for s in read(Document(text, (), "txt")).sentences]
    assert "●抓好管道排查" in found
    assert not any("讲话稿" in words for words in found)


def test_it_takes_the_mark_of_a_collection_off_the_title() -> None:
    text = f"讲话稿三篇\n【篇一】清洁行动讲话稿\n同志们:\n{BODY}\n【篇二】供暖讲话稿\n同志们:\n{OTHER}"
    assert [title for title, _ in _parts(text)] == ["清洁行动讲话稿", "供暖讲话稿"]


def test_a_caller_can_split_a_file_without_reading_it() -> None:
    text = f"篇1：村庄清洁讲话\n同志们：\n{BODY}\n篇2：供暖讲话\n同志们：\n{OTHER}\n篇3：村庄清洁讲话\n同志们：\n{BODY}"
    parts = speeches.split(text)
    assert [(part.title, part.duplicate_of) for part in parts] == [
        ("村庄清洁讲话", None),
        ("供暖讲话", None),
        ("村庄清洁讲话", 0),
    ]
    assert [text[part.start : part.start + 2] for part in parts] == ["篇1", "篇2", "篇3"]
    assert speeches.split("") == ()


def test_the_turns_of_one_meeting_are_one_speech() -> None:
    turns = f"防汛调度会议记录\n时间:2026年7月9日\n县长:水利局先说。\n县水利局局长:水位正常。\n主持人:下面请县长作重要讲话。\n同志们:\n{BODY}\n主持人:散会。"
    parts = speeches.split(turns)
    assert len(parts) > 4 and [part.is_turn for part in parts] == [False] + [True] * (len(parts) - 1)
    [whole] = speeches.joined(parts)
    assert (whole.title, whole.start, whole.end, whole.speaker) == (
        "防汛调度会议记录",
        0,
        len(turns),
        None,
    )


def test_speeches_with_marks_of_their_own_stay_apart_when_joined() -> None:
    text = (
        f"范文1:会议记录\n县长:先说水库。\n局长:{BODY}\n县长:散会。\n"
        f"范文2:村庄清洁讲话\n同志们:\n{OTHER}\n范文3:村庄清洁讲话\n同志们:\n{OTHER.replace('当天', '立即', 1)}"
    )
    joined = speeches.joined(speeches.split(text))
    assert [part.title for part in joined] == ["会议记录", "村庄清洁讲话", "村庄清洁讲话"]
    assert [part.duplicate_of for part in joined] == [None, None, 1]
    assert text[joined[0].start : joined[0].end].endswith("散会。")
