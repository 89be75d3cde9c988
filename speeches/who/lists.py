"""Enumerations of names: 县水利、文旅、卫健、人社等相关部门. Gives every member as written and one group number to all.

`grouped(text, limits, found) -> list[Mention]`: `found` are the names seen so far, in order. Members that have no head of their own
(国土, 林业) are added; a tail that says nothing (等部门, 每个单位 after a list) is taken away.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .lexicon import words
from .mention import Mention

_BETWEEN = re.compile(r"、|和|与|及|以及|及其|,?以及|或|或者|、?和|、?及|、?以及| ")
_MARKS = ("以及", "、", "和", "及", "与")
_TAIL = re.compile(
    r"(?:有关|相关|各|职能|主管|监管|责任|成员|行业|执法|业务|其他|区直|县直|市直)*(?:部门|单位|科室|处室|股室|院系|机关|企业|乡镇|镇|镇街|街道|村|社区|学院|班级|车间|班组|公司|站所|部室|系统|机构)"
)
_TAIL_ENDS = frozenset("门位室系关业镇道村区院级间组司所统构方局段部")
_EMPTY_TAIL = re.compile(
    r"[0-9一二三四五六七八九十两几多]*[个家]?(?:部门|单位|科室|处室|乡镇|镇|村|社区|企业|机构|机关|公司|学院|车间)|[三四五六]方"
)
_APPOSITION = re.compile(
    r"(?:每个?|各|[0-9一二三四五六七八九十两几]+[个家])(?:单位|部门|乡镇|镇|村|社区|街道|公司|企业|支部|标段|工区|局|科室|同志|学院)|[双两三四五六]方"
)
# 甲局与乙局一起: the second helps.
_TOGETHER = re.compile(
    r"(?:[、和及][^,。;、和及]{1,12}){0,8}?(?:等|等?(?:有关|相关)?部门|等?单位)?(?:一起|一道|对接|沟通|衔接|会商|协商|对账|核对|坐下来|签订|签约|结对|联动|共建)"
)
_COUNTED = re.compile(
    r"[一二两三四五六七八九十几0-9]+(?:[个家](?:部门|单位|科室|处室|学院|乡镇|镇|村|社区|街道|公司|企业|支部|标段|工区|局)|方)"
)
# 柳河、石桥等村要…
_SHORT_TAIL = re.compile(
    r"等[0-9一二三四五六七八九十两几多]*个?[村镇乡县区校局处科院所站](?=要(?!求)|必须|应|务必|在|对|于|把|将|每|,|$)"
)
_PREFIX = frozenset("县市区省州镇乡园校院局旗各")
_DOES = re.compile(
    r"[两三四五六七]家|等|要(?!求|素)|必须|应当|应(?!急)|需|负责|牵头|联合|分别|共同|配合|会同"
)
_MODALS = ("要", "应", "须", "将")
_MEMBER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()]{1,8}")
_FUNCTIONS = frozenset(words("functions"))
_VERBS = frozenset((*words("stops"), *words("nominal")))
# Departments only in a list: 组织、编制、财政部门; alone they are verbs.
_LISTED_TOO = frozenset(("组织", "宣传", "规划", "监察", "发展"))
# 副院长赵启明同志: a post with the name of its holder.
_PERSON_NAMED = re.compile(
    rf"(?:长|书记|主任|经理|主席|委员|常委|总监|师)[{''.join(words('surnames'))}][\u4e00-\u9fff]{{1,2}}(?:同志)?\Z"
)
_MOST = 40


def grouped(
    text: str, limits: list[int], found: list[Mention], functions: Sequence[tuple[int, int]]
) -> list[Mention]:
    """The mentions with their lists made whole: "县财政、审计部门要" → 县财政, 审计部门 (one group).

    `functions` is where short names of functions stand (scan.py).
    """
    out: list[Mention] = []
    group = 0
    for mention in _with_members(text, limits, found, functions):
        if out and _joins(text, out[-1], mention):
            if out[-1].group < 0:
                out[-1] = out[-1].listed(group)
                group += 1
            if _is_empty(text, out[-1], mention):
                continue
            if _same_person(out[-1], mention):
                out[-1] = mention.listed(out[-1].group)
                continue
            mention = mention.listed(out[-1].group)
        if not out or mention.start >= out[-1].end:
            out.append(mention)
    return out


def _joins(text: str, left: Mention, right: Mention) -> bool:
    """Whether nothing but a list mark, 等 or an apposition stands between two mentions."""
    between = text[left.end : right.start]
    if not between:
        return bool(_APPOSITION.fullmatch(right.text))
    if between in ("与", "和") and _TOGETHER.match(text, right.end):
        return False
    return len(between) <= 3 and (between == "等" or bool(_BETWEEN.fullmatch(between)))


def _same_person(left: Mention, right: Mention) -> bool:
    """Whether the left is only a further title of the right: 县委常委、副县长李新同志 is one person, named by the last."""
    named = _PERSON_NAMED.search(right.text) if right.kind in ("post", "person") else None
    return (
        named is not None
        and left.kind == "post"
        and not left.text.startswith(("各", "全"))
        and not _PERSON_NAMED.search(left.text)
    )


def _is_empty(text: str, left: Mention, right: Mention) -> bool:
    """Whether the right one is a tail without a name of its own: 等部门, 每个单位."""
    between = text[left.end : right.start]
    return not between or (between == "等" and bool(_EMPTY_TAIL.fullmatch(right.text)))


def _with_members(
    text: str, limits: list[int], found: list[Mention], functions: Sequence[tuple[int, int]]
) -> list[Mention]:
    """Add the members without a head: those before a tail (等部门, 审计部门) and known short names before 要."""
    extra: list[Mention] = []
    ends = {m.end for m in found} if found else set()
    for mention in found:
        if mention.start and _is_tail(mention.text):
            extra.extend(_before(text, limits, mention.start, ends))
    for hit in _SHORT_TAIL.finditer(text) if "等" in text else ():
        extra.extend(_before(text, limits, hit.start() + 1, ends))
    if functions:
        extra.extend(_alone(text, limits, sorted((m.start, m.end) for m in (*found, *extra)), functions))
    return sorted([*found, *extra], key=lambda m: (m.start, -m.end)) if extra else found


def _is_tail(name: str) -> bool:
    return name[-1] in _TAIL_ENDS and (
        bool(_TAIL.fullmatch(name))
        or bool(_COUNTED.fullmatch(name))
        or (len(name) <= 7 and name.endswith(("部门", "单位", "科室", "三方", "四方")))
    )


def _before(text: str, limits: list[int], at: int, ends: set[int]) -> list[Mention]:
    """The members of a list, read from its tail at `at` backwards: 国土 and 林业 of 国土、林业等部门."""
    out: list[Mention] = []
    open_ended = text[at - 1] == "等"
    stop = at - 1 if open_ended else _behind_mark(text, at)
    if _COUNTED.match(text, at) and not stop:
        low = limits[bisect_right(limits, at - 1) - 1]
        # 网信、公安三个部门: the last short name stands right before the count.
        open_ended = text[low:at] in _FUNCTIONS or (low > 0 and _behind_mark(text, low) > 0)
        stop = at if open_ended else 0
    while stop > 0 and stop not in ends and len(out) < _MOST:
        low = limits[bisect_right(limits, stop - 1) - 1]
        member = text[low:stop]
        if member in _VERBS and member not in _LISTED_TOO and not open_ended:
            break
        if member.endswith(_MODALS):
            break  # 护士长要与本科室签订: two who sign, no list
        if not _MEMBER.fullmatch(member) or not (open_ended or member in _FUNCTIONS or len(member) <= 5):
            break
        out.append(Mention(low, stop, member, "unit"))
        stop = _behind_mark(text, low)
    return out


def _behind_mark(text: str, at: int) -> int:
    """Where the member before the list mark that ends at `at` ends; 0 if no list mark stands there."""
    for mark in _MARKS:
        if text.endswith(mark, 0, at):
            return at - len(mark)
    return 0


def _alone(
    text: str, limits: list[int], taken: list[tuple[int, int]], functions: Sequence[tuple[int, int]]
) -> list[Mention]:
    """Short names used like full ones before 要 or in a list with others: 公安、应急要…; 县财政要…"""
    out: list[Mention] = []
    for start, end in functions:
        follow = text[end : end + 2]
        joined = follow[:1] in ("、", "和", "及", "与")
        if not joined and not _DOES.match(follow):
            continue
        prefixed = text[start - 1 : start] in _PREFIX
        start -= prefixed
        if limits[bisect_right(limits, start) - 1] != start or _is_taken(taken, start, end):
            continue
        listed = joined or text[start - 1 : start] == "、"
        if (
            prefixed
            or (listed and not joined)
            or (follow[:1] == "、" and _is_listed(text, end))
            or _begins(taken, end + 1)
        ):
            out.append(Mention(start, end, text[start:end], "unit"))
    return out


def _is_listed(text: str, end: int) -> bool:
    """Whether another short name follows the list mark at `end`."""
    return any(text[end + 1 : end + 1 + length] in _FUNCTIONS for length in (2, 3, 4))


def _begins(taken: list[tuple[int, int]], at: int) -> bool:
    k = bisect_left(taken, (at, -1))
    return k < len(taken) and taken[k][0] == at


def _is_taken(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    k = bisect_left(taken, (end, -1))
    return k > 0 and taken[k - 1][1] > start
