"""Names without a head that only their place shows: 由总会计师牵头; 人社、住建、交通、水利要…; 责任单位:后勤、保卫.

`slotted(text, limits, found) -> list[Mention]`: further mentions, not overlapping with those of `found`. A place counts only where the
words around it leave no doubt: behind 由 and before a verb of duty, at a clause's head before 牵头, in a ledger's field, in a
list at a clause's head of which another member is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache

from speeches.text.words import tagged

from .lexicon import words
from .mention import Mention
from .trimming import first_kept

_DUTY = "牵头|负责(?!人|同志|制|任)|主办|承办|主抓|具体|共同|分头|分别|各自|按职责|统一组织|组织实施|组织开展|汇总|审核|验收|督办|编制|起草|落实|包干|分片|轮流|张罗|把关|承担|兜底"
_BY = re.compile(rf"由(?P<who>[^,。;:由\n]{{2,40}}?)(?:{_DUTY}|组织|实施|办理|提出|拟定|制定|完成|统筹)")
_LEADS = re.compile(
    r"(?:^|(?<=[,。;:]))(?P<who>[^,。;:由\n]{2,40}?)(?:牵头|主办|承办)(?!单位|部门|人|领导|抓总的)"
)
_LIST_HEAD = re.compile("[,。;:请由]")
_LISTED = re.compile(
    rf"(?P<who>[^,。;:、和及与\n]{{1,12}}(?:[、和及与][^,。;:、和及与\n]{{1,12}}){{0,12}}?[、和及与][^,。;:、和及与\n]{{1,12}}?)(?:要(?!求|素|点)|必须|务必|应当|应(?!急)|负责|{_DUTY}|配合|协助|参与|协同|一律|对|把|将|在|于|每|每天)"
)
_SUPPORT = re.compile(
    r"(?:^|(?<=[,。;:]))(?P<who>[^,。;:\n]{2,40}?)(?:积极|密切|全力|主动|做好)*(?:配合|协助|参与)(?!单位|部门)"
)
_FIELD = re.compile(
    r"(?:责任|牵头|主办|承办|配合|协办|协助|参与|落实|实施|整改|包保)(?:责任)?(?:单位|部门|人|领导|科室|处室|主体)?:(?P<who>[^,。;:\n\t]{2,60})"
)
_EACH = re.compile(
    r"(?:^|(?<=[,。;:前后内请日底]))(?P<who>(?:各(?!自|种|类|个|级|方|位|项(?!目))|每个(?!人|月|周|季))[\u4e00-\u9fff]{1,6}?(?<![点处户栋项目件人]))"
    r"(?=要(?!求|素)|必须|务必|应当|负责|(?:全部|一律|都|按照?[^,。;]{2,16})?(?:设置|设|张贴|公布|建|配备|配|登记|确定|明确|安排|组织|落实)|至少|不少于)"
)
_BESIDE = re.compile(
    r"会同(?P<who>[^,。;:的\n]{2,24}?)(?=编制|制定|开展|对|做好|研究|起草|抓好|组织|完成|拿出|提出|建立|落实|清|检查|核|办|到|在|于|进行|联合|每|及时|尽快|抓紧|全面|共同)"
)
_PART = re.compile(r"[^、和及与]+")
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()“”]{2,12}")
_MODIFIER = re.compile(
    r"(?:同志|本人|具体|共同|统一|分别|分头|要|也|都|均|则|再|应|须|来|进行|可以?|积极|主动|密切)+\Z"
)
_FUNCTIONS = frozenset(words("functions"))
_VERBS = frozenset(words("stops"))
_NOMINAL = frozenset(words("nominal"))
_NOT_NAMES = frozenset(words("no names"))


def slotted(text: str, limits: list[int], found: list[Mention]) -> list[Mention]:
    """Mentions that only their place shows: "由总会计师牵头" → 总会计师."""
    taken = _Taken(found)
    for hit in _FIELD.finditer(text) if ":" in text else ():
        _fill(text, hit.start("who"), hit.end("who"), limits, taken, sure=True)
    if "由" in text:
        for hit in _BY.finditer(text):
            _fill(text, hit.start("who"), hit.end("who"), limits, taken, sure=True)
    led = False
    if "牵头" in text or "办" in text:
        for hit in _LEADS.finditer(text):
            led = True
            _fill(text, hit.start("who"), hit.end("who"), limits, taken, sure=True)
    if (led or "牵头" in text) and ("配合" in text or "协助" in text or "参与" in text):
        for hit in _SUPPORT.finditer(text):
            _fill(text, hit.start("who"), hit.end("who"), limits, taken, sure=True)
    if "各" in text or "每个" in text:
        for hit in _EACH.finditer(text):
            if not taken.touches(hit.start("who"), hit.end("who")) and hit.group("who")[-2:] not in _NOMINAL:
                taken.add(hit.start("who"), hit.end("who"), hit.group("who"), "collective")
    if "会同" in text:
        for hit in _BESIDE.finditer(text):
            _fill(text, hit.start("who"), hit.end("who"), limits, taken, sure=True)
    if "、" in text:
        for hit in _lists(text):
            _fill(text, hit.start("who"), hit.end("who"), limits, taken, sure=False)
    return taken.added


def _lists(text: str) -> Iterator[re.Match[str]]:
    """What _LISTED finds, tried only where a list can begin: at a clause's head, behind 请 and 由."""
    at = 0
    for start in (0, *(hit.end() for hit in _LIST_HEAD.finditer(text))):
        hit = _LISTED.match(text, start) if start >= at else None
        if hit:
            at = hit.end()
            yield hit


