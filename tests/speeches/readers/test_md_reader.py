"""Markdown: marks go, words and their order stay."""

from __future__ import annotations

import datetime as dt

import pytest

from speeches.readers import read


def texts(page: str) -> list[tuple[str, str]]:
    document = read(page.encode(), "讲话.md")
    assert document.format == "md"
    return [(document.text[one.start : one.end], one.kind) for one in document.paragraphs]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("## 一、抓检修", "一、抓检修"),
        ("## 一、抓检修 ##", "一、抓检修"),
        ("**各街道**要*立即*行动", "各街道要立即行动"),
        ("各街道__要__`立即`~~缓缓~~行动", "各街道__要__立即缓缓行动"),
        ("- 摸底", "摸底"),
        ("* [ ] 摸底", "摸底"),
        ("1. 摸底", "1.摸底"),
        ("2) 整改", "2)整改"),
        ("> 引用的话", "引用的话"),
        ("见[方案](http://example.com/a_b)附件![图](a.png)", "见方案附件"),
        ("价格为3\\*4元，5*6=30", "价格为3*4元，5*6=30"),
        ("区&amp;街道<br>合办", "区&街道合办"),
        ("完成率达到95%以上 #", "完成率达到95%以上"),
    ],
)
def test_marks_of_one_line_are_gone(line: str, text: str) -> None:
    assert texts(line) == [(text, "text")]


def test_tables_are_rows_and_rules_are_nothing() -> None:
    page = "标题\n===\n\n| 事项 | 时限 |\n|:--|--:|\n| **检修** | 月底 |\n\n---\n\n```\n原样\n```\n"
    assert texts(page) == [("标题", "text"), ("事项\t时限", "row"), ("检修\t月底", "row"), ("原样", "text")]


def test_each_line_is_a_paragraph_because_speeches_have_no_blank_lines() -> None:
    assert texts("一、抓检修\n各街道要行动。\n二、抓储备") == [
        ("一、抓检修", "text"),
        ("各街道要行动。", "text"),
        ("二、抓储备", "text"),
    ]


def test_front_matter_tells_title_and_day() -> None:
    document = read('---\ntitle: "在供热会上的讲话"\ndate: 2025-10-11\n---\n同志们\n'.encode(), "a.md")
    assert document.text == "同志们"
    assert (document.properties["title"], document.properties["created"]) == (
        "在供热会上的讲话",
        dt.date(2025, 10, 11),
    )
