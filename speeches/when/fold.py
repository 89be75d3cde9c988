"""Width and blank folding before the rules run, with the way back to the original offsets.

`２０２６ 年 ６ 月` and `2026年6月` must read alike, while every answer keeps `text[start:end] == words`. Only widths
and blanks that stand inside a date are folded; the text itself is never returned changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_WIDE = {ord("０") + i: ord("0") + i for i in range(10)}
_WIDE |= {ord(a): ord(b) for a, b in zip("：∶．／－−‐～〜Ｘ　（）ｘ", "::./---~~X ()x", strict=True)}
_WIDE |= {ord(a): ord(b) for a, b in zip("⽇⽉⼆⼋⼗⼀", "日月二八十一", strict=True)}
_WIDE |= {ord("\u00a0"): 32, ord("\u2009"): 32, ord("\u200b"): 32, ord("\u3000"): 32, ord("\t"): 32}
# ：（） stand in every paragraph; ：．／ matter only beside a digit, and only then the text is copied.
_HAS_WIDE = re.compile("[０-９Ｘｘ－−‐～〜∶⽇⽉⼆⼋⼗⼀\u00a0\u2009\u200b\t\u3000]|[0-9][：．／]")
# Faster than str.translate: only the wide characters are touched.
_ANY_WIDE = re.compile("[" + "".join(re.escape(chr(code)) for code in _WIDE) + "]")
_UNIT = "年月日号时点分周旬季天个份内前底末初中上下起至到小工自星钟"
_NUMERAL = "0-9〇零一二三四五六七八九十两"
# Each begins with the blank itself and looks back over it, so that a text without blanks is passed in one sweep.
_GAP = re.compile(
    f" (?:(?<=[{_NUMERAL}] ) {{0,3}}(?=[{_UNIT}:—~-]|[之以][前内后])"
    f"|(?<=[年月日号时点第至到:—~-] ) {{0,3}}(?=[{_NUMERAL}至到—~上中下底末前-])"
    # 天 内, 底 前, 日 之前; 本 月, 每 周; 周 五 only where the digit stands alone as well, for 本周 三项 are three.
    "|(?<=[年月日号天周时旬度底末初] ) {0,3}(?=[内前起]|[之以][前内后]|左右)|(?<=[每本下上这双隔个作季] ) {0,3}(?=[年月周季天日旬个星度])"
    "|(?<=[周期] ) {0,3}(?=[一二三四五六日天](?:[ 前]|[之以上下]))"
    ")"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text and, where blanks were dropped, the places and widths of the drops."""

    text: str
    cuts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def origin(self, at: int) -> int:
        """The original offset of the folded character `at`."""
        i = bisect_right(self.cuts, at) - 1
        return at + self.shifts[i] if i >= 0 else at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original half-open span of a folded, non-empty one; blanks inside it are given back."""
        return self.origin(start), self.origin(end - 1) + 1


def _narrow(match: re.Match[str]) -> str:
    return chr(_WIDE[ord(match[0])])


def fold(text: str) -> Folded:
    """The text with half-width digits and without blanks inside dates: fold("６ 月 20 日").text == "6月20日"."""
    flat = _ANY_WIDE.sub(_narrow, text) if _HAS_WIDE.search(text) else text
    pieces: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = []
    done = dropped = 0
    for gap in _GAP.finditer(flat):
        pieces.append(flat[done : gap.start()])
        dropped += gap.end() - gap.start()
        cuts.append(gap.end() - dropped)
        shifts.append(dropped)
        done = gap.end()
    if not cuts:
        return Folded(flat)
    pieces.append(flat[done:])
    return Folded("".join(pieces), tuple(cuts), tuple(shifts))
