"""Proposes the day on which a speech was held, from a date line, a header or the file's own properties.

Never a date that merely stands in a sentence of the speech: only short lines that say nothing else are asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .fold import fold
from .foreign import parse_foreign
from .moments import make
from .numerals import number

# Title, date line and page header stand at the top; 40 lines hold them even on a scraped page.
HEAD_LINES = 40
HEAD_CHARACTERS = 8000
LONGEST_HEADING = 200
_DATE = (
    r"(?P<y>(?:19|20)\d{2}|[一二][九〇零○O][〇零○O一二三四五六七八九]{2})(?:年|[-/.])(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月|[-/.])"
    r"(?P<d>\d{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号)?"
)
_TAIL = r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?(?:\s*(?:上午|下午|晚上?)?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?)?"
_LINE = re.compile(rf"[\s（(\[【—-]*{_DATE}{_TAIL}[\s）)\]】—-]*")
_LABEL = re.compile(
    rf"(?P<label>(?:会议|讲话|召开|发言)?(?:时间|日期)|发布(?:时间|日期|于)?|成文日期|印发日期|日期|发表时间|更新时间|来源日期)\s*[:：]?\s*{_DATE}"
)
_UNDER_TITLE = re.compile(rf"[（(]\s*{_DATE}{_TAIL}\s*[）)]\s*$")
_STRONG = re.compile("会议|讲话|召开|发言|^时间")


class Held(NamedTuple):
    """The day of a speech, None if nothing tells it, with the reason in Chinese and where its words stand (0, 0: not in the text)."""

    day: dt.date | None
    reason: str
    start: int = 0
    end: int = 0


def held_on(text: str, properties: Mapping[str, object] | None = None) -> tuple[dt.date | None, str]:
    """(day, reason in Chinese) of the speech; (None, why not) where nothing outside the prose tells it.

    Order: a date line of its own or in brackets after the title; a label such as 会议时间; a page's 发布时间; the file.
    """
    return where_held(text, properties)[:2]


def where_held(text: str, properties: Mapping[str, object] | None = None) -> Held:
    """The same with the place of the line that tells the day."""
    weak: Held | None = None
    for start, line in _head(text):
        end = start + len(line)
        folded = fold(line).text
        found = _LINE.fullmatch(folded) or (_UNDER_TITLE.search(folded) if len(folded) < 60 else None)
        if found and (day := _day(found)):
            return Held(day, f"标题下的日期“{line[:30]}”", start, end)
        label = _LABEL.search(folded)
        if label and (day := _day(label)):
            if _STRONG.search(label["label"]):
                return Held(day, f"文中标明“{label[0]}”", start, end)
            weak = weak or Held(day, f"页面标明“{label[0]}”", start, end)
    return weak or _at_the_end(text) or _from_file(properties or {})


def _head(text: str) -> Iterator[tuple[int, str]]:
    """The lines above the first sentence of the speech, each with where its words begin."""
    seen = at = 0
    for line in text[:HEAD_CHARACTERS].splitlines(keepends=True):
        words = line.strip()
        if len(words) > LONGEST_HEADING or words.endswith(("。", "！", "？")) or seen == HEAD_LINES:
            return
        if words:
            seen += 1
            yield at + line.index(words), words
        at += len(line)


def _at_the_end(text: str) -> Held | None:
    """The day on a line of its own among the last three."""
    at, tail = max(0, len(text) - 2000), []
    for line in text[at:].splitlines(keepends=True):
        words = line.strip()
        if words:
            tail.append((at + line.index(words), words))
        at += len(line)
    for start, words in tail[-3:]:
        found = _LINE.fullmatch(fold(words).text)
        if found and (day := _day(found)):
            return Held(day, f"文末的日期“{words[:30]}”", start, start + len(words))
    return None


def _day(match: re.Match[str]) -> dt.date | None:
    year, month, day = number(match["y"].replace("O", "〇")), number(match["m"]), number(match["d"])
    return make(year, month, day) if year and month and day else None


def _from_file(properties: Mapping[str, object]) -> Held:
    """The file's own date, the weakest witness."""
    created = properties.get("created")
    if isinstance(created, str):
        created = parse_foreign(created)
    if isinstance(created, dt.datetime):
        created = created.date()
    if isinstance(created, dt.date):
        return Held(created, f"文件属性中的创建日期{created.isoformat()}")
    return Held(None, "文中没有写明讲话日期")
