"""Bytes to text: which encoding a Chinese text file was written in. It must never change, drop or normalise a character.

Order: byte order mark, UTF-8, UTF-16 without a mark when obvious, GB18030, and only for a doubtful result
charset-normalizer. A statistical guesser first was tried and mistook one short GBK text in twenty.
"""

from __future__ import annotations

import codecs
import re

from speeches.readers.base import NOT_A_DOCUMENT, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 4_000
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
}
_USUAL = re.compile(r"[\t\n\r\x20-\x7e\u2010-\u2026\u3000-\u3011\u4e00-\u9fff\uff01-\uff5e]")
_LETTER = re.compile(r"[^\x00-\x7f\u2010-\u203b\u2190-\u2193\u2460-\u2473\u3000-\u3017\uff01-\uff5e\s]")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text of the bytes without its byte order mark, and the encoding's name; `declared` is tried after the mark.

    "会议".encode("gbk") → ("会议", "gb18030"). Raises Unreadable when no encoding gives readable text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], name), name
    for name in (
        _ALIASES.get(declared.lower(), declared),
        _wide_guess(data) if b"\0" in data else "",
        "utf-8",
    ):
        text = _strict(data, name)
        if text is not None:
            return text, name.lower()
    text = _almost(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    wide = _wide_guess(data)
    if wide:
        return _lenient(data, wide), wide
    return _legacy(data)


def _legacy(data: bytes) -> tuple[str, str]:
    """GB18030 unless its reading is full of rare characters and another code page reads familiar ones (Big5)."""
    text = _strict(data, "gb18030")
    if text is not None and _familiar(text) >= 0.7:
        return text, "gb18030"
    for name in _suggestions(data):
        other = _strict(data, name)
        if other is not None and _familiar(other) >= 0.7:
            return other, name
    if text is None:
        text = _almost(data, "gb18030")
        if text is not None and _familiar(text) < 0.7:
            text = None
    if text is None:
        raise Unreadable(NOT_A_DOCUMENT)
    return text, "gb18030"


def _suggestions(data: bytes) -> list[str]:
    """Chinese code pages worth a try for bytes that GB18030 reads badly: Big5 first, then what the guesser says."""
    from charset_normalizer import from_bytes

    sample = data[: _SAMPLE * 2]
    best = from_bytes(
        sample, cp_isolation=["big5", "big5hkscs", "gb18030", "euc_jp", "cp932", "euc_kr"]
    ).best()
    return ["big5", "big5hkscs", *([best.encoding] if best else [])]


def _strict(data: bytes, name: str) -> str | None:
    """The decoded text, or None when the bytes are not that encoding or the name is no encoding of text."""
    if not name:
        return None
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _lenient(data: bytes, name: str) -> str:
    """Decoding where a byte order mark has named the encoding: broken units become U+FFFD and are judged later."""
    return data.decode(name, errors="replace")


def _almost(data: bytes, name: str) -> str | None:
    """The text when only a cut-off end or at most one character in a thousand is broken (U+FFFD there), else None."""
    text = data.decode(name, errors="replace")
    broken = text.count("\ufffd")
    wide = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return text if broken <= max(1, len(text) // 1_000) and wide >= 10 * broken else None


def _wide_guess(data: bytes) -> str:
    """ "utf-16-le", "utf-16-be" or "": UTF-16 without a mark, when nearly every unit is an everyday Chinese or ASCII sign."""
    if len(data) < 4 or len(data) % 2:
        return ""
    for name in ("utf-16-le", "utf-16-be"):
        sample = data[: _SAMPLE * 2].decode(name, errors="replace")
        if len(_USUAL.findall(sample)) >= 0.97 * len(sample):
            return name
    return ""


def _familiar(text: str) -> float:
    """The share of letters that are everyday characters (first levels of GB 2312 and Big5); 1.0 when there are none."""
    letters = _LETTER.findall(text[:_SAMPLE])
    if not letters:
        return 1.0
    return sum(map(_everyday, letters)) / len(letters)


def _everyday(char: str) -> bool:
    simplified = char.encode("gb2312", errors="ignore")
    if len(simplified) == 2 and 0xB0 <= simplified[0] <= 0xD7:
        return True
    traditional = char.encode("big5", errors="ignore")
    return len(traditional) == 2 and 0xA4 <= traditional[0] <= 0xC6
