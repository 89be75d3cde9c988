"""What a speech says of itself: each detail with its reason and the words it came from."""

from __future__ import annotations

import datetime as dt

import pytest

import speeches
from speeches.document import Document

BODY = "同志们：\n今天我们召开会议，部署工作。3月20日前要完成第一轮排查，逐项建立台账，逐项明确责任。\n"
SPEECH = "在全县安全生产工作会议上的讲话（摘要）\n（2026年3月2日）\n青禾县委副书记、县长　李平\n" + BODY


def proposed(text: str) -> speeches.Proposal:
    return speeches.propose(speeches.plain(text))


@pytest.mark.parametrize(
    ("detail", "value", "reason", "words"),
    [
        ("title", "在全县安全生产工作会议上的讲话（摘要）", "第1行的标题", "在全县安全生产工作会议上的讲话（摘要）"),
        ("occasion", "全县安全生产工作会议", "第1行的会议名称“全县安全生产工作会议”", "全县安全生产工作会议"),
        ("speaker", "青禾县委副书记、县长李平", "第3行的署名“青禾县委副书记、县长 李平”", "青禾县委副书记、县长　李平"),
        ("level", "county", "第1行写有“全县”", "全县"),
        ("held_on", "2026-03-02", "标题下的日期“（2026年3月2日）”", "（2026年3月2日）"),
    ],
)  # fmt: skip
def test_each_detail_has_its_reason_and_its_words(detail, value, reason, words):
    found = getattr(proposed(SPEECH), detail)
    assert (found.value, found.reason, SPEECH[found.start : found.end]) == (value, reason, words)


def test_a_text_that_says_nothing_of_itself_gets_blanks_with_the_reason_why():
    found = proposed("各村要在月底前完成清理。")
    assert [found.title.value, found.occasion.value, found.speaker.value, found.level.value] == [""] * 4
    assert found.day is None and found.held_on.reason == "文中没有写明讲话日期"
    assert found.level.reason == "文中看不出级别" and found.title.reason == "文中没有找到标题"


def test_the_speaker_may_stand_in_the_title():
    text = "县委书记在全县农村工作会议上的讲话\n" + BODY
    found = proposed(text).speaker
    assert (found.value, found.reason, text[found.start : found.end]) == (
        "县委书记",
        "标题中的“县委书记”",
        "县委书记",
    )


def test_the_day_in_the_files_properties_has_no_place_in_the_text():
    document = Document(BODY, (), "docx", {"created": dt.date(2026, 3, 9)})
    found = speeches.propose(document)
    assert found.day == dt.date(2026, 3, 9) and (found.held_on.start, found.held_on.end) == (0, 0)


def test_invisible_marks_do_not_get_into_a_title():
    text = "在全县\u202e安全\u200b生产工作会议上的讲话\n" + BODY
    assert proposed(text).title.value == "在全县安全生产工作会议上的讲话"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("在全国网络安全工作会议上的讲话", "national"),
        ("在全省防汛抗旱工作视频会议上的讲话", "provincial"),
        ("在全市审计整改推进会上的讲话", "municipal"),
        ("在青禾县2026年重点项目调度会上的讲话", "county"),
        ("在县政府第六次全体会议上的讲话", "county"),
        ("在全县乡村振兴推进会上的讲话", "county"),
        ("在全县中小学校园安全工作会议上的讲话", "county"),
        ("在全县城市管理工作会议上的讲话", "county"),
        ("在全镇秸秆禁烧工作会议上的讲话", "township"),
        ("在青禾县人民医院年度工作会议上的讲话", "unit"),
        ("在恒岳集团安全生产视频会议上的讲话", "unit"),
        # Somebody else's meeting, or what one strives for.
        ("在传达贯彻全省安全生产会议精神暨全县推进会上的讲话", "county"),
        ("在创建全国文明城市全市动员大会上的讲话", "municipal"),
        # Nothing is guessed.
        ("在迎国庆茶话会上的讲话", ""),
    ],
)
def test_the_level_is_that_of_the_meeting(title, level):
    assert proposed(title + "\n" + BODY).level.value == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("在安全生产工作会议上的讲话\n石桥镇镇长 李平\n" + BODY, "township"),
        ("在安全生产工作会议上的讲话\n栖岭市人民政府市长 李平\n" + BODY, "municipal"),
        ("在安全生产工作会议上的讲话\n" + BODY + "全镇上下要行动起来。全镇每个村都要排查。", "township"),
        ("在安全生产工作会议上的讲话\n" + BODY + "全镇上下要行动起来。", ""),
        ("在安全生产工作会议上的讲话\n" + BODY + "要胸怀全局、服务全局，维护全局。", ""),
        ("在全区安全生产工作会议上的讲话\n" + BODY + "自治区党委专门作出部署。", "provincial"),
    ],
)
def test_post_and_body_tell_it_where_the_name_does_not(text, level):
    assert proposed(text).level.value == level


def test_a_level_that_has_two_readings_says_so():
    assert "县级市请改选县级" in proposed("在全市审计整改推进会上的讲话\n" + BODY).level.reason


def test_a_part_of_a_file_may_know_its_speaker_from_the_lines_before():
    part = speeches.SpeechPart("", 0, len(BODY), "县应急局王局长")
    assert speeches.propose(speeches.plain(BODY), part).speaker.value == "县应急局王局长"
