"""Where a name begins: from its last word back to the word that cannot belong to it. Never crosses punctuation.

`boundaries(text)` are the places a name cannot cross; `begin(text, limits, head)` is where the name with its last word at `head`
begins: in "6月底前完成规划后县应急管理局" the name of 局 begins at 县.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from speeches.text.wordlist import WordList

from .lexicon import words

REACH = 22  # a longer name is a run of words that none of the lists knows

# Behind a mark, and behind a date or an amount; that one begins with the characters that a search finds it by.
_MARK = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z×()〇○*]+")
_AMOUNT = re.compile(
    r"[0-9一二三四五六七八九十年月上中下]"
    r"(?:(?<=[周期拜].)(?<=[一二三四五六])(?![、级年班科])|(?<=[0-9一二三四五六七八九十])[0-9一二三四五六七八九十]{0,7}(?:周?岁(?:以[上下])?的?|年度|月份[底初末内前后]?|[年月日号时点天周户人亩万%](?:[底初末内前后])?|季度|个(?:月|星期|季度|工作日|小时|学期)[内后前]?)"
    r"|(?<=[年月])底|(?<=[上中下])旬)"
)
# Before a count of those just listed: 商务|三个部门.
_COUNT = re.compile(
    r"[一二两三四五六七八九十几0-9](?<![这那等前后述其一二两三四五六七八九十几0-9][一二两三四五六七八九十几0-9])[一二两三四五六七八九十几0-9]{0,5}(?:[个家](?=部门|单位|乡镇|镇|村|社区|街道|公司|企业|支部|标段|工区|局|科室|处室|学院)|方(?=要|必须|应|共同|联合|都|一起|各|坐|$|\n))"
)
# Words that open a name whatever stands in front of them, except behind 各.
_OPENERS = "每名 每位 全国 县直 市直 区直 省直 州直 县级 市级 区级 我县 我市 我区 我镇 我乡 我校 我院 我局 我园 所有 每个 上述 前述 以上 全体 全县 全市 全区 全镇 全乡 全园 全校 全院 全省 全州 全村"
# 以上 behind an amount or a rank opens nothing: 二级以上医院.
# 市城管局市政处: what follows 局 is no second city.
_NO_PLACE = frozenset(("市政", "市场", "市容", "区划", "区域", "县域", "市域", "区位", "州际"))
_RANKED = frozenset("级人元岁个万亿名次年月日天倍%户亩")


def _stops() -> dict[str, int]:
    """Stop words and the parts of names in which they occur (0); the longest wins. 2 is a stop word that may be joined."""
    found = {word: 2 if word[-1] == "被" else 1 for word in (*words("stops"), *words("single stops"))}
    stops = frozenset(words("stops"))
    inside = (*words("functions"), *words("safe"), *(w for w in words("nominal") if w not in stops))
    return found | dict.fromkeys(inside, 0)


def _edges() -> dict[str, int]:
    """Pairs of characters with a boundary between them (1), and openers with one before them (2)."""
    found = dict.fromkeys(_OPENERS.split(), 2)
    found |= {left + right: 1 for left in "局办院司所队期季节" for right in "县市区省州"}
    return found | {
        left + "各": 1 for left in "年月日天节后前中内下步来里间段期季作务面题酬费款金案表册书票收"
    }


_WORDS, _STOPS = WordList(_stops()), tuple(_stops().values())
_EDGES, _BEFORE = WordList(_edges(), overlapping=True), tuple(_edges().values())
_COMPOUND_HEADS = frozenset("办局组处科室站队员部")
_NOT_AFTER = frozenset(words("not after"))
_BODIES = frozenset(("机构", "单位", "部门", "人员", "企业", "公司", "小组", "专班", "团队"))
_BEFORE_PASSIVE = frozenset(("", "\n", "各", ",", "。", ";", ":", "、"))
_MAY_JOIN = frozenset({*_COMPOUND_HEADS, *(word[0] for word in _BODIES), "中"})
_NOMINAL = frozenset(words("nominal"))
_SINGLE = frozenset(words("single stops"))


def boundaries(text: str) -> list[int]:
    """The offsets a name cannot reach across, in order, 0 first: behind 由, 向, 6月, a comma; before 县直, 所有."""
    after = text + "\n"
    found = [
        end
        for word, _, end in _WORDS.hits(text)
        if _STOPS[word]
        and ((_STOPS[word] == 1 and after[end] not in _MAY_JOIN) or not _is_compound(text, end))
    ]
    found.append(0)
    found.extend([hit.end() for hit in _MARK.finditer(text)])
    found.extend([hit.end() for hit in _AMOUNT.finditer(text)])
    for word, _, end in _EDGES.hits(text):
        before = _BEFORE[word]
        at = end - before
        left = text[at - 1] if at and before > 1 else ""
        if before > 1 and text[max(0, at - 2) : at] in _NOMINAL:
            continue  # 包抓县级领导
        if before == 1 and text[at : at + 2] in _NO_PLACE:
            continue
        if left != "各" and not (text[at] == "以" and left in _RANKED):
            found.append(at)
    if "个" in text or "家" in text or "方" in text:
        found.extend([hit.start() for hit in _COUNT.finditer(text)])
    return sorted(set(found))


def _is_compound(text: str, at: int) -> bool:
    """Whether a stop word that ends at `at` makes one word with the head behind it: 协调办, 接待处, 培训中心; not 落实部署."""
    after = text[at : at + 1]
    if after == "中" and text[at + 1 : at + 2] == "心":
        return text[max(0, at - 2) : at] in _NOMINAL
    if after == "部":
        # 征迁协调部; 落实部委要求 and 推进部门协同 are none.
        return (
            text[at : at + 2] not in _NOT_AFTER
            and text[max(0, at - 2) : at] in _NOMINAL
            and text[at + 1 : at + 2] not in ("门", "委")
        )
    if after in _COMPOUND_HEADS and text[at : at + 2] not in _NOT_AFTER:
        return text[at - 1] not in _SINGLE
    if text[at : at + 2] in _BODIES:
        return text[max(0, at - 2) : at] in _NOMINAL
    # 各被审计单位, 被巡察单位党组织: here 被 belongs to the name.
    return text[at - 1] == "被" and text[max(0, at - 2) : at - 1] in _BEFORE_PASSIVE


def begin(text: str, limits: list[int], head: int) -> int:
    """The offset of the first character of the name whose last word starts at `head`; `limits` are boundaries(text)."""
    at = max(limits[bisect_right(limits, head) - 1], head - REACH)
    return _paired(text, at, head) if "(" in text or ")" in text else at


def _paired(text: str, at: int, head: int) -> int:
    """Move past a bracket that is closed but not opened inside the name, and past one that is opened but not closed."""
    if text[at : at + 1] == "(":
        at = text.find(")", at, head) + 1 or at + 1
    shut = text.find(")", at, head)
    if shut >= 0 and text.find("(", at, shut) < 0:
        at = shut + 1
    opened = text.rfind("(", at, head)
    if opened >= 0 and text.find(")", opened, head) < 0:
        at = opened + 1
    return at
