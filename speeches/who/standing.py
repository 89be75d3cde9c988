"""How readily a name is taken for a doer: 2 as it stands, 1 before a modal, 0 only right before one, -1 never."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .lexicon import words
from .mention import Mention

# Persons who are more often the object of an act than its doer.
_CROWD = re.compile(
    r"(?:人员|群众|党员|职工|员工|学生|村民|居民|农户|住户|商户|户主|家长|(?<!人大)代表|(?<![党支协委])委员|(?<!负责)同志|同学|师生|考生|(?<!班子)成员|队员|专家|业主|经营者|经营户|企业主|司机|总书记|贫困户|监护人|志愿者|民警|教师|老师|医生|护士)\Z"
)
# A bare class word is as often a place or an object: 乡镇, 企业, 学校.
_BARE = frozenset(words("bare"))
_SOME = re.compile(r"部分|个别|有的|少数|一些|多数|大多|某些|很多|不少|许多|绝大")
_OFFICE = re.compile(r"[县市区省州旗镇乡校院局园]|党|各|本|全")
_BODY = frozenset("所院校队局司站处科部办委庭室厅组")
_SALUTED = re.compile(
    r"(?:各位|尊敬的)?(?:领导|同志们?|代表|委员|来宾|老师们|同学们|朋友们)?(?:同志们|各位)?\Z"
)


def standing(group: Sequence[Mention]) -> int:
    """The best of the members: 县应急局 → 2, 企业 → 1, 疏散人员 → 0, 我们 → -1."""
    if len(group) > 1:
        return _listed(group)
    return _one(group[0].text, group[0].kind, group[0].key != "") if group else -1


def _listed(group: Sequence[Mention]) -> int:
    """A list is more of a name than one of its members: 应急、消防; 乡镇、街道."""
    best = max(_one(mention.text, mention.kind, mention.key != "") for mention in group)
    return 2 if best >= 1 else best


@lru_cache(maxsize=4096)
def _one(text: str, kind: str, is_known: bool) -> int:
    """The standing of one name; a speech names the same few again and again."""
    if _SOME.match(text):
        return 0
    if kind == "speaker" or _SALUTED.fullmatch(text):
        return -1
    if is_known or kind in ("collective", "person"):
        return 2
    if kind == "reference" and text[0] in "0123456789一二三四五六七八九十两几":
        return 1
    crowd = _CROWD.search(text)
    if crowd:
        # 派出所民警 is a body of its own.
        # So are 农技站的同志.
        before = text[crowd.start() - 2 : crowd.start()]
        return 2 if before[-1:] in _BODY or (before[-1:] == "的" and before[:1] in _BODY) else 0
    if text in _BARE or text.endswith("系统"):
        return 1
    if kind == "post":
        return 2 if _OFFICE.match(text) or len(text) >= 4 else 1
    return 2
