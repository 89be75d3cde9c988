"""What every reader shares: the limits, the refusal, the clock of one reading, and how text becomes a Document.

It must never import a format library, look at a file name's suffix, or change a text that is handed to it as exact.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from speeches.document import Document, Paragraph

MEGABYTE = 1024 * 1024


class Unreadable(Exception):
    """A file that cannot become a speech; `message` is one Chinese sentence: what is wrong and what to do.

    Unreadable("文件是空的，请检查后重新上传。").message == str(…)
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. Sizes in bytes unless the name says otherwise, times in seconds.

    `max_seconds` is the whole budget of a reading, refusal included; a reader stops itself after seven tenths of it.
    `max_memory` is all that the contained child process may map, its own code included.
    """

    max_bytes: int = 20 * MEGABYTE
    max_text_chars: int = 5_000_000
    max_paragraphs: int = 200_000
    max_seconds: float = 5.0
    max_memory: int = 250 * MEGABYTE
    max_pages: int = 1_000
    max_depth: int = 256
    zip_max_entries: int = 2_000
    zip_max_entry_bytes: int = 60 * MEGABYTE
    zip_max_total_bytes: int = 200 * MEGABYTE
    zip_max_ratio: int = 200


BROKEN = "文件已损坏或内容异常，无法读取，请用原来的软件重新打开并另存后再上传。"
NOT_A_DOCUMENT = "这不是可以读取的文档，请上传 Word（.docx）、PDF、网页（.html）或文本（.txt）文件。"
TOO_SLOW = "文件内容过于复杂，在规定的时间和内存内没有读完，请将正文复制到新建的 Word 或文本文件后再上传。"


class Deadline:
    """The clock of one reading: call `check()` inside every loop whose length the file decides."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds * 0.7

    def check(self) -> None:
        """Return while there is time left. Raises Unreadable afterwards."""
        if time.monotonic() > self._end:
            raise Unreadable(TOO_SLOW)


# What a paragraph's span leaves out at both ends: every Unicode blank, zero-width marks, and stray control characters.
BLANKS = (
    "".join(map(chr, range(0x21)))
    + "\x7f\x85\xa0\xad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    + "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
# Every run of these is one "unfamiliar" sign: replacement characters, private use areas and non-characters.
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def clean(text: str) -> str:
    """The text without control characters, zero-width marks, direction marks and lone surrogates; NBSP becomes a blank."""
    return _DROPPED.sub("", text).replace("\xa0", " ")


def lines_of(text: str, limits: Limits) -> tuple[Paragraph, ...]:
    """The non-blank lines of an exact text, each without its line end and the blanks around it: "　各位：\\r\\n" → [1, 4)."""
    found: list[Paragraph] = []
    for match in _LINE.finditer(text):
        line = match.group()
        kept = line.strip(BLANKS)
        if not kept:
            continue
        start = match.start() + len(line) - len(line.lstrip(BLANKS))
        found.append(Paragraph(start, start + len(kept)))
        if len(found) > limits.max_paragraphs:
            raise Unreadable(_too_many(limits))
    return tuple(found)


def compose(
    blocks: Iterable[tuple[str, str]], format_: str, properties: dict[str, object], limits: Limits
) -> Document:
    """A Document of (text, kind) blocks, one line each; blank blocks vanish, breaks inside a block become new blocks.

    Raises Unreadable beyond the limits and when what was read is no text a person could read.
    """
    pieces: list[str] = []
    paragraphs: list[Paragraph] = []
    at = 0
    for raw, kind in blocks:
        for line in _BREAKS.split(raw):
            # A row keeps its leading tabs in the text, so that its cells can be counted; its span leaves them out.
            text = clean(line).rstrip(BLANKS) if kind == "row" else clean(line).strip(BLANKS)
            kept = text.strip(BLANKS)
            if not kept:
                continue
            start = at + len(text) - len(text.lstrip(BLANKS))
            pieces.append(text)
            paragraphs.append(Paragraph(start, start + len(kept), kind))
            at += len(text) + 1
            if at > limits.max_text_chars:
                raise Unreadable(_too_long(limits))
            if len(paragraphs) > limits.max_paragraphs:
                raise Unreadable(_too_many(limits))
    return checked(Document("\n".join(pieces), tuple(paragraphs), format_, properties), limits)


def checked(document: Document, limits: Limits) -> Document:
    """The document itself, when it holds readable text within the limits. Raises Unreadable otherwise."""
    text = document.text
    if len(text) > limits.max_text_chars:
        raise Unreadable(_too_long(limits))
    if not document.paragraphs:
        raise Unreadable("文件里没有文字，请检查是否选错了文件。")
    printed = sum(paragraph.end - paragraph.start for paragraph in document.paragraphs)
    if len(_CONTROL.findall(text)) * 20 > printed:
        raise Unreadable(NOT_A_DOCUMENT)
    if len(_STRANGE.findall(text)) * 5 > printed:
        raise Unreadable(
            "文件里的文字大多是乱码，可能编码不对或缺少字体，请用 WPS 或 Word 另存为 .docx 后再上传。"
        )
    return document


def labelled(label: str, text: str) -> str:
    """An automatic number and its text as one would type them: ("一、", "抓落实") → "一、抓落实"; ("1.", "5月") → "1. 5月"."""
    if not label or not text:
        return label + text
    last = label.rstrip()[-1:]
    digits_meet = last in ".．" and text[0].isdigit()
    return (
        f"{label.rstrip()} {text}"
        if digits_meet or (last.isascii() and last.isalnum())
        else label.rstrip() + text
    )


def _too_long(limits: Limits) -> str:
    return f"文件的文字超过 {limits.max_text_chars // 10_000} 万字，请拆分成几个文件后再上传。"


def _too_many(limits: Limits) -> str:
    return f"文件的段落超过 {limits.max_paragraphs // 10_000} 万个，请拆分成几个文件后再上传。"


def megabytes(size: int) -> str:
    """A size for a message: 20971520 → "20 MB"; less than one is rounded up."""
    return f"{max(1, round(size / MEGABYTE))} MB"
