"""Notices that a paper says of itself that it is classified, so that it is not read on a machine where it must not be.

`mark_of(text) -> SecrecyMark | None`, with offsets into the text as given. A mark with a star (机密★10年) counts anywhere, since
each page and each speech of a collection may carry its own; a bare one (机密, 密级:秘密, 涉密文件) only in the head of the paper. Talk
about secrets (严守国家秘密, 涉密人员要…, 商业秘密) is no mark. The form of the marks is that of GB/T 9704 and of the rules on state secret marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LEVELS = ("绝密", "机密", "秘密", "工作秘密", "涉密")
_GRADE = r"(?:绝密|[机機]密|秘密)"
_TERM = r"(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月|月|天)|长期|启用前|解密前)?"
_B = r"[ \t\u3000]{0,4}"
_STAR = re.compile(rf"(?P<level>绝{_B}密|[机機]{_B}密|秘{_B}密){_B}[★☆⭐✭](?:{_B}{_TERM})?")
_OPEN, _SHUT = r"[【\[〔(（《]?", r"[】\]〕)）》]?"
_END = r"[,，。.!！;；]?$"
# The three below are read without blanks. A line that is nothing but the mark: 机密, 【秘密】, 000012机密特急, 机密10年.
_BARE = re.compile(
    rf"^(?:(?:份号|编号|第)?(?:№|No[.．]?)?[0-9０-９]{{1,8}}号?)?{_OPEN}(?P<level>{_GRADE})级?{_SHUT}{_TERM}"
    rf"(?:特急|加急|平急|特提|急件)?{_END}",
    re.M,
)
# A field of the head: 密级:机密, 秘密等级:秘密, 保密级别绝密. 密级:内部 or 无 is none.
_FIELD = re.compile(
    rf"(?:密级|秘密等级|保密(?:级别|等级)|涉密等级)[:：]?{_OPEN}(?P<level>{_GRADE}|工作秘密)级?{_SHUT}"
)
# What a paper says of itself: 涉密文件, 本材料涉密, 此件按机密件管理, 涉密(请勿外传).
_SELF = re.compile(
    rf"^{_OPEN}(?:内部)?(?:涉密(?:文件|资料|材料|讲话|会议|内容|信息|载体|件)?|工作秘密(?:事项)?){_SHUT}"
    rf"(?:[,，。!！:：;；]?{_OPEN}(?:请|不得|严禁|禁止|注意|妥善|会后|阅后|用后)[^\n]{{0,24}})?{_END}"
    rf"|(?:本|此|该)(?:文件?|件|讲话|材料|资料|稿|会议)(?:内容)?(?:涉密|涉及(?:国家|工作)秘密|[为属系是](?:涉密|国家秘密|工作秘密|{_GRADE}))"
    rf"|按(?:照)?(?:国家)?(?P<level>{_GRADE})级?(?:文?件|级|材料)(?:要求)?(?:管理|保管|处理)",
    re.M,
)
_HEAD_LINES, _HEAD_CHARACTERS = 15, 800
_BLANKS = re.compile(r"\s+")


class SecrecyMark(NamedTuple):
    """`level` is 绝密, 机密, 秘密, 工作秘密 or 涉密 (no grade named); `words` stand at text[start:end]; `reason` is for a person."""

    level: str
    words: str
    start: int
    end: int
    reason: str


def mark_of(text: str) -> SecrecyMark | None:
    """The gravest mark in `text`, the first of several: "机密★10年\\n在…会议上的讲话" → 机密, reason "第1行写有“机密★10年”…". None without one."""
    found = [_mark(text, hit.start(), hit.end(), hit.group("level")) for hit in _STAR.finditer(text)]
    places = [at for at in range(_head(text)) if text[at] == "\n" or not text[at].isspace()]
    bare = "".join(text[at] for at in places)
    for pattern in (_BARE, _FIELD, _SELF):
        for hit in pattern.finditer(bare):
            found.append(
                _mark(text, places[hit.start()], places[hit.end() - 1] + 1, hit.groupdict()["level"])
            )
    return min(found, key=lambda mark: (_LEVELS.index(mark.level), mark.start), default=None)


def _head(text: str) -> int:
    """Where the head of the paper ends: after fifteen lines that are not empty, or 800 characters' line."""
    at = lines = 0
    while at < len(text) and at < _HEAD_CHARACTERS and lines < _HEAD_LINES:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        lines += bool(text[at:stop].strip())
        at = stop + 1
    return min(at, len(text))


def _mark(text: str, start: int, end: int, grade: str | None) -> SecrecyMark:
    words = text[start:end].rstrip()
    level = _level(words, grade)
    line = text.count("\n", 0, start) + 1
    named = level if level == "工作秘密" else f"国家秘密（{level}）" if level != "涉密" else "涉密内容"
    reason = f"第{line}行写有“{_BLANKS.sub('', words)}”，可能属于{named}。涉密材料不得在非涉密系统中存储和处理，请先核实。"
    return SecrecyMark(level, words, start, start + len(words), reason)


def _level(words: str, grade: str | None) -> str:
    """The level that the words of a mark name."""
    bare = _BLANKS.sub("", grade or words).replace("機", "机")
    return next((level for level in ("工作秘密", "绝密", "机密", "秘密") if level in bare), "涉密")
