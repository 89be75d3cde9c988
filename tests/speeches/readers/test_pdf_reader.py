"""PDF files: lines to paragraphs, page furniture, radicals, properties."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from speeches.document import Document
from speeches.readers import read
from speeches.readers.radicals import unified
from tests.speeches.readers.files import pdf, set_lines

CHROMIUM = Path("/usr/bin/chromium")
LONG = "今冬雪情来得早、范围广，各县区交通、公路、城管力量要提前到岗到位，扫雪铲冰的设备和融雪剂要在寒潮到达以前备足，谁的路段谁负责，谁的桥梁谁看守。"
SPEECH = [
    "在全市除雪保畅会上的讲话",
    "同志们：",
    LONG,
    "一、备足人和物",
    "（一）市公路中心要在11月15日前完成设备检修，各养护站每天17时前报一次进度，缺什么补什么，不许带病上路。",
]


def texts(document: Document) -> list[str]:
    return [document.text[one.start : one.end] for one in document.paragraphs]


@pytest.mark.parametrize("indent", [True, False])
def test_lines_broken_by_the_page_are_joined_and_paragraphs_kept(indent: bool) -> None:
    assert texts(read(pdf(set_lines(SPEECH, indent=indent)))) == SPEECH


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_are_out() -> None:
    paragraphs = SPEECH * 8
    assert texts(read(pdf(set_lines(paragraphs)))) == paragraphs


def test_running_heads_are_out_but_a_number_between_lines_stays() -> None:
    pages = set_lines(SPEECH * 10)
    for number, page in enumerate(pages, 1):
        page.insert(0, (64, 800, "市交通运输局文件"))
        page.insert(0, (400, 800, f"第{number}次会议"))
    assert texts(read(pdf(pages))) == SPEECH * 10
    assert texts(read(pdf([[(64, 740, "编号"), (64, 90, "7"), (64, 60, "尾行")]]))) == ["编号", "7", "尾行"]


def test_a_numbered_paragraph_begins_even_after_a_full_line() -> None:
    full = "各县区交通公路城管力量要提前到岗到位扫雪铲冰设备要备足不误。"
    assert len(full) == 30
    other = full[::-1].replace("。", "") + "。"
    lines = [(64, 700, full), (64, 671, "二是查桥梁。"), (64, 642, other), (64, 613, "谁的路段谁负责。")]
    assert texts(read(pdf([lines]))) == [full, "二是查桥梁。", other + "谁的路段谁负责。"]


def test_a_wide_gap_inside_a_line_makes_a_row() -> None:
    document = read(
        pdf(
            [
                [
                    (64, 700, "序号"),
                    (200, 700, "事项"),
                    (420, 700, "时限"),
                    (64, 671, "1"),
                    (200, 671, "检修"),
                    (420, 671, "月底"),
                ]
            ]
        )
    )
    assert [(document.text[one.start : one.end], one.kind) for one in document.paragraphs] == [
        ("序号\t事项\t时限", "row"),
        ("1\t检修\t月底", "row"),
    ]


def test_letter_spaced_chinese_has_no_blanks_and_latin_words_keep_theirs() -> None:
    spread = [(64 + 39.0 * at, 700, pair) for at, pair in enumerate(("扫雪", "铲冰", "要备", "足物", "资的"))]
    assert texts(read(pdf([spread]))) == ["扫雪铲冰要备足物资的"]
    # Word sets a quarter of an em between Chinese characters and digits.
    spaced = [(64, 700, "要在"), (100, 700, "11"), (136, 700, "月底前完成")]
    assert texts(read(pdf([spaced]))) == ["要在11月底前完成"]
    assert texts(read(pdf([[(64, 700, "用 ERP system 登记")]]))) == ["用 ERP system 登记"]


def test_radicals_become_characters_and_nothing_else_changes() -> None:
    assert texts(read(pdf([[(64, 700, "⼆⽉⼗⽇⾄⻓江⼝⻋队①（Ａ）")]]))) == ["二月十日至长江口车队①（Ａ）"]
    assert unified("①（Ａ）㈠ﬁ") == "①（Ａ）㈠ﬁ"


def test_properties_tell_title_and_day() -> None:
    title = "在除雪会上的讲话".encode("utf-16-be").hex()
    document = read(
        pdf(set_lines(SPEECH), info=f"/Title <FEFF{title}> /CreationDate (D:20251101083000+08'00')")
    )
    assert document.properties == {"title": "在除雪会上的讲话", "created": dt.date(2025, 11, 1)}


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
@pytest.mark.parametrize("style", ["margin:0;text-indent:2em", "margin:0 0 1em"])
def test_it_reads_what_a_browser_prints(tmp_path: Path, style: str) -> None:
    page = tmp_path / "a.html"
    body = "".join(f"<p>{text}</p>" for text in SPEECH * 6)
    page.write_text(
        f"<!doctype html><meta charset=utf-8><style>p{{font-size:16pt;line-height:1.8;{style}}}</style>{body}",
        "utf-8",
    )
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-pdf-header-footer",
    ]
    command = [
        str(CHROMIUM),
        *flags,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--print-to-pdf={tmp_path / 'a.pdf'}",
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert texts(read(tmp_path / "a.pdf")) == SPEECH * 6
