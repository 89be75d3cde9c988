"""The day of the speech: from a date line, a label, the page or the file, never from a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.when import held_on, parse_foreign

BODY = "同志们：\n今天我们召开全县安全生产工作会议。3月20日前要完成第一轮排查。\n"


@pytest.mark.parametrize(
    ("head", "quoted"),
    [
        ("在全县安全生产会议上的讲话\n（2026年3月2日）\n", "2026年3月2日"),
        ("在全县安全生产会议上的讲话\n二〇二六年三月二日\n", "二〇二六年三月二日"),
        ("在全县安全生产会议上的讲话（2026年3月2日）\n", "2026年3月2日"),
        ("会议讲话\n时间：2026年3月2日  地点：三楼会议室\n", "时间：2026年3月2日"),
        ("会议讲话\n会议时间：2026年3月2日上午9：00\n", "2026年3月2日"),
        ("某县人民政府网\n发布时间：2026-03-02 09:30  来源：办公室\n", "2026-03-02"),
        ("讲话稿\n2026.3.2\n", "2026.3.2"),
        ("讲话稿\n２０２６年３月２日（星期一）\n", "２０２６年３月２日"),
    ],
)
def test_it_proposes_the_day_at_the_head(head: str, quoted: str) -> None:
    day, reason = held_on(head + BODY)
    assert day == dt.date(2026, 3, 2)
    assert quoted in reason.replace(":", "：") or quoted in reason


def test_a_date_of_its_own_at_the_end_is_taken() -> None:
    day, reason = held_on("讲话稿\n" + BODY + "某县人民政府办公室\n2026年3月2日\n")
    assert day == dt.date(2026, 3, 2)
    assert "文末" in reason


def test_a_date_in_a_sentence_is_never_taken() -> None:
    day, reason = held_on("讲话稿\n2026年3月2日，县里召开会议，部署了安全生产工作。\n" + BODY)
    assert day is None
    assert reason == "文中没有写明讲话日期"


def test_the_meeting_goes_before_the_page_and_the_page_before_the_file() -> None:
    text = "发布时间：2026-03-05\n会议时间：2026年3月2日\n" + BODY
    assert held_on(text)[0] == dt.date(2026, 3, 2)
    assert held_on("发布时间：2026-03-05\n" + BODY, {"created": dt.date(2026, 3, 9)})[0] == dt.date(
        2026, 3, 5
    )
    day, reason = held_on(BODY, {"created": dt.date(2026, 3, 9)})
    assert day == dt.date(2026, 3, 9)
    assert "文件属性" in reason


@pytest.mark.parametrize(
    "created", ["2026-03-09T08:00:00Z", "D:20260309080000+08'00'", "9 March 2026", dt.datetime(2026, 3, 9, 8)]
)
def test_the_files_date_may_be_written_in_any_full_form(created: object) -> None:
    assert held_on(BODY, {"created": created})[0] == dt.date(2026, 3, 9)


def test_an_impossible_date_line_is_passed_over() -> None:
    assert held_on("讲话稿\n（2026年2月30日）\n" + BODY)[0] is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", "2026-03-02"),
        ("2026/3/2 09:30", "2026-03-02"),
        ("2 March 2026", "2026-03-02"),
        ("Mon, 02 Mar 2026 09:30:00 +0800", "2026-03-02"),
        ("March 2, 2026", "2026-03-02"),
        ("2026年3月2日 09:30", "2026-03-02"),
        ("2026-03-02T09:30:00Z", "2026-03-02"),
    ],
)
def test_a_full_foreign_date_is_read(text: str, day: str) -> None:
    assert parse_foreign(text) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "6月20日前",
        "12月31日前",
        "明天",
        "yesterday",
        "3 days ago",
        "March",
        "2026",
        "03/02",
        "20260302",
        "2026-02-30",
        "",
        "x" * 100,
    ],
)
def test_what_is_no_full_absolute_date_is_not(text: str) -> None:
    assert parse_foreign(text) is None
