"""Plain text: encodings, exact offsets, line ends."""

from __future__ import annotations

import codecs

import pytest

from speeches.document import Document
from speeches.readers import Unreadable, read

SPEECH = (
    "在全镇秋粮收储碰头会上的讲话\r\n　　同志们：\r\n\r\n　　粮站要在10月8日前把仓容腾出来，各村配合。\r\n"
)
TRADITIONAL = "各鄉鎮應於本月底前將防汛物資點驗完畢，並由水務所彙整後報送縣府備查。\n會議紀錄另行函送。\n" * 3


def texts(document: Document) -> list[str]:
    return [document.text[one.start : one.end] for one in document.paragraphs]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SPEECH.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SPEECH.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + SPEECH.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + SPEECH.encode("utf-16-be"), "utf-16-be"),
        (SPEECH.encode("utf-16-le"), "utf-16-le"),
        (SPEECH.encode("utf-16-be"), "utf-16-be"),
        (SPEECH.encode("gb18030"), "gb18030"),
        (SPEECH.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF32_LE + SPEECH.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_it_reads_every_encoding_a_chinese_office_uses(data: bytes, encoding: str) -> None:
    document = read(data, "讲话.txt")
    # The text is the file's own, line ends and indents included, only without the byte order mark.
    assert document.text == SPEECH
    assert (document.format, document.properties["encoding"]) == ("txt", encoding)


def test_it_tells_big5_from_gb18030_although_both_decode() -> None:
    document = read(TRADITIONAL.encode("big5"), "函.txt")
    assert document.text == TRADITIONAL


def test_it_takes_traditional_text_in_gb18030_for_what_it_is() -> None:
    assert read(TRADITIONAL.encode("gb18030")).text == TRADITIONAL


@pytest.mark.parametrize("size", [2, 5, 20, 200])
def test_it_reads_short_gbk_texts_too(size: int) -> None:
    text = (SPEECH * 5)[:size].strip()
    assert read(text.encode("gb18030")).text == text


def test_it_keeps_rare_characters_of_names_and_places() -> None:
    text = "请𠮷家坪村和㙍村在本周五前报送名册，由龑主任汇总。"
    assert read(text.encode("gb18030")).text == text
    assert read(text.encode()).text == text


def test_a_paragraph_leaves_out_line_ends_and_blanks_but_the_text_keeps_them() -> None:
    document = read(SPEECH.encode())
    assert texts(document) == [
        "在全镇秋粮收储碰头会上的讲话",
        "同志们：",
        "粮站要在10月8日前把仓容腾出来，各村配合。",
    ]
    assert document.paragraphs[1].start == SPEECH.index("同志们")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0c", "\x85"])
def test_every_line_end_divides_paragraphs(end: str) -> None:
    assert texts(read(f"第一件事{end}{end}第二件事{end}".encode())) == ["第一件事", "第二件事"]


def test_a_file_cut_off_inside_its_last_character_is_still_read() -> None:
    cut = (SPEECH * 3 + "各村").encode()[:-1]
    document = read(cut)
    assert document.text == SPEECH * 3 + "各\ufffd"
    assert document.properties["encoding"] == "utf-8"


def test_a_stray_control_character_is_left_in_the_text_and_out_of_the_paragraph_ends() -> None:
    line = "\x00各村要在周五前报送名册，镇农办汇总，分管负责同志签字后存档备查，逾期未报的说明原因。"
    document = read(line.encode())
    assert document.text == line
    assert texts(document) == [line[1:]]


@pytest.mark.parametrize("data", [b"\0" * 5000, bytes(range(256)) * 40, b"abc\x00\x01\x02\x03" * 500])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(Unreadable, match="不是可以读取的文档|空的"):
        read(data, "讲话.txt")


def test_private_use_characters_are_no_readable_text() -> None:
    with pytest.raises(Unreadable, match="乱码"):
        read("\ue001\ue002\ue003各村".encode())
