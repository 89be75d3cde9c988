"""What holds for all readers: one speech in every format, content before suffix, nothing raised but Unreadable."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speeches.document import Document
from speeches.readers import READERS, Limits, Unreadable, read
from tests.speeches.readers.files import item, numbering, p, pdf, row, set_lines, word

MINUTES = [
    "在全院医疗安全约谈会上的讲话",
    "同志们：",
    "今天开这个会，起因是上个月门诊连续出现三起处方差错，虽然没有造成后果，但是教训很深，各科室都要从中对照自己、举一反三。",
    "一、马上查",
    "（一）药剂科牵头，各临床科室配合，在3月20日前把近三个月的处方抽查一遍，查出的问题逐条登记，周五前报医务处。",
    "二、认真改",
    "1.医务处每周通报一次整改进度。",
    "2.护理部在4月上旬组织一次查对制度考核，不合格的不得单独值班。",
]
TABLE = [["事项", "科室", "时限"], ["处方抽查", "药剂科", "3月20日"]]
ROWS = ["\t".join(cells) for cells in TABLE]


def as_txt() -> bytes:
    return "\r\n".join("　　" + line for line in [*MINUTES, *ROWS]).encode("gb18030")


def as_docx() -> bytes:
    body = "".join(map(p, MINUTES)) + f"<w:tbl>{''.join(row(*cells) for cells in TABLE)}</w:tbl>"
    return word(body)


def as_listed_docx() -> bytes:
    levels = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    plain = [
        line.removeprefix("一、")
        .removeprefix("二、")
        .removeprefix("（一）")
        .removeprefix("1.")
        .removeprefix("2.")
        for line in MINUTES
    ]
    parts = [p(line) for line in plain[:3]] + [
        item(line, level) for line, level in zip(plain[3:], (0, 1, 0, 2, 2), strict=True)
    ]
    table = f"<w:tbl>{''.join(row(*cells) for cells in TABLE)}</w:tbl>"
    return word("".join(parts) + table, {"word/numbering.xml": numbering(levels)})


def as_html() -> bytes:
    body = "".join(f"<p>&emsp;&emsp;{line}</p>" for line in MINUTES)
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in TABLE)
    return f"<!doctype html><html><head><meta charset=gbk></head><body>{body}<table>{table}</table></body></html>".encode(
        "gbk"
    )


def as_md() -> bytes:
    lines = [f"# {MINUTES[0]}", *MINUTES[1:6], "1. " + MINUTES[6][2:], "2. " + MINUTES[7][2:]]
    head, *rest = (f"| {' | '.join(cells)} |" for cells in TABLE)
    return "\n\n".join([*lines, "\n".join([head, "|---|---|---|", *rest])]).encode()


def as_pdf() -> bytes:
    pages = set_lines(MINUTES)
    for at, cells in enumerate(TABLE):
        pages[-1][-1:-1] = [(64 + 150 * column, 200 - 29 * at, cell) for column, cell in enumerate(cells)]
    return pdf(pages)


SAVED = {"txt": as_txt, "docx": as_docx, "html": as_html, "md": as_md, "pdf": as_pdf}


def texts(document: Document) -> list[str]:
    return [document.text[one.start : one.end] for one in document.paragraphs]


def test_every_registered_format_is_in_the_contract() -> None:
    assert {reader.name for reader in READERS} == set(SAVED)


@pytest.mark.parametrize(("form", "make"), [*SAVED.items(), ("docx", as_listed_docx)])
def test_the_same_minutes_give_the_same_paragraphs_in_every_format(form: str, make) -> None:
    document = read(make(), f"纪要.{form}")
    assert document.format == form
    assert texts(document) == MINUTES + ROWS
    # Every paragraph is a stretch of the text, in order, without blanks around it.
    edges = [edge for one in document.paragraphs for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(text == text.strip("\r\n\t 　") for text in texts(document))
    if form != "txt":
        assert [line.strip("\t") for line in document.text.split("\n")] == MINUTES + ROWS
        assert {one.kind for one in document.paragraphs[-2:]} == {"row"}


@pytest.mark.parametrize("form", SAVED)
@pytest.mark.parametrize("wrong", ["a.docx", "a.txt", "a.pdf", "a.exe", "a", ""])
def test_content_decides_over_the_name(form: str, wrong: str) -> None:
    if form == "md":
        pytest.skip("Markdown has no signature; its name is all there is")
    assert read(SAVED[form](), wrong).format == form


def test_bytes_streams_and_paths_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "纪要.md"
    path.write_bytes(as_md())
    by_path = read(path)
    assert by_path == read(as_md(), "纪要.md") == read(io.BytesIO(as_md()), "纪要.md")


def test_missing_files_folders_and_forbidden_files_are_named(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "无此.txt", "找不到文件“无此.txt”"),
        (tmp_path, "文件夹"),
        (Path("a\0b"), "找不到|无法打开"),
    ):
        with pytest.raises(Unreadable, match=words):
            read(path)


def test_importing_the_readers_loads_no_format_library() -> None:
    code = (
        "import sys, speeches.readers\n"
        "heavy = {'docx', 'lxml', 'pypdfium2', 'selectolax', 'charset_normalizer', 'dateparser', 'django', 'zipfile', 'subprocess'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def outcome(data: bytes, name: str) -> None:
    """Reading gives a Document whose spans lie in its text, or a Chinese sentence; nothing else may come out."""
    try:
        document = read(data, name, Limits(max_seconds=10))
    except Unreadable as refusal:
        assert refusal.message == str(refusal)
        assert refusal.message.endswith("。")
        assert "\u4e00" <= refusal.message[0] <= "\u9fff" or refusal.message.startswith(("PDF", "Word", "“"))
    else:
        assert document.paragraphs
        assert all(0 <= one.start < one.end <= len(document.text) for one in document.paragraphs)


@given(st.binary(max_size=3000))
@settings(max_examples=200, deadline=None)
def test_random_bytes_raise_nothing_but_unreadable(data: bytes) -> None:
    outcome(data, "a.txt")


@pytest.mark.parametrize(
    "head",
    [
        b"PK\x03\x04",
        b"%PDF-1.7\n",
        b"<html><body>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"RIFF",
        b"MZ",
    ],
)
@given(data=st.binary(max_size=500))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_behind_a_known_head_raise_nothing_else(head: bytes, data: bytes) -> None:
    outcome(head + data, "a.docx")


@pytest.mark.parametrize("form", ["docx", "pdf"])
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_damaged_file_raises_nothing_else(form: str, data: st.DataObject) -> None:
    whole = bytearray(SAVED[form]())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    outcome(bytes(whole), f"a.{form}")


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_in_utf_8_comes_back_exactly_or_is_refused(text: str) -> None:
    # A leading mark of another encoding or of another format is rightly taken for what it is.
    data = "讲话：".encode() + text.encode()
    try:
        document = read(data, "a.txt")
    except Unreadable:
        return
    if document.properties["encoding"] == "utf-8":
        assert document.text == "讲话：" + text
