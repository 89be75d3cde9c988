"""The number to be reached: 不少于2次, 50%以上, 4785户. None where the words give none."""

from __future__ import annotations

import re

_UNIT = r"(?:个百分点|百分点|%|％|万元|亿元|元|户|个|家|名|人次|人|次|期|套|台|亩|公里|平方米|米|吨|件|项|条|处|所|间|辆|批|场|天|学时|课时|篇|份|棵|株|座|小时|轮|遍|支|组|例|张|床|节|门|本|只|头|块|成|票|遍|公分|分钟|名)"
_NUMBER = r"(?:\d{1,12}(?:\.\d{1,4})?(?:[-—~至到]\d{1,12}(?:\.\d{1,4})?)?|百分之[一二三四五六七八九十百]{1,6}|[一二三四五六七八九十]{1,3}分之[一二三四五六七八九]|[一二两三四五六七八九十百千]{1,7}(?:至[一二两三四五六七八九十]{1,3})?)"
_BOUND = r"(?:不得?少于|不得?低于|不得?超过|不得?高于|至少(?!\s*要)|最低不少于|最少|达到?|控制在|降至|提高到|压减|增长|下降|新增|低于|高于)"
# Every target holds one of these.
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千]")
_PATTERNS = (
    re.compile(rf"{_BOUND}[^,。;\d]{{0,6}}?{_NUMBER}(?:多|余)?{_UNIT}?(?:以上|以内|以下)?"),
    re.compile(rf"{_NUMBER}{_UNIT}(?:以上|以内|以下)"),
    re.compile(r"\d{1,4}(?:\.\d{1,4})?%"),
    re.compile(rf"\d{{1,12}}(?:\.\d{{1,4}})?{_UNIT}"),
    # 来一次排查, 再过一遍筛子 are turns of phrase, not numbers to be reached.
    re.compile(r"(?<![来过再搞])[一二两三四五六七八九十]{1,4}(?:次|期|篇|场|遍|轮|份)"),
)


def target_of(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the target stands in text[start:end], or None; stretches in `taken` (times, names) are not numbers of a target."""
    if not _has_own_numeral(text, start, end, taken):
        return None
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, start, end):
            if not any(match.start() < stop and begin < match.end() for begin, stop in taken):
                return match.span()
    return None


def _has_own_numeral(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a numeral stands outside the stretches in `taken`, which are in order of place."""
    if not taken:
        return _NUMERAL.search(text, start, end) is not None
    place, last = 0, len(taken)
    for sign in _NUMERAL.finditer(text, start, end):
        at = sign.start()
        while place < last and taken[place][1] <= at:
            place += 1
        if place == last or at < taken[place][0]:
            return True
    return False
