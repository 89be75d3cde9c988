"""Does a stretch of text open with an act, or with a thing? 要建立台账 → an act; 党费按月交纳 → a thing.

`opens_with_act(text, label="") -> bool`; `stripped(text, label="") -> str` gives the text behind its label, connectives and times.
"""

from __future__ import annotations

import re

from speeches.text.words import tagged

from .lexicon import words
from .phrases import MODAL

# Connectives, times and settings that may stand before the act.
_LEAD_IN = re.compile(
    r"(?:[,、]|(?:同时|另外|此外|其次|首先|最后|然后|随后|之后|今后|下一步|接下来|特别是|尤其是|并且?|而且|还|也|都|均|再|就|更|则|又|一并|会后|平时|年内|期间|其中|在此基础上)"
    r"|[0-9一二三四五六七八九十上中下本今明每当这]+(?:个?[年月日天周旬季度学期半号时点]+)+(?:份|底|初|末|之|以|前|后|内|中|起|左右|上午|下午|晚上?|节|里)*"
    r"|从[^,]{1,8}(?:起|开始)|(?:国庆|春节|元旦|五一|端午|中秋|清明|汛期|节日|节)(?:节|假期)?(?:之|以)?[前后期间]*)"
)
# The characters that any of these begins with.
_LEADING_IN = frozenset(
    ",、同另此其首最然随之今下接特尤并而且还也都均再就更则又一会平年期在0123456789二三四五六七八九十上中本明每当这从国春元端清汛节"
)
_ACT = re.compile(
    rf"{MODAL}|(?!一般|全部|全体|全年|全[县市区镇乡村校院园员]|建[筑材档]|结[果论构]|组[长员]|统计|会议|经费|经营|通知|通道|制度|做法|为[数主]|与会|落后|在[建岗册]|如[果何])[对把将按依以通经与会为围结根坚严切认扎加强充组统全深继尽抓做建完制落推凡在如一由]"
)
_NOUNS = ("n", "nz", "nr", "ns", "nt", "j", "l", "i", "r", "m", "a", "b", "ng", "an")
_VERBS = frozenset(words("stops"))
_LOOK = 14


def opens_with_act(text: str, label: str = "") -> bool:
    """Whether a sentence begins with an act and no thing or person: 6月10日前出具方案 → True, 留茬高度不许超过… → False."""
    rest = stripped(text, label)
    if _ACT.match(rest):
        return True
    pieces = tagged(rest[:_LOOK])
    if not pieces or (pieces[0][1].startswith(_NOUNS) and pieces[0][1] != "ad"):
        return False
    if pieces[0][1] != "vn" or len(pieces) == 1:
        return True
    # 应急演练 is a thing, 综合印发 an act: a verbal noun goes by the word behind it.
    return pieces[1][0] in _VERBS or not pieces[1][1].startswith(("n", "vn"))


def stripped(text: str, label: str = "") -> str:
    """The first sixty characters behind label, connectives and times: "同时,每周通报一次" → "通报一次"."""
    at = len(label) if label and text.startswith(label) else 0
    for _ in range(6):
        hit = _LEAD_IN.match(text, at) if text[at : at + 1] in _LEADING_IN else None
        if not hit or hit.end() == at:
            break
        at = hit.end()
    return text[at : at + 60]
