"""What a speech says of itself before it is read: title, speaker, occasion, level, day. For a form that a person then checks.

Every value comes with the words it was taken from and where they stand; where nothing tells it, the value is empty.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from .document import Document, Span
from .draft import SpeechPart
from .level import level_of
from .text.normal import Folded

_SHOWN = 40
# "县委书记在全县农村工作会议上的讲话", "校长闻致远在…": the speaker stands in the title.
_IN_TITLE = re.compile(
    r"([\u4e00-\u9fff]{0,12}(?:书记|[省市县区旗镇乡州]长|主任|[局院校厅部]长|董事长|总经理)(?:[\u4e00-\u9fff]{2,4})?)在"
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One detail: its value, why (one Chinese sentence), and text[start:end] from which it was taken (0, 0: not in the text)."""

    value: str = ""
    reason: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """The details of one speech, offsets in its own text; `level` as in level.py, `held_on` an ISO date or ""."""

    title: Proposed
    speaker: Proposed
    occasion: Proposed
    level: Proposed
    held_on: Proposed

    @property
    def day(self) -> dt.date | None:
        """The day of the speech, None where nothing tells it."""
        return dt.date.fromisoformat(self.held_on.value) if self.held_on.value else None


def propose(document: Document, part: SpeechPart | None = None) -> Proposal:
    """The details of a document that holds one speech; milliseconds, no dictionary.

    在全县…会议上的讲话(2026年3月2日) gives title, occasion, county and day. `part` is the speech as `split` found it in the file it
    was cut out of: it may know a title or speaker from the lines around. Without it the first speech of the document speaks.
    """
    from .text.collection import split
    from .text.normal import fold

    folded = fold(document.text)
    found = next(iter(split(document, folded)), None)
    title = _title(document, folded, found, part)
    occasion = _named(document.text, folded, found.occasion if found else "", "会议名称")
    speaker = _speaker(document.text, folded, found, part, title)
    return Proposal(title, speaker, occasion, _level(document.text, occasion, title, speaker), _day(document))


def _title(document: Document, folded: Folded, found: SpeechPart | None, part: SpeechPart | None) -> Proposed:
    value = (found.title if found else "") or (part.title if part else "")
    span = _where(folded, value)
    if span is not None:
        as_written = _printed(span.of(document.text))
        return Proposed(as_written, f"{_line(document.text, span.start)}的标题", span.start, span.end)
    if value and value == document.properties.get("title"):
        return Proposed(value, "文件属性中的标题")
    return Proposed(value, "原文件中的篇名" if value else "文中没有找到标题")


def _speaker(
    text: str, folded: Folded, found: SpeechPart | None, part: SpeechPart | None, title: Proposed
) -> Proposed:
    own = _named(text, folded, (found.speaker if found else "") or "", "署名")
    if own.value:
        return own
    if part is not None and part.speaker:
        return Proposed(part.speaker, f"前文主持人请“{part.speaker}”讲话")
    who = _IN_TITLE.match(title.value)
    if who and title.end:
        said = who.group(1)
        return Proposed(said, f"标题中的“{said}”", title.start, title.start + len(said))
    return own


def _named(text: str, folded: Folded, value: str | None, what: str) -> Proposed:
    """A value with the line it stands in as reason: 第2行“县长 李平”."""
    if not value:
        return Proposed(reason=f"文中没有找到{what}")
    span = _where(folded, value)
    if span is None:
        return Proposed(value, f"文中的{what}“{value[:_SHOWN]}”")
    words = _printed(span.of(text))
    same = words if what == "会议名称" else value
    return Proposed(same, f"{_line(text, span.start)}的{what}“{_cut(words)}”", span.start, span.end)


def _level(text: str, occasion: Proposed, title: Proposed, speaker: Proposed) -> Proposed:
    """The level by the occasion, else the title, else the speaker's post, else the body."""
    names = [(one.start, one.end) for one in (occasion, title) if one.end]
    found = level_of(text, names, (speaker.start, speaker.end))
    if not found.value:
        return Proposed(reason="文中看不出级别")
    words = text[found.start : found.end].removeprefix("在")
    often = f"文中{found.times}次写到“{words}”" if found.times else ""
    reason = often or f"{_line(text, found.start)}写有“{words}”"
    doubt = {"municipal": "，县级市请改选县级", "county": "，自治区请改选省级" if words == "全区" else ""}
    return Proposed(found.value, reason + doubt.get(found.value, ""), found.start, found.end)


def _day(document: Document) -> Proposed:
    from .when import where_held

    day, reason, start, end = where_held(document.text, document.properties)
    return Proposed(day.isoformat() if day else "", reason, start, end)


def _where(folded: Folded, value: str) -> Span | None:
    """Where the words of a value stand; a name put together of two pieces ("县长 李平" → 县长李平) is looked for with a blank."""
    if not value:
        return None
    at = folded.text.find(value)
    if at >= 0:
        return folded.span(at, at + len(value))
    for cut in range(1, len(value)):
        for between in (" ", ":", "\t"):
            at = folded.text.find(value[:cut] + between + value[cut:])
            if at >= 0:
                return folded.span(at, at + len(value) + 1)
    return None


def _line(text: str, at: int) -> str:
    """The line of a place, counted as a person does, without empty ones: 第2行."""
    above = sum(1 for line in text[:at].split("\n")[:-1] if line.strip())
    return f"第{above + 1}行"


def _printed(words: str) -> str:
    """The words without line breaks and invisible marks; other blanks become plain ones."""
    return "".join(char for char in " ".join(words.split()) if char.isprintable())


def _cut(words: str) -> str:
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
