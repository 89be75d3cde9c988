"""Files that are broken, disguised or made to do harm: each is refused with its own sentence, in 5 seconds and 300 MB."""

from __future__ import annotations

import io
import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from speeches.readers import Limits, Unreadable, read
from tests.speeches.readers.files import (
    W,
    archive,
    drawn_pdf,
    locked_pdf,
    p,
    pdf,
    pdf_of,
    scanned_pdf,
    set_lines,
    word,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016
MB = 1024 * 1024
noise = random.Random(19).randbytes
GOOD_WORD = word(p("各科室要在周五前完成自查。") * 50)
GOOD_PDF = pdf(
    set_lines(
        ["各科室要在周五前完成自查，逾期未报的由办公室通报，连续两次未报的由分管院长约谈科室主任。"] * 30
    )
)


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 512


def flag_encrypted(data: bytes) -> bytes:
    """A zip archive whose entries claim to be encrypted."""
    out = bytearray(data)
    for head, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := out.find(head, at + 1)) >= 0:
            out[at + offset] |= 1
    return bytes(out)


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的"),
    "blanks": ("　\r\n \t\n".encode(), "没有文字|空的"),
    "mark only": (b"\xef\xbb\xbf", "没有文字"),
    "word without text": (word(p()), "没有文字"),
    "old word": (ole("WordDocument"), "旧版 Word.*另存为 .docx"),
    "encrypted word": (ole("EncryptedPackage"), "打开密码"),
    "old excel": (ole("Workbook"), "Excel"),
    "old slides": (ole("PowerPoint Document"), "演示文稿"),
    "old something": (ole("Whatever"), "旧版 Office"),
    "excel": (archive({"xl/workbook.xml": "<x/>"}), "Excel"),
    "slides": (archive({"ppt/presentation.xml": "<x/>"}), "演示文稿"),
    "ofd": (archive({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "OFD"),
    "odt": (
        archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "OpenDocument",
    ),
    "zip": (archive({"讲话.txt": "同志们"}), "压缩包"),
    "empty zip": (archive({}), "压缩包"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + noise(100), "压缩包"),
    "jpeg": (b"\xff\xd8\xff\xe0" + noise(1000), "图片"),
    "png": (b"\x89PNG\r\n\x1a\n" + noise(1000), "图片"),
    "program": (b"MZ\x90\x00\x03\x00\x00\x00" + noise(1000), "程序"),
    "film": (b"\x00\x00\x00\x18ftypmp42" + noise(1000), "音频或视频"),
    "rtf": (rb"{\rtf1\ansi hello}", "RTF"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
    "flat word xml": (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w/>', "Word XML"),
    "noise": (noise(100_000), "不是可以读取的文档"),
    "truncated word": (GOOD_WORD[: len(GOOD_WORD) // 2], "不完整或已损坏"),
    "word without its end": (GOOD_WORD[:-30], "不完整或已损坏"),
    "word with cut xml": (
        archive({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{p("会议")}'}),
        "已损坏",
    ),
    "encrypted zip": (flag_encrypted(GOOD_WORD), "打开密码"),
    "truncated pdf": (GOOD_PDF[: len(GOOD_PDF) // 2], "PDF 文件不完整"),
    "pdf of noise": (b"%PDF-1.7\n" + noise(20_000) + b"\n%%EOF", "PDF 文件不完整"),
    "locked pdf": (locked_pdf(), "打开密码"),
    "scanned pdf": (scanned_pdf(), "扫描件.*OCR"),
    "many pages": (drawn_pdf("", pages=1_001), "1001 页"),
    "garbled pdf": (pdf([[(64, 700, "各科室要在周五前完成自查")]], unmapped=True), "乱码"),
    "private use pdf": (pdf([[(64, 700, "\ue101\ue102\ue103\ue104\ue105\ue106\ue107\ue108\ue109")]]), "乱码"),
    "page without text": (b"<html><body><script>1</script></body></html>", "没有文字"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("name", ["讲话.docx", "讲话.txt"])
def test_it_refuses_with_a_sentence_that_names_the_trouble(case: str, name: str) -> None:
    data, words = REFUSED[case]
    with pytest.raises(Unreadable, match=words) as refusal:
        read(data, name)
    assert refusal.value.message.endswith("。")
    assert refusal.value.message.count("。") == 1


def test_a_text_that_begins_like_a_program_is_a_text() -> None:
    assert read("MZ片区整治方案：各组周五前报进度。".encode()).format == "txt"


def test_entities_are_never_expanded_and_files_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    for doctype in (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
        '<!DOCTYPE d [<!ENTITY a "哈哈哈哈"><!ENTITY x "&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    ):
        body = f'{doctype}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>会议&x;</w:t></w:r></w:p></w:body></w:document>'
        with pytest.raises(Unreadable, match="异常的 XML 定义"):
            read(archive({"word/document.xml": body}))


def test_limits_are_the_callers(tmp_path: Path) -> None:
    text = "各科室要在周五前完成自查。\n" * 1000
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    for limits, words in (
        (Limits(max_bytes=MB // 100), "文件超过 1 MB"),
        (Limits(max_text_chars=10_000), "文字超过 1 万字"),
        (Limits(max_paragraphs=999), "段落超过"),
    ):
        for source in (path, path.read_bytes(), io.BytesIO(path.read_bytes())):
            with pytest.raises(Unreadable, match=words):
                read(source, limits=limits)
    with pytest.raises(Unreadable, match="嵌套过深"):
        read(word("<w:sdt>" * 300 + "</w:sdt>" * 300))


def test_the_child_does_not_inherit_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    from speeches.readers import contain

    seen: list[dict[str, str]] = []
    run = subprocess.run

    def spy(*args, **kwargs):
        seen.append(kwargs["env"])
        return run(*args, **kwargs)

    monkeypatch.setenv("TRACKER_SECRET_KEY", "geheim")
    monkeypatch.setattr(contain.subprocess, "run", spy)
    assert read(GOOD_WORD).format == "docx"
    assert seen and all("TRACKER_SECRET_KEY" not in environment for environment in seen)


# ---- cost: each case is written to a file and read by a fresh process, which reports time and memory of itself and
# its children. The files are built here, so that building them is not counted.


def sparse_zip(part: str, size: int, lie: bool = False) -> bytes:
    """An archive with one part of `size` blanks inside a document; with `lie` the archive calls it a thousand bytes."""
    data = bytearray(archive({part: f'<w:document xmlns:w="{W}"><w:body>' + " " * size}))
    if lie:
        for head, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            struct.pack_into("<I", data, data.index(head) + offset, 1_000)
    return bytes(data)


def overlapping_zip(entries: int) -> bytes:
    """A non-recursive bomb: many directory entries share one compressed kernel."""
    kernel = archive({"a": b"\0" * (10 * MB)})
    start = kernel.index(b"PK\x01\x02")
    end = kernel.index(b"PK\x05\x06")
    directory = kernel[start:end] * entries
    tail = bytearray(kernel[end:])
    struct.pack_into("<HHI", tail, 8, entries, entries, len(directory))
    return kernel[:start] + directory + bytes(tail)


def noisy_word(unit: str, count: int) -> bytes:
    """A document whose units differ, so that it stays under the ratio limit and must really be parsed."""
    return word("".join(unit.format(zlib.crc32(str(at).encode())) for at in range(count)))


def flate_pdf(content: bytes) -> bytes:
    packed = zlib.compress(content, 9).decode("latin-1")
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {font} >> >>"
    stream = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n{packed}\nendstream"
    return pdf_of(
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, stream],
        "/Root 1 0 R",
    )


def nested_zip() -> bytes:
    inner = archive({"a.bin": b"\0" * (5 * MB)})
    for _ in range(5):
        inner = archive({f"{at}.zip": inner for at in range(10)})
    return inner


COSTLY = {
    "too large": (lambda: b"a" * (21 * MB), "文件超过 20 MB"),
    "high ratio": (lambda: sparse_zip("word/document.xml", 150 * MB), "压缩内容异常"),
    "lying size": (lambda: sparse_zip("word/document.xml", 55 * MB, lie=True), "损坏|异常"),
    "big picture bomb": (
        lambda: archive({"word/document.xml": "<x/>", "word/media/a.bmp": b"\0" * (70 * MB)}),
        "压缩内容异常",
    ),
    "many entries": (
        lambda: archive({f"{at}": b"" for at in range(60_000)}, zipfile.ZIP_STORED),
        "压缩内容异常",
    ),
    "overlapping entries": (lambda: overlapping_zip(2_500), "压缩内容异常"),
    "few overlapping entries": (lambda: overlapping_zip(1_500), "压缩内容异常"),
    "nested zips": (nested_zip, "压缩包"),
    "deep xml": (lambda: noisy_word('<w:sdt w:a="{0}">', 300_000), "嵌套过深"),
    "many attributes": (
        lambda: archive(
            {"word/document.xml": "<x " + " ".join(f'a{at}="{at}"' for at in range(1_500_000)) + "/>"}
        ),
        "复杂|损坏",
    ),
    "many elements": (lambda: noisy_word('<w:p w:r="{0}"/>', 1_500_000), "复杂|没有文字|损坏"),
    "many paragraphs": (lambda: noisy_word("<w:p><w:r><w:t>{0}</w:t></w:r></w:p>", 400_000), "复杂|段落超过"),
    "many cells": (
        lambda: word(
            "<w:tbl><w:tr>"
            + "".join(
                f'<w:tc w:x="{zlib.crc32(str(at).encode())}"><w:tcPr><w:gridSpan w:val="64"/></w:tcPr></w:tc>'
                for at in range(200_000)
            )
        ),
        "复杂|损坏|没有文字",
    ),
    "pdf of blanks": (lambda: flate_pdf(b" " * (300 * MB)), "损坏|复杂|OCR"),
    "pdf of a million words": (lambda: flate_pdf(b"BT /F1 9 Tf (abc) Tj ET " * 3_000_000), "损坏|复杂"),
    "pdf of saved states": (lambda: flate_pdf(b"q " * 10_000_000), "损坏|复杂|OCR"),
    "pdf that is its own page": (
        lambda: pdf_of(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"],
            "/Root 1 0 R",
        ),
        "损坏",
    ),
    "pdf of brackets": (
        lambda: pdf_of(["<< /Type /Catalog /Pages 2 0 R /X " + "[" * 3_000_000 + " >>"], "/Root 1 0 R"),
        "损坏",
    ),
    "deep page": (lambda: ("<html><body>" + "<div>" * 1_000_000 + "会议内容").encode(), "复杂|损坏"),
    "unclosed styles": (
        lambda: (
            "<html><body>" + "".join(f"<b id={at}>" for at in range(20_000)) + "<p>x" * 200_000
        ).encode(),
        "复杂|损坏",
    ),
    "page of spans": (
        lambda: ("<html><body><table>" + "<tr><td rowspan=1000 colspan=64>会议</td></tr>" * 20_000).encode(),
        "复杂|损坏",
    ),
    "text of breaks": (lambda: b"a\n" * (9 * MB), "段落超过"),
    "markdown of stars": (lambda: b"# x\n" + b"**a " * (2 * MB), "复杂|超过"),
    "noise": (lambda: noise(19 * MB), "不是可以读取的文档"),
}

MEASURE = """
import json, re, resource, sys
from pathlib import Path
import speeches.readers
# Not ru_maxrss: Linux hands that of the process that started us down to us.
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) // 1024
before = peak()
try:
    said = speeches.readers.read(Path(sys.argv[1])).text[:50]
except speeches.readers.Unreadable as refusal:
    said = refusal.message
# Time of the processor, here and in the child: a busy machine takes no more of it.
spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([said, spent, peak() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))
"""


@pytest.mark.parametrize("case", COSTLY)
def test_it_costs_at_most_five_seconds_of_the_processor_and_300_megabytes(case: str, tmp_path: Path) -> None:
    build, words = COSTLY[case]
    # A Markdown file is known by its suffix alone.
    path = tmp_path / ("a.md" if case.startswith("markdown") else "a.docx")
    path.write_bytes(build())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    said, seconds, own, child = json.loads(done.stdout)
    print(f"{case}: {seconds:.2f} s, {own} MB here, {child} MB in the child: {said}")
    assert any(word in said for word in words.split("|")), said
    assert seconds < 5
    assert own + child < 300
