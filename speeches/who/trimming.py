"""Cut a name candidate behind a verb, a preposition or a number that no list of stop words knows.

`first_kept(name) -> int`: how many characters to drop from its front: "中心小学发一封致家长" → 8 (家长 is left). Answers are cached: the
same few hundred candidates recur in a speech. It must never cut into the name's last word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from speeches.text.words import tagged

from .lexicon import words

_NOMINAL = frozenset(words("nominal"))
# Verbs that the tagger takes for nouns.
_VERBS = frozenset(("运用", "拟订", "争取", "带动", "推荐"))
_FUNCTION = re.compile(
    "|".join(sorted((f for f in words("functions")), key=len, reverse=True)) + "|建局|监局|管局|保全部"
)
# 包村干部, 驻村工作队: what somebody is in charge of is no verb here.
_CHARGED = re.compile("[包驻挂联][村片组户镇乡点保队]")
_OFFICES = frozenset("科处部室局办股站队组院所")
_SHORTEST = 4  # shorter candidates are left to the word lists


@lru_cache(maxsize=4096)
def first_kept(name: str) -> int:
    """The offset in `name` where it begins to be a name; 0 where nothing must go."""
    if len(name) < _SHORTEST or name[0] in "县市区省州镇乡" or (name[0] == "各" and len(name) <= 7):
        return 0
    pieces = tagged(name)
    at = cut = 0
    # 感染管理科: what stands before 科 is its field, a verb or not, unless the name is long.
    office = name[-1] in _OFFICES and len(name) <= 7
    for number, (word, tag) in enumerate(pieces[:-1]):
        at += len(word)
        if not _parts(word, tag, office) or (
            tag[0] == "v" and number == len(pieces) - 2 and _is_compound(word, pieces[-1][0])
        ):
            continue
        if not _is_inside(name, at):
            cut = at
    return cut


def _is_inside(name: str, at: int) -> bool:
    """Whether the word that ends at `at` belongs to the name of a function or to what somebody is in charge of."""
    return any(
        hit.start() < at <= hit.end() for pattern in (_FUNCTION, _CHARGED) for hit in pattern.finditer(name)
    )


def _parts(word: str, tag: str, office: bool) -> bool:
    """Whether a word cannot stand inside a name."""
    if word[-1] == "直":
        return False
    if tag in ("v", "vd", "vi") or word in _VERBS:
        return word not in _NOMINAL and not (office and len(word) > 1)
    return tag in ("p", "d", "ul", "uz", "ug") and len(word) > 1 and word != "高新"


def _is_compound(verb: str, last: str) -> bool:
    """Whether verb and last word are one: 巡查队; 送医院 is not."""
    return len(verb) >= 2 and (len(last) == 1 or (last in ("单位", "部门", "中心") and verb not in _VERBS))
