"""The outline of a text: its headings, in order, with level and mood. It must never decide what is an order.

`outline(text, lines, starts, marks) -> tuple[Heading, ...]`: `lines` are the lines to read, `starts` the folded offsets where a speech
begins (the outline starts afresh there), `marks` are labels(text). `labels(text) -> list[Label]` gives every number mark at a sentence's head.

Levels come from the order in which styles of numbering appear, not from a fixed table: a speech may number (一) → 1. → 一是 or
一、→ 1、→ (1). A number mark inside a sentence (一是…,二是…) is an enumeration and no heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .lines import Line
from .mood import mood_of
from .parts import Heading

_N = "[一二三四五六七八九十百]"
# One alternative for each style; the group's name is the style.
_LABEL = re.compile(
    r"(?:^|(?<=[。!?;:”)]))(?:"
    rf"(?P<part>第{_N}{{1,3}}(?:部分|章|节)[,:、]?)"
    rf"|(?P<han>(?<![^\n]){_N}{{1,3}},|{_N}{{1,3}}[、.](?!{_N}{{1,2}}(?:、|季度|月|年|级|线|是)))"
    rf"|(?P<han_round>[(]{_N}{{1,3}}[)][、.]?|[㈠-㈩][、.]?)"
    r"|(?P<digit>[0-9]{1,2}[.、](?:(?![0-9])|(?=[0-9]{1,2}月))|[⒈-⒛])"
    r"|(?P<digit_round>[(][0-9]{1,2}[)][、.]?|[0-9]{1,2}[)]|[⑴-⒇])"
    r"|(?P<circle>[①-⑳])"
    rf"|(?P<ordinal>第{_N}{{1,2}}(?:个?(?:方面|问题|点|条|项|件事|步)?[,、:]|(?=[是要])))"
    rf"|(?P<yishi>{_N}{{1,2}}是)"
    rf"|(?P<yiyao>{_N}{{1,2}}要(?!求|素|点))"
    rf"|(?P<qi>其{_N}[,是、]?)"
    r"|(?P<first>(?:首先|其次|再次|再者|最后)(?:[,、是要])|(?:一|另一)方面[,、])"
    r")",
    re.M,
)
_RANK = {"part": 0, "han": 1, "bare": 1, "han_round": 2, "digit": 3, "digit_round": 4, "circle": 5}
_FLOAT = 9  # 一是, 第一, 首先 … may stand anywhere: above 1. in one speech, below it in the next
_DEPTH = 9
_TITLE = 48
_VALUES = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
_FIRST = {"一方面": 1, "另一方面": 2, "首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 9}
_ENDS = re.compile(r"[。!?;\n]")
# A short numbered sentence with a time limit or a named doer is an order in its own right.
_OWN_ORDER = re.compile(
    r"[0-9月日年底周天旬节](?:之?前|以前|内)|[前内],|今[天明后]|明[天日]|每(?:天|日|周|月|旬|季|半|年)|由.{2,16}(?:负责|牵头)"
    r"|(?:局|委|办|部|院|镇|乡|街道|单位|部门|公司|社区|村|科室|中心|队|组|人员|干部|书记|主任|长)(?:要|必须|应|负责|牵头)"
)
_NOTED = re.compile(
    r"[。;]?\s*[(【]?(?:牵头|责任|配合|主办|承办|协办|完成|整改)(?:责任)?(?:单位|部门|人|领导|科室|时限|时间|期限):"
)
_SALUTE = re.compile(r"(?:尊敬的|各位|同志们|老师们|同学们|朋友们|女士们|先生们|大家好)")
_BARE = re.compile(r"[\u4e00-\u9fff“”、0-9]{4,22}:?")


@dataclass(frozen=True, slots=True)
class Label:
    """A number mark at a sentence's head: style "yishi", text "一是", number 1."""

    start: int
    end: int
    style: str
    text: str
    number: int


def labels(text: str) -> list[Label]:
    """Every number mark at the head of a line or a sentence: "一、加强…。一是…;二是…" → 一、 一是 二是."""
    found = []
    for hit in _LABEL.finditer(text):
        style = hit.lastgroup or ""
        found.append(Label(hit.start(), hit.end(), style, hit.group(), _value(hit.group())))
    return found


def outline(
    text: str, lines: Sequence[Line], starts: Iterable[int] = (), marks: list[Label] | None = None
) -> tuple[Heading, ...]:
    """The headings of `text`: "(一)政策宣传不彻底。部分乡镇…" → Heading(label "(一)", title "政策宣传不彻底", …)."""
    marks = labels(text) if marks is None else marks
    fresh = sorted(starts)
    opened: list[_Open] = []
    found: list[Heading] = []
    here = 0
    for entry in _entries(text, lines, marks):
        while here < len(fresh) and fresh[here] <= entry.label.start:
            opened.clear()
            here += 1
        level = _place(opened, entry.label)
        mood = mood_of(entry.title) if entry.is_heading else ""
        above = opened[level - 2].mood if level > 1 else ""
        opened[-1].mood = mood or above
        if entry.is_heading:
            opened[-1].titled = True
            depth = sum(1 for o in opened if o.titled)
            found.append(Heading(depth, entry.label.text, entry.title, entry.start, entry.end, mood or above))
    return tuple(found)


