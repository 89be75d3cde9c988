"""Numbers as official prose writes them: 12, １２, 十二, 二〇二六, 廿三, 两百, 半.

Reads one number that a rule has already found; it must never search a text and never guess (几 and 数 are no numbers).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "两": 2,
    "俩": 2,
    "元": 1,
}
DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000}
# 元 is one in 元月 only; no rule takes it anywhere else.
TENS = {"廿": 20, "卅": 30}


@lru_cache(maxsize=4096)
def number(words: str) -> int | None:
    """The value of a written whole number, or None where the words are none.

    number("12") == 12, number("二十三") == 23, number("二〇二六") == 2026, number("廿三") == 23, number("几") is None.
    """
    words = unicodedata.normalize("NFKC", words)
    if not words:
        return None
    if words.isascii():
        return int(words) if words.isdigit() else None
    if all(c in DIGITS or c.isdigit() for c in words):
        return int("".join(str(DIGITS.get(c, c)) for c in words))
    return _scaled(words)


def _scaled(words: str) -> int | None:
    """A number written with 十百千万: 一百零五 == 105. None where a character does not belong."""
    total = section = pending = 0
    for c in words:
        if c in DIGITS or c.isdigit():
            pending = pending * 10 + int(DIGITS.get(c, c)) if c.isdigit() else DIGITS[c]
        elif c in TENS:
            section += TENS[c]
        elif c == "万":
            total, section, pending = (total + section + pending) * 10000, 0, 0
        elif c in SCALES:
            section += (pending or 1) * SCALES[c]
            pending = 0
        else:
            return None
    return total + section + pending
