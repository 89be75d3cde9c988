"""Papers that say of themselves that they are classified."""

from __future__ import annotations

import pytest

from speeches.text.secrecy import mark_of

BODY = "同志们：\n    各乡镇要于6月底前完成塘坝排查，结果报县水利局。\n"


@pytest.mark.parametrize(
    ("head", "level", "words"),
    [
        ("机密★10年\n", "机密", "机密★10年"),
        ("绝密★长期\n", "绝密", "绝密★长期"),
        ("秘密★\n", "秘密", "秘密★"),
        ("秘　密 ★ ５年\n", "秘密", "秘　密 ★ ５年"),
        ("绝密★启用前\n", "绝密", "绝密★启用前"),
        ("机　密\n", "机密", "机　密"),
        ("【秘密】\n", "秘密", "【秘密】"),
        ("000012\n机密\n特急\n", "机密", "机密"),
        ("000012 机密 特急\n", "机密", "000012 机密 特急"),
        ("密级：机密\n", "机密", "密级：机密"),
        ("密 级: 秘密  保密期限：3年\n", "秘密", "密 级: 秘密"),
        ("保密级别：绝密\n", "绝密", "保密级别：绝密"),
        ("密级：工作秘密\n", "工作秘密", "密级：工作秘密"),
        ("工作秘密\n", "工作秘密", "工作秘密"),
        ("涉密文件\n", "涉密", "涉密文件"),
        ("（涉密资料，会后收回）\n", "涉密", "（涉密资料，会后收回）"),
        ("涉密材料 严禁拍照外传\n", "涉密", "涉密材料 严禁拍照外传"),
        ("在全县防汛会议上的讲话\n（本讲话涉及国家秘密，不得翻印）\n", "秘密", "本讲话涉及国家秘密"),
        ("在战备工作会议上的讲话\n此件按机密级管理\n", "机密", "按机密级管理"),
        ("在全区会议上的讲话\n本材料属秘密，阅后退回。\n", "秘密", "本材料属秘密"),
    ],
)
def test_it_finds_the_mark_in_the_head(head: str, level: str, words: str) -> None:
    text = head + BODY
    mark = mark_of(text)
    assert mark is not None
    assert (mark.level, mark.words, text[mark.start : mark.end]) == (level, words, words)


@pytest.mark.parametrize(
    "head",
    [
        "在全市保密工作会议上的讲话\n",
        "密级：无\n",
        "密级：内部\n",
        "密级：公开\n",
        "在涉密人员管理工作会议上的讲话\n",
        "严守国家秘密，人人有责\n",
        "商业秘密保护工作推进会讲话\n",
        "一、涉密人员要签订保密承诺书，本单位涉密载体要清点。\n",
        "涉密岗位人员名单由县委保密办审核\n",
        "★重点工作提示★\n",
        "奥秘密码\n",
        "机密工作要抓紧抓实抓细\n",
        "",
    ],
)
def test_talk_about_secrets_is_no_mark(head: str) -> None:
    assert mark_of(head + BODY) is None


def test_a_bare_word_far_below_the_head_is_no_mark() -> None:
    assert mark_of(BODY * 20 + "机密\n") is None


def test_a_star_counts_on_any_page() -> None:
    text = BODY * 40 + "机密★10年\n" + BODY
    mark = mark_of(text)
    assert mark is not None and text[mark.start : mark.end] == "机密★10年"
    assert mark.reason.startswith("第81行写有“机密★10年”")


def test_the_gravest_of_several_is_named() -> None:
    mark = mark_of("秘密★5年\n绝密★长期\n" + BODY)
    assert mark is not None and mark.level == "绝密"


def test_the_reason_names_the_words_and_the_place() -> None:
    mark = mark_of("\n\n 机 密\n" + BODY)
    assert mark is not None
    assert (
        mark.reason
        == "第3行写有“机密”，可能属于国家秘密（机密）。涉密材料不得在非涉密系统中存储和处理，请先核实。"
    )


@pytest.mark.parametrize(
    "hostile",
    ["机密" + " " * 100_000 + "x", "密级" * 50_000, "（" * 90_000 + "机" * 90_000, "机密★" + "\t" * 90_000],
)
def test_hostile_text_is_judged_at_once(hostile: str) -> None:
    mark = mark_of(hostile)
    assert mark is None or hostile[mark.start : mark.end] == mark.words