@dataclass(slots=True)
class _Open:
    style: str
    rank: int
    number: int
    line: int
    mood: str = ""
    titled: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    label: Label
    title: str
    start: int
    end: int
    is_heading: bool
    line: int = 0


def _entries(text: str, lines: Sequence[Line], marks: list[Label]) -> list[_Entry]:
    """Every labelled sentence and every unnumbered heading line of the lines to read, in order."""
    places = [mark.start for mark in marks]
    found: list[_Entry] = []
    for number, line in enumerate(lines):
        low, high = bisect_left(places, line.start), bisect_left(places, line.end)
        if low == high or places[low] != line.start:
            after = lines[number + 1] if number + 1 < len(lines) else None
            if _is_bare_heading(line, after):
                label = Label(line.start, line.start, "bare", "", 0)
                found.append(_Entry(label, line.text.rstrip(":"), line.start, line.end, True))
        for k in range(low, high):
            mark = marks[k]
            upto = marks[k + 1].start if k + 1 < high else line.end
            follower = lines[number + 1] if k + 1 == high and number + 1 < len(lines) else None
            following = marks[k + 1] if k + 1 < len(marks) else None
            found.append(_labelled(text, mark, upto, line, follower, following))
    return found


def _labelled(
    text: str, mark: Label, upto: int, line: Line, follower: Line | None, following: Label | None
) -> _Entry:
    """One labelled sentence: is it a heading, that is short, no order itself, and with something under it?"""
    close = _ENDS.search(text, mark.end, upto)
    end = close.start() if close else upto
    title = text[mark.end : end].strip(" :")
    if _NOTED.match(text, end):
        # A task with a ledger note behind it is no heading, however short.
        return _Entry(mark, title, mark.start, end, False)
    short = 0 < len(title) <= _TITLE and not _OWN_ORDER.search(title)
    if upto - end > 1:
        under = text[end] != ";"
    elif upto < line.end:
        under = following is not None and following.style != mark.style and text[end : end + 1] != ";"
    elif follower is None:
        under = False
    else:
        sibling = (
            following is not None and following.start == follower.start and following.style == mark.style
        )
        # A line that is only a number and a title without a full stop is a heading even when nothing stands under it.
        under = not sibling or (close is None and mark.style in _RANK and mark.start == line.start)
    whole = mark.start == line.start and end >= line.end and close is None and mark.style in _RANK
    return _Entry(mark, title, mark.start, end, short and (under or (whole and len(title) <= 25)))


def _is_bare_heading(line: Line, follower: Line | None) -> bool:
    """Whether an unnumbered line is a heading: short, no sentence mark, above a longer line."""
    if follower is None or len(follower.text) < 2 * len(line.text) or len(line.text) > 23:
        return False
    return bool(_BARE.fullmatch(line.text)) and not _SALUTE.match(line.text) and "讲话" not in line.text


def _place(opened: list[_Open], label: Label) -> int:
    """Close what the label ends, open its level and return it (1 = outermost)."""
    rank = _RANK.get(label.style, _FLOAT)
    same = [k for k, o in enumerate(opened) if o.style == label.style]
    match = next((k for k in reversed(same) if opened[k].number < label.number or not label.number), None)
    if match is None and same and rank != _FLOAT:
        match = same[-1]
    if match is not None:
        del opened[match:]
    elif rank != _FLOAT:
        while opened and opened[-1].rank != _FLOAT and opened[-1].rank > rank:
            opened.pop()
        if rank <= 2:
            del opened[next((k for k, o in enumerate(opened) if o.rank >= rank), len(opened)) :]
    elif same and len(same) > 1:
        del opened[same[-1] :]
    del opened[_DEPTH - 1 :]
    opened.append(_Open(label.style, rank, label.number, label.start))
    return len(opened)


def _value(label: str) -> int:
    """The number of a label, 0 if it has none: "(十二)" → 12, "其次," → 2, "③" → 3."""
    for word, value in _FIRST.items():
        if label.startswith(word):
            return value
    digits = "".join(c for c in label if c.isdecimal())
    if digits:
        return int(digits)
    for first in "①⑴⒈㈠":
        if 0 <= ord(label[0]) - ord(first) < 20:
            return ord(label[0]) - ord(first) + 1
    han = "".join(c for c in label if c in _VALUES or c == "十")
    if "十" not in han:
        return _VALUES.get(han[:1], 0)
    tens, _, ones = han.partition("十")
    return _VALUES.get(tens, 1) * 10 + _VALUES.get(ones[:1], 0)
