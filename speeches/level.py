"""The level of a meeting (级别): county, city … as its name, the speaker's post or the body of the speech says it.

It must never follow a meeting that is only spoken of: 传达贯彻全省会议精神 at a county's meeting stays a county's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# A place at the head of the name: 在青禾县2026年…; 县域, 乡村, 市场 and the like are no places.
_AT_HEAD = r"^在?(?:中共)?(?!全)[\u4e00-\u9fff]{2,3}"
_AREAS = {
    "national": r"全国|国务院|中央(?!空调|财政|预算|投资)",
    "provincial": rf"全省|省委|省(?:人民)?政府|自治区(?:党委|人民政府|政府)|{_AT_HEAD}省(?!级|直|道)",
    "municipal": rf"全市|市委|市(?:人民)?政府|全州|州委|州政府|全盟|盟委|地委|行署|{_AT_HEAD}市(?![场民容级直])",
    "county": rf"全县|县委|县(?:人民)?政府|全区|区委|区(?:人民)?政府|全旗|旗委|{_AT_HEAD}[县旗](?![域城乡级里直])",
    "township": rf"全[镇乡]|全街道|[镇乡](?:党委|人民政府|政府|人大)|街道(?:党工委|办事处)|{_AT_HEAD}[镇乡](?![村风域愁])",
    "unit": r"全[局校院厂司](?!势)|全公司|全集团|全系统"
    r"|^在?(?!全)[\u4e00-\u9fff]{2,12}?(?:医院|大学|学院|中学|学校|公司|集团|开发区|园区|产业园|管委会)",
}
_POSTS = {
    "provincial": r"省长|省委书记|省委常委|自治区主席",
    "municipal": r"市长|市委书记|市委常委|州长|州委书记|盟长",
    "county": r"县长|县委书记|县委常委|(?<![社小])区长|区委书记|旗长|旗委书记",
    "township": r"镇长|乡长|[镇乡]党委书记|街道(?:办)?(?:党工委书记|主任)",
    "unit": r"局长|院长|校长|董事长|总经理|厂长|园长",
}
_BODY = {
    "全国": "national",
    "全省": "provincial",
    "全市": "municipal",
    "全州": "municipal",
    "全县": "county",
    "全区": "county",
    "全旗": "county",
    "全镇": "township",
    "全乡": "township",
    "全街道": "township",
    "全局": "unit",
    "全校": "unit",
    "全院": "unit",
    "全公司": "unit",
}
# "全国" in these is somebody else's meeting, or what one strives for.
_SPOKEN_OF = re.compile(r"(?:贯彻|落实|传达|学习|创建|争创|迎接|申报|巩固|配合|服务)[^，。,、\n]{0,4}$")
_AUTONOMOUS = re.compile(r"自治区")
_LOOKED_AT, _OFTEN = 5000, 2


@dataclass(frozen=True, slots=True)
class Level:
    """`value`: national, provincial, municipal, county, township, unit or ""; text[start:end] are the words it came from."""

    value: str = ""
    start: int = 0
    end: int = 0
    times: int = 0


def level_of(text: str, names: Sequence[tuple[int, int]], speaker: tuple[int, int]) -> Level:
    """The level of the meeting of a speech; `names` and `speaker` are where the meeting's names and the speaker stand in `text`.

    "在全县安全生产会议上的讲话" → county by 全县; else by the post ("市长 李平" → municipal); else by what the body says at least
    twice (全镇 … 全镇 → township). `times` is how often, 0 for the first two. Level() where nothing tells it.
    """
    named = (_among(_AREAS, text, *name) for name in names)
    return next(filter(None, named), None) or _among(_POSTS, text, *speaker) or _in_body(text) or Level()


def _among(table: dict[str, str], text: str, start: int, end: int) -> Level | None:
    """The level of the words that come first in text[start:end]; of two that begin together the narrower one."""
    words = text[start:end]
    found = [
        (hit.start(), -rank, hit.end(), value)
        for rank, (value, pattern) in enumerate(table.items())
        for hit in re.finditer(pattern, words)
        if not _SPOKEN_OF.search(words[: hit.start()])
    ]
    if not found:
        return None
    first, _, last, value = min(found)
    return Level(_own(value, words[first:last], text), start + first, start + last)


def _in_body(text: str) -> Level | None:
    head = text[:_LOOKED_AT]
    counted = Counter(
        hit.group()
        for hit in re.finditer("|".join(_BODY), head)
        if not _SPOKEN_OF.search(head[max(0, hit.start() - 8) : hit.start()])
    )
    # 全局 is more often "the whole situation" than a bureau; it needs company.
    del counted["全局"]
    words, times = max(counted.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    if times < _OFTEN:
        return None
    at = head.index(words)
    return Level(_own(_BODY[words], words, text), at, at + len(words), times)


def _own(value: str, words: str, text: str) -> str:
    """全区 is a district, but in an autonomous region the region itself."""
    return "provincial" if words == "全区" and _AUTONOMOUS.search(text[:_LOOKED_AT]) else value