class _Taken:
    """The stretches already named, and those added."""

    def __init__(self, found: list[Mention]) -> None:
        self._found = found
        self.added: list[Mention] = []

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Sorted only when a place asks, which most sentences have not."""
        return sorted([(m.start, m.end) for m in self._found])

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch overlaps with a name."""
        k = bisect_left(self._spans, (end, -1))
        return k > 0 and self._spans[k - 1][1] > start

    def add(self, start: int, end: int, text: str, kind: str = "unit") -> None:
        k = bisect_left(self._spans, (start, end))
        self._spans.insert(k, (start, end))
        self.added.append(Mention(start, end, text, kind))


@lru_cache(maxsize=2048)
def _ends_in_noun(name: str) -> bool:
    """Whether the last word can name somebody: 总会计师 does, 全力支持 does not."""
    if name in _FUNCTIONS:
        return True
    if name in _VERBS:
        return False
    if name in _NOMINAL:
        return True
    tag = tagged(name)[-1][1]
    return not tag.startswith(("v", "d", "p", "u", "r", "c", "m", "t", "q")) or tag == "vn"


def _fill(text: str, start: int, end: int, limits: list[int], taken: _Taken, sure: bool) -> None:
    """Add the members of the stretch that are not named yet, if every one of them can be a name."""
    trail = _MODIFIER.search(text, start, end)
    if trail:
        end = trail.start()
    if text[end - 1] == ")" and text.rfind("(", start, end) < 0:
        end -= 1
    parts = [(start + hit.start(), start + hit.end()) for hit in _PART.finditer(text[start:end])]
    if not parts or len(parts) > 14:
        return
    fresh = []
    known = 0
    for number, (low, high) in enumerate(parts):
        if taken.touches(low, high):
            # 学校食堂的洗消间: a name that only begins the member makes none of it.
            known += taken.touches(high - 1, high)
            continue
        at = limits[bisect_right(limits, high - 1) - 1]
        if number == 0 and at > low:
            low = at
        elif at > low:
            return
        name = text[low:high]
        if (
            not _PLAIN.fullmatch(name)
            or name[0] in "管抓促保"
            or name in _NOT_NAMES
            or not _ends_in_noun(name)
            or first_kept(name)
        ):
            return
        known += name in _FUNCTIONS or (len(name) > 2 and name[1:] in _FUNCTIONS)
        fresh.append((low, high, name))
    if sure or (known and len(parts) > 1):
        for low, high, name in fresh:
            taken.add(low, high, name)
